"""Exercises of "Convolution": answers, what they are tried on, hints, and mistakes."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dl101.exercises import Function, Model, Value


def slide_by(image, window, stride):
    height, width = window.shape
    rows = range(0, image.shape[0] - height + 1, stride)
    columns = range(0, image.shape[1] - width + 1, stride)
    return np.array([[np.sum(image[r : r + height, c : c + width] * window) for c in columns] for r in rows])


def _pair(random, image, window):
    """Return an image and a window of these shapes, in whole numbers."""
    return random.integers(-5, 10, image), random.integers(-3, 4, window)


def _everywhere(image, window):
    return np.sum(sliding_window_view(image, window.shape) * window, axis=(2, 3))


def _without_the_end(image, window, stride):
    """Slide over range(0, size - window, stride), which misses the last place if a step ends there."""
    rows, columns = (range(0, image.shape[axis] - window.shape[axis], stride) for axis in (0, 1))
    return _everywhere(image, window)[np.ix_(rows, columns)]


def _rounded_down(image, window, stride):
    """Slide over (size - window + 1) // stride places."""
    rows, columns = ((image.shape[axis] - window.shape[axis] + 1) // stride for axis in (0, 1))
    return slide_by(image, window, stride)[:rows, :columns]


def _too_many_places(image, window, stride):
    """Slide as the lesson does, with places for a stride of 1."""
    answers = _everywhere(image, window)
    height, width = window.shape
    for row in range(answers.shape[0]):
        for column in range(answers.shape[1]):
            top, left = row * stride, column * stride
            answers[row, column] = np.sum(image[top : top + height, left : left + width] * window)
    return answers


def _with_loose_parts(image, window, stride):
    """Let the window reach over the right and lower end, and count what lies outside as 0."""
    height, width = window.shape
    padded = np.pad(image, ((0, height), (0, width)))
    ends = (len(range(0, image.shape[0], stride)), len(range(0, image.shape[1], stride)))
    return slide_by(padded, window, stride)[: ends[0], : ends[1]]


Function(
    slide_by,
    tries=lambda random: {
        "a stride of 2": [(*_pair(random, (7, 9), (3, 3)), 2), (*_pair(random, (8, 6), (2, 2)), 2)],
        "a stride of 1": [(*_pair(random, (5, 6), (3, 2)), 1)],
        "a stride of 3, with pixels left over": [
            (*_pair(random, (9, 12), (2, 3)), 3),
            (*_pair(random, (6, 8), (1, 2)), 3),
        ],
        "a window as large as the image": [(*_pair(random, (3, 4), (3, 4)), 2)],
        "a stride larger than the image": [(*_pair(random, (4, 5), (2, 2)), 9)],
        "one row": [(*_pair(random, (1, 9), (1, 2)), 2), (*_pair(random, (1, 8), (1, 1)), 3)],
        "one column": [(*_pair(random, (8, 1), (3, 1)), 2)],
        "fractions": [(random.normal(size=(6, 7)), random.normal(size=(2, 3)), 2)],
    },
    worked=((np.array([[1, 2, 3, 4, 5, 6]]), np.array([[1, 10]]), 3), [[21, 54]]),
    hints=[
        "At which rows may the window begin? Write them down for an image of 7 rows, a window of 3 and a stride of 2.",
        "Let `range` count by the stride: `range(0, height of the image - height of the window + 1, stride)`.",
        "With `row` from such a range, the part is `image[row : row + height, …]`, and its answer belongs in `row // stride`.",
    ],
    right=[
        lambda image, window, stride: _everywhere(image, window)[::stride, ::stride],
        lambda image, window, stride: np.einsum(
            "rcij,ij->rc", sliding_window_view(image, window.shape)[::stride, ::stride], window
        ),
        lambda image, window, stride: slide_by(image, window, stride).tolist(),
    ],
    mistakes={
        "The stride has no effect: this is the answer at every place.": lambda image, window, stride: _everywhere(
            image, window
        ),
        "The stride counts downward only. It counts to the right as well.": lambda image, window, stride: _everywhere(
            image, window
        )[::stride],
        "The stride counts to the right only. It counts downward as well.": lambda image, window, stride: _everywhere(
            image, window
        )[:, ::stride],
        "The last row and column of places are missing: `range` leaves out its end.": _without_the_end,
        "Round up: a place at the very end counts as well.": _rounded_down,
        "With a larger stride there are fewer places: `answers` has to be smaller.": _too_many_places,
        "Here the window hangs over the right and lower end. It must stay on the image.": _with_loose_parts,
        "The stride is the step from place to place. Do not leave out pixels under the window.": (
            lambda image, window, stride: _everywhere(image[::stride, ::stride], window)
        ),
        "The window is turned around. Its first weight belongs to the pixel at the upper left.": (
            lambda image, window, stride: _everywhere(image, window[::-1, ::-1])[::stride, ::stride]
        ),
        "This is the mean of the products. They are added up.": lambda image, window, stride: (
            slide_by(image, window, stride) / window.size
        ),
        "Rows and columns of the answer are exchanged.": lambda image, window, stride: (
            slide_by(image, window, stride).T
        ),
        "The pixels are added up, but not multiplied by the weights of the window.": lambda image, window, stride: (
            slide_by(image, np.ones_like(window), stride)
        ),
        "One number for each row: add up each place of the window on its own.": lambda image, window, stride: slide_by(
            image, window, stride
        ).sum(axis=1),
        "A rim of zeros is not asked for: without it there are fewer places.": lambda image, window, stride: (
            _everywhere(np.pad(image, 1), window)[::stride, ::stride]
        ),
        "Each answer belongs at `row // stride`. Here gaps of zeros are left between them.": (
            lambda image, window, stride: _with_gaps(image, window, stride)
        ),
    },
    wrong=[
        lambda image, window, stride: slide_by(image, window, 2),
        lambda image, window, stride: slide_by(image, window, min(stride, 2)),
        lambda image, window, stride: np.maximum(slide_by(image, window, stride), 0),
    ],
)


def _with_gaps(image, window, stride):
    answers = _everywhere(image, window)
    kept = np.zeros_like(answers)
    kept[::stride, ::stride] = answers[::stride, ::stride]
    return kept


def parameters_in_color():
    return 8 * (5 * 5 * 3 + 1) + 4 * (3 * 3 * 8 + 1)


Value(
    parameters_in_color,
    worked=900,
    hints=[
        "How many weights has one filter of the first layer, if it reaches through three channels? And its bias?",
        "The first layer answers with 8 channels, so a filter of the second has 3 · 3 · 8 weights.",
        "The first layer has 8 · (5 · 5 · 3 + 1) parameters. Count the second in the same way, and add.",
    ],
    right=[900.0, np.int64(900), 608 + 292],
    mistakes={
        "The filters of both layers reach through all channels of what they are given.": 8 * 26 + 4 * 10,
        "The biases are missing: one for each filter.": 600 + 288,
        "A filter of the first layer reaches through three channels.": 8 * 26 + 292,
        "A filter of the second layer reaches through the 8 channels of the first.": 608 + 4 * 10,
        "The second layer is given the 8 channels that the first one answers, not the three colors.": 608 + 4 * 28,
        "Each filter has one bias, not one for each channel that it reaches through.": 8 * 78 + 4 * 80,
        "A filter adds up over its channels and answers with one: the second layer is given 8, not 24.": 608 + 4 * 217,
        "Each filter has a bias of its own.": 600 + 1 + 288 + 1,
        "These are the parameters of the first layer. The second has some as well.": 608,
        "These are the parameters of the second layer. The first has some as well.": 292,
        "The weights are the same at every place: the size of the photographs does not count.": 900 * 32 * 32,
        "A filter of 5 × 5 has 25 weights for each channel, not 5.": 8 * (5 * 3 + 1) + 4 * (3 * 8 + 1),
        "The filters of a layer have weights of their own: 8 filters, 8 times as many.": 76 + 73,
    },
    wrong=[0, 1000, -900],
)


def same_anywhere():
    import keras
    from keras import layers

    convolution = layers.Conv2D(8, 5, activation="relu")
    return keras.Sequential([keras.Input((20, 20, 1)), convolution, layers.GlobalMaxPooling2D(), layers.Dense(3)])


MEAN = "A mean or a sum counts how often something was found. Keep the largest answer."
STRIDE = "With a stride, some places are never looked at: what is found depends on where it stands."
SQUARES = "Pool the answers of each channel over the whole image at once, not square by square first."
NOT_BEFORE = "Pool before the output layer, not after it."


def _fault_of_place(model):
    """Say whether the logits are those of convolution, ReLU, global max pooling and a layer, on images with patterns."""
    random = np.random.default_rng(5)
    weights = model.get_weights()
    try:
        for weight in model.weights:  # larger ones, so that an untrained network answers loudly; large biases
            weight.assign(random.uniform(-0.5, 0.5, weight.shape) * (6 if len(weight.shape) == 1 else 1))
        patterns = random.uniform(0.2, 1, (6, 4, 4))
        images = np.zeros((6, 3, 20, 20))
        images[:, 0, 6:10, 7:11] = images[:, 1, 11:15, 5:9] = patterns  # an odd shift
        images[:, 2, 4:8, 4:8] = images[:, 2, 12:16, 12:16] = patterns  # no window of 5 sees both
        logits = np.asarray(model.predict(images.reshape(-1, 20, 20, 1), verbose=0)).reshape(6, 3, 3)
        kernel, biases, last, last_biases = model.get_weights()  # four, as their number is right
    finally:
        model.set_weights(weights)
    parts = sliding_window_view(images, (5, 5), axis=(2, 3))
    answers = np.tensordot(parts, kernel[:, :, 0], 2) + biases
    layers = {  # how the layers may be put together → what is said about it
        "": np.maximum(answers, 0).max(axis=(2, 3)) @ last + last_biases,
        "ReLU comes after the convolution.": answers.max(axis=(2, 3)) @ last + last_biases,
        NOT_BEFORE: (np.maximum(answers, 0) @ last + last_biases).max(axis=(2, 3)),
    }
    for told, expected in layers.items():
        if np.allclose(logits, expected, atol=1e-3):
            return ("its layers are not those that are asked for", told) if told else ""
    if np.abs(logits[:, 0] - logits[:, 1]).max() > 1e-3:
        strides = any(getattr(layer, "strides", (1, 1)) not in (1, (1, 1)) for layer in model.layers[:1])
        return "its logits change when a pattern is moved", STRIDE if strides else SQUARES
    if np.abs(logits[:, 0] - logits[:, 2]).max() > 1e-3:
        return "its logits change when the same pattern is there twice", MEAN
    if np.all(logits >= 0):
        return "its answers are never negative", "Logits have no activation function behind them."
    return "its layers are not those that are asked for"


def _windows(*hidden, last=None, **options):
    import keras
    from keras import layers

    options = {"filters": 8, "kernel_size": 5, "activation": "relu"} | options
    hidden = hidden or (layers.GlobalMaxPooling2D(),)
    output = layers.Dense(3, activation=last)
    return keras.Sequential([keras.Input((20, 20, 1)), layers.Conv2D(**options), *hidden, output])


def _pooled_last():
    import keras
    from keras import layers

    convolution = layers.Conv2D(8, 5, activation="relu")
    return keras.Sequential([keras.Input((20, 20, 1)), convolution, layers.Dense(3), layers.GlobalMaxPooling2D()])


def _layers():
    from keras import layers

    return layers


def _functional():
    import keras

    image = keras.Input((20, 20, 1))
    answers = _layers().Conv2D(8, (5, 5), padding="same")(image)
    found = _layers().GlobalMaxPooling2D()(_layers().ReLU()(answers))
    return keras.Model(image, _layers().Dense(3, activation="linear")(found))


Model(
    same_anywhere,
    inputs=(20, 20, 1),
    outputs=(3,),
    parameters=(235, 235),
    fault=_fault_of_place,
    hints=[
        "Which layer of the lesson forgets where an answer was, and keeps how large it was?",
        "Three layers after the Input: a `Conv2D`, a `GlobalMaxPooling2D` and a `Dense`, in `keras.Sequential`.",
        '`layers.Conv2D(8, 5, activation="relu")` comes first, and `layers.Dense(3)` last.',
    ],
    right=[_functional, lambda: _windows(padding="same"), lambda: _windows(), _functional()],
    mistakes={
        MEAN: lambda: _windows(_layers().GlobalAveragePooling2D()),
        STRIDE: lambda: _windows(strides=2),
        SQUARES: lambda: _windows(_layers().MaxPooling2D(4), _layers().GlobalAveragePooling2D()),
        NOT_BEFORE: lambda: _pooled_last(),
        "ReLU comes after the convolution.": lambda: _windows(activation="linear"),
        "Logits have no activation function behind them.": lambda: _windows(last="softmax"),
    },
    wrong=[
        lambda: _windows(_layers().Flatten()),
        lambda: _windows(kernel_size=3),
        lambda: _windows(filters=4),
        lambda: _windows(activation="tanh"),
        lambda: _windows(use_bias=False),
        lambda: _windows(_layers().GlobalMaxPooling2D(), _layers().Dense(8)),
        lambda: None,
    ],
)
