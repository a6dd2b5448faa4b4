"""The checks: three outcomes for exercises, two for promises, and never an error unless asked for."""

import io
import itertools

import numpy as np
import pytest

from dl101 import check


@pytest.fixture(autouse=True)
def no_results_left_over():
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
    signs = {"kept": "✓ three: 3", "broken": "✗ BROKEN PROMISE, three: 4, but the text promises 3"}
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


def test_a_pair_may_come_as_one_array_and_a_zero_may_be_rounded():
    check.function(lambda: np.array([1.0, 2.0]), [((), (1.0, 2.0))], hint="h")
    check.function(lambda: 1e-15, [((), 0)], hint="h")
    assert [one["outcome"] for one in check.results] == ["passed", "passed"]


def test_an_answer_that_ends_the_program_is_not_yet():
    class Silent(Exception):
        def __str__(self):
            raise RuntimeError

    def leave():
        raise SystemExit

    def fail():
        raise Silent

    for answer in (leave, fail):
        check.function(answer, [((), 1)], hint="h")
        check.model(answer, inputs=(1,), outputs=(1,), hint="h")
    assert {one["outcome"] for one in check.results} == {"not yet"}


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
    assert second["promised"] == "(1, 2), or no more than 2.0e-05 from it"


def test_a_screen_that_lacks_the_sign_shows_a_word(monkeypatch):
    screen = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", screen)
    check.equal("Größe", 3, 3)
    check.equal("size", 4, 3)
    screen.flush()
    kept, broken = screen.buffer.getvalue().decode().splitlines()
    assert kept == "ok Gr\\xf6\\xdfe: 3"
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


def test_a_stub_is_to_do_in_every_check():
    check.equal("a", ..., 1, hint="h")
    check.close("a", ..., 1, hint="h")
    check.between("a", ..., 0, 1, hint="h")
    check.function(lambda x: ..., [((1,), 1)], hint="h")
    check.function(..., [((1,), 1)], hint="h")
    check.model(lambda: ..., inputs=(1,), outputs=(1,), hint="h")
    assert [one["outcome"] for one in check.results] == ["to do"] * 6


def test_a_function_is_judged_by_all_its_cases(capsys):
    check.function(abs, [((2,), 2), ((-2,), 2)], hint="the size")
    check.function(lambda x: x, [((2,), 2), ((-2,), 2)], hint="the size")
    assert [one["outcome"] for one in check.results] == ["passed", "not yet"]
    assert "(-2) gave -2, expected 2" in capsys.readouterr().out


def test_an_error_in_the_readers_function_is_shown_and_not_raised(capsys):
    check.function(lambda x: x[0], [((2,), 2)], hint="do not index")
    assert outcome() == "not yet"
    said = capsys.readouterr().out
    assert "TypeError" in said
    assert "do not index" in said


def test_a_function_cannot_change_the_cases():
    given = np.array([1.0, 2.0])

    def spoil(x):
        x *= 0
        return x

    check.function(spoil, [((given,), given)], hint="h")
    assert outcome() == "not yet"
    assert list(given) == [1, 2]


def test_several_results_are_compared_place_by_place():
    for answer in ((1, [2, 3]), [1.0, np.array([2, 3])], (1,), 1, ([2, 3], 1)):
        check.function(lambda answer=answer: answer, [((), (1, [2, 3]))], hint="h")
    assert [one["outcome"] for one in check.results] == ["passed", "passed", "not yet", "not yet", "not yet"]


def test_shapes_count_and_are_named(capsys):
    check.function(lambda: np.ones((3, 1)), [((), np.ones(3))], hint="h")
    assert outcome() == "not yet"
    assert "shape (3, 1), expected shape (3,)" in capsys.readouterr().out


def test_tensors_of_the_backend_are_numbers_too():
    import keras

    check.function(keras.ops.square, [((3.0,), 9.0), ((np.array([1.0, 2.0]),), [1.0, 4.0])], hint="h")
    check.close("tensor", keras.ops.ones(2), [1, 1])
    assert [one["outcome"] for one in check.results] == ["passed", "kept"]


