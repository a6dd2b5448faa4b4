"""Exercises of "Loss": answers, what they are tried on, hints, and mistakes."""

import math

import numpy as np

from dl101.exercises import Function, Value


def cautious_loss(truth, answers):
    too_low = np.maximum(truth - answers, 0)
    too_high = np.maximum(answers - truth, 0)
    return np.mean(3 * too_low + too_high)


def _weighed(low, high, power=1, mean=np.mean):
    """Return a loss that gives the sizes of errors, to a power, a weight where an answer is too low or too high."""
    return lambda t, a: mean(np.where(a < t, low, high) * np.abs(a - t) ** power)


def _some(random, low, high, patients):
    truth = random.uniform(50, 300, patients).round()
    return truth, truth + random.uniform(low, high, patients).round(1)


THREE = np.array([100.0, 150.0, 300.0]), np.array([110.0, 150.0, 240.0])
Function(
    cautious_loss,
    tries=lambda random: {
        "some answers too low, some too high": [THREE, *(_some(random, -60, 60, n) for n in (4, 5, 9, 442))],
        "all answers too low": [_some(random, -60, -1, n) for n in (1, 5)],
        "all answers too high": [_some(random, 1, 60, n) for n in (1, 5)],
        "all answers right": [THREE[:1] * 2],
        "as much too low as too high": [(THREE[0][:2], THREE[0][:2] + random.uniform(1, 60) * np.array([1, -1]))],
        "small and negative numbers": [tuple(random.normal(0, 0.3, (2, 6))), tuple(random.normal(-20, 30, (2, 7)))],
        "whole numbers": [tuple(random.integers(50, 300, (2, 5)))],
    },
    worked=(THREE, 190 / 3),
    hints=[
        "Which sign has the error of an answer that is too low? How do you tell the two kinds apart?",
        "`np.maximum(truth - answers, 0)` is how much an answer is too low. Make the same for too high, weigh, average.",
        "The line is `return np.mean(3 * np.maximum(truth - answers, 0) + np.maximum(…, 0))`.",
    ],
    right=[lambda t, a: [np.mean(2 * abs(a - t) - (a - t))], lambda t, a: abs(a - t) @ (1 + 2 * (a < t)) / t.size],
    mistakes={
        "This counts what is too high three times. It should be what is too low.": _weighed(1, 3),
        "Here too low and too high count the same.": _weighed(1, 1),
        "Here every error counts three times. Only those of answers that are too low should.": _weighed(3, 3),
        "Answers that are too high count as well, once.": _weighed(3, 0),
        "Answers that are too low do not count at all here.": _weighed(0, 1),
        "Errors of opposite signs cancel here. Take their sizes before the mean.": _weighed(-3, 1),
        "The errors are squared here. Take their sizes.": _weighed(3, 1, power=2),
        "This is the sum. The mean divides it by the number of patients.": _weighed(3, 1, mean=np.sum),
        "These are the errors of all patients. Their mean is still to be taken.": _weighed(3, 1, mean=np.array),
        "Divide by the patients, not by the weights.": lambda t, a: np.average(abs(a - t), weights=1 + 2 * (a < t)),
        "Opposite signs cancel in a mean: weigh before it.": lambda t, a: max(np.mean(a - t), 3 * np.mean(t - a)),
    },
    wrong=[
        *(_weighed(3, 1, mean=one) for one in (np.median, lambda e: e[:3].mean(), lambda e: round(e.mean(), 1))),
        *(_weighed(9, 1, power=2, mean=one) for one in (np.mean, lambda squares: np.sqrt(squares.mean()))),
        _weighed(3, 1, mean=lambda sizes: sizes.sum() / max(np.count_nonzero(sizes), 1)),
        lambda t, a: cautious_loss(np.abs(t), np.abs(a)),
        lambda t, a: np.mean(np.where(a - t < -1, 3, 1) * np.abs(a - t)),
    ],
)


def times_larger():
    first = np.mean([1**2] * 10)
    second = np.mean([0**2] * 9 + [10**2])
    return second / first


Value(
    times_larger,
    worked=10,
    relative=1e-6,
    hints=[
        "Which errors does each of the two services make on the ten parcels, and what are their squares?",
        "First service: the mean of ten squares of 1. Second: the mean of nine zeros and the square of 10.",
        "The first mean squared error is 1. The second is 100 / 10.",
    ],
    right=[10.0, [np.float32(10)], np.array([[10]])],
    mistakes={
        "That holds for the absolute error. Squaring makes the difference.": 1,
        "The square of the one large error is 100. The mean divides it by ten parcels.": 100,
        "The second service has the larger squared error: divide the other way around.": 0.1,
        "That is the factor between the square roots of the two losses.": 10**0.5,
        "That is the difference of the two losses. The factor is asked for.": 9,
    },
    wrong=["10", (1, 10), 1000, 100 / 9],
)


def cross_entropy(p, y):
    return -np.log(p if y == 1 else 1 - p)


def _of_the_truth(function):
    return lambda p, y: function(p if y else 1 - p)


