"""Exercises of "A loss of your own": answers, what they are tried on, hints, and mistakes."""

from fractions import Fraction

import numpy as np

from dl101.exercises import Function, Value


def share_of_days():
    return 3 / (3 + 1)


Value(
    share_of_days,
    worked=0.75,
    absolute=0.002,
    hints=[
        "If the bakery bakes one loaf more: on which days does it save something, and on which does it lose?",
        "One loaf more saves 3 coins on a day with too little bread, and costs 1 on a day with enough. When do both balance?",
        "It pays until there are 3 days with enough for each day with too little: 3 of 4.",
    ],
    right=[3 / 4, np.array(0.75), Fraction(3, 4), [0.75]],
    mistakes={
        "This is the share of the days without enough. Bread that is missing costs more, so that is rarer.": 0.25,
        "That many days with enough for each day without. What share of all days is it?": 3,
        "Three days with enough and one without are four days in all, not three.": 1 / 3,
        "Three of four days, not two of three.": 2 / 3,
        "As many days with too much as with too little: so it would be if both cost the same.": 0.5,
        "With nine times the cost it would be this. Here it is three times.": 0.9,
        "Then it would throw away bread nearly every day.": 1,
        "Between 0 and 1, please: this is in hundredths.": 75,
    },
    wrong=["0.75", 0.7, 0.8, -0.75, 0.0],
)


def far_from_law(before, now, after, step):
    return np.mean(((after - before) / (2 * step) - 0.1 * now) ** 2)


def _sums(random, n=5, step=1.0, size=1.0):
    return (*(size * random.normal(5, 3, (3, n))), step)


def _grown(n=6, step=0.01):
    now = np.exp(0.1 * np.linspace(0, 20, n))
    return now * np.exp(-0.1 * step), now, now * np.exp(0.1 * step), step


Function(
    far_from_law,
    tries=lambda random: {
        "a step of 1": [_sums(random), _sums(random, 9)],
        "a small step": [_sums(random, 5, 0.05), _sums(random, 4, 0.5), _sums(random, 12, 0.01)],
        "a large step": [_sums(random, 5, 3.0)],
        "one moment": [_sums(random, 1, 0.2)],
        "arrays of a column": [tuple(np.reshape(a, (-1, 1)) for a in _sums(random, 6)[:3]) + (0.1,)],
        "sums below 0": [_sums(random, 6, 0.1, -2.0)],
        "what keeps to the law": [_grown(), _grown(3, 0.1)],
        "whole numbers": [(np.array([9, 8]), np.array([10, 10]), np.array([12, 13]), 2)],
    },
    worked=((np.array([9.0]), np.array([10.0]), np.array([12.0]), 1), 0.25),
    hints=[
        "From `before` to `after`, how many years pass? What is the slope, then?",
        "The slope is (after − before) over two steps. Subtract a tenth of `now`, square, and take the mean.",
        "`((after - before) / (2 * step) - 0.1 * now) ** 2`, and `np.mean` around it.",
    ],
    right=[
        lambda before, now, after, step: np.square((after - before) / step / 2 - now / 10).mean(),
        lambda before, now, after, step: np.sum((0.1 * now - (after - before) / (2 * step)) ** 2) / np.size(now),
        lambda before, now, after, step: np.mean(
            [((c - a) / (2 * step) - b / 10) ** 2 for a, b, c in zip(before, now, after, strict=True)]
        ),
    ],
    mistakes={
        "From before to after there are two steps: divide by 2 * step.": (
            lambda before, now, after, step: np.mean(((after - before) / step - 0.1 * now) ** 2)
        ),
        "The slope is a change for each year: divide by 2 * step.": (
            lambda before, now, after, step: np.mean((after - before - 0.1 * now) ** 2)
        ),
        "Divide by the whole of 2 * step: it needs parentheses.": (
            lambda before, now, after, step: np.mean(((after - before) / 2 * step - 0.1 * now) ** 2)
        ),
        "It grows by a tenth of the amount, not by the whole.": (
            lambda before, now, after, step: np.mean(((after - before) / (2 * step) - now) ** 2)
        ),
        "A sign is turned around: the slope, after minus before, less 0.1 times the amount should be 0.": (
            lambda before, now, after, step: np.mean(((after - before) / (2 * step) + 0.1 * now) ** 2)
        ),
        "Square each difference first, and then take the mean.": (
            lambda before, now, after, step: np.mean((after - before) / (2 * step) - 0.1 * now) ** 2
        ),
        "The square is missing: differences above and below 0 would cancel.": (
            lambda before, now, after, step: np.mean((after - before) / (2 * step) - 0.1 * now)
        ),
        "This is the mean of the absolute differences. Square them.": (
            lambda before, now, after, step: np.mean(np.abs((after - before) / (2 * step) - 0.1 * now))
        ),
        "Take the mean: the loss is one number.": (
            lambda before, now, after, step: ((after - before) / (2 * step) - 0.1 * now) ** 2
        ),
        "This is the sum of the squares. Take the mean.": (
            lambda before, now, after, step: np.sum(((after - before) / (2 * step) - 0.1 * now) ** 2)
        ),
        "Only one side is used. Take the slope from before to after, over two steps.": (
            lambda before, now, after, step: np.mean(((after - now) / step - 0.1 * now) ** 2)
        ),
    },
    wrong=[
        lambda before, now, after, step: 0.0,
        lambda before, now, after, step: np.mean(((after - before) / (2 * step) - 0.1 * before) ** 2),
        lambda before, now, after, step: np.sqrt(np.mean(((after - before) / (2 * step) - 0.1 * now) ** 2)),
    ],
)
