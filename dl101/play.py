"""A game in the terminal against a network that learns it first, by the functions of the lesson "Playing a game"."""

import ast
from collections.abc import Callable

import numpy as np

from dl101 import games
from dl101 import lessons as course

GAMES = {"tic-tac-toe": (3, False, 20), "four-in-a-row": (4, True, 30)}  # side, gravity, generations


def lesson() -> dict:
    """Return what the lesson defines, without running it: its functions and imports."""
    (entry,) = course.find(["Playing a game"])
    kinds = ast.Import | ast.ImportFrom | ast.FunctionDef
    kept = [node for node in ast.parse(entry.path.read_text(encoding="utf-8")).body if isinstance(node, kinds)]
    kept = [node for node in kept if getattr(node, "name", "").islower() or not isinstance(node, ast.FunctionDef)]
    defined: dict = {}
    exec(compile(ast.Module(kept, []), entry.path.name, "exec"), defined)
    return defined


def learn(game: games.Game, rounds: int, tell: Callable) -> Callable:
    """Return what a network thinks of boards after this many generations; `tell(generation)` is called before each."""
    defined = lesson()
    if rounds == 0:
        return defined["by_hand"](defined["build"](game, 1))
    play, done = defined["self_play"], iter(range(1, rounds + 1))

    def told(*words):
        tell(next(done))
        return play(*words)

    defined["self_play"] = told
    return defined["learn"](game, rounds)[1][-1]


def picture(game: games.Game, board: np.ndarray, worths: np.ndarray | None = None) -> str:
    """Return a board as text: marks, and the numbers of the empty squares from 1, or what they are worth."""
    marks = np.ravel(board)
    first = 1 if np.count_nonzero(marks) % 2 else -1
    cells = []
    for square, mark in enumerate(marks):
        text = ("X" if mark == first else "O") if mark else str(square + 1)
        if worths is not None and not mark:
            text = f"{worths[square]:+.1f}" if np.isfinite(worths[square]) else ""
        cells.append(f"{text:^6}")
    rows = ["|".join(cells[k : k + game.side]) for k in range(0, game.squares, game.side)]
    return ("\n" + "+".join(["------"] * game.side) + "\n").join(rows)


def one_game(game: games.Game, guess: Callable, first: bool, say: Callable, ask: Callable) -> None:
    """Play one game: `say` shows a text, `ask` asks for one. The person ends it with q, Ctrl-C or the end of input."""
    board, yours = game.start(), first
    while not game.over(board)[0]:
        worths = game.scores(board, guess)[0]
        if not yours:
            board, yours = game.put(board, [worths.argmax()]), True
            continue
        say(picture(game, board))
        while True:
            try:
                word = ask("Your square (? what the network thinks, q ends): ").strip().lower()
            except (EOFError, KeyboardInterrupt):
                word = "q"
            if word == "q":
                return say("\nSee you.")
            if word == "?":
                say(f"What the network thinks that each square is worth to you:\n{picture(game, board, worths)}")
            elif not word.isdecimal() or not 1 <= int(word) <= game.squares:
                say(f"Type the number of a square, from 1 to {game.squares}.")
            elif not np.isfinite(worths[int(word) - 1]):
                say(
                    f"{word} is not free."
                    if board[0, int(word) - 1]
                    else f"{word} hangs in the air: take one below it."
                )
            else:
                break
        board, yours = game.put(board, [int(word) - 1]), False
    say(picture(game, board))
    say("A draw." if not game.won(board)[0] else "The network wins." if yours else "You win.")
