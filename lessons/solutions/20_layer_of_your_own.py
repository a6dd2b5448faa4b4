"""Exercises of "A layer of your own": answers, what they are tried on, hints, and mistakes."""

from functools import partial
from operator import add

import numpy as np

from dl101.exercises import Model


def shifting_model():
    import keras
    from keras import layers

    class Shift(layers.Layer):
        def build(self, shape):
            self.shift = self.add_weight(shape=(shape[-1],), initializer="zeros")

        def call(self, x):
            return x + self.shift

    return keras.Sequential([keras.Input((3,)), Shift()])


def _shifting(call=lambda x, shift: x + shift, make=None, **options):
    import keras

    class Shift(keras.layers.Layer):
        def build(self, _):
            self.shift = make(keras) if make else self.add_weight(**{"shape": (3,), "initializer": "zeros"} | options)

        def call(self, x):
            return call(x, self.shift)

    return keras.Sequential([keras.Input((3,)), Shift()])


MISTAKES = {
    "To Keras an array is a constant. What makes a weight?": partial(_shifting, make=lambda _: np.zeros(3, "float32")),
    "The weight is there, but it is marked as one that is not trained.": partial(_shifting, trainable=False),
    "There is one number for all columns. Each column needs its own.": partial(_shifting, shape=()),
    "This multiplies by what it learns. Add it.": partial(_shifting, lambda x, factor: x * factor, initializer="ones"),
}
NOTHING, FROZEN, ONE, FACTOR = MISTAKES


def _stays_away(model):
    import keras

    sizes = [int(np.prod(one.shape)) for one in model.trainable_weights]
    if sum(sizes) != 3:
        advice = {(): FROZEN if model.weights else NOTHING, (1,): ONE}.get(tuple(sizes), "")
        return f"it has {sum(sizes)} numbers to train, expected 3", advice
    x = np.random.default_rng(0).normal(size=(64, 3)).astype("float32")
    if np.allclose(model.predict(np.zeros((2, 3)), verbose=0), 0) and not np.allclose(model.get_weights()[0], 0):
        return "for the input 0 it answers 0, whatever its weights are", FACTOR
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5), loss="mse")
    for shift in np.float32([[1, 2, 3], [-4.5, 0, 2.25]]):
        model.fit(np.tile(x, (25, 1)), np.tile(x + shift, (25, 1)), batch_size=64, verbose=0)
        gap = np.abs(model.predict(x, verbose=0) - x - shift).max()
        if not gap <= 0.01:
            return f"trained on x + {shift}, it is off by {gap:.3g}"
    return ""


Model(
    shifting_model,
    inputs=(3,),
    outputs=(3,),
    fault=_stays_away,
    trains=True,
    hints=[
        "How did `Power` make the number that it learned?",
        "Keras trains what `add_weight` made. A NumPy array is a constant to it. Make a weight with a number for each column.",
        '`self.shift = self.add_weight(shape=(shape[-1],), initializer="zeros")`, and the rest of the layer as it was.',
    ],
    right=[
        partial(_shifting, make=lambda keras: keras.Variable(np.zeros(3, dtype="float32"))),
        partial(_shifting, shape=(1, 3), initializer="random_normal", trainable=True),
        partial(_shifting, lambda x, shift: x - shift),
    ],
    mistakes=MISTAKES,
    wrong=[
        partial(_shifting, lambda x, shift: x + shift**2, initializer="ones"),
        partial(_shifting, lambda x, shift: shift + 0 * x),
    ],
)


def skip_model():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Add()([inputs, layers.Dense(4)(inputs)]))


def _around(combine, **options):
    import keras

    inputs = keras.Input((4,))
    return keras.Model(inputs, combine(inputs, keras.layers.Dense(4, **options)(inputs)))


SKIPS = {
    "The input is not added: this is the answer of the Dense layer alone.": lambda x, answer: answer,
    "This multiplies the input and the answer. Add them.": lambda x, answer: x * answer,
    "The answer is subtracted from the input. Add it.": lambda x, answer: x - answer,
    "The input is subtracted from the answer. Add it.": lambda x, answer: answer - x,
    "The Dense layer has a ReLU here. Leave it out.": lambda x, answer: x + (answer + abs(answer)) / 2,
    "There is a ReLU around the sum. The sum itself is wanted.": lambda x, answer: (x + answer + abs(x + answer)) / 2,
    "This is the mean of both. The sum is wanted.": lambda x, answer: (x + answer) / 2,
    "The answer of the Dense layer is added to itself. Add the input to it.": lambda x, answer: answer + answer,
}


def _wrong_sum(model):
    x = np.array([[1.0, -2.0, 3.0, 0.5], [-4.0, 0.0, 2.0, -1.0], [0.25, 5.0, -7.0, 0.0]], dtype="float32")
    for weight, bias in ((-1.0, -1.0), (0.5, -2.0)):
        model.set_weights([np.full_like(one, weight if one.ndim > 1 else bias) for one in model.get_weights()])
        answer = x.sum(axis=1, keepdims=True) * weight + np.full(4, bias, dtype="float32")
        given = np.asarray(model.predict(x, verbose=0))
        if not np.allclose(given, x + answer, atol=1e-4):
            same = (one for one, wrong in SKIPS.items() if np.allclose(given, wrong(x, answer), atol=1e-4))
            case = f"with weights of {weight:g} and biases of {bias:g}, {x[0]} came out as {given[0]}"
            return f"{case}, expected {(x + answer)[0]}", next(same, "")
    return ""


Model(
    skip_model,
    inputs=(4,),
    outputs=(4,),
    parameters=(20, 20),
    fault=_wrong_sum,
    hints=[
        "The Dense layer answers −3.5 four times in the example. What comes out if the input is added to that?",
        "`Sequential` knows only one way, so go the functional way: an Input, a Dense layer on it, and both in an Add.",
        "`inputs = keras.Input((4,))`; then `layers.Add()([inputs, …])`; then `keras.Model(inputs, outputs)`.",
    ],
    right=[partial(_around, add), partial(_around, lambda x, answer: sum([x, answer]))],
    mistakes={sentence: partial(_around, combine) for sentence, combine in SKIPS.items()},
    wrong=[partial(_around, add, activation="tanh"), partial(_around, add, use_bias=False)],
)
