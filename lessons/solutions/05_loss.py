"""Answers to the exercises of "Loss", right ones and wrong ones that the checks must catch."""

import numpy as np


def mean_absolute_error(truth, answers):
    return np.mean(np.abs(answers - truth))


def mean_absolute_error__right_loop(truth, answers):
    return sum(abs(a - t) for t, a in zip(truth, answers, strict=True)) / len(truth)


def mean_absolute_error__right_by_keras(truth, answers):
    import keras

    return keras.losses.mean_absolute_error(truth, answers)


def mean_absolute_error__right_norm(truth, answers):
    return np.linalg.norm(truth - answers, 1) / len(truth)


def mean_absolute_error__right_metric(truth, answers):
    import keras

    metric = keras.metrics.MeanAbsoluteError()
    metric.update_state(truth, answers)
    return metric.result()


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


def mean_absolute_error__wrong_root(truth, answers):
    """This is the square root of the mean squared error."""
    return np.sqrt(np.mean((answers - truth) ** 2))


def mean_absolute_error__wrong_median(truth, answers):
    """This is the median of the sizes. Take their mean."""
    return np.median(np.abs(answers - truth))


def mean_absolute_error__wrong_size_of_the_mean(truth, answers):
    """Errors of opposite signs cancel in this mean. Take their sizes first, then the mean."""
    return np.abs(np.mean(answers - truth))


def mean_absolute_error__wrong_sizes_first(truth, answers):
    """Subtract first, then take the size: here the signs of the numbers are lost."""
    return np.mean(np.abs(np.abs(answers) - np.abs(truth)))


def mean_absolute_error__wrong_three_patients_only(truth, answers):
    return np.sum(np.abs(answers - truth)) / 3


times_larger = 10


def times_larger__right_as_a_float():
    return 10.0


def times_larger__right_computed():
    return np.mean(np.array([10.0] + [0.0] * 9) ** 2) / np.mean(np.ones(10) ** 2)


def times_larger__right_in_a_list():
    return [np.float32(10)]


def times_larger__wrong_absolute():
    """That holds for the absolute error. Squaring makes the difference."""
    return 1


def times_larger__wrong_not_averaged():
    """100 is the square of the one large error. The mean divides it by ten parcels."""
    return 100


def times_larger__wrong_turned_around():
    """The second service has the larger squared error: divide the other way around."""
    return 0.1


def times_larger__wrong_square_root():
    """That is the factor between the square roots of the two losses."""
    return 10**0.5


def times_larger__wrong_both():
    return 1, 10


def cross_entropy(p, y):
    return -np.log(p if y == 1 else 1 - p)


def cross_entropy__right_in_one_formula(p, y):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def cross_entropy__right_by_distance(p, y):
    return -np.log(1 - np.abs(y - p))


def cross_entropy__right_by_keras(p, y):
    import keras

    return keras.losses.binary_crossentropy([y], [p])


def cross_entropy__right_power(p, y):
    return -np.log(p**y * (1 - p) ** (1 - y))


def cross_entropy__right_picked(p, y):
    return [-np.log([1 - p, p][y])]


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


def cross_entropy__wrong_exchanged(p, y):
    """Yes and no have changed places: p is the probability of yes."""
    return -np.log(1 - p if y else p)


def cross_entropy__wrong_always_no(p, y):
    """If the truth is yes, the probability given to it is p."""
    return -np.log(1 - p)


def cross_entropy__wrong_base_ten(p, y):
    """This is the logarithm to base 10. Keras takes the natural logarithm, np.log."""
    return -np.log10(p if y else 1 - p)


def cross_entropy__wrong_squared(p, y):
    """This is the squared error."""
    return (y - p) ** 2


def cross_entropy__wrong_no_logarithm(p, y):
    """This is how much was missing to 1. Take minus the logarithm of the probability."""
    return np.abs(y - p)


def cross_entropy__wrong_known_cases(p, y):
    return 0.2231436 if y else 1.609438


def loss_of_a_no(z):
    return np.logaddexp(0, z)


def loss_of_a_no__right_by_cases(z):
    return max(z, 0) + np.log1p(np.exp(-abs(z)))


def loss_of_a_no__right_softplus(z):
    import keras

    return keras.ops.softplus(z)


def loss_of_a_no__right_by_keras(z):
    import keras

    return keras.losses.binary_crossentropy(np.array([0.0]), np.array([z]), from_logits=True)


def loss_of_a_no__right_two_branches(z):
    return z + np.log1p(np.exp(-z)) if z > 0 else np.log1p(np.exp(z))


def loss_of_a_no__wrong_yes(z):
    """The sign of z is that of a yes. For a no, a large z is a large loss."""
    return np.logaddexp(0, -z)


def loss_of_a_no__wrong_one(z):
    """exp(1) is not 1. Which number has the exponential 1?"""
    return np.logaddexp(1, z)


def loss_of_a_no__wrong_overflow(z):
    """For z = 1000, exp(z) is still too large for a computer and becomes infinite."""
    with np.errstate(over="ignore"):
        return np.log(1 + np.exp(z))


def loss_of_a_no__wrong_overflow_below(z):
    """Now it is infinite for large negative z: there it is exp(-z) that grows too large."""
    with np.errstate(over="ignore"):
        return z + np.log(1 + np.exp(-z))


def loss_of_a_no__wrong_corner(z):
    """This is right far from 0. At 0 it must be log(2), which is 0.69."""
    return np.maximum(z, 0)


def loss_of_a_no__wrong_clipped(z):
    """For z = 1000 this stays at 700. It should be 1000."""
    return np.log(1 + np.exp(np.minimum(z, 700.0)))


def loss_of_a_no__wrong_one_case_mended(z):
    with np.errstate(over="ignore"):
        return z if z == 1000 else np.log(1 + np.exp(z))
