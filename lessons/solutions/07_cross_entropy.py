"""Exercises of "Cross-entropy": answers, what they are tried on, hints, and mistakes."""

import math

import numpy as np

from dl101.exercises import Function


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


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _softmax(logits, subtract=lambda z: z.max(axis=1, keepdims=True), divide=lambda e: e.sum(axis=1, keepdims=True)):
    powers = np.exp(logits - subtract(logits))
    return powers / divide(powers)


Function(
    softmax,
    tries=lambda random: {
        "several examples and kinds": [(random.normal(0, 2, shape),) for shape in ((4, 3), (2, 5), (7, 2))],
        "as many examples as kinds": [(random.normal(0, 2, (3, 3)),)],
        "one example": [(random.normal(0, 2, (1, 4)),)],
        "one kind": [(random.normal(0, 2, (3, 1)),)],
        "large logits": [(random.uniform(900, 1100, (3, 4)),), (np.array([[1e5, 1e5 - 1]]),)],
        "logits far below 0": [(random.uniform(-1100, -900, (3, 4)),), (random.uniform(-2e3, -1e3, (2, 2)),)],
        "rows of very different size": [(np.array([[1000.0, 999.0], [0.0, 1.0], [-1000.0, -999.0]]),)],
        "logits far apart": [(random.uniform(-9e3, 9e3, (3, 4)),), (np.array([[3000.0, -3000.0], [0.0, 2000.0]]),)],
        "whole numbers": [(random.integers(-3, 4, (3, 3)),)],
    },
    worked=((np.array([[0.0, 0.0], [1000.0, 1000.0]]),), [[0.5, 0.5], [0.5, 0.5]]),
    hints=[
        "Adding the same number to a row changes nothing. What can you add so that no exp gets too large?",
        "Subtract from each row its largest logit, take exp, divide each row by its sum. `keepdims=True` keeps a column.",
        "`powers = np.exp(logits - logits.max(axis=1, keepdims=True))`, then `return powers / powers.sum(…)`.",
    ],
    right=[
        lambda z: np.exp(z - np.logaddexp.reduce(z, axis=1)[:, None]),
        lambda z: [_softmax(row[None, :])[0] for row in z],
        lambda z: 1 / np.exp(np.minimum(z[:, None, :] - z[:, :, None], 700)).sum(axis=2),
    ],
    mistakes={
        "For large logits, exp becomes infinite: subtract the largest of each row first.": _quietly(
            lambda z: _softmax(z, subtract=lambda z: 0)
        ),
        "Each row should add up to 1. Here all the entries together do, or the columns: use axis=1.": (
            lambda z: _softmax(z, divide=lambda e: e.sum())
        ),
        "Here each column adds up to 1. Each row should: use axis=1.": _quietly(
            lambda z: _softmax(z, subtract=lambda z: z.max(axis=0), divide=lambda e: e.sum(axis=0))
        ),
        "One number is subtracted from all rows. A row far below it becomes 0 / 0: take the largest of each row.": (
            _quietly(lambda z: _softmax(z, subtract=np.max))
        ),
        "Logits may lie far apart in a row: the mean does not tame them. Subtract the largest.": _quietly(
            lambda z: _softmax(z, subtract=lambda z: z.mean(axis=1, keepdims=True))
        ),
        "With the smallest subtracted, exp can still become infinite. Subtract the largest.": _quietly(
            lambda z: _softmax(z, subtract=lambda z: z.min(axis=1, keepdims=True))
        ),
        "These are not divided by their sum yet.": lambda z: np.exp(z - z.max(axis=1, keepdims=True)),
        "These are the logarithms of the probabilities.": lambda z: z - np.logaddexp.reduce(z, axis=1)[:, None],
        "This is the sigmoid of each logit. Softmax divides by the sum over the kinds.": _quietly(
            lambda z: 1 / (1 + np.exp(-z))
        ),
        "The exponential is missing: logits can be negative.": _quietly(lambda z: z / z.sum(axis=1, keepdims=True)),
        "This gives the place of the largest only. Softmax gives a probability to each.": (
            lambda z: np.eye(z.shape[1])[z.argmax(axis=1)]
        ),
        "With the minus sign, the largest logit gets the smallest probability.": lambda z: _softmax(-z),
    },
    wrong=[
        lambda z: np.full(z.shape, 1 / z.shape[1]),
        lambda z: _softmax(np.clip(z, -500, 500)),
        lambda z: _softmax(z).round(1),
        lambda z: 1,
    ],
)
