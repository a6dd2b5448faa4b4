"""Exercises of "Anywhere among scraps": answers, what they are tried on, hints, and mistakes."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dl101.exercises import Function


def pixels_wide(sizes):
    seen, apart = 1, 1  # pixels that one answer depends on, and between two answers side by side
    for position, window in enumerate(sizes):
        if position > 0:
            seen, apart = seen + apart, 2 * apart
        seen += (window - 1) * apart
    return seen


def _from_behind(sizes):
    needed = 1
    for steps, window in enumerate(reversed(sizes)):
        needed = needed * (2 if steps else 1) + window - 1
    return needed


Function(
    pixels_wide,
    tries=lambda random: {
        "windows of 3": [([3],), ([3, 3],), ([3, 3, 3],), ([3, 3, 3, 3],)],
        "one window": [([int(random.integers(4, 12))],), ([1],)],
        "windows of other sizes": [([3, 5],), ([5, 3],), ([7, 3, 5],), (random.integers(2, 8, 4).tolist(),)],
        "windows of 1": [([1, 1],), ([1, 3, 1],)],
        "many windows": [([3] * 6,), (random.integers(2, 6, 7).tolist(),)],
    },
    worked=(([3, 3],), 8),
    hints=[
        "Begin with one answer of the last convolution. How many squares in a row does its window lie on?",
        "Go backward: a window of n turns 1 answer into n, and m answers into m + n - 1. What does pooling do to m squares?",
        "Backward, from 1: for each window add n - 1, and before each window but the first one (from behind), double.",
    ],
    right=[
        lambda sizes: _from_behind(sizes),
        lambda sizes: 1 + sum((n - 1) * 2**i for i, n in enumerate(sizes)) + 2 ** (len(sizes) - 1) - 1,
        lambda sizes: [_from_behind(list(sizes))],
    ],
    mistakes={
        "Pooling lets the next window reach twice as far: each square is two answers wide.": lambda sizes: (
            1 + sum(n - 1 for n in sizes)
        ),
        "This is twice too much. There is pooling between the convolutions only.": lambda sizes: (
            2 * _from_behind(sizes)
        ),
        "This is how many pixels there are in all. How wide are they?": lambda sizes: _from_behind(sizes) ** 2,
        "Two neighboring windows overlap: they do not see twice as much.": lambda sizes: int(
            np.prod(sizes) * 2 ** (len(sizes) - 1)
        ),
        "Windows side by side overlap, so their sizes are not multiplied.": lambda sizes: int(np.prod(sizes)),
        "Windows overlap: each adds its size minus 1.": lambda sizes: sum(sizes),
        "The order counts: begin with the last window and go back to the first.": lambda sizes: (
            _from_behind(sizes[::-1]) if len(sizes) > 1 else sizes[0]
        ),
        "The squares themselves are two answers wide: pooling makes it wider as well.": lambda sizes: (
            1 + sum((n - 1) * 2**i for i, n in enumerate(sizes))
        ),
        "Each pooling doubles what comes after it, so with three windows the last counts four times.": lambda sizes: (
            1 + sum((n - 1) * (1 + (i > 0)) for i, n in enumerate(sizes)) + (len(sizes) > 1)
        ),
        "Neighboring windows overlap: each adds its size minus 1, times how far apart they are.": lambda sizes: sum(
            n * 2**i for i, n in enumerate(sizes)
        ),
        "These are the pixels on one side of the middle.": lambda sizes: _from_behind(sizes) // 2,
        "The pixel in the middle counts as well.": lambda sizes: _from_behind(sizes) - 1,
    },
    wrong=[lambda sizes: sizes[0], lambda sizes: 8, lambda sizes: 10 * len(sizes) - 12],
)


def where_found(answers):
    rows, columns, channels = answers.shape
    places = answers.reshape(rows * columns, channels).argmax(axis=0)
    return np.column_stack([places // columns, places % columns])


def _last_place(answers):
    rows, columns, _ = answers.shape
    return np.array([rows - 1, columns - 1]) - where_found(answers[::-1, ::-1])


Function(
    where_found,
    tries=lambda random: {
        "several channels": [(random.normal(size=(6, 6, 4)),), (random.normal(size=(7, 7, 3)),)],
        "not square": [(random.normal(size=(4, 9, 5)),), (random.normal(size=(8, 3, 2)),)],
        "one channel": [(random.normal(size=(5, 7, 1)),)],
        "all below zero": [(random.uniform(-3, -1, (4, 6, 3)),)],
        "the largest several times": [(random.integers(0, 3, (5, 6, 4)).astype(float),), (np.zeros((3, 4, 2)),)],
        "one row": [(random.normal(size=(1, 8, 3)),)],
        "one column": [(random.normal(size=(8, 1, 3)),)],
        "the same place in all channels": [(random.uniform(size=(5, 5, 1)) * np.ones(3),)],
    },
    worked=((np.array([[[1], [5]], [[7], [2]]]),), [[1, 0]]),
    hints=[
        "`argmax` finds the largest of a row of numbers. How do you lay out the places of a channel in one row?",
        "`answers.reshape(-1, channels).argmax(axis=0)` numbers the places row by row. How many does a row have?",
        "With `places` so numbered, the row is `places // columns` and the column `places % columns`.",
    ],
    right=[
        lambda answers: [np.unravel_index(channel.argmax(), channel.shape) for channel in np.moveaxis(answers, 2, 0)],
        lambda answers: np.array(
            [np.argwhere(channel == channel.max())[0] for channel in answers.transpose(2, 0, 1)],
        ),
        lambda answers: np.stack(
            np.unravel_index(answers.reshape(-1, answers.shape[2]).argmax(0), answers.shape[:2]), axis=1
        ),
    ],
    mistakes={
        "Row and column are exchanged.": lambda answers: where_found(answers)[:, ::-1],
        "This is the number of the place, counted row by row. Which row and column is it?": lambda answers: (
            answers.reshape(-1, answers.shape[2]).argmax(axis=0)
        ),
        "This is how large the answer is. Where is it?": lambda answers: answers.max(axis=(0, 1)),
        "This has a row for each of the two, and a column for each channel. It is to be the other way.": (
            lambda answers: where_found(answers).T
        ),
        "Divide the number of the place by how many columns a row has, not by the number of rows.": lambda answers: (
            np.column_stack(np.divmod(answers.reshape(-1, answers.shape[2]).argmax(axis=0), answers.shape[0]))
        ),
        "This counts from 1. The first row and column are 0.": lambda answers: where_found(answers) + 1,
        "Of equal answers, the first counts, row by row.": _last_place,
        "Of equal answers, the first counts row by row, not column by column.": lambda answers: where_found(
            answers.transpose(1, 0, 2)
        )[:, ::-1],
        "This is the smallest answer. The largest is asked for.": lambda answers: where_found(-answers),
        "The largest below zero counts too: leave out `abs`.": lambda answers: where_found(np.abs(answers)),
        "This is one place for all channels. Each has its own.": lambda answers: np.array(
            np.unravel_index(answers.argmax(), answers.shape)[:2]
        ),
        "Reshaping to (channels, …) mixes the channels: they are the last axis.": lambda answers: np.column_stack(
            np.divmod(answers.reshape(answers.shape[2], -1).argmax(axis=1), answers.shape[1])
        ),
        "With equal answers, this takes the row of one and the column of another.": lambda answers: np.column_stack(
            [answers.max(axis=1).argmax(axis=0), answers.max(axis=0).argmax(axis=0)]
        ),
        "This is the row of the largest answer in each column. Look along both axes.": lambda answers: answers.argmax(
            axis=0
        ),
        "The row with the largest sum need not hold the largest answer.": lambda answers: np.column_stack(
            [answers.sum(axis=1).argmax(axis=0), answers.sum(axis=0).argmax(axis=0)]
        ),
    },
    wrong=[
        lambda answers: where_found(answers) * 1.0 + 0.5,
        lambda answers: where_found(np.maximum(answers, 0)),
        lambda answers: where_found(answers)[:1],
    ],
)


def in_any_direction(image, window):
    rows, columns = (image.shape[axis] - len(window) + 1 for axis in (0, 1))
    answers = np.zeros((4, rows, columns))
    for turns in range(4):
        turned = np.rot90(window, turns)
        for row in range(rows):
            for column in range(columns):
                part = image[row : row + len(window), column : column + len(window)]
                answers[turns, row, column] = np.sum(part * turned)
    return answers.max(axis=0)


def _answers(image, windows):
    """Return what each window of a list answers at all places, as an array (window, row, column)."""
    parts = sliding_window_view(image, np.shape(windows[0]))
    return np.array([np.sum(parts * window, axis=(2, 3)) for window in windows])


def _turns(window, count=4):
    return [np.rot90(window, turns) for turns in range(count)]


def _mirrored(window):
    return [window, window[::-1], window[:, ::-1], window[::-1, ::-1]]


def _example(random, shape, size):
    return random.integers(-5, 9, shape).astype(float), random.integers(-4, 5, (size, size)).astype(float)


Function(
    in_any_direction,
    tries=lambda random: {
        "a window of 3 × 3": [_example(random, (6, 6), 3), _example(random, (5, 8), 3)],
        "a window of 2 × 2": [_example(random, (4, 7), 2), _example(random, (7, 3), 2)],
        "an edge": [(random.integers(0, 9, (6, 7)).astype(float), np.array([[1.0, 0, -1]] * 3))],
        "all answers below zero": [(random.uniform(1, 3, (4, 5)), random.uniform(-2, -1, (2, 2)))],
        "a window as large as the image": [_example(random, (4, 4), 4)],
        "a window of one weight": [_example(random, (3, 4), 1)],
        "fractions": [(random.normal(size=(6, 5)), random.normal(size=(3, 3)))],
    },
    worked=((np.array([[0, 1], [2, 3]]), np.array([[1, 0], [0, 0]])), [[3]]),
    hints=[
        "What does the window look like after a quarter turn? Which function turns an array?",
        "Slide each of the four turned windows over the image, as `slide` does. Then take the largest at each place.",
        "`np.rot90(window, turns)` for `turns` from 0 to 3, and in the end `np.max(…, axis=0)` of the four arrays.",
    ],
    right=[
        lambda image, window: _answers(image, _turns(window)).max(axis=0),
        lambda image, window: np.maximum.reduce([_answers(image, [one])[0] for one in _turns(window)]).tolist(),
        lambda image, window: np.max(
            [np.rot90(_answers(np.rot90(image, turns), [window])[0], -turns) for turns in range(4)], axis=0
        ),
    ],
    mistakes={
        "These are the answers of the window as it is. Turn it as well.": lambda image, window: _answers(
            image, [window]
        )[0],
        "These are the four answers at each place. The largest is asked for.": lambda image, window: _answers(
            image, _turns(window)
        ),
        "This is the largest of all places. Each place has its own.": lambda image, window: _answers(
            image, _turns(window)
        ).max(),
        "The four answers are added up here. The largest is asked for.": lambda image, window: _answers(
            image, _turns(window)
        ).sum(axis=0),
        "This is the mean of the four. The largest is asked for.": lambda image, window: _answers(
            image, _turns(window)
        ).mean(axis=0),
        "This mirrors the window. Turned by a quarter, what stood upright lies flat.": lambda image, window: _answers(
            image, _mirrored(window)
        ).max(axis=0),
        "This looks at the window and its transpose, which is mirrored along the diagonal, not turned.": (
            lambda image, window: _answers(image, [window, window.T]).max(axis=0)
        ),
        "The third turn is missing: there are four directions, with the window as it is.": lambda image, window: (
            _answers(image, _turns(window, 3)).max(axis=0)
        ),
        "Two directions are missing: these are the window as it is and after one quarter.": lambda image, window: (
            _answers(image, _turns(window, 2)).max(axis=0)
        ),
        "A half turn and none leave out the two quarters.": lambda image, window: _answers(
            image, [window, window[::-1, ::-1]]
        ).max(axis=0),
        "The window as it is belongs to the four as well.": lambda image, window: _answers(
            image, _turns(window)[1:]
        ).max(axis=0),
        "The largest in size is not asked for: leave out `abs`.": lambda image, window: np.abs(
            _answers(image, _turns(window))
        ).max(axis=0),
        "There is no ReLU here: answers below 0 may be the largest.": lambda image, window: np.maximum(
            _answers(image, _turns(window)).max(axis=0), 0
        ),
        "There is no rim of zeros here: the window stays on the image.": lambda image, window: _answers(
            np.pad(image, len(window) // 2), _turns(window)
        ).max(axis=0),
        "This is the smallest of the four.": lambda image, window: _answers(image, _turns(window)).min(axis=0),
        "This is which of the four is largest. How large is it?": lambda image, window: _answers(
            image, _turns(window)
        ).argmax(axis=0),
    },
    wrong=[lambda image, window: image, lambda image, window: _answers(image, _turns(window)).max(axis=0).round(1)],
)
