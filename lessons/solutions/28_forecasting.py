"""Exercises of "Forecasting": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def ran_over(net, brim):
    level, lost = 0, 0
    for liters in net:
        level = max(level + liters, 0)
        lost += max(level - brim, 0)
        level = min(level, brim)
    return lost


def _levels(net, brim, empty=0.0, start=0.0):
    """Return the level after each day, of a barrel that stops at `empty`."""
    levels = [start]
    for liters in net:
        levels.append(min(max(levels[-1] + liters, empty), brim))
    return np.array(levels[1:])


def _lost(net, brim, empty=0.0, start=0.0):
    """Return what ran over on each day."""
    before = np.concatenate([[start], _levels(net, brim, empty, start)[:-1]])
    return np.maximum(before + net - brim, 0)


def _never_lost(net, brim):
    """Return what ran over, if what is above the brim were counted again each day."""
    level, lost = 0, 0
    for liters in net:
        level = max(level + liters, 0)
        lost += max(level - brim, 0)
    return lost


Function(
    ran_over,
    tries=lambda random: {
        "full and empty by turns": [(random.normal(0, 90, 30), 150), (random.integers(-80, 90, 40), 100)],
        "never full": [(random.uniform(-5, 5, 10), 200), (np.array([50, 50]), 100)],
        "rain only": [(random.uniform(20, 60, 8), 100)],
        "a dry start": [(np.array([-40, -30, 90, 50, -10, 35]), float(random.integers(80, 120)))],
        "more than a barrel in a day": [(np.array([20, 500, -30, 45, 10]), 120)],
        "one day": [(np.array([130.5]), 100), (np.array([-130.5]), 100)],
        "dry days only": [(-random.uniform(1, 9, 5), 50)],
        "no days": [(np.array([]), 50)],
    },
    worked=((np.array([100, 80, -50, 60]), 150), 40),
    hints=[
        "What must you carry from one day to the next, besides what has run over so far?",
        "Add the net to the level. What is above the brim is lost and counted. Then put the level back between 0 and the brim.",
        "In the loop: `level += liters`, `lost += max(level - brim, 0)`, and then `level = min(max(level, 0), brim)`.",
    ],
    right=[
        lambda net, brim: _lost(net, brim).sum(),
        lambda net, brim: float(np.sum(_lost(net, brim))),
        lambda net, brim: [ran_over(net, brim)],
    ],
    mistakes={
        "An empty barrel stays empty: below 0 the level is moved to 0.": lambda net, brim: _lost(
            net, brim, empty=-np.inf
        ).sum(),
        "What runs over is lost: the next day begins at the brim.": _never_lost,
        "This is the level at the end. What ran over is asked for.": lambda net, brim: (
            _levels(net, brim)[-1] if len(net) else 0
        ),
        "The barrel is empty at first, not full.": lambda net, brim: _lost(net, brim, start=brim).sum(),
        "This is what ran over on each day. Add it up.": _lost,
        "This is what ran over on the last day. Add up all days.": lambda net, brim: (
            _lost(net, brim)[-1] if len(net) else 0
        ),
        "This counts the days on which it ran over. How many liters was it?": lambda net, brim: np.count_nonzero(
            _lost(net, brim)
        ),
        "Each day is taken by itself here. The level of the day before counts as well.": lambda net, brim: np.maximum(
            net - brim, 0
        ).sum(),
        "A barrel does not wait for the end: it runs over on the way.": lambda net, brim: max(np.sum(net) - brim, 0),
        "All rain is added here, and what the garden takes is left out.": lambda net, brim: _lost(
            np.maximum(net, 0), brim
        ).sum(),
        "This is the most that ran over in a day. Add up all days.": lambda net, brim: max(_lost(net, brim), default=0),
        "What ran over is at least 0. This has a minus sign.": lambda net, brim: -ran_over(net, brim),
    },
    wrong=[
        lambda net, brim: 40,
        lambda net, brim: ran_over(net, brim) + 1,
        lambda net, brim: round(ran_over(net, 100)),
    ],
)


def total_for_a_month():
    keep = 0.5 ** (1 / 30)
    return np.log(keep / (1 - keep))


Value(
    total_for_a_month,
    worked=3.756,
    absolute=0.01,
    hints=[
        "After 30 days the share that is left is keep to the power 30. For which keep is it a half?",
        "The gate is the thirtieth root of 0.5. Of which number is that the sigmoid?",
        "`keep = 0.5 ** (1 / 30)`, and the total is the natural logarithm of keep / (1 - keep).",
    ],
    right=[3.76, 3.75, np.array(3.7561), [3.756]],
    mistakes={
        "This is the gate. Which total has it as its sigmoid?": 0.5 ** (1 / 30),
        "This is a gate of a half: nothing would be left after a month.": 0.0,
        "The sign is turned. With a negative total, the gate keeps less than a half each day.": -3.7561,
        "With this total the gate is 29/30, and a little more than a third is left. The shares multiply.": np.log(29),
        "With this total the gate is 59/60, and about six tenths are left. The shares multiply.": np.log(59),
        "This uses the logarithm to base 10. The sigmoid has e.": 3.7561 / np.log(10),
        "This is the logarithm of the gate alone. Divide keep by 1 - keep first.": np.log(0.5) / 30,
        "This is keep / (1 - keep). Its logarithm is the total.": 1 / (2 ** (1 / 30) - 1),
        "With this total a tenth is left. A half is asked for.": np.log(1 / (10 ** (1 / 30) - 1)),
        "With this total a half is left after 15 days already. It is to be 30.": np.log(1 / (2 ** (1 / 15) - 1)),
        "With this total a half is left after 60 days. It is to be 30.": np.log(1 / (2 ** (1 / 60) - 1)),
    },
    wrong=["3.756", 30, 3.7, 3.8, 0.9],
)


def parts_by_time(made, ahead, first):
    parts = []
    for day in made:
        if day >= first:
            parts.append("test")
        else:
            parts.append("train" if day + ahead <= first else "")
    return parts


def _parts(made, in_test, in_train):
    """Return the list of words for two conditions."""
    made = np.asarray(made)
    return np.where(in_test(made), "test", np.where(in_train(made), "train", "")).tolist()


def _days(random, count):
    return random.permutation(count).tolist()


Function(
    parts_by_time,
    tries=lambda random: {
        "all days, shuffled": [(_days(random, 20), int(random.integers(2, 6)), 12), (_days(random, 12), 3, 7)],
        "one day ahead": [(_days(random, 10), 1, 6)],
        "far ahead": [(_days(random, 15), 9, 11)],
        "some days only, with gaps": [(random.choice(100, 12, replace=False).tolist(), 7, 50)],
        "in order": [(list(range(12)), 2, int(random.integers(6, 9)))],
        "the same day more than once": [([4, 9, 4, 6, 9, 7, 6], 2, 8)],
        "nothing for the test": [([3, 1, 2, 0], 2, 9)],
        "nothing to train on": [([13, 11, 9, 12], 3, 10)],
    },
    worked=(([5, 1, 3, 2], 2, 4), ["test", "train", "", "train"]),
    hints=[
        "For one forecast: on which day is it made, and on which is its answer known?",
        "Ask first whether it is made on day `first` or later. If not, ask whether its answer is known by day `first`.",
        '`"test" if day >= first else "train" if day + ahead <= first else ""`, for each day of `made`.',
    ],
    right=[
        lambda made, ahead, first: _parts(made, lambda day: day >= first, lambda day: day + ahead <= first),
        lambda made, ahead, first: tuple(parts_by_time(made, ahead, first)),
        lambda made, ahead, first: np.array(parts_by_time(made, ahead, first)),
    ],
    mistakes={
        "All that is made before the test trains here. Some of those answers were not known yet.": (
            lambda made, ahead, first: _parts(made, lambda day: day >= first, lambda day: day < first)
        ),
        "An answer that comes on day `first` itself is known in time: its forecast is for training.": (
            lambda made, ahead, first: _parts(made, lambda day: day >= first, lambda day: day + ahead < first)
        ),
        "What is made on day `first` itself is for the test.": (
            lambda made, ahead, first: _parts(made, lambda day: day > first, lambda day: day + ahead <= first)
        ),
        "The test asks for the day on which a forecast is made, not for the day of its answer.": (
            lambda made, ahead, first: _parts(made, lambda day: day + ahead > first, lambda day: day + ahead <= first)
        ),
        "The test and the training set have changed places.": (
            lambda made, ahead, first: _parts(made, lambda day: day + ahead <= first, lambda day: day >= first)
        ),
        "The gap belongs before the test, not inside it.": (
            lambda made, ahead, first: _parts(made, lambda day: day >= first + ahead, lambda day: day < first)
        ),
        "One day fewer is left out than it must be.": (
            lambda made, ahead, first: _parts(made, lambda day: day >= first, lambda day: day + ahead - 1 <= first)
        ),
        "The list follows the order of `made`. This one is sorted by day.": (
            lambda made, ahead, first: parts_by_time(sorted(made), ahead, first)
        ),
        "This goes by the place in the list. The days stand in any order.": (
            lambda made, ahead, first: parts_by_time(range(len(made)), ahead, first)
        ),
        "Write an empty text for those that are for neither.": lambda made, ahead, first: [
            part or "neither" for part in parts_by_time(made, ahead, first)
        ],
        "Those that are for neither have a place in the list too.": lambda made, ahead, first: [
            part for part in parts_by_time(made, ahead, first) if part
        ],
    },
    wrong=[lambda made, ahead, first: ["test"] * len(made), lambda made, ahead, first: parts_by_time(made, 2, first)],
)
