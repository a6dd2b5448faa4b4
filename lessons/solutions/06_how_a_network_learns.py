"""Answers to the exercises of "How a network learns", right ones and wrong ones that the checks must catch."""

import numpy as np


def gradient(w, b, x, y):
    error = w * x + b - y
    return np.mean(2 * error * x), np.mean(2 * error)


def gradient__right_dot_products(w, b, x, y):
    error = w * x + b - y
    return [2 * error @ x / len(x), 2 * error.sum() / len(x)]


def gradient__right_by_nudging(w, b, x, y):
    def loss(w, b):
        return np.mean((w * x + b - y) ** 2)

    return (loss(w + 1e-5, b) - loss(w - 1e-5, b)) / 2e-5, (loss(w, b + 1e-5) - loss(w, b - 1e-5)) / 2e-5


def gradient__right_one_matrix(w, b, x, y):
    X = np.column_stack([x, np.ones(len(x))])
    return 2 * X.T @ (X @ [w, b] - y) / len(x)


def gradient__right_multiplied_out(w, b, x, y):
    slope_b = 2 * (w * x.mean() + b - y.mean())
    return np.array([2 * (w * np.mean(x**2) + b * x.mean() - np.mean(x * y))]), slope_b


def gradient__right_by_keras(w, b, x, y):
    import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss="mse")
    model.set_weights([np.array([[w]]), np.array([b])])
    model.train_on_batch(x[:, None], y[:, None])
    kernel, bias = model.get_weights()
    return w - kernel[0, 0], b - bias[0]


def gradient__wrong_no_two(w, b, x, y):
    """The 2 that comes from the square is missing."""
    error = w * x + b - y
    return np.mean(error * x), np.mean(error)


def gradient__wrong_sign(w, b, x, y):
    """The sign is turned around: the error is the answer minus the truth."""
    error = y - w * x - b
    return np.mean(2 * error * x), np.mean(2 * error)


def gradient__wrong_sum(w, b, x, y):
    """This is the sum over the examples. The loss is a mean, and so are its slopes."""
    error = w * x + b - y
    return np.sum(2 * error * x), np.sum(2 * error)


def gradient__wrong_order(w, b, x, y):
    """The slope in w comes first, then the slope in b."""
    error = w * x + b - y
    return np.mean(2 * error), np.mean(2 * error * x)


def gradient__wrong_times_w(w, b, x, y):
    """The error changes by x for each unit of w: multiply it by x, not by w."""
    error = w * x + b - y
    return np.mean(2 * error * w), np.mean(2 * error)


def gradient__wrong_no_bias(w, b, x, y):
    """The bias is missing in the error."""
    error = w * x - y
    return np.mean(2 * error * x), np.mean(2 * error)


def gradient__wrong_not_averaged(w, b, x, y):
    """These are the slopes for each example. Their means are still to be taken."""
    error = w * x + b - y
    return 2 * error * x, 2 * error


def gradient__wrong_product_of_means(w, b, x, y):
    """Multiply each error by its own x before you take the mean."""
    error = w * x + b - y
    return 2 * error.mean() * x.mean(), np.mean(2 * error)


def gradient__wrong_only_w(w, b, x, y):
    return np.mean(2 * (w * x + b - y) * x)


def gradient__wrong_three_examples_only(w, b, x, y):
    error = w * x + b - y
    return 2 * sum(error * x) / 3, 2 * sum(error) / 3


def largest_learning_rate(x):
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / np.linalg.eigvalsh(2 * X.T @ X / len(X)).max()


def largest_learning_rate__right_singular_values(x):
    X = np.column_stack([np.ones(len(x)), x])
    return len(x) / np.linalg.norm(X, 2) ** 2


def largest_learning_rate__right_means(x):
    X = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    return 1 / max(np.linalg.eigvals((X[:, :, None] * X[:, None, :]).mean(axis=0)).real)


def largest_learning_rate__right_power_iteration(x):
    X = np.column_stack([x, np.ones(len(x))])
    direction = X[0]
    for _ in range(200):
        direction = X.T @ (X @ direction)
        direction = direction / np.linalg.norm(direction)
    return [len(X) / np.sum((X @ direction) ** 2)]


