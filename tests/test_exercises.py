"""Every exercise, proven both ways without its lesson: right answers pass, wrong ones do not, mistakes are named."""

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import prove
import pytest
from conftest import LESSONS

from dl101 import compare, exercises, lessons

LOADED = {path: exercises.load(exercises.SOLUTIONS / Path(path).name) for path in LESSONS}
EXERCISES = [one for several in LOADED.values() for one in several]


def _marked(one, kind, place):
    """Return the parameters of a test of one answer, slow if it trains a model."""
    marks = [pytest.mark.slow] if getattr(one, "trains", False) else []
    return pytest.param(one, place, marks=marks, id=f"{one.name}-{kind}-{place}")


RIGHT = [_marked(one, "right", place) for one in EXERCISES for place in range(-1, len(one.right))]
MISTAKES = [_marked(one, "mistake", place) for one in EXERCISES for place in range(len(one.mistakes))]
WRONG = [_marked(one, "wrong", place) for one in EXERCISES for place in range(len(one.wrong))]
every_exercise = pytest.mark.parametrize("one", EXERCISES, ids=lambda one: one.name)
functions = [one for one in EXERCISES if isinstance(one, exercises.Function)]


def judged(one, answer):
    """Return the verdict on an answer, with the same draws each time: no test fails by bad luck."""
    return one.judge(answer, one.stand_in(), np.random.default_rng(0))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: Path(path).stem)
def test_an_exercise_is_one_cell_with_one_line_that_judges(path):
    cells = [text for marker, text in lessons.cells(path) if '"exercise"' in marker]
    assert [prove.stub_name(text) for text in cells] == [one.name for one in LOADED[path]]
    assert 2 <= len(cells) <= 4
    for text in cells:
        stub, call = ast.parse(text).body
        assert re.match(
            rf'check\.exercise\("{prove.stub_name(text)}", {prove.stub_name(text)}\b',
            ast.unparse(call).replace("'", '"'),
        )
        assert "..." in ast.unparse(stub)
        assert "=" not in ast.unparse(call)


def test_no_name_is_used_twice():
    names = [one.name for one in EXERCISES]
    assert len(names) == len(set(names))


@every_exercise
def test_it_has_answers_and_hints_enough(one):
    assert len(one.right) >= 2
    assert len(one.mistakes) + len(one.wrong) >= 3
    assert len(one.hints) == 3
    assert all(re.fullmatch(r"(?s)[A-Z`].+[.?]", text) for text in (*one.hints, *one.mistakes)), one.name
    assert inspect.getdoc(one.answer) is None  # `check.answer` shows it as a reader would write it


@every_exercise
def test_untouched_it_is_to_do(one):
    (text,) = [
        text
        for path in LESSONS
        for marker, text in lessons.cells(path)
        if '"exercise"' in marker and prove.stub_name(text) == one.name
    ]
    space = {}
    exec(text.partition("check.exercise")[0], space)
    assert judged(one, space[one.name]).outcome == "to do"


@pytest.mark.parametrize(("one", "place"), RIGHT)
def test_right_answers_pass(one, place):
    answer = one.answer if place < 0 else one.right[place]
    if isinstance(one, exercises.Value) and place < 0:
        answer = one.answer(*one.stand_in())
    assert judged(one, answer) == exercises.Verdict("passed")


@pytest.mark.parametrize(("one", "place"), MISTAKES)
def test_a_known_mistake_is_named(one, place):
    sentence, answer = list(one.mistakes.items())[place]
    verdict = judged(one, answer)
    assert (verdict.outcome, verdict.advice) == ("not yet", sentence)


@pytest.mark.parametrize(("one", "place"), WRONG)
def test_wrong_answers_do_not_pass(one, place):
    verdict = judged(one, one.wrong[place])
    assert verdict.outcome == "not yet"
    assert verdict.case
    assert verdict.advice in ("", exercises.RETURN, exercises.FEWER, exercises.MORE)


@every_exercise
def test_zero_and_nonsense_do_not_pass(one):
    for answer in (0, lambda *arguments: 0, "text", [], None, float("nan")):
        assert judged(one, answer).outcome == "not yet"


@pytest.mark.parametrize("one", functions, ids=lambda one: one.name)
def test_what_is_worked_out_by_hand_is_what_the_answer_gives(one):
    arguments, result = one.worked
    assert compare.difference(one.answer(*arguments), result, 1e-4, 1e-6) is None


@pytest.mark.parametrize(
    "one", [one for one in EXERCISES if isinstance(one, exercises.Value)], ids=lambda one: one.name
)
def test_a_value_worked_out_by_hand_is_the_answer(one):
    assert judged(one, one.worked).outcome == "passed"


@pytest.mark.parametrize("one", functions, ids=lambda one: one.name)
def test_who_copies_what_was_expected_does_not_pass(one):
    told = {}
    for seed in range(3):
        for calls in one.tries(np.random.default_rng(seed)).values():
            told |= {repr(arguments): one.answer(*arguments) for arguments in calls[:1]}
    copied = one.judge(lambda *arguments: told.get(repr(arguments), 0), (), np.random.default_rng(99))
    assert copied.outcome == "not yet"


@pytest.mark.parametrize("one", functions, ids=lambda one: one.name)
def test_inputs_are_of_several_kinds_and_drawn_anew(one):
    first, second = (one.tries(np.random.default_rng(seed)) for seed in (1, 2))
    assert list(first) == list(second)
    assert len(first) >= 2
    assert repr(first) != repr(second)


def test_a_mistake_that_ends_with_an_error_is_known_and_a_changed_argument_is_told():
    def longest(words):
        return max(map(len, words))

    def in_place(words):
        words.sort(key=len)
        return len(words.pop())

    one = exercises.Function(
        longest,
        tries=lambda random: {"no words": [(["a", "of"],)], "one word": [(["word"],)]},
        worked=((["a", "of"],), 2),
        hints=["Why?"] * 3,
        right=[],
        mistakes={"Words have no maximum.": lambda words: max(words) + 1},
    )
    assert judged(one, lambda texts: max(texts) + 1).advice == "Words have no maximum."
    assert judged(one, lambda texts: texts[7]).advice == ""
    assert judged(one, in_place).advice == exercises.CHANGED
    assert judged(one, longest).outcome == "passed"
