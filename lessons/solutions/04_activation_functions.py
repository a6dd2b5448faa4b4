"""Exercises of "Activation functions": answers, what they are tried on, hints, and mistakes."""

import functools
import itertools

import numpy as np

from dl101.exercises import Function, Model


def melt(pairs):
    W, b = pairs[0]
    for next_W, next_b in pairs[1:]:
        W, b = W @ next_W, b @ next_W + next_b
    return W, b


def _pairs(random, *sizes):
    pairs = itertools.pairwise(sizes)
    return ([(random.uniform(-3, 3, (m, n)).round(1), random.uniform(-3, 3, n).round(1)) for m, n in pairs],)


def _biases_by(step):
    """Return a melt with the right matrix and another bias: step(bias so far, W and b of the next layer)."""
    return lambda pairs: (melt(pairs)[0], functools.reduce(lambda b, pair: step(b, *pair), pairs[1:], pairs[0][1]))


def _melt_by_trying(pairs):
    def forward(x):
        return functools.reduce(lambda x, pair: x @ pair[0] + pair[1], pairs, x)

    bias = forward(np.zeros(len(pairs[0][0])))
    return [forward(np.eye(len(pairs[0][0]))) - bias, bias]


def _melt_bordered(pairs):
    both = functools.reduce(np.matmul, [np.column_stack([np.vstack([W, b]), [*np.zeros(len(W)), 1]]) for W, b in pairs])
    return both[:-1, :-1], both[-1, :-1]


def _melt_from_the_back(pairs):
    W, b = pairs[-1]
    for W_before, b_before in pairs[-2::-1]:
        W, b = W_before @ W, b_before @ W + b
    yield np.float32(W)
    yield np.float32(b)


TWO = [(np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([5.0, 1.0])), (np.array([[1.0], [3.0]]), np.array([2.0]))]

Function(
    melt,
    tries=lambda random: {
        "two layers": [(TWO,), _pairs(random, 4, 3, 3), _pairs(random, 2, 5, 1)],
        "three layers": [_pairs(random, 2, 4, 4, 1), _pairs(random, 3, 2, 2, 2)],
        "a single layer": [_pairs(random, 4, 3), _pairs(random, 1, 1)],
        "five layers": [_pairs(random, 3, 4, 4, 4, 4, 1)],
        "square matrices": [_pairs(random, 2, 2, 2), _pairs(random, 3, 3, 3, 3)],
        "a layer of a single unit between others": [_pairs(random, 3, 1, 4), _pairs(random, 2, 4, 1, 4)],
    },
    worked=((TWO,), ([[7.0], [-3.0]], [10.0])),
    absolute=1e-3,
    hints=[
        "How would you melt three layers if you had a function that melts two?",
        "Begin with the W and b of the first layer. In a loop, melt the next layer into them: matrix times matrix, and "
        "the bias goes through the next layer like an x.",
        "In the loop over `pairs[1:]` stands `W, b = W @ next_W, b @ … + …`. After it, return both.",
    ],
    right=[
        _melt_by_trying,
        _melt_bordered,
        _melt_from_the_back,
        lambda pairs: functools.reduce(lambda one, two: (one[0] @ two[0], one[1] @ two[0] + two[1]), pairs),
        lambda pairs: pairs[0] if len(pairs) == 1 else _melt_by_trying([_melt_by_trying(pairs[:2]), *pairs[2:]]),
    ],
    mistakes={
        "The first bias also goes through the second layer's weights.": _biases_by(lambda b, W, c: b + c),
        "What do the later layers make of the biases before the last one?": _biases_by(lambda b, W, c: c),
        "Each layer has a bias of its own, which is added after `b @ W`.": _biases_by(lambda b, W, c: b @ W),
        "The bias of a layer is added, not subtracted.": _biases_by(lambda b, W, c: b @ W - c),
        "Only the last two biases count here.": lambda pairs: (melt(pairs)[0], melt(pairs[-2:])[1]),
        "The matrix comes first, then the bias.": lambda pairs: melt(pairs)[::-1],
        "This is the matrix alone. Return two values, with a comma between them.": lambda pairs: melt(pairs)[0],
        "This is the bias alone. Return two values, with a comma between them.": lambda pairs: melt(pairs)[1],
        "Only the first two layers are melted here. There may be more.": lambda pairs: melt(pairs[:2]),
        "This is the first layer as it was. Melt the others into it.": lambda pairs: pairs[0],
        "This is the last layer as it was. The others are missing.": lambda pairs: pairs[-1],
    },
    wrong=[
        lambda pairs: (pairs[1][0] @ pairs[0][0], pairs[0][1] @ pairs[1][0] + pairs[1][1]),
        lambda pairs: (pairs[0][0] @ pairs[1][0], pairs[0][1] @ pairs[1][0] + pairs[1][1]),
        lambda pairs: melt(pairs[:3]),
        lambda pairs: melt(pairs[::-1]),
        lambda pairs: np.vstack(melt(pairs)),
        lambda pairs: ([[7.0], [-3.0]], [10.0]),
        lambda pairs: tuple(map(np.round, melt(pairs))),
        lambda pairs: (functools.reduce(np.multiply, [W for W, _ in pairs]), melt(pairs)[1]),
        _biases_by(lambda b, W, c: np.maximum(b, 0) @ W + c),
        lambda pairs: [np.maximum(one, 0) for one in melt(pairs)],
    ],
)


