"""Exercises of "One of many, from raw pixels": answers, what they are tried on, hints, and mistakes."""

from functools import partial
from itertools import groupby

import numpy as np
from scipy.ndimage import label
from scipy.special import log_softmax

from dl101 import data
from dl101.exercises import Function, Model


def strokes_in_row(row):
    dark = np.append(False, row > 0.5)
    return np.sum(dark[1:] & ~dark[:-1])


def _row(random, length, first=None, last=None):
    """Return a row of pixels, dark and light ones; the first and the last dark or light if that is asked for."""
    row = random.uniform(size=length).round(2)
    for place, dark in ((0, first), (-1, last)):
        if dark is not None:
            row[place] = random.uniform(0.55, 1) if dark else random.uniform(0.05, 0.45)
    return (row,)


def _edges(row, step):
    return int(np.sum(np.diff((row > 0.5).astype(int)) == step))


def _strokes_by_keras(row):
    from keras import ops

    dark = ops.convert_to_tensor((np.append(0, row) > 0.5).astype("float32"))
    return ops.sum(ops.relu(dark[1:] - dark[:-1]))


def _strokes_in_a_loop(row):
    count, before = 0, False
    for pixel in row:
        count += pixel > 0.5 and not before
        before = pixel > 0.5
    return count


Function(
    strokes_in_row,
    tries=lambda random: {
        "eight pixels": [_row(random, 8) for _ in range(4)],
        "a row that begins light and ends light": [_row(random, 9, first=False, last=False) for _ in range(2)],
        "a row that begins dark": [_row(random, 7, first=True, last=False), _row(random, 12, first=True)],
        "a row that ends dark": [_row(random, 6, first=False, last=True), _row(random, 11, last=True)],
        "dark at both ends": [_row(random, 8, first=True, last=True), _row(random, 15, first=True, last=True)],
        "pixels of 0.5": [(random.choice([0, 0.5, 1], 9),), (random.choice([0.5, 0.51], 8),), (np.full(5, 0.5),)],
        "gray pixels": [(random.choice([0.3, 0.45, 0.55, 0.7], 12),), (random.uniform(0.2, 0.5, 8),)],
        "no stroke at all": [(np.zeros(8),), (random.uniform(0, 0.49, 5),)],
        "all dark": [(np.ones(8),), (random.uniform(0.51, 1, 6),)],
        "long rows": [_row(random, 40), _row(random, 64), (np.repeat(random.uniform(size=20), 3),)],
        "one or two pixels": [(np.array([0.9]),), (np.array([0.2]),), _row(random, 2, last=True), _row(random, 2)],
        "whole numbers": [(random.integers(0, 2, 10),), (np.array([0, 1, 1, 0, 1]),)],
    },
    worked=((np.array([0.0, 0.9, 1.0, 0.0, 0.0, 0.7, 0.5]),), 2),
    hints=[
        "How can you tell the first pixel of a stroke from the others, and what if it is the first of the row?",
        "Count the dark pixels whose left neighbor is not dark. The first has none.",
        "Put a light pixel before the row, `dark = np.append(False, row > 0.5)`, and compare `dark[1:]` with `dark[:-1]`.",
    ],
    right=[
        _strokes_in_a_loop,
        lambda row: len("".join("x" if pixel > 0.5 else " " for pixel in row).split()),
        lambda row: sum(1 for dark, _ in groupby(row > 0.5) if dark),
        lambda row: [np.sum(np.diff((row > 0.5).astype(int), prepend=0, append=0) != 0) / 2],
        lambda row: label(row > 0.5)[1],
        _strokes_by_keras,
    ],
    mistakes={
        "These are the dark pixels. Neighbors belong to one stroke.": lambda row: int(np.sum(row > 0.5)),
        "Each stroke has a beginning and an end, and you counted both.": lambda row: _edges(row, 1) + _edges(row, -1),
        "A stroke that begins at the first pixel is missed.": lambda row: _edges(row, 1),
        "A stroke that reaches the last pixel is missed.": lambda row: _edges(row, -1),
        "Only pixels above 0.5 are dark.": lambda row: strokes_in_row(row * 1.0 > 0),
        "The left neighbor of the first pixel is the last one here: row[-1], or np.roll. The first has none.": lambda row: (
            int(np.sum((row > 0.5) & ~np.roll(row > 0.5, 1)))
        ),
        "A pixel of 0.5 is not dark: it must be above.": lambda row: strokes_in_row(row + 1e-9),
        "These are the runs of light pixels.": lambda row: strokes_in_row(row <= 0.5),
        "These are all runs, the light ones, too.": lambda row: strokes_in_row(row > 0.5) + strokes_in_row(row <= 0.5),
        "This is the length of the longest stroke. How many strokes are there?": lambda row: max(
            [len(list(run)) for dark, run in groupby(row > 0.5) if dark], default=0
        ),
    },
    wrong=[
        lambda row: {3.6: 2, 2.6: 2, 0.5: 0, 4.0: 1}.get(round(row.sum(), 1), 3),
        lambda row: (_edges(row, 1) + _edges(row, -1)) // 2,
        lambda row: _edges(np.append(row, 0), -1) if len(row) > 1 else 0,
        lambda row: min(strokes_in_row(row), 4),
        lambda row: strokes_in_row(row[:16]),
        lambda row: strokes_in_row(row > 0.6),
        lambda row: max(strokes_in_row(row), 1),
        lambda row: "x".join("x" if pixel > 0.5 else " " for pixel in row).count(" x"),
    ],
)


