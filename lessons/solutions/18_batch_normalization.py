"""Exercises of "Batch normalization": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function


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
