"""Exercises of "The next frame": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function


def window_that_moves(down, right):
    window = np.zeros((5, 5))
    window[2 - down, 2 - right] = 1
    return window


def _rolled(down, right):
    middle = np.zeros((5, 5))
    middle[2, 2] = 1
    return np.roll(middle, (-down, -right), axis=(0, 1))


def _one_at(place):
    def answer(down, right):
        window = np.zeros((5, 5))
        window[place(down, right)] = 1
        return window

    return answer


Function(
    window_that_moves,
    tries=lambda random: {
        "down or up": [(int(down), 0) for down in random.permutation([1, 2, -1, -2])],
        "to the right or left": [(0, int(right)) for right in random.permutation([1, 2, -1, -2])],
        "both": [tuple(map(int, way)) for way in random.permutation([(1, 2), (-2, 1), (2, -2), (-1, -1), (2, 1)])],
        "not at all": [(0, 0)],
    },
    worked=((0, 0), np.eye(5)[2][:, None] * np.eye(5)[2]),
    hints=[
        "If a picture has moved down by one row, which pixel of the old picture does each new pixel show: its own, the one above, or the one below?",
        "The middle of the window, row 2 and column 2, lies on the new pixel. Where in the window is the pixel that it must show?",
        "`window[2 - down, 2 - right] = 1`, in an array of zeros.",
    ],
    right=[
        _rolled,
        lambda down, right: np.outer(np.eye(5)[2 - down], np.eye(5)[2 - right]),
        lambda down, right: window_that_moves(down, right).astype(int).tolist(),
    ],
    mistakes={
        "This moves the other way. A 1 above the middle answers with the pixel above, so the picture moves down.": _one_at(
            lambda down, right: (2 + down, 2 + right)
        ),
        "Rows and columns are exchanged: the first number of a place is the row.": _one_at(
            lambda down, right: (2 - right, 2 - down)
        ),
        "Rows and columns are exchanged, and it moves the other way.": _one_at(
            lambda down, right: (2 + right, 2 + down)
        ),
        "Down and up are right, but right and left are exchanged.": _one_at(lambda down, right: (2 - down, 2 + right)),
        "Right and left are right, but down and up are exchanged.": _one_at(lambda down, right: (2 + down, 2 - right)),
        "The middle of the window has row 2 and column 2. This counts from row 0 and column 0.": _one_at(
            lambda down, right: (-down, -right)
        ),
        "This window does not move anything.": _one_at(lambda down, right: (2, 2)),
    },
    wrong=[
        lambda down, right: np.zeros((5, 5)),
        lambda down, right: np.full((5, 5), 1 / 25),
        lambda down, right: 2 * window_that_moves(down, right),
        lambda down, right: (2 - down, 2 - right),
    ],
)


def rolled_back(step, film, n):
    before = list(film[:2])
    for _ in range(n):
        before.insert(0, step(before[1], before[0]))
    return np.array(before[:n])


def _turned(step, film, n):
    frames = [film[1], film[0]]
    for _ in range(n):
        frames.append(step(frames[-2], frames[-1]))
    return np.stack(frames[2:][::-1])


def _go_on(step, one, other, n):
    made = []
    for _ in range(n):
        one, other = other, step(one, other)
        made.append(other)
    return np.array(made)


def _call(random, step, frames=4, n=3, height=2, width=3):
    return step, np.round(random.uniform(0, 1, (frames, height, width)), 2), n


Function(
    rolled_back,
    tries=lambda random: {
        "one frame": [_call(random, np.subtract, n=1), _call(random, np.arctan2, 3, 1)],
        "two frames": [_call(random, np.subtract, 3, 2), _call(random, np.arctan2, 5, 2, 3, 2)],
        "several frames": [_call(random, np.subtract, 3, 5), _call(random, np.arctan2, 4, 4, 1, 5)],
        "a film of two frames": [_call(random, np.subtract, 2, 4), _call(random, np.arctan2, 2, 3)],
        "a long film": [_call(random, np.subtract, 9, 2)],
    },
    worked=((np.subtract, np.array([[[5.0]], [[3.0]]]), 2), [[[7]], [[-2]]]),
    hints=[
        "If the film runs backward, which frame comes next after its first one, and which two frames tell?",
        "The frame before the film is `step(film[1], film[0])`. And the one before that?",
        "Keep a list that begins with `film[1], film[0]`, append `step` of its last two again and again, and turn what was appended around.",
    ],
    right=[
        _turned,
        lambda step, film, n: _go_on(step, film[1], film[0], n)[::-1],
        lambda step, film, n: rolled_back(step, film, n).tolist(),
    ],
    mistakes={
        "The frames are right, but in the wrong order: the oldest comes first.": lambda step, film, n: _go_on(
            step, film[1], film[0], n
        ),
        "These are frames that come after the film. Which come before it?": lambda step, film, n: _go_on(
            step, film[-2], film[-1], n
        ),
        "This goes forward from the first two frames. When the film runs backward, `film[1]` is the older one.": (
            lambda step, film, n: _go_on(step, film[0], film[1], n)
        ),
        "This also goes forward from the first two frames, and then turns the order around.": (
            lambda step, film, n: _go_on(step, film[0], film[1], n)[::-1]
        ),
        "This goes back from the end of the film. What comes before its beginning?": lambda step, film, n: _go_on(
            step, film[-1], film[-2], n
        )[::-1],
        "This is the same frame each time. Feed what was made into the next step.": lambda step, film, n: np.array(
            [step(film[1], film[0])] * n
        ),
        "The film itself is in there. Only the frames before it are asked for.": lambda step, film, n: np.concatenate(
            [rolled_back(step, film, n), film]
        ),
        "This is one frame too many.": lambda step, film, n: rolled_back(step, film, n + 1),
        "This is only the oldest of the frames. All `n` are asked for.": lambda step, film, n: rolled_back(
            step, film, n
        )[0],
    },
    wrong=[
        lambda step, film, n: np.zeros((n, *film.shape[1:])),
        lambda step, film, n: film[:n],
        lambda step, film, n: film[0],
    ],
)


def fastest(sizes):
    reach = sum(size // 2 for size in sizes)
    return reach // 2


def _by_field(sizes):
    field = 1
    for size in sizes:
        field += size - 1
    speed = 0
    while 2 * (2 * (speed + 1)) + 1 <= field:
        speed += 1
    return speed


Function(
    fastest,
    tries=lambda random: {
        "windows of 3": [([3] * int(random.integers(2, 12)),), ([3] * 5,), ([3] * 8,)],
        "wider windows": [([5, 5],), ([7, 7, 7],), ([9] * 3,)],
        "windows of several widths": [([5, 3],), ([3, 7, 5],), ([11, 3, 3, 5],)],
        "one window": [([3],), ([5],), ([7],), ([15],)],
        "windows of 1 among them": [([1],), ([3, 1, 5],), ([1, 7, 1],)],
    },
    worked=(([3, 3, 3, 3],), 2),
    hints=[
        "How far to each side does one window of width 3 see, and how far does one of 5? And two of them, one after the other?",
        "A window of width `size` reaches `size // 2` pixels to each side, and the reaches add up. How far away was the pixel in the first frame?",
        "`2 * v` may be no more than the sum of all `size // 2`.",
    ],
    right=[
        _by_field,
        lambda sizes: (sum(sizes) - len(sizes)) // 4,
        lambda sizes: float(sum((size - 1) / 2 for size in sizes) // 2),
    ],
    mistakes={
        "This is for the second frame. In the first one, the pixel was twice as far away.": lambda sizes: sum(
            size // 2 for size in sizes
        ),
        "`v` is a whole number: round down.": lambda sizes: sum(size // 2 for size in sizes) / 2,
        "This rounds up. Then the first frame is out of reach.": lambda sizes: (
            -(-sum(size // 2 for size in sizes) // 2)
        ),
        "The widths do not add up: each window adds its width minus 1 to the receptive field.": lambda sizes: (
            sum(sizes) // 4
        ),
        "This looks at the widest window only. Their reaches add up.": lambda sizes: max(sizes) // 2 // 2,
        "This looks at the last window only. Their reaches add up.": lambda sizes: sizes[-1] // 2 // 2,
        "This counts the layers, which is right for windows of 3 only.": lambda sizes: len(sizes) // 2,
        "This is the width of the receptive field.": lambda sizes: 1 + sum(size - 1 for size in sizes),
        "Half of each window's reach is rounded down here. Add the reaches up first.": lambda sizes: sum(
            size // 2 // 2 for size in sizes
        ),
    },
    wrong=[lambda sizes: 0, lambda sizes: 2, lambda sizes: sum(sizes)],
)
