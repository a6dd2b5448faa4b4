"""Exercises of "Dropout and batch normalization": answers, what they are tried on, hints, and mistakes."""

from fractions import Fraction

import numpy as np

from dl101.exercises import Function, Value


def dropout_rate(x, passed):
    kept = passed != 0
    return 1 - np.mean(x[kept] / passed[kept])


def _dropped(random, shape, rate=None, middle=0.0, zeros=0.3, keep=(1,), unit=1.0):
    """Return what goes into a layer and what passes; `keep` says of the first numbers whether they do."""
    rate = random.uniform(0.05, 0.9) if rate is None else rate
    x = random.normal(middle, 1, shape).round(3) * (random.uniform(size=shape) >= zeros)
    mask = random.uniform(size=shape) >= rate
    x.flat[: len(keep)], mask.flat[: len(keep)] = random.uniform(1, 2, len(keep)).round(3), keep
    return x * unit, x * unit * mask / (1 - rate)


Function(
    dropout_rate,
    tries=lambda random: {
        "a row of numbers": [_dropped(random, 12, 0.2, zeros=0), _dropped(random, 30), _dropped(random, 5)],
        "the first numbers are dropped": [_dropped(random, 9, keep=[0, 1]), _dropped(random, (3, 2), keep=[0, 0, 1])],
        "negative numbers": [_dropped(random, 15, middle=-4.0), (np.array([-2.0]), np.array([-8.0]))],
        "numbers that cancel": [(np.array([1.5, 3, -1.5]), np.array([1.5, 0, -1.5]) / random.uniform(0.1, 0.9))],
        "a table": [_dropped(random, (6, 8), keep=[0, 1]), _dropped(random, (4, 4), 0.5), _dropped(random, (3, 1))],
        "nothing is dropped": [
            _dropped(random, 3, keep=[1, 1, 1]),
            _dropped(random, 8, 0),
            _dropped(random, (2, 3), 0),
        ],
        "a high rate": [_dropped(random, 200, 0.97, middle=1e4), _dropped(random, 50, 0.995)],
        "small numbers": [_dropped(random, 9, 0.3, unit=1e-4), _dropped(random, 9, unit=1e-9)],
        "whole numbers": [(np.array([2, 0, 4, 1]), np.array([2, 0, 4, 0]) / random.uniform(0.1, 0.9))],
    },
    worked=((np.array([2.0, 0.0, 4.0, 1.0]), np.array([2.5, 0.0, 5.0, 0.0])), 0.2),
    hints=[
        "Look at one number that came through. What was done to it?",
        "It was divided by the share that is kept. So what went in, divided by what came out, is that share.",
        "With `kept = passed != 0`, compare `x[kept]` with `passed[kept]`, and subtract the share that is kept from 1.",
    ],
    right=[
        lambda x, p: [1 - (x * p).sum() / (p**2).sum()],
        lambda x, p: next(1 - a / b for a, b in zip(x.flat, p.flat, strict=True) if b),
        lambda x, p: np.float32(1 - np.median(x[p != 0] / p[p != 0])),
    ],
    mistakes={
        "This is the share of zeros. Some came in as zeros, and the rest is chance.": lambda x, p: np.mean(p == 0),
        "So many were dropped this time, by chance. Look at those that came through.": lambda x, p: (p == 0)[
            x != 0
        ].mean(),
        "This is the share that is kept. The rate is the share that is dropped.": lambda x, p: 1 - dropout_rate(x, p),
        "This is how many times larger a number became. Divided by what?": lambda x, p: 1 / (1 - dropout_rate(x, p)),
        "Turn the fraction around: what came in, over what came out.": lambda x, p: 1 - 1 / (1 - dropout_rate(x, p)),
        "The sum of x holds what was dropped, too. Leave that out.": lambda x, p: 1 - x.sum() / p.sum(),
        "This divides by the zeros in passed as well. Leave them out first.": lambda x, p: 1 - np.mean(x / p),
        "Do not round: a rate may have many digits.": lambda x, p: round(dropout_rate(x, p), 2),
        "Sums may cancel, and then this is 0 / 0. Divide number by number.": lambda x, p: 1 - x[p != 0].sum() / p.sum(),
    },
    wrong=[
        lambda x, p: 1 - x.flat[0] / p.flat[0],
        lambda x, p: dropout_rate(x, np.maximum(p, 0)),
        lambda x, p: dropout_rate(x, p * (abs(p) > 0.01)),
        lambda x, p: np.nan_to_num(dropout_rate(np.atleast_2d(x)[0], np.atleast_2d(p)[0])),
    ],
)


