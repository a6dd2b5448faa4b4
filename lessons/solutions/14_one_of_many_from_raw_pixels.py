"""Exercises of "One of many, from raw pixels": answers, what they are tried on, hints, and mistakes."""

from functools import partial
from itertools import groupby

import numpy as np

from dl101 import data
from dl101.exercises import Function, Model


def strokes_in_row(row):
    dark = np.append(False, row > 0.5)
    return np.sum(dark[1:] & ~dark[:-1])


def _row(random, first, last, length=8):
    return (np.array([first, *random.uniform(size=length), last]),)


def _edges(row, step):
    return int(np.sum(np.diff((row > 0.5).astype(int)) == step))


Function(
    strokes_in_row,
    tries=lambda random: {
        "eight pixels": [(random.uniform(size=8).round(2),) for _ in range(4)],
        "a row that begins light and ends light": [_row(random, 0.1, 0.4), _row(random, 0.45, 0.2, 5)],
        "a row that begins dark": [_row(random, 0.9, 0.1), _row(random, 0.55, 0.3, 11)],
        "a row that ends dark": [_row(random, 0.1, 0.9), _row(random, 0.3, 0.55, 11)],
        "dark at both ends": [_row(random, 0.8, 0.7), _row(random, 0.9, 0.9, 14)],
        "pixels of 0.5": [(random.choice([0, 0.5, 1], 9),), (random.choice([0.5, 0.51], 8),), (np.full(5, 0.5),)],
        "gray pixels": [(random.choice([0.3, 0.45, 0.55, 0.7], 12),), (np.array([0.3, 0.55, 0.45]),)],
        "all light or all dark": [(np.zeros(8),), (random.uniform(0, 0.49, 5),), (random.uniform(0.51, 1, 6),)],
        "long rows": [(random.uniform(size=40),), (np.repeat(random.uniform(size=30), 3),), (np.arange(60) % 2.0,)],
        "one or two pixels": [(np.array([0.9]),), (np.array([0.2]),), (random.uniform(size=2),)],
        "whole numbers": [(random.integers(0, 2, 10),), (np.array([0, 1, 1, 0, 1]),)],
    },
    worked=((np.array([0.0, 0.9, 1.0, 0.0, 0.0, 0.7, 0.5]),), 2),
    hints=[
        "How can you tell the first pixel of a stroke from the others, and what if it is the first of the row?",
        "Count the dark pixels whose left neighbor is not dark. The first has none.",
        "Put a light pixel before the row, `dark = np.append(False, row > 0.5)`, and compare `dark[1:]` with `dark[:-1]`.",
    ],
    right=[
        lambda row: len("".join("x" if pixel > 0.5 else " " for pixel in row).split()),
        lambda row: sum(1 for dark, _ in groupby(row > 0.5) if dark),
        lambda row: [np.sum(np.diff((row > 0.5).astype(int), prepend=0, append=0) != 0) / 2],
    ],
    mistakes={
        "These are the dark pixels. Neighbors belong to one stroke.": lambda row: int(np.sum(row > 0.5)),
        "Each stroke has a beginning and an end: you counted both.": lambda row: _edges(row, 1) + _edges(row, -1),
        "A stroke that begins at the first pixel is missed.": lambda row: _edges(row, 1),
        "A stroke that reaches the last pixel is missed.": lambda row: _edges(row, -1),
        "Only pixels above 0.5 are dark.": lambda row: strokes_in_row(row * 1.0 > 0),
        "The first pixel has no left neighbor: `row[-1]` is the last.": lambda row: _edges(np.append(row[-1], row), 1),
        "A pixel of 0.5 is not dark: it must be above.": lambda row: strokes_in_row(row + 1e-9),
        "These are the runs of light pixels.": lambda row: strokes_in_row(row <= 0.5),
        "These are all runs, the light ones, too.": lambda row: len(list(groupby(row > 0.5))),
    },
    wrong=[lambda r: strokes_in_row(r[:16]), lambda r: strokes_in_row(r > 0.6), lambda r: max(strokes_in_row(r), 1)],
)


def loss_of_digit(logits, digit):
    z = logits - logits.max()
    return np.log(np.exp(z).sum()) - z[digit]


def _image(random, classes=10, size=3.0, middle=0.0, rank=None):
    """Return logits that float32 holds, and a digit: any, or that of the logit of this rank, 0 for the smallest."""
    logits = np.round(64 * random.normal(middle, size, classes)) / 64
    return logits, int(random.integers(classes) if rank is None else np.argsort(logits)[rank])


