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


TWO = [(np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([5.0, 1.0])), (np.array([[1.0], [3.0]]), np.array([2.0]))]

Function(
    melt,
    tries=lambda random: {
        "two layers": [(TWO,), _pairs(random, 4, 3, 3), _pairs(random, 2, 5, 1)],
        "more layers": [_pairs(random, 2, 4, 4, 1), _pairs(random, 3, 4, 4, 4, 4, 1)],
        "a single layer": [_pairs(random, 4, 3), _pairs(random, 1, 1)],
        "square matrices": [_pairs(random, 2, 2, 2), _pairs(random, 3, 3, 3, 3)],
        "a layer of a single unit between others": [_pairs(random, 3, 1, 4), _pairs(random, 2, 4, 1, 4)],
    },
    worked=((TWO,), ([[7.0], [-3.0]], [10.0])),
    absolute=1e-3,
    hints=[
        "How would you melt three layers if you had a function that melts two?",
        "Begin with the first W and b. In a loop, melt the next layer into them; the bias goes through it like an x.",
        "In the loop over `pairs[1:]` stands `W, b = W @ next_W, b @ … + …`. After it, return both.",
    ],
    right=[
        lambda pairs: functools.reduce(lambda one, two: (one[0] @ two[0], one[1] @ two[0] + two[1]), pairs),
        lambda pairs: (np.float32(one) for one in melt(pairs)),
    ],
    mistakes={
        "The first bias also goes through the second layer's weights.": _biases_by(lambda b, W, c: b + c),
        "What do the later layers make of the biases before the last one?": _biases_by(lambda b, W, c: c),
        "Each layer has a bias of its own, which is added after `b @ W`.": _biases_by(lambda b, W, c: b @ W),
        "Only the last two biases count here.": lambda pairs: (melt(pairs)[0], melt(pairs[-2:])[1]),
        "The matrix comes first, then the bias.": lambda pairs: melt(pairs)[::-1],
        "This is the matrix alone. Return two values, with a comma between them.": lambda pairs: melt(pairs)[0],
        "Only the first two layers are melted here. There may be more.": lambda pairs: melt(pairs[:2]),
        "This is the first layer as it was. Melt the others into it.": lambda pairs: pairs[0],
        "This is the last layer as it was. The others are missing.": lambda pairs: pairs[-1],
    },
    wrong=[
        *[lambda pairs, f=f: tuple(map(f, melt(pairs))) for f in (np.round, np.abs, np.squeeze)],
        *[lambda pairs, f=f: f(*melt(pairs)) for f in (lambda W, b: b, lambda W, b: np.vstack([W, b]))],
        *[lambda pairs, f=f: melt(f(pairs)) for f in (lambda pairs: pairs[:3], lambda pairs: pairs[::-1])],
        lambda pairs: (pairs[1][0] @ pairs[0][0], melt(pairs)[1]),
    ],
)


def ramp(z):
    return 2 * np.maximum(z - 1, 0) - 2 * np.maximum(z - 3, 0)


def _relu(z):
    return np.maximum(z, 0)


def _two(weight, bend, other_weight, other_bend):
    return lambda z: weight * _relu(z - bend) + other_weight * _relu(z - other_bend)


Function(
    ramp,
    tries=lambda random: {
        "below 1": [(-5.0,), *random.uniform([[-2], [0]], 0.9).tolist()],
        "from 1 to 3": [(2.0,), *random.uniform([[1.2], [2.1]], [[1.9], [2.9]]).tolist()],
        "above 3": [(10.0,), *random.uniform([[3.2], [4]], [[3.9], [90]]).tolist()],
        "a whole number, also at the bends": [(1.0,), (3.0,), (0,), (1,), (2,), (3,), (4,)],
        "an array": [(random.uniform(-2, 6, 9),), (np.array([2.5]),), (np.arange(-2, 7),)],
        "a table": [(random.uniform(-1, 5, (3, 4)),), (random.uniform(-1, 5, (2, 2)),)],
        "far away": [(-1000.0,), (1000.0,), (random.normal(0, 500, 6),)],
    },
    worked=((np.array([-5.0, 1.0, 2.0, 2.5, 3.0, 10.0]),), [0, 0, 2, 3, 4, 4]),
    hints=[
        "Where does `np.maximum(z - 1, 0)` bend? How steep is it above that place, and how steep should it be?",
        "Let one ReLU rise by 2 from 1 on, with a weight. Let a second one take that rise away again from 3 on.",
        "The line is `return 2 * np.maximum(z - 1, 0) - … * np.maximum(z - …, 0)`.",
    ],
    right=[lambda z: np.clip(2 * z - 2, 0, 4), lambda z: np.interp(z, [1, 3], [0, 4]).tolist()],
    mistakes={
        "This goes on rising beyond 3. Let a second ReLU take the rise away there.": _two(2, 1, 0, 3),
        "This rises by 1 for each unit and ends at 2. It should rise by 2 and end at 4.": _two(1, 1, -1, 3),
        "This begins to rise at 0. Move the bends.": _two(2, 0, -2, 2),
        "From 3 on this is twice as steep. The second ReLU has to be subtracted.": _two(2, 1, 2, 3),
        "Beyond 3 this still rises. The second ReLU needs a larger weight.": _two(2, 1, -1, 3),
        "Beyond 3 this falls. The second ReLU needs a smaller weight.": _two(2, 1, -4, 3),
        "ReLU of z + 1 bends at −1. Which number makes it bend at 1?": _two(2, -1, -2, -3),
        "`2 * z - 1` is 0 at 0.5, so the bend has moved. Multiply the whole bracket.": _two(2, 0.5, -2, 1.5),
        "The second bend lies at 4. The answer ends at 4, but it is z = 3 where it stops rising.": _two(2, 1, -2, 4),
        "Nothing bends here: this is a straight line.": lambda z: 2 * z - 2,
        "Without the ReLUs this is 4 everywhere.": lambda z: 2 * (z - 1) - 2 * (z - 3),
    },
    wrong=[
        lambda z: min(max(2 * z - 2, 0), 4),
        lambda z: np.minimum(2 * z - 2, 4),
        lambda z: ramp(z) + _relu(z - 100),
        *[lambda z, f=f: f(ramp(z)) for f in (np.round, np.max, np.ravel, lambda y: 4 * (y > 2))],
    ],
)


