"""Exercises of "Where it looks": answers, what they are tried on, hints, and mistakes."""

from functools import partial

import numpy as np

from dl101.exercises import Function


def map_of_kind(answers, weights, kind):
    return np.tensordot(weights[:, kind], answers, axes=(0, 0))


def _layer(random, channels, rows, columns, kinds, kind):
    answers = np.maximum(random.normal(size=(channels, rows, columns)), 0)
    return answers, random.normal(size=(channels, kinds)), kind


Function(
    map_of_kind,
    tries=lambda random: {
        "several channels": [_layer(random, 6, 4, 4, 3, 1), _layer(random, 8, 5, 5, 4, 3)],
        "not square": [_layer(random, 5, 3, 7, 4, 2), _layer(random, 4, 6, 2, 3, 0)],
        "as many channels as rows and columns": [_layer(random, 4, 4, 4, 4, 3)],
        "kind 0": [_layer(random, 5, 4, 3, 6, 0)],
        "one channel": [_layer(random, 1, 3, 4, 2, 1)],
        "one place": [_layer(random, 7, 1, 1, 3, 2)],
        "weights below zero": [(random.uniform(1, 2, (3, 4, 5)), random.uniform(-2, -1, (3, 4)), 2)],
    },
    worked=((np.array([[[1, 2]], [[0, 3]]]), np.array([[5, 1], [4, 10]]), 1), [[1, 32]]),
    hints=[
        "Which weights belong to the kind? How many are there, and with what is each of them multiplied?",
        "Take the column `weights[:, kind]`. Each channel of `answers` times its weight, then the sum over the channels.",
        "`np.sum(weights[:, kind, None, None] * answers, axis=0)`, or `answers` with its channels last, then `@`.",
    ],
    right=[
        lambda answers, weights, kind: sum(w * channel for w, channel in zip(weights[:, kind], answers, strict=True)),
        lambda answers, weights, kind: (np.moveaxis(answers, 0, 2) @ weights)[:, :, kind],
        lambda answers, weights, kind: np.einsum("crk,c->rk", answers, weights[:, kind]).tolist(),
    ],
    mistakes={
        "The weights of a kind are a column of `weights`, not a row.": lambda answers, weights, kind: (
            np.tensordot(weights[kind % len(weights)], answers[: weights.shape[1]], axes=(0, 0))
            if weights.shape[1] <= len(answers)
            else np.zeros(answers.shape[1:])
        ),
        "These are the maps of all kinds, kinds last. Only one is asked for.": lambda answers, weights, kind: (
            np.moveaxis(answers, 0, 2) @ weights
        ),
        "These are the maps of all kinds, kinds first. Only one is asked for.": lambda answers, weights, kind: (
            np.tensordot(weights.T, answers, axes=1)
        ),
        "This is the mean of the map, the logit without its bias. The map is asked for.": lambda answers, weights, kind: (
            map_of_kind(answers, weights, kind).mean()
        ),
        "This takes the mean over the channels. Add them up.": lambda answers, weights, kind: (
            map_of_kind(answers, weights, kind) / len(answers)
        ),
        "Each channel is multiplied, but they are not added up yet.": lambda answers, weights, kind: (
            weights[:, kind, None, None] * answers
        ),
        "A reshape mixes channels and places. Move the axis of the channels to the end: `np.moveaxis`.": (
            lambda answers, weights, kind: answers.reshape(*answers.shape[1:], -1) @ weights[:, kind]
        ),
        "Rows and columns are exchanged: `.T` turns all axes around.": lambda answers, weights, kind: (
            answers.T @ weights[:, kind]
        ),
        "The map may be below 0: leave out the ReLU.": lambda answers, weights, kind: np.maximum(
            map_of_kind(answers, weights, kind), 0
        ),
        "The weights count with their signs: leave out `abs`.": lambda answers, weights, kind: map_of_kind(
            answers, np.abs(weights), kind
        ),
        "Kinds are counted from 0.": lambda answers, weights, kind: map_of_kind(answers, weights, kind - 1),
        "This is one channel, the one with the largest weight. All of them count.": lambda answers, weights, kind: (
            weights[:, kind].max() * answers[weights[:, kind].argmax()]
        ),
        "The channels are added up without their weights.": lambda answers, weights, kind: answers.sum(axis=0),
        "The map is not scaled: leave it as it is.": lambda answers, weights, kind: (
            map_of_kind(answers, weights, kind) / np.abs(map_of_kind(answers, weights, kind)).max()
        ),
    },
    wrong=[
        lambda answers, weights, kind: map_of_kind(answers, weights, kind) + 1,
        lambda answers, weights, kind: answers[0],
        lambda answers, weights, kind: map_of_kind(answers, weights, kind)[:1],
    ],
)


def shared_area(first, second):
    top, left = max(first[0], second[0]), max(first[1], second[1])
    bottom = min(first[0] + first[2], second[0] + second[2])
    right = min(first[1] + first[3], second[1] + second[3])
    shared = max(bottom - top, 0) * max(right - left, 0)
    return shared / (first[2] * first[3] + second[2] * second[3] - shared)


