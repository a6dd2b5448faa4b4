"""Exercises of "Many inputs": answers, what they are tried on, hints, and mistakes."""

import numpy as np
import pandas as pd

from dl101.exercises import Function, Value


def _ops():
    import keras  # only here: it takes seconds

    return keras.ops


def neuron_of_many(x, w, b):
    return x @ w + b


def _numbers(random, inputs, low=-9.0, high=9.0):
    return random.uniform(low, high, inputs).round(2)


def _neuron(random, inputs):
    return _numbers(random, inputs), _numbers(random, inputs), round(random.uniform(-9, 9), 2)


Function(
    neuron_of_many,
    tries=lambda random: {
        "two inputs": [(np.array([3.0, 4.0]), np.array([10.0, 100.0]), 5.0), _neuron(random, 2)],
        "more inputs": [_neuron(random, inputs) for inputs in (3, 4, 5, 12)],
        "a single input": [_neuron(random, 1), _neuron(random, 1)],
        "a hundred inputs": [_neuron(random, 100)],
        "a negative answer": [(_numbers(random, 4, 1, 9), _numbers(random, 4, -9, -1), -2.5)],
        "inputs, weights or a bias of 0": [
            (np.zeros(3), _numbers(random, 3), -1.5),
            (_numbers(random, 3), np.zeros(3), 2.5),
            (_numbers(random, 3), _numbers(random, 3), 0.0),
        ],
        "whole numbers": [(random.integers(-9, 9, 4), random.integers(-9, 9, 4), int(random.integers(1, 9)))],
        "large numbers": [(_numbers(random, 3, 1e3, 1e4), _numbers(random, 3, 100, 900), -1e3)],
    },
    worked=((np.array([3.0, 4.0]), np.array([10.0, 100.0]), 5.0), 435.0),
    absolute=1e-4,
    hints=[
        "What does the dot product do with the two arrays, and what is left to do after it?",
        "Multiply place by place, add up all the products, and then add the bias, once.",
        "`@` does the first two of these steps at once. The line is `return … @ … + …`.",
    ],
    right=[
        lambda x, w, b: (x * w).sum() + b,
        lambda x, w, b: b + sum(weight * one for one, weight in zip(x, w, strict=True)),
        lambda x, w, b: x[None, :] @ w[:, None] + b,
        lambda x, w, b: np.einsum("i,i->", [*x, 1], [*w, b]),
        lambda x, w, b: [np.float32(np.inner(w, x) + b)],
        lambda x, w, b: pd.Series(x).dot(w) + b,
        lambda x, w, b: _ops().sum(_ops().multiply(x, w)) + b,
    ],
    mistakes={
        "These are the products, one for each input. They are not yet added up.": lambda x, w, b: x * w + b,
        "The bias is missing.": lambda x, w, b: x @ w,
        "The bias was added once for each input. It is added once.": lambda x, w, b: (x * w + b).sum(),
        "The sums were multiplied here. Multiply place by place, then add up.": lambda x, w, b: x.sum() * w.sum() + b,
        "This is the mean of the products. Take their sum.": lambda x, w, b: (x * w).mean() + b,
        "A comma makes a pair of the two. Add the bias with a plus sign.": lambda x, w, b: (x @ w, b),
        "This multiplies by the bias. It is added.": lambda x, w, b: x @ w * b,
        "This subtracts the bias. It is added.": lambda x, w, b: x @ w - b,
        "The bias is added to each input here, before the weights. It comes last.": lambda x, w, b: (x + b) @ w,
        "Only the first input counts here.": lambda x, w, b: x[0] * w[0] + b,
        "This neuron never answers below 0. It may: leave its sum as it is.": lambda x, w, b: max(0, x @ w + b),
        "Do not round: the answer need not be a whole number.": lambda x, w, b: round(x @ w + b),
        "The weights are added to the inputs here. They multiply them.": lambda x, w, b: (x + w).sum() + b,
        "Without the signs the answer is another one: weights may be negative.": lambda x, w, b: x @ abs(w) + b,
    },
    wrong=[
        lambda x, w, b: sum(x[:3] * w[:3]) + b,
        lambda x, w, b: x[0] * w[0] + x[-1] * w[-1] + b,
        lambda x, w, b: x[0] * w[0] + x[1] * w[1] + b,
        lambda x, w, b: int(x @ w + b),
        lambda x, w, b: round(x @ w + b, 1),
        lambda x, w, b: abs(x @ w + b),
        lambda x, w, b: min(x @ w + b, 1000),
        lambda x, w, b: x @ w[::-1] + b,
        lambda x, w, b: {2: 435.0, 3: 33.0}.get(len(x), 0.0),
        lambda x, w, b: print(x @ w + b, end=""),
    ],
)


def parameters_of_ten():
    return 10 + 1


