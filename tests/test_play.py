"""The game in the terminal, `dl101 play`."""

import subprocess
import sys

import numpy as np
import pytest
from conftest import PATIENCE, ROOT

from dl101 import games, play


@pytest.mark.slow
@pytest.mark.parametrize("words", [["--second", "--rounds", "1"], ["--game", "four-in-a-row", "--rounds", "0"]])
def test_a_game_is_played_in_the_terminal_and_ends_with_q(words, environment):
    call = [sys.executable, "-m", "dl101", "play", *words]
    typed = "99\nwhat\n?\nq\n"
    done = subprocess.run(
        call, cwd=ROOT, env=environment, input=typed, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.count("Type the number of a square") == 2
    assert "worth to you" in done.stdout
    assert ("generation 1 of 1" in done.stdout) == ("1" in words)  # it learned, as long as it was told to


def test_a_game_that_is_not_there_is_told(environment):
    call = [sys.executable, "-m", "dl101", "play", "--game", "chess"]
    done = subprocess.run(
        call, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 2
    assert "There is no game 'chess'" in done.stdout + done.stderr


@pytest.mark.parametrize(("typed", "end"), [("1 2 3", "You win."), ("5", "See you.")])
def test_the_end_of_a_game_is_told(typed, end):
    said, words = [], iter(typed.split())

    def ask(question):
        word = next(words, None)
        if word is None:
            raise EOFError
        return word

    last_square = lambda boards: boards @ np.arange(9)  # noqa: E731  always marks the last free square
    play.one_game(games.Game(3), last_square, True, said.append, ask)
    assert end in said[-1]


@pytest.mark.parametrize("side", [3, 4, 7])
def test_each_board_is_there_once_in_numpys_order(side):
    boards = np.random.default_rng(0).integers(-1, 2, (3000, side * side)).astype("int8")
    np.testing.assert_array_equal(games.Game(side).unique(boards), np.unique(boards, axis=0))
    assert len(games.Game(side).unique(np.repeat(boards[:1], 5, axis=0))) == 1


def test_marks_fall_down():
    legal = games.Game(4, gravity=True).legal(games.Game(4, gravity=True).start())[0]
    assert np.flatnonzero(legal).tolist() == [12, 13, 14, 15]
