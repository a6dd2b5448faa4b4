"""Exercises of "Yes or no": answers, what they are tried on, hints, and mistakes."""

from fractions import Fraction

import numpy as np

from dl101.exercises import Function


def precision_and_recall(truth, p, threshold):
    called = p >= threshold
    found = np.sum(called & (truth == 1))
    return found / np.sum(called), found / np.sum(truth == 1)


def _tumors(random, count, threshold, share=0.4, digits=6):
    """Return truth and probabilities, of which at least one is 1, and called, and a threshold."""
    truth = (random.uniform(size=count) < share).astype(int)
    p = random.uniform(size=count).round(digits)
    truth[random.integers(count)], p[random.integers(count)] = 1, max(p.max(), threshold)
    return truth, p, threshold


def _ties(random, count):
    """Return tumors of which some are at the threshold, both benign and malignant ones."""
    truth, p, threshold = _tumors(random, count, random.integers(2, 8) / 10, digits=1)
    truth[:2], p[:2] = (0, 1), threshold
    return truth, p, threshold


def _shares(truth, called, of_called, of_true):
    return np.mean(truth[called] == of_called), np.mean(called[truth == of_true] == of_true)


def _by_scikit_learn(truth, p, threshold):
    from sklearn.metrics import precision_score, recall_score

    return [precision_score(truth, p >= threshold), recall_score(truth, p >= threshold)]


def _by_the_table(truth, p, threshold):
    from sklearn.metrics import confusion_matrix

    (_, false_positives), (false_negatives, found) = confusion_matrix(truth, p >= threshold, labels=[0, 1])
    return np.array([found / (found + false_positives), found / (found + false_negatives)], dtype="float32")


def _by_keras(truth, p, threshold):
    from keras import ops

    called, truth = (ops.convert_to_tensor(np.float32(one)) for one in (p >= threshold, truth))
    return ops.stack([ops.sum(called * truth) / ops.sum(called), ops.sum(called * truth) / ops.sum(truth)])


def _one_by_one(truth, p, threshold):
    pairs = list(zip(truth, p, strict=True))
    found = sum(1 for t, q in pairs if t and q >= threshold)
    yield found / sum(1 for _, q in pairs if q >= threshold)
    yield found / sum(1 for t, _ in pairs if t)


Function(
    precision_and_recall,
    tries=lambda random: {
        "many tumors": [_tumors(random, 40, 0.5), _tumors(random, 53, 0.35), _tumors(random, 61, 0.8)],
        "a few tumors": [_tumors(random, 7, 0.6), _tumors(random, 5, 0.3)],
        "tumors at the threshold": [_ties(random, 30), _ties(random, 9)],
        "few malignant ones": [_tumors(random, 60, 0.1, 0.05), _tumors(random, 45, 0.6, 0.05)],
        "most are malignant": [_tumors(random, 37, 0.45, 0.9), _tumors(random, 29, 0.9, 0.9)],
        "all are called": [_tumors(random, 23, 0.0)],
        "all are malignant": [_tumors(random, 11, 0.7, 1.0)],
        "none of the called is malignant": [(np.array([0, 1, 0]), random.uniform([0.8, 0, 0], [1, 0.4, 1]), 0.6)],
        "two tumors": [(np.array([0, 1]), random.uniform(0.5, 1, 2), 0.5)],
        "a truth of 1.0 and 0.0": [(_ties(random, 20)[0] * 1.0, *_tumors(random, 20, 0.25)[1:])],
    },
    worked=((np.array([1, 0, 1, 0]), np.array([0.9, 0.7, 0.2, 0.1]), 0.7), (0.5, 0.5)),
    hints=[
        "Which tumors are called, and how many of these are malignant?",
        "`called = p >= threshold`. Count those that are called and true; divide by all called, and by all true.",
        "`found = np.sum(called & (truth == 1))`, then `return found / np.sum(…), found / np.sum(…)`.",
    ],
    right=[
        lambda y, p, t: (np.mean(y[p >= t]), np.mean(p[y == 1] >= t)),
        _by_scikit_learn,
        _by_the_table,
        _by_keras,
        _one_by_one,
    ],
    mistakes={
        "Precision first, then recall.": lambda y, p, t: precision_and_recall(y, p, t)[::-1],
        "The first of these is the accuracy. Precision looks only at those that were called malignant.": lambda y, p, t: (
            (np.mean((p >= t) == y), np.mean(p[y == 1] >= t))
        ),
        "A probability that equals the threshold counts as called: >=.": lambda y, p, t: _shares(y, p > t, 1, 1),
        "Your recall is taken over the benign ones. It asks how many of the malignant were found.": lambda y, p, t: (
            _shares(y, p >= t, 1, 0)
        ),
        "This threshold is always 0.5. Use the one that is given.": lambda y, p, t: _shares(y, p >= 0.5, 1, 1),
        "Both are divided by all tumors here. Divide by those that were called, and by those that are malignant.": (
            lambda y, p, t: (np.mean((p >= t) & (y == 1)),) * 2
        ),
        "Return the shares as they are, not rounded.": lambda y, p, t: np.round(precision_and_recall(y, p, t), 2),
        "Your precision is the share of the benign among the called. Count the malignant ones.": lambda y, p, t: (
            _shares(y, p >= t, 0, 1)
        ),
        "Called are the tumors from the threshold on, not below it.": lambda y, p, t: _shares(y, p < t, 1, 1),
        "These are counts. Divide them.": lambda y, p, t: (np.sum(y[p >= t]), np.sum(y[p >= t])),
        "A share is between 0 and 1. These are hundredths.": lambda y, p, t: 100 * np.array(_shares(y, p >= t, 1, 1)),
        "Only one share is used for both.": lambda y, p, t: (precision_and_recall(y, p, t)[0],) * 2,
    },
    wrong=[
        lambda y, p, t: (2 / 3, 0.5) if t >= 0.5 else (0.6, 0.75),
        lambda y, p, t: precision_and_recall(y, p.round(1), t),
        lambda y, p, t: precision_and_recall(y, p, round(t, 1)),
        lambda y, p, t: precision_and_recall(y[:40], p[:40], t),
        lambda y, p, t: (max(precision_and_recall(y, p, t)), min(precision_and_recall(y, p, t))),
        lambda y, p, t: precision_and_recall(y, p, t)[0],
        lambda y, p, t: (np.mean(y), 1.0),
        lambda y, p, t: np.round(precision_and_recall(y, p, t), 3),
    ],
)


