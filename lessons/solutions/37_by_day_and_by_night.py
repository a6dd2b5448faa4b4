"""Exercises of "By day and by night": answers, what they are tried on, hints, and mistakes."""

from collections import Counter

import numpy as np

from dl101.compare import show
from dl101.exercises import Function, Model


def two_pictures(film, apart):
    earlier = np.maximum(np.arange(len(film)) - apart, 0)
    return np.hstack([film[earlier], film])


def _by_padding(film, apart):
    padded = np.concatenate([np.repeat(film[:1], apart, axis=0), film])
    return np.concatenate([padded[: len(film)], film], axis=1)


def _by_loop(film, apart):
    return [[*film[max(i - apart, 0)], *picture] for i, picture in enumerate(film)]


def _earlier(number):
    return lambda film, apart: np.hstack([film[number(np.arange(len(film)), apart, len(film))], film])


def _none_early(film, apart):
    both = two_pictures(film, apart)
    both[:apart, : film.shape[1]] = 0
    return both


def _film(random, pictures, pixels, apart):
    return random.uniform(-1, 1, (pictures, pixels)), apart


Function(
    two_pictures,
    tries=lambda random: {
        "several pictures": [_film(random, 6, 3, 1), _film(random, 9, 4, 3)],
        "pictures of one pixel": [_film(random, 7, 1, 2)],
        "`apart` 0": [_film(random, 5, 3, 0)],
        "one picture": [_film(random, 1, 4, 2)],
        "a film shorter than `apart`": [_film(random, 3, 2, 5)],
    },
    worked=((np.array([[1], [2], [3]]), 1), [[1, 1], [1, 2], [2, 3]]),
    hints=[
        "Which is the number of the earlier picture in each row? And what if it would be below 0?",
        "`np.arange(len(film)) - apart`, but at least 0, are the numbers of the earlier pictures. An array of numbers picks rows.",
        "`earlier = np.maximum(np.arange(len(film)) - apart, 0)`, then `np.hstack` of two arrays.",
    ],
    right=[_by_padding, _by_loop, lambda film, apart: two_pictures(film, apart).tolist()],
    mistakes={
        "The earlier picture comes first in each row.": lambda film, apart: np.hstack(
            [film, two_pictures(film, apart)[:, : film.shape[1]]]
        ),
        "A negative number counts from the end of the film. Take the first picture instead.": _earlier(
            lambda i, apart, n: (i - apart) % n
        ),
        "This takes a later picture. Subtract `apart`.": _earlier(lambda i, apart, n: np.minimum(i + apart, n - 1)),
        "Where there is no earlier picture, take the first one, not zeros.": _none_early,
        "Where there is no earlier picture, take the first one, not the picture itself.": _earlier(
            lambda i, apart, n: np.where(i < apart, i, i - apart)
        ),
        "The rows without an earlier picture are missing. There, the first picture stands in.": lambda film, apart: (
            np.hstack([film[: max(len(film) - apart, 0)], film[apart:]])
        ),
        "This takes the picture right before, whatever `apart` says.": _earlier(
            lambda i, apart, n: np.maximum(i - 1, 0)
        ),
    },
    wrong=[
        lambda film, apart: np.hstack([film, film]),
        lambda film, apart: np.vstack([film, film]),
        lambda film, apart: two_pictures(film, apart)[::-1],
    ],
)


def _finder(first, bias, last, output=0.0):
    import keras

    hidden = keras.layers.Dense(len(bias), activation="relu")
    model = keras.Sequential([keras.Input((24,)), hidden, keras.layers.Dense(1)])
    model.set_weights([first, np.array(bias, float), np.reshape(last, (-1, 1)), np.array([output])])
    return model


def column_finder():
    import keras

    hidden = keras.layers.Dense(48, activation="relu")
    model = keras.Sequential([keras.Input((24,)), hidden, keras.layers.Dense(1)])
    columns = np.arange(24) - 11.5
    first = np.hstack([np.eye(24), -np.eye(24)])  # by night the first 24 units answer, by day the others
    last = np.concatenate([columns, columns])[:, None]
    model.set_weights([first, np.zeros(48), last, np.zeros(1)])
    return model


COLUMNS = np.arange(24) - 11.5
BOTH = np.hstack([np.eye(24), -np.eye(24)])


def _two_pairs():
    numbers = np.arange(24)[:, None]
    return _finder(np.hstack([numbers, -numbers]), np.zeros(2), [1, 1], -11.5)


def _rows():
    places = np.concatenate([np.linspace(0, 23, 47), [0.3, 11.62, 22.9]])
    return np.maximum(1 - np.abs(np.arange(24) - places[:, None]), 0).astype("float32"), places - 11.5


MISTAKES = {
    "It is right by night only. Where is the unit that answers when the ink is negative?": (
        lambda: _finder(np.eye(24), np.zeros(24), COLUMNS)
    ),
    "It is right by day only. Where is the unit that answers when the ink is positive?": (
        lambda: _finder(-np.eye(24), np.zeros(24), COLUMNS)
    ),
    "By day the sign is turned around. Both units of a pair need the same weight in the last layer.": (
        lambda: _finder(BOTH, np.zeros(48), [*COLUMNS, *-COLUMNS])
    ),
    "This counts from the first column. The middle is at 11.5.": (
        lambda: _finder(BOTH, np.zeros(48), [*np.arange(24), *np.arange(24)])
    ),
    "This gives only how far the pole is from the middle, not on which side. Right is positive, left is negative.": (
        lambda: _finder(np.stack([COLUMNS, -COLUMNS], axis=1), np.zeros(2), [1, 1])
    ),
    "Left and right are exchanged: columns on the right are positive.": (
        lambda: _finder(BOTH, np.zeros(48), [*-COLUMNS, *-COLUMNS])
    ),
    "The answer is off by the same factor everywhere. By night and by day, only one unit of a pair answers.": (
        lambda: _finder(BOTH, np.zeros(48), [*COLUMNS / 2, *COLUMNS / 2])
    ),
    "The middle is between columns 11 and 12, at 11.5.": (
        lambda: _finder(BOTH, np.zeros(48), 2 * [*(np.arange(24) - 12)])
    ),
}