Function(
    cross_entropy,
    tries=lambda random: {
        "the truth was likely": [(0.8, 1), (0.2, 0), (random.uniform(0.5, 0.95), 1), (random.uniform(0.05, 0.5), 0)],
        "the truth was unlikely": [(0.37, 1), (0.8, 0), (random.uniform(0.05, 0.5), 1), (random.uniform(0.5, 0.9), 0)],
        "one half": [(0.5, 1), (0.5, 0)],
        "almost certain, and right": [(0.999, 1), (0.001, 0), (random.uniform(0.97, 0.999), 1)],
        "almost certain, and wrong": [(0.001, 1), (0.999, 0), (random.uniform(0.001, 0.01), 1)],
    },
    worked=((0.8, 0), 1.609438),
    hints=[
        "Which probability did the model give to what turned out to be true, if y is 1, and if y is 0?",
        "It is p for a yes and 1 - p for a no. Take minus the logarithm of it (np.log).",
        "The line is `return -np.log(p if y == 1 else …)`.",
    ],
    right=[lambda p, y: [-np.log([1 - p, p][y])], lambda p, y: math.log(1 / (p if y else 1 - p))],
    mistakes={
        "If the truth is no, the probability given to it is 1 - p.": lambda p, y: -np.log(p),
        "If the truth is yes, the probability given to it is p.": lambda p, y: -np.log(1 - p),
        "The logarithm of a probability is negative. A loss is minus that.": _of_the_truth(np.log),
        "For a no this is always 0, as if nothing could be wrong then.": lambda p, y: -y * np.log(p),
        "This adds up both logarithms. Only that of what is true counts.": lambda p, y: -np.log(p) - np.log(1 - p),
        "This logarithm has the base 2. Take the natural one, np.log.": _of_the_truth(lambda q: -np.log2(q)),
        "This logarithm has the base 10. Take the natural one, np.log.": _of_the_truth(lambda q: -np.log10(q)),
        "Yes and no have changed places: p is the probability of yes.": lambda p, y: -np.log(1 - p if y else p),
        "This is the squared error.": lambda p, y: (y - p) ** 2,
        "This is how much was missing to 1. Take minus the logarithm of the probability.": lambda p, y: abs(y - p),
        "`p` is a probability already. The sigmoid is for logits.": lambda p, y: np.log1p(np.exp(-p if y else p)),
    },
    wrong=[_of_the_truth(lambda q: round(-np.log(q), 2)), _of_the_truth(lambda q: -np.log(max(q, 0.01)))],
)


def loss_of_a_no(z):
    return np.logaddexp(0, z)


_quietly = np.errstate(all="ignore")
Function(
    loss_of_a_no,
    tries=lambda random: {
        "near 0": [(0.0,), *((float(z),) for z in random.uniform(-1, 1, 3))],
        "above 0": [(float(z),) for z in random.uniform([1, 2, 4, 8.5], [2, 4, 8, 10.5])],
        "below 0": [(float(z),) for z in random.uniform([-2, -4, -6], [-1, -2, -4])],
        "large": [(1000.0,), (5e4,), *((float(z),) for z in random.uniform([15, 60, 710, 2e3], [30, 600, 999, 9e4]))],
        "far below 0": [(-1000.0,), *((float(z),) for z in random.uniform([-600, -9e4], [-20, -800]))],
    },
    worked=((0.0,), 0.6931472),
    relative=1e-6,
    hints=[
        "Which number has the exponential 1? Then the 1 in the formula can be written as an exponential.",
        "`np.logaddexp(a, c)` is log(exp(a) + exp(c)), and yours is log(exp(0) + exp(z)). So what are a and c?",
        "The line is `return np.logaddexp(…, z)`, with the number whose exponential is 1.",
    ],
    right=[lambda z: [max(z, 0) + np.log1p(np.exp(-abs(z)))], lambda z: z if z > 40 else np.log(1 + np.exp(z))],
    mistakes={
        "The sign of z is that of a yes. For a no, a large z is a large loss.": lambda z: np.logaddexp(0, -z),
        "`exp(1)` is not 1. Which number has the exponential 1?": lambda z: np.logaddexp(1, z),
        "For z = 1000, exp(z) is still too large and becomes infinite.": _quietly(lambda z: np.log(1 + np.exp(z))),
        "Now exp(-z) is infinite for large negative z.": _quietly(lambda z: z + np.log(1 + np.exp(-z))),
        "This is right far from 0. At 0 it must be log(2), which is 0.69.": lambda z: np.maximum(z, 0),
        "For z = 1000 this stays at 700. It should be 1000.": lambda z: np.log(1 + np.exp(np.minimum(z, 700.0))),
        "The 1 is missing: log(exp(z)) is z again.": lambda z: z,
        "`np.logaddexp` takes the exponential itself: give it z.": _quietly(lambda z: np.logaddexp(0, np.exp(z))),
        "Both are the same here, so this is z + log(2). One of the two stands for the 1.": lambda z: np.logaddexp(z, z),
        "`nan_to_num` is no repair: 1000 is wanted.": _quietly(lambda z: np.nan_to_num(np.log(1 + np.exp(z)))),
    },
    wrong=[_quietly(lambda z: np.log(1 + np.exp(np.longdouble(z)))), lambda z: z if z > 5 else np.logaddexp(0, z)],
)
