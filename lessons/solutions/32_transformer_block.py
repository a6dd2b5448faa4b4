"""Exercises of "A transformer block": answers, what they are tried on, hints, and mistakes."""

from functools import partial

import numpy as np

from dl101.exercises import Function, Model, Value


def window_weights(scores, back):
    n = len(scores)
    far = np.arange(n)[:, None] - np.arange(n)
    scores = np.where((far >= 0) & (far <= back), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def _far(scores):
    return np.arange(len(scores))[:, None] - np.arange(len(scores))


def _softmax(scores, axis=1):
    weights = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def _where(allowed, other=-1e9):
    return lambda scores, back: _softmax(np.where(allowed(_far(scores), back), scores, other))


def _in_a_loop(scores, back):
    weights = np.zeros(np.shape(scores))
    for i in range(len(scores)):
        seen = slice(max(0, i - back), i + 1)
        part = np.exp(scores[i][seen] - np.max(scores[i][seen]))
        weights[i, seen] = part / part.sum()
    return weights


def _masked_late(scores, back):
    """Subtract each row's maximum over all columns, then mask."""
    weights = np.exp(scores - np.max(scores, axis=1, keepdims=True)) * _inside(_far(scores), back)
    return weights / weights.sum(axis=1, keepdims=True)


def _scores(random, n, back, size=1.5):
    return size * random.normal(size=(n, n)), back


def _inside(far, back):
    return (far >= 0) & (far <= back)


Function(
    window_weights,
    tries=lambda random: {
        "several places": [_scores(random, 5, 2), _scores(random, 7, 3), _scores(random, 6, 1)],
        "back is 0": [_scores(random, 4, 0)],
        "back reaches beyond the beginning": [_scores(random, 4, 3), _scores(random, 4, 9)],
        "one place": [_scores(random, 1, 0), _scores(random, 1, 2)],
        "many places": [_scores(random, 30, 5)],
        "large scores": [_scores(random, 5, 2, 1000.0), (np.full((4, 4), 1000.0), 1), (np.full((3, 3), -2000.0), 1)],
        "whole numbers": [(random.integers(-3, 4, size=(5, 5)), 2)],
    },
    worked=((np.zeros((3, 3)), 1), [[1, 0, 0], [0.5, 0.5, 0], [0, 0.5, 0.5]]),
    hints=[
        "For place i, which columns are allowed? How far is column j from row i?",
        "Make the distance `i - j` of every pair. Where it is below 0 or above `back`, put a score of −1e9. Then softmax of each row.",
        "`far = np.arange(n)[:, None] - np.arange(n)`, allowed where `(far >= 0) & (far <= back)`; subtract each row's maximum after masking.",
    ],
    right=[
        _in_a_loop,
        _where(_inside),
        lambda s, b: _softmax(np.where(np.tri(len(s)) - np.tri(len(s), k=-b - 1) > 0, s, -np.inf)),
    ],
    mistakes={
        "All earlier places are allowed here. Those further back than `back` are not.": _where(
            lambda far, back: far >= 0
        ),
        "The future is not masked: no place may look at one that comes after it.": _where(
            lambda far, back: far <= back
        ),
        "This looks into the future. The allowed columns lie to the left of the diagonal.": _where(
            lambda far, back: (far <= 0) & (far >= -back)
        ),
        "This looks in both directions. The past only, please.": _where(lambda far, back: np.abs(far) <= back),
        "Each place may look at itself, too.": _where(lambda far, back: (far > 0) & (far <= back)),
        "One place too few: `back` places before it, and itself.": _where(
            lambda far, back: (far >= 0) & (far < max(back, 1))
        ),
        "One place too many: `back` places before it, and itself.": _where(
            lambda far, back: (far >= 0) & (far <= back + 1)
        ),
        "A masked score of 0 still gets weight. It must be far below the others, such as −1e9.": _where(
            _inside, other=0
        ),
        "Mask the scores, not the weights: what is left of the row must sum to 1.": lambda s, b: (
            _softmax(s) * _inside(_far(s), b)
        ),
        "Softmax goes along the row of the place that asks, not down the column.": lambda s, b: _softmax(
            np.where(_inside(_far(s), b), s, -1e9), axis=0
        ),
        "These are the masked scores. Softmax is still missing.": lambda s, b: np.where(_inside(_far(s), b), s, -1e9),
        "All allowed places get the same weight here. The scores decide.": lambda s, b: _where(_inside)(
            np.zeros_like(s), b
        ),
        "`np.exp(1000)` is too large for a computer: subtract each row's largest allowed score first.": lambda s, b: (
            np.exp(s) * _inside(_far(s), b) / np.sum(np.exp(s) * _inside(_far(s), b), axis=1, keepdims=True)
        ),
        "A masked score may be so much larger that nothing is left: take the maximum of the allowed ones.": (
            lambda s, b: _masked_late(s, b)
        ),
        "Nothing is masked.": lambda s, b: _softmax(np.asarray(s, dtype=float)),
    },
    wrong=[
        lambda s, b: np.round(window_weights(s, b), 1),
        lambda s, b: window_weights(2 * s, b),
        lambda s, b: window_weights(s.T, b),
    ],
)


def size_of_block():
    norms, attention = 2 * 2 * 64, 4 * 64 * (4 * 16)
    return norms + attention + (64 * 256 + 256) + (256 * 64 + 64)


Value(
    size_of_block,
    worked=49728,
    hints=[
        "Which parts have weights? The two normalizations, the attention, and two Dense layers.",
        "A normalization has two numbers for each of 64 columns. The attention has four matrices, each of 64 by 4 · 16 for all heads together.",
        "It is 2 · 128 + 4 · 64 · 64 + (64 · 256 + 256) + (256 · 64 + 64).",
    ],
    right=[49728.0, np.int64(49728), [49728]],
    mistakes={
        "There are 256 missing: have the normalizations their weights, and has the first Dense layer its biases?": 49472,
        "The second Dense layer has 64 biases.": 49728 - 64,
        "Neither normalizations nor biases are counted.": 49728 - 256 - 320,
        "The second Dense layer leads back to 64 numbers, not to 256.": 49728 - 16448 + 256 * 256 + 256,
        "There are two normalizations, and each has two numbers for each column.": 49728 - 2 * 64,
        "The Dense layers have biases: 256 and 64 more.": 49728 - 320,
        "There are 256 too many: the attention has no biases, and LayerNormalization keeps no moving averages.": 49728
        + 256,
        "The fourth matrix of the attention is missing: it leads from the heads back to the row.": 49728 - 4096,
        "Each head has its own matrices: 64 by 16, four times over.": 49728 - 3 * 4096,
        "A head works with 16 numbers, not with 64.": 49728 + 3 * 16384,
        "The attention is missing.": 49728 - 16384,
        "The second Dense layer is missing: from 256 numbers back to 64.": 49728 - 256 * 64 - 64,
    },
    wrong=["49728", 49000, 52000, 0],
)


def mended_attention():
    import keras
    from keras import layers

    rows = keras.Input((5, 4))
    h = layers.LayerNormalization()(rows)
    found = layers.MultiHeadAttention(2, 2, use_bias=False)(h, h, use_causal_mask=True)
    return keras.Model(rows, rows + found)


def _mended(end=lambda rows, h, found: rows + found, causal=True, pre=True, **options):
    import keras
    from keras import layers

    rows = keras.Input((5, 4))
    h = layers.LayerNormalization()(rows) if pre else rows
    attention = layers.MultiHeadAttention(**{"num_heads": 2, "key_dim": 2, "use_bias": False} | options)
    return keras.Model(rows, end(rows, h, attention(h, h, use_causal_mask=causal)))


FUTURE = "A row still sees the rows after it: the mask is missing."
NORMED = "The normalized rows are added. Add the rows as they came in."
ALONE = "What is found must be added to the rows. Here it stands alone."


def _leaks(model):
    x = np.random.default_rng(0).normal(size=(6, 5, 4)).astype("float32") * 3 + 1
    own = model.get_weights()
    model.set_weights([np.zeros_like(one) if one.ndim == 3 else one for one in own])
    given = model.predict(x, verbose=0)
    if not np.allclose(given, x, atol=1e-4):
        normed = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 0.001)
        advice = ALONE if np.allclose(given, 0, atol=1e-4) else NORMED if np.allclose(given, normed, atol=1e-2) else ""
        return "with matrices of zeros nothing is found, and yet the rows do not come out as they came in", advice
    model.set_weights([np.random.default_rng(1).normal(size=one.shape) if one.ndim == 3 else one for one in own])
    before, changed = model.predict(x, verbose=0), x.copy()
    changed[:, 3] += np.float32([1, -2, 3, 0])
    after = model.predict(changed, verbose=0)
    if not np.allclose(before[:, :3], after[:, :3], atol=1e-4):
        return "when the fourth row changes, the answers of the first three change, too", FUTURE
    if np.allclose(before[:, 4], after[:, 4], atol=1e-4):
        return "when the fourth row changes, the answer of the fifth does not"
    if not np.allclose(before - x, model.predict(2 * x, verbose=0) - 2 * x, atol=0.1):
        return "rows twice as large find something else: they are not normalized before they look"
    return ""


Model(
    mended_attention,
    inputs=(5, 4),
    outputs=(5, 4),
    parameters=(72, 72),
    fault=_leaks,
    hints=[
        "Which rows may a row look at? And what goes around the attention, in the formula x + attention(norm(x))?",
        "The attention needs the causal mask, and the skip connection starts before the normalization.",
        "`…(h, h, use_causal_mask=True)`, and `keras.Model(rows, rows + found)`.",
    ],
    right=[
        _mended,
        lambda: _mended(end=lambda rows, h, found: sum([found, rows])),
        lambda: _mended(dropout=0.1),
    ],
    mistakes={
        FUTURE: partial(_mended, causal=False),
        NORMED: partial(_mended, lambda rows, h, found: h + found),
        ALONE: partial(_mended, lambda rows, h, found: found),
    },
    wrong=[
        partial(_mended, lambda rows, h, found: rows + h + found),
        partial(_mended, lambda rows, h, found: rows + rows * found + 1),
        partial(_mended, pre=False),
        partial(_mended, use_bias=True),
        partial(_mended, num_heads=1),
        partial(_mended, lambda rows, h, found: rows - 0 * found),
    ],
)
