"""Exercises of "Yes or no": answers, what they are tried on, hints, and mistakes."""

from fractions import Fraction

import numpy as np

from dl101.exercises import Function


def precision_and_recall(truth, p, threshold):
    called = p >= threshold
    found = np.sum(called & (truth == 1))
    return found / np.sum(called), found / np.sum(truth == 1)


def _tumors(random, count, threshold, share=0.4, ties=False):
    """Return truth and probabilities, of which at least one is 1, and called, and a threshold, which some may equal."""
    truth = (random.uniform(size=count) < share).astype(int)
    p = random.uniform(size=count).round(1 if ties else 6)
    truth[random.integers(count)], p[random.integers(count)] = 1, max(p.max(), threshold)
    if ties:
        truth[:2], p[:2] = (0, 1), threshold
    return truth, p, threshold


def _with(precision=lambda y, called: np.mean(y[called]), recall=lambda y, called: np.mean(called[y == 1])):
    return lambda y, p, t: (precision(y, p >= t), recall(y, p >= t))


Function(
    precision_and_recall,
    tries=lambda random: {
        "many tumors": [_tumors(random, 40, 0.5), _tumors(random, 53, 0.35), _tumors(random, 61, 0.8)],
        "a few tumors": [_tumors(random, 7, 0.6), (np.array([0, 1]), random.uniform(0.5, 1, 2), 0.5)],
        "tumors at the threshold": [_tumors(random, 30, 0.3, ties=True), _tumors(random, 9, 0.7, ties=True)],
        "few malignant ones": [_tumors(random, 60, 0.1, 0.05), _tumors(random, 45, 0.6, 0.05)],
        "most are malignant": [_tumors(random, 37, 0.45, 0.9), _tumors(random, 11, 0.7, 1)],
        "all are called": [_tumors(random, 23, 0.0)],
        "none of the called is malignant": [(np.array([0, 1, 0]), random.uniform([0.8, 0, 0], [1, 0.4, 1]), 0.6)],
        "a truth of 1.0 and 0.0": [(_tumors(random, 20, 0.1)[0] * 1.0, *_tumors(random, 20, 0.25)[1:])],
    },
    worked=((np.array([1, 0, 1, 0]), np.array([0.9, 0.7, 0.2, 0.1]), 0.7), (0.5, 0.5)),
    hints=[
        "Which tumors are called, and how many of these are malignant?",
        "`called = p >= threshold`. Count those that are called and true; divide by all called, and by all true.",
        "`found = np.sum(called & (truth == 1))`, then `return found / np.sum(…), found / np.sum(…)`.",
    ],
    right=[
        _with(),
        lambda y, p, t: [sum(y[p >= t]) / sum(p >= t), sum(y[p >= t]) / sum(y)],
        lambda y, p, t: np.float32((p >= t) @ y / np.array([np.sum(p >= t), y.sum()])),
        lambda y, p, t: (np.average(a, weights=b) for a, b in ((y, p >= t), (p >= t, y))),
    ],
    mistakes={
        "Precision first, then recall.": lambda y, p, t: precision_and_recall(y, p, t)[::-1],
        "The first is the accuracy. Precision looks only at the called ones.": _with(lambda y, c: np.mean(c == y)),
        "A probability at the threshold counts as called: >=.": lambda y, p, t: precision_and_recall(y, p, t + 1e-9),
        "Your recall is over the benign. How many malignant are found?": _with(recall=lambda y, c: c[y == 0].mean()),
        "This threshold is always 0.5. Use the one that is given.": lambda y, p, t: precision_and_recall(y, p, 0.5),
        "Divide by the called and by the malignant, not by all.": _with(*[lambda y, c: np.mean(c & (y == 1))] * 2),
        "Return the shares as they are, not rounded.": lambda y, p, t: np.round(precision_and_recall(y, p, t), 2),
        "Your precision is the share of the benign. Count the malignant ones.": _with(lambda y, c: np.mean(y[c] == 0)),
        "Called are those from the threshold on, not below it.": lambda y, p, t: precision_and_recall(y, -p, 1e-9 - t),
        "These are counts. Divide them.": _with(*[lambda y, c: np.sum(y[c])] * 2),
        "Shares are from 0 to 1, not in hundredths.": lambda y, p, t: np.multiply(100, precision_and_recall(y, p, t)),
        "Only one share is used for both.": lambda y, p, t: (precision_and_recall(y, p, t)[0],) * 2,
    },
    wrong=[
        lambda y, p, t: precision_and_recall(y, p.round(1), t),
        lambda y, p, t: precision_and_recall(y[:40], p[:40], t),
        lambda y, p, t: sorted(precision_and_recall(y, p, t)),
        lambda y, p, t: np.round(precision_and_recall(y, p, t), 3),
    ],
)


def cheapest_threshold(cost_of_miss, cost_of_false_alarm):
    return cost_of_false_alarm / (cost_of_false_alarm + cost_of_miss)


