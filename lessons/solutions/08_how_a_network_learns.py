"""Exercises of "How a network learns": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function


def gradient(w, b, x, y):
    error = x @ w + b - y
    return 2 * x.T @ error / len(x), np.mean(2 * error)


def _times(factor):
    return lambda w, b, x, y: tuple(factor(x) * one for one in gradient(w, b, x, y))


def _in_w(slopes):
    """Return a function that gives these slopes in w, from w, x and twice the error as a column, and is right in b."""
    return lambda w, b, x, y: (slopes(w, x, 2 * (x @ w + b - y)[:, None]), gradient(w, b, x, y)[1])


def _examples(random, n, k, size=1.0):
    """Return a neuron with k inputs, n examples and their truth."""
    return random.normal(0, 2, k), random.normal(), random.normal(0, size, (n, k)), random.normal(0, 3 * size, n)


def _whole(random, off):
    """Return whole numbers; the last answer is off by so much, and the others are right."""
    w, x = random.integers(-3, 4, 2), random.integers(1, 4, (5, 2))
    return w, 1, x, x @ w + 1 - [0, 0, 0, 0, off]


Function(
    gradient,
    tries=lambda random: {
        "three inputs, many examples": [_examples(random, 40, 3)],
        "one input": [_examples(random, 6, 1)],
        "one example": [_examples(random, 1, 3)],
        "as many examples as inputs": [_examples(random, 3, 3)],
        "more inputs than examples": [_examples(random, 2, 5)],
        "large numbers": [_examples(random, 6, 2, 1000.0)],
        "whole numbers": [_whole(random, 1), _whole(random, -3)],
        "answers that are all right": [_whole(random, 0)],
    },
    worked=((np.array([2, -1]), 1, np.array([[1, 0], [2, 1], [0, 2]]), np.array([0, 1, 2])), ([6, -2], 2)),
    hints=[
        "What does the neuron answer when `x` is a table, and by what does the error change for each unit of one weight?",
        "First `error = x @ w + b - y`. The slope of one weight is the mean of `2 * error * column`, its column of `x`.",
        "`x.T @ error` multiplies each column by the errors and adds up. Times 2, divided by `len(x)`. For `b` as before.",
    ],
    right=[
        lambda w, b, x, y: [np.mean(2 * (x @ w + b - y)[:, None] * x, axis=0), 2 * (x @ w + b - y).sum() / len(y)],
        lambda w, b, x, y: ([np.mean(2 * (x @ w + b - y) * one) for one in x.T], [2 * (np.mean(x @ w - y) + b)]),
        lambda w, b, x, y: (2 * (x.T @ x @ w + b * x.sum(0) - y @ x) / len(x), np.float32(2 * np.mean(x @ w + b - y))),
    ],
    mistakes={
        "The 2 that comes from the square is missing.": _times(lambda x: 0.5),
        "The sign is turned around: the error is the answer minus the truth.": _times(lambda x: -1),
        "This is the sum over the examples. The loss is a mean, and so are its slopes.": _times(len),
        "Divide by the number of examples, not by that of inputs.": _times(lambda x: len(x) / x.shape[1]),
        "The slopes in w come first, then the slope in b.": lambda *given: gradient(*given)[::-1],
        "The slope in b is missing: write it after a comma.": lambda *given: gradient(*given)[0],
        "Keep the two apart: the slopes in w, a comma, the slope in b.": lambda *given: np.hstack(gradient(*given)),
        "The bias is missing in the error.": lambda w, b, x, y: gradient(w, 0, x, y),
        "Take the mean over the examples.": lambda w, b, x, y: ((e := 2 * (x @ w + b - y))[:, None] * x, e),
        "The slopes in w are not averaged yet, as that in b is.": _in_w(lambda w, x, s: s * x),
        "The error changes by x for each unit of w: multiply it by x.": _in_w(lambda w, x, s: s.mean() * w),
        "Multiply each error by its own x, then average.": _in_w(lambda w, x, s: s.mean() * x.mean(axis=0)),
        "Here all weights share one slope. Average over the examples only.": _in_w(lambda w, x, s: np.mean(s * x)),
        "This averages across the inputs. Go down the examples: axis=0.": _in_w(lambda w, x, s: np.mean(s * x, 1)),
        "How does the error change with b?": lambda w, b, *xy: (gradient(w, b, *xy)[0], b * gradient(w, b, *xy)[1]),
    },
    wrong=[
        lambda w, b, x, y: (np.mean(2 * (w * x + b - y) * x), np.mean(2 * (w * x + b - y))),  # the cell above
        lambda w, b, x, y: ([np.mean(2 * (x[:, i] * w[i] + b - y) * x[:, i]) for i in range(len(w))], 0),
        lambda w, b, x, y: (gradient(w, b, x, y)[0].astype(w.dtype), gradient(w, b, x, y)[1]),
        *(lambda *given, change=change: tuple(map(change, gradient(*given))) for change in (abs, np.round)),
        *(_in_w(lambda w, x, s, kind=kind: np.mean(s * kind(x), axis=0)) for kind in (abs, np.sign)),
    ],
)


def largest_learning_rate(x):
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / np.linalg.eigvalsh(2 * X.T @ X / len(X)).max()


def _by(size):
    """Return a function that divides 2 by a size of the matrix whose eigenvalues are the curvatures."""

    @np.errstate(divide="ignore")
    def limit(x):
        X = np.column_stack([x, np.ones(len(x))])
        return 2 / size(2 * X.T @ X / len(X))

    return limit


Function(
    largest_learning_rate,
    tries=lambda random: {
        "one input": [(random.normal(*size, (9, 1)),) for size in ((26, 4), (-7, 2), (0, 0.4))],
        "one standardized input": [(np.array([[-1.0], [1.0]] * 6),)],
        "several inputs": [(random.normal(0, 2, (7, 3)),), (random.normal(1, 1, (20, 4)),)],
        "inputs of very different size": [(random.normal(2, [0.1, 9], (8, 2)),), (random.normal(2, [9, 0.1], (8, 2)),)],
        "small or large inputs": [(random.normal(0, size, (6, 2)),) for size in (0.01, 1e4)],
        "negative whole numbers": [(random.integers(-5, 0, (6, 2)),)],
        "one example": [(random.normal(0, 2, (1, 2)),)],
        "inputs that rise as others fall": [(np.array([[3.0, -3.0], [-3.0, 3.0]]),)],
        "more inputs than examples": [(random.normal(0, 1, (3, 5)),)],
    },
    worked=((np.array([[2.0], [-2.0]]),), 0.25),
    hints=[
        "Which cell above computes a limit, and what in it stands for the raw body mass index?",
        "Put a column of ones beside `x`, build the matrix of the curvatures, find the largest of them, and divide 2 by it.",
        "Write `X = np.column_stack([x, np.ones(len(x))])`. Then divide 2 by the largest of `eigvalsh(2 * X.T @ X / len(x))`.",
    ],
    right=[_by(lambda A: np.linalg.norm(A, 2)), _by(lambda A: np.linalg.eigvals(A).real.max(keepdims=True))],
    mistakes={
        "The bias is a parameter too: add the column of ones.": lambda x: len(x) / np.linalg.norm(x, 2) ** 2,
        "This is the largest curvature. The limit is 2 divided by it.": lambda x: 2 / largest_learning_rate(x),
        "The loss is a mean: divide X.T @ X by the number of examples.": lambda x: largest_learning_rate(x) / len(x),
        "The 2 before X.T, which comes from the square, is missing.": lambda x: 2 * largest_learning_rate(x),
        "The limit is 2 divided by the largest curvature, not 1.": lambda x: largest_learning_rate(x) / 2,
        "Turn the fraction around: 2 divided by the curvature.": lambda x: 1 / largest_learning_rate(x),
        "This is the flattest direction. The most curved one decides.": _by(lambda A: np.linalg.eigvalsh(A)[0]),
        "Here is a limit for each direction. The most curved one decides.": _by(np.linalg.eigvalsh),
        "This adds up the curvatures of all directions. Only the largest decides.": _by(np.trace),
        "This is the largest entry of the matrix, not its largest eigenvalue.": _by(np.max),
    },
    wrong=[
        *(_by(lambda A, i=i: np.linalg.eigvals(A)[i].real) for i in (0, -1)),
        *(_by(lambda A, kind=kind: np.linalg.norm(A, kind)) for kind in ("fro", np.inf)),
        lambda x: largest_learning_rate(x[:, :1]),
        lambda x: largest_learning_rate(x - x.mean(axis=0)),
        lambda x: round(largest_learning_rate(x), 3),
    ],
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
        "Go back through the weights as in step 3. Then multiply by the slope of ReLU in place of that of tanh.",
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
        "These are the slopes of the last weights, step 2. Go on to step 3.": lambda a, W, h: h.T @ a,
    },
    wrong=[
        *(lambda a, W, h, kind=kind: kind(a @ W.T * (h > 0)) for kind in (abs, np.round)),
        lambda a, W, h: a @ W * (h > 0),
        lambda a, W, h: a @ W.T * (h >= 0.5),
        lambda a, W, h: a[:, :1] @ W[:, :1].T * (h > 0),
        lambda a, W, h: a.sum(axis=1, keepdims=True) * W.sum(axis=1) * (h > 0),
    ],
)
