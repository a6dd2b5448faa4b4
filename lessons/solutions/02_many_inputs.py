"""Answers to the exercises of "Many inputs", right ones and wrong ones that the checks must catch."""

import numpy as np


def neuron_of_many(x, w, b):
    return x @ w + b


def neuron_of_many__right_sum(x, w, b):
    return (x * w).sum() + b


def neuron_of_many__right_loop(x, w, b):
    answer = b
    for one, weight in zip(x, w, strict=True):
        answer += weight * one
    return answer


def neuron_of_many__wrong_not_summed(x, w, b):
    """These are the products, one for each input. They are not yet added up."""
    return x * w + b


def neuron_of_many__wrong_no_bias(x, w, b):
    """The bias is missing."""
    return x @ w


def neuron_of_many__wrong_bias_for_each(x, w, b):
    """The bias was added once for each input. It is added once."""
    return (x * w + b).sum()


parameters_of_ten = 11


def parameters_of_ten__right_as_a_float():
    return 11.0


def parameters_of_ten__right_from_numpy():
    return np.int64(10 + 1)


def parameters_of_ten__wrong_only_weights():
    """These are the weights. What else does the neuron learn?"""
    return 10


def parameters_of_ten__wrong_bias_for_each():
    """There is one bias in all, not one for each input."""
    return 20


def parameters_of_ten__wrong_this_model():
    """That is the neuron of this lesson, with four inputs. This one has ten."""
    return 5


def predict_progression(measurements, mean, deviation, w, b):
    return (measurements - mean) / deviation @ w + b


def predict_progression__right_in_two_steps(measurements, mean, deviation, w, b):
    x = np.divide(np.subtract(measurements, mean), deviation)
    return [np.sum(x * w) + b]


def predict_progression__right_loop(measurements, mean, deviation, w, b):
    return b + sum((m - a) / d * v for m, a, d, v in zip(measurements, mean, deviation, w, strict=True))


def predict_progression__wrong_raw(measurements, mean, deviation, w, b):
    """The neuron has learned on standardized inputs. Standardize the measurements first."""
    return measurements @ w + b


def predict_progression__wrong_not_centered(measurements, mean, deviation, w, b):
    """The mean was not subtracted."""
    return (measurements / deviation) @ w + b


def predict_progression__wrong_not_divided(measurements, mean, deviation, w, b):
    """After the mean is subtracted, divide by the deviation."""
    return (measurements - mean) @ w + b


def predict_progression__wrong_no_sum(measurements, mean, deviation, w, b):
    """These are four products. Use @, which also adds them up."""
    return (measurements - mean) / deviation * w + b


def predict_progression__wrong_brackets(measurements, mean, deviation, w, b):
    """The division comes first here. Put the difference in brackets."""
    return (measurements - mean / deviation) @ w + b


def predict_progression__wrong_no_bias(measurements, mean, deviation, w, b):
    """The bias is missing: without it the average patient gets 0."""
    return (measurements - mean) / deviation @ w
