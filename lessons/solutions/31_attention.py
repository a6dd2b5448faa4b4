"""Exercises of "Attention": answers, what they are tried on, hints, and mistakes."""

from functools import partial
from itertools import pairwise

import numpy as np

from dl101.exercises import Function, Model, Value


def score_ahead():
    return np.log(9 * 99)


Value(
    score_ahead,
    worked=6.7923,
    absolute=0.006,
    hints=[
        "What is the exponential of the score 0? What do all 99 exponentials sum to?",
        "The weight is e^s / (e^s + 99). It is nine tenths when e^s is nine times the rest.",
        "It must hold that e^s = 9 · 99, so s is `np.log` of that.",
    ],
    right=[6.79, np.array(6.7923), [float(np.log(891))]],
    mistakes={
        "That would do against one other entry. There are 99 of them.": np.log(9),
        "Then e^s itself is 0.9. The weight is e^s divided by the sum of all 100 exponentials.": np.log(0.9),
        "Close. Are the others 99 or 100? And give three digits after the point.": np.log(900),
        "Here s goes into the softmax as it is: no root of 24.": np.log(891) * np.sqrt(24),
        "This is the exponential of the score. Take its log.": 891,
        "This is a log to base 10. Softmax uses e: `np.log`.": np.log10(891),
        "Then the entry would have half of the weight.": np.log(99),
        "Nine tenths to one tenth is nine to one, not ten to one.": np.log(990),
        "This is the weight. Which score leads to it?": 0.9,
        "The sign is turned around: its score must lie above the others.": -np.log(891),
        "The others together have one tenth. Each of them has much less.": np.log(0.9 * 99),
    },
    wrong=["6.79", 6.5, 7.2, 8.0],
)


def shares_of_followers(row, question, sharpness, size):
    scores = np.where(np.array(row[:-1]) == question, sharpness, 0)
    weights = np.exp(scores) / np.exp(scores).sum()
    return weights @ np.eye(size)[row[1:]]


def _of(weigh=np.exp, end=lambda weights, rows: weights @ rows / weights.sum(), keys=slice(-1), values=slice(1, None)):
    def answer(text, asked, sharpness, size):
        weights = weigh(np.where(np.array(text[keys]) == asked, float(sharpness), 0.0))
        return end(weights, np.eye(size)[text[values]])

    return answer


def _in_a_loop(text, asked, sharpness, size, add=True):
    shares = [0.0] * size
    for word, after in pairwise(text):
        weight = float(np.exp(sharpness * (word == asked)))
        shares[after] = add * shares[after] + weight
    return [share / sum(shares) for share in shares]


def _texts(random, n=7, size=4, asked=None, sharpness=None):
    text = random.integers(size, size=n).tolist()
    asked = text[random.integers(n - 1)] if asked is None else asked
    return text, asked, float(random.uniform(0.5, 2.5)) if sharpness is None else sharpness, size


Function(
    shares_of_followers,
    tries=lambda random: {
        "several words": [_texts(random), _texts(random, 9, 5), _texts(random, 12, 3), _texts(random, 8, 8)],
        "a word that occurs again and again": [([0, 1, 0, 2, 0, 1, 3, 0], 0, float(random.uniform(1, 2)), 4)],
        "a word that the text does not have": [_texts(random, asked=4)[:3] + (5,)],
        "a word that stands at the end only": [([1, 0, 2, 1, 3], 3, 1.5, 4), ([0, 0, 1], 1, 2.0, 2)],
        "two words": [([2, 1], 2, 1.0, 3), ([0, 1], 1, 0.7, 2)],
        "sharpness of 0": [_texts(random, sharpness=0.0)],
        "sharpness below 0": [_texts(random, sharpness=-1.3)],
        "great sharpness": [_texts(random, sharpness=40.0)],
        "a large vocabulary": [_texts(random, 40, 25)],
    },
    worked=(([0, 1, 0, 2], 0, float(np.log(2)), 3), [0.2, 0.4, 0.4]),
    hints=[
        "Which words are the keys, and which word belongs to each of them as its value?",
        "Scores for `row[:-1]`, softmax, and each weight goes to the word in `row[1:]` at the same place.",
        "`weights @ np.eye(size)[row[1:]]`, with the weights `np.exp(scores) / np.exp(scores).sum()`.",
    ],
    right=[
        _in_a_loop,
        lambda t, a, s, n: (
            np.bincount(t[1:], np.exp(s * (np.array(t[:-1]) == a)), n) / np.exp(s * (np.array(t[:-1]) == a)).sum()
        ),
        _of(lambda scores: np.exp(scores - scores.max())),
    ],
    mistakes={
        "The value is the word after the key. Here it is the word itself.": _of(values=slice(-1)),
        "This is what stands before the word. The value is the word after it.": _of(
            keys=slice(1, None), values=slice(-1)
        ),
        "These are the weights of the entries. Sum the values times their weights.": _of(
            end=lambda weights, rows: weights / weights.sum()
        ),
        "The weights must sum to 1: divide by the sum of the exponentials.": _of(
            end=lambda weights, rows: weights @ rows
        ),
        "The exponential is missing: softmax comes between scores and weights.": _of(lambda scores: scores),
        "The sharpness plays no part here.": lambda t, a, s, n: shares_of_followers(t, a, 1.0, n),
        "If a word follows several times, its weights add up.": partial(_in_a_loop, add=False),
        "Entries with other words have the score 0, so they get some weight, too.": _of(
            lambda scores: np.where(scores == scores.max(), np.exp(scores), 0.0)
        ),
        "This takes the best entry only. All of them have a weight.": _of(
            lambda scores: np.eye(len(scores))[scores.argmax()]
        ),
        "The last word has no word after it: it is not an entry.": lambda t, a, s, n: shares_of_followers(
            [*t, t[0]], a, s, n
        ),
        "This is the score of the words that differ. Where the word is the same, it is `sharpness`.": lambda t, a, s, n: (
            shares_of_followers(t, a, -s, n)
        ),
        "This is a mean over the entries: divide by the sum of the weights.": _of(
            end=lambda weights, rows: weights @ rows / len(weights)
        ),
        "The asked word need not be the last one: use `question`.": lambda t, a, s, n: shares_of_followers(
            t, t[-1], s, n
        ),
    },
    wrong=[
        lambda t, a, s, n: np.round(shares_of_followers(t, a, s, n), 1),
        lambda t, a, s, n: shares_of_followers(t, a, s * 2, n),
        lambda t, a, s, n: shares_of_followers(t, a, s, n)[::-1],
    ],
)


