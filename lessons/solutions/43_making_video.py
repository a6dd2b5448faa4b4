"""Exercises of "Making video": answers, what they are tried on, hints, and mistakes."""

from itertools import groupby, pairwise

import numpy as np

from dl101.exercises import Function, Value


def decoder_of_color_films():
    sizes = [24, 256, 512, 16 * 32 * 32 * 3]
    return sum(before * after + after for before, after in pairwise(sizes))


FILM = 16 * 32 * 32 * 3
Value(
    decoder_of_color_films,
    worked=25_352_960,
    hints=[
        "How many numbers is a film now? And how many weights and biases has a dense layer?",
        "A film has 16 · 32 · 32 · 3 numbers. A layer from n to m numbers has n · m weights and m biases.",
        "Add up 24 · 256 + 256, then 256 · 512 + 512, then 512 · 49152 + 49152.",
    ],
    right=[25352960, 25_352_960.0, np.int64(25352960)],
    mistakes={
        "The biases are missing: one for each unit.": 24 * 256 + 256 * 512 + 512 * FILM,
        "This is for gray films. In color, each pixel has three numbers.": 24 * 256
        + 256
        + 256 * 512
        + 512
        + 513 * FILM // 3,
        "This is for one frame. A film has 16 of them.": 24 * 256 + 256 + 256 * 512 + 512 + 513 * FILM // 16,
        "This is the last layer only.": 513 * FILM,
        "This is how many numbers a film has. How many weights and biases lead to them?": FILM,
        "This is the number of our own decoder. The new films are larger.": 24 * 256
        + 256
        + 256 * 512
        + 512
        + 513 * 1800,
        "This counts the encoder as well.": 25_352_960 + FILM * 512 + 512 + 512 * 256 + 256 + 256 * 24 + 24,
        "The widths are in the other order: 256 first, then 512.": 24 * 512 + 512 + 512 * 256 + 256 + 257 * FILM,
    },
    wrong=[0, 25_000_000, "25352960"],
)


def ink_path(film):
    path, center = [], (0.0, 0.0)
    for frame in film:
        if frame.sum() > 0:
            rows, columns = np.indices(frame.shape)
            center = (frame * rows).sum() / frame.sum(), (frame * columns).sum() / frame.sum()
        path.append(center)
    return np.array(path)


def _by_sums(film):
    path = []
    for frame in film:
        total = frame.sum()
        if total == 0:
            path.append(path[-1] if path else [0, 0])
        else:
            row = frame.sum(axis=1) @ np.arange(frame.shape[0]) / total
            path.append([row, frame.sum(axis=0) @ np.arange(frame.shape[1]) / total])
    return path


def _path(center, empty=lambda path, frame: path[-1] if path else (0.0, 0.0)):
    def answer(film):
        path = []
        for frame in film:
            path.append(tuple(center(frame)) if frame.sum() > 0 else tuple(empty(path, frame)))
        return np.array(path, dtype=float)

    return answer


def _center(frame):
    rows, columns = np.indices(frame.shape)
    return (frame * rows).sum() / frame.sum(), (frame * columns).sum() / frame.sum()


def _film(random, frames=6, height=5, width=7, empty=()):
    film = random.uniform(0, 1, (frames, height, width)) * (random.uniform(size=(frames, height, width)) < 0.5)
    film[:, random.integers(height), random.integers(width)] += 1.5
    for number in empty:
        film[number] = 0
    return (film,)


Function(
    ink_path,
    tries=lambda random: {
        "ink in every frame": [_film(random), _film(random, 4, 8, 3)],
        "a frame without ink": [_film(random, empty=(2,)), _film(random, empty=(3, 4))],
        "the last frame without ink": [_film(random, empty=(5,))],
        "no ink at first": [_film(random, empty=(0,)), _film(random, empty=(0, 1))],
        "no ink at all": [(np.zeros((3, 4, 4)),)],
        "one frame": [_film(random, 1)],
        "much ink": [(_film(random)[0] * 40,)],
    },
    worked=((np.array([[[0, 1], [0, 3]], [[0, 0], [0, 0]]]),), [[0.75, 1], [0.75, 1]]),
    hints=[
        "What is the mean of the rows, if a row counts as often as it has ink?",
        "`np.indices(frame.shape)` gives row and column of each pixel. Multiply by the frame, sum, divide by all ink.",
        "Keep the last center in a variable, begin with (0, 0), and change it only if `frame.sum() > 0`.",
    ],
    right=[_by_sums, _path(_center), lambda film: ink_path(film).tolist()],
    mistakes={
        "Row and column are exchanged.": lambda film: ink_path(film)[:, ::-1],
        "A frame without ink has the center of the frame before it, not row 0 and column 0.": _path(
            _center, lambda path, frame: (0.0, 0.0)
        ),
        "A frame without ink has the center of the frame before it. Here it is NaN, from a division by 0.": _path(
            _center, lambda path, frame: (np.nan, np.nan)
        ),
        "This is the place of the largest number. The mean of all ink is asked for.": _path(
            lambda frame: np.unravel_index(frame.argmax(), frame.shape)
        ),
        "Each pixel with ink counts alike here. Weight it by its number.": _path(lambda frame: _center(frame > 0)),
        "Divide by the sum of the ink, not by the number of pixels.": _path(
            lambda frame: np.array(_center(frame)) * frame.sum() / frame.size
        ),
        "This counts rows and columns from 1.": _path(lambda frame: np.array(_center(frame)) + 1),
        "A frame without ink is left out here. Each frame has a row in the result.": lambda film: ink_path(
            film[film.sum(axis=(1, 2)) > 0]
        ),
        "Until there is ink, the center is row 0 and column 0, not the middle of the frame.": _path(
            _center, lambda path, frame: path[-1] if path else (np.array(frame.shape) - 1) / 2
        ),
    },
    wrong=[
        lambda film: np.zeros((len(film), 2)),
        lambda film: ink_path(film)[0],
        lambda film: np.round(ink_path(film)),
    ],
)


