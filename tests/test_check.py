"""The checks: three outcomes for exercises, two for promises, and never an error unless asked for."""

import io
import itertools
import sys

import numpy as np
import pytest

from dl101 import check, exercises, progress


@pytest.fixture(autouse=True)
def no_results_left_over(monkeypatch, tmp_path):
    monkeypatch.setattr(progress, "FILE", tmp_path / "progress.json")
    progress._unwritten.clear()
    check.results.clear()
    yield
    check.results.clear()


def outcome() -> str:
    return check.results[-1]["outcome"]


class Unequal:
    def __eq__(self, other):
        raise RuntimeError("do not compare me")

    __hash__ = None


class NoArray:
    def __array__(self, *args, **kwargs):
        raise RuntimeError("not an array")


class AlwaysEqual:
    def __eq__(self, other):
        return True

    __hash__ = None


ODD = [
    None,
    np.nan,
    np.inf,
    "",
    "text",
    [],
    {},
    Unequal(),
    NoArray(),
    10**400,
    AlwaysEqual(),
    np.zeros((1000, 1000)),
    (n for n in ()),
    1j,
]
odd_values = pytest.mark.parametrize("odd", ODD, ids=[type(one).__name__ + str(i) for i, one in enumerate(ODD)])


@pytest.mark.parametrize(
    ("value", "expected"), [(3, "kept"), (3.0, "kept"), (np.int8(3), "kept"), ([3], "kept"), (4, "broken")]
)
def test_equal_promises_a_number(value, expected, capsys):
    check.equal("three", value, 3)
    assert outcome() == expected
    signs = {
        "kept": f"✓ three: {[3] if isinstance(value, list) else 3}",
        "broken": "✗ BROKEN PROMISE, three: 4, but the text promises 3",
    }
    assert capsys.readouterr().out.strip() == signs[expected]


def test_equal_compares_texts_and_arrays_place_by_place():
    check.equal("names", ["a", "b"], ["a", "b"])
    check.equal("names", ["a", "c"], ["a", "b"])
    check.equal("numbers", np.array([1, 2]), [1, 2])
    check.equal("numbers", [1, 2, 2], [1, 2])
    assert [one["outcome"] for one in check.results] == ["kept", "broken", "kept", "broken"]


def test_close_allows_what_is_stated_and_no_more():
    check.close("ten", 10.001, 10, relative=1e-3)
    check.close("ten", 10.011, 10, relative=1e-3)
    check.close("ten", 10.4, 10, relative=0, absolute=0.5)
    check.close("ten", [10, 0.001], [10, 0], relative=1e-3)
    check.close("ten", [10, np.nan], [10, 0], relative=1e-3)
    assert [one["outcome"] for one in check.results] == ["kept", "broken", "kept", "kept", "broken"]


def test_close_knows_infinity_and_does_not_take_it_for_any_number():
    for value in (np.inf, 5.0, -np.inf, np.nan):
        check.close("infinite", value, np.inf)
    check.close("partly", [np.inf, 2.0, 3.0], [np.inf, 2.0, 3.0])
    check.close("partly", [1.0, 2.0, 3.0], [np.inf, 2.0, 3.0])
    outcomes = [one["outcome"] for one in check.results]
    assert outcomes == ["kept", "broken", "broken", "broken", "kept", "broken"]


def test_shapes_that_would_fill_the_memory_are_told_instead(capsys):
    check.close("column", np.zeros((300_000, 1)), np.zeros(300_000))
    assert "shape (300000, 1), expected shape (300000,)" in capsys.readouterr().out


def test_between_includes_its_ends_and_nothing_else():
    for value in (1, 2, 2.001, 0.999, np.nan, None, "1.5", [1.2, 1.3]):
        check.between("one to two", value, 1, 2)
    assert [one["outcome"] for one in check.results] == ["kept", "kept", *["broken"] * 6]


