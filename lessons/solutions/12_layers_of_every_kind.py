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