def cheapest_threshold(cost_of_miss, cost_of_false_alarm):
    return cost_of_false_alarm / (cost_of_false_alarm + cost_of_miss)


def _by_trial(miss, alarm):
    p = np.linspace(0, 1, 1_000_001)
    return p[np.argmin(np.abs(miss * p - alarm * (1 - p)))]


def _by_halving(miss, alarm):
    low, high = 0.0, 1.0
    for _ in range(60):
        p = (low + high) / 2
        low, high = (low, p) if miss * p >= alarm * (1 - p) else (p, high)
    return np.array([high])


Function(
    cheapest_threshold,
    tries=lambda random: {
        "a miss costs more": [*random.uniform([2, 0.1], [50, 1.9], (4, 2)).tolist()],
        "a false alarm costs more": [*random.uniform([0.1, 2], [1.9, 50], (4, 2)).tolist()],
        "whole numbers": [(int(miss), int(alarm)) for miss, alarm in random.integers(1, 30, (3, 2))],
        "both cost the same": [(cost, cost) for cost in random.uniform(0.2, 9, 2)],
        "a false alarm of 1": [(random.uniform(2, 20), 1.0), (random.uniform(0.1, 0.9), 1)],
        "large costs": [*random.uniform(1e3, 1e6, (3, 2)).tolist()],
        "costs below 1": [*random.uniform(0.01, 0.9, (3, 2)).tolist()],
        "very different costs": [(random.uniform(500, 900), 1.0), (1.0, random.uniform(500, 900))],
    },
    worked=((3.0, 2.0), 0.4),
    hints=[
        "What does calling no cost on average, and what does calling yes, for someone whose probability is p?",
        "Calling no costs cost_of_miss * p, calling yes costs cost_of_false_alarm * (1 - p). Where are they equal?",
        "Bring all that has p to one side: cost_of_false_alarm = (… + …) * p. Then divide by the bracket.",
    ],
    right=[
        lambda m, a: 1 / (1 + m / a),
        lambda m, a: 1 - m / (m + a),
        lambda m, a: Fraction(a) / (Fraction(a) + Fraction(m)),
        lambda m, a: [np.float32(a) / np.float32(a + m)],
        lambda m, a: np.linalg.solve([[m + a]], [a]),
        _by_trial,
        _by_halving,
    ],
    mistakes={
        "The dearer a miss, the lower the threshold. Here it gets higher.": lambda m, a: m / (a + m),
        "This is the ratio of the costs. If p costs a in one case, what does 1 - p cost in the other?": lambda m, a: (
            a / m
        ),
        "`0.5` is right only if both mistakes cost the same.": lambda m, a: 0.5,
        "This holds if a false alarm costs 1. Where does its cost come in?": lambda m, a: 1 / (1 + m),
        "`//` rounds down to a whole number. Divide with /.": lambda m, a: a // (a + m),
        "Return the threshold as it is, not rounded.": lambda m, a: round(a / (a + m), 2),
        "Check the sign: p and 1 - p go in opposite directions.": lambda m, a: a / (m - a) if m != a else np.inf,
        "One divided by the sum: which of the two costs belongs on top?": lambda m, a: 1 / (a + m),
        "The brackets are missing: this divides by one cost and adds the other.": lambda m, a: a / a + m,
    },
    wrong=[
        lambda m, a: 1 / 11 if m == 10 else 0.4,
        lambda m, a: min(a / (a + m), 0.5),
        lambda m, a: min(a / m, 1),
        lambda m, a: 1 / (1 + m // a),
        lambda m, a: a / (1 + m),
        lambda m, a: 1 / (1 + round(m / a, 1)),
        lambda m, a: max(round(a / (a + m), 3), 0.01),
    ],
)


def called_malignant(logits, threshold):
    return 1 / (1 + np.exp(-logits)) >= threshold


def _logits(random, count, low, high, threshold):
    return random.uniform(low, high, count).round(3), threshold


def _near(random, threshold, sides=(-1, 1)):
    """Return logits whose probabilities come near a threshold, on both of its sides, in any order."""
    distances = np.outer(sides, random.uniform(0.02, 0.3, 5)).ravel()
    return random.permutation(np.log(threshold / (1 - threshold)) + distances), threshold


def _as_a_series(logits, threshold):
    import pandas as pd

    return pd.Series(logits).map(lambda z: np.exp(z) / (1 + np.exp(z)) >= threshold)


def _sigmoid_of_keras(logits, threshold):
    from keras import ops

    return ops.sigmoid(ops.convert_to_tensor(logits)) >= threshold


Function(
    called_malignant,
    tries=lambda random: {
        "a threshold of 0.5": [_logits(random, 20, -3, 3, 0.5), _near(random, 0.5)],
        "a low threshold": [_near(random, 1 / 11), _near(random, 0.05), _near(random, random.uniform(0.1, 0.4))],
        "a high threshold": [_near(random, 0.85), _near(random, 0.95), _near(random, random.uniform(0.6, 0.9))],
        "many tumors": [_logits(random, 40, -4, 4, 0.1), _logits(random, 50, -4, 4, random.uniform(0.3, 0.7))],
        "tumors at the threshold": [(np.array([0.0, -0.5, 0.0, 0.5]), 0.5), (np.zeros(1), 0.5)],
        "all on one side": [_near(random, 0.3, [1]), _near(random, 0.3, [-1]), _near(random, 0.7, [1, 2])],
        "large logits": [_logits(random, 12, -50, 50, 0.4), _logits(random, 9, -50, -20, 0.001)],
        "whole numbers": [(random.integers(-4, 5, 12) * 1.0, threshold) for threshold in (0.3, 0.8)],
        "one logit": [_logits(random, 1, -2, -1, 0.2), _logits(random, 1, 0.2, 0.7, 0.6)],
    },
    worked=((np.array([-3.0, 0.0, 0.3]), 0.5), [False, True, True]),
    hints=[
        "What does the line compare with what? Can a logit be compared with a probability?",
        "What is compared with a probability must be one. Which function makes a probability of a logit?",
        "The sigmoid does: put `1 / (1 + np.exp(…))` where `logits` stands in the line.",
    ],
    right=[
        _sigmoid_of_keras,
        _as_a_series,
        lambda z, t: z >= np.log(t / (1 - t)),
        lambda z, t: (int(1 / (1 + np.exp(-one)) >= t) for one in z),
        lambda z, t: np.where(np.logaddexp(0, -z) <= -np.log(t), np.float32(1), np.float32(0)),
        lambda z, t: [~(1 / (1 + np.exp(-z)) < t)],
    ],
    mistakes={
        "This still compares logits with a probability.": lambda z, t: z >= t,
        "A logit above 0 is a probability above 0.5. That holds for one threshold only.": lambda z, t: z >= 0,
        "These are the probabilities. Compare them with the threshold.": lambda z, t: 1 / (1 + np.exp(-z)),
        "This is the probability of benign: mind the minus in the sigmoid.": lambda z, t: 1 / (1 + np.exp(z)) >= t,
        "A probability that equals the threshold counts as called: >=.": lambda z, t: 1 / (1 + np.exp(-z)) > t,
        "This calls the benign ones. True stands for malignant.": lambda z, t: 1 / (1 + np.exp(-z)) < t,
        "The threshold is a probability already. It is the logits that need the sigmoid.": lambda z, t: (
            z >= 1 / (1 + np.exp(-t))
        ),
        "An exponential alone is not a probability. It may be larger than 1.": lambda z, t: np.exp(z) >= t,
        "This is softmax over the tumors: they do not share one probability. Each has its own.": lambda z, t: (
            np.exp(z) / np.exp(z).sum() >= t
        ),
        "These are the places of those that are called. Return True or False for each tumor.": lambda z, t: (
            np.flatnonzero(1 / (1 + np.exp(-z)) >= t)
        ),
    },
    wrong=[
        lambda z, t: z >= {0.5: 0, 0.2: -2}.get(t, 1),
        lambda z, t: np.round(1 / (1 + np.exp(-z)), 1) >= t,
        lambda z, t: np.round(1 / (1 + np.exp(-z))) >= t,
        lambda z, t: z / 4 + 0.5 >= t,
        lambda z, t: np.tanh(z) >= t,
        lambda z, t: z >= np.log(t / (1 + t)),
        lambda z, t: (1 / (1 + np.exp(-z)) >= t).any(),
        lambda z, t: 1 / (1 + np.exp(-abs(z))) >= t,
    ],
)
