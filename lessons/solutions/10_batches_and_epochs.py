"""Exercises of "Batches and epochs": answers, what they are tried on, hints, and mistakes."""

import math

import numpy as np

from dl101.exercises import Function, Value


def steps_in_training(examples, batch_size, epochs):
    return int(np.ceil(examples / batch_size)) * epochs


def _drawn(random, left_over, size=(20, 90)):
    """Return a call with so many examples left over in the last batch."""
    size = int(random.integers(*size))
    return int(random.integers(2, 30)) * size + left_over, size, int(random.integers(2, 9))


Function(
    steps_in_training,
    tries=lambda random: {
        "something is left over": [(1347, 32, 2), *(_drawn(random, rest) for rest in range(2, 9))],
        "nothing is left over": [(12, 4, 5), *(_drawn(random, 0) for _ in range(4))],
        "much is left over": [(11, 4, 3), _drawn(random, -1)],
        "one example is left over": [_drawn(random, 1, size) for size in ((3, 4), (20, 90), (2000, 3000), (2e4, 9e4))],
        "a batch that is larger than the number of examples": [(1, 2, 3), (7, int(random.integers(8, 99)), 4)],
        "a batch that holds exactly all": [(n, n, 3) for n in random.integers(2, 2000, 2).tolist()],
        "batches of one example": [(int(random.integers(2, 99)), 1, 6)],
        "one epoch": [(int(random.integers(20, 99)), 8, 1), (1, 1, 1)],
        "many examples": [(60_000, 128, 5), (1_000_003, 1000, int(random.integers(20, 60)))],
    },
    worked=((10, 4, 3), 9),
    absolute=0.01,
    relative=0.0,
    hints=[
        "How many batches are in one epoch, if the last one may be smaller than the others?",
        "Divide the examples by the batch size and round up: these are the steps of one epoch. Each epoch makes as many.",
        "`int(np.ceil(…))` rounds up, as above. Multiply by the epochs outside of its brackets.",
    ],
    right=[lambda n, b, e: float(-(-n // b) * e), lambda n, b, e: sum(len(range(0, n, b)) for _ in range(e))],
    mistakes={
        "What is left over at the end of an epoch is a batch as well: round up.": lambda n, b, epochs: n // b * epochs,
        "There is no part of a step. Round the batches of an epoch up.": lambda n, b, epochs: n / b * epochs,
        "These are the steps of one epoch.": lambda n, b, epochs: math.ceil(n / b),
        "Round up for each epoch, then multiply.": lambda n, b, epochs: math.ceil(n * epochs / b),
        "Round up, do not add 1: there may be nothing left over.": lambda n, b, epochs: (n // b + 1) * epochs,
        "`round` goes to the nearest whole number, the lower one, too.": lambda n, b, epochs: round(n / b) * epochs,
        "A batch larger than all is still a step in each epoch.": lambda n, b, e: math.ceil(n / b) * e if n >= b else 0,
        "That is how many examples are seen. A step sees a whole batch of them.": lambda n, b, epochs: n * epochs,
    },
    wrong=[
        lambda n, b, epochs: int(n / b + 0.9999) * epochs,
        lambda n, b, epochs: (n // b + (n % b > 1)) * epochs,
        lambda n, b, epochs: round(n / b + 0.5) * epochs,
        lambda n, b, epochs: math.ceil(n / b) * max(epochs, 2),
    ],
)


def batch_size_wanted():
    return 16 * (0.75 / 0.15) ** 2


Value(
    batch_size_wanted,
    worked=400,
    relative=0.02,
    hints=[
        "By what factor has the noise to fall? And what does a batch four times as large do to it?",
        "The noise has to fall to a fifth. To halve it takes 4 times as many patients: 4 is 2 times 2.",
        "To a fifth takes 5 times 5 times as many as 16.",
    ],
    right=[400.0, np.array(400), [400], 404],
    mistakes={
        "Five times the batch lowers the noise by the root of 5 only.": 80,
        "The noise falls by the root of the batch size: so it is the factor times itself.": 35.8,
        "By this factor the batch must grow. Times what?": 25,
        "A larger batch is less noisy, not a smaller one.": 0.64,
    },
    wrong=[16, 0, 160, "400", 320, -400],
)
