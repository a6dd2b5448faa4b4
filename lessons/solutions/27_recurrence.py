"""Exercises of "Recurrence": answers, what they are tried on, hints, and mistakes."""

from functools import partial

import numpy as np

from dl101.exercises import Function, Model, Value


def balanced(text):
    still_open = 0
    for bracket in text:
        still_open += 1 if bracket == "(" else -1
        if still_open < 0:
            return False
    return still_open == 0


def _closed(random, pairs):
    """Return a random text of parentheses that is balanced."""
    text = ""
    for _ in range(pairs):
        place = random.integers(len(text) + 1)
        text = text[:place] + "()" + text[place:]
    return text


def _turned(random, pairs):
    """Return a text with as many parentheses of each kind that closes one too early."""
    return f"{_closed(random, pairs)}){_closed(random, pairs)}({_closed(random, pairs)}"


Function(
    balanced,
    tries=lambda random: {
        "balanced": [(_closed(random, pairs),) for pairs in (1, 3, 5, 12)],
        "deep": [("(" * n + ")" * n,) for n in random.integers(3, 30, 2)],
        "as many of each kind, but one closed too early": [(_turned(random, pairs),) for pairs in (0, 1, 4)],
        "closed too early at the very start": [(")" + _closed(random, 3) + "(",), (")(",)],
        "two left open": [("(" + _closed(random, 2) + "(",), ("((",)],
        "one left open": [("(" + _closed(random, 3),), (_closed(random, 4) + "(",)],
        "one closed too often": [(_closed(random, 3) + ")",)],
        "good ends, but not balanced": [("()" + _turned(random, 2) + "()",)],
        "one bracket": [("(",), (")",)],
        "nothing": [("",)],
    },
    worked=(("())(",), False),
    hints=[
        "Reading from left to right: what must you remember of all that you have read?",
        "Keep how many are open. When may it not fall further, and what must it be at the end?",
        'Add 1 for "(", take off 1 for ")". Return False once it is below 0, and at the end whether it is 0.',
    ],
    right=[
        lambda text: _by_removing(text) == "",
        lambda text: bool(np.all(_depths(text) >= 0) and (not text or _depths(text)[-1] == 0)),
        lambda text: int(balanced(text)),
    ],
    mistakes={
        "As many of each kind is not enough: `)(` is not balanced.": (lambda text: text.count("(") == text.count(")")),
        "This sees what is closed too early, but not what is left open at the end.": (
            lambda text: bool(np.all(_depths(text) >= 0))
        ),
        "It is the other way around: True if all is balanced.": lambda text: not balanced(text),
        "An empty text is balanced.": lambda text: bool(text) and balanced(text),
        "This looks at the first and the last one. What is between them counts too.": (
            lambda text: text == "" or (text[0] == "(" and text[-1] == ")")
        ),
        "With as many of each and good ends, one can still be closed too early in between.": (
            lambda text: text == "" or (text[0] == "(" and text[-1] == ")" and text.count("(") == text.count(")"))
        ),
        "This takes away `()` only once. Taking it away can make new ones.": lambda text: text.replace("()", "") == "",
        "This is how many are open at the end. True or False is asked for.": (
            lambda text: text.count("(") - text.count(")")
        ),
        "An even number of parentheses is not enough.": lambda text: len(text) % 2 == 0,
        "The number of open parentheses may be 0 on the way: only below 0 is too early.": (
            lambda text: text == "" or bool(np.all(_depths(text)[:-1] > 0) and _depths(text)[-1] == 0)
        ),
        "The second half need not mirror the first: think of `()()`.": (
            lambda text: text == text[::-1].translate(str.maketrans("()", ")("))
        ),
    },
    wrong=[lambda text: True, lambda text: len(text) < 9 and balanced(text), lambda text: "()" in text],
)


def _depths(text):
    """Return how many parentheses are open after each step."""
    return np.cumsum([1 if bracket == "(" else -1 for bracket in text])


def _by_removing(text):
    """Return what is left when pairs side by side are taken away as long as there are any."""
    while "()" in text:
        text = text.replace("()", "")
    return text


def steps_to_a_hundredth():
    steps, left = 0, 1.0
    while left >= 0.01:
        steps, left = steps + 1, 0.8 * left
    return steps


Value(
    steps_to_a_hundredth,
    worked=21,
    hints=[
        "After n steps, how much is left? It is multiplied by 0.8 each time.",
        "What is left is 0.8 to the power n. Try some n, or let a loop multiply until less than 0.01 is left.",
        "`0.8**20` is a little more than 0.01. Is one step more enough?",
    ],
    right=[int(np.ceil(np.log(0.01) / np.log(0.8))), 21.0, np.array(21), [21]],
    mistakes={
        "After 20 steps 0.0115 is left, a little more than a hundredth.": 20,
        "One step earlier it is less than a hundredth already: it is 1 before the first step.": 22,
        "This is the exact number at which it would be one hundredth. Write the first whole number of steps after it.": (
            np.log(0.01) / np.log(0.8)
        ),
        "Each step takes a fifth of what is left, not a fifth of the start.": 5,
        "With two tenths left at each step it would be this. Eight tenths are left.": 3,
        "That many steps leave less than a tenth. One hundredth is asked for.": 11,
        "Less than a thousandth is left by then: it is a hundredth that is asked for.": 31,
        "With nine tenths left at each step it would be this. Here it is eight tenths.": 44,
        "With half left at each step it would be this. Here it is eight tenths.": 7,
    },
    wrong=["21", 0.0092, -21, 80, 125],
)