def _sides(first, second):
    """Return how much two boxes share in height and in width, below 0 if they lie apart."""
    return [min(first[i] + first[i + 2], second[i] + second[i + 2]) - max(first[i], second[i]) for i in (0, 1)]


def _shared(first, second):
    height, width = _sides(first, second)
    return max(height, 0) * max(width, 0)


def _areas(first, second):
    return first[2] * first[3], second[2] * second[3]


def _over(shared, first, second):
    return shared / (sum(_areas(first, second)) - shared)


def _by_pixels(first, second):
    one, other = ({(r, c) for r in range(b[0], b[0] + b[2]) for c in range(b[1], b[1] + b[3])} for b in (first, second))
    return len(one & other) / len(one | other)


def _box(random, near=0):
    return (*(near + random.integers(0, 5, 2)).tolist(), *random.integers(5, 9, 2).tolist())


Function(
    shared_area,
    tries=lambda random: {
        "boxes that overlap": [(_box(random), _box(random)) for _ in range(4)],
        "the same box": [(box, box) for box in [_box(random)]],
        "one within the other": [((0, 0, 9, 12), (2, 3, int(random.integers(2, 6)), 4)), ((3, 2, 2, 3), (1, 1, 8, 7))],
        "side by side, apart": [(_box(random), (1, int(random.integers(20, 30)), 6, 5))],
        "one below the other, apart": [(_box(random), (int(random.integers(20, 30)), 1, 5, 6))],
        "apart in both directions": [(_box(random), _box(random, 20)), (_box(random, 30), _box(random))],
        "edges that touch": [((2, 3, 4, 5), (6, 3, 4, int(random.integers(2, 8)))), ((0, 0, 2, 2), (2, 2, 3, 3))],
        "below zero": [((-4, -3, 7, 5), (-2, -1, int(random.integers(4, 9)), 6))],
        "a cross": [((3, 0, 2, 9), (0, 3, 9, int(random.integers(2, 5))))],
    },
    worked=(((0, 0, 2, 2), (0, 1, 2, 3)), 0.25),
    hints=[
        "Where does the part that they share begin, and where does it end, in rows and in columns?",
        "It begins at the larger of the two tops, and ends at the smaller of the two bottoms. What if that is above it?",
        "Shared height `max(bottom - top, 0)`, width alike. Covered: both areas added up, minus the shared one.",
    ],
    right=[
        _by_pixels,
        lambda first, second: _shared(first, second) / (sum(_areas(first, second)) - _shared(first, second)),
        lambda first, second: np.float32(shared_area(second, first)),
    ],
    mistakes={
        "Boxes that do not meet share 0, not less: stop height and width at 0.": lambda first, second: (
            np.prod(_sides(first, second)) / (sum(_areas(first, second)) - np.prod(_sides(first, second)))
        ),
        "If they lie apart in both directions, two numbers below 0 give an area above 0. Stop each at 0 first.": (
            lambda first, second: _over(max(np.prod(_sides(first, second)), 0), first, second)
        ),
        "A box may also lie below the other one: stop the height at 0, too.": lambda first, second: _over(
            _sides(first, second)[0] * max(_sides(first, second)[1], 0), first, second
        ),
        "A box may also lie beside the other one: stop the width at 0, too.": lambda first, second: _over(
            max(_sides(first, second)[0], 0) * _sides(first, second)[1], first, second
        ),
        "The shared area is counted twice in the sum of both: take it off once.": lambda first, second: (
            _shared(first, second) / sum(_areas(first, second))
        ),
        "Twice the shared area by the sum of both is another measure. Divide by the area they cover together.": (
            lambda first, second: 2 * _shared(first, second) / sum(_areas(first, second))
        ),
        "Divide by the area that both cover together, not by that of the first.": lambda first, second: (
            _shared(first, second) / _areas(first, second)[0]
        ),
        "Divide by the area that both cover together, not by that of the second.": lambda first, second: (
            _shared(first, second) / _areas(first, second)[1]
        ),
        "Divide by the area that both cover together, not by the smaller one.": lambda first, second: (
            _shared(first, second) / min(_areas(first, second))
        ),
        "Divide by the area that both cover together, not by the larger one.": lambda first, second: (
            _shared(first, second) / max(_areas(first, second))
        ),
        "This is the area that they share. Divide it by the area that they cover.": _shared,
        "They cover a shape that need not be a box: a box around both can be larger.": lambda first, second: (
            _shared(first, second)
            / np.prod(
                [max(first[i] + first[i + 2], second[i] + second[i + 2]) - min(first[i], second[i]) for i in (0, 1)]
            )
        ),
        "The last two numbers are height and width, not where the box ends.": lambda first, second: (
            max(min(first[2], second[2]) - max(first[0], second[0]), 0)
            * max(min(first[3], second[3]) - max(first[1], second[1]), 0)
            / (sum(_areas(first, second)) or 1)
        ),
        "A box of height 2 has 2 rows: leave out the + 1.": lambda first, second: (
            (shared := np.prod([max(side + 1, 0) for side in _sides(first, second)]))
            / (sum((b[2] + 1) * (b[3] + 1) for b in (first, second)) - shared)
        ),
        "True or False is not enough. How much do they share?": lambda first, second: _shared(first, second) > 0,
        "This is the part that they do not share.": lambda first, second: 1 - shared_area(first, second),
    },
    wrong=[
        lambda first, second: 0.25,
        lambda first, second: shared_area(first, second) ** 2,
        lambda first, second: float(first == second),
    ],
)


