"""Exercises of "Dropout and batch normalization": answers, what they are tried on, hints, and mistakes."""

from fractions import Fraction

import numpy as np

from dl101.exercises import Function, Value


def dropout_rate(x, passed):
    kept = passed != 0
    return 1 - np.mean(x[kept] / passed[kept])


def _dropped(random, shape, rate=None, middle=0.0, zeros=0.3, keep=()):
    """Return what goes into a layer and what passes; `keep` says of the first numbers whether they do."""
    rate = random.uniform(0.05, 0.9) if rate is None else rate
    x = random.normal(middle, 1, shape).round(3) * (random.uniform(size=shape) >= zeros)
    mask = random.uniform(size=shape) >= rate
    x.flat[: max(1, len(keep))] = random.uniform(1, 2, max(1, len(keep))).round(3)
    mask.flat[: max(1, len(keep))] = keep or [True]
    return x, x * mask / (1 - rate)


def _kept(x, passed):
    return np.abs(x[passed != 0]).sum() / np.abs(passed).sum()


Function(
    dropout_rate,
    tries=lambda random: {
        "a row of numbers": [_dropped(random, 12, zeros=0), _dropped(random, 7, 0.2, zeros=0)],
        "some zeros came in": [_dropped(random, 30), _dropped(random, 5)],
        "the first number is dropped": [
            _dropped(random, 9, keep=[False, True]),
            _dropped(random, 20, keep=[0, 0, 0, 1]),
        ],
        "negative numbers": [_dropped(random, 15, middle=-4.0), (np.array([-2.0]), np.array([-8.0]))],
        "a table": [_dropped(random, (6, 8), keep=[0, 1]), _dropped(random, (4, 4), 0.5), _dropped(random, (3, 1))],
        "nothing is dropped, by chance": [_dropped(random, 3, keep=[1, 1, 1]), (np.array([1.5]), np.array([3.0]))],
        "a rate of 0": [_dropped(random, 8, 0.0), _dropped(random, (2, 3), 0.0)],
        "a high rate, large numbers": [_dropped(random, 200, 0.97, middle=1e4), _dropped(random, 50, 0.995)],
    },
    worked=((np.array([2.0, 0.0, 4.0, 1.0]), np.array([2.5, 0.0, 5.0, 0.0])), 0.2),
    hints=[
        "Look at one number that came through. What was done to it?",
        "It was divided by the share that is kept. So what went in, divided by what came out, is that share.",
        "With `kept = passed != 0`, compare `x[kept]` with `passed[kept]`, and subtract the share that is kept from 1.",
    ],
    right=[
        lambda x, out: 1 - _kept(x, out),
        lambda x, out: [1 - (x * out).sum() / (out**2).sum()],
        lambda x, out: next(1 - a / b for a, b in zip(x.flat, out.flat, strict=True) if b),
        lambda x, out: np.float32(1 - np.median(x[out != 0] / out[out != 0])),
        lambda x, out: 1 - x.flat[np.abs(out).argmax()] / out.flat[np.abs(out).argmax()],
    ],
    mistakes={
        "This is the share of zeros. Some came in as zeros, and the rest is chance.": lambda x, out: np.mean(out == 0),
        "This share was dropped this time, by chance. Look at those that came through.": lambda x, out: np.mean(
            out[x != 0] == 0
        ),
        "This is the share that is kept. The rate is the share that is dropped.": _kept,
        "This is how many times larger a number became. What was it divided by?": lambda x, out: 1 / _kept(x, out),
        "Turn the fraction around: what came in, over what came out.": lambda x, out: 1 - 1 / _kept(x, out),
        "This compares the growth with what came in.": lambda x, out: 1 / _kept(x, out) - 1,
        "The sum of x holds what was dropped, too. Leave that out.": lambda x, out: 1 - x.sum() / out.sum(),
        "This divides by the zeros in passed as well. Leave them out first.": lambda x, out: 1 - np.mean(x / out),
        "Do not round: a rate may have many digits.": lambda x, out: round(1 - _kept(x, out), 1),
    },
    wrong=[
        lambda x, out: 1 - x.flat[0] / out.flat[0],
        lambda x, out: 1 - x.max() / out.max(),
        lambda x, out: 1 - x[x != 0][0] / out[out != 0][0],
        lambda x, out: 1 - np.mean(x[out > 0] / out[out > 0]),
        lambda x, out: np.mean(out == 0) - np.mean(x == 0),
        lambda x, out: round(1 - _kept(x, out), 2),
        lambda x, out: 1 - x[0] / out[0],
        lambda x, out: 0.2,
    ],
)