def test_a_promise_is_recorded_with_what_was_seen_and_what_was_promised():
    check.between("accuracy", 0.97, 0.9, 1.0)
    check.close("sum", np.array([1.0, 2.0]), [1.0, 2.0])
    first, second = check.results
    assert first == {
        "kind": "promise",
        "name": "accuracy",
        "outcome": "kept",
        "value": 0.97,
        "low": 0.9,
        "high": 1.0,
        "promised": "0.9 to 1",
        "seen": "0.97",
        "said": "✓ accuracy: 0.97",
    }
    assert (second["value"], second["seen"]) == (0.0, "largest difference 0.0e+00")
    assert second["promised"] == "[1, 2], or no more than 2.0e-05 from it"


def test_a_screen_that_lacks_the_sign_shows_a_word(monkeypatch):
    screen = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", screen)
    check.equal("Größe", 3, 3)
    check.equal("size", 4, 3)
    screen.flush()
    kept, broken = screen.buffer.getvalue().decode().splitlines()
    assert kept == "ok Gr??e: 3"
    assert broken.startswith("!! BROKEN PROMISE, size: 4")


def test_in_a_notebook_a_promise_is_quiet_and_unfolds(monkeypatch, capsys):
    shown = []
    monkeypatch.setattr(check, "_in_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    check.between("a < b", 0.97, 0.9, 1.0)
    check.between("a < b", 0.8, 0.9, 1.0)
    assert capsys.readouterr().out == ""
    kept, broken = shown
    assert kept["text/plain"] == "✓ a < b: 0.97"
    assert "<summary>✓ a &lt; b: 0.97</summary>promised: 0.9 to 1</details>" in kept["text/html"]
    assert "the text promises 0.9 to 1" in broken["text/html"]
    assert "<details" not in broken["text/html"]


HINTS = ["Why?", "How?", "So."]


@pytest.fixture
def ask(monkeypatch, capsys):
    """A function that hands an answer to an exercise of the test, and returns its outcome and what was said."""

    def hand_in(exercise, answer):
        monkeypatch.setattr(exercises, "find", lambda name: exercise)
        check.exercise(exercise.name, answer)
        return check.results[-1]["outcome"], capsys.readouterr().out

    return hand_in


def function(answer, *calls, mistakes=None, **more):
    return exercises.Function(
        answer, tries=lambda random: {"all": calls}, worked=(), hints=HINTS, right=[], mistakes=mistakes or {}, **more
    )


def double(x):
    return 2 * x


def constant():
    return 5


def halves():
    return 1.0, [2.0, 3.0]


def column(x):
    return np.asarray(x, dtype=float)


def dense():
    return _dense(3)


def _dense(*arguments, **options):
    import keras

    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(*arguments, **options)])


DOUBLE = function(double, (2.0,), (-3.0,), mistakes={"This is the square.": lambda x: x**2, "Never.": lambda x: 1 / 0})
CONSTANT = exercises.Value(constant, worked=5, hints=HINTS, right=[], mistakes={"One too many.": 6})


def test_a_stub_is_to_do(ask):
    model = exercises.Model(dense, inputs=(2,), outputs=(3,), hints=HINTS, right=[])
    for exercise, stub in [(DOUBLE, ...), (DOUBLE, lambda x: ...), (CONSTANT, ...), (model, ...), (model, lambda: ...)]:
        outcome, said = ask(exercise, stub)
        assert outcome == "to do"
        assert said == f"[to do] {exercise.name}: replace the three dots, then run this cell again.\n"
    assert progress.of("double") == {"passed": False, "tries": 0, "hints": 0}


def test_a_wrong_answer_is_told_what_came_in_what_came_out_and_what_was_expected(ask):
    outcome, said = ask(DOUBLE, lambda x: abs(2 * x))
    assert outcome == "not yet"
    assert said == "[not yet] double: double(-3) gave 6, expected -6.\n          `dl101 hint double` gives a hint.\n"


def test_a_known_mistake_is_told_its_sentence(ask):
    assert ask(DOUBLE, lambda x: x * x)[1].endswith("\n          This is the square.\n")
    assert ask(CONSTANT, 6) == ("not yet", "[not yet] constant: 6 is not right.\n          One too many.\n")


def test_after_two_tries_the_kind_of_input_is_told_and_no_longer_what_is_expected(ask):
    for _ in range(2):
        assert "double(2) gave 2, expected 4." in ask(DOUBLE, abs)[1]
    said = ask(DOUBLE, abs)[1]
    assert "expected" not in said
    assert "Look at this kind of input: all." in said