def _softmax_first(logits, shift=0.0, added=0.0):
    return -np.log(np.exp(logits - shift) / np.exp(logits - shift).sum() + added)


Function(
    loss_of_digit,
    tries=lambda random: {
        "ten logits": [_image(random), _image(random, rank=0), _image(random, rank=5)],
        "the true class has the largest logit": [_image(random, rank=-1), _image(random, 10, 30, rank=-1)],
        "another number of classes": [_image(random, 2), _image(random, 3, 2, -30), _image(random, 26)],
        "equal logits": [(np.zeros(4), 1), (np.full(10, random.normal()), 7)],
        "large logits": [(np.array([1000.0, 0.0]), 1), _image(random, 10, 1000), _image(random, 5, 3000, rank=0)],
        "large logits, the true class on top": [_image(random, 10, 1500, rank=-1), _image(random, 6, 3, 2000, rank=0)],
        "large negative logits": [(np.array([-1000.0, 1.0]), 0), _image(random, 4, 90, -1500)],
        "a loss of 20 to 500": [(np.array([-20.0, 0, *random.uniform(-500, -200, 5)]), digit) for digit in (0, 3)],
        "a loss near 0": [(np.array([7.7, 0.0]), 0), (random.permutation([9.0, 0, 0]) + 9, 1)],
        "whole numbers": [(random.integers(-5, 6, 10), 3), (np.array([2, -1, 4]), 0)],
    },
    worked=((np.array([1000.0, 0.0]), 1), 1000.0),
    absolute=1e-4,  # float32 has no more digits of logits around 1000
    hints=[
        "The text gives the loss as log(S) − z. What does `softmax` subtract before it takes the exponentials?",
        "Subtract the largest logit from all of them first. Then take log(S) − z of what is left.",
        "With `z = logits - logits.max()` it is the log of `np.exp(z).sum()`, minus one entry of `z`.",
    ],
    right=[
        lambda z, d: np.logaddexp.reduce(z) - z[d],
        lambda z, d: [np.log(np.exp(z - z.max()).sum()) + z.max() - z[d]],
        lambda z, d: np.log(np.exp(np.float32(z - z.max())).sum()) - (z[d] - max(z)),
    ],
    mistakes={
        "Right for small logits. But `exp(1000)` is infinite before you divide.": lambda z, d: _softmax_first(z)[d],
        "The probability becomes 0, and -log(0) infinite: do without it.": lambda z, d: _softmax_first(z, z.max())[d],
        "The sum of exponentials gets infinite or 0: see softmax above.": lambda z, d: np.log(np.exp(z).sum()) - z[d],
        "The largest logit must be subtracted from the true one, too.": lambda z, d: loss_of_digit(z, d) - z.max(),
        "This is a probability. The loss is minus its logarithm.": lambda z, d: np.exp(-loss_of_digit(z, d)),
        "This is the loss for the most probable class. Which is true?": lambda z, d: loss_of_digit(z, z.argmax()),
        "The logarithm of a probability is negative. A loss is minus that.": lambda z, d: -loss_of_digit(z, d),
        "This is the loss of one yes or no. Softmax divides by the sum of all.": lambda z, d: np.logaddexp(0, -z[d]),
        "A small number in the log makes large losses small.": lambda z, d: _softmax_first(z, z.max(), 1e-7)[d],
        "This is only the distance to the largest logit. Add the log of the sum.": lambda z, d: z.max() - z[d],
        "This logarithm has the base 2. The natural one is np.log.": lambda z, d: loss_of_digit(z, d) / np.log(2),
        "This is the mean over all classes. Which one is true?": lambda z, d: np.logaddexp.reduce(z) - z.mean(),
        "The true logit is missing: this is the log of the sum alone.": lambda z, d: np.logaddexp.reduce(z),
        "Do not round the loss.": lambda z, d: np.round(loss_of_digit(z, d), 3),
    },
    wrong=[lambda z, d: min(loss_of_digit(z, d), 100), lambda z, d: loss_of_digit(np.clip(z, -700, 700), d)],
)


def mended_network():
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss=loss)
    return model


def _network(*ends, loss=None, hidden="relu", optimizer="adam", **options):
    """Return a network with these activation functions behind the output layer."""
    import keras
    from keras import layers

    steps = [layers.Dense(64, activation=hidden), layers.Dense(10), *map(layers.Activation, ends)]
    model = keras.Sequential([keras.Input((64,)), *steps])
    if optimizer:
        loss = loss or keras.losses.SparseCategoricalCrossentropy(from_logits=True, **options)
        model.compile(optimizer=optimizer, loss=loss)
    return model