def normalize_batch(x, gamma, beta):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.001) + beta


def _batch(random, rows, columns, spread=1.0, middle=0.0):
    """Return a table, with a gamma and a beta for each of its columns."""
    x = random.normal(middle, spread, (rows, columns))
    return x, random.uniform(0.5, 2, columns) * random.choice([-1, 1], columns), random.normal(size=columns)


def _scaled(x, mean, variance, guard=0.001):
    return (x - mean) / np.sqrt(variance + guard)


def _along(x, axis):
    return _scaled(x, x.mean(axis=axis, keepdims=True), x.var(axis=axis, keepdims=True))


def _by_keras(training, x, **weights):
    from keras import layers

    layer = layers.BatchNormalization()
    layer.build(x.shape)
    for name, weight in weights.items():
        getattr(layer, name).assign(weight)
    return layer(x.astype("float32"), training=training)


Function(
    normalize_batch,
    tries=lambda random: {
        "several rows and columns": [_batch(random, 6, 3), _batch(random, 3, 5), _batch(random, 40, 2)],
        "as many rows as columns": [_batch(random, 4, 4), _batch(random, 2, 2)],
        "one column": [_batch(random, 5, 1)],
        "one row": [_batch(random, 1, 3), _batch(random, 1, 1)],
        "columns that hardly vary": [_batch(random, 8, 3, 0.03), _batch(random, 5, 2, 0.01, 0.3)],
        "columns of different sizes": [_batch(random, 7, 3, [0.05, 1, 30], [0, 5, -200])],
        "a column of equal numbers": [_batch(random, 5, 3, [1, 0, 2], [0.5, 2.5, -1])],
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
        lambda x, g, b: b + (x - x.mean(axis=0)) * g / (np.mean((x - x.mean(axis=0)) ** 2, axis=0) + 0.001) ** 0.5,
        lambda x, g, b: np.transpose([_along(v, 0) * m + n for v, m, n in zip(x.T, g, b, strict=True)]).tolist(),
        lambda x, g, b: (g * row + b for row in _along(x, 0)),
        lambda x, g, b: _by_keras(True, x, gamma=g, beta=b),
        lambda x, g, b: np.float32(_along(x, 0) @ np.diag(g) + b)[None],
    ],
    mistakes={
        "This is one mean for all columns together. Each column has its own: axis=0.": lambda x, g, b: (
            g * _along(x, None) + b
        ),
        "`axis=1` standardizes each example by itself. The mean is over the batch: axis=0.": lambda x, g, b: (
            g * _along(x, 1) + b
        ),
        "Divide by the root of the variance.": lambda x, g, b: g * (x - x.mean(axis=0)) / (x.var(axis=0) + 0.001) + b,
        "First times gamma, then plus beta.": lambda x, g, b: g * (_along(x, 0) + b),
        "`gamma` and `beta` are still missing.": lambda x, g, b: _along(x, 0),
        "`beta` is still missing.": lambda x, g, b: g * _along(x, 0),
        "`gamma` is still missing.": lambda x, g, b: _along(x, 0) + b,
        "`gamma` and `beta` have changed places: times gamma, plus beta.": lambda x, g, b: b * _along(x, 0) + g,
        "The 0.001 is missing. It goes under the root, to the variance.": lambda x, g, b: (
            g * _scaled(x, x.mean(axis=0), x.var(axis=0), 0) + b
        ),
        "The 0.001 goes under the root, to the variance.": lambda x, g, b: (
            g * (x - x.mean(axis=0)) / (x.std(axis=0) + 0.001) + b
        ),
        "This variance divides by n - 1. `x.var(axis=0)` divides by n.": lambda x, g, b: (
            g * _scaled(x, x.mean(axis=0), x.var(axis=0, ddof=1)) + b
        ),
        "The root of a standard deviation is not wanted: take that of the variance.": lambda x, g, b: (
            g * _scaled(x, x.mean(axis=0), x.std(axis=0)) + b
        ),
    },
    wrong=[
        lambda x, g, b: [[-1.224515, -15.247446], [0.0, 9.247446], [1.224515, -3.0]],
        lambda x, g, b: abs(g) * _along(x, 0) + b,
        lambda x, g, b: (g * _along(x, 0) + b).round(2),
        lambda x, g, b: (g * _along(x, 0) + b).T,
        lambda x, g, b: g * _scaled(x, x.mean(axis=0), x.var(axis=0), 1e-5) + b,
        lambda x, g, b: g * _along(x, 0) + b if len(x) > 1 else g * x + b,
    ],
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
    right=[0.557, 0.55695, np.array([1 - 0.99**81], dtype="float32"), 1 - Fraction(99, 100) ** 81],
    mistakes={
        "This is what is left.": 0.99**81,
        "A hundredth of the whole way is gone only in the first step. Later it is a hundredth of what is left.": 0.81,
        "Between 0 and 1, please: this is in hundredths.": 55.7,
        "Those are 3 steps. Three epochs are 81.": 1 - 0.99**3,
        "That is after 80 steps.": 1 - 0.99**80,
        "That is after 82 steps.": 1 - 0.99**82,
        "Three digits after the point, please.": 0.56,
        "With a momentum of 0.9 all of the way would be gone. Here it is 0.99.": 1 - 0.9**81,
        "Python reads a comma as two numbers. Write a point.": (0, 557),
    },
    wrong=["0.557", 0.01, 0.5, 0.6, -0.557, 0.548],
)


