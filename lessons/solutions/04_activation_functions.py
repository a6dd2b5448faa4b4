"""Answers to the exercises of "Activation functions", right ones and wrong ones that the checks must catch."""

import numpy as np


def melt(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2 + b2


def melt__right_by_trying_inputs(W1, b1, W2, b2):
    bias = (np.zeros(len(W1)) @ W1 + b1) @ W2 + b2
    return [(np.eye(len(W1)) @ W1 + b1) @ W2 + b2 - bias, bias]


def melt__right_matmul(W1, b1, W2, b2):
    return np.matmul(W1, W2), np.matmul(b1, W2) + b2


def melt__right_bordered(W1, b1, W2, b2):
    def bordered(W, b):
        return np.column_stack([np.vstack([W, b]), np.append(np.zeros(len(W)), 1)])

    both = bordered(W1, b1) @ bordered(W2, b2)
    return both[:-1, :-1], both[-1, :-1]


def melt__right_as_tensors(W1, b1, W2, b2):
    import keras

    return [keras.ops.matmul(W1, W2), keras.ops.matmul(b1, W2) + b2]


def melt__wrong_biases_added(W1, b1, W2, b2):
    """The first bias also goes through the second layer's weights."""
    return W1 @ W2, b1 + b2


def melt__wrong_first_bias_lost(W1, b1, W2, b2):
    """What does the second layer make of b1?"""
    return W1 @ W2, b2


def melt__wrong_only_the_matrix(W1, b1, W2, b2):
    return W1 @ W2


def melt__wrong_exchanged(W1, b1, W2, b2):
    """The matrix comes first, then the bias."""
    return b1 @ W2 + b2, W1 @ W2


def melt__wrong_other_order(W1, b1, W2, b2):
    return W2 @ W1, b1 @ W2 + b2


def melt__wrong_as_one_table(W1, b1, W2, b2):
    return np.vstack([W1 @ W2, b1 @ W2 + b2])


def melt__wrong_known_case(W1, b1, W2, b2):
    return [[7.0], [-3.0]], [10.0]


def melt__wrong_whole_numbers(W1, b1, W2, b2):
    return np.round(W1 @ W2), np.round(b1 @ W2 + b2)


def relu(z):
    return np.maximum(z, 0)


def relu__right_by_a_mask(z):
    return z * (np.asarray(z) > 0)


def relu__right_where(z):
    return np.where(np.asarray(z) > 0, z, 0.0)


def relu__right_half_of_both(z):
    return (z + np.abs(z)) / 2


def relu__right_clipped_below(z):
    return np.clip(z, 0, None)


def relu__right_by_keras(z):
    import keras

    return keras.activations.relu(z)


def relu__wrong_absolute(z):
    """This makes negative numbers positive. They should become 0."""
    return np.abs(z)


def relu__wrong_minimum(z):
    """It is the negative numbers that become 0, not the positive ones."""
    return np.minimum(z, 0)


def relu__wrong_clipped(z):
    """This cuts off at 1 as well. Large numbers stay as they are."""
    return np.clip(z, 0, 1)


def relu__wrong_only_numbers(z):
    return z if z > 0 else 0


def relu__wrong_leaky(z):
    """A hundredth of each negative number is left. ReLU makes it 0."""
    return np.maximum(z, 0.01 * z)


def relu__wrong_step(z):
    """This is 1 for positive numbers. They should stay as they are."""
    return (z > 0) * 1.0


def relu__wrong_smooth(z):
    return np.logaddexp(0, z)


def relu__wrong_largest(z):
    return np.max(z)


def relu__wrong_only_lists(z):
    return [max(one, 0) for one in z] if np.ndim(z) else max(z, 0)


def xor(x1, x2):
    return np.maximum(x1 + x2, 0) - 2 * np.maximum(x1 + x2 - 1, 0)


def xor__right_two_differences(x1, x2):
    return np.maximum(x1 - x2, 0) + np.maximum(x2 - x1, 0)


def xor__right_with_matrices(x1, x2):
    hidden = np.maximum(np.array([[x1, x2]]) @ np.ones((2, 2)) + [0, -1], 0)
    return hidden @ np.array([[1], [-2]])


def xor__right_true_or_false(x1, x2):
    return x1 != x2


def xor__right_from_above(x1, x2):
    return 1 - np.maximum(1 - x1 - x2, 0) - np.maximum(x1 + x2 - 1, 0)


def xor__right_by_keras(x1, x2):
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, "relu"), keras.layers.Dense(1)])
    model.set_weights([np.ones((2, 2)), np.array([0, -1]), np.array([[1], [-2]]), np.zeros(1)])
    return model(np.array([[x1, x2]]))


def xor__wrong_sum(x1, x2):
    """For two ones this gives 2. Let a second ReLU answer only there, and subtract it."""
    return np.maximum(x1 + x2, 0)


def xor__wrong_weight_of_one(x1, x2):
    """For two ones, 2 comes in and only 1 is taken away: give the second neuron a weight of 2."""
    return np.maximum(x1 + x2, 0) - np.maximum(x1 + x2 - 1, 0)


def xor__wrong_and(x1, x2):
    """This answers only when both are 1. It is a useful neuron, but the other one is missing."""
    return np.maximum(x1 + x2 - 1, 0)


def xor__wrong_best_line(x1, x2):
    """Always 0.5 is the best that a straight line can do. Two neurons that bend can do better."""
    return 0.5


def xor__wrong_difference(x1, x2):
    """Nothing bends here: if only the second is 1, this is negative."""
    return x1 - x2


def xor__wrong_one_side(x1, x2):
    """This answers if only the first is 1. A second neuron is needed for the other case."""
    return np.maximum(x1 - x2, 0)


def xor__wrong_same(x1, x2):
    """This is 1 where both are the same. It should be the other way around."""
    return 1 - np.abs(x1 - x2)


def _network(*widths, activation="relu", outputs=1, last=None):
    import keras
    from keras import layers

    hidden = [layers.Dense(width, activation=activation) for width in widths]
    return keras.Sequential([keras.Input((2,)), *hidden, layers.Dense(outputs, activation=last)])


def small_network():
    return _network(8, 8)


def small_network__right_functional():
    import keras
    from keras import layers

    point = keras.Input((2,))
    hidden = layers.Activation("relu")(layers.Dense(8)(point))
    hidden = layers.Dense(7, activation=keras.ops.relu)(hidden)
    return keras.Model(point, layers.Dense(1)(hidden))


def small_network__right_tanh():
    return _network(8, 8, activation="tanh")


def small_network__right_a_class():
    import keras
    from keras import layers

    class Small(keras.Model):
        def __init__(self):
            super().__init__()
            self.bends = [layers.Dense(8, activation=lambda z: keras.ops.maximum(z, 0)) for _ in range(2)]
            self.last = layers.Dense(1)

        def call(self, point):
            return self.last(self.bends[1](self.bends[0](point)))

    return Small()


def small_network__wrong_no_bends():
    return _network(8, 8, activation=None)


def small_network__wrong_too_large():
    return _network(16, 16)


def small_network__wrong_two_outputs():
    return _network(8, 8, outputs=2)


def small_network__wrong_never_negative():
    return _network(8, 8, last="sigmoid")


def small_network__wrong_bend_at_the_end():
    return _network(8, 8, activation=None, last="tanh")


def small_network__wrong_frozen():
    model = _network(8, 8)
    model.trainable = False
    return model
