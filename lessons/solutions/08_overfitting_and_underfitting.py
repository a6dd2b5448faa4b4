"""Exercises of "Overfitting and underfitting": answers, what they are tried on, hints, and mistakes."""

import math

import numpy as np

from dl101.exercises import CHANGED, Function, Value


def prepared(x_train, x_test):
    mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
    return (x_train - mean) / deviation, (x_test - mean) / deviation


def _by_scikit_learn(x_train, x_test):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(x_train)
    return scaler.transform(x_train), scaler.transform(x_test)


def _by_pandas(x_train, x_test):
    import pandas as pd

    train, test = pd.DataFrame(x_train), pd.DataFrame(x_test)
    return tuple((one - train.mean()) / train.std(ddof=0) for one in (train, test))


def _by_keras(x_train, x_test):
    from keras import layers

    normalization = layers.Normalization()
    normalization.adapt(x_train)
    return normalization(x_train), normalization(x_test)


def _in_place(x_train, x_test):
    mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
    for x in (x_train, x_test):
        x -= mean
        x /= deviation
    return x_train, x_test


def _overwritten(x_train, x_test):
    x_train = (x_train - x_train.mean(axis=0)) / x_train.std(axis=0)
    return x_train, (x_test - x_train.mean(axis=0)) / x_train.std(axis=0)


def _scaled(mean=np.mean, deviation=np.std, of=lambda x_train, x_test: x_train, axis=0):
    """Return a function that prepares both sets with these two measures of a set."""

    def scale(x_train, x_test):
        x = of(x_train, x_test)
        return tuple((one - mean(x, axis=axis)) / deviation(x, axis=axis) for one in (x_train, x_test))

    return scale


def _sets(random, rows, test_rows, columns, center=5.0):
    return random.normal(center, 3, (rows, columns)), random.normal(center + 1, 5, (test_rows, columns))