def last_row_asks():
    import keras
    from keras import layers

    rows = keras.Input((6, 4))
    attention = layers.MultiHeadAttention(1, 4, use_bias=False)
    found = attention(rows[:, -1:], key=rows[:, :-1], value=rows[:, 1:])
    return keras.Model(rows, layers.Flatten()(found))


def _asking(
    query=slice(5, 6), keys=slice(0, 5), values=slice(1, 6), end=None, around=lambda rows, found: found, **options
):
    import keras
    from keras import layers

    rows = keras.Input((6, 4))
    attention = layers.MultiHeadAttention(**{"num_heads": 1, "key_dim": 4, "use_bias": False} | options)
    found = attention(rows[:, query], key=rows[:, keys], value=rows[:, values])
    return keras.Model(rows, around(rows, (end or layers.Flatten())(found)))


LAST, BEFORE, AFTER, ALL = slice(5, 6), slice(0, 5), slice(1, 6), slice(0, 6)
LOOKS = {
    "Each value is the row itself here. Take the row after it.": (LAST, BEFORE, BEFORE),
    "The last row is among its own keys here, and will find itself.": (LAST, AFTER, AFTER),
    "Keys and values have changed places: keys come from the first five rows.": (LAST, AFTER, BEFORE),
    "The last row is an entry here. It has no row after it.": (LAST, ALL, ALL),
    "The first row asks here. The last one should.": (slice(0, 1), BEFORE, AFTER),
    "The last row but one asks here. The last one should.": (slice(4, 5), BEFORE, AFTER),
}


def _attended(x, query, keys, values):
    scores = np.einsum("nqd,nkd->nqk", x[:, query], x[:, keys]) / 2
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.einsum("nqk,nkd->nqd", weights / weights.sum(axis=-1, keepdims=True), x[:, values])[:, 0]


def _looks_elsewhere(model):
    x = np.random.default_rng(0).normal(size=(5, 6, 4)).astype("float32") * 2
    model.set_weights([np.eye(4, dtype="float32").reshape(one.shape) for one in model.get_weights()])
    given, expected = np.asarray(model.predict(x, verbose=0)), _attended(x, LAST, BEFORE, AFTER)
    if np.allclose(given, expected, atol=1e-4):
        return ""
    same = (told for told, look in LOOKS.items() if np.allclose(given, _attended(x, *look), atol=1e-4))
    if np.allclose(given, expected + x[:, -1], atol=1e-4):
        same = iter(["The last row is added to what was found. Leave that out."])
    return f"with identity matrices it answers {given[0].round(3)}, expected {expected[0].round(3)}", next(same, "")


Model(
    last_row_asks,
    inputs=(6, 4),
    outputs=(4,),
    parameters=(64, 64),
    fault=_looks_elsewhere,
    hints=[
        "Which rows are the keys? Which row belongs to each of them as its value?",
        "`rows[:, :-1]` are the first five rows and `rows[:, 1:]` the last five. `rows[:, -1:]` is the last one, still as a row.",
        "`attention(rows[:, -1:], key=rows[:, :-1], value=rows[:, 1:])`, then `layers.Flatten()`.",
    ],
    right=[
        _asking,
        lambda: _asking(end=lambda found: found[:, 0]),
        lambda: _asking(output_shape=4, value_dim=4, dropout=0.1),
    ],
    mistakes={
        **{told: partial(_asking, *look) for told, look in LOOKS.items()},
        "The last row is added to what was found. Leave that out.": lambda: _asking(
            around=lambda rows, found: rows[:, -1] + found
        ),
    },
    wrong=[
        lambda: _asking(end=lambda found: found),
        lambda: _asking(around=lambda rows, found: found * 2),
        lambda: _asking(use_bias=True),
        lambda: _asking(key_dim=2),
        lambda: _asking(num_heads=2, key_dim=2),
    ],
)
