"""Exercises of "A layer of neurons": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def answers_to_doubled():
    first_wine, biases = np.array([2.5, -1.5, -3.0]), np.array([0.0, 0.5, -1.0])
    return 2 * (first_wine - biases) + biases


Value(
    answers_to_doubled,
    worked=[5.0, -3.5, -5.0],
    absolute=1e-6,
    hints=[
        "Which part of `x @ W + b` becomes twice as large when `x` does, and which part stays?",
        "Take the bias from each answer to the first wine. What is left doubles. Then add the bias again.",
        "The second answer is −1.5, and 0.5 of it is the bias. So `x @ W` is −2 there, doubled −4, and with the bias?",
    ],
    right=[(5, -3.5, -5), np.array([5, -3.5, -5], dtype="float32"), [np.float64(5), -3.5, -5]],
    mistakes={
        "Here the biases were doubled, too. Are they multiplied by the measurements?": [5.0, -3.0, -6.0],
        "The biases are missing: these are the products alone.": [5.0, -4.0, -4.0],
        "These are the answers to the first wine as it was.": [2.5, -1.5, -3.0],
        "These are the biases, the answers to a wine whose measurements are 0.": [0.0, 0.5, -1.0],
        "The biases are added, not subtracted.": [5.0, -4.5, -3.0],
        "The answers are not multiplied by themselves. Go back to the measurements.": [6.25, 2.25, 9.0],
    },
    wrong=[["5", "-3.5", "-5"], 5.0, [5.0, -3.5], [[5.0, -3.5, -5.0], [0.0, 0.5, -1.0]], [5.0, 4.5, -5.0]],
)


def layer_from_rows(x, V, b):
    return x @ V.T + b


def _layer(random, wines, inputs, neurons):
    shapes = (wines, inputs), (neurons, inputs), neurons
    return tuple(random.uniform(-5, 5, shape).round(1) for shape in shapes)


TWO = np.array([[1, 2, 0], [0, 0, 0]]), np.array([[1, 10, 100], [0, 1, 0]]), np.array([0.5, -1])

Function(
    layer_from_rows,
    tries=lambda random: {
        "several wines": [TWO, *[_layer(random, *sizes) for sizes in ((5, 4, 3), (2, 3, 6), (178, 13, 5))]],
        "as many neurons as inputs": [_layer(random, *sizes) for sizes in ((5, 3, 3), (4, 2, 2))],
        "as many wines as inputs or neurons": [_layer(random, *sizes) for sizes in ((3, 3, 3), (4, 4, 2), (3, 5, 3))],
        "a single wine, neuron or input": [_layer(random, *sizes) for sizes in ((1, 4, 3), (4, 3, 1), (4, 1, 3))],
        "zeros": [(np.zeros((2, 4)), *_layer(random, 2, 4, 3)[1:]), (*_layer(random, 3, 4, 2)[:2], np.zeros(2))],
        "whole numbers": [(random.integers(-9, 9, (4, 3)), random.integers(-9, 9, (2, 3)), np.array([3, -4]))],
        "whole biases alone": [(*_layer(random, 3, 4, 2)[:2], np.array([3, -4]))],
    },
    worked=(TWO, [[21.5, 1.0], [0.5, -1.0]]),
    absolute=1e-4,
    hints=[
        "The dot product takes the columns of the second matrix. Where do the weights of a neuron stand in `V`?",
        "Make a matrix out of `V` whose columns are the neurons. Then it is a layer as before.",
        "`V.T` is that matrix. The line is `return x @ … + …`.",
    ],
    right=[lambda x, V, b: (V @ x.T + b[:, None]).T, lambda x, V, b: (np.float32(V) @ row + b for row in x)],
    mistakes={
        "The bias is missing.": lambda x, V, b: x @ V.T,
        "The bias is added to the sums, not to the weights.": lambda x, V, b: x @ (V.T + b),
        "Here each neuron has a row. Each wine should have one.": lambda x, V, b: (x @ V.T + b).T,
        "Each neuron has a bias of its own. Add all of b, not one entry.": lambda x, V, b: x @ V.T + b[0],
        "Each neuron has a bias of its own. Do not add them up.": lambda x, V, b: x @ V.T + b.sum(),
        "This is the answer to the first wine only.": lambda x, V, b: x[0] @ V.T + b,
        "`reshape` only breaks the rows elsewhere. Use `.T`.": lambda x, V, b: x @ V.reshape(V.shape[::-1]) + b,
        "An answer may be negative. Leave it as it is.": lambda x, V, b: np.maximum(x @ V.T + b, 0),
        "Do not round: an answer need not be a whole number.": lambda x, V, b: np.round(x @ V.T + b),
    },
    wrong=[
        lambda x, V, b: x @ V + b,
        lambda x, V, b: x @ (V if len(V) == len(V[0]) else V.T) + b,
        lambda x, V, b: (V @ x if len(x) == len(V) == len(V[0]) else x @ V.T) + b,
        *[lambda *a, f=f: f(layer_from_rows(*a)) for f in (np.abs, np.squeeze, lambda y: y[:5], lambda y: y.sum(1))],
    ],
)


def cultivars(answers):
    return answers.argmax(axis=1) + 1


def _answers(random, wines, low=-1.0, high=1.0):
    return (random.uniform(low, high, (wines, 3)),)


Function(
    cultivars,
    tries=lambda random: {
        "several wines": [(np.array([[0.1, 0.7, 0.2], [-0.9, 0.3, -0.1], [0.9, 0.1, 0.8]]),), _answers(random, 8)],
        "a single wine": [(np.array([[-2.0, 0.5, 3.0]]),), _answers(random, 1)],
        "as many wines as neurons": [_answers(random, 3), _answers(random, 3)],
        "all three answers are negative": [_answers(random, 6, -3, -0.1), _answers(random, 6, -0.4, -0.1)],
        "all three answers are small": [_answers(random, 6, 0, 0.1)],
        "large answers": [_answers(random, 6, 2, 40), (np.array([[8e4, 7e4, 9e4], [-900.0, -800.0, -990.0]]),)],
        "answers close to each other": [(np.array([[0.5001, 0.5, 0.5002], [1.0, 1 + 1e-10, 0.9]]),)],
        "many wines": [_answers(random, 178)],
    },
    worked=((np.array([[0.1, 0.7, 0.2], [-0.9, -0.3, -0.8]]),), [2, 2]),
    hints=[
        "Which of the three answers of a wine names its cultivar? And from which number does Python count the places?",
        "Let `argmax` find the place of the largest answer in each row. Then count from 1 in place of 0.",
        "The line is `return answers.argmax(axis=…) + …`.",
    ],
    right=[lambda a: np.argsort(a, axis=-1)[:, -1] + 1.0, lambda a: (1 + list(row).index(max(row)) for row in a)],
    mistakes={
        "Python counts from 0, the cultivars are counted from 1.": lambda a: a.argmax(axis=1),
        "This looks down the columns: which wine each neuron likes best.": lambda a: a.argmax(axis=0) + 1,
        "These are the largest answers, not the places where they stand.": lambda a: a.max(axis=1),
        "These are the largest answers, plus 1. Take the places where they stand.": lambda a: a.max(axis=1) + 1,
        "Without an axis, argmax looks through the whole table and gives one number.": lambda a: a.argmax() + 1,
        "All three can be negative. The largest still counts.": lambda a: np.maximum(a, 0).argmax(axis=1) + 1,
        "This is one-hot. Give one number for each wine.": lambda a: np.eye(3)[a.argmax(axis=1)],
        "This puts the three places in order. Only the best one is asked for.": lambda a: np.argsort(-a, axis=1) + 1,
        "The counting is off by one: the cultivars are 1, 2 and 3.": lambda a: a.argmax(axis=1) + 2,
    },
    wrong=[
        *[lambda a, f=f: cultivars(f(a)) for f in (np.abs, np.round, np.negative, lambda a: a.round(3))],
        *[lambda a, f=f: cultivars(f(a)) for f in (lambda a: a.clip(-700, 700), lambda a: a > 0.35, lambda a: a[:3])],
        lambda a: a.argmax(axis=-1 if len(a) != 3 else 0) + 1,
    ],
)


def parameters_of_deeper():
    return 6 * (4 + 1) + 3 * (6 + 1)


Value(
    parameters_of_deeper,
    worked=51,
    hints=[
        "How many numbers come into each neuron of the hidden layer, and how many into each of the output layer?",
        "Count the two layers one after the other: neurons times inputs plus 1. The hidden neurons are the second's inputs.",
        "The hidden layer has 6 · (4 + 1) parameters. The output layer has 3 neurons with 6 inputs each.",
    ],
    right=[51.0, np.array([[30 + 21]]), [51]],
    mistakes={
        "These are the weights. Each neuron has a bias, too.": 6 * 4 + 3 * 6,
        "The output layer sees the 6 hidden neurons, not the 4 inputs.": 6 * (4 + 1) + 3 * (4 + 1),
        "The inputs are numbers, not neurons: they have no biases.": 51 + 4,
        "Each neuron has a bias of its own. You counted one for each layer.": 6 * 4 + 1 + 3 * 6 + 1,
        "That is the hidden layer. The output layer has parameters, too.": 6 * (4 + 1),
        "That is the output layer. The hidden layer has parameters, too.": 3 * (6 + 1),
        "Right for each of the two layers. Now add the two numbers.": (30, 21),
        "The output neurons have biases as well.": 51 - 3,
    },
    wrong=["51", 50, 15, 4 + 6 + 3, 4 * 6 * 3, 5 * 7 * 3, [[30, 21]]],
)
