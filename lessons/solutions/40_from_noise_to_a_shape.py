"""Exercises of "From noise to a shape": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function


def least_absolute_picture(pictures):
    return np.median(pictures, axis=0)


def _pixel_by_pixel(pictures):
    middle = []
    for pixel in np.transpose(pictures):
        ordered, n = sorted(pixel), len(pixel)
        middle.append((ordered[(n - 1) // 2] + ordered[n // 2]) / 2)
    return np.array(middle)


Function(
    least_absolute_picture,
    tries=lambda random: {
        "several pictures": [(random.uniform(size=(7, 5)),), (random.uniform(size=(9, 4)) ** 3,)],
        "an even number of pictures": [(random.uniform(size=(6, 4)),), (random.uniform(size=(2, 3)),)],
        "one picture": [(random.uniform(size=(1, 6)),)],
        "numbers below 0": [(random.normal(size=(5, 3)) - 2,)],
        "as many pictures as pixels": [(random.uniform(size=(5, 5)),)],
        "pixels that are mostly 0": [(np.where(random.uniform(size=(9, 8)) < 0.6, 0, random.uniform(size=(9, 8))),)],
    },
    worked=((np.array([[0, 1], [0, 0.4], [0.9, 0]]),), [0, 0.4]),
    hints=[
        "Which number is in the middle of others, so that as many lie above it as below?",
        "The lesson *Loss* found it: the absolute error wants the median. Here, of each pixel.",
        "`np.median` with the axis of the pictures, which is the first one.",
    ],
    right=[
        _pixel_by_pixel,
        lambda pictures: np.quantile(pictures, 0.5, axis=0),
        lambda pictures: [np.median(pixel) for pixel in pictures.T],
    ],
    mistakes={
        "The mean is best for the squared error. Which number is best for the absolute one?": lambda x: x.mean(axis=0),
        "This is one number for each picture. It takes one for each pixel: the other axis.": lambda x: np.median(
            x, axis=1
        ),
        "This is one number for all pixels. Each pixel has its own.": lambda x: np.median(x),
        "This is the middle of the least and the largest number. Most of the others may lie on one side of it.": lambda x: (
            (x.min(axis=0) + x.max(axis=0)) / 2
        ),
        "With an even number of pictures, take the mean of the two in the middle.": lambda x: np.sort(x, axis=0)[
            len(x) // 2
        ],
        "With an even number of pictures, take the mean of the two in the middle, not the lower one.": lambda x: (
            np.sort(x, axis=0)[(len(x) - 1) // 2]
        ),
        "This is the picture among the n that is best. A mixture of them may be better.": lambda x: x[
            np.abs(x[:, None] - x).mean(axis=(1, 2)).argmin()
        ],
        "Sort the numbers of each pixel first, then take the middle.": lambda x: x[len(x) // 2],
    },
    wrong=[lambda x: np.median(x, axis=0) * 0.99, lambda x: np.abs(np.median(x, axis=0)), lambda x: x[0]],
)


def along_a_bend(noise, target, t):
    angle = t * np.pi / 2
    place = np.cos(angle) * noise + np.sin(angle) * target
    velocity = np.pi / 2 * (np.cos(angle) * target - np.sin(angle) * noise)
    return place, velocity


def _bend(place=None, velocity=None):
    def answer(noise, target, t):
        right = along_a_bend(noise, target, t)
        angle = t * np.pi / 2
        parts = np.cos(angle) * noise, np.sin(angle) * noise, np.cos(angle) * target, np.sin(angle) * target
        return place(*parts) if place else right[0], velocity(*parts) if velocity else right[1]

    return answer


def _by_nudging(noise, target, t, h=1e-5):
    place = lambda when: np.cos(when * np.pi / 2) * noise + np.sin(when * np.pi / 2) * target  # noqa: E731
    return place(t), (place(t + h) - place(t - h)) / (2 * h)


Function(
    along_a_bend,
    tries=lambda random: {
        "a place in the plane": [(*random.normal(size=(2, 2)), float(random.uniform(0.1, 0.9))) for _ in range(4)],
        "the time 0": [(*random.normal(size=(2, 3)), 0.0)],
        "the time 1": [(*random.normal(size=(2, 3)), 1.0)],
        "the time 0.5": [(*random.normal(size=(2, 2)), 0.5)],
        "many places at once": [(*random.normal(size=(2, 20, 4)), float(random.uniform(0.1, 0.9)))],
    },
    worked=((np.array([1.0, 0.0]), np.array([0.0, 2.0]), 1.0), ([0, 2], [-np.pi / 2, 0])),
    hints=[
        "What are the slopes of the cosine and of the sine? And what does the chain rule add?",
        "The slope of cos(a t) is −a sin(a t), that of sin(a t) is a cos(a t). Here a is π / 2.",
        "`np.pi / 2 * (np.cos(angle) * target - np.sin(angle) * noise)` is the velocity.",
    ],
    right=[
        _by_nudging,
        lambda noise, target, t: np.array(along_a_bend(noise, target, t)),
        lambda noise, target, t: [
            np.cos(np.pi * t / 2) * noise + np.cos(np.pi * (1 - t) / 2) * target,
            np.sin(np.pi * t / 2) * noise * -np.pi / 2 + np.sin(np.pi * (1 - t) / 2) * target * np.pi / 2,
        ],
    ],
    mistakes={
        "The chain rule is missing: as t goes from 0 to 1, the angle goes from 0 to π / 2.": _bend(
            velocity=lambda cn, sn, ct, st: ct - sn
        ),
        "This is the velocity of a straight journey. Along a bend it changes with the time.": (
            lambda noise, target, t: (along_a_bend(noise, target, t)[0], target - noise)
        ),
        "A sign is missing: the slope of the cosine is minus the sine.": _bend(
            velocity=lambda cn, sn, ct, st: np.pi / 2 * (ct + sn)
        ),
        "All signs of the velocity are turned around: it leads from noise to target.": _bend(
            velocity=lambda cn, sn, ct, st: np.pi / 2 * (sn - ct)
        ),
        "Velocity and place have changed places.": lambda noise, target, t: along_a_bend(noise, target, t)[::-1],
        "At time 0 it should be at the noise, and at time 1 at the target.": lambda noise, target, t: along_a_bend(
            target, noise, t
        ),
        "The place is that of a straight journey.": lambda noise, target, t: (
            (1 - t) * noise + t * target,
            along_a_bend(noise, target, t)[1],
        ),
        "The angle is t times π / 2, not t times π.": lambda noise, target, t: (
            along_a_bend(noise, target, 2 * t)[0],
            2 * along_a_bend(noise, target, 2 * t)[1],
        ),
        "`np.cos` takes the angle itself, not degrees.": lambda noise, target, t: (
            np.cos(90 * t) * noise + np.sin(90 * t) * target,
            90 * (np.cos(90 * t) * target - np.sin(90 * t) * noise),
        ),
        "Sine and cosine of the slope have changed places.": _bend(
            velocity=lambda cn, sn, ct, st: np.pi / 2 * (st - cn)
        ),
    },
    wrong=[
        lambda noise, target, t: (along_a_bend(noise, target, t)[0], 0 * noise),
        lambda noise, target, t: tuple(np.round(one, 1) for one in along_a_bend(noise, target, t)),
        lambda noise, target, t: along_a_bend(noise, target, t)[0],
    ],
)


def back_to_noise(field, end, steps):
    place = np.array(end, dtype=float)
    for i in range(steps):
        place = place - field(place, 1 - i / steps) / steps
    return place


def _back(when=lambda i, steps: 1 - i / steps, sign=-1, size=lambda steps: 1 / steps, count=lambda steps: steps):
    def answer(field, end, steps):
        place = np.array(end, dtype=float)
        for i in range(count(steps)):
            place = place + sign * field(place, when(i, steps)) * size(steps)
        return place

    return answer


def _in_one_place(field, end, steps):
    return end - sum(field(end, 1 - i / steps) for i in range(steps)) / steps


def _recursive(field, end, steps, left=None):
    left = steps if left is None else left
    if left == 0:
        return np.array(end)
    return _recursive(field, end - field(end, left / steps) / steps, steps, left - 1)


Function(
    back_to_noise,
    tries=lambda random: {  # fields that NumPy has: place · t, place − t, t alone, and the angle of (t, place)
        "a field that depends on place and time": [
            (np.multiply, random.normal(size=2), 7),
            (np.subtract, random.normal(size=4), int(random.integers(5, 12))),
            (np.arctan2, random.normal(size=3), 5),
        ],
        "a field that depends on the time alone": [(np.full_like, random.normal(size=3), 4)],
        "one step": [(np.subtract, random.normal(size=2), 1)],
        "two steps": [(np.multiply, random.normal(size=2), 2)],
        "many places at once": [(np.subtract, random.normal(size=(6, 2)), 8)],
    },
    worked=((lambda place, t: t + 0 * place, np.array([1.0, 5.0]), 2), [0.25, 4.25]),
    hints=[
        "At which time does the first step start, and at which the second? In which direction do they go?",
        "Step i, from 0 on, starts at the time 1 − i / steps. Subtract the velocity there, times 1 / steps.",
        "`place = place - field(place, 1 - i / steps) / steps`, in a loop over `range(steps)`.",
    ],
    right=[_recursive, _back(), lambda field, end, steps: _back()(field, list(end), steps)],
    mistakes={
        "The times run the wrong way: it starts at time 1.": _back(when=lambda i, steps: i / steps),
        "This goes forward: subtract the velocity instead of adding it.": _back(sign=1),
        "This goes forward, from time 0 on. It should go back, from time 1.": _back(
            when=lambda i, steps: i / steps, sign=1
        ),
        "Each step asks for the velocity where it starts. The first one starts at time 1.": _back(
            when=lambda i, steps: 1 - (i + 1) / steps
        ),
        "Each step takes 1 / steps of the time: divide the velocity by `steps`.": _back(size=lambda steps: 1),
        "Ask for the velocity at the place that was reached, not always at the end.": _in_one_place,
        "The time stays at 1 here. It falls by 1 / steps with each step.": _back(when=lambda i, steps: 1.0),
        "One step is missing.": _back(count=lambda steps: steps - 1),
        "This is one step too many.": _back(count=lambda steps: steps + 1),
        "This takes the velocity in the middle of a step. Take it where the step starts.": _back(
            when=lambda i, steps: 1 - (i + 0.5) / steps
        ),
    },
    wrong=[
        lambda field, end, steps: end - field(end, 1.0),
        lambda field, end, steps: np.round(back_to_noise(field, end, steps), 1),
        lambda field, end, steps: back_to_noise(field, end, 4 * steps),
    ],
)