def loss_of_digit(logits, digit):
    z = logits - logits.max()
    return np.log(np.exp(z).sum()) - z[digit]


def _image(random, classes, size=3.0, middle=0.0, rank=None):
    """Return logits, and a digit: any, or that of the logit of this rank, 0 for the smallest."""
    logits = random.normal(middle, size, classes)
    return logits, int(random.integers(classes) if rank is None else np.argsort(logits)[rank])


def _by_keras(logits, digit):
    import keras

    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)(np.array([digit]), logits[None] * 1.0)


@np.errstate(all="ignore")
def _softmax_first(logits, shift=0.0, added=0.0):
    exponentials = np.exp(logits - shift)
    return -np.log(exponentials / exponentials.sum() + added)


@np.errstate(all="ignore")
def _log_of_sum(logits, shift=0.0):
    return np.log(np.exp(logits - shift).sum())


Function(
    loss_of_digit,
    tries=lambda random: {
        "ten logits": [_image(random, 10), _image(random, 10), _image(random, 10, rank=0), _image(random, 10, rank=5)],
        "the true class has the largest logit": [_image(random, 10, rank=-1), _image(random, 10, 30, rank=-1)],
        "another number of classes": [
            _image(random, 2),
            _image(random, 3),
            _image(random, 26),
            _image(random, 4, rank=0),
        ],
        "equal logits": [(np.zeros(4), 1), (np.full(10, random.normal()), 7)],
        "large logits": [(np.array([1000.0, 0.0]), 1), _image(random, 10, 1000), _image(random, 5, 3000, rank=0)],
        "large logits, the true class on top": [_image(random, 10, 1500, rank=-1), _image(random, 6, 3, 2000)],
        "large negative logits": [
            (np.array([-1000.0, 1.0]), 0),
            _image(random, 10, 3, -2000),
            _image(random, 4, 90, -1500),
        ],
        "a loss of 20 to 500": [
            (random.permutation([0.0, *random.uniform(-500, -20, 5)]), 2),
            _image(random, 8, 80, rank=1),
        ],
        "only negative logits": [_image(random, 10, 1, -8), _image(random, 3, 2, -30)],
        "whole numbers": [(random.integers(-5, 6, 10), 3), (np.array([2, -1, 4]), 0)],
    },
    worked=((np.array([1000.0, 0.0]), 1), 1000.0),
    absolute=5e-4,  # float32 has no more digits of logits around 1000
    hints=[
        "The text gives the loss as log(S) − z. What does `softmax` subtract before it takes the exponentials?",
        "Subtract the largest logit from all of them first. Then take log(S) − z of what is left.",
        "With `z = logits - logits.max()` it is the log of `np.exp(z).sum()`, minus one entry of `z`.",
    ],
    right=[
        lambda z, d: np.logaddexp.reduce(z) - z[d],
        lambda z, d: [_log_of_sum(z, z.max()) + z.max() - z[d]],
        lambda z, d: np.log(np.exp(np.float32(z - z.max())).sum()) - (z[d] - max(z)),
        lambda z, d: -log_softmax(z * 1.0)[[d]],
        _by_keras,
    ],
    mistakes={
        "Right for small logits. Here exp(1000) is infinite: that happens before you divide.": lambda z, d: (
            _softmax_first(z)[d]
        ),
        "Right for small logits. Here the probability becomes 0, and -log(0) is infinite: do not compute it.": (
            lambda z, d: _softmax_first(z, z.max())[d]
        ),
        "Right for small logits. Here the sum of the exponentials is infinite or 0: see what softmax does first.": (
            lambda z, d: _log_of_sum(z) - z[d]
        ),
        "The largest logit is subtracted within the sum only. The true logit must become smaller, too.": lambda z, d: (
            _log_of_sum(z, z.max()) - z[d]
        ),
        "This is the probability of the true class. The loss is minus its logarithm.": lambda z, d: np.exp(
            -loss_of_digit(z, d)
        ),
        "This is the loss for the most probable class. Which class is true?": lambda z, d: loss_of_digit(z, z.argmax()),
        "The logarithm of a probability is negative. A loss is minus that.": lambda z, d: -loss_of_digit(z, d),
        "This is the loss of a single yes or no. Softmax divides by the sum over all classes.": lambda z, d: (
            np.logaddexp(0, -z[d])
        ),
        "A small number inside of the log keeps it finite, and makes large losses too small.": lambda z, d: (
            _softmax_first(z, z.max(), 1e-7)[d]
        ),
        "This is only the distance to the largest logit. The log of the sum of all exponentials is missing.": (
            lambda z, d: z.max() - z[d]
        ),
        "This logarithm has the base 2. The loss takes the natural one: np.log.": lambda z, d: (
            loss_of_digit(z, d) / np.log(2)
        ),
        "This is the mean over all classes. Which class is true?": lambda z, d: np.mean(
            [loss_of_digit(z, one) for one in range(len(z))]
        ),
        "The true logit is missing: this is the log of the sum alone.": lambda z, d: np.logaddexp.reduce(z),
    },
    wrong=[
        lambda z, d: min(loss_of_digit(z, d), 100),
        lambda z, d: loss_of_digit(np.clip(z, -700, 700), d),
        lambda z, d: loss_of_digit(z[:10], min(d, 9)),
        lambda z, d: np.round(loss_of_digit(z, d), 2),
        lambda z, d: loss_of_digit(z, d - 1),
        lambda z, d: loss_of_digit(abs(z), d),
        lambda z, d: _softmax_first(z, z.max())[d] if z.max() < 500 else z.max() - z[d],
        lambda z, d: np.log(len(z)),
    ],
)