def xor(x1, x2):
    return np.maximum(x1 + x2, 0) - 2 * np.maximum(x1 + x2 - 1, 0)


def _second(bias, weight):
    return lambda x1, x2: _relu(x1 + x2) + weight * _relu(x1 + x2 + bias)


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
        "Only for two ones: 2, not 0. Let a second neuron answer there alone; the output neuron subtracts it.",
        "`np.maximum(x1 + x2 - 1, 0)` is 1 for two ones, and else 0. How many times must it be subtracted from the first?",
    ],
    right=[lambda x, y: x != y, lambda x, y: [(x + y) % 2], lambda x, y: np.float32(_relu(x - y) + _relu(y - x))],
    mistakes={
        "For two ones this gives 2. Let a second ReLU answer only there, and subtract it.": lambda x, y: _relu(x + y),
        "For two ones, 2 comes in and only 1 is taken away: give the second neuron a larger weight.": _second(-1, -1),
        "The second neuron is added here. Subtract it.": _second(-1, 2),
        "The second neuron answers already when one of the two is 1. Which bias keeps it quiet?": _second(-0.5, -2),
        "This answers only when both are 1. It is a useful neuron, but the other one is missing.": lambda x, y: x * y,
        "Always 0.5 is the best that a straight line can do. Two neurons that bend can do better.": lambda x, y: 0.5,
        "This answers only if the first is 1. A second neuron is needed for the other case.": lambda x, y: _relu(x - y),
        "This is 1 where both are the same. It should be the other way around.": lambda x, y: x == y,
        "This is 0 only for two ones. For two zeros it should be 0 as well.": lambda x, y: 1 - x * y,
    },
    wrong=[lambda x, y: x, lambda x, y: y > x, lambda x, y: (x + y) / 2, lambda x, y: 1, _second(-1, -3)],
)


def small_network():
    import keras
    from keras import layers

    return keras.Sequential([keras.Input((2,)), layers.Dense(9, activation="relu"), layers.Dense(1)])


def _network(*units, activation="relu", last=None, outputs=1, **more):
    import keras
    from keras import layers

    point = hidden = keras.Input((2,))
    for one in units:
        hidden = layers.Dense(one, activation=activation, **more)(hidden)
    return keras.Model(point, layers.Dense(outputs, activation=last, **more)(hidden))


STRAIGHT = "Its border is straight. Does each hidden layer have an activation function, and several units?"
ONE_SIDED = "Moon 0 is where the output is below 0, but this output never is. Leave the output neuron without a bend."
ALIKE = "Neurons that all start alike stay alike. Leave the start to Keras, which draws it at random."
FROZEN = "Its weights did not move in training. Let the layers learn: `trainable` must not be False."


def _too_often_wrong(model):
    """Train from up to three starts: narrow networks depend on luck."""
    import keras
    from sklearn.datasets import make_moons
    from sklearn.linear_model import LogisticRegression

    (x, y), (unseen, truth) = (make_moons(n, noise=0.1, random_state=n) for n in (3200, 1000))
    for start in range(3):
        before = model.get_weights()
        model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="mse")
        model.fit(x, 2 * y - 1, batch_size=32, epochs=20, verbose=0)
        answers = model.predict(unseen, batch_size=1000, verbose=0)[:, 0]
        says_moon_1 = answers > 0
        accuracy = np.mean(says_moon_1 == truth)
        if accuracy >= 0.97:
            return ""
        case = f"after training it gets {accuracy:.1%} of the unseen points right, expected at least 97%"
        if all(map(np.array_equal, before, model.get_weights())):
            return case, FROZEN
        if any(one.ndim > 1 < one.shape[1] and np.ptp(one, axis=1).max() == 0 for one in before):
            return case, ALIKE
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
    parameters=(1, 40),
    fault=_too_often_wrong,
    trains=True,
    hints=[
        "What did the network without bends lack? And what does one hidden neuron cost, with all its weights and bias?",
        "A hidden neuron has 2 weights and a bias, and the output neuron a weight for it: 4 parameters. One bias is left.",
        'One hidden layer of 9 has 4 · 9 + 1 = 37 parameters. It needs `activation="relu"`, the output neuron none.',
    ],
    right=[lambda: _network(5, 3), lambda: _network(9, activation="tanh")],
    mistakes={
        STRAIGHT: lambda: _network(9, activation=None),
        ONE_SIDED: lambda: _network(9, last="sigmoid"),
        FROZEN: lambda: _network(9, trainable=False),
        ALIKE: lambda: _network(9, kernel_initializer="zeros"),
    },
    wrong=[
        lambda: _network(16),
        lambda: _network(5, 3, outputs=2),
        lambda: lambda x: x,
        lambda: None,
    ],
)