def _fault(model):
    rows, columns = _rows()
    night, day = (model.predict(light * rows, verbose=0)[:, 0] for light in (1, -1))
    if np.allclose(night, columns, atol=0.02) and np.allclose(day, columns, atol=0.02):
        return ""
    wrong = {light: np.abs(answer - columns).argmax() for light, answer in (("night", night), ("day", day))}
    light = "day" if np.allclose(night, columns, atol=0.02) else "night"
    answer, i = {"night": night, "day": day}[light], wrong[light]
    case = f"by {light} it says {show(answer[i])} for a pole in column {show(columns[i])}"
    same = {
        0: (columns, 0 * columns),
        1: (0 * columns, columns),
        2: (columns, -columns),
        3: (columns + 11.5, columns + 11.5),
        4: (np.abs(columns), np.abs(columns)),
        5: (-columns, -columns),
        6: (columns / 2, columns / 2),
        7: (columns - 0.5, columns - 0.5),
    }
    for number, (by_night, by_day) in same.items():
        if np.allclose(night, by_night, atol=0.02) and np.allclose(day, by_day, atol=0.02):
            return case, list(MISTAKES)[number]
    return case


Model(
    column_finder,
    inputs=(24,),
    outputs=(1,),
    fault=_fault,
    hints=[
        "What does a unit answer that looks at one pixel only, with the weight 1? With the weight −1? By night, by day?",
        "Two units for each pixel, with the weights 1 and −1, give the amount of ink in it in any light. The last layer multiplies each amount by its column, counted from 11.5, and adds up.",
        "`np.hstack([np.eye(24), -np.eye(24)])`, 48 biases of 0, the columns `np.arange(24) - 11.5` twice, as an array of shape (48, 1), and one bias of 0.",
    ],
    right=[_two_pairs, lambda: _finder(BOTH[:, ::-1], np.zeros(48), 2 * [*COLUMNS[::-1]])],
    mistakes=MISTAKES,
    wrong=[
        lambda: _finder(BOTH, np.ones(48), 2 * [*COLUMNS**2]),
        lambda: _finder(BOTH, np.zeros(48), np.zeros(48)),
        lambda: _finder(2 * BOTH, np.zeros(48), 2 * [*COLUMNS], 1.0),
    ],
)


def equal_say(owner):
    names, number, many = np.unique(owner, return_inverse=True, return_counts=True)
    return len(owner) / len(names) / many[number]


def _by_counter(owner):
    many = Counter(owner)
    return [len(owner) / len(many) / many[name] for name in owner]


def _shares(owner):
    many = Counter(np.asarray(owner).tolist())
    return np.array([1 / many[name] for name in np.asarray(owner).tolist()])


def _owners(random, names, n):
    return (random.choice(names, n),)


def _in_blocks(owner):
    weights, start = np.ones(len(owner)), 0
    for end in range(1, len(owner) + 1):
        if end == len(owner) or owner[end] != owner[start]:
            weights[start:end] = 1 / (end - start)
            start = end
    return weights / weights.mean()


Function(
    equal_say,
    tries=lambda random: {
        "several owners": [_owners(random, ["ann", "bob", "cy"], 12), _owners(random, ["x", "y", "z", "u"], 20)],
        "unequal owners": [(random.permutation(["ann"] * 9 + ["bob"] * 2 + ["cy"]),)],
        "one owner": [(np.array(["eve"] * int(random.integers(2, 7))),)],
        "each has one example": [(random.permutation(["a", "b", "c", "d"]),)],
        "one example": [(np.array(["ann"]),)],
    },
    worked=((np.array(["ann", "bob", "ann", "ann"]),), [2 / 3, 2, 2 / 3, 2 / 3]),
    hints=[
        "How many examples has each owner? If an owner has twice as many, how large must each weight be?",
        "Take 1 divided by how many its owner has: then each owner adds up to 1. What must you multiply by, so that all add up to n?",
        "`np.unique(owner, return_inverse=True, return_counts=True)` tells the names, the number of the owner of each example, and how many each owner has. There are `len(names)` owners: multiply by n and divide by that.",
    ],
    right=[
        _by_counter,
        lambda owner: _shares(owner) / _shares(owner).mean(),
        lambda owner: [len(owner) / len(set(owner)) / np.sum(owner == name) for name in owner],
    ],
    mistakes={
        "Each owner adds up to 1 here. All weights together should add up to n.": _shares,
        "These weights add up to 1. They should add up to n.": lambda owner: _shares(owner) / _shares(owner).sum(),
        "Who has many examples gets large weights here. It should be the other way around.": lambda owner: (
            1 / _shares(owner) / np.mean(1 / _shares(owner))
        ),
        "These are the counts. Divide by them.": lambda owner: 1 / _shares(owner),
        "Each owner adds up to n here. All owners together should.": lambda owner: len(owner) * _shares(owner),
        "This has one weight for each owner. Each example needs one, in the order of the examples.": lambda owner: (
            len(owner) / len(set(owner)) / np.unique(owner, return_counts=True)[1]
        ),
        "The examples of one owner need not stand side by side.": _in_blocks,
    },
    wrong=[
        lambda owner: np.ones(len(owner)),
        lambda owner: equal_say(owner)[::-1],
        lambda owner: equal_say(owner) ** 2,
    ],
)