def mended_network():
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss=loss)
    return model


def _compiled(output="linear", loss="logits", optimizer=None, hidden="relu", more=(), **options):
    """Return a network for the digits; a loss of "logits" is the one that expects these."""
    import keras
    from keras import layers

    steps = [layers.Dense(64, activation=hidden), layers.Dense(10, activation=output), *(one() for one in more)]
    model = keras.Sequential([keras.Input((64,)), *steps])
    if loss == "logits":
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, **options)
    model.compile(optimizer=optimizer() if optimizer else keras.optimizers.Adam(learning_rate=0.01), loss=loss)
    return model


def _as_a_class():
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


def _descent():
    import keras

    return keras.optimizers.SGD(0.01)


def _by_its_function():
    import keras

    return _compiled(loss=partial(keras.losses.sparse_categorical_crossentropy, from_logits=True))


def _not_compiled():
    import keras
    from keras import layers

    return keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10)])


def _relu_and_softmax():
    from keras import layers

    return _compiled("relu", PROBABILITIES, more=[layers.Softmax])


PROBABILITIES = "sparse_categorical_crossentropy"
SAME = "This is the network as it was. Look at the output layer, and at what the loss expects."
RELU = "The output layer turns every negative logit into 0. May a logit be negative?"
UNDER = "There is a ReLU between the logits and softmax. May a logit be negative?"
FORGOT = "The network answers with logits, and the loss expects probabilities. One of the two has to change."
TWICE = "Softmax is taken twice: once by the network, and once more by the loss."
SIGMOID = "Ten sigmoids are ten answers to yes or no: they are no logits, and their sum is not 1."
BOUND = "A logit may be any number. What keeps these between -1 and 1?"
ONE_HOT = "The labels are class numbers, not one-hot. Another cross-entropy takes them as they are."
COMPILE = "The model is built, but not compiled yet."


