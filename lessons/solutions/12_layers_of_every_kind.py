"""Answers to the exercises of "Layers of every kind", right ones and wrong ones that the checks must catch."""

import numpy as np


def one_hot_words(words, vocabulary):
    numbers = [vocabulary.index(word) + 1 if word in vocabulary else 0 for word in words]
    return np.eye(len(vocabulary) + 1)[numbers]


def one_hot_words__right_loop(words, vocabulary):
    rows = []
    for word in words:
        row = [1.0 if word == known else 0.0 for known in vocabulary]
        rows.append([1.0 - sum(row), *row])
    return rows


def one_hot_words__right_by_keras(words, vocabulary):
    from keras import layers

    numbers = np.array([1 + vocabulary.index(word) if word in vocabulary else 0 for word in words])
    return layers.CategoryEncoding(num_tokens=len(vocabulary) + 1, output_mode="one_hot")(numbers)


def one_hot_words__wrong_no_column_for_unknown(words, vocabulary):
    """Unknown words have no column here. They get column 0, and the first word gets column 1."""
    return np.array([[float(word == known) for known in vocabulary] for word in words])


def one_hot_words__wrong_unknown_last(words, vocabulary):
    """Column 0 is for unknown words; here it is the last one."""
    return np.roll(one_hot_words(words, vocabulary), -1, axis=1)


def one_hot_words__wrong_numbers(words, vocabulary):
    """These are the numbers of the columns. Make a row of zeros and a one of each."""
    return one_hot_words(words, vocabulary).argmax(axis=1)


def one_hot_words__wrong_unknown_is_zeros(words, vocabulary):
    """The row of an unknown word is all zeros here. It has its one in column 0."""
    rows = one_hot_words(words, vocabulary)
    rows[:, 0] = 0
    return rows


def skip_model():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Add()([inputs, layers.Dense(4)(inputs)]))


def skip_model__right_with_plus():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Dense(4)(inputs) + inputs)


def skip_model__right_subclass():
    import keras
    from keras import layers

    class Skip(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(4)

        def call(self, x):
            return x + self.dense(x)

    return Skip()


def skip_model__wrong_no_skip():
    import keras
    from keras import layers

    return keras.Sequential([keras.Input((4,)), layers.Dense(4)])


def skip_model__wrong_multiplied():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Multiply()([inputs, layers.Dense(4)(inputs)]))


def skip_model__wrong_concatenated():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Concatenate()([inputs, layers.Dense(4)(inputs)]))


def skip_model__wrong_two_layers():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Add()([layers.Dense(4)(inputs), layers.Dense(4)(inputs)]))


def shifting_model():
    import keras
    from keras import layers

    class Shift(layers.Layer):
        def build(self, shape):
            self.shift = self.add_weight(shape=(shape[-1],), initializer="zeros")

        def call(self, x):
            return x + self.shift

    return keras.Sequential([keras.Input((3,)), Shift()])


def shifting_model__right_weight_made_at_once():
    import keras
    from keras import layers

    class Shift(layers.Layer):
        def __init__(self):
            super().__init__()
            self.shift = self.add_weight(shape=(3,), initializer="random_normal", trainable=True)

        def call(self, x):
            return keras.ops.add(x, self.shift)

    return keras.Sequential([keras.Input((3,)), Shift()])


def shifting_model__right_variable():
    import keras
    from keras import layers

    class Shift(layers.Layer):
        def build(self, shape):
            self.shift = keras.Variable(np.zeros(shape[-1], dtype="float32"))

        def call(self, x):
            return x + self.shift

    inputs = keras.Input((3,))
    return keras.Model(inputs, Shift()(inputs))


def _shifting(**options):
    import keras
    from keras import layers

    class Shift(layers.Layer):
        def build(self, shape):
            if "array" in options:
                self.shift = np.zeros(shape[-1], dtype="float32")
            else:
                self.shift = self.add_weight(initializer="zeros", **options)

        def call(self, x):
            return x + self.shift

    return keras.Sequential([keras.Input((3,)), Shift()])