def normalize_batch(x, gamma, beta):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.001) + beta


def _batch(random, rows, columns, spread=1.0, middle=0.0):
    x = random.normal(middle, spread, (rows, columns))
    return x, random.uniform(0.5, 2, columns) * random.choice([-1, 1], columns), random.normal(size=columns)


def _along(x, axis=0, guard=0.001, **options):
    return (x - x.mean(axis, keepdims=True)) / np.sqrt(x.var(axis, keepdims=True, **options) + guard)


Function(
    normalize_batch,
    tries=lambda random: {
        "several rows and columns": [_batch(random, *shape) for shape in [(6, 3), (3, 5), (40, 2), (4, 4), (2, 2)]],
        "one row or one column": [_batch(random, 1, 3), _batch(random, 1, 1), _batch(random, 5, 1)],
        "columns that hardly vary": [_batch(random, 8, 3, 0.03), _batch(random, 5, 2, 0.01, 0.3)],
        "columns of different sizes": [_batch(random, 7, 4, [0.05, 1, 30, 0], [0, 5, -200, 2.5])],
        "whole numbers": [(random.integers(-5, 9, (5, 3)), random.integers(1, 5, 3), random.integers(-4, 5, 3))],
        "a gamma of 0": [(random.normal(3, 2, (4, 3)), np.array([0.0, 1.0, 2.0]), np.array([1.5, 0.0, -1.0]))],
    },
    worked=((np.array([[1.0], [3.0], [5.0]]), np.array([2.0]), np.array([10.0])), [[7.55097], [10.0], [12.44903]]),
    hints=[
        "Which mean belongs to a column: that of the whole table, of a row, or its own?",
        "Standardize each column with its own mean and variance, as by hand above. Then times gamma, plus beta.",
        "`(x - x.mean(axis=0)) / np.sqrt(…)`, with the variance and 0.001 under the root; then `gamma * … + beta`.",
    ],
    right=[
        lambda x, g, b: np.transpose([_along(v) * m + n for v, m, n in zip(x.T, g, b, strict=True)]).tolist(),
        lambda x, g, b: (g * row + b for row in _along(x)),
        lambda x, g, b: np.float32(_along(x) @ np.diag(g) + b)[None],
    ],
    mistakes={
        "This is one mean for all columns. Each has its own: axis=0.": lambda x, g, b: g * _along(x, None) + b,
        "`axis=1` takes the mean of an example. It is over the batch: axis=0.": lambda x, g, b: g * _along(x, 1) + b,
        "Divide by the root of the variance.": lambda x, g, b: g * (x - x.mean(axis=0)) / (x.var(axis=0) + 0.001) + b,
        "First times gamma, then plus beta.": lambda x, g, b: g * (_along(x) + b),
        "`gamma` and `beta` are still missing.": lambda x, g, b: _along(x),
        "`beta` is still missing.": lambda x, g, b: g * _along(x),
        "`gamma` is still missing.": lambda x, g, b: _along(x) + b,
        "`gamma` and `beta` have changed places: times gamma, plus beta.": lambda x, g, b: b * _along(x) + g,
        "The 0.001 is missing. It goes under the root, to the variance.": lambda x, g, b: g * _along(x, guard=0) + b,
        "The 0.001 goes under the root, to the variance.": lambda x, g, b: g * (x - x.mean(0)) / (x.std(0) + 0.001) + b,
        "This variance divides by n - 1. `x.var(axis=0)` divides by n.": lambda x, g, b: g * _along(x, ddof=1) + b,
        "A batch of one row is still a table.": lambda x, g, b: normalize_batch(x, g, b) if len(x) > 1 else b,
    },
    wrong=[lambda x, g, b: normalize_batch(x, abs(g), b), lambda x, g, b: normalize_batch(x, g, b).round(2)],
)


def share_gone():
    return 1 - 0.99**81


