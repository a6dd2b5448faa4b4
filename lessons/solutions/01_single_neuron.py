"""Exercises of "A single neuron": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101 import data
from dl101.exercises import Function, Model, Value


def neuron(x, w, b):
    return w * x + b


Function(
    neuron,
    tries=lambda random: {
        "numbers with digits after the point": random.uniform(1, 9, (3, 3)).round(2).tolist(),
        "whole numbers": random.integers(2, 9, (2, 3)).tolist(),
        "a negative answer": [(2.5, -3.0, 1.25), *random.uniform([1, -9, -9], [9, -1, 0], (2, 3)).tolist()],
        "a negative or a zero input": [(-2.25, 3.5, 1.5), (0.0, 3.5, -1.5)],
        "a weight of 0, no bias": [(7.5, 0.0, 2.5), (1.5, 2.5, 0.0)],
        "large numbers": [(1e4, 3e3, -1e5)],
    },
    worked=((2.5, 3.0, 1.0), 8.5),
    hints=[
        "What does the neuron do first with its input, and what does it add then?",
        "Multiply `x` by the weight. Add the bias to the product. Give the sum back with `return`.",
        "The line is `return …`, with `w`, `x` and `b` in it, one `*` and one `+`.",
    ],
    right=[
        lambda x, w, b: b + x * w,
        lambda x, w, b: np.dot([x, 1.0], [w, b]),
        lambda x, w, b: [w * x + b],
        lambda x, w, b: sum([np.float32(w) * x, b]),
    ],
    mistakes={
        "This adds the bias before it multiplies: multiply first.": lambda x, w, b: w * (x + b),
        "The bias is missing.": lambda x, w, b: w * x,
        "Weight and bias have changed places: multiply by w, add b.": lambda x, w, b: b * x + w,
        "The bias is added, not subtracted.": lambda x, w, b: w * x - b,
        "Do not round: the answer need not be a whole number.": lambda x, w, b: round(w * x + b),
        "This neuron never says less than 0. It may: `w * x + b` as it is.": lambda x, w, b: max(0, w * x + b),
        "All three are added here. The weight multiplies.": lambda x, w, b: x + w + b,
    },
    wrong=[
        lambda x, w, b: {2.5: 8.5}.get(x, -22.0),
        lambda x, w, b: round(w * x + b, 1),
        lambda x, w, b: abs(w * x + b),
        lambda x, w, b: w * abs(x) + b,
        lambda x, w, b: min(w * x + b, 1000),
    ],
)


def _one_neuron(weight, bias):
    import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.set_weights([np.array([[weight]]), np.array([bias])])
    return model


def thermometer():
    import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.set_weights([np.array([[1.8]]), np.array([32.0])])
    return model


def _by_layers_of_a_class():
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


def _with_initializers():
    import keras

    dense = keras.layers.Dense(1, kernel_initializer=keras.initializers.Constant(1.8), bias_initializer="zeros")
    return keras.Sequential([keras.Input((1,)), dense, keras.layers.Rescaling(1.0, offset=32.0)])


def _never_below_zero():
    import keras

    return keras.Sequential([_one_neuron(1.8, 32.0), keras.layers.ReLU()])


def _not_a_neuron():
    import keras

    return keras.Sequential([keras.Input((1,)), keras.layers.Rescaling(1.8, offset=32)])


def _wrong_degrees(model):
    celsius = np.array([[0.0], [100.0], [-40.0], [37.0]], dtype="float32")
    answers = np.ravel(model.predict(celsius, verbose=0))
    known = {
        "The bias is missing: at 0 °C it should answer 32.": (1.8, 0),
        "This turns Fahrenheit into Celsius. It should be the other way around.": (5 / 9, -160 / 9),
        "That is the rule of thumb. Compute the weight: 180 °F for 100 °C.": (2, 30),
        "The weight is the rise for one degree, not for 100: divide.": (180, 32),
        "The weight is upside down: 180 divided by 100.": (5 / 9, 32),
        "At 100 °C it should say 212, which is 180 more than at 0 °C.": (2.12, 32),
        "Below freezing it stops at 0. A single Dense layer does all that is needed.": None,
    }
    for (place,), answer in zip(celsius, answers, strict=True):
        if abs(answer - (1.8 * place + 32)) > 0.1:
            case = f"at {place:g} °C it says {answer:.1f} °F, which should be {1.8 * place + 32:.1f}"
            lines = {sentence: pair and pair[0] * celsius[:, 0] + pair[1] for sentence, pair in known.items()}
            lines[list(known)[-1]] = np.maximum(1.8 * celsius[:, 0] + 32, 0)
            return case, next((one for one, line in lines.items() if np.allclose(answers, line, atol=0.2)), "")
    return ""


Model(
    thermometer,
    inputs=(1,),
    outputs=(1,),
    parameters=(2, 2),
    fault=_wrong_degrees,
    hints=[
        "What is left of `w * x + b` at 0 °C? And how many °F does it rise from 0 to 100 °C?",
        "At 0 °C only the bias is left. From 0 to 100 °C the answer rises by 180: divide to get the rise of one degree.",
        "Build the model, then `model.set_weights([np.array([[1.8]]), np.array([…])])`, then return the model.",
    ],
    right=[_by_layers_of_a_class, _with_initializers, lambda: _one_neuron(9 / 5, 32)],
    mistakes={
        "The bias is missing: at 0 °C it should answer 32.": lambda: _one_neuron(1.8, 0.0),
        "This turns Fahrenheit into Celsius. It should be the other way around.": lambda: _one_neuron(5 / 9, -160 / 9),
        "That is the rule of thumb. Compute the weight: 180 °F for 100 °C.": lambda: _one_neuron(2.0, 30.0),
        "The weight is the rise for one degree, not for 100: divide.": lambda: _one_neuron(180.0, 32.0),
        "The weight is upside down: 180 divided by 100.": lambda: _one_neuron(5 / 9, 32.0),
        "Below freezing it stops at 0. A single Dense layer does all that is needed.": _never_below_zero,
    },
    wrong=[_not_a_neuron, lambda: lambda celsius: 1.8 * celsius + 32, lambda: _one_neuron(1.79, 32), lambda: None],
)


def rise_per_unit():
    patients = data.load("diabetes")
    slope = np.polyfit(patients["bmi"], patients["progression"], 1)[0]
    return round(slope, 1)


Value(
    rise_per_unit,
    worked=10.2,
    absolute=0.051,
    hints=[
        "The weight is the rise for one standard deviation. Is one kg/m² a larger step than that, or a smaller one?",
        "One standard deviation is 4.41 kg/m², and for so many the answer rises by the weight. How much is that for one?",
        "Divide the weight by the standard deviation, and keep one digit after the point.",
    ],
    right=[10.23, np.array([45.16 / 4.413]), np.array([[45.16]], dtype="float32") / 4.413, 10.2],
    mistakes={
        "That is the rise for a whole standard deviation, which is 4.41 kg/m².": 45.16,
        "Divide the other way around: the rise by the number of units.": 4.413 / 45.16,
        "One unit is less than a standard deviation, so its rise is smaller: divide.": 45.16 * 4.413,
        "This is rounded too far. Keep one digit after the point.": 10,
        "Python reads a comma as two numbers. Write a point.": (10, 2),
        "That is the standard deviation. By how much does the answer rise for one unit of it?": 4.41,
    },
    wrong=["10.2", -10.2, 152.1, 10.4],
)


def standardize(x):
    return (x - x.mean()) / x.std()


Function(
    standardize,
    tries=lambda random: {
        "few numbers": [(np.array([20.0, 25.0, 30.0]),), (random.uniform(1, 9, 4).round(1),)],
        "many numbers": [(random.normal(26, 4, 60),), (random.exponential(30, 41),)],
        "negative numbers": [(random.normal(-50, 8, 12),), (random.normal(0, 1, 7),)],
        "small numbers and large ones": [(random.normal(0.01, 0.002, 9),), (random.normal(4e5, 1e4, 9),)],
        "whole numbers, some of them equal": [(random.permutation([1, 1, 2, 6, 9]),)],
    },
    worked=((np.array([1.0, 2.0, 6.0]),), [-0.925820, -0.462910, 1.388730]),
    hints=[
        "Which of the two does Python do first in `x / x.std() - x.mean()`: the division or the subtraction?",
        "The mean has to be subtracted from x before anything is divided. Brackets say what comes first.",
        "Put `x - x.mean()` in brackets, and divide the bracket.",
    ],
    right=[
        lambda x: np.subtract(x, np.mean(x)) / np.sqrt(np.mean((x - np.mean(x)) ** 2)),
        lambda x: [(one - x.mean()) / x.std() for one in x],
        lambda x: x / x.std() - x.mean() / x.std(),
        lambda x: ((one - x.mean()) / x.std() for one in x),
        lambda x: ((x - x.mean()) / x.std())[:, None],
    ],
    mistakes={
        "This is the colleague's line: the division comes first there. Use brackets.": lambda x: x / x.std() - x.mean(),
        "Only the mean is divided here. Put the difference in brackets.": lambda x: x - x.mean() / x.std(),
        "The mean is 0 now, but the spread is not yet 1: divide by it.": lambda x: x - x.mean(),
        "This divides by the variance, the square of the standard deviation.": lambda x: (x - x.mean()) / x.var(),
        "This standard deviation divides by n - 1. The one of this lesson, `x.std()`, divides by n.": lambda x: (
            (x - x.mean()) / x.std(ddof=1)
        ),
        "This moves x into the range from 0 to 1. Use the mean and the standard deviation.": lambda x: (
            (x - x.min()) / (x.max() - x.min())
        ),
        "This subtracts the median. Subtract the mean.": lambda x: (x - np.median(x)) / x.std(),
        "This multiplies by the standard deviation. Divide by it.": lambda x: (x - x.mean()) * x.std(),
    },
    wrong=[
        lambda x: (x - x[:3].mean()) / x[:3].std(),
        lambda x: abs(x - x.mean()) / x.std(),
        lambda x: ((x - x.mean()) / x.std()).round(1),
        lambda x: (x - x.mean()) / np.abs(x - x.mean()).mean(),
    ],
)
