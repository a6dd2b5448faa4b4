"""Exercises of "How sure is it": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def at_temperature(logits, temperature):
    z = (logits - logits.max()) / temperature
    return np.exp(z) / np.exp(z).sum()


def _softmax(z):
    return np.exp(z - np.max(z)) / np.exp(z - np.max(z)).sum()


def _logits(random, classes=10, size=3.0):
    return random.normal(0, size, classes).round(2)


Function(
    at_temperature,
    tries=lambda random: {
        "a temperature above 1": [(_logits(random), 1.5), (_logits(random), float(random.uniform(2, 4)))],
        "a temperature of 1": [(_logits(random), 1.0), (_logits(random, 3), 1)],
        "a temperature below 1": [(_logits(random), 0.5), (_logits(random, 4), float(random.uniform(0.3, 0.8)))],
        "a high temperature": [(_logits(random), 50.0)],
        "two classes": [(np.array([2.0, 0.0]), 2.0), (_logits(random, 2), 3.0)],
        "equal logits": [(np.zeros(5), 2.0), (np.full(4, 7.5), 1.7)],
        "large logits": [(np.array([3000.0, 2998.0, 0.0]), 2.0), (_logits(random, 10, 1000), 1.6)],
        "large negative logits": [(np.array([-2000.0, -2001.0, -2003.0]), 1.5)],
        "whole numbers": [(np.array([3, 1, 0, -2]), 2)],
    },
    worked=((np.array([2.0, 0.0]), 2.0), [0.731, 0.269]),
    absolute=2e-3,
    hints=[
        "What is divided by the temperature: the logits or the probabilities? And what keeps `exp` from overflowing?",
        "Divide the logits by the temperature, subtract the largest, take the exponentials, divide by their sum.",
        "With `z = (logits - logits.max()) / temperature` it is a softmax of `z`.",
    ],
    right=[
        lambda logits, t: _softmax(logits / t),
        lambda logits, t: np.exp(logits / t - np.logaddexp.reduce(logits / t)),
        lambda logits, t: _softmax(np.asarray(logits, dtype=float) / t).tolist(),
    ],
    mistakes={
        "This is the softmax without a temperature.": lambda logits, t: _softmax(logits),
        "Divide by the temperature: times it makes the network louder.": lambda logits, t: _softmax(logits * t),
        "The logits are divided, before the softmax. After it, the sum is no longer 1.": (
            lambda logits, t: _softmax(logits) / t
        ),
        "Right for small logits. But `exp(1500)` is infinite: subtract the largest first.": (
            lambda logits, t: np.exp(logits / t) / np.exp(logits / t).sum()
        ),
        "Subtract the largest before you divide by the temperature, or divide it, too.": (
            lambda logits, t: np.exp(logits / t - logits.max()) / np.exp(logits / t - logits.max()).sum()
        ),
        "These are the exponentials. Divide by their sum.": lambda logits, t: np.exp((logits - logits.max()) / t),
        "These are the logits at the temperature. Softmax is missing.": lambda logits, t: logits / t,
        "This is how sure it is. All the probabilities are asked for.": lambda logits, t: _softmax(logits / t).max(),
    },
    wrong=[lambda logits, t: np.full(len(logits), 1 / len(logits)), lambda logits, t: _softmax(logits / 2)],
)


def images_needed():
    return 0.85 * (1 - 0.85) / 0.001**2


Value(
    images_needed,
    worked=127500,
    relative=0.01,
    hints=[
        "Which n makes √(s · (1 − s) / n) equal to 0.001?",
        "Square both sides: s · (1 − s) / n is 0.001 times 0.001. Then solve for n.",
        "It is 0.85 · 0.15, divided by 0.001 twice.",
    ],
    right=[127500.0, np.array(127500), [127_500], 128_000],
    mistakes={
        "The root of n counts, not n: divide by 0.001 twice.": 127.5,
        "This forgets to take (1 − s) into account.": 850_000,
        "Eight times less noise takes more than eight times as many images.": 16_000,
        "Without the share: s · (1 − s) belongs above.": 1_000_000,
        "This would be the root of s · (1 − s), divided by 0.001.": 357,
    },
    wrong=[2000, 0, "127500", -127500, 100_000],
)
