"""Exercises of "Features of its own": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def which_spiral(radius, angle):
    return np.where(np.cos(angle - 9 * radius) > 0, 1, 0)


def _near_spirals(random, points, kinds=2, low=0.0):
    """Draw radii and angles, each up to 1.2 radians off its spiral; `kinds=1` gives spiral 0 only."""
    radius = random.uniform(low, 1.05, points)
    angle = 9 * radius + np.pi * (1 - random.integers(0, kinds, points)) + random.uniform(-1.2, 1.2, points)
    return radius, np.arctan2(np.sin(angle), np.cos(angle))


def _nearest_turn(off, near):
    """Return a rule that takes away full turns with `off` and then asks whether the rest is `near`."""
    return lambda r, a: near(off(a - 9 * r)) * 1


Function(
    which_spiral,
    tries=lambda random: {
        "points of both spirals": [_near_spirals(random, points) for points in (8, 40, 200)],
        "points of one spiral only": [_near_spirals(random, points, kinds=1) for points in (5, 30)],
        "points far from the middle": [_near_spirals(random, 30, low=0.8)],
        "points exactly on the spirals": [(np.array([0.1, 0.2, 0.3]), np.array([0.9, 1.8 - np.pi, 2.7]))],
        "one point": [_near_spirals(random, 1) for _ in range(6)],
    },
    worked=((np.array([0.5, 0.5]), np.array([-1.8, 1.4])), [1, 0]),
    hints=[
        "How far is the direction of a point from `9 * radius`? Which values has this on spiral 1, with all full turns?",
        "`angle - 9 * radius` is near 0, or full turns from it, on spiral 1. Which function is large there, and repeats?",
        "The cosine is 1 at 0 and at each full turn, −1 at half a turn: `np.where(np.cos(…) > 0, 1, 0)`.",
    ],
    right=[
        lambda r, a: (np.cos(a - 9 * r) > 0).astype(int),
        lambda r, a: np.cos(a - 9 * r) > 0,
        _nearest_turn(lambda off: np.abs((off + np.pi) % (2 * np.pi) - np.pi), lambda off: off < np.pi / 2),
        lambda r, a: [int(np.cos(angle - 9 * radius) > 0) for radius, angle in zip(r, a, strict=True)],
    ],
    mistakes={
        "This is 1 on spiral 0. Turn it around.": lambda r, a: np.cos(a - 9 * r) < 0,
        "Full turns are lost in the angle, so the difference itself is not near 0. Use a function that repeats.": (
            lambda r, a: np.abs(a - 9 * r) < np.pi / 2
        ),
        "The sine is 0 on both spirals. Which function is largest on spiral 1 and smallest on spiral 0?": (
            lambda r, a: np.sin(a - 9 * r) > 0
        ),
        "The spirals turn the other way: the direction of spiral 1 is `9 * radius`, so take it away.": (
            lambda r, a: np.cos(a + 9 * r) > 0
        ),
        "These are numbers from −1 to 1. Where they are above 0 the result is 1, elsewhere 0.": (
            lambda r, a: np.cos(a - 9 * r)
        ),
        "Spiral 1 gives 1 and spiral 0 gives 0. Here it is −1.": lambda r, a: np.sign(np.cos(a - 9 * r)),
        "The nine belongs to the radius, not to the angle.": lambda r, a: np.cos(9 * a - r) > 0,
        "The radius decides as well: at a radius of 0.5 the direction of spiral 1 is 4.5.": lambda r, a: a > 0,
    },
    wrong=[lambda r, a: 1, lambda r, a: r > 0.5, lambda r, a: np.cos(a - 8 * r) > 0, lambda r, a: np.cos(a - r) > 0],
)


def share_of_the_moons():
    return 2 / 20


Value(
    share_of_the_moons,
    worked=0.1,
    relative=1e-3,
    hints=[
        "How many sources are there, and how many of them are coordinates of the moons?",
        "Twenty squared differences, all of the same size on average, and two of them come from the moons.",
        "The share is 2 of 20, as a number between 0 and 1.",
    ],
    right=[0.1, [np.float32(0.1)], np.array([[0.1]])],
    mistakes={
        "Divide by all twenty sources: the moons are among them.": 2 / 18,
        "The moons have two coordinates, and each counts.": 1 / 20,
        "That is in percent. A number between 0 and 1 is asked for.": 10,
        "Two of the twenty: that is how many. Divide to get the share.": 2,
        "The sources differ by equally much. There are two of the moons among twenty.": 0.5,
        "That is the share of the noise.": 0.9,
    },
    wrong=["0.1", (0.1, 1), 20, 0.01],
)


def shares(W):
    sizes = (W**2).sum(axis=1)
    return sizes / sizes.sum()


def _by(size, axis=1):
    """Return the shares for another size of the weights, or of the units in place of the inputs."""
    return lambda w: size(w).sum(axis=axis) / size(w).sum()


Function(
    shares,
    tries=lambda random: {
        "some inputs and units": [(random.normal(0, 1, shape),) for shape in ((3, 5), (6, 2), (20, 32))],
        "as many inputs as units": [(random.normal(0, 1, (4, 4)),)],
        "one unit": [(random.normal(0, 1, (5, 1)),)],
        "one input": [(random.normal(0, 1, (1, 4)),)],
        "whole numbers": [(random.integers(1, 9, (4, 3)),)],
        "large and small weights": [(random.normal(0, 1, (4, 3)) * size,) for size in (1e-4, 1e4)],
        "an input without weights": [(np.array([[0.0, 0.0], [1.0, 2.0]]),)],
    },
    worked=((np.array([[3.0, 0.0], [0.0, -1.0]]),), [0.9, 0.1]),
    hints=[
        "Along which axis do you add up to get one number for each input, that is, for each row?",
        "Square the weights, add up along axis 1, then divide by the sum of what comes out.",
        "`squares = (W**2).sum(axis=1)`, and the result is `squares / …`.",
    ],
    right=[
        lambda w: np.sum(w**2, axis=1) / np.sum(w**2),
        lambda w: [row @ row / (w.ravel() @ w.ravel()) for row in w],
        lambda w: (w / np.linalg.norm(w)) ** 2 @ np.ones(w.shape[1]),
    ],
    mistakes={
        "This is a share for each unit. The inputs are the rows: add up along axis 1.": _by(np.square, axis=0),
        "The weights are not squared here.": _by(np.asarray),
        "Square the weights; here their sizes are added up.": _by(np.abs),
        "These are the sums. Divide them by the sum of all squared weights.": lambda w: (w**2).sum(axis=1),
        "Add up the squares. Here the sum is squared.": lambda w: w.sum(axis=1) ** 2 / (w.sum(axis=1) ** 2).sum(),
        "Divide by the sum of all, not by the largest.": lambda w: (w**2).sum(axis=1) / (w**2).sum(axis=1).max(),
        "No square root here: the shares of squares add up to 1.": (
            lambda w: np.sqrt((w**2).sum(axis=1)) / np.sqrt((w**2).sum(axis=1)).sum()
        ),
        "This is a share for each single weight. Add up the row of each input.": lambda w: w**2 / (w**2).sum(),
        "These are percent. The shares should add up to 1.": lambda w: 100 * (w**2).sum(axis=1) / (w**2).sum(),
    },
    wrong=[lambda w: np.ones(len(w)) / len(w), lambda w: w[:, 0] ** 2 / (w[:, 0] ** 2).sum(), lambda w: 1],
)
