"""Exercises of "Loss": answers, what they are tried on, hints, and mistakes."""

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
