"""Exercises of "One of many, from raw pixels": answers, what they are tried on, hints, and mistakes."""

from functools import partial

import numpy as np

from dl101 import data
from dl101.exercises import Function, Model


def columns_touched(image):
    return (image > 0.2).any(axis=0).sum()


def _image_of(random, height, width, share=0.3):
    """Return an image in which about a share of the pixels is above 0.2, and others lie just below it."""
    bright = random.uniform(size=(height, width)) < share
    return np.where(bright, random.uniform(0.21, 1, bright.shape), random.uniform(0, 0.19, bright.shape)).round(3)


Function(
    columns_touched,
    tries=lambda random: {
        "some columns touched": [(_image_of(random, *shape, 0.15),) for shape in ((6, 9), (28, 28), (3, 7))],
        "many bright pixels in a column": [(_image_of(random, 8, 10, 0.5) * (np.arange(10) > 5),)],
        "all columns touched": [(_image_of(random, 9, 5, 0.95),)],
        "nothing above 0.2": [(_image_of(random, 4, 6, 0),), (np.full((2, 3), 0.2),)],
        "as high as wide": [(_image_of(random, 5, 5, 0.12),) for _ in range(3)],
        "one row": [(_image_of(random, 1, 9),)],
        "one column": [(_image_of(random, 7, 1, 0.2),)],
        "columns with many faint pixels": [(np.full((6, 4), 0.15) + 0.5 * np.eye(6, 4) * (np.arange(4) < 2),)],
    },
    worked=((np.array([[0, 0.5, 0, 0], [0, 0, 0, 0.9], [0.1, 0.3, 0, 0]]),), 2),
    hints=[
        "Which pixels are above 0.2? And along which axis do you ask whether there is one in a column?",
        "`image > 0.2` is True or False. `any(axis=0)` is True for each column that has a True in it. Then count.",
        "The line is `return (image > 0.2).any(axis=0)…`, and the last step counts what is True.",
    ],
    right=[
        lambda image: int(np.sum(image.max(axis=0) > 0.2)),
        lambda image: len({column for row, column in zip(*np.nonzero(image > 0.2), strict=True)}),
        lambda image: [np.count_nonzero((image > 0.2).sum(axis=0))],
    ],
    mistakes={
        "These are the rows. For the columns, go down: axis=0.": lambda image: (image > 0.2).any(axis=1).sum(),
        "This counts the pixels. A column counts once, however many it holds.": lambda image: (image > 0.2).sum(),
        "This tells of each column whether it is touched. Now count them.": lambda image: (image > 0.2).any(axis=0),
        "A column counts if any of its pixels is above 0.2, not only if all are.": (
            lambda image: (image > 0.2).all(axis=0).sum()
        ),
        "Faint pixels count here as well: only those above 0.2 should.": lambda image: (image > 0).any(axis=0).sum(),
        "A pixel of 0.2 is not above 0.2.": lambda image: (image >= 0.2).any(axis=0).sum(),
        "This is the share of the columns. Their number is asked for.": (
            lambda image: (image > 0.2).any(axis=0).mean()
        ),
        "This adds up each column first. One pixel above 0.2 is needed, not a sum.": (
            lambda image: (image.sum(axis=0) > 0.2).sum()
        ),
        "The mean of a column hides a single bright pixel: ask for any.": (
            lambda image: (image.mean(axis=0) > 0.2).sum()
        ),
        "These are the columns that are not touched.": lambda image: (~(image > 0.2).any(axis=0)).sum(),
        "From the first to the last touched column there may be gaps, which do not count.": (
            lambda image: np.ptp(np.flatnonzero((image > 0.2).any(axis=0))) + 1 if (image > 0.2).any() else 0
        ),
    },
    wrong=[lambda image: image.shape[1], lambda image: 2, lambda image: (image[:28] > 0.5).any(axis=0).sum()],
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
        "The sum of exponentials gets infinite or 0: subtract the largest logit first.": lambda z, d: (
            np.log(np.exp(z).sum()) - z[d]
        ),
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