def dense(*arguments, **options):
    import keras

    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(*arguments, **options)])


def test_a_model_is_judged_by_shapes_parameters_and_score(capsys):
    zeros = ("its sum", lambda model: np.abs(model.get_weights()[0]).sum(), 0, 0)
    check.model(dense(3), inputs=(2,), outputs=(3,), parameters=(9, 9), hint="h")
    check.model(lambda: dense(3), inputs=(2,), outputs=(3,), hint="h")
    check.model(dense(4), inputs=(2,), outputs=(3,), hint="h")
    check.model(dense(3, use_bias=False), inputs=(2,), outputs=(3,), parameters=(9, 9), hint="h")
    check.model(dense(3), inputs=(2,), outputs=(3,), score=zeros, hint="h")
    check.model(dense(3, kernel_initializer="zeros"), inputs=(2,), outputs=(3,), score=zeros, hint="h")
    expected = ["passed", "passed", "not yet", "not yet", "not yet", "passed"]
    assert [one["outcome"] for one in check.results] == expected
    said = capsys.readouterr().out
    assert "came out as (3, 4), expected (3, 3)" in said
    assert "it has 6 parameters, expected 9" in said


def test_several_values_may_come_one_by_one():
    check.function(lambda x: (one + 1 for one in x), [(([1.0, 2.0],), (2.0, 3.0))], hint="h")
    check.function(lambda x: itertools.count(2), [(([1.0, 2.0],), (2.0, 3.0))], hint="h")
    assert [one["outcome"] for one in check.results] == ["passed", "not yet"]


def test_a_promise_of_nan_cannot_be_kept():
    check.close("x", np.nan, np.nan)
    check.equal("x", [1.0, np.nan], [1.0, np.nan])
    assert [one["outcome"] for one in check.results] == ["broken", "broken"]


@odd_values
def test_no_odd_value_raises_or_passes_or_fills_the_screen(odd, capsys):
    check.equal("a", odd, 5)
    check.equal("a", odd, 5, hint="h")
    check.close("a", odd, [5.0, 6.0])
    check.between("a", odd, 5, 6)
    check.between("a", odd, 5, 6, hint="h")
    check.function(odd, [((), 5)], hint="h")
    check.function(lambda: odd, [((), 5)], hint="h")
    check.function(lambda: odd, [((), (5, [6.0]))], hint="h")
    check.model(odd, inputs=(2,), outputs=(1,), hint="h")
    check.model(lambda: odd, inputs=(2,), outputs=(1,), hint="h")
    assert {one["outcome"] for one in check.results} == {"broken", "not yet"}
    assert all(len(line) < 700 for line in capsys.readouterr().out.splitlines())


def test_a_grader_gets_an_error_for_everything_that_is_not_right(monkeypatch):
    monkeypatch.setenv("DL101_STRICT", "1")
    check.equal("right", 1, 1)
    check.equal("right", 1, 1, hint="h")
    for wrong in (
        lambda: check.equal("broken", 2, 1),
        lambda: check.equal("not yet", 2, 1, hint="h"),
        lambda: check.equal("to do", ..., 1, hint="h"),
        lambda: check.function(lambda: ..., [((), 1)], hint="h"),
    ):
        with pytest.raises(check.NotPassed):
            wrong()


def test_a_known_mistake_is_looked_up_by_what_it_returns(tmp_path, monkeypatch, capsys):
    (tmp_path / "01_some.py").write_text(
        "def twice__wrong_square(x):\n    '''This is the square.'''\n    return x**2\n\n"
        "def twice__wrong_crash(x):\n    '''Never said.'''\n    raise ValueError\n"
    )
    monkeypatch.setattr(check, "SOLUTIONS", tmp_path)

    def twice(x):
        return x * x

    check.function(twice, [((3,), 6)], hint="two times")
    assert "Hint: This is the square." in capsys.readouterr().out
    check.function(lambda x: x, [((3,), 6)], hint="two times")
    assert "Hint: two times" in capsys.readouterr().out
