"""Exercises of "Many inputs": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def neuron_of_many(x, w, b):
    return x @ w + b


def _neuron(random, inputs, low=-9.0, high=9.0):
    x, w = random.uniform(low, high, (2, inputs)).round(2)
    return x, w, round(random.uniform(-9, 9), 2)


Function(
    neuron_of_many,
    tries=lambda random: {
        "two inputs": [(np.array([3.0, 4.0]), np.array([10.0, 100.0]), 5.0), _neuron(random, 2)],
        "a single input, or more": [_neuron(random, inputs) for inputs in (1, 1, 3, 4, 5, 12, 100)],
        "a negative answer": [(np.array([1.5, 4.0, 2.5]), np.array([-9.0, -2.0, -1.15]), -2.5)],
        "an input, a weight or a bias of 0": [(np.array([0.0, 2, 3]), np.array([4.5, -3, 0]), 1.25), (*np.eye(2), 0.0)],
        "inputs or products that are equal": [(np.array([2.0, 2, 2, 3]), np.array([3.5, 3.5, 3, 2]), -0.75)],
        "whole numbers": [(random.integers(-9, 9, 4), random.integers(-9, 9, 4), int(random.integers(1, 9)))],
        "large numbers": [_neuron(random, 3, 100, 9000)],
    },
    worked=((np.array([3.0, 4.0]), np.array([10.0, 100.0]), 5.0), 435.0),
    absolute=1e-4,
    hints=[
        "What does the dot product do with the two arrays, and what is left to do after it?",
        "Multiply place by place, add up all the products, and then add the bias, once.",
        "`@` does the first two of these steps at once. The line is `return … @ … + …`.",
    ],
    right=[lambda x, w, b: sum(map(np.multiply, x, w), b), lambda x, w, b: [np.float32(np.inner(w, x) + b)]],
    mistakes={
        "These are the products, one for each input. They are not yet added up.": lambda x, w, b: x * w + b,
        "The bias is missing.": lambda x, w, b: x @ w,
        "The bias was added once for each input. It is added once.": lambda x, w, b: (x * w + b).sum(),
        "The sums were multiplied here. Multiply place by place, then add up.": lambda x, w, b: x.sum() * w.sum() + b,
        "This is the mean of the products. Take their sum.": lambda x, w, b: (x * w).mean() + b,
        "A comma makes a pair of the two. Add the bias with a plus sign.": lambda x, w, b: (x @ w, b),
        "This neuron never answers below 0. It may: leave its sum as it is.": lambda *a: max(0, neuron_of_many(*a)),
        "Do not round: the answer need not be a whole number.": lambda *a: round(neuron_of_many(*a)),
    },
    wrong=[
        *[lambda *a, f=f: f(neuron_of_many(*a)) for f in (abs, lambda y: min(y, 1000), lambda y: round(y, 1))],
        *[lambda x, w, b, f=f: f(x * w) + b for f in (max, lambda p: sum(set(p)), lambda p: sum(p[:3]))],
        lambda x, w, b: sum((x * w)[: [*x, 0].index(0)]) + b,
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
    right=[11.0, [11], np.array([[11]], dtype="float32")],
    mistakes={
        "These are the weights. What else does the neuron learn?": 10,
        "There is one bias in all, not one for each input.": 20,
        "That is the neuron of this lesson, with four inputs. This one has ten.": 5,
        "The progression is what the neuron predicts. It is not an input.": 12,
        "Both numbers are right. The parameters are all of them together: add.": (10, 1),
        "The number of patients does not matter: the same weights serve all of them.": 442 * 10 + 1,
    },
    wrong=["11", 110, 9, 2, [[10, 1]]],
)


def predict_progression(measurements, mean, deviation, w, b):
    return (measurements - mean) / deviation @ w + b


def _patient(random, inputs, bias=150.0):
    mean, deviation = random.uniform(20, 90, inputs).round(1), random.uniform(2, 15, inputs).round(1)
    measurements = (mean + random.normal(0, 1.5, inputs) * deviation).round(1)
    return measurements, mean, deviation, random.uniform(-40, 40, inputs).round(1), bias


CLINIC = np.array([48, 1.5, 26.0, 95]), np.array([13, 0.5, 4.0, 14]), np.array([1.0, -5.0, 40.0, 20.0])

Function(
    predict_progression,
    tries=lambda random: {
        "a patient of a clinic": [(random.integers([20, 1, 18, 70], [80, 3, 40, 130]), *CLINIC, 150.0)],
        "other clinics, with neurons of their own": [_patient(random, 4, random.uniform(90, 180)) for _ in range(3)],
        "an average patient": [(CLINIC[0], *CLINIC, 150.0)],
        "measurements far from the mean, or 0": [(np.array([0.0, 4.0, 48.5, 25.0]), *CLINIC, 150.0)],
        "a negative answer": [_patient(random, 4, -900.0)],
        "a small answer": [(*np.array([[50.3], [48.0], [10.0], [5.0]]), -1.0026)],
        "one input, two, or many": [_patient(random, inputs) for inputs in (1, 2, 7, 20)],
    },
    worked=((*np.array([[50.0, 30.0], [48.0, 26.0], [10.0, 4.0], [5.0, 40.0]]), 150.0), 191.0),
    absolute=1e-4,
    hints=[
        "What was done to the training inputs before the neuron saw them?",
        "Standardize the measurements with the mean and the deviation that you are given. Then it is a neuron as before.",
        "The line is `return (… - …) / … @ w + b`.",
    ],
    right=[lambda x, m, s, w, b: x @ (w / s) + (b - m @ (w / s)), lambda *a: [np.float32(predict_progression(*a))]],
    mistakes={
        "The neuron has learned on standardized inputs. Standardize first.": lambda x, m, s, w, b: x @ w + b,
        "The mean was not subtracted.": lambda x, m, s, w, b: x / s @ w + b,
        "After the mean is subtracted, divide by the deviation.": lambda x, m, s, w, b: (x - m) @ w + b,
        "These are the products. Use @, which also adds them up.": lambda x, m, s, w, b: (x - m) / s * w + b,
        "The division comes first here. Put the difference in brackets.": lambda x, m, s, w, b: (x - m / s) @ w + b,
        "The bias is missing: without it the average patient gets 0.": lambda x, m, s, w, b: (x - m) / s @ w,
        "Use the mean and deviation of each input, not those of one patient's measurements.": (
            np.errstate(all="ignore")(lambda x, m, s, w, b: (x - x.mean()) / x.std() @ w + b)
        ),
        "It is the measurements minus the mean, not the other way around.": lambda x, m, s, w, b: (m - x) / s @ w + b,
        "This gives the standardized measurements. Let the neuron answer to them.": lambda x, m, s, w, b: (x - m) / s,
        "The bias belongs to the neuron: add it after the dot product.": lambda x, m, s, w, b: ((x - m) / s + b) @ w,
    },
    wrong=[
        *[lambda *a, f=f: f(predict_progression(*a)) for f in (abs, lambda y: max(y, 0), lambda y: round(y, 2))],
        *[lambda x, m, s, w, b, f=f: f((x - m) / s) @ w + b for f in (abs, lambda z: z.clip(-3, 3))],
        lambda x, m, s, w, b: (x != 0) * (x - m) / s @ w + b,
        lambda x, m, s, w, b: ((x - m) / s)[:4] @ w[:4] + b,
    ],
)
