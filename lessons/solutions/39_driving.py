"""Exercises of "Driving": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def from_the_car(place, heading, points):
    seen = (points - place) * np.exp(-1j * heading)
    return np.stack([seen.real, seen.imag], axis=1)


def _pairs(seen):
    return np.stack([seen.real, seen.imag], axis=1)


def _with_sines(place, heading, points):
    east, north = points.real - place.real, points.imag - place.imag
    ahead = np.cos(heading) * east + np.sin(heading) * north
    return np.column_stack([ahead, np.cos(heading) * north - np.sin(heading) * east])


def _by_angles(place, heading, points):
    rows = []
    for point in points:
        far, angle = abs(point - place), np.angle(point - place) - heading
        rows.append([far * np.cos(angle), far * np.sin(angle)])
    return rows


def _points(random, n):
    return random.uniform(-40, 40, n) + 1j * random.uniform(-40, 40, n)


def _call(random, n=5, heading=None):
    place = complex(*random.uniform(-30, 30, 2))
    return place, float(random.uniform(0.3, 1.2)) if heading is None else heading, _points(random, n)


Function(
    from_the_car,
    tries=lambda random: {
        "several points": [_call(random), _call(random, 8)],
        "a heading below 0": [_call(random, heading=-float(random.uniform(0.3, 3)))],
        "a heading of more than a half turn": [_call(random, heading=float(random.uniform(3.3, 6)))],
        "a heading of more than a whole turn": [_call(random, heading=float(random.uniform(7, 12)))],
        "a car that faces east": [_call(random, heading=0.0)],
        "a car at the origin": [(0j, *_call(random)[1:])],
        "one point": [_call(random, 1)],
        "a point under the car": [(3 + 2j, 0.7, np.array([3 + 2j, 4 + 2j]))],
    },
    worked=((1 + 1j, np.pi / 2, np.array([1 + 4j])), [[3, 0]]),
    hints=[
        "A place seen from the car is turned by the heading, then moved to where the car is. What undoes each of them, and in which order?",
        "First subtract `place`. Multiplying by `np.exp(1j * angle)` turns; by which angle must it turn back?",
        "`seen = (points - place) * np.exp(-1j * heading)`; ahead is `seen.real`, left is `seen.imag`.",
    ],
    right=[
        _with_sines,
        _by_angles,
        lambda place, heading, points: _pairs((points - place) / np.exp(1j * heading)),
    ],
    mistakes={
        "This turns by the heading once more. To go back, turn by minus the heading.": lambda p, h, points: _pairs(
            (points - p) * np.exp(1j * h)
        ),
        "The place is added here. Seen from the car, it must be subtracted.": lambda p, h, points: _pairs(
            (points + p) * np.exp(-1j * h)
        ),
        "First move, then turn: subtract the place before you turn back.": lambda p, h, points: _pairs(
            points * np.exp(-1j * h) - p
        ),
        "These are meters east and north of the car. Turn them by its heading.": lambda p, h, points: _pairs(
            points - p
        ),
        "The place of the car plays no part here.": lambda p, h, points: _pairs(points * np.exp(-1j * h)),
        "The columns are exchanged: ahead comes first, then left.": lambda p, h, points: from_the_car(p, h, points)[
            :, ::-1
        ],
        "Right and left are exchanged: meters to the left are positive.": lambda p, h, points: (
            from_the_car(p, h, points) * [1, -1]
        ),
        "Return two columns of real numbers: the real and the imaginary part.": lambda p, h, points: (
            (points - p) * np.exp(-1j * h)
        ),
        "Each row is a point: the array is on its side.": lambda p, h, points: from_the_car(p, h, points).T,
        "The heading is in radians already.": lambda p, h, points: from_the_car(p, np.radians(h), points),
        "This is the view from the point to the car. Subtract the other way around.": lambda p, h, points: (
            -from_the_car(p, h, points)
        ),
        "This is the place on the map of points that are given as the car sees them: the other way around.": (
            lambda p, h, points: _pairs(p + points * np.exp(1j * h))
        ),
        "These are lengths without a sign. Behind and right are negative.": lambda p, h, points: np.abs(
            from_the_car(p, h, points)
        ),
    },
    wrong=[
        lambda p, h, points: np.round(from_the_car(p, h, points)),
        lambda p, h, points: from_the_car(p, h, points) * 2,
        lambda p, h, points: from_the_car(p, h, points)[::-1],
    ],
)


def with_mirrored(views, wanted):
    return np.concatenate([views, views[:, :, ::-1]]), np.concatenate([wanted, -wanted])


def _mirrored(look=lambda x: x[:, :, ::-1], steer=lambda y: -y):
    return lambda x, y: (np.concatenate([x, look(x)]), np.concatenate([y, steer(y)]))


def _in_place(views, wanted):
    both = with_mirrored(views, wanted)
    views[:] = views[:, :, ::-1]
    return both


def _views(random, n):
    return random.uniform(-0.5, 0.5, (n, 16, 32, 1)), random.uniform(-1, 1, n)


def _halves():
    view = np.zeros((1, 16, 32, 1))
    view[:, :, :16] = 1
    return view


Function(
    with_mirrored,
    tries=lambda random: {
        "several views": [_views(random, 4), _views(random, 7)],
        "one view": [_views(random, 1)],
        "steering straight ahead": [(_views(random, 2)[0], np.zeros(2))],
        "steering to the left only": [(_views(random, 3)[0], random.uniform(0.1, 1, 3))],
        "no views": [_views(random, 0)],
    },
    worked=(
        (_halves(), np.array([0.3])),
        (np.concatenate([_halves(), _halves()[:, :, ::-1]]), np.array([0.3, -0.3])),
    ),
    hints=[
        "Which of the four axes of `views` goes from left to right? And where must a car steer in the mirror?",
        "Turn the third axis around with a slice, turn the sign of the steering, and put both behind what is given.",
        "`np.concatenate([views, views[:, :, ::-1]])`, and `np.concatenate` of `wanted` and `-wanted`.",
    ],
    right=[
        _mirrored(lambda x: np.flip(x, axis=2), np.negative),
        _mirrored(lambda x: np.array([view[:, ::-1] for view in x]).reshape(x.shape)),
        lambda x, y: [np.vstack([x, x[:, :, ::-1]]), np.hstack([y, -1 * y])],
    ],
    mistakes={
        "In a mirror, a turn to the left becomes one to the right: the steering changes its sign.": _mirrored(
            steer=lambda y: y
        ),
        "This turns the pictures upside down. Columns are the third axis.": _mirrored(lambda x: x[:, ::-1]),
        "This exchanges the order of the views, not left and right in each of them.": _mirrored(lambda x: x[::-1]),
        "The second half of the views is not mirrored. The last axis has one channel only, so turning it around does nothing.": _mirrored(
            lambda x: x[..., ::-1]
        ),
        "These are the mirrored ones only. The given views come first.": lambda x, y: (x[:, :, ::-1], -y),
        "The views as they were given come first, then the mirrored ones.": lambda x, y: (
            np.concatenate([x[:, :, ::-1], x]),
            np.concatenate([-y, y]),
        ),
        "This turns each picture by half a turn. Rows keep their order.": _mirrored(lambda x: x[:, ::-1, ::-1]),
        "This exchanges black and white. A mirror exchanges left and right.": _mirrored(lambda x: -x),
        "The mirrored views are in the same order as the given ones, and so is their steering.": _mirrored(
            steer=lambda y: -y[::-1]
        ),
        "Return the steering, too: two arrays.": lambda x, y: with_mirrored(x, y)[0],
        "Leave what the function is given as it is: it may be needed again. Work on a copy, such as `x.copy()`.": (
            _in_place
        ),
    },
    wrong=[
        _mirrored(steer=lambda y: 0 * y),
        _mirrored(lambda x: np.roll(x, 16, axis=2)),
        _mirrored(steer=lambda y: 1 - y),
    ],
)


def clean_laps():
    return int(np.ceil(np.log(0.05) / np.log(0.99)))


Value(
    clean_laps,
    worked=299,
    hints=[
        "What is the chance of one clean lap? Of two in a row? Of n?",
        "Of n laps: 0.99 to the power n. It must be below 0.05. Try some n, or solve for n with logarithms.",
        "`np.log(0.05) / np.log(0.99)`, rounded up.",
    ],
    right=[299.0, np.int64(299), np.array(299)],
    mistakes={
        "The rule of three is a rule of thumb. Compute it exactly.": 300,
        "Close: 0.99**298 is still a little above 0.05, so round up.": 298,
        "That would do against a driver who fails in 14 of 100 laps.": 20,
        "After 100 laps its chance is still 0.99**100, that is 37 in 100.": 100,
        "This many laps make a chance of less than 95 in 100. Ask for less than 5 in 100.": 6,
        "With 5 failures in 100 laps it would be this many. Here it is 1 in 100.": 59,
        "The chance of 5 in 100 is 0.05, not 0.01.": 459,
        "With this many the chance falls below one half, not below 5 in 100.": 69,
        "The chance is 0.05, not 0.1.": 230,
    },
    wrong=["299", 297, 301, 1000, -299],
)
