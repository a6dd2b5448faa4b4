"""Answers to the exercises of "A layer of neurons", right ones and wrong ones that the checks must catch."""

import numpy as np

answers_to_zeros = [0.0, 0.5, -1.0]


def answers_to_zeros__right_as_an_array():
    return np.array([0, 0.5, -1])


def answers_to_zeros__right_as_a_tuple():
    return (0.0, 0.5, -1.0)


def answers_to_zeros__wrong_zeros():
    """The products are all 0, but what is added to them?"""
    return [0.0, 0.0, 0.0]


def answers_to_zeros__wrong_first_wine():
    """These are the answers to the first wine."""
    return [2.5, -1.5, -3.0]


def answers_to_zeros__wrong_one_number():
    return 0.5


def layer(x, W, b):
    return x @ W + b


def layer__right_matmul(x, W, b):
    return np.add(np.matmul(x, W), b)


def layer__right_neuron_by_neuron(x, W, b):
    return np.column_stack([x @ weights + bias for weights, bias in zip(W.T, b, strict=True)])


def layer__wrong_no_bias(x, W, b):
    """The bias is missing."""
    return x @ W


def layer__wrong_bias_on_weights(x, W, b):
    """The bias is added to the sums, not to the weights."""
    return x @ (W + b)


def layer__wrong_place_by_place(x, W, b):
    return x * W.T[0] + b[0]


def cultivars(answers):
    return answers.argmax(axis=1) + 1


def cultivars__right_loop(answers):
    return [1 + int(np.argmax(row)) for row in answers]


def cultivars__right_by_sorting(answers):
    return np.argsort(answers, axis=-1)[:, -1] + 1


def cultivars__wrong_from_zero(answers):
    """Python counts from 0, the cultivars are counted from 1."""
    return answers.argmax(axis=1)


def cultivars__wrong_down_the_columns(answers):
    """This looks down the columns: which wine each neuron likes best. Look along the rows."""
    return answers.argmax(axis=0) + 1


def cultivars__wrong_the_answers_themselves(answers):
    """These are the largest answers, not the places where they stand."""
    return answers.max(axis=1)


parameters_of_deeper = 51


def parameters_of_deeper__right_as_a_sum():
    return 6 * (4 + 1) + 3 * (6 + 1)


def parameters_of_deeper__right_as_a_float():
    return 51.0


def parameters_of_deeper__wrong_only_weights():
    """These are the weights. Each neuron has a bias too."""
    return 6 * 4 + 3 * 6


def parameters_of_deeper__wrong_output_sees_inputs():
    """The output layer sees the 6 hidden neurons, not the 4 inputs."""
    return 6 * (4 + 1) + 3 * (4 + 1)


def parameters_of_deeper__wrong_biases_for_inputs():
    """The inputs are numbers, not neurons: they have no biases."""
    return 51 + 4