def ramp(z):
    return 2 * np.maximum(z - 1, 0) - 2 * np.maximum(z - 3, 0)


def _relu(z):
    return np.maximum(z, 0)


def _two(weight, bend, other_weight, other_bend):
    """Return a formula of two ReLUs, each with its weight and the place where it bends."""
    return lambda z: weight * _relu(z - bend) + other_weight * _relu(z - other_bend)


def _by_keras(z):
    import keras

    return 2 * (keras.activations.relu(z - 1.0) - keras.activations.relu(z - 3.0))


Function(
    ramp,
    tries=lambda random: {
        "below 1": [(-5.0,), (float(random.uniform(-2, 0.9)),), (float(random.uniform(0, 0.9)),)],
        "from 1 to 3": [(2.0,), (float(random.uniform(1.2, 1.9)),), (float(random.uniform(2.1, 2.9)),)],
        "above 3": [(10.0,), (float(random.uniform(3.2, 3.9)),), (float(random.uniform(4, 90)),)],
        "at the bends": [(1.0,), (3.0,)],
        "a whole number": [(0,), (1,), (2,), (3,), (4,)],
        "an array": [(random.uniform(-2, 6, 9),), (np.array([2.5]),), (np.arange(-2, 7),)],
        "a table": [(random.uniform(-1, 5, (3, 4)),), (random.uniform(-1, 5, (2, 2)),)],
        "far away": [(-1000.0,), (1000.0,), (random.normal(0, 500, 6),)],
    },
    worked=((np.array([-5.0, 1.0, 2.0, 2.5, 3.0, 10.0]),), [0, 0, 2, 3, 4, 4]),
    hints=[
        "Where does `np.maximum(z - 1, 0)` bend? How steep is it above that place, and how steep should it be?",
        "Let one ReLU begin to rise at 1, with a weight that makes it rise by 2. Let a second one take that rise away "
        "again from 3 on.",
        "The line is `return 2 * np.maximum(z - 1, 0) - … * np.maximum(z - …, 0)`.",
    ],
    right=[
        lambda z: np.clip(2 * z - 2, 0, 4),
        lambda z: np.interp(z, [1, 3], [0, 4]),
        lambda z: 4 - _relu(4 - 2 * _relu(z - 1)),
        lambda z: _relu(2 * z - 2) - _relu(2 * z - 6),
        lambda z: np.where(np.less(z, 1), 0.0, np.where(np.greater(z, 3), 4.0, np.multiply(2, z) - 2)),
        lambda z: np.abs(z - 1) - np.abs(z - 3) + 2,
        lambda z: np.minimum(np.maximum(np.float32(z), 1), 3) * 2 - 2,
        _by_keras,
    ],
    mistakes={
        "This goes on rising beyond 3. Let a second ReLU take the rise away there.": _two(2, 1, 0, 3),
        "This rises by 1 for each unit and ends at 2. It should rise by 2 and end at 4.": _two(1, 1, -1, 3),
        "This begins to rise at 0. Move the bends.": _two(2, 0, -2, 2),
        "From 3 on this is twice as steep. The second ReLU has to be subtracted.": _two(2, 1, 2, 3),
        "Beyond 3 this still rises. The second ReLU needs a larger weight.": _two(2, 1, -1, 3),
        "Beyond 3 this falls. The second ReLU needs a smaller weight.": _two(2, 1, -4, 3),
        "ReLU of z + 1 bends at −1. Which number makes it bend at 1?": _two(2, -1, -2, -3),
        "The bends lie at −3 and −1 here. Which numbers move them to 1 and 3?": _two(2, -3, -2, -1),
        "`2 * z - 1` is 0 at 0.5, so the bend has moved. Multiply the whole bracket.": _two(2, 0.5, -2, 1.5),
        "The second bend lies at 4. The answer ends at 4, but it is z = 3 where it stops rising.": _two(2, 1, -2, 4),
        "Nothing bends here: this is a straight line.": lambda z: 2 * z - 2,
        "Without the ReLUs this is 4 everywhere.": lambda z: 2 * (z - 1) - 2 * (z - 3),
        "This is a step that jumps. Between 1 and 3 it should rise evenly.": lambda z: 4.0 * (np.asarray(z) > 2),
        "The signs are turned over: this falls.": _two(-2, 1, 2, 3),
    },
    wrong=[
        lambda z: min(max(2 * z - 2, 0), 4),
        lambda z: [min(max(2 * one - 2, 0), 4) for one in z] if np.ndim(z) else min(max(2 * z - 2, 0), 4),
        lambda z: np.clip(z, 0, 4),
        lambda z: np.clip(z, 1, 3),
        lambda z: 4 / (1 + np.exp(-2 * np.clip(z - 2, -50, 50))),
        lambda z: 2 * np.tanh(z - 2) + 2,
        lambda z: np.round(np.clip(2 * z - 2, 0, 4)),
        lambda z: np.minimum(2 * z - 2, 4),
        lambda z: 2 * _relu(z - 1) - 2 * _relu(z - 3) + _relu(z - 100),
        lambda z: np.max(np.clip(2 * z - 2, 0, 4)),
    ],
)


