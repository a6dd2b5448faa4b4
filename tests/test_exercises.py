"""Every exercise, proven both ways: right answers pass, wrong ones do not, and the check names the mistake."""

import prove
import pytest
from conftest import LESSONS

EXERCISES = [(path, name) for path in LESSONS for name in prove.exercises(path)]
every_exercise = pytest.mark.parametrize(("path", "name"), EXERCISES, ids=[name for _, name in EXERCISES])


def _seen(answered_runs, path, name) -> dict[str, tuple[str, str]]:
    run = answered_runs[prove.Path(path).stem]
    assert not isinstance(run, int), f"the process ended with {run}"
    return run["exercises"][name]


def test_there_are_two_to_four_exercises_in_a_lesson_and_no_name_twice():
    names = [name for _, name in EXERCISES]
    assert len(names) == len(set(names))
    assert all(2 <= len(prove.exercises(path)) <= 4 for path in LESSONS)


@every_exercise
def test_an_untouched_exercise_is_to_do(path, name, answered_runs):
    assert _seen(answered_runs, path, name)["untouched"][0] == "to do"


@every_exercise
def test_right_answers_pass(path, name, answered_runs):
    seen = _seen(answered_runs, path, name)
    right = {key: one for key, one in seen.items() if key == name or "__right_" in key}
    assert len(right) >= 3
    assert {key: one for key, one in right.items() if one[0] != "passed"} == {}


@every_exercise
def test_wrong_answers_do_not_pass(path, name, answered_runs):
    seen = _seen(answered_runs, path, name)
    wrong = {key: one for key, one in seen.items() if key.startswith("always") or "__wrong_" in key}
    assert len(wrong) >= 4
    assert {key: one for key, one in wrong.items() if one[0] != "not yet"} == {}


@every_exercise
def test_a_known_mistake_is_named(path, name, answered_runs):
    seen, answers = _seen(answered_runs, path, name), prove.variants(path, name)
    for key, (_, said) in seen.items():
        sentence = answers[key].__doc__ if "__wrong_" in key else None
        if sentence:
            assert f"Hint: {sentence}" in said, key


@every_exercise
def test_what_is_said_fits_on_a_screen(path, name, answered_runs):
    for _, said in _seen(answered_runs, path, name).values():
        assert len(said.splitlines()) <= 12
        assert len(said) < 1500
