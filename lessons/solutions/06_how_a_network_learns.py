"""Exercises of "How a network learns": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function


def gradient(w, b, x, y):
    error = x @ w + b - y
    return 2 * x.T @ error / len(x), np.mean(2 * error)


def _by_nudging(w, b, x, y):
    def slope(dw, db):
        return np.diff([np.mean((x @ (w + side * dw) + b + side * db - y) ** 2) for side in (-1, 1)])[0] / 2e-5

    return [slope(1e-5 * one, 0) for one in np.eye(len(w))], slope(0, 1e-5)


def _by_keras(w, b, x, y):
    import keras

    model = keras.Sequential([keras.Input((len(w),)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss="mse")
    model.set_weights([w[:, None], np.array([b])])
    model.train_on_batch(x, y[:, None])
    return w - model.get_weights()[0][:, 0], b - model.get_weights()[1]


def _one_matrix(w, b, x, y):
    X = np.column_stack([x, np.ones(len(x))])
    *slopes, slope_b = 2 * X.T @ (X @ [*w, b] - y) / len(x)
    return slopes, [slope_b]


def _times(factor):
    """Return a function that gives the gradient times a number that depends on x."""
    return lambda w, b, x, y: tuple(factor(x) * one for one in gradient(w, b, x, y))


def _in_w(slopes):
    """Return a function that gives these slopes in w, from w, x and twice the error as a column, and the right one in b."""
    return lambda w, b, x, y: (slopes(w, x, 2 * (x @ w + b - y)[:, None]), gradient(w, b, x, y)[1])


def _examples(random, n, k, size=1.0):
    """Return a neuron with k inputs, n examples and their truth."""
    return random.normal(0, 2, k), random.normal(), random.normal(0, size, (n, k)), random.normal(0, 3 * size, n)


def _all_right(random):
    w, x = random.integers(-3, 4, 2).astype(float), random.integers(-3, 4, (5, 2)).astype(float)
    return w, 1.0, x, x @ w + 1.0


Function(
    gradient,
    tries=lambda random: {
        "two inputs, five examples": [_examples(random, 5, 2) for _ in range(2)],
        "three inputs, many examples": [_examples(random, 40, 3)],
        "one input": [_examples(random, 6, 1)],
        "one example": [_examples(random, 1, 3)],
        "as many examples as inputs": [_examples(random, 3, 3)],
        "more inputs than examples": [_examples(random, 2, 5)],
        "answers that are all too large": [(np.ones(2), 9.0, random.uniform(1, 2, (4, 2)), random.uniform(-2, 0, 4))],
        "answers that are all too small": [(-np.ones(2), 0.0, random.uniform(1, 2, (4, 2)), random.uniform(3, 5, 4))],
        "answers that are all right": [_all_right(random)],
        "weights and bias of 0": [(np.zeros(2), 0.0, *_examples(random, 7, 2)[2:])],
        "large numbers": [_examples(random, 6, 2, 1000.0)],
    },
    worked=(
        (np.array([2.0, -1.0]), 1.0, np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 2.0]]), np.array([0.0, 1.0, 2.0])),
        ([6.0, -2.0], 2.0),
    ),
    hints=[
        "What does the neuron answer when `x` is a table, and by what does the error change for each unit of one weight?",
        "First `error = x @ w + b - y`. The slope of one weight is the mean of `2 * error * column`, with its column of `x`.",
        "`x.T @ error` multiplies each column by the errors and adds up. Times 2, divided by `len(x)`. For `b` as before.",
    ],
    right=[
        lambda w, b, x, y: [np.mean(2 * (x @ w + b - y)[:, None] * x, axis=0), 2 * (x @ w + b - y).sum() / len(y)],
        lambda w, b, x, y: ([np.mean(2 * (x @ w + b - y) * one) for one in x.T], [2 * (np.mean(x @ w - y) + b)]),
        lambda w, b, x, y: (
            2 * (x.T @ x @ w + b * x.sum(axis=0) - y @ x) / len(x),
            np.float32(2 * np.mean(x @ w + b - y)),
        ),
        _by_nudging,
        _by_keras,
        _one_matrix,
    ],
    mistakes={
        "The 2 that comes from the square is missing.": _times(lambda x: 0.5),
        "The sign is turned around: the error is the answer minus the truth.": _times(lambda x: -1),
        "This is the sum over the examples. The loss is a mean, and so are its slopes.": _times(len),
        "This divides by the number of inputs. Divide by the number of examples.": _times(
            lambda x: len(x) / x.shape[1]
        ),
        "The slopes in w come first, then the slope in b.": lambda *given: gradient(*given)[::-1],
        "The slope in b is missing: write it after a comma.": lambda *given: gradient(*given)[0],
        "Keep the two apart: the slopes in w, a comma, the slope in b.": lambda *given: np.hstack(gradient(*given)),
        "The bias is missing in the error.": lambda w, b, x, y: gradient(w, 0, x, y),
        "These are the slopes for each example. Their means are still to be taken.": lambda w, b, x, y: (
            2 * (x @ w + b - y)[:, None] * x,
            2 * (x @ w + b - y),
        ),
        "The slope in b is right. The slopes in w are not averaged yet.": _in_w(lambda w, x, slopes: slopes * x),
        "The error changes by x for each unit of w: multiply it by x, not by w.": _in_w(
            lambda w, x, slopes: slopes.mean() * w
        ),
        "Multiply each error by its own x before you take the mean.": _in_w(
            lambda w, x, slopes: slopes.mean() * x.mean(axis=0)
        ),
        "Here all weights share one slope. Each has its own: take the mean over the examples only.": _in_w(
            lambda w, x, slopes: np.mean(slopes * x)
        ),
        "This takes the mean across the inputs. Go down the examples: axis=0.": _in_w(
            lambda w, x, slopes: np.mean(slopes * x, axis=1)
        ),
        "The slopes in w are right. How fast does the error change for each unit of b?": lambda w, b, x, y: (
            gradient(w, b, x, y)[0],
            np.mean(2 * (x @ w + b - y) * b),
        ),
    },
    wrong=[
        lambda w, b, x, y: (np.mean(2 * (w * x + b - y) * x), np.mean(2 * (w * x + b - y))),  # the cell above
        lambda *given: gradient(*given)[1],
        _times(lambda x: len(x) / 3),
        _in_w(lambda w, x, slopes: x @ slopes[:, 0] / len(x)),
        _in_w(lambda w, x, slopes: np.mean(slopes * x, axis=0)[:2]),
        _in_w(lambda w, x, slopes: np.mean(np.sign(slopes) * x, axis=0)),
        _in_w(lambda w, x, slopes: np.mean(slopes * abs(x), axis=0)),
        lambda *given: tuple(abs(one) for one in gradient(*given)),
        lambda *given: tuple(np.round(one, 2) for one in gradient(*given)),
        lambda w, b, x, y: ([np.mean(2 * (x[:, i] * w[i] + b - y) * x[:, i]) for i in range(len(w))], 0),
    ],
)


def largest_learning_rate(x):
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / np.linalg.eigvalsh(2 * X.T @ X / len(X)).max()


def _curvatures(x):
    """Return the matrix whose eigenvalues are the curvatures."""
    X = np.column_stack([x, np.ones(len(x))])
    return 2 * X.T @ X / len(X)


def _power_iteration(x):
    matrix = _curvatures(x)
    direction = matrix[-1]
    for _ in range(2000):
        direction = matrix @ direction
        direction = direction / np.linalg.norm(direction)
    return [2 / (direction @ matrix @ direction)]


def _standardized(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


Function(
    largest_learning_rate,
    tries=lambda random: {
        "one input, far from 0": [(random.normal(26, 4, (9, 1)),), (random.normal(-7, 2, (30, 1)),)],
        "one standardized input": [(_standardized(random.normal(0, 1, (12, 1))),)],
        "one input, close to 0": [(random.normal(0, 0.4, (8, 1)),)],
        "several inputs": [(random.normal(0, 2, (7, 3)),), (random.normal(1, 1, (20, 4)),)],
        "inputs of very different size": [(random.normal(2, [0.1, 9], (8, 2)),), (random.normal(2, [9, 0.1], (8, 2)),)],
        "small inputs": [(random.normal(0, 0.01, (6, 2)),)],
        "large inputs": [(random.normal(0, 1e4, (6, 2)),)],
        "negative inputs": [(random.uniform(-5, -1, (6, 2)),)],
        "one example": [(random.normal(0, 2, (1, 2)),)],
        "more inputs than examples": [(random.normal(0, 1, (3, 5)),)],
    },
    worked=((np.array([[2.0], [-2.0]]),), 0.25),
    hints=[
        "Which cell above computes a limit, and what in it stands for the raw body mass index?",
        "Put a column of ones beside `x`, build the matrix of the curvatures, find the largest of them, and divide 2 by it.",
        "Write `X = np.column_stack([x, np.ones(len(x))])`. Then divide 2 by the largest of `eigvalsh(2 * X.T @ X / len(x))`.",
    ],
    right=[
        lambda x: len(x) / np.linalg.norm(np.column_stack([np.ones(len(x)), x]), 2) ** 2,
        lambda x: 1 / max(np.linalg.eigvals(_curvatures(x) / 2).real),
        lambda x: [[2 / np.linalg.norm(_curvatures(x), 2)]],
        lambda x: (2 / one for one in np.linalg.eigvalsh(_curvatures(x))[-1:]),
        lambda x: np.float32(2 / np.linalg.svd(_curvatures(x), compute_uv=False)[0]),
        _power_iteration,
    ],
    mistakes={
        "The bias is a parameter too: add the column of ones.": lambda x: len(x) / np.linalg.norm(x, 2) ** 2,
        "This is the largest curvature. The limit is 2 divided by it.": lambda x: 2 / largest_learning_rate(x),
        "The loss is a mean: divide X.T @ X by the number of examples.": lambda x: largest_learning_rate(x) / len(x),
        "The 2 before X.T, which comes from the square, is missing.": lambda x: 2 * largest_learning_rate(x),
        "The limit is 2 divided by the largest curvature, not 1.": lambda x: largest_learning_rate(x) / 2,
        "Turn the fraction around: 2 divided by the curvature.": lambda x: 1 / largest_learning_rate(x),
        "This is the flattest direction. The most curved one decides.": lambda x: (
            2 / np.linalg.eigvalsh(_curvatures(x)).min()
        ),
        "Here is a limit for each direction. The most curved one decides.": lambda x: (
            2 / np.linalg.eigvalsh(_curvatures(x))
        ),
        "This adds up the curvatures of all directions. Only the largest decides.": lambda x: (
            2 / _curvatures(x).trace()
        ),
        "This is the largest entry of the matrix, not its largest eigenvalue.": lambda x: 2 / _curvatures(x).max(),
    },
    wrong=[
        lambda x: largest_learning_rate(x[:, :1]),
        lambda x: largest_learning_rate(_standardized(x) if len(x) > 1 else x),
        lambda x: 2 / np.linalg.eigvals(_curvatures(x))[0].real,
        lambda x: 2 / np.linalg.eigvals(_curvatures(x))[-1].real,
        lambda x: 2 / np.linalg.norm(_curvatures(x)),
        lambda x: 2 / np.linalg.norm(_curvatures(x), np.inf),
        lambda x: 1 / max(1, np.mean(x**2)),
        lambda x: round(largest_learning_rate(x), 3),
        lambda x: min(largest_learning_rate(x), 0.9),
        lambda x: 1.0,
    ],
)


def slopes_at_hidden(at_answers, W2, hidden):
    return (at_answers @ W2.T) * (hidden > 0)


def _data_frame(at_answers, W2, hidden):
    import pandas as pd

    return pd.DataFrame(at_answers @ W2.T).where(hidden > 0, 0.0)


def _sparse(at_answers, W2, hidden):
    from scipy import sparse

    return sparse.csr_array(at_answers @ W2.T * (hidden > 0))


def _set_to_0(at_answers, W2, hidden):
    slopes = (W2 @ at_answers.T).T
    slopes[hidden == 0] = 0
    return slopes


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
        "one hidden neuron": [_network(random, 7, 3, 1)],
        "as many examples as answers and neurons": [_network(random, 3, 3, 3)],
        "more answers than hidden neurons": [_network(random, 5, 6, 2)],
        "small hidden numbers": [_network(random, 5, 2, 3, 1e-6)],
        "large hidden numbers": [_network(random, 5, 2, 3, 1e3)],
        "hidden numbers that are all 0": [(*_network(random, 3, 2, 4)[:2], np.zeros((3, 4)))],
        "hidden numbers that are all positive": [(*_network(random, 3, 2, 4)[:2], random.uniform(0.1, 9, (3, 4)))],
        "slopes of 0 at the answers": [(np.zeros((4, 2)), *_network(random, 4, 2, 3)[1:])],
    },
    worked=(
        (
            np.array([[1.0, -1.0], [-2, 0.3]]),
            np.array([[3.0, 1], [-1, 2], [0.5, 4]]),
            np.array([[0, 2.0, 0.5], [4, 0, 3]]),
        ),
        [[0, -3, -3.5], [-5.7, 0, 0.2]],
    ),
    hints=[
        "What did `backward` do to get from `at_answers` to the hidden numbers, and which part of it belongs to tanh alone?",
        "Go back through the weights as in step 3. Then multiply by the slope of ReLU in place of that of tanh.",
        "Multiply `at_answers @ W2.T` by 1 where the hidden number is positive, and by 0 elsewhere.",
    ],
    right=[
        lambda a, W, h: np.where(h > 0, a @ W.T, 0.0),
        lambda a, W, h: [W @ slope * np.sign(numbers) for slope, numbers in zip(a, h, strict=True)],
        lambda a, W, h: np.einsum("no,ho,nh->nh", a, W, h > 0),
        lambda a, W, h: ((a @ W.T)[i] * (h[i] != 0) for i in range(len(h))),
        lambda a, W, h: np.dot(a, W.T).astype("float32")[None] * h.astype(bool),
        _set_to_0,
        _data_frame,
        _sparse,
    ],
    mistakes={
        "That is the slope of tanh. The slope of ReLU is 1 or 0.": lambda a, W, h: a @ W.T * (1 - h**2),
        "Back through the weights is right. Multiply by the slope of ReLU as well.": lambda a, W, h: a @ W.T,
        "Multiply by the slope of ReLU (1 or 0), not by its answer.": lambda a, W, h: a @ W.T * h,
        "Here ReLU looks at the slopes. Its own slope depends on the hidden numbers.": lambda a, W, h: np.maximum(
            a @ W.T, 0
        ),
        "These are the slopes where ReLU answers 0. Keep the others.": lambda a, W, h: a @ W.T * (h == 0),
        "Each example keeps its own row here. Do not add them up.": lambda a, W, h: (a @ W.T * (h > 0)).sum(axis=0),
        "Here the rows are the neurons. Let each example be a row, as in `hidden`.": lambda a, W, h: (
            W @ a.T * (h > 0).T
        ),
        "This is the slope of ReLU alone. The way back through the weights is missing.": lambda a, W, h: h > 0,
        "The mean is already in the slopes at the answers: do not divide again.": lambda a, W, h: (
            a @ W.T * (h > 0) / len(h)
        ),
        "These are the slopes of the last weights, step 2. Go on to step 3.": lambda a, W, h: h.T @ a,
    },
    wrong=[
        lambda a, W, h: a.T @ W.T * (h > 0),
        lambda a, W, h: a @ W * (h > 0),
        lambda a, W, h: a @ W.T * (h >= 0.5),
        lambda a, W, h: np.abs(a @ W.T) * (h > 0),
        lambda a, W, h: a @ np.abs(W).T * (h > 0),
        lambda a, W, h: np.round(a @ W.T * (h > 0), 1),
        lambda a, W, h: a[:, :1] @ W[:, :1].T * (h > 0),
        lambda a, W, h: a @ W.T * np.minimum(h, 1),
        lambda a, W, h: a.sum(axis=1, keepdims=True) * W.sum(axis=1) * (h > 0),
    ],
)
