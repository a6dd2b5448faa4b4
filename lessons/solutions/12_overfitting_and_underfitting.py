"""Exercises of "Overfitting and underfitting": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def chosen_degree(on_few, on_others):
    return int(np.argmin(on_others))


def _errors(random, count, lowest):
    """Return errors on the few, which fall, and errors on others, the lowest of them at the degree `lowest`."""
    on_few = np.sort(random.uniform(1, 9, count))[::-1].round(2)
    on_others = (10 + 0.5 * np.abs(np.arange(count) - lowest) + random.uniform(0, 0.2, count)).round(2)
    return on_few.tolist(), on_others.tolist()


Function(
    chosen_degree,
    tries=lambda random: {
        "the best is in the middle": [
            _errors(random, count, int(random.integers(1, count - 1))) for count in (4, 7, 10)
        ],
        "the best is degree 0": [_errors(random, count, 0) for count in (2, 6)],
        "the best is the largest": [_errors(random, count, count - 1) for count in (3, 8)],
        "two are equally good": [([9.0, 6, 5, 2], [9.0, 7, 7, 30]), ([5.0, 4, 3, 2, 1], [8.0, 6, 7, 6, 6])],
        "only one degree": [([float(random.uniform(1, 9))], [float(random.uniform(1, 9))])],
        "the others are better than the few": [([9.0, 8, 7], [5.0, float(random.uniform(3, 4)), 6])],
        "whole numbers": [([9, 5, 1, 0], [9, 6, 7, 40])],
        "an error of 0": [([3.0, 2, 1], [2.0, 0.0, 1.0])],
        "large errors": [([900.0, 500, 100], [2000.0, 1000 + float(random.uniform(1, 99)), 1e9])],
        "a first dip that is not the lowest": [([9.0, 8, 7, 6, 5], [9.0, 6, 8, 4, 7])],
    },
    worked=(([9, 6, 5, 2], [9, 7, 8, 30]), 1),
    hints=[
        "Which of the two lists tells how good a model is on examples that it has not seen?",
        "Find the smallest number of `on_others`. Its place in the list, counted from 0, is the degree.",
        "`on_others.index(…)` gives the first place of a number. Which number do you look for?",
    ],
    right=[
        lambda few, others: others.index(min(others)),
        lambda few, others: min(range(len(others)), key=others.__getitem__),
        lambda few, others: [np.argmin(np.array(others))],
    ],
    mistakes={
        "The error on the few votes for the largest model. Ask the others.": lambda few, others: int(np.argmin(few)),
        "This is the smallest error. Which degree has it?": lambda few, others: min(others),
        "This is the worst of them.": lambda few, others: int(np.argmax(others)),
        "Degrees begin at 0, as places in a list do.": lambda few, others: int(np.argmin(others)) + 1,
        "If two are equally good, take the smaller model: the first place.": (
            lambda few, others: len(others) - 1 - int(np.argmin(others[::-1]))
        ),
        "The few have no say: what counts is the error on the others, not the sum.": (
            lambda few, others: int(np.argmin(np.add(few, others)))
        ),
        "A small gap is no merit: a mean is equally bad on both. Take the lowest error on the others.": (
            lambda few, others: int(np.argmin(np.abs(np.subtract(few, others))))
        ),
        "Do not stop at the first rise: a larger degree may be better still.": (
            lambda few, others: next((i for i in range(len(others) - 1) if others[i + 1] > others[i]), len(others) - 1)
        ),
    },
    wrong=[
        lambda few, others: 1,
        lambda few, others: others.index(min(others[:4])),
        lambda few, others: sorted(others),
    ],
)


def diagnoses():
    return ["right", "too small", "too large", "right", "too large"]


def _texts(letters):
    return [{"s": "too small", "r": "right", "l": "too large"}[one] for one in letters]


Value(
    diagnoses,
    worked=["right", "too small", "too large", "right", "too large"],
    hints=[
        "Which of the five could still become better on new examples, and which learned accidents of its training set?",
        "Compare both losses with the smallest possible one: much above it on both, near it on both, or far apart?",
        "Far above on both: too small. Near on both: right. A training loss below what is possible: too large.",
    ],
    right=[tuple(_texts("rslrl")), np.array(_texts("rslrl"), dtype=object)],
    mistakes={
        "A model that learns the accidents of its examples is too large, not too small.": _texts("rlsrs"),
        "You went by the training loss alone. C is bad on the validation set.": _texts("rsrrr"),
        "A small gap between the two losses is normal, as in A and D.": _texts("lslll"),
        "Neither loss of A is bad: both are near the smallest possible loss, 0.4.": _texts("sslrl"),
        "A model that is too large is good on its training set. Is B, beside 0.05?": _texts("rllrl"),
        "A and B have the same losses, but not the same smallest possible one.": _texts("rrlrl"),
        "D looks bad, but how much better could any model be on its data?": _texts("rslsl"),
        "E does better on its training set than is possible elsewhere. What has it learned?": _texts("rslrr"),
        "A model that is too small is bad on its training set. Is E?": _texts("rslrs"),
        "A model that is too small is bad on its training set. Is C?": _texts("rssrl"),
        "Look at the validation loss of C again: far above its training loss.": _texts("rsrrl"),
        "Write the texts as they stand in the task, in small letters.": [one.capitalize() for one in _texts("rslrl")],
    },
    wrong=[_texts("rrrrr"), _texts("rsl"), _texts("lslrl"), ["right", "small", "large", "right", "large"]],
)
