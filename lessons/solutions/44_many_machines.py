"""Exercises of "Many machines": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function


def days(weights, tokens, cards, speed, used):
    return 6 * weights * tokens / (cards * speed * used) / (24 * 3600)


def _seconds(weights, tokens, cards, speed, used):
    return 6 * weights * tokens / (cards * speed * used)


def _with_speed(weights, tokens, cards, speed, used):
    work = 6.0 * weights * tokens
    useful = cards * speed * used
    return work / useful / 86400


Function(
    days,
    tries=lambda random: {
        "GPT-3 on 1,000 cards": [(175e9, 300e9, 1000, 312e12, 0.4)],
        "one card": [(1e6, 1e9, 1, 1e12, 1.0)],
        "some number of cards": [
            (10 ** random.uniform(6, 12), 10 ** random.uniform(9, 13), random.integers(2, 9999), 3e14, 0.37)
        ],
    },
    worked=((1e6, 1e9, 10, 1e9, 0.5), 13.8889),
    relative=1e-6,
    hints=[
        "How many operations is the whole training? And how many do all cards do in a second?",
        "The training takes `6 * weights * tokens` operations. All cards together do `cards * speed * used` in a second.",
        "Divide the operations by those of a second, and the seconds by 24 · 3600.",
    ],
    right=[_with_speed, lambda w, t, c, s, u: w * t / c / s / u * 6 / 86400],
    mistakes={
        "These are seconds. A day has 24 · 3600 of them.": _seconds,
        "These are hours. A day has 24 of them.": lambda *a: _seconds(*a) / 3600,
        "This counts 2 operations for a weight and a token: that is the way forward alone.": lambda *a: days(*a) / 3,
        "This counts one operation for a weight and a token. There are 6.": lambda *a: days(*a) / 6,
        "You have left out the share `used`.": lambda w, t, c, s, u: days(w, t, c, s, 1),
        "A card that waits needs more time: divide by `used`, do not multiply.": (
            lambda w, t, c, s, u: days(w, t, c, s, 1 / u)
        ),
        "This is for one card. All of them work at the same time.": lambda w, t, c, s, u: days(w, t, 1, s, u),
        "More cards need less time: divide by `cards`.": lambda w, t, c, s, u: days(w, t, 1 / c, s, u),
        "The tokens are missing: the six operations come anew with each of them.": (
            lambda w, t, c, s, u: days(w, 1, c, s, u)
        ),
    },
    wrong=[lambda *a: 13.9, lambda w, t, c, s, u: days(w, t, c, s, u) + 1],
)


def gradient_of_all(gradients, sizes):
    return np.average(gradients, axis=0, weights=sizes)


def _by_loop(gradients, sizes):
    total = 0
    for gradient, size in zip(gradients, sizes, strict=True):
        total = total + np.asarray(gradient) * size
    return total / np.sum(sizes)


Function(
    gradient_of_all,
    tries=lambda random: {
        "parts of different size": [(random.normal(size=(4, 3)).round(2), np.array([40, 16, 6, 2]))],
        "equal parts": [(random.normal(size=(3, 5)).round(2), np.array([8, 8, 8]))],
        "one worker": [(random.normal(size=(1, 4)).round(2), np.array([7]))],
        "a worker without examples": [(random.normal(size=(3, 2)).round(2), np.array([5, 0, 3]))],
    },
    worked=((np.array([[1.0, 0.0], [4.0, 8.0]]), np.array([2, 1])), [2.0, 2.666667]),
    hints=[
        "The gradient of a part is a mean over its examples. What would be their sum?",
        "Multiply each worker's gradient by its number of examples: that is the sum over its part. Add up all sums.",
        "Divide the sum of `size * gradient` by the number of all examples. `np.average` can do it with `weights`.",
    ],
    right=[_by_loop, lambda g, s: np.asarray(s) @ np.asarray(g) / np.sum(s)],
    mistakes={
        "This is the plain mean over workers. A part with more examples should count more.": (
            lambda g, s: np.mean(g, axis=0)
        ),
        "This is the sum over all examples. Divide it by their number.": lambda g, s: np.asarray(s) @ np.asarray(g),
        "This divides by the number of workers. Divide by the number of examples.": (
            lambda g, s: np.asarray(s) @ np.asarray(g) / len(g)
        ),
        "This is the plain sum of the gradients.": lambda g, s: np.sum(g, axis=0),
        "You divide by the sizes. A part with more examples should count more, not less.": (
            lambda g, s: np.sum(np.asarray(g) / np.asarray(s)[:, None], axis=0) / np.sum(1 / np.asarray(s))
        ),
        "This is one number for each worker: the mean should go over the workers, which is axis 0.": (
            lambda g, s: np.mean(g, axis=1)
        ),
        "This is the gradient of the first worker alone.": lambda g, s: g[0],
        "Parts of no size are no reason to give up: they count nothing.": (
            lambda g, s: gradient_of_all(g, s) if np.all(np.asarray(s) > 0) else np.full(np.shape(g)[1], np.nan)
        ),
    },
    wrong=[lambda g, s: np.zeros(2), lambda g, s: np.median(g, axis=0)],
)


def times_as_fast(computing, sending, workers):
    return computing / (computing / workers + 2 * (workers - 1) / workers * sending)


def _with_chunks(computing, sending, workers):
    turns, chunk = 2 * (workers - 1), sending / workers
    return computing / (computing / workers + turns * chunk)


Function(
    times_as_fast,
    tries=lambda random: {
        "two workers": [(6.0, 2.0, 2)],
        "one worker": [(5.0, 3.0, 1)],
        "a thousand workers": [(10.0, 0.5, 1000)],
        "some number of workers": [
            (round(random.uniform(1, 20), 1), round(random.uniform(0.1, 3), 1), int(random.integers(3, 60)))
        ],
    },
    worked=((10.0, 1.0, 4), 2.5),
    hints=[
        "How long does a step take with all workers? It has two parts, computing and the ring.",
        "Each worker computes for `computing / workers`. Then there are 2 · (workers − 1) turns, in each of which a chunk is sent.",
        "A chunk is one part of `workers`, so a turn takes `sending / workers`. Divide `computing` by the seconds of a step.",
    ],
    right=[_with_chunks, lambda c, s, n: n * c / (c + 2 * (n - 1) * s)],
    mistakes={
        "These are the seconds of a step. How many times as fast is it as one machine?": (
            lambda c, s, n: c / times_as_fast(c, s, n)
        ),
        "This is how much of the time of one machine is needed. Turn the division around.": (
            lambda c, s, n: 1 / times_as_fast(c, s, n)
        ),
        "You have left out the ring: the workers must also add up their gradients.": lambda c, s, n: n,
        "The chunks go around twice: once to be added, once to be handed out.": (
            lambda c, s, n: c / (c / n + (n - 1) / n * s)
        ),
        "In each turn only a chunk is sent, one part of `workers`, and not a whole gradient.": (
            lambda c, s, n: c / (c / n + 2 * (n - 1) * s)
        ),
        "Each way around takes one turn less than there are workers.": lambda c, s, n: c / (c / n + 2 * s),
        "The computing is shared out as well: each worker computes its part only.": (
            lambda c, s, n: c / (c + 2 * (n - 1) / n * s)
        ),
    },
    wrong=[lambda c, s, n: 2.5, lambda c, s, n: n / 2, lambda c, s, n: c / s],
)
