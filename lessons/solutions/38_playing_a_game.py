"""Exercises of "Playing a game": answers, what they are tried on, hints, and mistakes."""

from functools import cache

import numpy as np

from dl101.exercises import Function


def sure_take(n, takes):
    winning = [0]
    for matches in range(1, n + 1):
        good = [take for take in takes if take <= matches and winning[matches - take] == 0]
        winning.append(min(good, default=0))
    return winning[n]


def _matches(choose=lambda good: min(good, default=0), allowed=lambda take, n: take <= n, last_wins=True):
    def answer(n, takes):
        @cache
        def found(n):
            possible = [take for take in takes if allowed(take, n)]
            if not possible and not last_wins:
                return 1
            return choose([take for take in possible if not found(n - take)])

        return found(n)

    return answer


def _first_winning(n, takes):
    return next((take for take in takes if take <= n and sure_take(n - take, takes) == 0), 0)


Function(
    sure_take,
    tries=lambda random: {
        "few matches": [(n, [1, 3, 4]) for n in range(9)],
        "any of the numbers 1 to 3": [(int(n), [1, 2, 3]) for n in random.integers(4, 20, 4)] + [(12, [1, 2, 3])],
        "numbers in another order": [(n, [5, 2, 3]) for n in range(12)]
        + [(7, [4, 1, 3]), (9, [6, 4, 1])]
        + [(n, [4, 1, 3, 2]) for n in (1, 4, 6)]
        + [(n, [7, 3, 2, 5]) for n in range(14)],
        "one number": [(7, [2]), (8, [2]), (6, [2]), (5, [5]), (1, [1])],
        "no move is possible": [(1, [2, 3]), (2, [4]), (3, [7, 5])],
        "no matches": [(0, [1, 2])],
        "many matches": [(40, [2, 3, 7]), (39, [1, 4, 6]), (int(random.integers(30, 40)), [1, 3, 8])],
    },
    worked=((5, [1, 3, 4]), 3),
    hints=[
        "You win with a take if the other player, with what is left, has none to win with. How do you find that out?",
        "Go up from 0 matches, keep the result for each number, and look up what is left after each take.",
        "`good = [take for take in takes if take <= n and sure_take(n - take, takes) == 0]`, kept in a list or a cache.",
    ],
    right=[
        _matches(),
        lambda n, takes: next(
            (t for t in sorted(takes) if t <= n and sure_take(n - t, takes) == 0),
            0,
        ),
        lambda n, takes: np.int64(sure_take(n, takes)),
    ],
    mistakes={
        "This is the largest number that wins. Return the smallest one.": _matches(lambda good: max(good, default=0)),
        "This is the first one in the list that wins. The list may be in any order.": _first_winning,
        "This says whether you win. Return the number to take.": lambda n, takes: sure_take(n, takes) > 0,
        "Here whoever takes the last match loses. It is the other way around.": lambda n, takes: _matches(
            last_wins=False
        )(n, takes),
        "This wins for 1 up to a number only. With gaps in the list, look at what is left after each take.": (
            lambda n, takes: n % (max(takes) + 1)
        ),
        "This is the largest take that is allowed. Does it win?": lambda n, takes: max(
            (take for take in takes if take <= n), default=0
        ),
        "This looks one move ahead: a take that ends the game. Look as far as the game goes.": lambda n, takes: (
            n if n in takes else 0
        ),
        "These takes leave a position in which the other one wins: the sign of the worth is turned around.": (
            lambda n, takes: min((t for t in takes if t <= n and sure_take(n - t, takes) > 0), default=0)
        ),
        "If there is no take that wins, return 0.": lambda n, takes: (
            sure_take(n, takes) or min((take for take in takes if take <= n), default=0)
        ),
    },
    wrong=[lambda n, takes: 1, lambda n, takes: min(takes), lambda n, takes: sure_take(n + 1, takes)],
)


def one_of_eight(board):
    grid = np.reshape(board, (int(len(board) ** 0.5), -1))
    turned = [np.rot90(seen, k).ravel() for seen in (grid, grid.T) for k in range(4)]
    return np.array(min(turned, key=tuple))


def _seen(views=lambda grid: (grid, grid.T), turns=range(4), choose=min, key=tuple):
    def answer(board):
        grid = np.reshape(board, (int(len(board) ** 0.5), -1))
        return choose((np.rot90(seen, k).ravel() for seen in views(grid) for k in turns), key=key)

    return answer


def _boards(random, side, n=4):
    return [(random.integers(-1, 2, side * side),) for _ in range(n)]


Function(
    one_of_eight,
    tries=lambda random: {
        "boards of 3 × 3": _boards(random, 3, 6),
        "boards of 4 × 4": _boards(random, 4),
        "other sizes": [*_boards(random, 2, 2), *_boards(random, 5, 2), (np.array([1]),), (np.array([-1]),)],
        "a few marks": [(np.eye(9, dtype=int)[k] - np.eye(9, dtype=int)[(k + 3) % 9],) for k in range(9)],
        "no marks": [(np.zeros(9, dtype=int),)],
        "a board unlike its mirror image": [
            (np.array([1, -1, 0, 0, 0, -1, 0, 1, 1]),),
            (np.array([0, 1, -1, 1, 0, 0, -1, 0, 1]),),
            (np.array([1, 1, -1, -1, 0, 1, 0, 0, -1]),),
        ],
    },
    worked=((np.array([1, -1, 0, 0]),), [-1, 0, 1, 0]),
    hints=[
        "How do you get the four boards that are turned? And how the other four?",
        "`np.rot90(grid, k)` turns a square array by k quarters. Do it with `grid` and with `grid.T`, and compare tuples.",
        "`min((np.rot90(seen, k).ravel() for seen in (grid, grid.T) for k in range(4)), key=tuple)`.",
    ],
    right=[
        _seen(lambda grid: (grid, grid[::-1])),
        _seen(lambda grid: (grid, grid[:, ::-1])),
        lambda board: list(one_of_eight(board)),
        _seen(key=lambda row: row.tolist()),
    ],
    mistakes={
        "These are four of the eight: the mirror images are missing.": _seen(lambda grid: (grid,)),
        "The board is seen in a mirror, but never turned.": _seen(lambda grid: (grid, grid.T), turns=(0,)),
        "This is the largest of the eight. Take the smallest.": _seen(choose=max),
        "These are the sorted numbers, no longer a board.": lambda board: np.sort(board),
        "Return all numbers of the board in one row.": lambda board: one_of_eight(board).reshape(
            int(len(board) ** 0.5), -1
        )[None],
        "Turns by two quarters only. There are four of them.": _seen(turns=(0, 2)),
        "The sum is the same for all eight. Compare the numbers one after the other.": _seen(key=sum),
        "Here the last number that differs decides. The first one should.": _seen(key=lambda row: tuple(row[::-1])),
        "The signs tell who has moved. Leave them as they are.": lambda board: one_of_eight(-np.array(board)),
    },
    wrong=[lambda board: np.array(board)[::-1], lambda board: np.zeros(len(board)) - 1],
)