Value(
    parameters_of_ten,
    worked=11,
    hints=[
        "What does the neuron have for each of its inputs, and what does it have once?",
        "Count the weights, one for each input. Then count what else the neuron learns.",
        "It is ten weights and how many biases?",
    ],
    right=[11.0, np.int64(10 + 1), [11], np.array([[11]], dtype="float32")],
    mistakes={
        "These are the weights. What else does the neuron learn?": 10,
        "There is one bias in all, not one for each input.": 20,
        "That is the neuron of this lesson, with four inputs. This one has ten.": 5,
        "The progression is what the neuron predicts. It is not an input.": 12,
        "That is the neuron with a single input. This one has ten.": 2,
        "Both numbers are right. The parameters are all of them together: add.": (10, 1),
        "The number of patients does not matter: the same weights serve all of them.": 442 * 10 + 1,
    },
    wrong=["11", 110, 9, 1, [[10, 1]]],
)


def predict_progression(measurements, mean, deviation, w, b):
    return (measurements - mean) / deviation @ w + b


def _patient(random, inputs=4):
    mean, deviation = random.uniform(20, 90, inputs).round(1), random.uniform(2, 15, inputs).round(1)
    measurements = (mean + random.normal(0, 1.5, inputs) * deviation).round(1)
    return measurements, mean, deviation, random.uniform(-40, 40, inputs).round(1), round(random.uniform(90, 180), 1)


def _below_zero(random):
    _, mean, deviation, w, b = _patient(random)
    return mean + 2 * deviation, mean, deviation, -abs(w) - 20, b - 100


CLINIC = np.array([48, 1.5, 26.0, 95]), np.array([13, 0.5, 4.0, 14])
LEARNED = np.array([1.0, -5.0, 40.0, 20.0]), 150.0

Function(
    predict_progression,
    tries=lambda random: {
        "a patient of a clinic": [(random.integers([20, 1, 18, 70], [80, 3, 40, 130]), *CLINIC, *LEARNED)],
        "other clinics, with neurons of their own": [_patient(random) for _ in range(3)],
        "an average patient": [(CLINIC[0], *CLINIC, *LEARNED), (lambda one: (one[1], *one[1:]))(_patient(random))],
        "a negative answer": [_below_zero(random)],
        "one input, two, or many": [_patient(random, inputs) for inputs in (1, 2, 7, 20)],
    },
    worked=(tuple(map(np.array, [[50.0, 30.0], [48.0, 26.0], [10.0, 4.0], [5.0, 40.0], 150.0])), 191.0),
    absolute=1e-3,
    hints=[
        "What was done to the training inputs before the neuron saw them?",
        "Standardize the measurements with the mean and the deviation that you are given. Then it is a neuron as before.",
        "The line is `return (… - …) / … @ w + b`.",
    ],
    right=[
        lambda x, m, s, w, b: [np.sum(np.divide(np.subtract(x, m), s) * w) + b],
        lambda x, m, s, w, b: b + sum((one - a) / d * v for one, a, d, v in zip(x, m, s, w, strict=True)),
        lambda x, m, s, w, b: x @ (w / s) + (b - m @ (w / s)),
        lambda x, m, s, w, b: ((x - m) / s)[None, :] @ w[:, None] + [b],
        lambda x, m, s, w, b: np.float32((x - m) / s) @ np.float32(w) + np.float32(b),
    ],
    mistakes={
        "The neuron has learned on standardized inputs. Standardize first.": lambda x, m, s, w, b: x @ w + b,
        "The mean was not subtracted.": lambda x, m, s, w, b: x / s @ w + b,
        "After the mean is subtracted, divide by the deviation.": lambda x, m, s, w, b: (x - m) @ w + b,
        "These are the products. Use @, which also adds them up.": lambda x, m, s, w, b: (x - m) / s * w + b,
        "The division comes first here. Put the difference in brackets.": lambda x, m, s, w, b: (x - m / s) @ w + b,
        "The bias is missing: without it the average patient gets 0.": lambda x, m, s, w, b: (x - m) / s @ w,
        "Take the mean and the deviation of each input that you are given, not those of one patient's measurements.": (
            np.errstate(all="ignore")(lambda x, m, s, w, b: (x - x.mean()) / x.std() @ w + b)
        ),
        "It is the measurements minus the mean, not the other way around.": lambda x, m, s, w, b: (m - x) / s @ w + b,
        "Mean and deviation have changed places: subtract the mean.": lambda x, m, s, w, b: (x - s) / m @ w + b,
        "This multiplies by the deviation. Divide by it.": lambda x, m, s, w, b: (x - m) * s @ w + b,
        "This gives the standardized measurements. Let the neuron answer to them.": lambda x, m, s, w, b: (x - m) / s,
        "The bias belongs to the neuron: add it after the dot product.": lambda x, m, s, w, b: ((x - m) / s + b) @ w,
    },
    wrong=[
        lambda x, m, s, w, b: (x - m) / s @ LEARNED[0] + LEARNED[1],
        lambda x, m, s, w, b: (x - CLINIC[0]) / CLINIC[1] @ w + b,
        lambda x, m, s, w, b: ((x - m) / s)[:4] @ w[:4] + b,
        lambda x, m, s, w, b: max(0, (x - m) / s @ w + b),
        lambda x, m, s, w, b: round((x - m) / s @ w + b, 1),
        lambda x, m, s, w, b: abs(x - m) / s @ w + b,
        lambda x, m, s, w, b: (x - m.mean()) / s.mean() @ w + b,
        lambda x, m, s, w, b: b,
    ],
)
