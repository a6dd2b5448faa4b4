"""Exercises of "Loss": answers, what they are tried on, hints, and mistakes."""

import math

import numpy as np

from dl101.exercises import Function, Value


def cautious_loss(truth, answers):
    too_low = np.maximum(truth - answers, 0)
    too_high = np.maximum(answers - truth, 0)
    return np.mean(3 * too_low + too_high)


def _each(truth, answers):
    return np.maximum(answers - truth, 3 * (truth - answers))


def _weighed(low, high, power=1):
    """Return the mean of sizes to a power, those of answers too low and too high with a weight each."""
    return lambda t, a: np.mean(np.where(a < t, low, high) * np.abs(a - t) ** power)


def _keras():
    import keras  # only here: it takes seconds

    return keras


def _by_scikit_learn(truth, answers):
    from sklearn.metrics import mean_pinball_loss

    return 4 * mean_pinball_loss(truth, answers, alpha=0.75)


def _some(random, low, high, patients):
    """Return true values, and answers that are off by low to high."""
    truth = random.uniform(50, 300, patients).round()
    return truth, truth + random.uniform(low, high, patients).round(1)


Function(
    cautious_loss,
    tries=lambda random: {
        "some answers too low, some too high": [
            (np.array([100.0, 150.0, 300.0]), np.array([110.0, 150.0, 240.0])),
            *(_some(random, -60, 60, patients) for patients in (4, 5, 9)),
        ],
        "all answers too low": [_some(random, -60, -1, 5)],
        "all answers too high": [_some(random, 1, 60, 5)],
        "all answers right": [(_some(random, 0, 1, 4)[0],) * 2],
        "a single patient": [_some(random, -60, -1, 1), _some(random, 1, 60, 1)],
        "two patients, one answer too low, the other as far too high": [
            (np.array([100.0, 200.0]), np.array([100.0, 200.0]) + random.uniform(1, 60) * np.array([1, -1]))
        ],
        "small and negative numbers": [tuple(random.normal(0, 0.3, (2, 6))), tuple(random.normal(-20, 30, (2, 7)))],
        "whole numbers": [tuple(random.integers(50, 300, (2, 5)))],
        "many patients": [_some(random, -80, 80, 442)],
    },
    worked=((np.array([100.0, 150.0, 300.0]), np.array([110.0, 150.0, 240.0])), 190 / 3),
    hints=[
        "Which sign has the error of an answer that is too low? How do you tell the two kinds apart?",
        "`np.maximum(truth - answers, 0)` is how much an answer is too low, and 0 if it is not. Make the same for too "
        "high, weigh the two, and take the mean over all patients.",
        "The line is `return np.mean(3 * np.maximum(truth - answers, 0) + np.maximum(…, 0))`.",
    ],
    right=[
        lambda t, a: (
            sum(3 * (one - other) if other < one else other - one for one, other in zip(t, a, strict=True)) / len(t)
        ),
        lambda t, a: np.maximum(a - t, 3 * (t - a)).mean(),
        lambda t, a: np.mean(2 * np.abs(a - t) - (a - t)),
        lambda t, a: [np.float32(np.abs(a - t) @ (1 + 2 * (a < t)) / t.size)],
        _by_scikit_learn,
        lambda t, a: _keras().ops.mean(_keras().ops.maximum(a - t, 3 * (t - a))),
    ],
    mistakes={
        "This counts the answers that are too high three times. It should be those that are too low.": _weighed(1, 3),
        "Here too low and too high count the same.": _weighed(1, 1),
        "Here every error counts three times. Only those of answers that are too low should.": _weighed(3, 3),
        "Answers that are too high count as well, once.": _weighed(3, 0),
        "Answers that are too low do not count at all here.": _weighed(0, 1),
        "Errors of opposite signs cancel here. Take their sizes before the mean.": lambda t, a: np.mean(
            np.where(a < t, 3, 1) * (a - t)
        ),
        "The errors are squared here. Take their sizes.": _weighed(3, 1, power=2),
        "The errors were tripled before they were squared, and their sizes are asked for.": _weighed(9, 1, power=2),
        "This is the sum. The mean divides it by the number of patients.": lambda t, a: len(t) * cautious_loss(t, a),
        "This divides by the sum of the weights. Divide by the number of patients.": lambda t, a: np.average(
            np.abs(a - t), weights=np.where(a < t, 3, 1)
        ),
        "These are the errors of all patients. Their mean is still to be taken.": _each,
        "This is the median. Take the mean.": lambda t, a: np.median(_each(t, a)),
        "Opposite signs cancel in this mean. Weigh each error, then take the mean.": lambda t, a: max(
            (a - t).mean(), 3 * (t - a).mean()
        ),
        "Minus is right for gains. A loss is larger for a worse answer.": lambda t, a: -cautious_loss(t, a),
    },
    wrong=[
        lambda t, a: np.sum(_each(t, a)) / 3,
        lambda t, a: round(cautious_loss(t, a), 1),
        lambda t, a: int(cautious_loss(t, a)),
        lambda t, a: cautious_loss(np.abs(t), np.abs(a)),
        lambda t, a: cautious_loss(t[:5], a[:5]),
        lambda t, a: cautious_loss(t, a) if len(t) > 1 else abs(a[0] - t[0]),
        lambda t, a: np.sqrt(np.mean(_each(t, a) ** 2)),
        lambda t, a: 190 / 3,
        lambda t, a: print(cautious_loss(t, a)),
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
    right=[10.0, [np.float32(10)], np.array([[10]]), np.mean(np.array([10.0] + [0.0] * 9) ** 2)],
    mistakes={
        "That holds for the absolute error. Squaring makes the difference.": 1,
        "The square of the one large error is 100. The mean divides it by ten parcels.": 100,
        "The second service has the larger squared error: divide the other way around.": 0.1,
        "That is the factor between the square roots of the two losses.": 10**0.5,
        "These are the two losses. By what factor is the second larger?": (1, 10),
        "That is the difference of the two losses. The factor is asked for.": 9,
        "The mean is taken over all ten parcels, the nine right ones as well.": 100 / 9,
    },
    wrong=["10", -10, 1000, 0],
)


def cross_entropy(p, y):
    return -np.log(p if y == 1 else 1 - p)


def _of_the_truth(function):
    return lambda p, y: function(p if y else 1 - p)


def _given(random, low, high, y, calls=2):
    return [(float(p), y) for p in random.uniform(low, high, calls)]


Function(
    cross_entropy,
    tries=lambda random: {
        "the truth is yes, and likely": [(0.8, 1), *_given(random, 0.5, 0.95, 1)],
        "the truth is no, and likely": [(0.2, 0), *_given(random, 0.05, 0.5, 0)],
        "the truth is yes, and unlikely": [(0.37, 1), *_given(random, 0.05, 0.5, 1)],
        "the truth is no, and unlikely": [(0.8, 0), *_given(random, 0.5, 0.95, 0)],
        "one half": [(0.5, 1), (0.5, 0)],
        "almost certain, and right": [*_given(random, 0.97, 0.999, 1, 1), *_given(random, 0.001, 0.03, 0, 1)],
        "almost certain, and wrong": [*_given(random, 0.001, 0.01, 1, 1), *_given(random, 0.99, 0.999, 0, 1)],
    },
    worked=((0.8, 0), 1.609438),
    hints=[
        "Which probability did the model give to what turned out to be true, if y is 1, and if y is 0?",
        "It is p for a yes and 1 - p for a no. Take minus the logarithm of it (np.log).",
        "The line is `return -np.log(p if y == 1 else …)`.",
    ],
    right=[
        lambda p, y: -(y * np.log(p) + (1 - y) * np.log(1 - p)),
        lambda p, y: -np.log(1 - np.abs(y - p)),
        lambda p, y: -np.log(p**y * (1 - p) ** (1 - y)),
        lambda p, y: [-np.log([1 - p, p][y])],
        lambda p, y: np.log1p(np.exp(-(2 * y - 1) * np.log(p / (1 - p)))),
        lambda p, y: _keras().losses.binary_crossentropy([y], [p]),
        lambda p, y: math.log(1 / (p if y else 1 - p)),
    ],
    mistakes={
        "If the truth is no, the probability given to it is 1 - p.": lambda p, y: -np.log(p),
        "If the truth is yes, the probability given to it is p.": lambda p, y: -np.log(1 - p),
        "The logarithm of a probability is negative. A loss is minus that.": _of_the_truth(np.log),
        "For a no this is always 0, as if nothing could be wrong then.": lambda p, y: -y * np.log(p),
        "For a yes this is always 0, as if nothing could be wrong then.": lambda p, y: -(1 - y) * np.log(1 - p),
        "This adds up both logarithms. Only that of what is true counts.": lambda p, y: -np.log(p) - np.log(1 - p),
        "This is the logarithm to base 2. Keras takes the natural logarithm, np.log.": _of_the_truth(
            lambda q: -np.log2(q)
        ),
        "This is the logarithm to base 10. Keras takes the natural logarithm, np.log.": _of_the_truth(
            lambda q: -np.log10(q)
        ),
        "Yes and no have changed places: p is the probability of yes.": lambda p, y: -np.log(1 - p if y else p),
        "For a no this only turns the sign around. The probability of no is 1 - p.": lambda p, y: (
            (1 - 2 * y) * np.log(p)
        ),
        "This is the squared error.": lambda p, y: (y - p) ** 2,
        "This is how much was missing to 1. Take minus the logarithm of the probability.": lambda p, y: abs(y - p),
        "This is the probability itself. Take minus its logarithm.": _of_the_truth(lambda q: q),
        "`p` is a probability already. The sigmoid is for logits.": lambda p, y: np.log1p(np.exp(-p if y else p)),
        "Only what turned out to be true counts.": lambda p, y: -p * np.log(p) - (1 - p) * np.log(1 - p),
    },
    wrong=[
        lambda p, y: 0.2231436 if y else 1.609438,
        _of_the_truth(lambda q: round(-np.log(q), 2)),
        _of_the_truth(lambda q: -np.log(max(q, 0.01))),
        _of_the_truth(lambda q: -np.log(q + 0.001)),
        _of_the_truth(lambda q: 1 / q - 1),
        lambda p, y: -np.log(max(p, 1 - p)),
        lambda p, y: -np.log(p if p > 0.5 else 1 - p) if y else -np.log(1 - p),
    ],
)


def loss_of_a_no(z):
    return np.logaddexp(0, z)


def _quietly(function):
    return np.errstate(all="ignore")(function)


Function(
    loss_of_a_no,
    tries=lambda random: {
        "near 0": [(0.0,), *((float(z),) for z in random.uniform(-1, 1, 3))],
        "above 0": [*((float(z),) for z in random.uniform([1, 2, 4, 8.5], [2, 4, 8, 10.5]))],
        "below 0": [*((float(z),) for z in random.uniform([-2, -4, -6], [-1, -2, -4]))],
        "large": [(1000.0,), *((float(z),) for z in random.uniform([15, 60, 710, 2000], [30, 600, 999, 90000]))],
        "far below 0": [(-1000.0,), *((float(z),) for z in random.uniform([-600, -90000], [-20, -800]))],
    },
    worked=((0.0,), 0.6931472),
    relative=1e-6,
    hints=[
        "Which number has the exponential 1? Then the 1 in the formula can be written as an exponential.",
        "`np.logaddexp(a, c)` is log(exp(a) + exp(c)), and yours is log(exp(0) + exp(z)). So what are a and c?",
        "The line is `return np.logaddexp(…, z)`, with the number whose exponential is 1.",
    ],
    right=[
        lambda z: max(z, 0) + np.log1p(np.exp(-abs(z))),
        lambda z: z + np.log1p(np.exp(-z)) if z > 0 else np.log1p(np.exp(z)),
        lambda z: z if z > 40 else np.log(1 + np.exp(z)),
        lambda z: [np.logaddexp(z, 0)],
        lambda z: np.logaddexp.reduce([0, z]),
        lambda z: _keras().ops.softplus(z),
        lambda z: _keras().losses.binary_crossentropy(np.array([0.0]), np.array([z]), from_logits=True),
    ],
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
        "This is minus the loss.": lambda z: -np.logaddexp(0, z),
        "`nan_to_num` puts the largest number that a computer knows in the place of 1000.": _quietly(
            lambda z: np.nan_to_num(np.log(1 + np.exp(z)))
        ),
    },
    wrong=[
        _quietly(lambda z: z if z == 1000 else np.log(1 + np.exp(z))),
        lambda z: z if z > 2 else np.log(1 + np.exp(z)),
        lambda z: z if z > 5 else np.log(1 + np.exp(z)),
        lambda z: 0.0 if z < -3 else np.logaddexp(0, z),
        lambda z: np.log(1 + np.exp(np.clip(z, -30, 30))),
        lambda z: np.logaddexp(0, z) if z < 1000 else 1000.0,
        lambda z: np.logaddexp(0, abs(z)),
        lambda z: round(np.logaddexp(0, z), 3),
        lambda z: math.log(1 + math.exp(z)),
    ],
)
