"""Board games for two on a square board, for many boards at a time.

A board is a row of numbers, seen by the player who moved last: 1 is a mark of that player, -1 one of the other, and 0
an empty square. Squares are numbered row by row from 0. The player who began has the X.
"""

from collections.abc import Callable

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure


class Table(dict):
    """What boards are worth, by board: a dictionary that many boards can be asked of at once, as of a function."""

    def __call__(self, boards: np.ndarray) -> np.ndarray:
        """Return the worth of each board, and -0.5 for those that were never written down."""
        return np.array([self.get(board.tobytes(), -0.5) for board in boards])

    def write(self, boards: np.ndarray, worths: np.ndarray) -> None:
        """Write down the worth of each board."""
        self.update(zip([board.tobytes() for board in boards], worths, strict=True))


class Game:
    """A full row, column or diagonal wins. With `gravity`, marks fall down to the lowest empty square of a column."""

    def __init__(self, side: int, gravity: bool = False):
        grid = np.arange(side * side).reshape(side, side)
        diagonals = [grid.diagonal(), grid[:, ::-1].diagonal()]
        self.side, self.squares, self.gravity = side, side * side, gravity
        self.lines = np.concatenate([grid, grid.T, diagonals])

    def start(self, n: int = 1) -> np.ndarray:
        """Return n empty boards."""
        return np.zeros((n, self.squares), dtype="int8")

    def legal(self, boards: np.ndarray) -> np.ndarray:
        """Return which squares may be marked next, an array of the same shape."""
        if not self.gravity:
            return boards == 0
        below = np.pad(boards[:, self.side :], ((0, 0), (0, self.side)), constant_values=1)
        return (boards == 0) & (below != 0)

    def won(self, boards: np.ndarray) -> np.ndarray:
        """Return on which boards the player who moved last has a line."""
        return (boards[:, self.lines] == 1).all(axis=2).any(axis=1)

    def over(self, boards: np.ndarray) -> np.ndarray:
        """Return which boards are won by the last move, or full."""
        return self.won(boards) | (boards != 0).all(axis=1)

    def put(self, boards: np.ndarray, squares: np.ndarray) -> np.ndarray:
        """Return the boards after a move on each; signs turn around, for the other player is now the last."""
        boards = -boards
        boards[np.arange(len(boards)), squares] = 1
        return boards

    def replies(self, boards: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the boards after every allowed move, which board each comes from, and the square that was marked."""
        which, square = self.legal(boards).nonzero()
        return self.put(boards[which], square), which, square

    def worth(self, boards: np.ndarray, guess: Callable) -> np.ndarray:
        """Return 1 for boards that the last move has won, 0 for other full ones, and else what `guess` gives."""
        return np.where(self.won(boards), 1, np.where(self.over(boards), 0, guess(boards)))

    def scores(self, boards: np.ndarray, guess: Callable) -> np.ndarray:
        """Return what each reply is worth to the player who makes it, by square; -∞ where no mark is allowed."""
        after, which, square = self.replies(boards)
        table = np.full(boards.shape, -np.inf)
        table[which, square] = self.worth(after, guess)
        return table

    def rules(self, boards: np.ndarray) -> np.ndarray:
        """Return a guess by rules: leave no win to the other player; then the middle, then a corner, then by chance."""
        risk = (self.scores(boards, lambda after: np.zeros(len(after))) == 1).any(axis=1)
        liked = np.zeros(self.squares)
        if not self.gravity:
            liked[[0, self.side - 1, -self.side, -1]] = 1
            liked[self.squares // 2] = 2 * (self.side % 2)
        return boards @ liked / 20 + np.random.rand(len(boards)) / 100 - risk

    def positions(self) -> list[np.ndarray]:
        """Return all boards that can come up, each once: those after 0 moves, after 1, after 2 …"""
        levels = [self.start()]
        while len(levels[-1]):
            going = levels[-1][~self.over(levels[-1])]
            levels.append(self.unique(self.replies(going)[0]))
        return levels[:-1]

    def unique(self, boards: np.ndarray) -> np.ndarray:
        """Return each of the boards once, sorted as by `np.unique(boards, axis=0)`, which takes many times as long."""
        words = (boards + 2).astype("int8").view(f"S{self.squares}")  # without zeros, which would end a word
        return boards[np.unique(words, return_index=True)[1]]

    def draw(
        self, board: np.ndarray, ax: Axes | None = None, worths: np.ndarray | None = None, title: str = ""
    ) -> Axes:
        """Draw one board, with the number of each empty square, or with its worth, red for 1 and blue for -1."""
        ax = ax or plt.subplots(figsize=(3.2, 3.4))[1]
        board = np.ravel(board)
        first = 1 if np.count_nonzero(board) % 2 else -1
        shown = np.full(self.squares, np.nan) if worths is None else np.where(np.isinf(worths), np.nan, worths).ravel()
        area = (0, self.side, self.side, 0)
        ax.imshow(shown.reshape(self.side, self.side), cmap="RdBu_r", vmin=-1.8, vmax=1.8, extent=area)
        for square, mark in enumerate(board):
            text, size = ("X" if mark == first else "O", 24) if mark else (str(square), 11)
            if worths is not None and not mark:
                text, size = ("" if np.isnan(shown[square]) else f"{shown[square]:+.1f}"), 13
            place = square % self.side + 0.5, square // self.side + 0.5
            ax.text(*place, text, ha="center", va="center", size=size, color="black")
        for k in range(1, self.side):
            ax.axvline(k, color="gray")
            ax.axhline(k, color="gray")
        ax.set(xlim=(0, self.side), ylim=(self.side, 0), xticks=[], yticks=[], title=title, facecolor="white")
        ax.spines[:].set_visible(True)
        return ax

    def draw_all(self, boards: np.ndarray) -> Figure:
        """Draw several boards side by side on a new figure, and return it."""
        figure, axes = plt.subplots(1, len(boards), figsize=(1.8 * len(boards), 2.1), squeeze=False)
        for ax, board in zip(axes.flat, boards, strict=True):
            self.draw(board, ax)
        return figure

    def play(self, moves: list[int], guess: Callable, first: bool = True) -> np.ndarray:
        """Return the board after these moves and the answers to them, as an array with one row.

        Args:
            moves: the squares that you mark, one after the other; what is not allowed ends it.
            guess: what the other player thinks that boards are worth, as a function of an array of boards.
            first: whether you begin.
        """
        board = self.start()
        board = board if first else self.put(board, self.scores(board, guess).argmax(axis=1))
        for square in moves:
            if self.over(board)[0] or not 0 <= square < self.squares or not self.legal(board)[0, square]:
                print(f"{square} is not allowed here.")
                break
            board = self.put(board, [square])
            if not self.over(board)[0]:
                board = self.put(board, self.scores(board, guess).argmax(axis=1))
        return board