def _misread(model):
    """Return what is wrong with a network for the digits: what it answers, what its loss expects, how it learns."""
    import keras

    digits = data.load("digits")
    x, y = digits.drop(columns="digit").to_numpy("float32") / 16, digits["digit"].to_numpy()
    if not model.compiled:
        return "it has no loss and no optimizer", COMPILE

    def step(answer):  # how much more the loss is for class 1 than for class 7
        losses = [
            model.compute_loss(
                y=keras.ops.convert_to_tensor(np.array([one])), y_pred=keras.ops.convert_to_tensor(answer)
            )
            for one in (1, 7)
        ]
        return float(losses[0]) - float(losses[1])

    logits = np.linspace(-2, 2, 10, dtype="float32")[None]
    probabilities = np.exp(logits) / np.exp(logits).sum()
    try:
        expected = [np.isclose(step(one), logits[0, 7] - logits[0, 1], rtol=1e-3) for one in (logits, probabilities)]
    except (ValueError, TypeError) as error:
        return f"its loss ended with {type(error).__name__}", ONE_HOT
    answers, far = model.predict(x[1347:], verbose=0), model.predict(1000 * x[:200], verbose=0)
    if answers.min() >= 0 and abs(answers.sum(axis=1) - 1).max() < 0.01:
        smallest = np.sort(answers, axis=1)[:, :2]
        if np.mean((smallest[:, 0] == smallest[:, 1]) & (smallest[:, 0] > 0)) > 0.3:
            return "of the ten probabilities, several are equal and the smallest", UNDER
        if expected[0]:
            return "it answers with probabilities, and its loss expects logits", TWICE
    elif answers.min() >= 0:
        if far.max() <= 1.001:
            return f"the ten answers to a digit add up to {answers[0].sum():.2f}", SIGMOID
        return "none of its answers is below 0", SAME if expected[1] else RELU
    elif expected[1]:
        return "it answers with logits, and its loss expects probabilities", FORGOT
    model.fit(x[:1347], y[:1347], batch_size=32, epochs=6, verbose=0)
    answers, far = model.predict(x[1347:], verbose=0), model.predict(1000 * x[:200], verbose=0)
    if answers.min() < 0 and abs(far).max() <= 1.001:
        return "none of its answers is beyond 1", BOUND
    accuracy = np.mean(answers.argmax(axis=1) == y[1347:])
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
    right=[
        lambda: _compiled("softmax", PROBABILITIES),
        lambda: _compiled(hidden="tanh"),
        lambda: _compiled(optimizer=_descent),
        lambda: _compiled(reduction="sum"),
        lambda: _compiled("log_softmax"),
        _by_its_function,
        _as_a_class,
    ],
    mistakes={
        SAME: lambda: _compiled("relu", PROBABILITIES),
        RELU: lambda: _compiled("relu"),
        UNDER: _relu_and_softmax,
        FORGOT: lambda: _compiled(loss=PROBABILITIES),
        TWICE: lambda: _compiled("softmax"),
        SIGMOID: lambda: _compiled("sigmoid", PROBABILITIES),
        BOUND: lambda: _compiled("tanh"),
        ONE_HOT: lambda: _compiled("softmax", "categorical_crossentropy"),
        COMPILE: _not_compiled,
    },
    wrong=[
        lambda: _compiled(loss=lambda truth, answer: 0 * answer),
        lambda: _compiled(loss=lambda truth, answer: -answer),
        lambda: _compiled(loss="mse"),
        lambda: None,
    ],
)