def served(x, moving_mean, moving_variance):
    return (x - moving_mean) / np.sqrt(moving_variance + 0.001)


def _patients(random, rows, columns, spread=2.0):
    """Return a table, with a moving mean and a moving variance for each of its columns."""
    mean = random.normal(0, 3 * np.ones(columns) * spread)
    return random.normal(mean, spread, (rows, columns)), mean, np.square(spread) * random.uniform(0.5, 2, columns)


Function(
    served,
    tries=lambda random: {
        "one patient": [_patients(random, 1, 4), _patients(random, 1, 2)],
        "several patients": [_patients(random, 6, 3), _patients(random, 3, 5), _patients(random, 30, 2)],
        "as many patients as columns": [_patients(random, 3, 3)],
        "one column": [_patients(random, 5, 1), _patients(random, 1, 1)],
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
        lambda x, m, v: _by_keras(False, x, moving_mean=m, moving_variance=v),
        lambda x, m, v: _scaled(x, m, v).astype("float32").tolist(),
    ],
    mistakes={
        "This is the line that was found. Which of its numbers come from the patients that happen to be there?": (
            lambda x, m, v: _along(x, 0)
        ),
        "The mean is mended. The variance still comes from x, and for one patient it is 0.": lambda x, m, v: _scaled(
            x, m, x.var(axis=0)
        ),
        "The variance is mended. The mean still comes from x.": lambda x, m, v: _scaled(x, x.mean(axis=0), v),
        "Divide by the root of the variance.": lambda x, m, v: (x - m) / (v + 0.001),
        "One patient has several columns, and axis=1 mixes them. Nothing is to be computed from x.": (
            lambda x, m, v: _along(x, 1)
        ),
        "The 0.001 is missing. It goes under the root, to the variance.": lambda x, m, v: _scaled(x, m, v, 0),
        "The 0.001 goes under the root, to the variance.": lambda x, m, v: (x - m) / (np.sqrt(v) + 0.001),
        "Divide by the root of the variance, with the 0.001 under the root.": lambda x, m, v: (x - m) / v,
        "One patient is served well. Several still get numbers that depend on who else is there.": lambda x, m, v: (
            _scaled(x, m, v) if len(x) == 1 else _along(x, 0)
        ),
        "In use the averages stay where they are: nothing of x is mixed in.": lambda x, m, v: _scaled(
            x, 0.99 * m + 0.01 * x.mean(axis=0), 0.99 * v + 0.01 * x.var(axis=0)
        ),
    },
    wrong=[
        lambda x, m, v: np.squeeze(_scaled(x, m, v)),
        lambda x, m, v: _scaled(x[:1], m, v),
        lambda x, m, v: _scaled(x, m.mean(), v.mean()),
        lambda x, m, v: abs(_scaled(x, m, v)),
        lambda x, m, v: _scaled(x, m, v).round(2),
        lambda x, m, v: _scaled(x, m, v) if len(x) > 1 else 0.0 * x,
        lambda x, m, v: _scaled(x, v, m) if (m >= 0).all() else 0 * x,
    ],
)
