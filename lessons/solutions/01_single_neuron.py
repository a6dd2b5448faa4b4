"""Answers to the exercises of "A single neuron", right ones and wrong ones that the checks must catch."""

import numpy as np


def neuron(x, w, b):
    return w * x + b


def neuron__right_the_other_way_around(x, w, b):
    return b + x * w


def neuron__right_with_numpy(x, w, b):
    return np.dot([x, 1.0], [w, b])


def neuron__wrong_bias_first(x, w, b):
    """This adds the bias before it multiplies: multiply first."""
    return w * (x + b)


def neuron__wrong_no_bias(x, w, b):
    """The bias is missing."""
    return w * x


def neuron__wrong_parts_exchanged(x, w, b):
    """Weight and bias have changed places: multiply by w, add b."""
    return b * x + w


def _one_neuron(weight, bias):
    import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.set_weights([np.array([[weight]]), np.array([bias])])
    return model


def thermometer():
    return _one_neuron(1.8, 32.0)


def thermometer__right_functional():
    import keras

    celsius = keras.Input((1,))
    dense = keras.layers.Dense(1)
    model = keras.Model(celsius, dense(celsius))
    dense.set_weights([np.array([[9 / 5]]), np.array([32])])
    return model


def thermometer__right_initializers():
    import keras

    dense = keras.layers.Dense(1, kernel_initializer=keras.initializers.Constant(1.8), bias_initializer="zeros")
    return keras.Sequential([keras.Input((1,)), dense, keras.layers.Rescaling(1.0, offset=32.0)])


def thermometer__wrong_untrained():
    import keras

    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])


def thermometer__wrong_no_bias():
    return _one_neuron(1.8, 0.0)


def thermometer__wrong_turned_around():
    return _one_neuron(5 / 9, -32 * 5 / 9)


rise_per_unit = 10.23


def rise_per_unit__right_one_digit():
    return 10.2


def rise_per_unit__right_as_an_array():
    return np.array([45.16 / 4.413])


def rise_per_unit__wrong_whole_deviation():
    """That is the rise for a whole standard deviation, which is 4.41 kg/m²."""
    return 45.16


def rise_per_unit__wrong_turned_around():
    """Divide the other way around: the rise by the number of units."""
    return 4.413 / 45.16


def rise_per_unit__wrong_product():
    """One unit is less than a standard deviation, so its rise is smaller: divide."""
    return 45.16 * 4.413


def standardize(x):
    return (x - x.mean()) / x.std()


def standardize__right_with_numpy(x):
    centered = np.subtract(x, np.mean(x))
    return centered / np.sqrt(np.mean(centered**2))


def standardize__right_as_a_list(x):
    return [(one - x.mean()) / x.std() for one in x]


def standardize__wrong_division_first(x):
    """This is the colleague's line: the division comes first there. Use brackets."""
    return x / x.std() - x.mean()


def standardize__wrong_brackets(x):
    """Only the mean is divided here. Put the difference in brackets."""
    return x - x.mean() / x.std()


def standardize__wrong_only_centered(x):
    """The mean is 0 now, but the spread is not yet 1: divide by it."""
    return x - x.mean()


def standardize__wrong_variance(x):
    """This divides by the variance, the square of the standard deviation."""
    return (x - x.mean()) / x.var()