def longest_run(read):
    longest = []
    for film in read:
        length, best = 1, 1
        for i in range(1, len(film)):
            length = length + 1 if film[i] == film[i - 1] else 1
            best = max(best, length)
        longest.append(best)
    return longest


def _runs(most=max, group=groupby):
    return lambda read: [most(len(list(run)) for _, run in group(film)) for film in read]


Function(
    longest_run,
    tries=lambda random: {
        "digits that stay for a while": [
            (np.repeat(random.integers(10, size=(5, 4)), random.integers(1, 4, 4), axis=1),) for _ in range(3)
        ],
        "few digits": [(random.integers(2, size=(8, 10)),), (random.integers(3, size=(6, 8)),)],
        "all the same": [(np.full((3, 6), random.integers(10)),)],
        "no two alike": [(np.array([random.permutation(8) for _ in range(4)]),)],
        "the longest run at the end": [(np.array([[1, 2, 2, 3, 3, 3], [4, 4, 0, 0, 0, 0]]),)],
        "the longest run at the beginning": [(np.array([[7, 7, 7, 1, 2, 2], [5, 5, 5, 5, 1, 1]]),)],
        "a digit that comes back": [(np.array([[1, 1, 2, 1, 1, 2, 1], [3, 0, 3, 0, 0, 3, 3]]),)],
        "one frame": [(random.integers(10, size=(4, 1)),)],
    },
    worked=((np.array([[3, 3, 5, 5, 5], [1, 2, 1, 2, 1]]),), [3, 1]),
    hints=[
        "What happens to the length of the present run if a digit is the one before it, and what if not?",
        "For each film, keep the length of the present run and the longest so far. Each digit makes the run longer, or begins a new one with 1.",
        "`length = length + 1 if digit == before else 1`, then `best = max(best, length)`.",
    ],
    right=[
        _runs(),
        lambda read: np.array(longest_run(read)),
        lambda read: [
            max(
                stop - start
                for start in range(len(film))
                for stop in range(start + 1, len(film) + 1)
                if len(set(film[start:stop].tolist())) == 1
            )
            for film in read
        ],
    ],
    mistakes={
        "This is how many frames show the most common digit. They must follow each other.": lambda read: [
            int(np.bincount(film).max()) for film in read
        ],
        "This counts pairs of equal neighbors. A run of three frames has two pairs.": lambda read: [
            length - 1 for length in longest_run(read)
        ],
        "This counts all equal neighbors of a film, not those of its longest run.": lambda read: [
            int((film[1:] == film[:-1]).sum()) + 1 for film in read
        ],
        "This is the first run. A later one may be longer.": lambda read: [
            len(list(next(groupby(film))[1])) for film in read
        ],
        "This is the last run. An earlier one may be longer.": lambda read: [
            len(list(next(groupby(film[::-1]))[1])) for film in read
        ],
        "This is how many runs there are. How long is the longest?": lambda read: [
            len(list(groupby(film))) for film in read
        ],
        "This is the longest run of all films. Each film has its own.": lambda read: max(longest_run(read)),
        "This is the shortest run.": _runs(min),
        "This goes down the films. A run goes along the frames of one film.": lambda read: longest_run(
            np.transpose(read)
        ),
        "This is the mean length of the runs.": lambda read: [len(film) / len(list(groupby(film))) for film in read],
    },
    wrong=[
        lambda read: [1] * len(read),
        lambda read: [len(read[0])] * len(read),
        lambda read: [min(length, 3) for length in longest_run(read)],
    ],
)
