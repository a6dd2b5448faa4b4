"""Answers to the exercises of "Many inputs", right ones and wrong ones that the checks must catch."""

import numpy as np


def neuron_of_many(x, w, b):
    return x @ w + b


def neuron_of_many__right_sum(x, w, b):
    return (x * w).sum() + b


def neuron_of_many__right_loop(x, w, b):
    answer = b
    for one, weight in zip(x, w, strict=True):
        answer += weight * one
    return answer


def neuron_of_many__right_as_a_table(x, w, b):
    return x[None, :] @ w[:, None] + b


def neuron_of_many__right_with_a_one(x, w, b):
    return np.einsum("i,i->", [*x, 1], [*w, b])


def neuron_of_many__right_as_a_tensor(x, w, b):
    import keras

    return keras.ops.sum(keras.ops.multiply(x, w)) + b


def neuron_of_many__wrong_not_summed(x, w, b):
    """These are the products, one for each input. They are not yet added up."""
    return x * w + b


def neuron_of_many__wrong_no_bias(x, w, b):
    """The bias is missing."""
    return x @ w


def neuron_of_many__wrong_bias_for_each(x, w, b):
    """The bias was added once for each input. It is added once."""
    return (x * w + b).sum()


def neuron_of_many__wrong_sums_first(x, w, b):
    """The sums were multiplied here. Multiply place by place, then add up."""
    return x.sum() * w.sum() + b


def neuron_of_many__wrong_mean(x, w, b):
    """This is the mean of the products. Take their sum."""
    return (x * w).mean() + b


def neuron_of_many__wrong_comma(x, w, b):
    """A comma makes a pair of the two. Add the bias with a plus sign."""
    return x @ w, b


def neuron_of_many__wrong_three_inputs_at_most(x, w, b):
    return sum(x[:3] * w[:3]) + b


def neuron_of_many__wrong_rounded(x, w, b):
    return int(x @ w + b)


parameters_of_ten = 11


def parameters_of_ten__right_as_a_float():
    return 11.0


def parameters_of_ten__right_from_numpy():
    return np.int64(10 + 1)


def parameters_of_ten__right_in_a_list():
    return [11]


def parameters_of_ten__right_by_keras():
    import keras

    return keras.Sequential([keras.Input((10,)), keras.layers.Dense(1)]).count_params()


def parameters_of_ten__wrong_only_weights():
    """These are the weights. What else does the neuron learn?"""
    return 10


def parameters_of_ten__wrong_bias_for_each():
    """There is one bias in all, not one for each input."""
    return 20


def parameters_of_ten__wrong_this_model():
    """That is the neuron of this lesson, with four inputs. This one has ten."""
    return 5


def parameters_of_ten__wrong_progression_too():
    """The progression is what the neuron predicts. It is not an input."""
    return 12


def parameters_of_ten__wrong_as_text():
    return "11"


def predict_progression(measurements, mean, deviation, w, b):
    return (measurements - mean) / deviation @ w + b


def predict_progression__right_in_two_steps(measurements, mean, deviation, w, b):
    x = np.divide(np.subtract(measurements, mean), deviation)
    return [np.sum(x * w) + b]


def predict_progression__right_loop(measurements, mean, deviation, w, b):
    return b + sum((m - a) / d * v for m, a, d, v in zip(measurements, mean, deviation, w, strict=True))


def predict_progression__right_multiplied_out(measurements, mean, deviation, w, b):
    return measurements @ (w / deviation) + (b - mean @ (w / deviation))


def predict_progression__right_by_keras(measurements, mean, deviation, w, b):
    import keras

    dense = keras.layers.Dense(1)
    model = keras.Sequential([keras.Input((len(w),)), dense])
    dense.set_weights([w[:, None], np.array([b])])
    return model(((measurements - mean) / deviation)[None, :])


def predict_progression__wrong_raw(measurements, mean, deviation, w, b):
    """The neuron has learned on standardized inputs. Standardize the measurements first."""
    return measurements @ w + b


def predict_progression__wrong_not_centered(measurements, mean, deviation, w, b):
    """The mean was not subtracted."""
    return (measurements / deviation) @ w + b


def predict_progression__wrong_not_divided(measurements, mean, deviation, w, b):
    """After the mean is subtracted, divide by the deviation."""
    return (measurements - mean) @ w + b


def predict_progression__wrong_no_sum(measurements, mean, deviation, w, b):
    """These are four products. Use @, which also adds them up."""
    return (measurements - mean) / deviation * w + b


def predict_progression__wrong_brackets(measurements, mean, deviation, w, b):
    """The division comes first here. Put the difference in brackets."""
    return (measurements - mean / deviation) @ w + b


def predict_progression__wrong_no_bias(measurements, mean, deviation, w, b):
    """The bias is missing: without it the average patient gets 0."""
    return (measurements - mean) / deviation @ w


def predict_progression__wrong_own_mean(measurements, mean, deviation, w, b):
    """Take the mean and the deviation of each input that you are given, not those of one patient's measurements."""
    return (measurements - measurements.mean()) / measurements.std() @ w + b


def predict_progression__wrong_turned_around(measurements, mean, deviation, w, b):
    """It is the measurements minus the mean, not the mean minus the measurements."""
    return (mean - measurements) / deviation @ w + b


def predict_progression__wrong_exchanged(measurements, mean, deviation, w, b):
    """Mean and deviation have changed places: subtract the mean, divide by the deviation."""
    return (measurements - deviation) / mean @ w + b


def predict_progression__wrong_one_neuron_only(measurements, mean, deviation, w, b):
    return (measurements - mean) / deviation @ np.array([1.0, -5.0, 40.0, 20.0]) + 150.0


def predict_progression__wrong_one_clinic_only(measurements, mean, deviation, w, b):
    return (measurements - np.array([48, 1.5, 26.0, 95])) / np.array([13, 0.5, 4.0, 14]) @ w + b
