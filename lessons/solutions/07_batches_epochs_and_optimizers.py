"""Answers to the exercises of "Batches, epochs and optimizers", right ones and wrong ones that the checks must catch."""

import numpy as np


def steps_in_training(examples, batch_size, epochs):
    return int(np.ceil(examples / batch_size)) * epochs


def steps_in_training__right_whole_numbers(examples, batch_size, epochs):
    return (examples + batch_size - 1) // batch_size * epochs


def steps_in_training__right_counted(examples, batch_size, epochs):
    return sum(1 for _ in range(epochs) for _ in range(0, examples, batch_size))


def steps_in_training__wrong_rounded_down(examples, batch_size, epochs):
    """What is left over at the end of an epoch is a batch as well: round up."""
    return examples // batch_size * epochs


def steps_in_training__wrong_not_rounded(examples, batch_size, epochs):
    """There is no part of a step. Round the batches of an epoch up."""
    return examples / batch_size * epochs


def steps_in_training__wrong_one_epoch(examples, batch_size, epochs):
    """These are the steps of one epoch."""
    return int(np.ceil(examples / batch_size))


def steps_in_training__wrong_rounded_at_the_end(examples, batch_size, epochs):
    """A batch does not reach into the next epoch: round up first, then multiply."""
    return int(np.ceil(examples / batch_size * epochs))


first_changes = [-0.01, 0.01]


def first_changes__right_computed():
    slope = np.array([0.002, -300.0])
    m, v = 0.1 * slope, 0.001 * slope**2
    return -0.01 * np.sqrt(1 - 0.999) / (1 - 0.9) * m / (np.sqrt(v) + 1e-7)


def first_changes__right_by_keras():
    import keras

    w = keras.Variable(np.zeros(2, "float32"))
    gradient = keras.ops.convert_to_tensor(np.array([0.002, -300.0], "float32"))
    keras.optimizers.Adam(learning_rate=0.01).apply([gradient], [w])
    return keras.ops.convert_to_numpy(w)


def first_changes__wrong_sgd():
    """This is SGD's step. Adam divides the slope by its size."""
    return [-0.00002, 3.0]


def first_changes__wrong_uphill():
    """The sizes are right. A positive slope makes the weight smaller."""
    return [0.01, -0.01]


def first_changes__wrong_signs():
    """The sizes are right. What is the sign of the second slope?"""
    return [-0.01, -0.01]


def first_changes__wrong_slopes():
    """These are the slopes."""
    return [0.002, -300]


def first_changes__wrong_not_mended():
    """At the first step m is too small, and so is v: multiply by the fraction in `size`."""
    return [-0.01 * 0.1 / 0.001**0.5, 0.01 * 0.1 / 0.001**0.5]


def _digits():
    from sklearn.model_selection import train_test_split

    from dl101 import data

    digits = data.load("digits")
    x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
    x, _, y, _ = train_test_split(x, y, test_size=450)  # not the lesson's split: a reader takes x_train and y_train
    order = np.argsort(y)
    return x[order], y[order]


def _train(optimizer, **options):
    import keras
    from keras import layers

    x, y = _digits()
    model = keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    model.fit(x, y, verbose=0, **options)
    return model


def well_trained():
    import keras

    return _train(keras.optimizers.SGD(learning_rate=0.1, momentum=0.9), batch_size=32, epochs=8)


def well_trained__right_adam():
    import keras

    return _train(keras.optimizers.Adam(learning_rate=0.01), batch_size=64, epochs=8)


def well_trained__right_plain():
    import keras

    return _train(keras.optimizers.SGD(learning_rate=0.2), batch_size=32, epochs=8)


def well_trained__wrong_still_in_order():
    import keras

    optimizer = keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)
    return _train(optimizer, batch_size=32, epochs=8, shuffle=False)


def well_trained__wrong_still_too_large():
    import keras

    return _train(keras.optimizers.SGD(learning_rate=10.0, momentum=0.9), batch_size=32, epochs=8)


def well_trained__wrong_still_one_step_an_epoch():
    import keras

    optimizer = keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)
    return _train(optimizer, batch_size=1347, epochs=8)


def steps_in_training__right_remainder(examples, batch_size, epochs):
    full, left_over = divmod(examples, batch_size)
    return np.array([epochs * (full + bool(left_over))], dtype="float32")


def steps_in_training__wrong_always_one_more(examples, batch_size, epochs):
    """Where nothing is left over, there is no further batch: round up, do not add 1."""
    return (examples // batch_size + 1) * epochs


def steps_in_training__wrong_rounded_to_the_nearest(examples, batch_size, epochs):
    """`round` goes to the nearest whole number, which may be the lower one. Round up."""
    return round(examples / batch_size) * epochs


def steps_in_training__wrong_looked_up(examples, batch_size, epochs):
    return {(1347, 32, 2): 86, (17, 13, 10): 20, (6, 6, 1): 1}.get((examples, batch_size, epochs), 43 * epochs)


def first_changes__right_as_a_tensor():
    import keras

    return keras.ops.convert_to_tensor([-0.01, 0.01])


def first_changes__right_as_a_series():
    import pandas as pd

    return pd.Series({"first": -0.01, "second": 0.01})


def first_changes__wrong_only_m_mended():
    """v is too small at the first step as well as m. The fraction in `size` mends both."""
    return [-0.01 / 0.001**0.5, 0.01 / 0.001**0.5]


def first_changes__wrong_one_number():
    return -0.01


def well_trained__right_without_metrics():
    import keras
    from keras import layers

    pixels = keras.Input((64,))
    model = keras.Model(pixels, layers.Dense(10, activation="softmax")(layers.Dense(64, activation="relu")(pixels)))
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=0.005), loss="sparse_categorical_crossentropy")
    model.fit(*_digits(), batch_size=32, epochs=8, verbose=0)
    return model


def well_trained__right_step_by_step():
    import keras

    x, y = _digits()
    model = _train(keras.optimizers.Adam(learning_rate=0.01), batch_size=64, epochs=1)
    random = np.random.default_rng(0)
    for rows in random.integers(len(x), size=(7 * 22, 64)):
        model.train_on_batch(x[rows], y[rows])
    return model


def well_trained__wrong_more_epochs():
    import keras

    return _train(keras.optimizers.Adam(learning_rate=0.01), batch_size=1347, epochs=40)


def well_trained__wrong_not_trained():
    import keras
    from keras import layers

    return keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10)])