Function(
    cheapest_threshold,
    tries=lambda random: {
        "a miss costs more": random.uniform([2, 0.1], [50, 1.9], (4, 2)).tolist(),
        "a false alarm costs more": random.uniform([0.1, 2], [1.9, 50], (4, 2)).tolist(),
        "whole numbers": random.integers(1, 30, (3, 2)).tolist(),
        "both cost the same": [(cost, cost) for cost in random.uniform(0.2, 9, 2)],
        "a false alarm of 1": [(random.uniform(2, 20), 1.0), (random.uniform(0.1, 0.9), 1)],
        "large costs and small ones": [(size * random.uniform(0.1, 1, 2)).tolist() for size in (1e6, 1e4, 1, 0.1)],
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
        lambda m, a: Fraction(a) / (Fraction(a) + Fraction(m)),
        lambda m, a: [np.float32(a) / np.float32(a + m)],
        lambda m, a: np.linalg.solve([[m + a]], [a]),
        lambda m, a: np.linspace(0, 1, 1_000_001)[np.argmin(np.abs(np.linspace(-a, m, 1_000_001)))],
    ],
    mistakes={
        "The dearer a miss, the lower the threshold. Here it gets higher.": lambda m, a: m / (a + m),
        "This is the ratio of the costs. If p costs one of them, what does 1 - p cost?": lambda m, a: a / m,
        "`0.5` is right only if both mistakes cost the same.": lambda m, a: 0.5,
        "This holds if a false alarm costs 1. Where does its cost come in?": lambda m, a: 1 / (1 + m),
        "`//` rounds down to a whole number. Divide with /.": lambda m, a: a // (a + m),
        "Return the threshold as it is, not rounded.": lambda m, a: round(a / (a + m), 2),
        "Check the sign: p and 1 - p go in opposite directions.": lambda m, a: a / (m - a) if m != a else np.inf,
        "One divided by the sum: which of the two costs belongs on top?": lambda m, a: 1 / (a + m),
        "The brackets are missing: this divides by one cost and adds the other.": lambda m, a: a / a + m,
    },
    wrong=[lambda m, a: min(a / (a + m), 0.5), lambda m, a: a / (1 + m), lambda m, a: round(a / (a + m), 3)],
)


def called_malignant(logits, threshold):
    return 1 / (1 + np.exp(-logits)) >= threshold


def _near(random, threshold, sides=(-1, 1)):
    distances = np.outer(sides, random.uniform(0.02, 0.3, 5)).ravel()
    return random.permutation(np.log(threshold / (1 - threshold)) + distances), threshold


Function(
    called_malignant,
    tries=lambda random: {
        "a threshold of 0.5": [(random.uniform(-3, 3, 20), 0.5), _near(random, 0.5)],
        "a low threshold": [_near(random, 1 / 11), _near(random, 1e-5), _near(random, random.uniform(0.1, 0.4))],
        "a high threshold": [_near(random, 0.85), _near(random, 0.999), _near(random, random.uniform(0.6, 0.9))],
        "many tumors": [(random.uniform(-4, 4, 40), 0.1), (random.uniform(-4, 4, 50), random.uniform(0.3, 0.7))],
        "tumors at the threshold": [(np.array([0.0, -0.5, 0.0, 0.5]), 0.5), (np.zeros(1), 0.5)],
        "all on one side": [_near(random, 0.3, [1]), _near(random, 0.3, [-1]), _near(random, 0.7, [1, 2])],
        "large logits": [(random.uniform(-50, 50, 12), 0.4), (random.permutation([3000.0, 800, 0, -600]), 0.7)],
        "whole numbers": [(random.integers(-4, 5, 12), 0.3), (random.integers(-4, 5, 12) * 1.0, 0.8)],
        "one logit": [(random.uniform(-2, -1, 1), 0.2), (random.uniform(0.2, 0.7, 1), 0.6)],
    },
    worked=((np.array([-3.0, 0.0, 0.3]), 0.5), [False, True, True]),
    hints=[
        "What does the line compare with what? Can a logit be compared with a probability?",
        "What is compared with a probability must be one. Which function makes a probability of a logit?",
        "The sigmoid does: put `1 / (1 + np.exp(…))` where `logits` stands in the line.",
    ],
    right=[
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
        "The threshold is a probability already. The logits are not.": lambda z, t: z >= 1 / (1 + np.exp(-t)),
        "An exponential alone is not a probability. It may be larger than 1.": lambda z, t: np.exp(z) >= t,
        "`np.exp(3000)` is infinite: see how the lesson makes `p`.": lambda z, t: np.exp(z) / (1 + np.exp(z)) >= t,
        "This is softmax over the tumors. Each has its own probability.": lambda z, t: np.exp(z) / np.exp(z).sum() >= t,
        "Return True or False for each tumor, not the places.": lambda z, t: np.flatnonzero(1 / (1 + np.exp(-z)) >= t),
    },
    wrong=[lambda z, t: z / 4 + 0.5 >= t, lambda z, t: 1 / (1 + np.exp(-np.clip(z, -4, 4))) >= t],
)