def pixel_it_reads(model, image):
    before = model(image)
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            covered = image.copy()
            covered[row, column] = 0
            if model(covered) != before:
                return row, column


def _unknown(random, weight, rows, columns, place=None):
    """Return a model that reads one pixel, times a weight, and an image for it."""
    weights = np.zeros((rows, columns))
    weights[place or (random.integers(rows), random.integers(columns))] = weight
    return partial(np.vdot, weights), random.uniform(0.1, 1, (rows, columns))


def _falls(model, image):
    """Return how far the answer of a model falls if a pixel is covered, for each pixel."""
    falls = np.zeros(image.shape)
    for place in np.ndindex(image.shape):
        covered = image.copy()
        covered[place] = 0
        falls[place] = model(image) - model(covered)
    return falls


def _at(number, image):
    return divmod(int(number), image.shape[1])


def _piled_up(model, image):
    covered = image.copy()
    for place in np.ndindex(image.shape):
        covered[place] = 0
    return place


def _by_row(model, image):
    for row in range(len(image)):
        covered = image.copy()
        covered[row] = 0
        if model(covered) != model(image):
            return row
    return 0


Function(
    pixel_it_reads,
    tries=lambda random: {
        "brighter is more": [_unknown(random, 3, 5, 5), _unknown(random, random.uniform(1, 9), 4, 4)],
        "brighter is less": [_unknown(random, -2, 5, 5), _unknown(random, -random.uniform(1, 9), 6, 6)],
        "not square": [_unknown(random, 3, 3, 8), _unknown(random, -1, 7, 2)],
        "small changes": [_unknown(random, 0.001, 6, 4), _unknown(random, -0.001, 4, 6)],
        "the last corner": [_unknown(random, 3, 4, 6, (3, 5))],
        "the first corner": [_unknown(random, -3, 5, 3, (0, 0))],
        "one row": [_unknown(random, -2, 1, 9)],
    },
    worked=((lambda image: 3 * image[1, 0], np.array([[1.0, 2.0], [3.0, 4.0]])), (1, 0)),
    hints=[
        "What happens to the answer if you cover a pixel that the model does not read?",
        "For each place, copy the image, set this one pixel to 0, and compare the answer with that to the whole image.",
        "In a loop over rows and columns: `covered = image.copy()`, `covered[row, column] = 0`, then compare.",
    ],
    right=[
        lambda model, image: _at(np.abs(_falls(model, image)).argmax(), image),
        lambda model, image: list(np.argwhere(_falls(model, image) != 0)[0]),
        lambda model, image: np.array(next(place for place in np.ndindex(image.shape) if _falls(model, image)[place])),
    ],
    mistakes={
        "The answer may also rise when the pixel is covered. Any change tells.": lambda model, image: _at(
            _falls(model, image).argmax(), image
        ),
        "The answer may fall, too. Any change tells, not the largest answer.": lambda model, image: _at(
            _falls(model, image).argmin(), image
        ),
        "Row and column are exchanged.": lambda model, image: pixel_it_reads(model, image)[::-1],
        "This counts from 1. The first row and column are 0.": lambda model, image: tuple(
            i + 1 for i in pixel_it_reads(model, image)
        ),
        "This is the number of the pixel, counted row by row. Which row and column is it?": lambda model, image: int(
            np.abs(_falls(model, image)).argmax()
        ),
        "This is the row only. The column is asked for as well.": _by_row,
        "This is the brightest pixel. The model may read another one.": lambda model, image: _at(image.argmax(), image),
        "This is the darkest pixel. The model may read another one.": lambda model, image: _at(image.argmin(), image),
        "To find the row, divide by how many columns there are, not by the rows.": lambda model, image: divmod(
            int(np.abs(_falls(model, image)).argmax()), image.shape[0]
        ),
        "This is how far the answer falls. Where is the pixel?": lambda model, image: _falls(model, image),
        "Covered pixels stay covered here. Take a fresh copy of the image for each place.": _piled_up,
        "This tells which place does not change the answer. The other way round.": lambda model, image: _at(
            np.flatnonzero(_falls(model, image).ravel() == 0)[0], image
        ),
    },
    wrong=[
        lambda model, image: (1, 0),
        lambda model, image: (image.shape[0] - 1, image.shape[1] - 1)[::-1],
        lambda model, image: (0, pixel_it_reads(model, image)[1]),
    ],
)
