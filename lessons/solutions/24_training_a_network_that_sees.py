"""Exercises of "Training a network that sees": answers, what they are tried on, hints, and mistakes."""

import math

import numpy as np

from dl101.exercises import Function


def moved_by(image, down, right):
    moved = np.zeros_like(image)
    rows, columns = image.shape
    for row in range(rows):
        for column in range(columns):
            if 0 <= row + down < rows and 0 <= column + right < columns:
                moved[row + down, column + right] = image[row, column]
    return moved


def _by_rim(image, down, right, mode="constant"):
    """Lay a rim around the image as wide as the move is long, and cut out what lies in the frame then."""
    rows, columns = image.shape
    padded = np.pad(image, ((abs(down), abs(down)), (abs(right), abs(right))), mode=mode)
    return padded[abs(down) - down :, abs(right) - right :][:rows, :columns]


def _by_slices(image, down, right):
    """Cut off and fill up by slices, which is right for moves to the right and down, and for none."""
    rows, columns = image.shape
    moved = np.zeros_like(image)
    moved[down:, right:] = image[: rows - down, : columns - right]
    return moved


def _by_matrices(image, down, right):
    return np.eye(len(image), k=-down) @ image @ np.eye(image.shape[1], k=right)


def _rolled_and_cut(image, down, right):
    """Roll, and set to 0 what came in, but on the upper and left side only."""
    moved = np.roll(image, (down, right), axis=(0, 1))
    moved[: max(down, 0)] = 0
    moved[:, : max(right, 0)] = 0
    return moved


def _image(random, rows, columns):
    return random.integers(1, 10, (rows, columns))


Function(
    moved_by,
    tries=lambda random: {
        "down and to the right": [(_image(random, 5, 5), 2, 1), (_image(random, 6, 6), 1, 4)],
        "up and to the left": [(_image(random, 5, 5), -1, -2), (_image(random, 6, 6), -3, -1)],
        "both ways": [(_image(random, 5, 5), 2, -1), (_image(random, 5, 5), -1, 3)],
        "not square": [(_image(random, 4, 7), 1, 5), (_image(random, 7, 3), -4, 1)],
        "in one direction only": [(_image(random, 5, 6), 0, 2), (_image(random, 5, 6), -2, 0)],
        "not moved": [(_image(random, 4, 5), 0, 0)],
        "as far as the image is long": [(_image(random, 4, 5), 4, 0), (_image(random, 4, 5), 0, -5)],
        "farther than the image is long": [(_image(random, 3, 4), 7, 1), (_image(random, 3, 4), -1, -9)],
        "one row": [(_image(random, 1, 6), 0, 3)],
        "fractions, some below zero": [(random.normal(size=(5, 6)), 1, -2)],
    },
    worked=((np.array([[1, 2], [3, 4]]), 1, 0), [[0, 0], [1, 2]]),
    hints=[
        "Where does the pixel of row 0 and column 0 go? And from where comes the one that arrives at row r, column c?",
        "Start with zeros of the same shape. Write each pixel at row + down, column + right, if that is in the image.",
        "Two loops, and `if 0 <= row + down < rows and 0 <= column + right < columns:` before the pixel is written.",
    ],
    right=[
        _by_rim,
        _by_matrices,
        lambda image, down, right: moved_by(image, down, right).tolist(),
    ],
    mistakes={
        "What leaves on one side comes in on the other here. It is to be lost.": lambda image, down, right: np.roll(
            image, (down, right), axis=(0, 1)
        ),
        "This moves the other way: a positive `down` is to move it down, a positive `right` to the right.": (
            lambda image, down, right: moved_by(image, -down, -right)
        ),
        "Up and down are exchanged: rows are counted from the top.": lambda image, down, right: moved_by(
            image, -down, right
        ),
        "Left and right are exchanged.": lambda image, down, right: moved_by(image, down, -right),
        "Rows and columns are exchanged: `down` belongs to the first axis.": lambda image, down, right: moved_by(
            image, right, down
        ),
        "What enters is to be 0. Here the pixel at the rim is repeated.": lambda image, down, right: _by_rim(
            image, down, right, mode="edge"
        ),
        "This is larger than the image. What leaves on one side is lost.": lambda image, down, right: np.pad(
            image, ((max(down, 0), max(-down, 0)), (max(right, 0), max(-right, 0)))
        ),
        "What leaves is cut off, but nothing is put in its place: the size is to stay.": (
            lambda image, down, right: image[
                max(-down, 0) : len(image) - max(down, 0), max(-right, 0) : image.shape[1] - max(right, 0)
            ]
        ),
        "It is moved down only. Move it to the right as well.": lambda image, down, right: moved_by(image, down, 0),
        "It is moved to the right only. Move it down as well.": lambda image, down, right: moved_by(image, 0, right),
        "Moves up and to the left, below 0, are missing.": lambda image, down, right: moved_by(
            image, max(down, 0), max(right, 0)
        ),
        "A negative number moves up, or to the left: leave out `abs`.": lambda image, down, right: moved_by(
            image, abs(down), abs(right)
        ),
        "For moves up and to the left, what comes in below and on the right is to be 0 as well.": _rolled_and_cut,
        "A move farther than the image leaves nothing but zeros. `%` brings it back in.": (
            lambda image, down, right: moved_by(
                image,
                int(math.copysign(abs(down) % len(image), down)),
                int(math.copysign(abs(right) % image.shape[1], right)),
            )
        ),
        "Slices count from the end when a number is negative. Treat moves up and to the left by themselves.": (
            _by_slices
        ),
        "This is all zeros. Write the pixels into it.": lambda image, down, right: np.zeros_like(image),
    },
    wrong=[
        lambda image, down, right: image,
        lambda image, down, right: moved_by(image, down, right).T,
        lambda image, down, right: moved_by(image, down + 1, right),
    ],
)


