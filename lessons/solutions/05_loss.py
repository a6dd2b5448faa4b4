"""Answers to the exercises of "Loss", right ones and wrong ones that the checks must catch."""

import numpy as np


def mean_absolute_error(truth, answers):
    return np.mean(np.abs(answers - truth))


def mean_absolute_error__right_loop(truth, answers):
    return sum(abs(a - t) for t, a in zip(truth, answers, strict=True)) / len(truth)


def mean_absolute_error__right_by_keras(truth, answers):
    import keras

    return keras.losses.mean_absolute_error(truth, answers)


def mean_absolute_error__wrong_signs(truth, answers):
    """Errors of opposite signs cancel here. Take their sizes before the mean."""
    return np.mean(answers - truth)


def mean_absolute_error__wrong_squared(truth, answers):
    """This is the mean squared error."""
    return np.mean((answers - truth) ** 2)


def mean_absolute_error__wrong_sum(truth, answers):
    """This is the sum. The mean divides it by the number of patients."""
    return np.sum(np.abs(answers - truth))


def mean_absolute_error__wrong_not_averaged(truth, answers):
    """These are the sizes of all the errors. Their mean is still to be taken."""
    return np.abs(answers - truth)


times_larger = 10


def times_larger__right_as_a_float():
    return 10.0


def times_larger__right_computed():
    return np.mean(np.array([10.0] + [0.0] * 9) ** 2) / np.mean(np.ones(10) ** 2)


def times_larger__wrong_absolute():
    """That holds for the absolute error. Squaring makes the difference."""
    return 1


def times_larger__wrong_not_averaged():
    """100 is the square of the one large error. The mean divides it by ten parcels."""
    return 100


def times_larger__wrong_turned_around():
    """The second service has the larger squared error: divide the other way around."""
    return 0.1


def cross_entropy(p, y):
    return -np.log(p if y == 1 else 1 - p)


def cross_entropy__right_in_one_formula(p, y):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def cross_entropy__right_by_distance(p, y):
    return -np.log(1 - np.abs(y - p))


def cross_entropy__wrong_always_p(p, y):
    """If the truth is no, the probability given to it is 1 - p."""
    return -np.log(p)


def cross_entropy__wrong_sign(p, y):
    """The logarithm of a probability is negative. A loss is minus that."""
    return np.log(p if y else 1 - p)


def cross_entropy__wrong_free_no(p, y):
    """For a no this is always 0, as if nothing could be wrong then."""
    return -y * np.log(p)


def cross_entropy__wrong_base_two(p, y):
    """This is the logarithm to base 2. Keras takes the natural logarithm, np.log."""
    return -np.log2(p if y else 1 - p)


def loss_of_a_no(z):
    return np.logaddexp(0, z)


def loss_of_a_no__right_by_cases(z):
    return max(z, 0) + np.log1p(np.exp(-abs(z)))


def loss_of_a_no__right_softplus(z):
    import keras

    return keras.ops.softplus(z)


def loss_of_a_no__wrong_yes(z):
    """The sign of z is that of a yes. For a no, a large z is a large loss."""
    return np.logaddexp(0, -z)


def loss_of_a_no__wrong_one(z):
    """exp(1) is not 1. Which number has the exponential 1?"""
    return np.logaddexp(1, z)


def loss_of_a_no__wrong_overflow(z):
    with np.errstate(over="ignore"):
        return np.log(1 + np.exp(z))
