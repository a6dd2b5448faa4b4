"""Answers to the exercises of "A single neuron", right ones and wrong ones that the checks must catch."""

import numpy as np


def neuron(x, w, b):
    return w * x + b


def neuron__right_the_other_way_around(x, w, b):
    return b + x * w


def neuron__right_with_numpy(x, w, b):
    return np.dot([x, 1.0], [w, b])


def neuron__right_as_a_tensor(x, w, b):
    import keras

    return keras.ops.convert_to_tensor([w * x + b])


def neuron__wrong_bias_first(x, w, b):
    """This adds the bias before it multiplies: multiply first."""
    return w * (x + b)


def neuron__wrong_no_bias(x, w, b):
    """The bias is missing."""
    return w * x


def neuron__wrong_parts_exchanged(x, w, b):
    """Weight and bias have changed places: multiply by w, add b."""
    return b * x + w


def neuron__wrong_rounded(x, w, b):
    """Do not round: the answer need not be a whole number."""
    return round(w * x + b)


def neuron__wrong_known_cases(x, w, b):
    return {2.5: 8.5}.get(x, -22.0)


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


def thermometer__right_assigned():
    model = _one_neuron(0.0, 0.0)
    model.layers[0].kernel.assign([[1.8]])
    model.layers[0].bias.assign([32])
    return model


def thermometer__right_a_class():
    import keras

    class Thermometer(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, celsius):
            return self.dense(celsius)

    model = Thermometer()
    model(np.zeros((1, 1)))
    model.set_weights([np.array([[1.8]]), np.array([32])])
    return model


def thermometer__wrong_untrained():
    import keras

    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])


def thermometer__wrong_no_bias():
    return _one_neuron(1.8, 0.0)


def thermometer__wrong_turned_around():
    return _one_neuron(5 / 9, -32 * 5 / 9)


def thermometer__wrong_rule_of_thumb():
    return _one_neuron(2.0, 30.0)


def thermometer__wrong_never_below_zero():
    import keras

    model = _one_neuron(1.8, 32.0)
    return keras.Sequential([model, keras.layers.ReLU()])


def thermometer__wrong_not_a_neuron():
    import keras

    return keras.Sequential([keras.Input((1,)), keras.layers.Rescaling(1.8, offset=32)])


def thermometer__wrong_not_a_model():
    return lambda celsius: 1.8 * celsius + 32


rise_per_unit = 10.23


def rise_per_unit__right_one_digit():
    return 10.2


def rise_per_unit__right_as_an_array():
    return np.array([45.16 / 4.413])


def rise_per_unit__right_as_a_table():
    return np.array([[45.16]], dtype="float32") / 4.413


def rise_per_unit__wrong_whole_deviation():
    """That is the rise for a whole standard deviation, which is 4.41 kg/m²."""
    return 45.16


def rise_per_unit__wrong_turned_around():
    """Divide the other way around: the rise by the number of units."""
    return 4.413 / 45.16


def rise_per_unit__wrong_product():
    """One unit is less than a standard deviation, so its rise is smaller: divide."""
    return 45.16 * 4.413


def rise_per_unit__wrong_whole_number():
    """This is rounded too far. Keep one digit after the point."""
    return 10


def rise_per_unit__wrong_comma():
    """Python reads a comma as two numbers. Write a point."""
    return 10, 2


def rise_per_unit__wrong_as_text():
    return "10.2"


def standardize(x):
    return (x - x.mean()) / x.std()


def standardize__right_with_numpy(x):
    centered = np.subtract(x, np.mean(x))
    return centered / np.sqrt(np.mean(centered**2))


def standardize__right_as_a_list(x):
    return [(one - x.mean()) / x.std() for one in x]


def standardize__right_multiplied_out(x):
    return x / x.std() - x.mean() / x.std()


def standardize__right_by_scikit_learn(x):
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit_transform(x[:, None])[:, 0]


def standardize__right_with_pandas(x):
    import pandas as pd

    series = pd.Series(x)
    return (series - series.mean()) / series.std(ddof=0)


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


def standardize__wrong_one_less(x):
    """This standard deviation divides by n - 1. The one of this lesson, `x.std()`, divides by n."""
    return (x - x.mean()) / x.std(ddof=1)


def standardize__wrong_from_0_to_1(x):
    """This moves x into the range from 0 to 1. Use the mean and the standard deviation."""
    return (x - x.min()) / (x.max() - x.min())


def standardize__wrong_median(x):
    """This subtracts the median. Subtract the mean."""
    return (x - np.median(x)) / x.std()


def standardize__wrong_three_numbers_only(x):
    centered = x - (x[0] + x[1] + x[2]) / 3
    return centered / np.sqrt((centered**2).sum() / 3)
