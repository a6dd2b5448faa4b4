"""Exercises of "Words": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def merge_once(pieces, a, b):
    merged = []
    for piece in pieces:
        if piece == b and merged and merged[-1] == a:
            merged[-1] = a + b
        else:
            merged.append(piece)
    return merged


LETTERS = list("abcdefgh") + ["th", "er", "ing_", "s_", "an"]


def _word(random, n=7, alphabet=3):
    pool = random.permutation(LETTERS)[:alphabet].tolist()
    pieces = random.choice(pool, n).tolist()
    place = int(random.integers(n - 1))
    return pieces, pieces[place], pieces[place + 1]


def _without(random):
    pool = random.permutation(LETTERS).tolist()
    return pool[:5], pool[6], pool[7]


def _same(random, n):
    piece = str(random.choice(LETTERS))
    return [piece] * n, piece, piece


def _turned(random):
    a, b, c = random.permutation(LETTERS)[:3].tolist()
    return [b, a, c, b, a, b, c, a], a, b


def _spanning(random):
    """The text of a, b stands across other pieces, which may not be merged."""
    a, b, c = random.permutation(list("abcdefgh"))[:3].tolist()
    return [c + a, b, a, b + c, a, b, a + b, a, c], a, b


def _apart(random):
    """Each merge makes room for what a second pass would merge as well."""
    a = str(random.choice(list("abcdefgh")))
    return [a, a, a + a, a, a, a], a, a


def _by_place(pieces, a, b):
    merged, i = [], 0
    while i < len(pieces):
        both = pieces[i : i + 2] == [a, b]
        merged.append(a + b if both else pieces[i])
        i += 2 if both else 1
    return merged


def _with_text(pieces, a, b):
    text = "".join(f" {piece} " for piece in pieces)
    return text.replace(f" {a}  {b} ", f" {a}{b} ").split()


def _with_each(pieces, a, b):
    """Merge every pair, also with a piece that was merged before."""
    merged, used = [], False
    for i, piece in enumerate(pieces):
        if pieces[i : i + 2] == [a, b]:
            merged.append(a + b)
            used = True
        elif not used:
            merged.append(piece)
        else:
            used = False
    return merged


def _first_only(pieces, a, b):
    for i in range(len(pieces) - 1):
        if pieces[i : i + 2] == [a, b]:
            return [*pieces[:i], a + b, *pieces[i + 2 :]]
    return list(pieces)


def _from_right(pieces, a, b):
    return [piece[::-1] for piece in _by_place([p[::-1] for p in pieces[::-1]], b[::-1], a[::-1])][::-1]


def _keep_b(pieces, a, b):
    merged = []
    for i, piece in enumerate(pieces):
        merged.append(a + b if pieces[i : i + 2] == [a, b] else piece)
    return merged


def _in_either_order(pieces, a, b):
    merged, i = [], 0
    while i < len(pieces):
        both = pieces[i : i + 2] in ([a, b], [b, a])
        merged.append("".join(pieces[i : i + 2]) if both else pieces[i])
        i += 2 if both else 1
    return merged


def _without_last(pieces, a, b):
    merged, i = [], 0
    while i < len(pieces) - 1:
        both = pieces[i : i + 2] == [a, b]
        merged.append(a + b if both else pieces[i])
        i += 2 if both else 1
    return merged


Function(
    merge_once,
    tries=lambda random: {
        "a pair that occurs": [_word(random), _word(random, 9), _word(random, 12, 4), _word(random, 15, 2)],
        "a pair that does not occur": [_without(random), _without(random)],
        "one piece again and again": [_same(random, n) for n in (2, 3, 4, 5, 7)],
        "the pair in the other order as well": [_turned(random), _turned(random)],
        "longer pieces that hold the same letters": [_spanning(random), _spanning(random), _apart(random)],
        "one piece": [(["a"], "a", "b"), (["s_"], "s_", "s_")],
        "no pieces": [([], "a", "b")],
    },
    worked=((["o", "o", "o"], "o", "o"), ["oo", "o"]),
    hints=[
        "Go through the pieces one by one. When is a piece the second half of a pair?",
        "Keep the new list. If a piece is `b` and the last piece of the new list is `a`, replace that one by both.",
        "`if piece == b and merged and merged[-1] == a: merged[-1] = a + b`, else `merged.append(piece)`.",
    ],
    right=[_by_place, _with_text, lambda pieces, a, b: tuple(_by_place(pieces, a, b))],
    mistakes={
        "Merge every such pair, not only the first.": _first_only,
        "The second piece is part of the new one. Here it stays as well.": _keep_b,
        "Go from left to right. This goes from right to left.": _from_right,
        "First a, then b. The other order is another pair.": _in_either_order,
        "What comes after the last merge, or the last piece, is lost.": _without_last,
        "What has been merged is not used again: o, o, o gives oo, o.": _with_each,
        "Whole pieces are compared. Joined to one text, their borders are lost.": (
            lambda pieces, a, b: "".join(pieces).replace(a + b, f" {a + b} ").split()
        ),
        "The last piece has none after it.": lambda pieces, a, b: [
            a + b if pieces[i] == a and pieces[i + 1] == b else pieces[i] for i in range(len(pieces))
        ],
        "Nothing is merged here.": lambda pieces, a, b: list(pieces),
        "Only the pairs are returned. Keep the other pieces, too.": (
            lambda pieces, a, b: [piece for piece in _by_place(pieces, a, b) if piece == a + b]
        ),
        "The pieces stand in the wrong order in the new one: first a, then b.": (
            lambda pieces, a, b: [b + a if one == a + b else one for one in _by_place(pieces, a, b)]
        ),
        "A list of pieces is asked for, not one text.": lambda pieces, a, b: " ".join(_by_place(pieces, a, b)),
    },
    wrong=[
        lambda pieces, a, b: ["".join(pieces)],
        lambda pieces, a, b: [piece for piece in pieces if piece not in (a, b)],
        lambda pieces, a, b: [*_by_place(pieces, a, b), ""],
    ],
)


def mean_rows(numbers, table):
    known = numbers > 0
    rows = table[numbers] * known[:, :, None]
    return rows.sum(axis=1) / np.maximum(known.sum(axis=1), 1)[:, None]


def _batch(random, sentences=4, length=6, words=9, wide=3, empty=False, full=False):
    numbers = random.integers(1, words, (sentences, length))
    for row in numbers:
        row[int(random.integers(1, length)) if length > 1 and not full else length :] = 0
    if empty:
        numbers[int(random.integers(sentences))] = 0
    return numbers, random.normal(2, 3, (words, wide))


Function(
    mean_rows,
    tries=lambda random: {
        "sentences of several lengths": [_batch(random), _batch(random, 3, 40, 20, 5), _batch(random, 6, 5, 30, 2)],
        "sentences without padding": [_batch(random, full=True), _batch(random, 3, 2, full=True)],
        "a sentence of nothing but padding": [_batch(random, 3, empty=True), _batch(random, 5, 4, empty=True)],
        "one sentence": [_batch(random, 1), _batch(random, 1, 3, 4, 4)],
        "one word each": [(random.integers(1, 6, (4, 1)), random.normal(size=(6, 3)))],
        "a table with one column": [_batch(random, wide=1)],
    },
    worked=((np.array([[2, 1, 0], [1, 0, 0]]), np.array([[9, 9], [2, 4], [0, 8]])), [[1, 6], [2, 4]]),
    hints=[
        "What must not count in the sum, and by what is the sum divided?",
        "`table[numbers]` has a row for each number. Take those where `numbers > 0`, add them, divide by how many there are.",
        "Sentence by sentence: `row = row[row > 0]`, then `table[row].mean(axis=0)`, or zeros if `row` is empty.",
    ],
    right=[
        lambda numbers, table: np.array(
            [table[r[r > 0]].mean(axis=0) if (r > 0).any() else np.zeros(table.shape[1]) for r in numbers]
        ),
        lambda numbers, table: [table[r[r > 0]].sum(axis=0) / max(np.count_nonzero(r), 1) for r in numbers],
        lambda numbers, table: (
            np.einsum("st,std->sd", numbers > 0, table[numbers])
            / np.maximum((numbers > 0).sum(axis=1, keepdims=True), 1)
        ),
    ],
    mistakes={
        "The padding counts here: leave out row 0 of the table.": lambda n, t: t[n].mean(axis=1),
        "The sum has no padding, but it is divided by the whole length.": (
            lambda n, t: (t[n] * (n > 0)[:, :, None]).mean(axis=1)
        ),
        "The sum still has row 0 in it, once for each padding.": (
            lambda n, t: t[n].sum(axis=1) / np.maximum((n > 0).sum(axis=1), 1)[:, None]
        ),
        "This is the sum. Divide it by the number of words.": lambda n, t: (t[n] * (n > 0)[:, :, None]).sum(axis=1),
        "A sentence of nothing but padding gets zeros, not nan.": (
            lambda n, t: (t[n] * (n > 0)[:, :, None]).sum(axis=1) / (n > 0).sum(axis=1)[:, None]
        ),
        "One row for each sentence: take the mean over the words, sentence by sentence.": (
            lambda n, t: t[n[n > 0]].mean(axis=0)
        ),
        "The rows are counted from 0: number 1 is the second row.": (
            lambda n, t: np.array([t[r[r > 0] - 1].sum(axis=0) / max((r > 0).sum(), 1) for r in n])
        ),
        "One number for each column of the table: do not average over the columns.": (
            lambda n, t: mean_rows(n, t).mean(axis=1)
        ),
        "Look the rows up in the table. This is the mean of the numbers.": (
            lambda n, t: np.repeat((n.sum(axis=1) / np.maximum((n > 0).sum(axis=1), 1))[:, None], t.shape[1], axis=1)
        ),
        "A word that occurs twice counts twice.": (
            lambda n, t: np.array([t[np.unique(r[r > 0])].sum(axis=0) / max(len(np.unique(r[r > 0])), 1) for r in n])
        ),
        "Take the mean, not the largest.": (
            lambda n, t: np.array([t[r[r > 0]].max(axis=0) if r.any() else 0 * t[0] for r in n])
        ),
        "A sentence of nothing but padding gets zeros, not row 0.": (
            lambda n, t: np.array([t[r[r > 0]].mean(axis=0) if r.any() else t[0] for r in n])
        ),
    },
    wrong=[
        lambda n, t: np.zeros((len(n), t.shape[1])),
        lambda n, t: t[n[:, 0]],
        lambda n, t: np.abs(mean_rows(n, t)),
    ],
)


def parameters_of_judge():
    return 102 * 16 + (16 + 1) * 4 + (4 + 1)


Value(
    parameters_of_judge,
    worked=1705,
    hints=[
        "Which layers have weights? And how many rows has the table?",
        "The table has 102 rows of 16. A dense layer has a weight for each input and unit, and a bias for each unit.",
        "The table has 102 · 16, the dense layer 16 · 4 + 4, the output neuron 4 + 1.",
    ],
    right=[1705.0, np.int64(1705), 1632 + 68 + 5, [1705]],
    mistakes={
        "The unknown words and the padding have rows of their own: 102 rows.": 100 * 16 + 68 + 5,
        "Unknown words have a row, and so has the padding: 102 rows.": 101 * 16 + 68 + 5,
        "The reader is called twice, but it is one reader, with one set of weights.": 2 * (102 * 16 + 68) + 5,
        "The table is shared as well, not only the dense layer.": 2 * 102 * 16 + 68 + 5,
        "The dense layer is shared as well, not only the table.": 102 * 16 + 2 * 68 + 5,
        "`Multiply` gives 4 products, not 8: the output neuron has 4 weights and a bias.": 102 * 16 + 68 + 9,
        "Are biases still missing, or the output neuron?": 102 * 16 + 68,
        "This is the table alone. Two more layers have weights.": 102 * 16,
        "The dense layer sees the mean, 16 numbers, not all 40 words.": 102 * 16 + 40 * 16 * 4 + 4 + 5,
        "The dense layer has 16 · 4 weights and 4 biases.": 102 * 16 + 16 + 4 + 5,
    },
    wrong=[0, 1600, "1705", -1705, 1750],
)