def largest_learning_rate__wrong_no_ones(x):
    """The bias is a parameter too: add the column of ones."""
    return 2 / np.linalg.eigvalsh(2 * x.T @ x / len(x)).max()


def largest_learning_rate__wrong_curvature(x):
    """This is the largest curvature. The limit is 2 divided by it."""
    return 2 / largest_learning_rate(x)


def largest_learning_rate__wrong_sum(x):
    """The loss is a mean: divide X.T @ X by the number of examples."""
    return largest_learning_rate(x) / len(x)


def largest_learning_rate__wrong_no_two(x):
    """The 2 before X.T, which comes from the square, is missing."""
    return 2 * largest_learning_rate(x)


def largest_learning_rate__wrong_smallest(x):
    """This is the flattest direction. The most curved one decides."""
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / np.linalg.eigvalsh(2 * X.T @ X / len(X)).min()


def largest_learning_rate__wrong_all_directions(x):
    """Here is a limit for each direction. The most curved one decides."""
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / np.linalg.eigvalsh(2 * X.T @ X / len(X))


def largest_learning_rate__wrong_added_up(x):
    """This adds up the curvatures of all directions. Only the largest decides."""
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / np.trace(2 * X.T @ X / len(X))


def largest_learning_rate__wrong_largest_entry(x):
    """This is the largest entry of the matrix, not its largest eigenvalue."""
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / (2 * X.T @ X / len(X)).max()


def largest_learning_rate__wrong_first_input_only(x):
    return largest_learning_rate(x[:, :1])


def slopes_at_hidden(at_answers, W2, hidden):
    return at_answers @ W2.T * (hidden > 0)


def slopes_at_hidden__right_where(at_answers, W2, hidden):
    return np.where(hidden > 0, at_answers @ W2.T, 0.0)


def slopes_at_hidden__right_example_by_example(at_answers, W2, hidden):
    return [W2 @ slope * np.sign(numbers) for slope, numbers in zip(at_answers, hidden, strict=True)]


def slopes_at_hidden__right_einsum(at_answers, W2, hidden):
    return np.einsum("no,ho,nh->nh", at_answers, W2, hidden > 0)


def slopes_at_hidden__right_set_to_0(at_answers, W2, hidden):
    slopes = (W2 @ at_answers.T).T
    slopes[hidden == 0] = 0
    return slopes


def slopes_at_hidden__right_data_frame(at_answers, W2, hidden):
    import pandas as pd

    return pd.DataFrame(at_answers @ W2.T).where(hidden > 0, 0.0)


def slopes_at_hidden__wrong_tanh(at_answers, W2, hidden):
    """That is the slope of tanh. The slope of ReLU is 1 or 0."""
    return at_answers @ W2.T * (1 - hidden**2)


def slopes_at_hidden__wrong_no_relu(at_answers, W2, hidden):
    """Back through the weights is right. Multiply by the slope of ReLU as well."""
    return at_answers @ W2.T


def slopes_at_hidden__wrong_relu_itself(at_answers, W2, hidden):
    """Multiply by the slope of ReLU (1 or 0), not by its answer."""
    return at_answers @ W2.T * hidden


def slopes_at_hidden__wrong_relu_of_the_slopes(at_answers, W2, hidden):
    """Here ReLU looks at the slopes. Its own slope depends on the hidden numbers."""
    return np.maximum(at_answers @ W2.T, 0)


def slopes_at_hidden__wrong_turned_around(at_answers, W2, hidden):
    """These are the slopes where ReLU answers 0. Keep the others."""
    return at_answers @ W2.T * (hidden == 0)


def slopes_at_hidden__wrong_added_up(at_answers, W2, hidden):
    """Each example keeps its own row here. Do not add them up."""
    return (at_answers @ W2.T * (hidden > 0)).sum(axis=0)


def slopes_at_hidden__wrong_examples_turned(at_answers, W2, hidden):
    """Turn over W2, not the slopes at the answers."""
    return at_answers.T @ W2.T * (hidden > 0)


def slopes_at_hidden__wrong_above_a_half(at_answers, W2, hidden):
    return at_answers @ W2.T * (hidden >= 0.5)