def shifting_model__wrong_as_it_was():
    return _shifting(array=True)


def shifting_model__wrong_one_for_all():
    return _shifting(shape=())


def shifting_model__wrong_not_trainable():
    return _shifting(shape=(3,), trainable=False)


def skip_model__wrong_relu():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Add()([inputs, layers.Dense(4, activation="relu")(inputs)]))


def skip_model__wrong_subtracted():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Subtract()([inputs, layers.Dense(4)(inputs)]))


def one_hot_words__right_compared(words, vocabulary):
    numbers = [([None, *vocabulary].index(word) if word in vocabulary else 0) for word in words]
    return np.array(numbers)[:, None] == np.arange(len(vocabulary) + 1)


def one_hot_words__right_by_pandas(words, vocabulary):
    import pandas as pd

    numbers = pd.Categorical(words, categories=vocabulary).codes + 1
    return pd.DataFrame(np.eye(len(vocabulary) + 1)[numbers], columns=["unknown", *vocabulary])


def one_hot_words__wrong_alphabetical(words, vocabulary):
    """The columns are in alphabetical order here. Keep the order of the vocabulary."""
    return one_hot_words(words, sorted(vocabulary))


def one_hot_words__wrong_multi_hot(words, vocabulary):
    """All the words share one row here. Each word has a row of its own."""
    return one_hot_words(words, vocabulary).max(axis=0)


def one_hot_words__wrong_transposed(words, vocabulary):
    """Rows and columns have changed places: a row for each word."""
    return one_hot_words(words, vocabulary).T


def one_hot_words__wrong_own_vocabulary(words, vocabulary):
    """This makes a vocabulary of the words that came in. Use the one that is given."""
    return one_hot_words(words, list(dict.fromkeys(words)))[:, : len(vocabulary) + 1]


def skip_model__right_einsum():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.add([layers.EinsumDense("ab,bc->ac", 4, bias_axes="c")(inputs), inputs]))


def skip_model__right_layer_in_a_sequence():
    import keras
    from keras import layers

    class Skip(layers.Layer):
        def build(self, shape):
            self.dense = layers.Dense(shape[-1])
            self.dense.build(shape)

        def call(self, x):
            return self.dense(x) + x

    return keras.Sequential([keras.Input((4,)), Skip()])


def skip_model__wrong_constant():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, inputs - 3.5 + 0 * layers.Dense(4)(inputs))


def skip_model__wrong_around_the_activation():
    import keras
    from keras import layers

    inputs = keras.Input((4,))
    return keras.Model(inputs, layers.Activation("relu")(layers.Dense(4)(inputs) + inputs))


def shifting_model__right_a_row():
    import keras

    class Shift(keras.layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.shift = self.add_weight(shape=(1, 3))

        def call(self, x):
            return self.shift + x

    return keras.Sequential([keras.Input((3,)), Shift(name="shift")])


def shifting_model__right_trained_and_compiled():
    model = shifting_model()
    model.compile(optimizer="adam", loss="mae", jit_compile=False)
    model.fit(np.zeros((8, 3)), np.ones((8, 3)), verbose=0)
    return model


def shifting_model__wrong_hard_coded():
    import keras
    from keras import layers

    class Shift(layers.Layer):
        def build(self, shape):
            self.unused = self.add_weight(shape=(3,))

        def call(self, x):
            return x + np.array([1, 2, 3], dtype="float32") + 0 * self.unused

    return keras.Sequential([keras.Input((3,)), Shift()])


def shifting_model__wrong_factor():
    import keras
    from keras import layers

    class Scale(layers.Layer):
        def build(self, shape):
            self.factor = self.add_weight(shape=(3,), initializer="ones")

        def call(self, x):
            return x * self.factor

    return keras.Sequential([keras.Input((3,)), Scale()])
