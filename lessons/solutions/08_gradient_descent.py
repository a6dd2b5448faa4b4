"""Exercises of "Gradient descent": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function


def gradient(w, b, x, y):
    error = x @ w + b - y
    return 2 * x.T @ error / len(x), np.mean(2 * error)


def _times(factor):
    return lambda w, b, x, y: tuple(factor(x) * one for one in gradient(w, b, x, y))


def _in_w(slopes):
    """Return a function that gives these slopes in w, from w, x and twice the error as a column, and is right in b."""
    return lambda w, b, x, y: (slopes(w, x, 2 * (x @ w + b - y)[:, None]), gradient(w, b, x, y)[1])


def _examples(random, n, k, size=1.0):
    """Return a neuron with k inputs, n examples and their truth."""
    return random.normal(0, 2, k), random.normal(), random.normal(0, size, (n, k)), random.normal(0, 3 * size, n)


def _whole(random, off):
    """Return whole numbers; the last answer is off by so much, and the others are right."""
    w, x = random.integers(-3, 4, 2), random.integers(1, 4, (5, 2))
    return w, 1, x, x @ w + 1 - [0, 0, 0, 0, off]


Function(
    gradient,
    tries=lambda random: {
        "three inputs, many examples": [_examples(random, 40, 3)],
        "one input": [_examples(random, 6, 1)],
        "one example": [_examples(random, 1, 3)],
        "as many examples as inputs": [_examples(random, 3, 3)],
        "more inputs than examples": [_examples(random, 2, 5)],
        "large numbers": [_examples(random, 6, 2, 1000.0)],
        "whole numbers": [_whole(random, 1), _whole(random, -3)],
        "answers that are all right": [_whole(random, 0)],
    },
    worked=((np.array([2, -1]), 1, np.array([[1, 0], [2, 1], [0, 2]]), np.array([0, 1, 2])), ([6, -2], 2)),
    hints=[
        "What does the neuron answer when `x` is a table, and by what does the error change for each unit of one weight?",
        "First `error = x @ w + b - y`. The slope of one weight is the mean of `2 * error * column`, its column of `x`.",
        "`x.T @ error` multiplies each column by the errors and adds up. Times 2, divided by `len(x)`. For `b` as before.",
    ],
    right=[
        lambda w, b, x, y: [np.mean(2 * (x @ w + b - y)[:, None] * x, axis=0), 2 * (x @ w + b - y).sum() / len(y)],
        lambda w, b, x, y: ([np.mean(2 * (x @ w + b - y) * one) for one in x.T], [2 * (np.mean(x @ w - y) + b)]),
        lambda w, b, x, y: (2 * (x.T @ x @ w + b * x.sum(0) - y @ x) / len(x), np.float32(2 * np.mean(x @ w + b - y))),
    ],
    mistakes={
        "The 2 that comes from the square is missing.": _times(lambda x: 0.5),
        "The sign is turned around: the error is the answer minus the truth.": _times(lambda x: -1),
        "This is the sum over the examples. The loss is a mean, and so are its slopes.": _times(len),
        "Divide by the number of examples, not by that of inputs.": _times(lambda x: len(x) / x.shape[1]),
        "The slopes in w come first, then the slope in b.": lambda *given: gradient(*given)[::-1],
        "The slope in b is missing: write it after a comma.": lambda *given: gradient(*given)[0],
        "Keep the two apart: the slopes in w, a comma, the slope in b.": lambda *given: np.hstack(gradient(*given)),
        "The bias is missing in the error.": lambda w, b, x, y: gradient(w, 0, x, y),
        "Take the mean over the examples.": lambda w, b, x, y: ((e := 2 * (x @ w + b - y))[:, None] * x, e),
        "The slopes in w are not averaged yet, as that in b is.": _in_w(lambda w, x, s: s * x),
        "The error changes by x for each unit of w: multiply it by x.": _in_w(lambda w, x, s: s.mean() * w),
        "Multiply each error by its own x, then average.": _in_w(lambda w, x, s: s.mean() * x.mean(axis=0)),
        "Here all weights share one slope. Average over the examples only.": _in_w(lambda w, x, s: np.mean(s * x)),
        "This averages across the inputs. Go down the examples: axis=0.": _in_w(lambda w, x, s: np.mean(s * x, 1)),
        "How does the error change with b?": lambda w, b, *xy: (gradient(w, b, *xy)[0], b * gradient(w, b, *xy)[1]),
    },
    wrong=[
        lambda w, b, x, y: (np.mean(2 * (w * x + b - y) * x), np.mean(2 * (w * x + b - y))),  # the cell above
        lambda w, b, x, y: ([np.mean(2 * (x[:, i] * w[i] + b - y) * x[:, i]) for i in range(len(w))], 0),
        lambda w, b, x, y: (gradient(w, b, x, y)[0].astype(w.dtype), gradient(w, b, x, y)[1]),
        *(lambda *given, change=change: tuple(map(change, gradient(*given))) for change in (abs, np.round)),
        *(_in_w(lambda w, x, s, kind=kind: np.mean(s * kind(x), axis=0)) for kind in (abs, np.sign)),
    ],
)


def largest_learning_rate(x):
    return 2 / np.mean(2 * x**2)


def _limit(curvature, over=2):
    return np.errstate(divide="ignore")(lambda x: over / curvature(x))


Function(
    largest_learning_rate,
    tries=lambda random: {
        "numbers around 0": [(random.normal(0, size, 9),) for size in (0.4, 1, 3)],
        "numbers far from 0": [(random.normal(26, 4, 9),), (random.normal(-70, 2, 9),)],
        "standardized numbers": [(np.array([-1.0, 1.0] * 6),)],
        "small or large numbers": [(random.normal(0, size, 6),) for size in (0.01, 1e3)],
        "whole numbers, also negative": [(random.integers(-9, -1, 6),), (random.integers(2, 9, 7),)],
        "one example": [(random.normal(3, 1, 1),)],
        "many examples": [(random.normal(1, 2, 400),)],
    },
    worked=((np.array([1, 2, -4]),), 1 / 7),
    hints=[
        "What was the curvature above, and what in its formula depends on the input?",
        "The curvature is the mean of `2 * x**2`. The limit is 2 divided by it.",
        "The line is `return 2 / np.mean(…)`.",
    ],
    right=[_limit(lambda x: np.mean(x * x), over=1), lambda x: [len(x) / (x @ x)]],
    mistakes={
        "This is the curvature. The limit is 2 divided by it.": lambda x: np.mean(2 * x**2),
        "The 2 in the curvature, which comes from the square, is missing.": _limit(lambda x: np.mean(x**2)),
        "The limit is 2 divided by the curvature, not 1.": _limit(lambda x: np.mean(2 * x**2), over=1),
        "Square first, then take the mean.": _limit(lambda x: 2 * np.mean(x) ** 2),
        "The loss is a mean over the examples, and so is the curvature.": _limit(lambda x: np.sum(2 * x**2)),
        "The slope changes by x twice: once in the error, once in front of it. So x is squared.": (
            _limit(lambda x: np.mean(2 * x))
        ),
        "The input is not standardized here: take x as it is, without subtracting its mean.": (
            _limit(lambda x: np.mean(2 * (x - np.mean(x)) ** 2))
        ),
        "Here is a limit for each example. The mean over the examples gives one.": _limit(lambda x: 2 * x**2),
        "That is the limit for the largest example. The mean over all of them decides.": (
            _limit(lambda x: np.max(2 * x**2))
        ),
    },
    wrong=[
        lambda x: 1,
        lambda x: round(largest_learning_rate(x), 3),
        lambda x: 2 / np.mean(2 * np.abs(x)),
        lambda x: largest_learning_rate(x[:3]),
    ],
)
