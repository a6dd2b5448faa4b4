"""Exercises of "Dropout": answers, what they are tried on, hints, and mistakes."""

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


def through_two():
    return [0.8 * 0.5, 1 / 0.8 / 0.5]


Value(
    through_two,
    worked=[0.4, 2.5],
    absolute=0.001,
    hints=[
        "Of 100 such numbers, how many does the first layer let through, and how many of those the second?",
        "The chances to be kept are multiplied. And each layer divides what it keeps by its own share.",
        "The chance is 0.8 · 0.5. The number is 1, divided by 0.8, divided by 0.5.",
    ],
    right=[(0.4, 2.5), np.array([0.4, 2.5]), [4 / 10, 1 / 0.4]],
    mistakes={
        "This is the chance to be dropped by both. To come through, it has to be kept twice.": [0.1, 2.5],
        "This is the chance to be dropped on the way.": [0.6, 2.5],
        "The chance is right. What is kept is divided by 0.8, and then by 0.5.": [0.4, 1.0],
        "The chance is right. The number grows: it is divided by the share that is kept.": [0.4, 0.4],
        "The chance is right. Divide by the share that is kept, not by the rate.": [0.4, 10.0],
        "The chance is right. The second layer divides as well, by 0.5.": [0.4, 1.25],
        "The chance is right. The first layer divides as well, by 0.8.": [0.4, 2.0],
        "The chance first, then the number.": [2.5, 0.4],
        "The first number is a chance, from 0 to 1.": [40, 2.5],
    },
    wrong=[
        [0.38, 2.5],
        [0.41, 2.5],
        [0.4, 2.6],
        [0.5, 2.5],
        [0.4],
        0.4,
        [0.3, 2.5],
        [0.4, -2.5],
        "0.4, 2.5",
        [0.4, 2.5, 1.0],
    ],
)
