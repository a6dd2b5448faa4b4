"""Exercises of "Backpropagation": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def slope_of_w2():
    hidden = np.tanh(0.4 * 2)
    answer = 1.5 * hidden
    return 2 * answer * hidden


Value(
    slope_of_w2,
    worked=1.3228,
    relative=6e-3,
    hints=[
        "How much does the answer change when `w2` grows by 1?",
        "The answer is `w2` times the hidden number. So multiply the slope at the answer by the hidden number.",
        "It is 1.992 · 0.664.",
    ],
    right=[1.32, 1.323, [np.float32(1.3228)], np.array([[1.3228]])],
    mistakes={
        "That is the slope at the answer. Multiply it by what `w2` multiplies.": 1.992,
        "That is the slope at the hidden number. `w2` lies on the other branch: go back from the answer.": 2.988,
        "That is the hidden number, by which the slope at the answer is to be multiplied.": 0.664,
        "That is the slope at the weighted sum.": 1.671,
        "That is the slope at `w1`.": 3.341,
        "Multiply the slope at the answer by the hidden number, not the answer.": 0.661,
        "That multiplies by `w2` as well. How the answer changes with `w2` does not depend on `w2`.": 1.984,
    },
    wrong=["1.32", (1.3, 2), 1.5, -1.3228],
)


def slopes_at_hidden(at_answers, W2, hidden):
    return (at_answers @ W2.T) * (hidden > 0)


def _network(random, n, answers, neurons, size=1.0):
    """Return slopes at the answers, weights, and hidden numbers of which about half are 0."""
    hidden = np.maximum(random.normal(0, size, (n, neurons)), 0)
    return random.normal(0, 1, (n, answers)), random.normal(0, 2, (neurons, answers)), hidden


Function(
    slopes_at_hidden,
    tries=lambda random: {
        "two answers, three hidden neurons": [_network(random, 4, 2, 3) for _ in range(2)],
        "many examples, one answer": [_network(random, 30, 1, 8)],
        "one example": [_network(random, 1, 2, 6)],
        "as many examples as answers and neurons": [_network(random, 3, 3, 3)],
        "more answers than hidden neurons": [_network(random, 5, 6, 2)],
        "small or large hidden numbers": [_network(random, 5, 2, 3, size) for size in (1e-6, 1e3)],
        "hidden numbers that are all 0": [(*_network(random, 3, 2, 4)[:2], np.zeros((3, 4)))],
        "hidden numbers that are all positive": [(*_network(random, 3, 2, 4)[:2], random.uniform(0.1, 9, (3, 4)))],
    },
    worked=(tuple(map(np.array, ([[1, -1]], [[3, 1], [-1, 2]], [[0, 2]]))), [[0, -3]]),
    hints=[
        "What did `backward` do to get from `at_answers` to the hidden numbers, and which part of it belongs to tanh alone?",
        "Go back through the weights as in step 2. Then multiply by the slope of ReLU in place of that of tanh.",
        "Multiply `at_answers @ W2.T` by 1 where the hidden number is positive, and by 0 elsewhere.",
    ],
    right=[
        lambda a, W, h: [W @ slope * np.sign(numbers) for slope, numbers in zip(a, h, strict=True)],
        lambda a, W, h: ((a @ W.T)[i] * (h[i] != 0) for i in range(len(h))),
        lambda a, W, h: np.dot(a, W.T).astype("float32")[None] * h.astype(bool),
    ],
    mistakes={
        "That is the slope of tanh. The slope of ReLU is 1 or 0.": lambda a, W, h: a @ W.T * (1 - h**2),
        "Back through the weights is right. Multiply by the slope of ReLU as well.": lambda a, W, h: a @ W.T,
        "Multiply by the slope of ReLU (1 or 0), not by its answer.": lambda a, W, h: a @ W.T * h,
        "The slope of ReLU depends on the hidden numbers, not on the slopes.": lambda a, W, h: np.maximum(a @ W.T, 0),
        "These are the slopes where ReLU answers 0. Keep the others.": lambda a, W, h: a @ W.T * (h == 0),
        "Each example keeps its own row here. Do not add them up.": lambda a, W, h: (a @ W.T * (h > 0)).sum(axis=0),
        "Here the rows are the neurons. Let each example be a row.": lambda a, W, h: W @ a.T * (h > 0).T,
        "This is the slope of ReLU alone. The way back through the weights is missing.": lambda a, W, h: h > 0,
        "The mean is already in the slopes at the answers.": lambda a, W, h: a @ W.T * (h > 0) / len(h),
        "These are the slopes of the last weights. Go back through these weights to the hidden numbers.": lambda a, W, h: (
            h.T @ a
        ),
    },
    wrong=[
        *(lambda a, W, h, kind=kind: kind(a @ W.T * (h > 0)) for kind in (abs, np.round)),
        lambda a, W, h: a @ W * (h > 0),
        lambda a, W, h: a @ W.T * (h >= 0.5),
        lambda a, W, h: a[:, :1] @ W[:, :1].T * (h > 0),
        lambda a, W, h: a.sum(axis=1, keepdims=True) * W.sum(axis=1) * (h > 0),
    ],
)
