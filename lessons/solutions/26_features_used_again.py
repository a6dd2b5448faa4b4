"""Exercises of "Features used again": answers, what they are tried on, hints, and mistakes."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dl101.exercises import Function, Model, Value


def parameters_that_learn():
    return 32 * (8 + 1) + 4 * (32 + 1)


Value(
    parameters_that_learn,
    worked=420,
    hints=[
        "Which layers are not frozen, and how many numbers does each of them get?",
        "Global max pooling hands on one number for each filter. A dense unit has a weight for each input, and a bias.",
        "The layer with 32 units has 32 · (8 + 1) parameters. Count the last one in the same way, and add.",
    ],
    right=[420.0, np.int64(420), 288 + 132],
    mistakes={
        "The convolution is frozen: its parameters do not learn.": 608 + 420,
        "These are the frozen parameters. Which ones learn?": 608,
        "The biases learn as well: one for each unit.": 32 * 8 + 4 * 32,
        "The last layer is missing. It learns, too.": 32 * 9,
        "Only the convolution is frozen: the layer with 32 units learns as well.": 4 * 33,
        "The biases of the layer with 32 units are missing.": 32 * 8 + 4 * 33,
        "The biases of the last layer are missing.": 32 * 9 + 4 * 32,
        "Each unit has one bias, not one for all of the layer.": 32 * 8 + 1 + 4 * 32 + 1,
        "Global max pooling leaves one number for each filter, 8 in all, not 8 for each color.": 32 * 25 + 4 * 33,
        "The first dense layer gets 8 numbers, one for each filter. It does not see the three channels.": 32 * 4 + 132,
        "The last layer gets what the 32 units give, not what the 8 filters found.": 32 * 9 + 4 * 9,
        "This counts a convolution over one channel, and it is frozen anyway.": 208 + 420,
    },
    wrong=[0, 400, -420],
)


def frozen_below():
    import keras
    from keras import layers

    convolution = layers.Conv2D(6, 3, activation="relu", trainable=False)
    return keras.Sequential([keras.Input((12, 12, 1)), convolution, layers.GlobalMaxPooling2D(), layers.Dense(3)])


NOTHING_FROZEN = "Nothing is frozen yet: set `trainable` of the convolution to False."
ALL_FROZEN = "All is frozen, so nothing can learn. Freeze the convolution alone."
WRONG_ONE = "The wrong layer is frozen: the convolution is to keep its weights, and the dense layer learns."
MEAN = "A mean counts how often something was found. Keep the largest answer."
SOFTMAX = "Logits have no activation function behind them."
NO_RELU = "ReLU comes after the convolution."


def _fault_of_layers(model, images, values):
    """Say whether the logits on these images are those of convolution, ReLU, global max pooling and a dense layer."""
    kernel, biases, last, last_biases = (values[shape] for shape in ((3, 3, 1, 6), (6,), (6, 3), (3,)))
    parts = sliding_window_view(images[..., 0], (3, 3), axis=(1, 2))
    answers = np.tensordot(parts, kernel[:, :, 0], 2) + biases
    logits = np.asarray(model.predict(images, verbose=0))
    found = {  # how the layers may be put together → what is said about it
        "": np.maximum(answers, 0).max(axis=(1, 2)) @ last + last_biases,
        NO_RELU: answers.max(axis=(1, 2)) @ last + last_biases,
        MEAN: np.maximum(answers, 0).mean(axis=(1, 2)) @ last + last_biases,
    }
    for told, expected in found.items():
        if np.allclose(logits, expected, atol=1e-3):
            return ("its layers are not those that are asked for", told) if told else ""
    if np.all(logits >= 0):
        return "its answers are never negative", SOFTMAX
    return "its layers are not those that are asked for"


def _fault_of_frozen(model):
    """Say what learns, what the logits are, and what moves in a step of training."""
    from keras import losses, optimizers

    learn = {tuple(weight.shape) for weight in model.trainable_weights}
    convolution, dense = {(3, 3, 1, 6), (6,)}, {(6, 3), (3,)}
    if {tuple(weight.shape) for weight in model.weights} != convolution | dense:
        return "its layers are not those that are asked for"
    if learn != dense:
        if not learn:
            return "none of its parameters learns", ALL_FROZEN
        swapped = not learn & dense and "its convolution learns, and its dense layer does not"
        return (swapped, WRONG_ONE) if swapped else ("its convolution learns", NOTHING_FROZEN)
    weights, random = model.get_weights(), np.random.default_rng(3)
    images = np.zeros((8, 12, 12, 1), dtype="float32")
    images[:, 4:8, 4:8] = random.uniform(-1, 1, (8, 4, 4, 1))  # away from the rim, so that padding does no harm
    try:
        drawn = [random.uniform(-5 if w.shape == (6,) else -1, 1, w.shape) for w in weights]  # some ReLUs bend
        model.set_weights(drawn)
        fault = _fault_of_layers(model, images, {w.shape: w for w in drawn})
        if fault:
            return fault
        model.compile(optimizers.SGD(0.1), losses.SparseCategoricalCrossentropy(from_logits=True))
        model.train_on_batch(images, np.arange(8) % 3)
        moved = {w.shape for old, w in zip(drawn, model.get_weights(), strict=True) if not np.allclose(old, w)}
    finally:
        model.set_weights(weights)
    return ("its convolution changes in training", NOTHING_FROZEN) if moved & convolution else ""


def _stack(activation="relu", pool=None, last=None, freeze=(0,), **options):
    """Return the model with something changed; `freeze` lists the layers that stand still."""
    import keras
    from keras import layers

    options = {"filters": 6, "kernel_size": 3} | options
    hidden = [layers.Conv2D(activation=activation, **options), pool or layers.GlobalMaxPooling2D()]
    model = keras.Sequential([keras.Input((12, 12, 1)), *hidden, layers.Dense(3, activation=last)])
    for place in freeze:
        model.layers[place].trainable = False
    return model


def _all_frozen():
    model = _stack()
    model.trainable = False
    return model


def _nested():
    import keras
    from keras import layers

    whole = _stack(freeze=())
    below = keras.Model(whole.inputs, whole.layers[-2].output)
    below.trainable = False
    return keras.Sequential([below, layers.Dense(3)])


def _functional():
    import keras
    from keras import layers

    image = keras.Input((12, 12, 1))
    answers = layers.Conv2D(6, (3, 3), padding="same", trainable=False)(image)
    found = layers.GlobalMaxPooling2D()(layers.ReLU()(answers))
    return keras.Model(image, layers.Dense(3)(found))


def _mean():
    from keras import layers

    return layers.GlobalAveragePooling2D()


Model(
    frozen_below,
    inputs=(12, 12, 1),
    outputs=(3,),
    parameters=(81, 81),
    fault=_fault_of_frozen,
    hints=[
        "Which layer is to keep its weights, and which is to learn?",
        "Every layer has `trainable`. You can set it when you make the layer, or afterward.",
        '`layers.Conv2D(6, 3, activation="relu", trainable=False)` comes first, and `layers.Dense(3)` last.',
    ],
    right=[_nested, _functional, lambda: _stack(), lambda: _stack(padding="same"), lambda: _stack(freeze=(0, 1))],
    mistakes={
        NOTHING_FROZEN: lambda: _stack(freeze=()),
        ALL_FROZEN: lambda: _all_frozen(),
        WRONG_ONE: lambda: _stack(freeze=(2,)),
        MEAN: lambda: _stack(pool=_mean()),
        NO_RELU: lambda: _stack(activation=None),
        SOFTMAX: lambda: _stack(last="softmax"),
    },
    wrong=[
        lambda: _stack(filters=5),
        lambda: _stack(kernel_size=5),
        lambda: _stack(use_bias=False),
        lambda: _stack(activation="tanh"),
        lambda: _stack(activation="elu"),
        lambda: None,
    ],
)


def nearest_mean(found, kinds, unseen):
    names = np.unique(kinds)
    means = np.array([found[kinds == kind].mean(axis=0) for kind in names])
    distances = np.sum((unseen[:, None] - means) ** 2, axis=2)
    return names[distances.argmin(axis=1)]


def _few(random, kinds, each, features, unseen, spread=1.0):
    """Return features of some examples of each kind, in mixed order, their kinds, and those of new pictures."""
    order = random.permutation(np.repeat(kinds, each))
    places = {kind: random.normal(size=features) * 2 for kind in kinds}
    found = np.array([places[kind] for kind in order]) + random.normal(0, spread, (len(order), features))
    return found, order, random.normal(0, 2, (unseen, features))


def _by(found, kinds, unseen, center=None, size=None):
    """Return what `nearest_mean` returns, with another middle of a kind, or another size of a difference."""
    names = np.unique(kinds)
    means = np.array([(center or (lambda x: x.mean(axis=0)))(found[kinds == kind]) for kind in names])
    distances = (size or (lambda gap: np.sum(gap**2, axis=2)))(unseen[:, None] - means)
    return names[distances.argmin(axis=1)]


def _loop(found, kinds, unseen):
    result = []
    for row in unseen:
        far = {kind: np.linalg.norm(row - found[kinds == kind].mean(axis=0)) for kind in set(kinds.tolist())}
        result.append(min(far, key=far.get))
    return result


def _neighbor(found, kinds, unseen):
    return kinds[np.sum((unseen[:, None] - found) ** 2, axis=2).argmin(axis=1)]


def _places(found, kinds, unseen):
    return np.searchsorted(np.unique(kinds), nearest_mean(found, kinds, unseen))


def _distances(found, kinds, unseen):
    means = np.array([found[kinds == kind].mean(axis=0) for kind in np.unique(kinds)])
    return np.linalg.norm(unseen[:, None] - means, axis=2)


def _in_order_met(found, kinds, unseen):
    met = kinds[np.sort(np.unique(kinds, return_index=True)[1])]
    return met[_places(found, kinds, unseen)]


def _product(found, kinds, unseen):
    names = np.unique(kinds)
    means = np.array([found[kinds == kind].mean(axis=0) for kind in names])
    return names[(unseen @ means.T).argmax(axis=1)]


Function(
    nearest_mean,
    tries=lambda random: {
        "five kinds": [_few(random, np.arange(5), 3, 4, 20), _few(random, np.arange(5), 10, 6, 30)],
        "kinds not from 0": [_few(random, np.array([7, 2, 5]), 4, 3, 20), _few(random, np.array([9, 1]), 5, 2, 12)],
        "negative numbers of kinds": [_few(random, np.array([-3, 4, 1]), 3, 3, 15)],
        "as many of one kind as of two others": [_few(random, np.array([1, 2, 2, 3]), 4, 3, 25)],
        "one example each": [_few(random, np.array([4, 1, 3]), 1, 5, 12)],
        "one feature": [_few(random, np.array([2, 6, 3]), 4, 1, 25)],
        "one new picture": [_few(random, np.arange(3, 7), 5, 3, 1)],
        "examples far from their mean": [_few(random, np.array([3, 1, 2]), 6, 3, 40, 4.0)],
        "one kind": [_few(random, np.array([int(random.integers(2, 9))]), 3, 2, 4)],
    },
    worked=((np.array([[0.0], [2], [9]]), np.array([4, 4, 1]), np.array([[3.0], [6]])), [4, 1]),
    hints=[
        "Which rows of `found` belong to one kind? What is their mean, feature by feature?",
        "Stack the means, one row for each of `np.unique(kinds)`. `unseen[:, None] - means` has all differences.",
        "Sum the squares over axis 2, take `argmin(axis=1)`, and look up the kind at that place of `np.unique(kinds)`.",
    ],
    right=[
        _loop,
        lambda found, kinds, unseen: _by(found, kinds, unseen, size=lambda gap: np.linalg.norm(gap, axis=2)),
        lambda found, kinds, unseen: nearest_mean(found, kinds, unseen).tolist(),
    ],
    mistakes={
        "This is the place of the kind in the list of kinds. Return the kind itself.": _places,
        "This is the kind of the nearest example. Take the mean of each kind first.": _neighbor,
        "These are the distances. Which kind has the smallest?": _distances,
        "This is the farthest mean. The nearest is asked for.": lambda found, kinds, unseen: _by(
            found, kinds, unseen, size=lambda gap: -np.sum(gap**2, axis=2)
        ),
        "Square the differences before you add them up: otherwise they cancel.": lambda found, kinds, unseen: _by(
            found, kinds, unseen, size=lambda gap: gap.sum(axis=2)
        ),
        "Here the differences are added up first, and made positive after. Square each of them before you add.": (
            lambda found, kinds, unseen: _by(found, kinds, unseen, size=lambda gap: np.abs(gap.sum(axis=2)))
        ),
        "These are sums of absolute differences, not distances in a straight line.": lambda found, kinds, unseen: _by(
            found, kinds, unseen, size=lambda gap: np.abs(gap).sum(axis=2)
        ),
        "This is the largest difference of one feature. All features count.": lambda found, kinds, unseen: _by(
            found, kinds, unseen, size=lambda gap: np.abs(gap).max(axis=2)
        ),
        "These are sums of the features, and they grow with the number of examples. Take the mean.": (
            lambda found, kinds, unseen: _by(found, kinds, unseen, center=lambda x: x.sum(axis=0))
        ),
        "These are medians. Means are asked for.": lambda found, kinds, unseen: _by(
            found, kinds, unseen, center=lambda x: np.median(x, axis=0)
        ),
        "The means and the names of the kinds are not in the same order. `np.unique` sorts.": _in_order_met,
        "The largest product is not the smallest distance: long rows win.": _product,
        "This is the most frequent kind, whatever the picture is. Look at `unseen`.": lambda found, kinds, unseen: (
            np.full(len(unseen), np.unique(kinds)[np.unique(kinds, return_counts=True)[1].argmax()])
        ),
    },
    wrong=[
        lambda found, kinds, unseen: nearest_mean(found, kinds, unseen) + 0.5,
        lambda found, kinds, unseen: nearest_mean(found, kinds, unseen)[:1],
        lambda found, kinds, unseen: nearest_mean(found[:, :1], kinds, unseen[:, :1]),
    ],
)