def mirrored_too(x, y):
    return np.concatenate([x, x[:, :, ::-1]]), np.concatenate([y, y])


def _in_pairs(x, y):
    """Return each image followed by its mirror image, with its label twice."""
    both = np.stack([x, x[:, :, ::-1]], axis=1)
    return both.reshape(-1, *x.shape[1:]), np.repeat(y, 2)


def _batch(random, n, rows, columns, classes=10):
    return random.integers(0, 100, (n, rows, columns)), random.integers(0, classes, n)


Function(
    mirrored_too,
    tries=lambda random: {
        "several images": [_batch(random, 5, 4, 4), _batch(random, 4, 3, 3)],
        "not square": [_batch(random, 4, 3, 6), _batch(random, 6, 5, 2)],
        "one image": [_batch(random, 1, 4, 4)],
        "two images": [_batch(random, 2, 3, 4)],
        "fractions": [(random.uniform(size=(6, 3, 5)), random.integers(0, 10, 6))],
        "labels that are not numbers of classes": [(random.uniform(size=(4, 3, 3)), random.normal(size=4))],
        "one column": [_batch(random, 4, 5, 1)],
    },
    worked=((np.array([[[1, 2], [3, 4]]]), np.array([7])), ([[[1, 2], [3, 4]], [[2, 1], [4, 3]]], [7, 7])),
    hints=[
        "Which axis of `x` does `x[::-1]` turn around? And for the labels 3, 5: what is the order of `np.repeat`?",
        "Left and right lie along the last axis. The labels come in the order of the images: all of them, then all again.",
        "`x[:, :, ::-1]` mirrors every image, and `np.tile(y, 2)` gives all labels twice.",
    ],
    right=[
        lambda x, y: (np.concatenate([x, np.flip(x, axis=2)]), np.tile(y, 2)),
        lambda x, y: [np.concatenate([x, x[..., ::-1]]), np.concatenate([y, y])],
        lambda x, y: (np.array([*x, *[np.fliplr(image) for image in x]]), np.array([*y, *y])),
    ],
    mistakes={
        "These are the two lines as they were.": lambda x, y: (np.concatenate([x, x[::-1]]), np.repeat(y, 2)),
        "The images are right. `np.repeat` gives 3, 3, 5, 5, where 3, 5, 3, 5 is needed.": lambda x, y: (
            mirrored_too(x, y)[0],
            np.repeat(y, 2),
        ),
        "The labels are right. `x[::-1]` turns the order of the images around, and mirrors none.": lambda x, y: (
            np.concatenate([x, x[::-1]]),
            np.tile(y, 2),
        ),
        "This mirrors top to bottom. Left to right is asked for.": lambda x, y: (
            np.concatenate([x, x[:, ::-1]]),
            np.tile(y, 2),
        ),
        "This turns by half a turn. Mirror left to right only.": lambda x, y: (
            np.concatenate([x, x[:, ::-1, ::-1]]),
            np.tile(y, 2),
        ),
        "The images are mirrored, but their order is turned around as well.": lambda x, y: (
            np.concatenate([x, x[::-1, :, ::-1]]),
            np.tile(y, 2),
        ),
        "Images and labels fit together, but the order is another: first all as they are, then all mirrored.": _in_pairs,
        "The mirrored ones come second.": lambda x, y: (np.concatenate([x[:, :, ::-1], x]), np.tile(y, 2)),
        "The labels of the mirrored images are in reverse order.": lambda x, y: (
            mirrored_too(x, y)[0],
            np.concatenate([y, y[::-1]]),
        ),
        "There are twice as many images now, so there must be twice as many labels.": lambda x, y: (
            mirrored_too(x, y)[0],
            y,
        ),
        "The images as they are belong to it as well.": lambda x, y: (x[:, :, ::-1], y),
        "The labels are missing: return both arrays.": lambda x, y: mirrored_too(x, y)[0],
        "Nothing is mirrored here.": lambda x, y: (np.concatenate([x, x]), np.tile(y, 2)),
        "This joins each image with its mirror image into a wider one. Put them one after the other.": lambda x, y: (
            np.concatenate([x, x[:, :, ::-1]], axis=2),
            np.tile(y, 2),
        ),
    },
    wrong=[
        lambda x, y: (x, y),
        lambda x, y: mirrored_too(x, y)[::-1],
        lambda x, y: (mirrored_too(x, y)[0], np.tile(y, 2) + 1),
    ],
)


