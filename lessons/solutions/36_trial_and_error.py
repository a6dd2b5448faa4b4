"""Exercises of "Trial and error": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def slope_of_each(logits, rewards):
    p = np.exp(logits - np.max(logits))
    p = p / p.sum()
    return p * (rewards - p @ rewards)


def _softmax(logits):
    p = np.exp(logits - np.max(logits))
    return p / p.sum()


def _by_the_log(logits, rewards):
    p, slopes = _softmax(logits), np.zeros(len(logits))
    for action, reward in enumerate(rewards):
        slopes += p[action] * reward * (np.eye(len(p))[action] - p)
    return slopes


def _by_nudging(logits, rewards):
    nudges = 1e-5 * np.eye(len(logits))
    return [(_softmax(logits + nudge) @ rewards - _softmax(logits - nudge) @ rewards) / 2e-5 for nudge in nudges]


def _policy(random, n):
    return random.normal(size=n), random.uniform(-2, 4, n)


Function(
    slope_of_each,
    tries=lambda random: {
        "two actions": [_policy(random, 2)],
        "several actions": [_policy(random, 3), _policy(random, 5)],
        "equal logits": [(np.zeros(4), random.uniform(0, 3, 4))],
        "equal rewards": [(random.normal(size=3), np.full(3, 2.0))],
        "one reward only": [(random.normal(size=4), np.array([0.0, 0.0, 1.0, 0.0]))],
        "rewards below 0": [(random.normal(size=3), -random.uniform(1, 3, 3))],
        "one action": [(random.normal(size=1), np.array([2.0]))],
    },
    worked=((np.zeros(2), np.array([1.0, 3.0])), [-0.5, 0.5]),
    hints=[
        "What is the mean, over all actions with their probabilities, of reward times slope of the log?",
        "For logit k, action k gives `p[k] * rewards[k] * (1 - p[k])`, and every other action a gives `p[a] * rewards[a] * -p[k]`. Add them up.",
        "`p` is the softmax of the logits. The sum is `p[k]` times how much `rewards[k]` is above the mean reward, `p @ rewards`.",
    ],
    right=[_by_the_log, _by_nudging],
    mistakes={
        "Each action counts with its probability: multiply by p as well.": lambda z, r: r - _softmax(z) @ r,
        "These are only the terms of each logit's own action. The other actions change it, too.": lambda z, r: (
            _softmax(z) * r * (1 - _softmax(z))
        ),
        "This leads to the smallest mean reward: the sign is turned.": lambda z, r: (
            -_softmax(z) * (r - _softmax(z) @ r)
        ),
        "The mean reward weights each reward by its probability. This takes all actions alike.": lambda z, r: (
            _softmax(z) * (r - np.mean(r))
        ),
        "This is what each action adds to the mean reward, and not a slope.": lambda z, r: _softmax(z) * r,
        "This is the mean reward. How does it change with each logit?": lambda z, r: _softmax(z) @ r,
        "The logits are no probabilities yet: take their softmax.": lambda z, r: z * (r - z @ r),
        "Each action has its own sigmoid here. With several actions, softmax makes the probabilities.": lambda z, r: (
            r / (1 + np.exp(-z)) * (1 - 1 / (1 + np.exp(-z)))
        ),
    },
    wrong=[
        lambda z, r: np.zeros(len(z)),
        lambda z, r: 2 * slope_of_each(z, r),
        lambda z, r: np.round(slope_of_each(z, r)),
    ],
)


def best_baseline():
    p, right, left = 0.9, 3, 1
    return (1 - p) * right + p * left


Value(
    best_baseline,
    worked=1.2,
    absolute=0.001,
    hints=[
        "What are the two products, for a push to the right and for one to the left, if the baseline is b?",
        "A push to the right gives (3 − b) · 0.1, one to the left (1 − b) · −0.9. For which b are they equal?",
        "Solve 0.3 − 0.1 b = −0.9 + 0.9 b.",
    ],
    right=[1.2, np.float64(1.2), np.array(1.2), 6 / 5],
    mistakes={
        "This is the mean reward, and it leaves some spread: 0.02 for right, 1.62 for left. Set the two products equal.": (
            2.8
        ),
        "This is halfway between the rewards, which is right for p = 0.5.": 2.0,
        "With this one, the two products have opposite signs. A push to the left has `action - p` = −0.9.": 0.75,
        "This is what both products are then, the slope. Which baseline makes them equal?": 0.18,
        "Without a baseline the products are 0.3 and −0.9.": 0,
        "With this one a push to the right tells nothing, and one to the left much.": 3,
        "With this one a push to the left tells nothing.": 1,
        "This is the probability. The baseline is in units of the reward.": 0.9,
    },
    wrong=["1.2", 1.3, 1.1, -1.2, 12, [1.2, 1.2]],
)


def returns_apart(rewards, last, discount):
    later, found = 0, []
    for reward, ends in zip(rewards[::-1], last[::-1], strict=True):
        later = reward + (0 if ends else discount * later)
        found.append(later)
    return found[::-1]


def _forward(rewards, last, discount):
    found = []
    for start in range(len(rewards)):
        total, factor = 0.0, 1.0
        for step in range(start, len(rewards)):
            total, factor = total + factor * rewards[step], factor * discount
            if last[step]:
                break
        found.append(total)
    return found


def _in_pieces(rewards, last, discount):
    number = np.cumsum([False, *last[:-1]])
    powers = np.subtract.outer(np.arange(len(rewards)), np.arange(len(rewards)))
    same = (number[:, None] == number) & (powers <= 0)
    return np.where(same, float(discount) ** np.where(same, -powers, 0), 0) @ np.array(rewards, float)


def _backward(step):
    def answer(rewards, last, discount):
        later, found = 0, []
        for i in reversed(range(len(rewards))):
            later = step(rewards[i], last[i], last[i - 1] if i else False, discount, later)
            found.insert(0, later)
        return found

    return answer


def _games(random, n):
    last = random.uniform(size=n) < 0.3
    return [float(reward) for reward in random.normal(1, 1, n)], [bool(one) for one in last]


Function(
    returns_apart,
    tries=lambda random: {
        "several games": [
            ([1.0, 2.0, 3.0, 4.0, 5.0], [False, True, False, False, True], 0.5),
            ([1.0, -2.0, 0.5, 4.0, 1.0, 1.0], [False, False, True, False, True, False], 0.9),
            (*_games(random, 12), 0.8),
        ],
        "a list that ends in the midst of a game": [([1.0, 1.0, 2.0, 3.0], [True, False, False, False], 0.9)],
        "one game": [([2.0, 1.0, 4.0], [False, False, True], 0.5)],
        "games of one step": [([1.0, 2.0, 3.0], [True, True, True], 0.9)],
        "the discount 1": [([1.0, 2.0, 3.0, 4.0], [False, True, False, False], 1.0)],
        "the discount 0": [([1.0, 2.0, 3.0, 4.0], [False, True, False, False], 0.0)],
        "one step": [([3.0], [False], 0.9)],
    },
    worked=(([1.0, 1.0, 1.0], [False, True, False], 0.5), [1.5, 1.0, 1.0]),
    hints=[
        "Going backward, when must what comes later be forgotten?",
        "At the last step of a game the return is the reward alone. Everywhere else it is the reward plus the discount times the return one step later.",
        "`later = reward + (0 if ends else discount * later)`, from the last step to the first, and then in the order of the steps.",
    ],
    right=[
        _forward,
        _in_pieces,
        lambda rewards, last, discount: np.array(returns_apart(rewards, last, discount)),
    ],
    mistakes={
        "A game is credited here with what a later game brought. Look at `last`.": _backward(
            lambda reward, ends, before, discount, later: reward + discount * later
        ),
        "The returns are in the order from the last step to the first. Turn them around.": (
            lambda rewards, last, discount: returns_apart(rewards, last, discount)[::-1]
        ),
        "A game's last step is forgotten with the game after it: its own reward counts.": _backward(
            lambda reward, ends, before, discount, later: 0 if ends else reward + discount * later
        ),
        "This forgets a step too early: the step before the last one is still credited with the last reward.": _backward(
            lambda reward, ends, before, discount, later: 0 * later + reward if not ends else reward + discount * later
        ),
        "This goes forward: it credits a push with what came before it.": lambda rewards, last, discount: returns_apart(
            rewards[::-1], last[::-1], discount
        )[::-1],
        "There is no discount in this one.": lambda rewards, last, discount: returns_apart(rewards, last, 1.0),
        "An action's own reward counts in full. The discount begins with the next one.": (
            lambda rewards, last, discount: [discount * one for one in returns_apart(rewards, last, discount)]
        ),
        "An unfinished game counts, too, as far as it was seen.": lambda rewards, last, discount: [
            one if any(last[i:]) else 0 for i, one in enumerate(returns_apart(rewards, last, discount))
        ],
    },
    wrong=[
        lambda rewards, last, discount: rewards,
        lambda rewards, last, discount: [sum(rewards)] * len(rewards),
        lambda rewards, last, discount: [round(one) for one in returns_apart(rewards, last, discount)],
    ],
)