Function(
    prepared,
    tries=lambda random: {
        "three columns": [_sets(random, 8, 5, 3), _sets(random, 30, 9, 3)],
        "one column": [_sets(random, 7, 4, 1)],
        "as many rows as columns": [_sets(random, 3, 3, 3)],
        "more rows to test than to train": [_sets(random, 4, 12, 2)],
        "two rows to train": [(random.uniform([[-9, 5], [3, -8]], [[-5, 9], [8, 0]]), _sets(random, 1, 3, 2)[1])],
        "one row to test": [_sets(random, 6, 1, 3)],
        "columns of different size": [tuple(one * [0.01, 1, 300] for one in _sets(random, 9, 6, 3))],
        "negative numbers": [_sets(random, 8, 4, 2, -40.0)],
        "columns around 0": [_sets(random, 8, 4, 2, 0.0)],
        "a test set that lies far away": [(random.normal(0, 1, (6, 2)), random.normal(500, 9, (6, 2)))],
    },
    worked=((np.array([[1.0, 10.0], [3.0, 30.0]]), np.array([[4.0, 0.0]])), ([[-1, -1], [1, 1]], [[2, -2]])),
    hints=[
        "If the test set is still unknown, which mean and which deviation can be computed?",
        "Mean and deviation come from `x_train` alone, column by column. The same two prepare both sets.",
        "Keep `x_train.mean(axis=0)` and `x_train.std(axis=0)` under names of their own, and use them for both sets.",
    ],
    right=[
        lambda x_train, x_test: [(x - np.mean(x_train, axis=0)) / np.std(x_train, axis=0) for x in (x_train, x_test)],
        lambda x_train, x_test: [
            [(row - x_train.mean(axis=0)) / x_train.std(axis=0) for row in x] for x in (x_train, x_test)
        ],
        lambda x_train, x_test: ((x - x_train.mean(axis=0)) / x_train.std(axis=0) for x in (x_train, x_test)),
        _by_scikit_learn,
        _by_pandas,
        _by_keras,
    ],
    mistakes={
        CHANGED: _in_place,
        "Mean and deviation still come from both sets. The test set may not be looked at.": _scaled(
            of=lambda *both: np.concatenate(both)
        ),
        "Each set has its own scale now, so the same patient would get other numbers in each. "
        "Use that of x_train for both.": lambda *both: tuple((x - x.mean(axis=0)) / x.std(axis=0) for x in both),
        "Here both sets are prepared by the test set. Use the training set.": _scaled(
            of=lambda x_train, x_test: x_test
        ),
        "This is one mean for all columns together. Each column has its own: axis=0.": _scaled(axis=None),
        "The test set comes out unscaled. Did you overwrite x_train first? Its mean is 0 then, and its deviation 1: "
        "keep both before you change it.": _overwritten,
        "The mean is subtracted; divide by the deviation as well.": _scaled(deviation=lambda x, axis: 1),
        "The mean is still to be subtracted, before the division.": _scaled(mean=lambda x, axis: 0),
        "This divides by the variance. Divide by its root, the deviation.": _scaled(deviation=np.var),
        "This deviation divides by n - 1, as pandas does. `np.std` divides by n.": _scaled(
            deviation=lambda x, axis: x.std(axis=0, ddof=1)
        ),
        "This returns the test set first. It is `x_train`, then `x_test`.": lambda *both: prepared(*both)[::-1],
        "This goes by the smallest and the largest value. Use mean and deviation.": _scaled(
            mean=np.min, deviation=lambda x, axis: np.ptp(x, axis=0)
        ),
        "Only the training set came back. Return both, with a comma between them.": lambda *both: prepared(*both)[0],
    },
    wrong=[
        lambda x_train, x_test: ([[-1, -1], [1, 1]], [[2, -2]]),
        lambda x_train, x_test: (x_train, x_test),
        lambda x_train, x_test: prepared(x_train, x_test)[1],
        lambda x_train, x_test: tuple(np.round(x, 1) for x in prepared(x_train, x_test)),
        lambda x_train, x_test: tuple(np.clip(x, -3, 3) for x in prepared(x_train, x_test)),
        lambda x_train, x_test: np.concatenate(prepared(x_train, x_test)),
        _scaled(mean=np.median),
        _scaled(of=lambda x_train, x_test: np.concatenate([x_train, x_test[:1]])),
        _scaled(of=lambda x_train, x_test: x_train[: len(x_train) // 2 + 1]),
        _scaled(axis=1),
    ],
)


def diagnoses():
    return ["right", "too small", "too large", "right", "too large"]


SMALL, RIGHT, LARGE = "too small", "right", "too large"
Value(
    diagnoses,
    worked=[RIGHT, SMALL, LARGE, RIGHT, LARGE],
    hints=[
        "Which of the five could still become better on new examples, and which learned accidents of its training set?",
        "Compare both losses with the smallest possible one: much above it on both, near it on both, or far apart?",
        "Far above on both: too small. Near on both: right. A training loss below what is possible: too large.",
    ],
    right=[
        (RIGHT, SMALL, LARGE, RIGHT, LARGE),
        np.array([RIGHT, SMALL, LARGE, RIGHT, LARGE]),
        np.array([RIGHT, SMALL, LARGE, RIGHT, LARGE], dtype=object),
    ],
    mistakes={
        "A model that learns the accidents of its examples is too large, not too small.": (
            [RIGHT, LARGE, SMALL, RIGHT, SMALL]
        ),
        "You went by the training loss alone. C is bad on the validation set.": [RIGHT, SMALL, RIGHT, RIGHT, RIGHT],
        "A small gap between the two losses is normal, as in A and D.": [LARGE, SMALL, LARGE, LARGE, LARGE],
        "Neither loss of A is bad: 0.41 and 0.46 are near the smallest possible loss, 0.4.": (
            [SMALL, SMALL, LARGE, RIGHT, LARGE]
        ),
        "A model that is too large is good on its training set. Is B, beside 0.05?": [
            RIGHT,
            LARGE,
            LARGE,
            RIGHT,
            LARGE,
        ],
        "A and B have the same losses, but not the same smallest possible one.": [RIGHT, RIGHT, LARGE, RIGHT, LARGE],
        "D looks bad, but how much better could any model be on its data?": [RIGHT, SMALL, LARGE, SMALL, LARGE],
        "Two were judged by their losses alone. How near are B and D to what is possible?": (
            [RIGHT, RIGHT, LARGE, SMALL, LARGE]
        ),
        "E does better on its training set than is possible elsewhere. What has it learned?": (
            [RIGHT, SMALL, LARGE, RIGHT, RIGHT]
        ),
        "A model that is too small is bad on its training set. Is E?": [RIGHT, SMALL, LARGE, RIGHT, SMALL],
        "Is a training loss of 0.05 that of a model that is too small? Look at C again.": (
            [RIGHT, SMALL, SMALL, RIGHT, LARGE]
        ),
        "Look at the validation loss of C again: far above its training loss.": [RIGHT, SMALL, RIGHT, RIGHT, LARGE],
        "Write the texts as they stand in the task, in small letters.": (
            ["Right", "Too small", "Too large", "Right", "Too large"]
        ),
    },
    wrong=[
        [RIGHT] * 5,
        [RIGHT, SMALL, LARGE],
        [LARGE, SMALL, LARGE, RIGHT, LARGE],
        ["right", "small", "large", "right", "large"],
        "right, too small, too large, right, too large",
        [0, -1, 1, 0, 1],
    ],
)


def epochs_trained(losses, patience):
    lowest, waited = float("inf"), 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            lowest, waited = loss, 0
        else:
            waited += 1
        if waited == patience:
            return epoch
    return len(losses)


def _looking_back(losses, patience):
    for epoch in range(patience + 1, len(losses) + 1):
        if min(losses[epoch - patience : epoch]) >= min(losses[: epoch - patience]):
            return epoch
    return len(losses)


def _by_numpy(losses, patience):
    new = np.flatnonzero(np.array(losses) < np.minimum.accumulate([np.inf, *losses[:-1]]))
    gaps = np.diff([*new, len(losses)]) > patience
    return new[np.argmax(gaps)] + patience + 1 if gaps.any() else np.float32(len(losses))


def _by_callback(losses, patience):
    import keras

    model = keras.Sequential([keras.Input((1,))])
    model.stop_training = False
    stop = keras.callbacks.EarlyStopping(patience=patience, mode="min")
    stop.set_model(model)
    stop.on_train_begin()
    for epoch, loss in enumerate(losses):
        stop.on_epoch_end(epoch, {"val_loss": loss})
        if model.stop_training:
            return [epoch + 1]
    return [len(losses)]


def _waiting(is_new=lambda loss, lowest: loss < lowest, start=math.inf, in_a_row=True, late=0, least=0.0):
    """Return a function that counts the epochs as asked, but for what is said here."""

    def count(losses, patience):
        lowest, waited = start, 0
        for epoch, loss in enumerate(losses, start=1):
            new = is_new(loss, lowest - least)
            waited = 0 if new and in_a_row else waited + (not new)
            lowest = min(lowest, loss)
            if waited >= patience + late:
                return epoch
        return len(losses)

    return count


def _against(step):
    """Return a function that compares each loss with that of `step(patience)` epochs ago."""

    def count(losses, patience):
        waited = 0
        for epoch in range(step(patience), len(losses)):
            waited = waited + 1 if losses[epoch] >= losses[epoch - step(patience)] else 0
            if waited >= patience // step(patience):
                return epoch + 1
        return len(losses)

    return count


def _walk(random, epochs, drift=-0.1):
    """Return losses that go up and down."""
    return (6 + np.cumsum(random.normal(drift, 0.5, epochs))).clip(0.01).round(3).tolist()


Function(
    epochs_trained,
    tries=lambda random: {
        "ups and downs": [
            ([5.0, 3.0, 4.0, 3.5, 2.0, 2.5, 2.4, 2.3, 1.0], 3),
            *((_walk(random, 30), 4) for _ in range(5)),
        ],
        "a new lowest loss just in time": [([3.0, 4.0, 3.5, 2.0, 2.5, 2.2, float(random.uniform(0.1, 1.9))], 3)],
        "a lower loss after the end": [([3.0, 1.0, 4.0, 3.0, float(random.uniform(0.1, 0.9)), 0.05], 2)],
        "losses that fall all the time": [(sorted(_walk(random, 12), reverse=True), 2), ([5.0, 4.0, 3.0], 1)],
        "losses that rise from the start": [(sorted(random.uniform(1, 9, 7).round(2).tolist()), 3)],
        "the same loss again": [([3.0, 3.0, 3.0, 1.0], 2), *((random.integers(1, 5, 9).tolist(), 3) for _ in range(3))],
        "the lowest loss again and again": [([4.0, 2.0, 3.0, 2.0, 3.0, 2.0, float(random.uniform(0.1, 1.9))], 3)],
        "a patience of 1": [(_walk(random, 9), 1), ([2.0, 1.0, 3.0, 0.0], 1)],
        "fewer epochs than the patience": [([1.0, 2.0], 5), (_walk(random, 6), 9)],
        "one epoch": [([float(random.uniform(1, 9))], 1), ([2.5], 3)],
        "large losses": [([2e12 + 1e10 * one for one in _walk(random, 20)], 3)],
        "almost the same losses": [([2.0, 1.99, 1.98, 1.97, float(random.uniform(1, 1.96)), 3.0, 3.0], 2)],
        "small losses": [([1e-6 * one for one in _walk(random, 20, -0.3)], 3)],
        "losses that fall very slowly": [((random.uniform(1, 2) - 1e-4 * np.arange(8)).tolist(), 3)],
        "negative losses": [([one - 50 for one in _walk(random, 20)], 3)],
    },
    worked=(([5.0, 3.0, 4.0, 3.5, 2.0], 2), 4),
    relative=0.0,
    absolute=0.01,
    hints=[
        "What must be remembered from one epoch to the next, so that you can say whether to stop?",
        "Keep the lowest loss so far, and count the epochs since it was reached. A new lowest loss sets the count to 0.",
        "Go through `enumerate(losses, start=1)`. When the count equals the patience, return the epoch; else the last one.",
    ],
    right=[
        lambda losses, patience: next(
            (i + 1 for i in range(len(losses)) if i - np.argmin(losses[: i + 1]) >= patience), len(losses)
        ),
        _looking_back,
        _by_numpy,
        _by_callback,
    ],
    mistakes={
        "Compare with the lowest loss so far, not with that of the epoch before.": _against(lambda patience: 1),
        "Compare with the lowest loss so far, not with that of `patience` epochs ago.": _against(
            lambda patience: patience
        ),
        "This is one less: epochs are counted from 1, and the one that ends the training was trained as well.": (
            lambda *given: epochs_trained(*given) - 1
        ),
        "This is the epoch with the lowest loss of all. When did the training end?": (
            lambda losses, patience: int(np.argmin(losses)) + 1
        ),
        "This waits after the lowest loss of all. Training may end before that is reached.": (
            lambda losses, patience: min(int(np.argmin(losses)) + 1 + patience, len(losses))
        ),
        "The count starts again at each new lowest loss.": _waiting(in_a_row=False),
        "The same loss again is not a new lowest one.": _waiting(lambda loss, lowest: loss <= lowest),
        "The epoch in which the count reaches the patience is the last one that is trained.": _waiting(late=1),
        'This works for small losses only. Start with a lowest loss that is larger than any: float("inf").': (
            _waiting(start=1000)
        ),
        "The lowest loss starts at 0 here, and no loss is below that. Start with a number larger than any.": (
            _waiting(start=0)
        ),
        "Training goes to the end here. When the count reaches the patience, it ends.": lambda losses, patience: len(
            losses
        ),
        "This is the lowest loss. How many epochs are trained?": lambda losses, patience: min(losses),
    },
    wrong=[
        lambda losses, patience: {(5.0, 9): 8, (5.0, 5): 4, (3.0, 4): 3, (1.0, 2): 2}.get((losses[0], len(losses)), 3),
        lambda losses, patience: min(patience + 1, len(losses)),
        lambda losses, patience: epochs_trained(losses, max(patience, 2)),
        lambda losses, patience: epochs_trained(losses, 3),
        lambda losses, patience: epochs_trained([round(one, 1) for one in losses], patience),
        _waiting(least=1e-3),
        _waiting(late=-1),
    ],
)