def test_in_a_notebook_an_outcome_is_seen_at_a_glance(ask, monkeypatch):
    shown = []
    monkeypatch.setattr(check, "_in_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    for answer in (lambda x: 2 * x, ..., lambda x: x * x, lambda x: x):
        ask(DOUBLE, answer)
    passed, to_do, mistake, other = (one["text/html"] for one in shown)
    assert "✓ passed</b> double" in passed
    assert "○ to do</b>" in to_do
    assert "✗ not yet</b> <b>This is the square.</b>" in mistake  # the sentence first
    assert "check.hint(&quot;double&quot;) gives a hint." in other


def test_hints_come_in_stages_and_the_answer_after_a_try(ask, capsys):
    ask(DOUBLE, ...)
    check.answer("double")
    assert "Try it first" in capsys.readouterr().out
    for stage in (1, 2, 3, 3):
        check.hint("double")
        said = capsys.readouterr().out
        assert said.startswith(f"Hint {stage} of 3: {HINTS[stage - 1]}\n")
        assert ("That was the last one" in said) == (stage == 3)
    ask(DOUBLE, abs)
    check.answer("double")
    assert capsys.readouterr().out == "def double(x):\n    return 2 * x\n"


def test_progress_is_remembered_where_it_can_be_written(ask, tmp_path, monkeypatch):
    ask(DOUBLE, abs)
    ask(DOUBLE, double)
    assert progress.of("double") == {"passed": True, "tries": 1, "hints": 0}
    ask(DOUBLE, abs)  # who has passed has passed
    assert progress.of("double")["passed"]
    assert progress.dots(["double", "constant"]) == "●○"
    assert [path.name for path in tmp_path.iterdir()] == ["progress.json"]
    progress.forget()
    assert progress.dots(["double"]) == "○"
    progress.FILE.write_text("{ broken")
    assert progress.read() == {}
    ask(DOUBLE, double)
    assert progress.of("double")["passed"]
    monkeypatch.setattr(progress, "FILE", tmp_path / "no" / "folder" / "progress.json")
    assert ask(CONSTANT, 5)[0] == "passed"
    assert progress.of("constant")["passed"]  # until this process ends


def test_an_answer_of_another_form_is_right(ask):
    three = function(column, ([1, 2, 3],))
    forms = [list, tuple, iter, np.float32, lambda x: np.array([x]), lambda x: map(float, x), lambda x: (n for n in x)]
    forms += [
        lambda x: dict(enumerate(x)).values(),
        lambda x: np.array(x)[:, None],
        lambda x: np.array(x, dtype=object),
    ]
    for form in forms:
        assert ask(three, form) == ("passed", "[passed] column\n")
    for form in (set, lambda x: [1, 2], lambda x: np.eye(3), lambda x: itertools.count(1), lambda x: "123"):
        assert ask(three, form)[0] == "not yet"


def test_several_results_are_compared_place_by_place(ask):
    pair = function(halves, ())
    for right in ((1, [2, 3]), [1.0, np.array([2, 3])], iter((1.0, [2, 3]))):
        assert ask(pair, lambda right=right: right)[0] == "passed"
    for wrong in ((1,), 1, ([2, 3], 1), (1, [2, 4])):
        assert ask(pair, lambda wrong=wrong: wrong)[0] == "not yet"


def test_of_long_arrays_the_first_place_that_differs_is_told(ask):
    many = function(column, (np.arange(40.0).reshape(8, 5),))
    said = ask(many, lambda x: np.where(x == 13, 0, x))[1]
    assert "gave 0 at [2, 3], expected 13." in said
    assert "shape (8, 4), expected shape (8, 5)" in ask(many, lambda x: x[:, 1:])[1]


def test_an_error_in_an_answer_is_shown_and_not_raised(ask):
    def fail(x):
        raise Silent

    assert "TypeError" in ask(DOUBLE, lambda x: x[0])[1]
    for ends in (sys.exit, fail, lambda x: exercises.Exercise.made.clear() or exercises.find.nothing):
        assert ask(DOUBLE, ends)[0] == "not yet"
    assert "gave nothing back" in ask(DOUBLE, lambda x: None)[1]
    assert ask(DOUBLE, 5)[1].startswith("[not yet] double: 5 is not a function.")


class Silent(Exception):
    def __str__(self):
        raise RuntimeError


def test_an_answer_cannot_change_what_it_is_tried_on(ask):
    given = np.array([1.0, 2.0])

    def spoil(x):
        x *= 0
        return x

    assert ask(function(double, (given,)), spoil)[0] == "not yet"
    assert list(given) == [1, 2]


def test_an_answer_that_never_ends_is_stopped(ask, monkeypatch):
    def forever(x):
        while True:
            pass

    monkeypatch.setattr(exercises, "LIMIT", 0.2)
    assert "Is there a loop that never stops?" in ask(DOUBLE, forever)[1]
    assert ask(DOUBLE, double)[0] == "passed"


def test_a_model_is_judged_by_shapes_parameters_and_what_it_does(ask):
    import keras

    def fault(model):
        return "" if np.all(model.get_weights()[0] == 0) else ("it is not zero", "Set all weights to 0.")

    model = exercises.Model(dense, inputs=(2,), outputs=(3,), parameters=(9, 9), fault=fault, hints=HINTS, right=[])
    zeros = {"kernel_initializer": "zeros"}
    assert ask(model, _dense(3, **zeros))[0] == ask(model, lambda: _dense(3, **zeros))[0] == "passed"
    assert "came out as (3, 4), expected (3, 3)" in ask(model, _dense(4))[1]
    assert "it has 6 parameters, expected 9" in ask(model, _dense(3, use_bias=False))[1]
    assert "it is not zero.\n          Set all weights to 0." in ask(model, dense)[1]
    assert "is not a Keras model" in ask(model, lambda: 5)[1]
    wrong = keras.Sequential([keras.layers.Dense(3)])
    wrong.build((None, 7))
    assert (
        "compatible" in ask(model, wrong)[1] or "expected" in ask(model, wrong)[1]
    )  # the cause, not Keras's first line


def test_the_exercise_of_an_unknown_name_is_told_with_those_that_come_near():
    with pytest.raises(LookupError, match=r"no exercise 'thermometre'\. Did you mean thermometer"):
        exercises.find("thermometre")


def test_tensors_of_the_backend_are_numbers_too(ask):
    import keras

    assert ask(function(double, (3.0,), (np.array([1.0, 2.0]),)), lambda x: keras.ops.multiply(x, 2))[0] == "passed"
    check.close("tensor", keras.ops.ones(2), [1, 1])
    assert outcome() == "kept"


def test_a_promise_of_nan_cannot_be_kept():
    check.close("x", np.nan, np.nan)
    check.equal("x", [1.0, np.nan], [1.0, np.nan])
    assert [one["outcome"] for one in check.results] == ["broken", "broken"]


@odd_values
def test_no_odd_value_raises_or_passes_or_fills_the_screen(odd, ask, capsys):
    check.equal("a", odd, 5)
    check.close("a", odd, [5.0, 6.0])
    check.between("a", odd, 5, 6)
    assert {one["outcome"] for one in check.results} == {"broken"}
    assert all(len(line) < 700 for line in capsys.readouterr().out.splitlines())
    model = exercises.Model(dense, inputs=(2,), outputs=(3,), hints=HINTS, right=[])
    for exercise, answer in [
        (DOUBLE, odd),
        (DOUBLE, lambda x: odd),
        (CONSTANT, odd),
        (model, odd),
        (model, lambda: odd),
    ]:
        result, said = ask(exercise, answer)
        assert result == "not yet"
        assert all(len(line) < 700 for line in said.splitlines())


@pytest.mark.parametrize("name", ["DL101_STRICT", "NBGRADER_VALIDATING"])
def test_a_grader_gets_an_error_for_everything_that_is_not_right(ask, monkeypatch, name):
    monkeypatch.setenv(name, "1")
    check.equal("right", 1, 1)
    ask(DOUBLE, double)
    for wrong in (lambda: check.equal("broken", 2, 1), lambda: ask(DOUBLE, abs), lambda: ask(DOUBLE, ...)):
        with pytest.raises(check.NotPassed):
            wrong()
