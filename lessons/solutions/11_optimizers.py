"""Exercises of "Optimizers": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101 import data
from dl101.exercises import Model, Value


def first_changes():
    slope = np.array([0.002, -300])
    m, v = 0.1 * slope, 0.001 * slope**2
    size = 0.01 * np.sqrt(1 - 0.999) / (1 - 0.9)
    return -size * m / (np.sqrt(v) + 1e-7)


Value(
    first_changes,
    worked=[-0.01, 0.01],
    relative=0.02,
    hints=[
        "What is left of the slope when a tenth of it is divided by the root of a thousandth of its square?",
        "Only its sign is left, times a number that the fraction in `size` takes away. The step is subtracted.",
        "Each weight changes by the learning rate, 0.01, against the sign of its slope.",
    ],
    right=[(-0.01, 0.01), np.array([-0.01, 0.01], dtype="float32"), [np.float64(-0.009984), 0.0099999]],
    mistakes={
        "This is SGD's step. Adam divides the slope by its size.": [-0.00002, 3.0],
        "The sizes are right. A positive slope makes the weight smaller.": [0.01, -0.01],
        "The sizes are right. What is the sign of the second slope?": [-0.01, -0.01],
        "The sizes are right. The first slope is positive, so which way is down?": [0.01, 0.01],
        "These are the slopes.": [0.002, -300],
        "At the first step m is too small, and so is v: multiply by the fraction in `size`.": [-0.0316228, 0.0316228],
        "These are only the signs. How long is a step?": [-1, 1],
        "`m` is divided by the root of v, not by v.": [-158.1, 0.001054],
        "The momentum of 0.9 leaves a tenth of the slope in m. Divide by the root of v as well.": [-0.000002, 0.3],
    },
    wrong=[-0.01, [-0.01], [-0.01, 0.01, 0.01], "[-0.01, 0.01]", [-0.011, 0.01], [0, 0], [-0.01, 0.0]],
)

digits = data.load("digits")
x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
_rows = np.random.RandomState(0).permutation(len(x))  # the lesson's own split: its answer trains on what it trains on
x_test, x_train, y_test, y_train = x[_rows[:453]], x[_rows[453:]], y[_rows[:453]], y[_rows[453:]]
order = np.argsort(y_train)


def network(optimizer, activation=None):
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((64,)), layers.Dense(64, "relu"), layers.Dense(10, activation)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=activation is None)
    model.compile(optimizer=optimizer, loss=loss)
    return model


def well_trained():
    import keras

    model = network(keras.optimizers.SGD(learning_rate=0.1, momentum=0.9))
    model.fit(x_train, y_train, batch_size=32, epochs=8, verbose=0)
    return model


def _trained(rate, name="SGD", momentum=0.9, among=(x_train, y_train), activation=None, times=1, batches=0, **options):
    """Return a function that trains a network: `fit` is called so many times, and then come single batches."""

    def train():
        import keras

        keras.utils.set_random_seed(0)
        model = network(getattr(keras.optimizers, name)(rate, momentum), activation)
        for _ in range(times):
            model.fit(*among, verbose=0, **{"epochs": 8, "batch_size": 32, **options})
        for rows in np.random.default_rng(0).integers(len(x_train), size=(batches, 32)):
            model.train_on_batch(x_train[rows], y_train[rows])
        return model

    return train


def _loss(model, inputs, labels):
    """Return the cross-entropy of a model that answers with logits or with probabilities, and its answers."""
    outputs = model.predict(inputs, batch_size=500, verbose=0).astype(float)
    if np.min(outputs) < 0 or not np.allclose(outputs.sum(axis=1), 1, atol=1e-3):
        outputs = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    shares = outputs / outputs.sum(axis=1, keepdims=True)
    return -np.mean(np.log(shares[np.arange(len(labels)), labels] + 1e-12)), outputs.argmax(axis=1)


MANY, FEW = "Eight epochs in all are enough.", "Train on: eight epochs in all are asked for."
BATCHES = "How many steps does it make in an epoch? Make the batches smaller."
RATE = "Its loss is that of knowing nothing, or worse: look at the learning rate."
ORDER = "What it saw last weighs most: are the digits still in order?"
PEEKED = "Train on `x_train` and `y_train` only. The unseen digits must stay unseen."


def _badly_trained(model, x_test, y_test):
    unseen = {row.tobytes() for row in x_test}
    rest = [row.tobytes() not in unseen for row in x]
    (loss, answers), (loss_in_training, _) = _loss(model, x_test, y_test), _loss(model, x[rest], y[rest])
    accuracy, history = np.mean(answers == y_test), getattr(model, "history", None)  # that of the last `fit`
    steps_an_epoch = getattr(history, "params", {}).get("steps")
    if steps_an_epoch:
        steps = int(model.optimizer.iterations)
        copies = max([1, *(int(getattr(one, "count", 0)) // len(x_train) for one in model.metrics)])  # in an epoch
        epochs = steps * copies / steps_an_epoch
        if epochs != 8:
            return f"it was trained for {epochs:.3g} epochs", MANY if epochs > 8 else FEW
        if steps <= 16:
            return f"it made {steps} steps in all", BATCHES
        reported = history.history["loss"][-1]
        one_sided = reported > 1.25 * loss_in_training or (loss_in_training < 2 and np.mean(answers > 7) > 0.4)
        if 0.3 < loss_in_training < 3 and one_sided:
            return f"its loss in `fit` was {reported:.2f}, and is {loss_in_training:.2f} on the same digits now", ORDER
    if accuracy < 0.9:
        said = f"it names {100 * accuracy:.0f} in 100 unseen digits right, and 90 are asked for"
        return said, RATE if steps_an_epoch and not loss_in_training < 2 else ""
    is_split_of_lesson = np.array_equal(x_test, x[_rows[:453]])  # where right answers are 0.026 worse, or more
    if loss < loss_in_training + (0.02 if is_split_of_lesson or loss_in_training < 0.08 else -0.02):
        return "it does as well on the unseen digits as on those that it may train on, or better", PEEKED
    return ""


Model(
    well_trained,
    inputs=(64,),
    outputs=(10,),
    fault=_badly_trained,
    trains=True,
    stand_in=lambda: (x_test, y_test),
    hints=[
        "How large was the learning rate in the race, how many steps does an epoch make here, and in which order?",
        "Mend one after the other: a learning rate from the race, batches of the size used there, and no sorted digits.",
        "`network(SGD(learning_rate=0.1, momentum=0.9))`, then `fit` on `x_train` and `y_train` with a `batch_size` of 32.",
    ],
    right=[
        _trained(0.01, "Adam", among=(x_train[order], y_train[order]), batch_size=64),
        _trained(0.2, momentum=0.0, times=8, epochs=1),
        _trained(0.1, activation="softmax", epochs=1, batches=7 * 42),
    ],
    mistakes={
        BATCHES: _trained(0.1, batch_size=1344),
        RATE: _trained(10.0),
        ORDER: _trained(0.1, among=(x_train[order], y_train[order]), shuffle=False),
        MANY: _trained(0.1, among=(np.tile(x_train, (10, 1)), np.tile(y_train, 10)), batch_size=64),
        FEW: _trained(0.1, epochs=4),
        PEEKED: _trained(0.01, "Adam", among=(x, y)),
    },
    wrong=[lambda: network("sgd")],
)