def xor(x1, x2):
    return np.maximum(x1 + x2, 0) - 2 * np.maximum(x1 + x2 - 1, 0)


def _second(bias, weight):
    """Return a network whose second neuron has this bias, and at the output this weight."""
    return lambda x1, x2: _relu(x1 + x2) + weight * _relu(x1 + x2 + bias)


def _xor_by_keras(x1, x2):
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, "relu"), keras.layers.Dense(1)])
    model.set_weights([np.ones((2, 2)), np.array([0, -1]), np.array([[1], [-2]]), np.zeros(1)])
    return model(np.array([[x1, x2]]))


def _zeros_and_ones(random, *pairs):
    """Return the pairs in any order, as numbers of any type: so there are too many to copy."""
    types = [int, float, np.float32, np.float64]
    return [tuple(types[random.integers(4)](one) for one in pair) for pair in random.permutation(pairs * 2).tolist()]


Function(
    xor,
    tries=lambda random: {
        "exactly one of the two is 1": _zeros_and_ones(random, (0, 1), (1, 0)),
        "both are the same": _zeros_and_ones(random, (0, 0), (1, 1)),
    },
    worked=((1.0, 1.0), 0.0),
    hints=[
        "What does the first neuron answer to the four points, and for which of them is that wrong?",
        "Only for two ones: 2 in place of 0. Let a second neuron be 0 for the other three points, and more than 0 there. "
        "The output neuron subtracts it.",
        "`np.maximum(x1 + x2 - 1, 0)` is 1 for two ones, and else 0. How many times must it be subtracted from the first?",
    ],
    right=[
        lambda x1, x2: _relu(x1 - x2) + _relu(x2 - x1),
        lambda x1, x2: _relu(np.array([[x1, x2]]) @ np.ones((2, 2)) + [0, -1]) @ np.array([[1], [-2]]),
        lambda x1, x2: x1 != x2,
        lambda x1, x2: 1 - _relu(1 - x1 - x2) - _relu(x1 + x2 - 1),
        lambda x1, x2: x1 + x2 - 2 * x1 * x2,
        lambda x1, x2: [(x1 + x2) % 2],
        _xor_by_keras,
    ],
    mistakes={
        "For two ones this gives 2. Let a second ReLU answer only there, and subtract it.": lambda x, y: _relu(x + y),
        "For two ones, 2 comes in and only 1 is taken away: give the second neuron a larger weight.": _second(-1, -1),
        "For two ones too much is taken away.": _second(-1, -3),
        "The second neuron is added here. Subtract it.": _second(-1, 2),
        "The second neuron answers already when one of the two is 1. Which bias keeps it quiet?": _second(-0.5, -2),
        "This answers only when both are 1. It is a useful neuron, but the other one is missing.": lambda x, y: x * y,
        "Always 0.5 is the best that a straight line can do. Two neurons that bend can do better.": lambda x, y: 0.5,
        "Nothing bends here: if only the second is 1, this is negative.": lambda x, y: x - y,
        "This answers if only the first is 1. A second neuron is needed for the other case.": lambda x, y: _relu(x - y),
        "This answers if only the second is 1. A second neuron is needed for the other case.": lambda x, y: y > x,
        "This is 1 where both are the same. It should be the other way around.": lambda x, y: x == y,
        "This is 0 only for two ones. For two zeros it should be 0 as well.": lambda x, y: 1 - x * y,
    },
    wrong=[
        lambda x1, x2: x1,
        lambda x1, x2: 1,
        lambda x1, x2: (x1 + x2) / 2,
        lambda x1, x2: x1 + x2 - x1 * x2 / 2,
        lambda x1, x2: {(0, 1): 1, (1, 0): 1, (1, 1): 1}.get((x1, x2), -1),
    ],
)