Value(
    share_gone,
    worked=0.557,
    absolute=0.001,
    hints=[
        "What is left of the way after 2 steps?",
        "Each step leaves 0.99 of what was left. After 2 steps that is 0.99 · 0.99. How much is left after 81?",
        "Raise 0.99 to the power of 81 for what is left, and subtract that from 1.",
    ],
    right=[0.557, np.array([1 - 0.99**81], dtype="float32"), 1 - Fraction(99, 100) ** 81],
    mistakes={
        "This is what is left.": 0.99**81,
        "A hundredth of the whole way is gone only in the first step. Later it is a hundredth of what is left.": 0.81,
        "Between 0 and 1, please: this is in hundredths.": 55.7,
        "Those are 3 steps. Three epochs are 81.": 1 - 0.99**3,
        "Three digits after the point, please.": 0.56,
        "With a momentum of 0.9 all of the way would be gone. Here it is 0.99.": 1 - 0.9**81,
        "Python reads a comma as two numbers. Write a point.": (0, 557),
    },
    wrong=["0.557", 0.01, 0.5, 0.6, -0.557, 0.548, 1 - 0.99**82, 1 - 0.99**80],
)


def served(x, moving_mean, moving_variance):
    return (x - moving_mean) / np.sqrt(moving_variance + 0.001)


def _patients(random, rows, columns, spread=2.0):
    mean = random.normal(0, 3 * np.ones(columns) * spread)
    return random.normal(mean, spread, (rows, columns)), mean, np.square(spread) * random.uniform(0.5, 2, columns)


Function(
    served,
    tries=lambda random: {
        "one patient": [_patients(random, 1, 4), _patients(random, 1, 2), _patients(random, 1, 1)],
        "several patients": [_patients(random, *shape) for shape in [(6, 3), (3, 5), (30, 2), (3, 3), (5, 1)]],
        "small variances": [_patients(random, 5, 3, 0.03), _patients(random, 1, 3, 0.02)],
        "columns of different sizes": [_patients(random, 4, 3, np.array([0.1, 1, 40]))],
        "a moving variance of 0": [(random.normal(1, 0.01, (4, 2)), np.array([1.0, 1.0]), np.array([0.0, 1e-4]))],
        "patients who are all the same": [(np.tile(random.normal(size=3), (4, 1)), *_patients(random, 1, 3)[1:])],
        "whole numbers": [(random.integers(0, 99, (3, 2)), random.integers(20, 60, 2), random.integers(10, 300, 2))],
    },
    absolute=2e-5,  # for float32
    worked=((np.array([[3.0, 40.0]]), np.array([2.0, 50.0]), np.array([4.0, 100.0])), [[0.499938, -0.999995]]),
    hints=[
        "With one patient, what are `x.mean(axis=0)` and `x.var(axis=0)`, and what does the line make of that?",
        "In use nothing is computed from x itself: the moving averages take its place, 0.001 under the root.",
        "Take the line as it is, and put `moving_mean` and `moving_variance` where the mean and the variance of x stand.",
    ],
    right=[
        lambda x, m, v: x * (v + 0.001) ** -0.5 - m * (v + 0.001) ** -0.5,
        lambda x, m, v: ([(a - b) / (c + 0.001) ** 0.5 for a, b, c in zip(row, m, v, strict=True)] for row in x),
        lambda x, m, v: served(x, m, v).astype("float32").tolist(),
    ],
    mistakes={
        "This is the line as it was. What in it depends on who happens to be there?": lambda x, m, v: _along(x),
        "The mean is mended. The variance still comes from x: it is 0 for one.": lambda x, m, v: served(x, m, x.var(0)),
        "The variance is mended. The mean still comes from x.": lambda x, m, v: served(x, x.mean(axis=0), v),
        "Divide by the root of the variance.": lambda x, m, v: (x - m) / (v + 0.001),
        "`axis=1` mixes the columns of a patient. Nothing is to be computed from x.": lambda x, m, v: _along(x, 1),
        "The 0.001 is missing. It goes under the root, to the variance.": lambda x, m, v: (x - m) / np.sqrt(v),
        "The 0.001 goes under the root, to the variance.": lambda x, m, v: (x - m) / (np.sqrt(v) + 0.001),
        "Right for one patient only: many still mix.": lambda x, m, v: served(x, m, v) if len(x) == 1 else _along(x),
        "In use nothing of x is mixed into the averages.": lambda x, m, v: served(x, 0.99 * m + 0.01 * x.mean(0), v),
        "One patient is still a table of one row.": lambda x, m, v: np.squeeze(served(x, m, v)),
    },
    wrong=[lambda x, m, v: served(x, m.mean(), v.mean()), lambda x, m, v: served(x, m, v).round(2)],
)