def halving_memory():
    import keras
    from keras import layers

    layer = layers.SimpleRNN(1, activation="linear")
    model = keras.Sequential([keras.Input((5, 1)), layer])
    layer.set_weights([np.array([[1.0]]), np.array([[0.5]]), np.array([0.0])])
    return model


def _memory(w=1.0, u=0.5, b=0.0, activation="linear", after=None, **options):
    """Return a recurrent unit with these weights."""
    import keras
    from keras import layers

    layer = layers.SimpleRNN(1, activation=activation, **options)
    model = keras.Sequential([keras.Input((5, 1)), layer, *([after] if after else [])])
    weights = [np.array([[w]]), np.array([[u]])] + ([] if options.get("use_bias") is False else [np.array([b])])
    layer.set_weights(weights)
    return model


def _untrained():
    import keras
    from keras import layers

    start = keras.initializers.GlorotUniform(seed=0)  # others may be 0.5, and look like exchanged weights
    return keras.Sequential([keras.Input((5, 1)), layers.SimpleRNN(1, "linear", kernel_initializer=start)])


MISTAKES = {
    "The state passes through tanh, which keeps it below 1. Which activation leaves numbers as they are?": (
        partial(_memory, activation="tanh")
    ),
    "ReLU turns a negative state into 0. Which activation leaves numbers as they are?": (
        partial(_memory, activation="relu")
    ),
    "This adds up all steps in full. What should the old state be multiplied by?": partial(_memory, u=1.0),
    "W and U have changed places: the new number counts in full, the old state half.": partial(_memory, 0.5, 1.0),
    "The newest step counts half here. It should count in full.": partial(_memory, 0.5, 0.5),
    "A quarter of the old state stays. It should be half.": partial(_memory, u=0.25),
    "The old state doubles at each step. It should be halved.": partial(_memory, u=2.0),
    "Only the last step counts. The old state needs a weight.": partial(_memory, u=0.0),
    "The signs alternate: the weight of the old state should be positive.": partial(_memory, u=-0.5),
    "For steps of 0 the answer should be 0. What adds to it?": partial(_memory, b=1.0),
    "The layer still has its random weights. Set them once it is part of a model.": _untrained,
    "The newest step comes last. This reads the steps backward.": partial(_memory, go_backwards=True),
}
TANH, RELU, SUM, SWAPPED, HALF, QUARTER, DOUBLE, LAST, SIGN, BIAS, RANDOM, BACKWARD = MISTAKES


def _misremembers(model):
    """Return what is wrong with the answers of a model to five steps."""
    from keras import ops

    def ask(x):
        return np.ravel(ops.convert_to_numpy(model(np.reshape(x, (-1, 5, 1)).astype("float32"))))

    def told(x, expected, advice=""):
        steps = ", ".join(f"{number:g}" for number in x)
        return f"for the steps {steps} it answers {ask(x)[0]:.4g}, expected {expected:g}", advice

    if abs(ask(np.zeros(5))[0]) > 1e-4:
        return told(np.zeros(5), 0, BIAS)
    slopes, right = ask(0.01 * np.eye(5)) / 0.01, 0.5 ** np.arange(4, -1, -1)
    if not np.allclose(slopes, right, atol=0.01):
        known = {
            SUM: np.ones(5),
            SWAPPED: np.full(5, 0.5),
            HALF: right / 2,
            QUARTER: right**2,
            DOUBLE: 1 / right,
            LAST: np.eye(5)[4],
            SIGN: right * [1, -1, 1, -1, 1],
            BACKWARD: right[::-1],
        }
        advice = next((told for told, other in known.items() if np.allclose(slopes, other, atol=0.01)), "")
        w, ratio = slopes[4], slopes[3] / slopes[4] if slopes[4] else 0
        if not advice and w and np.allclose(slopes, w * ratio ** np.arange(4, -1, -1), atol=0.01):
            advice = RANDOM if ratio and abs(abs(ratio) - 1) < 1e-3 else ""
        place = int(np.argmax(np.abs(slopes - right)))
        return told(100 * np.eye(5)[place], 100 * right[place], advice)
    x = np.array([[0, 0, 4, 0, 1], [3, -1, 2, 0, -8], [-5, 7, 1, 0.5, 30]])
    for row, answer in zip(x, ask(x), strict=True):
        if abs(answer - row @ right) > 0.01:
            return told(row, row @ right, TANH if np.abs(ask(x)).max() <= 1 else RELU if ask(x).min() >= 0 else "")
    return ""


Model(
    halving_memory,
    inputs=(5, 1),
    outputs=(1,),
    parameters=(1, 3),
    fault=_misremembers,
    hints=[
        "The new state is W times the new number, plus U times the old state. What should W and U be?",
        "The number counts in full, and the old state half. No bias, and no tanh.",
        'A `SimpleRNN(1, activation="linear")` in a `Sequential`, then `set_weights` with 1, 0.5 and 0.',
    ],
    right=[
        partial(_memory, use_bias=False),
        partial(_memory, activation=None),
        partial(_memory, activation=lambda z: z),
    ],
    mistakes=MISTAKES,
    wrong=[partial(_memory, u=0.6), partial(_memory, w=2.0), partial(_memory, return_sequences=True)],
)