def warmed(step, steps, warm, top):
    if step < warm:
        return top * step / warm
    return top * (1 + np.cos(np.pi * (step - warm) / (steps - warm))) / 2


def _wave(share):
    return (1 + math.cos(math.pi * share)) / 2


Function(
    warmed,
    tries=lambda random: {
        "while it warms up": [(1, 10, 4, 0.8), (30, 1000, 90, 0.01), (int(random.integers(1, 99)), 700, 99, 0.3)],
        "the first step": [(0, 10, 2, 0.8), (0, 100, 30, 0.05)],
        "the end of the warm-up": [(2, 10, 2, 0.8), (50, 300, 50, 0.02)],
        "on the way down": [(5, 10, 2, 0.8), (int(random.integers(200, 900)), 1000, 100, 0.01), (70, 100, 10, 3.0)],
        "the last step": [(10, 10, 2, 0.8), (500, 500, 499, 0.1)],
        "without warm-up": [(0, 10, 0, 0.5), (3, 10, 0, 0.5), (10, 10, 0, 0.5)],
    },
    worked=((6, 10, 2, 0.8), 0.4),
    hints=[
        "There are two parts. At which step does the second one begin, and how many steps does it have?",
        "After the warm-up, what share of the remaining steps is over? The cosine of pi times that share falls from 1 to -1.",
        "`top * (1 + np.cos(np.pi * (step - warm) / (steps - warm))) / 2`, and before that `top * step / warm`.",
    ],
    right=[
        lambda step, steps, warm, top: (
            step / warm * top if step < warm else top * math.cos(math.pi / 2 * (step - warm) / (steps - warm)) ** 2
        ),
        lambda step, steps, warm, top: float(
            np.interp(step, [0, warm], [0, top])
            if step < warm
            else top / 2 + top / 2 * np.cos(np.pi * (step - warm) / (steps - warm))
        ),
        lambda step, steps, warm, top: (
            min(step / warm if warm else 1, 1) * top * _wave(max(step - warm, 0) / (steps - warm))
        ),
    ],
    mistakes={
        "The warm-up is missing.": lambda step, steps, warm, top: top * _wave(step / steps),
        "The way down has only the steps after the warm-up: count both from there.": lambda step, steps, warm, top: (
            top * step / warm if step < warm else top * _wave(step / steps)
        ),
        "It reaches 0 too late: `steps` counts the warm-up as well.": lambda step, steps, warm, top: (
            top * step / warm if step < warm else top * _wave((step - warm) / steps)
        ),
        "It jumps down after the warm-up. Count the steps of the cosine from there.": lambda step, steps, warm, top: (
            top * step / warm if step < warm else top * _wave(step / (steps - warm))
        ),
        "The warm-up divides by all steps. It has `warm` of them.": lambda step, steps, warm, top: (
            top * step / steps if step < warm else warmed(step, steps, warm, top)
        ),
        "The cosine goes from 1 to -1. Add 1 and halve it, so that it goes from 1 to 0.": lambda step, steps, warm, top: (
            top * step / warm if step < warm else top * math.cos(math.pi * (step - warm) / (steps - warm))
        ),
        "This is twice too high on the way down: halve 1 plus the cosine.": lambda step, steps, warm, top: (
            top * step / warm if step < warm else 2 * warmed(step, steps, warm, top)
        ),
        "This goes down and up again: half a wave is pi, not two pi.": lambda step, steps, warm, top: (
            top * step / warm if step < warm else top * _wave(2 * (step - warm) / (steps - warm))
        ),
        "This is a quarter of a wave: it goes down along a cosine to pi / 2. Half a wave goes to pi.": (
            lambda step, steps, warm, top: (
                top * step / warm if step < warm else top * math.cos(math.pi / 2 * (step - warm) / (steps - warm))
            )
        ),
        "It goes down in a straight line here. Along a cosine, it falls slowly at both ends.": (
            lambda step, steps, warm, top: (
                top * step / warm if step < warm else top * (1 - (step - warm) / (steps - warm))
            )
        ),
        "It goes up along a cosine here. The warm-up is a straight line.": lambda step, steps, warm, top: (
            top * (1 - _wave(step / warm)) if step < warm else warmed(step, steps, warm, top)
        ),
        "The angle is in radians: half a wave is pi, not 180.": lambda step, steps, warm, top: (
            top * step / warm if step < warm else top * _wave(180 / math.pi * (step - warm) / (steps - warm))
        ),
        "Here the rate is 0 while it warms up. It is to rise in a straight line.": lambda step, steps, warm, top: (
            0 if step < warm else warmed(step, steps, warm, top)
        ),
        "Here it stays at the top while it warms up. It is to rise in a straight line from 0.": (
            lambda step, steps, warm, top: top if step < warm else warmed(step, steps, warm, top)
        ),
        "At the end of the warm-up the rate is to be `top`: divide by `warm`, and not by one more.": (
            lambda step, steps, warm, top: top * step / (warm + 1) if step < warm else warmed(step, steps, warm, top)
        ),
        "The first step, counted as 0, has the rate 0 if there is a warm-up.": lambda step, steps, warm, top: (
            top * (step + 1) / warm if step < warm else warmed(step, steps, warm, top)
        ),
        "This is a share of the highest rate. Multiply by `top`.": lambda step, steps, warm, top: warmed(
            step, steps, warm, 1
        ),
    },
    wrong=[
        lambda step, steps, warm, top: top,
        lambda step, steps, warm, top: 0.4,
        lambda step, steps, warm, top: -warmed(step, steps, warm, top),
    ],
)
