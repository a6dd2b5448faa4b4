"""Exercises of "A single neuron": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101 import data
from dl101.compare import show
from dl101.exercises import Function, Model, Value


def neuron(x, w, b):
    return w * x + b


Function(
    neuron,
    tries=lambda random: {
        "numbers with digits after the point": random.uniform(1, 9, (3, 3)).round(2).tolist(),
        "whole numbers, and large ones": [*random.integers(2, 9, (2, 3)).tolist(), (10_000, 3_000, -100_000)],
        "a negative answer": [(2.5, -3.0, 1.25), *random.uniform([1, -9, -9], [9, -1, 0], (2, 3)).tolist()],
        "a negative input, or a number of 0": [(-2.25, 3.5, 1.5), (0.0, 3.5, -1.5), (7.5, 0.0, 2.5), (1.5, 2.5, 0.0)],
    },
    worked=((2.5, 3.0, 1.0), 8.5),
    hints=[
        "What does the neuron do first with its input, and what does it add then?",
        "Multiply `x` by the weight. Add the bias to the product. Give the sum back with `return`.",
        "The line is `return …`, with `w`, `x` and `b` in it, one `*` and one `+`.",
    ],
    right=[lambda x, w, b: np.dot([x, 1.0], [w, b]), lambda *a: [neuron(*a)], lambda *a: neuron(*map(np.float32, a))],
    mistakes={
        "This adds the bias before it multiplies: multiply first.": lambda x, w, b: w * (x + b),
        "The bias is missing.": lambda x, w, b: w * x,
        "Weight and bias have changed places: multiply by w, add b.": lambda x, w, b: b * x + w,
        "Do not round: the answer need not be a whole number.": lambda *a: round(neuron(*a)),
        "This neuron never says less than 0. It may: `w * x + b` as it is.": lambda *a: max(0, neuron(*a)),
        "All three are added here. The weight multiplies.": lambda x, w, b: x + w + b,
    },
    wrong=[lambda x, w, b: w * abs(x) + b, lambda *a: abs(neuron(*a)), lambda *a: min(neuron(*a), 1000)],
)


def thermometer():
    import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.set_weights([np.array([[1.8]]), np.array([32.0])])
    return model


def _line(weight, bias):
    model = thermometer()
    model.set_weights([np.array([[weight]]), np.array([bias])])
    return model


LINES = {
    "The bias is missing: at 0 °C it should answer 32.": (1.8, 0),
    "This turns Fahrenheit into Celsius. It should be the other way around.": (5 / 9, -160 / 9),
    "That is the rule of thumb. Compute the weight: 180 °F for 100 °C.": (2, 30),
    "The weight is the rise for one degree, not for 100: divide.": (180, 32),
    "The weight is upside down: 180 divided by 100.": (5 / 9, 32),
    "At 100 °C it should say 212, which is 180 more than at 0 °C.": (2.12, 32),
}


def _wrong_degrees(model):
    celsius = np.array([[0.0], [100.0], [-250.0], [37.0], [900.0]])
    answers, wanted = model.predict(celsius, verbose=0), 1.8 * celsius + 32
    if np.allclose(answers, wanted, rtol=5e-4, atol=0.05):
        return ""
    case = f"at {show(celsius[:, 0])} °C it says {show(answers[:, 0])} °F, expected {show(wanted[:, 0])}"
    return case, next((one for one, (w, b) in LINES.items() if np.allclose(answers, w * celsius + b, atol=0.2)), "")


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
    right=[lambda: _line(9 / 5, 32), lambda: type(thermometer())([thermometer()])],
    mistakes={sentence: lambda line=line: _line(*line) for sentence, line in LINES.items()},
    wrong=[lambda: _line(1.79, 32), lambda: _line(np.nan, np.nan), lambda: lambda celsius: 1.8 * celsius + 32],
)


def rise_per_unit():
    patients = data.load("diabetes")
    return round(np.polyfit(patients["bmi"], patients["progression"], 1)[0], 1)


Value(
    rise_per_unit,
    worked=10.2,
    absolute=0.051,
    hints=[
        "The weight is the rise for one standard deviation. Is one kg/m² a larger step than that, or a smaller one?",
        "One standard deviation is 4.41 kg/m², and for so many the answer rises by the weight. How much is that for one?",
        "Divide the weight by the standard deviation, and keep one digit after the point.",
    ],
    right=[10.23, np.array([[45.16]], dtype="float32") / 4.413],
    mistakes={
        "That is the rise for a whole standard deviation, which is 4.41 kg/m².": 45.16,
        "Divide the other way around: the rise by the number of units.": 4.413 / 45.16,
        "One unit is less than a standard deviation, so its rise is smaller: divide.": 45.16 * 4.413,
        "This is rounded too far. Keep one digit after the point.": 10,
        "Python reads a comma as two numbers. Write a point.": (10, 2),
    },
    wrong=["10.2", -10.2, 152.1, 10.4, 4.41],
)


def original(z, x):
    return z * x.std() + x.mean()


X = np.array([20.0, 25.0, 30.0])

Function(
    original,
    tries=lambda random: {
        "a few numbers": [(np.array([0.0, 1.0]), X), (random.normal(0, 1, 3), random.exponential(30, 41))],
        "a single number": [(1.5, random.normal(26, 4, 9)), (-0.75, random.normal(26, 4, 9))],
        "negative, small or large x": [
            (random.normal(0, 1, 4), random.normal(*of, 9)) for of in ((-50, 8), (0.01, 2e-3), (4e5, 1e4))
        ],
        "whole numbers": [(np.array([-2, 0, 3]), random.permutation([1, 1, 2, 6, 9]))],
        "numbers far away": [(np.array([-40.0, 55.0]), random.normal(26, 4, 9))],
        "a table with one column": [(random.normal(0, 1, (5, 1)), random.normal(26, 4, (30, 1)))],
    },
    worked=((np.array([0.0, 1.0]), X), [25.0, 29.082483]),
    hints=[
        "Standardizing does two things, one after the other. Which one is undone first?",
        "Standardizing subtracts the mean and then divides. So multiply first, and add last.",
        "The line is `return z * … + …`, with the deviation and the mean of `x`.",
    ],
    right=[lambda z, x: np.mean(x) + np.std(x) * z, lambda z, x: [e * x.std() + x.mean() for e in np.atleast_1d(z)]],
    mistakes={
        "The last step of standardizing is undone first: multiply, then add.": lambda z, x: (z + x.mean()) * x.std(),
        "Standardizing divides by the deviation. What undoes a division?": lambda z, x: z / x.std() + x.mean(),
        "The mean is still to be added.": lambda z, x: z * x.std(),
        "One standardized unit is a whole standard deviation: multiply by it.": lambda z, x: z + x.mean(),
        "The mean was subtracted. Add it again.": lambda z, x: z * x.std() - x.mean(),
        "This standardizes a second time. Go the other way.": lambda z, x: (z - x.mean()) / x.std(),
        "Mean and deviation are those of `x`, not of `z`.": lambda z, x: z * np.std(z) + np.mean(z),
        "Multiply by the standard deviation, not by its square.": lambda z, x: z * x.var() + x.mean(),
        "This divides by n - 1 in the deviation, `x.std()` by n.": lambda z, x: z * x.std(ddof=1) + x.mean(),
    },
    wrong=[
        lambda z, x: abs(original(z, x)),
        lambda z, x: np.round(original(z, x), 1),
        lambda z, x: z * x.std() + np.median(x),
        lambda z, x: np.clip(z, -3, 3) * x.std() + x.mean(),
    ],
)