PLAIN = "sparse_categorical_crossentropy"
MISTAKES = {
    "This is the network as it was. Look at its output layer and its loss.": partial(_network, "relu", loss=PLAIN),
    "The output layer turns every negative logit into 0. May a logit be negative?": partial(_network, "relu"),
    "There is a ReLU before softmax. May a logit be negative?": partial(_network, "relu", "softmax", loss=PLAIN),
    "The loss expects probabilities and is given logits. One of the two has to change.": partial(_network, loss=PLAIN),
    "Softmax is taken twice: once by the network, and once more by the loss.": partial(_network, "softmax"),
    "Ten sigmoids are ten answers to yes or no: their sum is not 1.": partial(_network, "sigmoid", loss=PLAIN),
    "A logit may be any number. What keeps these between -1 and 1?": partial(_network, "tanh"),
    "Which loss takes class numbers instead of one-hot?": partial(_network, "softmax", loss="categorical_crossentropy"),
    "The model is built, but not compiled yet.": partial(_network, optimizer=None),
}
SAME, RELU, UNDER, FORGOT, TWICE, SIGMOID, BOUND, ONE_HOT, COMPILE = MISTAKES


def _misread(model):
    """Return what is wrong with a network for the digits: what it answers, what its loss expects, how it learns."""
    from keras import ops

    def losses(answer):  # for each digit that may be true
        answer = ops.convert_to_tensor(answer[None])
        return [float(model.compute_loss(y=ops.convert_to_tensor([digit]), y_pred=answer)) for digit in range(10)]

    if not model.compiled:
        return "it has no loss and no optimizer", COMPILE
    logits = np.linspace(-2, 2, 10, dtype="float32")
    p = np.exp(logits) / np.exp(logits).sum()
    try:
        of_logits, of_probabilities, turned = (np.array(losses(one)) for one in (logits, p, p[::-1].copy()))
    except (ValueError, TypeError) as error:
        return f"its loss ended with {type(error).__name__}", ONE_HOT
    ignored = np.flatnonzero(~((turned - of_probabilities) * (p - p[::-1]) > 0))
    if ignored.size:
        return f"its loss for the digit {ignored[0]} is no smaller if the network is surer of it"
    expects_logits, expects_p = (np.allclose(np.diff(one), -4 / 9, 1e-3) for one in (of_logits, of_probabilities))
    digits = data.load("digits")
    x, y = digits.drop(columns="digit").to_numpy("float32") / 16, digits["digit"].to_numpy()
    answers, far = model.predict(x[1347:], verbose=0), model.predict(1000 * x[:200], verbose=0)
    smallest, second = np.sort(answers, axis=1)[:, :2].T
    if smallest.min() >= 0 and abs(answers.sum(axis=1) - 1).max() < 0.01:
        if np.mean((smallest == second) & (smallest > 0)) > 0.3:
            return "of the ten probabilities, several are equal and the smallest", UNDER
        if expects_logits:
            return "it answers with probabilities, and its loss expects logits", TWICE
    elif abs(far).max() <= 1.001:
        return "none of its answers is beyond 1", SIGMOID if smallest.min() >= 0 else BOUND
    elif smallest.min() >= 0:
        return "none of its answers is below 0", SAME if expects_p else RELU
    elif expects_p:
        return "it answers with logits, and its loss expects probabilities", FORGOT
    model.fit(x[:1347], y[:1347], batch_size=32, epochs=6, verbose=0)
    accuracy = np.mean(model.predict(x[1347:], verbose=0).argmax(axis=1) == y[1347:])
    return "" if accuracy >= 0.4 else f"after 6 epochs it reads {accuracy:.0%} of the digits that it has not seen"


Model(
    mended_network,
    inputs=(64,),
    outputs=(10,),
    fault=_misread,
    trains=True,
    hints=[
        "May a logit be negative? Does the loss expect what the network answers?",
        "The output layer must let negative logits through, and the loss must be told that it is given logits.",
        "`layers.Dense(10)` with no activation, and `keras.losses.SparseCategoricalCrossentropy(…)` as in this lesson.",
    ],
    right=[_network, partial(_network, "softmax", loss=PLAIN), partial(_network, "log_softmax", optimizer="sgd")],
    mistakes=MISTAKES,
    wrong=[partial(_network, ignore_class=0), partial(_network, loss="mse")],
)
