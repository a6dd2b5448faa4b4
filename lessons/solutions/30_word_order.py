"""Exercises of "Word order": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def around(numbers, place, reach):
    padded = [0] * reach + list(numbers) + [0] * reach
    return padded[place : place + 2 * reach + 1]


def _sentence(random, n=8, place=None, reach=2):
    place = int(random.integers(n)) if place is None else place
    return random.integers(2, 3000, n).tolist(), place, reach


Function(
    around,
    tries=lambda random: {
        "in the middle": [_sentence(random, 9, 4), _sentence(random, 12, 5, 3), _sentence(random, 7, 3, 1)],
        "at the beginning": [_sentence(random, 8, 0), _sentence(random, 8, 1), _sentence(random, 6, 0, 3)],
        "at the end": [_sentence(random, 8, 7), _sentence(random, 8, 6), _sentence(random, 5, 4, 4)],
        "a short sentence": [_sentence(random, 1, 0), _sentence(random, 2, 1, 3), _sentence(random, 3, 1, 5)],
        "a reach of 0": [_sentence(random, 6, 2, 0)],
    },
    worked=(([7, 8, 9], 0, 2), [0, 0, 7, 8, 9]),
    hints=[
        "How many numbers does the answer have, and what stands where the sentence has none?",
        "Put `reach` zeros before the sentence and as many after it. Where does the slice begin then?",
        "`padded = [0] * reach + numbers + [0] * reach`, and its slice from `place`, 2 · reach + 1 long.",
    ],
    right=[
        lambda numbers, place, reach: [
            numbers[i] if 0 <= i < len(numbers) else 0 for i in range(place - reach, place + reach + 1)
        ],
        lambda numbers, place, reach: np.pad(numbers, reach)[place : place + 2 * reach + 1],
        lambda numbers, place, reach: (dict(enumerate(numbers)).get(place + k, 0) for k in range(-reach, reach + 1)),
    ],
    mistakes={
        "The word itself stands in the middle. Here it is missing.": (
            lambda numbers, place, reach: [n for k, n in enumerate(around(numbers, place, reach)) if k != reach]
        ),
        "Behind `reach` zeros, each word stands `reach` places further on.": (
            lambda numbers, place, reach: ([0] * reach + numbers + [0] * reach)[
                max(place - reach, 0) : place + reach + 1
            ]
        ),
        "A slice that begins below 0 counts from the end. Where words are missing, zeros belong.": (
            lambda numbers, place, reach: numbers[place - reach : place + reach + 1]
        ),
        "`reach` is not always 2.": lambda numbers, place, reach: [0, 0, *numbers, 0, 0][place : place + 5],
        "Some of these places are outside the sentence. There, put 0.": (
            lambda numbers, place, reach: [numbers[i] for i in range(place - reach, place + reach + 1)]
        ),
        "The last number is missing: a slice ends before its end.": (
            lambda numbers, place, reach: around(numbers, place, reach)[:-1]
        ),
        "Fill up with zeros where the sentence has no words.": (
            lambda numbers, place, reach: numbers[max(place - reach, 0) : place + reach + 1]
        ),
        "An index below 0 counts from the end: these words are not before the place.": (
            lambda numbers, place, reach: [
                numbers[i] if i < len(numbers) else 0
                for i in range(max(place - reach, -len(numbers)), place + reach + 1)
            ]
        ),
        "The zeros stand where the words are missing: also on the left.": (
            lambda numbers, place, reach: (numbers[max(place - reach, 0) : place + reach + 1] + [0] * (2 * reach + 1))[
                : 2 * reach + 1
            ]
        ),
        "The places are counted from 0.": lambda numbers, place, reach: around(numbers, place - 1, reach),
        "`reach` words on each side, not in all.": lambda numbers, place, reach: around(numbers, place, reach // 2),
        "This begins at the word. Words before it belong to the answer.": (
            lambda numbers, place, reach: (numbers[place:] + [0] * (2 * reach + 1))[: 2 * reach + 1]
        ),
        "The order is turned around.": lambda numbers, place, reach: around(numbers, place, reach)[::-1],
        "Outside the sentence stands 0; the number 1 is for unknown words.": (
            lambda numbers, place, reach: [n or 1 for n in around(numbers, place, reach)]
        ),
    },
    wrong=[
        lambda numbers, place, reach: [0] * (2 * reach + 1),
        lambda numbers, place, reach: numbers[:5],
        lambda numbers, place, reach: [numbers[place]] * (2 * reach + 1),
    ],
)


def probability_after():
    return (6 + 0.05) / (20 + 1)


Value(
    probability_after,
    worked=0.288095,
    absolute=0.0005,
    hints=[
        "What are `pairs[a, b]`, `share[b]` and `total[a]` here?",
        "The pair occurred 6 times, the share of the second word is 50 in 1000, and the first occurred 20 times.",
        "Divide 6 + 0.05 by 20 + 1.",
    ],
    right=[6.05 / 21, np.float64(0.2881), [0.2881]],
    mistakes={
        "This is the plain share. Each word also gets a little of its overall share.": 6 / 20,
        "Below the line, 1 is added as well.": 6.05 / 20,
        "Above the line, the share of the second word is added: 50 in 1000.": 6 / 21,
        "The share of the second word is 50 in 1000, not 1.": 7 / 21,
        "Divide by how often the word before occurred: `very`, not `happy`.": 6.05 / 51,
        "The share of the second word is added: `happy`, not `very`.": 6.02 / 21,
        "This is the log. The probability itself is asked for.": -1.244464,
        "Divide by how often the first word occurred, not by all words.": 6 / 1000,
        "This is the share of the second word among all words.": 0.05,
        "Between 0 and 1, please: this is in hundredths.": 28.8095,
        "The share is 50 of 1000 words, 0.05, not 50.": 56 / 21,
    },
    wrong=[0, "0.2881", 0.5, -0.2881],
)


def nearest_row(table, i):
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    likeness = unit @ unit[i]
    likeness[i] = -2
    return int(likeness.argmax())


def _table(random, rows=8, wide=5, i=None):
    table = random.normal(size=(rows, wide)) * random.uniform(0.2, 5, (rows, 1))
    return table, int(random.integers(rows)) if i is None else i


def _long_one(random):
    """The longest row has the largest dot product with row i, but a turned direction; the nearest one is short."""
    table, i = _table(random, 7, 4)
    near, far = random.permutation([k for k in range(7) if k != i])[:2]
    table[near] = 0.1 * table[i] + 0.001 * random.normal(size=4)
    turned = random.normal(size=4)
    table[far] = 30 * (table[i] / np.linalg.norm(table[i]) + turned / np.linalg.norm(turned) * 0.8)
    return table, i


def _opposite(random):
    table, i = _table(random, 5, 6)
    table[(i + 2) % 5] = -2 * table[i] + 0.01
    return table, i


def _all_away(random):
    """All other rows point away from row 0."""
    table = random.uniform(0.1, 2, (4, 3))
    table[1:] *= -1
    return table, 0


Function(
    nearest_row,
    tries=lambda random: {
        "rows of several lengths": [
            _table(random),
            _table(random, 20, 3),
            _table(random, 30, 8),
            _table(random, 12, 2),
        ],
        "the first row and the last": [_table(random, i=0), _table(random, 9, 4, 8)],
        "a short row that is near, and a long one": [_long_one(random), _long_one(random), _long_one(random)],
        "a row that points the other way": [_opposite(random), _opposite(random)],
        "no row that points the same way": [_all_away(random), _all_away(random)],
        "two rows": [_table(random, 2, 3, 0), _table(random, 2, 3, 1)],
    },
    worked=((np.array([[2.0, 0.0], [9.0, 9.0], [0.5, 0.1]]), 0), 2),
    hints=[
        "Why must the rows be of one length before you compare directions? And which row is always the nearest?",
        "Divide each row by its length. The products with row i are then largest for the same direction. Leave out i.",
        "`likeness = unit @ unit[i]`, then `likeness[i] = -2`, and `likeness.argmax()`.",
    ],
    right=[
        lambda table, i: np.argsort(-(table @ table[i]) / np.linalg.norm(table, axis=1))[1],
        lambda table, i: max(
            (k for k in range(len(table)) if k != i), key=lambda k: table[k] @ table[i] / np.linalg.norm(table[k])
        ),
    ],
    mistakes={
        "`argsort` puts the smallest first. The nearest has the largest product.": lambda table, i: np.argsort(
            table @ table[i] / np.linalg.norm(table, axis=1)
        )[1],
        "Long rows win here, also over row i itself. Divide each row by its length first.": lambda table, i: np.argsort(
            -(table @ table[i])
        )[1],
        "Do the lengths stand in a column? `keepdims=True` keeps them so, and each divides its own row.": (
            lambda table, i: table / np.linalg.norm(table, axis=1)
        ),
        "That is the row itself. Leave it out.": lambda table, i: i,
        "Long rows win here. Divide each row by its length first.": (
            lambda table, i: max((k for k in range(len(table)) if k != i), key=lambda k: table[k] @ table[i])
        ),
        "This is the smallest distance. Directions are asked for.": (
            lambda table, i: min(
                (k for k in range(len(table)) if k != i), key=lambda k: np.linalg.norm(table[k] - table[i])
            )
        ),
        "This is the row that points away most. Take the largest product.": (
            lambda table, i: min(
                (k for k in range(len(table)) if k != i), key=lambda k: table[k] @ table[i] / np.linalg.norm(table[k])
            )
        ),
        "A row that points the other way is not near: do not drop the sign.": (
            lambda table, i: max(
                (k for k in range(len(table)) if k != i),
                key=lambda k: abs(table[k] @ table[i]) / np.linalg.norm(table[k]),
            )
        ),
        "The rows are counted from 0.": lambda table, i: nearest_row(table, i) + 1,
        "The likeness itself is not asked for, but the number of the row.": (
            lambda table, i: table[nearest_row(table, i)] @ table[i] / np.linalg.norm(table[nearest_row(table, i)])
        ),
        "The number of the row is asked for, not its contents.": lambda table, i: table[nearest_row(table, i)],
        "A product may be below 0 for all other rows. Do not put 0 in the place of row i.": (
            lambda table, i: int(
                np.where(np.arange(len(table)) == i, 0, table @ table[i] / np.linalg.norm(table, axis=1)).argmax()
            )
        ),
    },
    wrong=[lambda table, i: 0, lambda table, i: len(table) - 1, lambda table, i: (i + 1) % len(table)],
)