def small_network():
    import keras
    from keras import layers

    hidden = [layers.Dense(5, activation="relu"), layers.Dense(5, activation="relu")]
    return keras.Sequential([keras.Input((2,)), *hidden, layers.Dense(1)])


def _network(*units, activation="relu", outputs=1, last=None, frozen=False):
    import keras
    from keras import layers

    hidden = [layers.Dense(one, activation=activation) for one in units]
    model = keras.Sequential([keras.Input((2,)), *hidden, layers.Dense(outputs, activation=last)])
    model.trainable = not frozen
    return model


def _functional():
    import keras
    from keras import layers

    point = keras.Input((2,))
    hidden = layers.LeakyReLU()(layers.Dense(5)(point))
    hidden = layers.Dense(6, activation=keras.ops.relu)(hidden)
    return keras.Model(point, layers.Dense(1)(hidden))


def _by_a_class():
    import keras
    from keras import layers

    class Small(keras.Model):
        def __init__(self):
            super().__init__()
            self.bends = [layers.Dense(5, activation=lambda z: keras.ops.maximum(z, 0)) for _ in range(2)]
            self.last = layers.Dense(1)

        def call(self, point):
            return self.last(self.bends[1](self.bends[0](point)))

    return Small()


STRAIGHT = "Its border is straight. Does each hidden layer have an activation function, and several units?"
ONE_SIDED = "Moon 0 is where the output is below 0, but this output never is. Leave the output neuron without a bend."
FROZEN = "Its weights did not move in training. Let the layers learn: `trainable` must not be False."


def _too_often_wrong(model):
    """Train from up to three starts: narrow networks depend on luck."""
    import keras
    from sklearn.datasets import make_moons
    from sklearn.linear_model import LogisticRegression

    (x, y), (unseen, truth) = (make_moons(n, noise=0.1, random_state=n) for n in (3200, 1000))
    for start in range(3):
        before = model.get_weights()
        model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.02), loss="mse")
        model.fit(x, 2 * y - 1, batch_size=64, epochs=10, verbose=0)
        answers = model.predict(unseen, batch_size=1000, verbose=0)[:, 0]
        says_moon_1 = answers > 0
        accuracy = np.mean(says_moon_1 == truth)
        if accuracy >= 0.97:
            return ""
        case = f"after training it gets {accuracy:.1%} of the unseen points right, expected at least 97%"
        if all(map(np.array_equal, before, model.get_weights())):
            return case, FROZEN
        if answers.min() >= 0 and answers.std() > 0.01:
            return case, ONE_SIDED
        draw = np.random.default_rng(start).normal
        model.set_weights([draw(0, (2 / sum(one.shape)) ** 0.5, one.shape) for one in before])
    line = LogisticRegression(C=1e6).fit(unseen, says_moon_1) if len(set(says_moon_1)) == 2 else None
    return (case, STRAIGHT) if line and line.score(unseen, says_moon_1) > 0.995 else case


Model(
    small_network,
    inputs=(2,),
    outputs=(1,),
    parameters=(1, 60),
    fault=_too_often_wrong,
    trains=True,
    hints=[
        "What did the network without bends lack? And where do most of the parameters of a network with two hidden "
        "layers sit?",
        "A layer of n neurons with m inputs has n · (m + 1) parameters. Count for two small hidden layers and the output.",
        'Two hidden layers of 5 have 15 + 30 + 6 parameters. Each needs `activation="relu"`, the output neuron none.',
    ],
    right=[_functional, _by_a_class, lambda: _network(6, 4), lambda: _network(5, 5, activation="tanh")],
    mistakes={
        STRAIGHT: lambda: _network(5, 5, activation=None),
        ONE_SIDED: lambda: _network(5, 5, last="sigmoid"),
        FROZEN: lambda: _network(5, 5, frozen=True),
    },
    wrong=[lambda: _network(8, 8), lambda: _network(5, 5, outputs=2), lambda: lambda x: x, lambda: None],
)
