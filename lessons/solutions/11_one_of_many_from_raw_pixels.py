"""Answers to the exercises of "One of many, from raw pixels", right ones and wrong ones that the checks must catch."""

import numpy as np


def strokes_in_row(row):
    dark = row > 0.5
    return int(np.sum(dark[1:] & ~dark[:-1]) + dark[0])


def strokes_in_row__right_loop(row):
    count, before = 0, False
    for pixel in row:
        count += pixel > 0.5 and not before
        before = pixel > 0.5
    return count


def strokes_in_row__right_words(row):
    return len("".join("x" if pixel > 0.5 else " " for pixel in row).split())


def strokes_in_row__wrong_pixels(row):
    """These are the dark pixels. Neighbors belong to one stroke."""
    return int(np.sum(row > 0.5))


def strokes_in_row__wrong_edges(row):
    """Each stroke has a beginning and an end, and you counted both."""
    return int(np.sum(np.diff((row > 0.5).astype(int)) != 0))


def strokes_in_row__wrong_first(row):
    """A stroke that begins at the first pixel is missed."""
    return int(np.sum(np.diff((row > 0.5).astype(int)) == 1))


def strokes_in_row__wrong_any_ink(row):
    """Only pixels above 0.5 are dark."""
    return strokes_in_row((row > 0) * 1.0)


def loss_of_digit(logits, digit):
    z = logits - logits.max()
    return np.log(np.exp(z).sum()) - z[digit]


def loss_of_digit__right_in_pairs(logits, digit):
    return np.logaddexp.reduce(logits) - logits[digit]


def loss_of_digit__right_by_keras(logits, digit):
    import keras

    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)(np.array([digit]), logits[None, :])


def loss_of_digit__wrong_overflow(logits, digit):
    """Right for small logits. Here exp(1000) is infinite, or -log(0) is. Take the log of the sum of exp(logits - largest), minus (true logit - largest)."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        exponentials = np.exp(logits)
        return -np.log(exponentials[digit] / exponentials.sum())


def loss_of_digit__wrong_rounded(logits, digit):
    """Right for small logits. Here exp(1000) is infinite, or -log(0) is. Take the log of the sum of exp(logits - largest), minus (true logit - largest)."""
    exponentials = np.exp(logits - np.max(logits))
    with np.errstate(divide="ignore"):
        return -np.log(exponentials[digit] / exponentials.sum())


def loss_of_digit__wrong_probability(logits, digit):
    """This is the probability of the true class. The loss is minus its logarithm."""
    exponentials = np.exp(logits - logits.max())
    return exponentials[digit] / exponentials.sum()


def loss_of_digit__wrong_largest(logits, digit):
    """This is the loss for the most probable class. Which class is true?"""
    exponentials = np.exp(logits - logits.max())
    return -np.log((exponentials / exponentials.sum()).max())


def loss_of_digit__wrong_sign(logits, digit):
    """The logarithm of a probability is negative. A loss is minus that."""
    return -loss_of_digit(logits, digit)


def loss_of_digit__wrong_sigmoid(logits, digit):
    """This is the loss of a single yes or no. Softmax divides by the sum over all classes."""
    return np.logaddexp(0, -logits[digit])


def _network(loss, output="linear"):
    import keras
    from keras import layers

    model = keras.Sequential(
        [keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation=output)]
    )
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss=loss)
    return model


def mended_network():
    import keras

    return _network(keras.losses.SparseCategoricalCrossentropy(from_logits=True))


def mended_network__right_probabilities():
    return _network("sparse_categorical_crossentropy", "softmax")


def mended_network__right_functional():
    import keras
    from keras import layers

    pixels = keras.Input((64,))
    model = keras.Model(pixels, layers.Dense(10)(layers.Dense(128, activation="tanh")(pixels)))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss=loss)
    return model


def mended_network__right_slower():
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


def mended_network__wrong_as_it_was():
    return _network("sparse_categorical_crossentropy", "relu")


def mended_network__wrong_relu_left():
    import keras

    return _network(keras.losses.SparseCategoricalCrossentropy(from_logits=True), "relu")


def mended_network__wrong_from_logits_left_out():
    return _network("sparse_categorical_crossentropy")


def strokes_in_row__right_groups(row):
    from itertools import groupby

    return sum(1 for dark, _ in groupby(row > 0.5) if dark)


def strokes_in_row__right_by_scipy(row):
    from scipy.ndimage import label

    return label(row > 0.5)[1]


def strokes_in_row__right_by_keras(row):
    from keras import ops

    dark = ops.convert_to_tensor((np.append(0, row) > 0.5).astype("float32"))
    return ops.sum(ops.relu(dark[1:] - dark[:-1]))


def strokes_in_row__wrong_around_the_corner(row):
    """The left neighbor of the first pixel is the last one here: row[-1], or np.roll. The first has none."""
    dark = row > 0.5
    return int(np.sum(dark & ~np.roll(dark, 1)))


def strokes_in_row__wrong_half_is_dark(row):
    """A pixel of 0.5 is not dark: it must be above."""
    return strokes_in_row(row + 1e-9)


def strokes_in_row__wrong_light_runs(row):
    """These are the runs of light pixels."""
    return strokes_in_row(1 - row)


def strokes_in_row__wrong_looked_up(row):
    return {3.6: 2, 2.6: 2, 0.5: 0, 4.0: 1}.get(round(row.sum(), 1), 3)


def loss_of_digit__right_by_scipy(logits, digit):
    from scipy.special import log_softmax

    return -log_softmax(logits)[[digit]]


def loss_of_digit__right_against_each(logits, digit):
    from math import exp, log1p

    largest = max(range(len(logits)), key=lambda i: logits[i])
    others = (exp(z - logits[largest]) for i, z in enumerate(logits) if i != largest)
    return log1p(sum(others)) + logits[largest] - logits[digit]


def loss_of_digit__wrong_small_number_added(logits, digit):
    """A small number inside of the log keeps it finite, and makes large losses too small. Take the log of the sum of exp(logits - largest), minus (true logit - largest)."""
    exponentials = np.exp(logits - logits.max())
    return -np.log(exponentials[digit] / exponentials.sum() + 1e-7)


def loss_of_digit__wrong_without_the_others(logits, digit):
    """This is only the distance to the largest logit. The log of the sum of all exponentials is missing."""
    return logits.max() - logits[digit]


def loss_of_digit__wrong_binary_logarithm(logits, digit):
    """This logarithm has the base 2. The loss takes the natural one: np.log."""
    return loss_of_digit(logits, digit) / np.log(2)


def mended_network__right_partial():
    from functools import partial

    import keras

    return _network(partial(keras.losses.sparse_categorical_crossentropy, from_logits=True))


def mended_network__right_subclass():
    import keras
    from keras import layers

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.steps = [layers.Dense(64, activation="relu"), layers.Dense(10), layers.Softmax()]

        def call(self, x):
            for step in self.steps:
                x = step(x)
            return x

    model = Network()
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="sparse_categorical_crossentropy")
    return model


def mended_network__wrong_loss_of_nothing():
    return _network(lambda truth, answer: 0 * answer)


def mended_network__wrong_not_compiled():
    import keras
    from keras import layers

    return keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10)])
