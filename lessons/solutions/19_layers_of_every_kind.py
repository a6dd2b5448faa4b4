"""Exercises of "Layers of every kind": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function

POOL = ["red", "redder", "green", "blue", "pink", "ed", "Red", "gray", "olive", "teal", "navy", "lime"]
ALIKE = ["red", "redder", "ed", "Red", "re", "", "redderish", "red "]


def look_up(words, vocabulary):
    return np.array([vocabulary.index(word) + 1 if word in vocabulary else 0 for word in words])


def one_hot_words(words, vocabulary):
    return np.eye(len(vocabulary) + 1)[look_up(words, vocabulary)]


def _drawn(random, count, known, unknown=2):
    """Return so many words, drawn from a vocabulary and from so many words besides, and the vocabulary."""
    pool = random.permutation(POOL)[: known + unknown].tolist()
    words = random.choice(pool, count).tolist()
    words[: min(2, unknown)] = pool[known:][: min(2, unknown)]
    return random.permutation(words[:count]).tolist(), pool[:known]


Function(
    one_hot_words,
    tries=lambda random: {
        "known words and unknown ones": [_drawn(random, *sizes) for sizes in [(6, 3), (9, 4), (4, 3), (5, 2, 6)]],
        "known words only": [_drawn(random, 6, 4, 0), _drawn(random, 3, 5, 0)],
        "unknown words only": [(POOL[:5], random.permutation(POOL[5:]).tolist()), (POOL[:5], ["teal"])],
        "one word": [_drawn(random, 1, 3, 0), _drawn(random, 1, 4, 1)],
        "a small and a large vocabulary": [_drawn(random, 5, 1, 3), _drawn(random, 20, 9), _drawn(random, 3, 10)],
        "the same word again and again": [([random.choice(POOL[:3])] * 4, random.permutation(POOL).tolist())],
        "words that look alike": [(random.permutation(ALIKE).tolist(), ["redder", "red"])],
    },
    worked=((["red", "pink"], ["green", "red"]), [[0, 0, 1], [1, 0, 0]]),
    hints=[
        "Which number does `look_up` give to an unknown word, and how many columns are there in all?",
        "`look_up` gives the column of each word. `np.eye(n)` has the rows for n columns: pick one for each word.",
        "`np.eye(…)[look_up(words, vocabulary)]`, with one column more than the vocabulary has words.",
    ],
    right=[
        lambda w, v: look_up(w, v)[:, None] == np.arange(len(v) + 1),
        lambda w, v: [[float(column == one) for column in range(len(v) + 1)] for one in look_up(w, v)],
        lambda w, v: ([int(word not in v), *(int(word == known) for known in v)] for word in w),
    ],
    mistakes={
        "Unknown words have no column here. They get column 0.": lambda w, v: [[int(a == b) for b in v] for a in w],
        "Column 0 is for unknown words, not the last one.": lambda w, v: np.roll(one_hot_words(w, v), -1, axis=1),
        "These are the numbers of the columns. Make a row of zeros and a one of each.": look_up,
        "An unknown word has a one as well: in column 0.": lambda w, v: [[0, *row[1:]] for row in one_hot_words(w, v)],
        "Keep the order of the vocabulary. Here it is alphabetical.": lambda w, v: one_hot_words(w, sorted(v)),
        "All the words share one row here. Each has a row of its own.": lambda w, v: one_hot_words(w, v).max(axis=0),
        "Rows and columns have changed places: a row for each word.": lambda w, v: one_hot_words(w, v).T,
        "The vocabulary is given. Do not make one of the words.": lambda w, v: one_hot_words(w, list(dict.fromkeys(w))),
        "This is a column too many: all unknown words share one.": lambda w, v: np.eye(len(v) + 2)[look_up(w, v)],
        "Make a column for each word of the vocabulary.": lambda w, v: np.eye(look_up(w, v).max() + 1)[look_up(w, v)],
        "One word is still a table of one row.": lambda w, v: np.squeeze(one_hot_words(w, v)),
    },
    wrong=[lambda w, v: one_hot_words(sorted(w), v), lambda w, v: one_hot_words([word[:6] for word in w], v)],
)


def logit_for(features, table, question, weights, bias):
    return np.sum(features * table[question] * weights) + bias


def _asked(random, n=4, questions=3, question=None, whole=False):
    draw = (lambda *shape: random.integers(-4, 5, shape)) if whole else (lambda *shape: random.normal(size=shape))
    question = int(random.integers(questions)) if question is None else question
    return draw(n), draw(questions, n), question, draw(n), draw(1)[0]


Function(
    logit_for,
    tries=lambda random: {
        "several features": [_asked(random), _asked(random, 6, 5), _asked(random, 128, 5), _asked(random, 3, 3)],
        "the first question": [_asked(random, question=0)],
        "the last question": [_asked(random, 5, 4, question=3)],
        "one feature": [_asked(random, 1, 2, 1)],
        "one question": [_asked(random, 4, 1, 0)],
        "whole numbers": [_asked(random, 4, 3, whole=True), _asked(random, 2, 2, 1, whole=True)],
    },
    worked=((np.array([1, 2, 3]), np.array([[9, 9, 9], [1, 0, -1]]), 1, np.array([5, 5, 2]), 4), 3),
    hints=[
        "Which row of the table belongs to the question? What is done with it and the features?",
        "Multiply the features by the row, number by number; the output neuron makes a weighted sum of that, plus its bias.",
        "`features * table[question]` are the products. Times `weights`, summed, plus `bias`.",
    ],
    right=[
        lambda f, table, q, w, b: (f * table[q]) @ w + b,
        lambda f, table, q, w, b: sum(float(u * v * k) for u, v, k in zip(f, table[q], w, strict=True)) + b,
        lambda f, table, q, w, b: f @ np.diag(table[q]) @ w + b,
        lambda f, table, q, w, b: (np.eye(len(table))[q] @ table * f) @ w + b,
    ],
    mistakes={
        "The bias is still missing.": lambda f, table, q, w, b: (f * table[q]) @ w,
        "The weights of the output neuron are still missing.": lambda f, table, q, w, b: f @ table[q] + b,
        "Here the row is added to the features. They are multiplied.": lambda f, table, q, w, b: (f + table[q]) @ w + b,
        "The question plays no part here: look up its row.": lambda f, table, q, w, b: f @ w + b,
        "This is always the first row. Take the one of the question.": lambda f, table, q, w, b: (f * table[0]) @ w + b,
        "The rows are counted from 0: the number is the row.": lambda f, table, q, w, b: (f * table[q - 1]) @ w + b,
        "The number of a question is no amount. Look up its row.": lambda f, table, q, w, b: (f * q) @ w + b,
        "There is no sigmoid: a logit is asked for.": (
            lambda f, table, q, w, b: 1 / (1 + np.exp(-((f * table[q]) @ w + b)))
        ),
        "There is no ReLU between the products and the sum.": (
            lambda f, table, q, w, b: np.maximum(f * table[q], 0) @ w + b
        ),
        "Sum the products: the logit is one number.": lambda f, table, q, w, b: f * table[q] * w + b,
        "Add the bias once, after the sum.": lambda f, table, q, w, b: np.sum(f * table[q] * w + b),
        "The sum comes last, after the weights.": lambda f, table, q, w, b: np.sum((f * table[q]).sum() * w) + b,
    },
    wrong=[
        lambda f, table, q, w, b: (f * table[q]) @ w - b,
        lambda f, table, q, w, b: round(float((f * table[q]) @ w + b), 1),
        lambda f, table, q, w, b: (f * table[-1]) @ w + b,
    ],
)
