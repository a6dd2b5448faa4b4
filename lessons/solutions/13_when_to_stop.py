"""Exercises of "When to stop": answers, what they are tried on, hints, and mistakes."""

import math

import numpy as np

from dl101.exercises import CHANGED, Function


def prepared(x_train, x_test):
    mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
    return (x_train - mean) / deviation, (x_test - mean) / deviation


def _scaled(mean=np.mean, deviation=np.std, of=lambda x_train, x_test: x_train, axis=0):
    """Return a function that prepares both sets with these two measures of a set."""

    def scale(*both):
        x = of(*both)
        return tuple((one - mean(x, axis=axis)) / deviation(x, axis=axis) for one in both)

    return scale


def _sets(random, rows, test_rows, columns, center=5.0):
    return random.normal(center, 3, (rows, columns)), random.normal(center + 1, 5, (test_rows, columns))


Function(
    prepared,
    tries=lambda random: {
        "three columns": [_sets(random, 8, 5, 3), _sets(random, 30, 9, 3)],
        "one column": [_sets(random, 7, 4, 1)],
        "twelve columns": [_sets(random, 9, 4, 12)],
        "as many rows as columns": [_sets(random, 3, 3, 3)],
        "two rows to train": [(random.uniform([[-9, 5], [3, -8]], [[-5, 9], [8, 0]]), _sets(random, 1, 3, 2)[1])],
        "one row to test": [_sets(random, 6, 1, 3)],
        "columns of different size": [tuple(one * [0.01, 1, 300] for one in _sets(random, 9, 16, 3))],
        "negative numbers, or around 0": [_sets(random, 8, 4, 2, center) for center in (-40.0, 0.0)],
        "a test set that lies far away": [(random.normal(0, 1, (6, 2)), random.normal(500, 9, (6, 2)))],
        "whole numbers": [(np.array([[1, 10], [3, 30], [4, 20]]), random.integers(0, 40, (2, 2)))],
    },
    worked=((np.array([[1, 10], [3, 30]]), np.array([[4, 0]])), ([[-1, -1], [1, 1]], [[2, -2]])),
    hints=[
        "If the test set is still unknown, which mean and which deviation can be computed?",
        "Mean and deviation come from `x_train` alone, column by column. The same two prepare both sets.",
        "Keep `x_train.mean(axis=0)` and `x_train.std(axis=0)` under names of their own, and use them for both sets.",
    ],
    right=[
        lambda a, b: [[(row - np.mean(a, axis=0)) / np.std(a, axis=0) for row in x] for x in (a, b)],
        lambda a, b: ((x - a.mean(axis=0)) / a.std(axis=0) for x in (a, b)),
        lambda a, b: np.split((np.concatenate([a, b]) - a.mean(axis=0)) / a.std(axis=0), [len(a)]),
    ],
    mistakes={
        CHANGED: lambda a, b: [np.divide(np.subtract(x, a.mean(0), out=x), a.std(0), out=x) for x in (b, a)][::-1],
        "Mean and deviation have still looked at the test set.": _scaled(of=lambda *both: np.concatenate(both)),
        "Each set has its own scale now. Use that of x_train.": lambda a, b: (prepared(a, a)[0], prepared(b, b)[0]),
        "Here both sets are prepared by the test set. Use the training set.": _scaled(of=lambda a, b: b),
        "This is one mean for all columns together. Each column has its own: axis=0.": _scaled(axis=None),
        "The test set comes out raw. Is x_train overwritten too early?": lambda *both: (prepared(*both)[0], both[1]),
        "The mean is subtracted; divide by the deviation as well.": _scaled(deviation=lambda x, axis: 1),
        "The mean is still to be subtracted, before the division.": _scaled(mean=lambda x, axis: 0),
        "This divides by the variance. Divide by its root, the deviation.": _scaled(deviation=np.var),
        "Divide by n as `np.std` does, not by n - 1 as pandas.": _scaled(deviation=lambda x, axis: x.std(0, ddof=1)),
        "This returns the test set first. It is `x_train`, then `x_test`.": lambda *both: prepared(*both)[::-1],
        "Use mean and deviation, not the smallest and the largest value.": _scaled(np.min, np.ptp),
        "Only the training set came back. Return both, with a comma between them.": lambda *both: prepared(*both)[0],
    },
    wrong=[
        lambda *both: [np.round(x, 2) for x in prepared(*both)],
        lambda *both: [np.clip(x, -3, 3) for x in prepared(*both)],
        lambda a, b: tuple(new.astype(old.dtype) for new, old in zip(prepared(a, b), (a, b), strict=True)),
        lambda a, b: prepared(a[:, :10], b[:, :10]),
        _scaled(of=lambda a, b: np.concatenate([a, b[:1]])),
        _scaled(of=lambda a, b: a[: len(a) // 2 + 1]),
    ],
)


def epochs_trained(losses, patience):
    lowest, waited = float("inf"), 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            lowest, waited = loss, 0
        else:
            waited += 1
        if waited == patience:
            return epoch
    return len(losses)


def _waiting(new=lambda loss, lowest: loss < lowest, start=math.inf, in_a_row=True, last=False, late=0, size=float):
    """Return a function that counts the epochs as asked, but for what is said here."""

    def count(losses, patience):
        lowest, waited = start, 0
        for epoch, loss in enumerate(map(size, losses), start=1):
            is_new = new(loss, lowest)
            waited = 0 if is_new and in_a_row else waited + (not is_new)
            lowest = loss if is_new or last else lowest
            if waited >= patience + late:
                return epoch
        return len(losses)

    return count


def _walk(random, epochs):
    """Return losses that go up and down."""
    return (6 + np.cumsum(random.normal(-0.1, 0.5, epochs))).clip(0.01).round(3).tolist()


Function(
    epochs_trained,
    tries=lambda random: {
        "ups and downs": [([5.0, 3, 4, 3.5, 2, 2.5, 2.4, 2.3, 1], 3), *((_walk(random, 30), 4) for _ in range(5))],
        "a new lowest loss just in time": [([3.0, 4.0, 3.5, 2.0, 2.5, 2.2, random.uniform(0.1, 1.9)], 3)],
        "a lower loss after the end": [([3.0, 1.0, 4.0, 3.0, random.uniform(0.1, 0.9), 0.05], 2)],
        "losses that fall all the time": [(sorted(_walk(random, 12), reverse=True), 2), ([5.0, 4.0, 3.0], 1)],
        "losses that rise from the start": [(sorted(random.uniform(1, 9, 7).round(2).tolist()), 3)],
        "the same loss again": [([3.0, 3.0, 3.0, 1.0], 2), *((random.integers(1, 5, 9).tolist(), 3) for _ in range(3))],
        "the lowest loss again and again": [([4.0, 2.0, 3.0, 2.0, 3.0, 2.0, random.uniform(0.1, 1.9)], 3)],
        "a patience of 1": [(_walk(random, 9), 1), ([2.0, 1.0, 3.0, 0.0], 1)],
        "fewer epochs than the patience": [([1.0, 2.0], 5), (_walk(random, 6), 9), ([random.uniform(1, 9)], 1)],
        "a loss of 0": [([3.0, 0.0, 1.0, 2.0, 0.5, random.uniform(-1, 1)], 2)],
        "negative losses": [([-1.0, -3.0, -2.0, -4.0, *sorted(random.uniform(-3, 0, 3).tolist())], 2)],
        "large losses": [([2e12 + 1e10 * one for one in _walk(random, 20)], 3)],
        "losses that fall very slowly": [((random.uniform(1, 2) - 1e-4 * np.arange(8)).tolist(), 3)],
    },
    worked=(([5.0, 3.0, 4.0, 3.5, 2.0], 2), 4),
    relative=0.0,
    absolute=0.01,
    hints=[
        "What must be remembered from one epoch to the next, so that you can say whether to stop?",
        "Keep the lowest loss so far, and count the epochs since it was reached. A new lowest loss sets the count to 0.",
        "Go through `enumerate(losses, start=1)`. When the count equals the patience, return the epoch; else the last one.",
    ],
    right=[
        lambda x, p: next((i + 1 for i in range(len(x)) if i - np.argmin(x[: i + 1]) >= p), len(x)),
        lambda x, p: next((i for i in range(p + 1, len(x)) if min(x[:i]) == min(x[: i - p])), np.float32(len(x))),
        lambda x, p: [min([i + 1 for i in range(p, len(x)) if min(x[i - p + 1 : i + 1]) >= x[i - p]] + [len(x)])],
    ],
    mistakes={
        "Compare with the lowest loss so far, not with that of the epoch before.": _waiting(last=True),
        "Compare with the lowest loss so far, not with that of `patience` epochs ago.": lambda x, p: next(
            (i + 1 for i in range(p, len(x)) if x[i] >= x[i - p]), len(x)
        ),
        "This is one less: count the epochs from 1, also the last one.": lambda *given: epochs_trained(*given) - 1,
        "This is the epoch with the lowest loss. When did the training end?": lambda losses, p: np.argmin(losses) + 1,
        "The lowest loss of all may come after the end.": lambda losses, p: min(np.argmin(losses) + 1 + p, len(losses)),
        "The count starts again at each new lowest loss.": _waiting(in_a_row=False),
        "The same loss again is not a new lowest one.": _waiting(lambda loss, lowest: loss <= lowest),
        "The epoch in which the count reaches the patience is the last one that is trained.": _waiting(late=1),
        'This works for small losses only. Start with a number larger than any: float("inf").': _waiting(start=1000),
        "The lowest loss starts at 0 here. Start with a number larger than any.": _waiting(start=0),
        "Training goes to the end here. When the count reaches the patience, it ends.": lambda losses, p: len(losses),
        "This is the lowest loss. How many epochs are trained?": lambda losses, p: min(losses),
        "A loss of 0 can be the lowest, too.": _waiting(lambda loss, lowest: not lowest or loss < lowest, start=0),
    },
    wrong=[
        lambda losses, patience: epochs_trained(losses, max(patience, 2)),
        lambda losses, patience: epochs_trained(losses, 3),
        *(_waiting(size=size) for size in (abs, lambda loss: round(loss, 1))),
        _waiting(lambda loss, lowest: loss < lowest - 1e-3),
        _waiting(late=-1),
    ],
)
