"""Answers to the exercises of "A layer of neurons", right ones and wrong ones that the checks must catch."""

import numpy as np

answers_to_zeros = [0.0, 0.5, -1.0]


def answers_to_zeros__right_as_an_array():
    return np.array([0, 0.5, -1])


def answers_to_zeros__right_as_a_tuple():
    return (0.0, 0.5, -1.0)


def answers_to_zeros__right_as_a_tensor():
    import keras

    return keras.ops.convert_to_tensor([0.0, 0.5, -1.0])


def answers_to_zeros__wrong_zeros():
    """The products are all 0, but what is added to them?"""
    return [0.0, 0.0, 0.0]


def answers_to_zeros__wrong_first_wine():
    """These are the answers to the first wine."""
    return [2.5, -1.5, -3.0]


def answers_to_zeros__wrong_one_number():
    return 0.5


def answers_to_zeros__wrong_sign():
    """The third bias is negative."""
    return [0.0, 0.5, 1.0]


def answers_to_zeros__wrong_both_wines():
    """These are the answers to both wines. Give those to the second one."""
    return [[2.5, -1.5, -3.0], [0.0, 0.5, -1.0]]


def answers_to_zeros__wrong_as_text():
    return ["0", "0.5", "-1"]


def layer(x, W, b):
    return x @ W + b


def layer__right_matmul(x, W, b):
    return np.add(np.matmul(x, W), b)


def layer__right_neuron_by_neuron(x, W, b):
    return np.column_stack([x @ weights + bias for weights, bias in zip(W.T, b, strict=True)])


def layer__right_number_by_number(x, W, b):
    return [[sum(one * w for one, w in zip(row, W[:, k], strict=True)) + b[k] for k in range(len(b))] for row in x]


def layer__right_as_a_tensor(x, W, b):
    import keras

    return keras.ops.einsum("ni,io->no", x, W) + b


def layer__right_data_frame(x, W, b):
    import pandas as pd

    return pd.DataFrame(x) @ W + b


def layer__wrong_no_bias(x, W, b):
    """The bias is missing."""
    return x @ W


def layer__wrong_bias_on_weights(x, W, b):
    """The bias is added to the sums, not to the weights."""
    return x @ (W + b)


def layer__wrong_place_by_place(x, W, b):
    return x * W.T[0] + b[0]


def layer__wrong_turned_over(x, W, b):
    """Here each neuron has a row. Each wine should have one."""
    return (x @ W + b).T


def layer__wrong_one_bias_for_all(x, W, b):
    """Each neuron has a bias of its own. Add all of b, not one entry."""
    return x @ W + b[0]


def layer__wrong_all_biases_for_each(x, W, b):
    """Each neuron has a bias of its own. Do not add them up."""
    return x @ W + b.sum()


def layer__wrong_only_the_first_wine(x, W, b):
    """This is the answer to the first wine only."""
    return x[0] @ W + b


def layer__wrong_other_way_around(x, W, b):
    return W @ x + b


def layer__wrong_in_halves(x, W, b):
    return np.round(2 * (x @ W + b)) / 2


def cultivars(answers):
    return answers.argmax(axis=1) + 1


def cultivars__right_loop(answers):
    return [1 + int(np.argmax(row)) for row in answers]


def cultivars__right_by_sorting(answers):
    return np.argsort(answers, axis=-1)[:, -1] + 1


def cultivars__right_by_comparing(answers):
    return (answers == answers.max(axis=1, keepdims=True)) @ [1.0, 2.0, 3.0]


def cultivars__right_by_pandas(answers):
    import pandas as pd

    return pd.DataFrame(answers, columns=[1, 2, 3]).idxmax(axis=1)


def cultivars__right_as_a_tensor(answers):
    import keras

    return keras.ops.argmax(answers, axis=-1) + 1


def cultivars__wrong_from_zero(answers):
    """Python counts from 0, the cultivars are counted from 1."""
    return answers.argmax(axis=1)


def cultivars__wrong_down_the_columns(answers):
    """This looks down the columns: which wine each neuron likes best. Look along the rows."""
    return answers.argmax(axis=0) + 1


def cultivars__wrong_the_answers_themselves(answers):
    """These are the largest answers, not the places where they stand."""
    return answers.max(axis=1)


def cultivars__wrong_smallest(answers):
    """This looks for the smallest answer. The largest names the cultivar."""
    return answers.argmin(axis=1) + 1


def cultivars__wrong_whole_table(answers):
    """Without an axis, argmax looks through the whole table and gives one number."""
    return answers.argmax() + 1


def cultivars__wrong_only_positive(answers):
    """All three answers can be negative. The largest of them still names the cultivar."""
    return np.maximum(answers, 0).argmax(axis=1) + 1


def cultivars__wrong_enough_is_enough(answers):
    return (answers > 0.35).argmax(axis=1) + 1


def cultivars__wrong_known_cases(answers):
    return [2, 1, 3, 2]


parameters_of_deeper = 51


def parameters_of_deeper__right_as_a_sum():
    return 6 * (4 + 1) + 3 * (6 + 1)


def parameters_of_deeper__right_as_a_float():
    return 51.0


def parameters_of_deeper__right_in_an_array():
    return np.array([[30 + 21]])


def parameters_of_deeper__wrong_only_weights():
    """These are the weights. Each neuron has a bias too."""
    return 6 * 4 + 3 * 6


def parameters_of_deeper__wrong_output_sees_inputs():
    """The output layer sees the 6 hidden neurons, not the 4 inputs."""
    return 6 * (4 + 1) + 3 * (4 + 1)


def parameters_of_deeper__wrong_biases_for_inputs():
    """The inputs are numbers, not neurons: they have no biases."""
    return 51 + 4


def parameters_of_deeper__wrong_bias_for_each_layer():
    """Each neuron has a bias of its own. You counted one for each layer."""
    return 6 * 4 + 1 + 3 * 6 + 1


def parameters_of_deeper__wrong_first_layer_only():
    """That is the hidden layer. The output layer has parameters too."""
    return 6 * (4 + 1)


def parameters_of_deeper__wrong_not_added():
    """Right for each of the two layers. Now add the two numbers."""
    return 30, 21
