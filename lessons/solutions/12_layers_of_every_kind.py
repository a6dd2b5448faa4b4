"""Exercises of "Layers of every kind": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Model

POOL = ["red", "redder", "green", "blue", "pink", "ed", "Red", "gray", "olive", "teal", "navy", "lime"]


def look_up(words, vocabulary):
    return np.array([vocabulary.index(word) + 1 if word in vocabulary else 0 for word in words])


def one_hot_words(words, vocabulary):
    return np.eye(len(vocabulary) + 1)[look_up(words, vocabulary)]


def _drawn(random, count, known, unknown=2):
    """Return so many words, drawn from a vocabulary and from so many words besides, and the vocabulary."""
    pool = random.permutation(POOL)[: known + unknown].tolist()
    words = random.choice(pool, count).tolist()
    words[: min(2, unknown)] = pool[known:][: min(2, unknown)]
    return random.permutation(words[:count]).tolist(), pool[:known]


def _strangers(random, count, known):
    words, vocabulary = np.split(random.permutation(POOL), [count])
    return words.tolist(), vocabulary[:known].tolist()


def _in_a_loop(words, vocabulary):
    for word in words:
        row = [1.0 if word == known else 0.0 for known in vocabulary]
        yield [1.0 - sum(row), *row]


def _by_pandas(words, vocabulary):
    import pandas as pd

    numbers = pd.Categorical(words, categories=vocabulary).codes + 1
    return pd.DataFrame(np.eye(len(vocabulary) + 1)[numbers], columns=["unknown", *vocabulary])


def _sparse(words, vocabulary):
    from scipy.sparse import csr_matrix

    places = (np.arange(len(words)), look_up(words, vocabulary))
    return csr_matrix((np.ones(len(words)), places), shape=(len(words), len(vocabulary) + 1))


def _by_keras(words, vocabulary):
    from keras import layers

    return layers.CategoryEncoding(len(vocabulary) + 1, output_mode="one_hot")(look_up(words, vocabulary))


Function(
    one_hot_words,
    tries=lambda random: {
        "known words and unknown ones": [_drawn(random, 6, 3), _drawn(random, 9, 4), _drawn(random, 5, 2, 6)],
        "known words only": [_drawn(random, 6, 4, 0), _drawn(random, 3, 5, 0)],
        "unknown words only": [_strangers(random, 3, 4), _strangers(random, 5, 1)],
        "as many words as columns": [_drawn(random, 4, 3), _drawn(random, 6, 5)],
        "one word": [_drawn(random, 1, 3, 0), _strangers(random, 1, 4)],
        "a vocabulary of one word": [_drawn(random, 5, 1, 3)],
        "a large vocabulary": [_drawn(random, 20, 9), _drawn(random, 3, 10)],
        "the same word again and again": [([random.choice(POOL[:3])] * 4, random.permutation(POOL).tolist())],
        "words that look alike": [
            (random.permutation(["red", "redder", "ed", "Red", "re", ""]).tolist(), ["redder", "red"])
        ],
    },
    worked=((["red", "pink"], ["green", "red"]), [[0, 0, 1], [1, 0, 0]]),
    hints=[
        "Which number does `look_up` give to an unknown word, and how many columns are there in all?",
        "`look_up` gives the column of each word. `np.eye(n)` has the rows for n columns: pick one for each word.",
        "`np.eye(…)[look_up(words, vocabulary)]`, with one column more than the vocabulary has words.",
    ],
    right=[
        _in_a_loop,
        _by_pandas,
        _sparse,
        _by_keras,
        lambda w, v: look_up(w, v)[:, None] == np.arange(len(v) + 1),
        lambda w, v: [[float(column == one) for column in range(len(v) + 1)] for one in look_up(w, v)],
    ],
    mistakes={
        "Unknown words have no column here. They get column 0, and the first word gets column 1.": lambda w, v: (
            np.array([[float(word == one) for one in v] for word in w])
        ),
        "Column 0 is for unknown words; here it is the last one.": lambda w, v: np.roll(
            one_hot_words(w, v), -1, axis=1
        ),
        "These are the numbers of the columns. Make a row of zeros and a one of each.": look_up,
        "The row of an unknown word is all zeros here. It has its one in column 0.": lambda w, v: (
            one_hot_words(w, v) * (np.arange(len(v) + 1) > 0)
        ),
        "The columns are in alphabetical order here. Keep the order of the vocabulary.": lambda w, v: one_hot_words(
            w, sorted(v)
        ),
        "All the words share one row here. Each word has a row of its own.": lambda w, v: one_hot_words(w, v).max(
            axis=0
        ),
        "Rows and columns have changed places: a row for each word.": lambda w, v: one_hot_words(w, v).T,
        "This makes a vocabulary of the words that came in. Use the one that is given.": lambda w, v: one_hot_words(
            w, list(dict.fromkeys(w))
        )[:, : len(v) + 1],
        "There is a column too many: one for unknown words, and one for each word of the vocabulary.": lambda w, v: (
            np.eye(len(v) + 2)[look_up(w, v)]
        ),
        "This has as many columns as these words need. Make a column for every word of the vocabulary.": (
            lambda w, v: np.eye(look_up(w, v).max() + 1)[look_up(w, v)]
        ),
    },
    wrong=[
        lambda w, v: np.eye(4)[look_up(w, v)],
        lambda w, v: one_hot_words([word.lower() for word in w], v),
        lambda w, v: one_hot_words([word[:3] for word in w], [word[:3] for word in v]),
        lambda w, v: one_hot_words(sorted(w), v),
        lambda w, v: one_hot_words([word for word in w if word in v], v),
        lambda w, v: one_hot_words(w, v[:5]),
        lambda w, v: np.eye(len(w))[look_up(w, v) % len(w)],
        lambda w, v: 1 - one_hot_words(w, v),
    ],
)


def skip_model():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Add()([inputs, layers.Dense(4)(inputs)]))


def _around(combine, **options):
    """Return a model that combines its input and the answer of a dense layer."""

    def build():
        import keras

        inputs = keras.Input((4,))
        return keras.Model(inputs, combine(inputs, keras.layers.Dense(4, **options)(inputs)))

    return build


def _skip_as_a_class():
    import keras

    class Skip(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(4)

        def call(self, x):
            return x + self.dense(x)

    return Skip()


def _skip_as_a_layer():
    import keras

    class Skip(keras.layers.Layer):
        def build(self, shape):
            self.shift = self.add_weight(shape=(4,))
            self.table = self.add_weight(shape=(4, 4))

        def call(self, x):
            return x @ self.table + self.shift + x

    return keras.Sequential([keras.Input((4,)), Skip()])


def _by_einsum():
    import keras

    inputs = keras.Input((4,))
    dense = keras.layers.EinsumDense("ab,bc->ac", 4, bias_axes="c")
    return keras.Model(inputs, keras.layers.add([dense(inputs), inputs]))


def _two_layers():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Add()([layers.Dense(4)(inputs), layers.Dense(4)(inputs)]))


def _concatenated():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Concatenate()([inputs, layers.Dense(4)(inputs)]))


def _relu(x):
    return (x + abs(x)) / 2


SKIPS = {
    "The input is not added: this is the answer of the Dense layer alone.": lambda x, answer: answer,
    "This multiplies the input and the answer. Add them.": lambda x, answer: x * answer,
    "The answer is subtracted from the input. Add it.": lambda x, answer: x - answer,
    "The input is subtracted from the answer. Add it.": lambda x, answer: answer - x,
    "The Dense layer has an activation function here, or a ReLU behind it. Leave it out.": lambda x, answer: (
        x + _relu(answer)
    ),
    "There is an activation function around the sum. The sum itself is wanted.": lambda x, answer: _relu(x + answer),
    "The input is added twice.": lambda x, answer: x + answer + x,
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
            same = (one for one, wrong in SKIPS.items() if np.allclose(given, np.asarray(wrong(x, answer)), atol=1e-4))
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
    right=[_around(lambda x, answer: answer + x), _skip_as_a_class, _skip_as_a_layer, _by_einsum, _by_einsum()],
    mistakes={sentence: _around(combine) for sentence, combine in SKIPS.items()},
    wrong=[
        _two_layers,
        _concatenated,
        _around(lambda x, answer: x - 3.5 + 0 * answer),
        _around(lambda x, answer: x[:, ::-1] + answer),
        _around(lambda x, answer: x + answer, activation="tanh"),
        _around(lambda x, answer: x + answer, use_bias=False),
        lambda: lambda x: x,
    ],
)


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
    """Return a function that builds a model with a layer that makes a weight, or what `make` does, and computes."""

    def build():
        import keras

        class Shift(keras.layers.Layer):
            def build(self, shape):
                self.shift = (
                    make(keras) if make else self.add_weight(**({"shape": (3,), "initializer": "zeros"} | options))
                )

            def call(self, x):
                return call(x, self.shift)

        return keras.Sequential([keras.Input((3,)), Shift()])

    return build


def _made_at_once():
    import keras

    class Shift(keras.layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.shift = self.add_weight(shape=(1, 3))

        def call(self, x):
            return keras.ops.add(self.shift, x)

    inputs = keras.Input((3,))
    return keras.Model(inputs, Shift(name="shift")(inputs))


def _trained_and_compiled():
    model = shifting_model()
    model.compile(optimizer="adam", loss="mae", jit_compile=False)
    model.fit(np.zeros((8, 3)), np.ones((8, 3)), verbose=0)
    return model


NOTHING = "Keras knows no weight of this layer: a NumPy array is a constant to it. What makes a weight?"
FROZEN = "The weight is there, but it is marked as one that is not trained."
ONE = "There is one number for all columns. Each column needs its own."
FACTOR = "This multiplies by what it learns. It should add it."


def _stays_away(model):
    import keras

    sizes = [int(np.prod(one.shape)) for one in model.weights]
    if sum(sizes) != 3 or not model.trainable_weights:
        advice = {(): NOTHING, (1,): ONE, (3,): FROZEN}.get(tuple(sizes), "")
        count = sum(int(np.prod(one.shape)) for one in model.trainable_weights)
        return f"it has {count} numbers to train, expected 3", advice
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
        _made_at_once,
        _trained_and_compiled,
        _shifting(make=lambda keras: keras.Variable(np.zeros(3, dtype="float32"))),
        _shifting(initializer="random_normal", trainable=True),
        _shifting(lambda x, shift: x - shift),
    ],
    mistakes={
        NOTHING: _shifting(make=lambda keras: np.zeros(3, dtype="float32")),
        FROZEN: _shifting(trainable=False),
        ONE: _shifting(shape=()),
        FACTOR: _shifting(lambda x, factor: x * factor, initializer="ones"),
    },
    wrong=[
        _shifting(lambda x, shift: x + np.array([1, 2, 3], dtype="float32") + 0 * shift),
        _shifting(lambda x, shift: x + shift**2, initializer="ones"),
        _shifting(lambda x, shift: shift + 0 * x),
        _shifting(lambda x, shift: x + shift, shape=(3, 3)),
        _shifting(lambda x, shift: x),
    ],
)
