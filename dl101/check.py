"""Promises and exercises: compare what a lesson computed, or what its reader wrote, with what was said.

A check without a `hint` is a promise of the text: it is *kept* or *broken*. A check with a `hint` is an exercise:
*passed*, *to do* (the answer is still `...`) or *not yet*. No check raises an error, so a lesson always runs to its
end; with the environment variable `DL101_STRICT=1` everything but *kept* and *passed* raises `NotPassed`.
Every check prints one line, or two with a hint, and appends one dictionary to `results`.

What is said to a wrong answer is the hint, or a sentence on this very mistake if it is a known one: a function
`NAME__wrong_…` in `lessons/solutions/`, with the sentence as its docstring, that returns what the answer does.
"""

import contextlib
import copy
import os
import reprlib
import runpy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

SOLUTIONS = Path(__file__).resolve().parent.parent / "lessons" / "solutions"

RETURN = "End the function with `return` and the result. `print` only shows it."

results: list[dict] = []
"""What was checked so far: dictionaries with kind, name, outcome, and for promises value, low and high."""


class NotPassed(AssertionError):
    """A broken promise or an exercise that is not passed, under `DL101_STRICT=1`."""


def equal(name: str, value: Any, expected: Any, *, hint: str = "") -> None:
    """Check that `value` equals `expected`, for counts and hand sums: numbers, text, or arrays of the same shape."""
    _value(name, value, expected, 0.0, 0.0, hint)


def close(
    name: str, value: Any, expected: Any, *, relative: float = 1e-5, absolute: float = 0.0, hint: str = ""
) -> None:
    """Check that numbers or arrays of the same shape agree.

    The largest difference may be `relative` times the largest expected magnitude, plus `absolute`.
    """
    _value(name, value, expected, relative, absolute, hint)


def between(name: str, value: Any, low: float, high: float, *, hint: str = "") -> None:
    """Check that one number lies from `low` to `high`, both included."""
    if _is_stub(value):
        return _exercise(name, "to do")
    number = _number(value)
    kept = number is not None and bool(low <= number <= high)
    shown = _show(value) if number is None else f"{number:.4g}"
    if hint:
        return _exercise(name, "passed" if kept else "not yet", f"{shown} is not between {low:g} and {high:g}", hint)
    _promise(name, kept, number, low, high, f"{shown} (promised: {low:g} to {high:g})")


def function(answer: Callable, cases: Sequence[tuple[tuple, Any]], *, hint: str, relative: float = 1e-4) -> None:
    """Check a function the reader wrote by what it returns.

    Args:
        answer: the reader's function.
        cases: pairs (arguments, expected result); results are compared as `close` does, by values and not by type.
            A tuple of expected results is compared place by place.
        hint: what to think about when the answer is wrong.
        relative: the tolerance, relative to the largest expected magnitude.
    """
    name = getattr(answer, "__name__", "your function")
    if _is_stub(answer):
        return _exercise(name, "to do")
    if not callable(answer):
        return _exercise(name, "not yet", f"{_show(answer)} is not a function", hint)
    outputs, wrong = [], None
    for arguments, expected in cases:
        call = f"{name}({', '.join(_show(argument) for argument in arguments)})"
        try:
            output = answer(*copy.deepcopy(arguments))
        except (Exception, SystemExit) as error:
            return _exercise(name, "not yet", f"{call} ended with {_show_error(error)}", hint)
        if _is_stub(output):
            return _exercise(name, "to do")
        if output is None:
            return _exercise(name, "not yet", f"{call} gave nothing back", RETURN)
        outputs.append(output)
        problem = _difference(output, expected, relative, 1e-6)
        if problem and wrong is None:
            wrong = f"{call} gave {_show(output)}, expected {_show(expected)}{problem}"
    if wrong is None:
        return _exercise(name, "passed")
    arguments = [arguments for arguments, _ in cases]
    _exercise(name, "not yet", wrong, _known_mistake(name, arguments, outputs, relative) or hint)


def model(
    answer: Any,
    *,
    inputs: tuple[int, ...],
    outputs: tuple[int, ...],
    hint: str,
    parameters: tuple[int, int] | None = None,
    score: tuple[str, Callable[[Any], float], float, float] | None = None,
) -> None:
    """Check a Keras model, or a function that builds one, by what it does and never by how it is written.

    Args:
        answer: a model, or a function without arguments that returns one.
        inputs: the shape of one example, such as `(2,)`.
        outputs: the shape of the model's answer to one example.
        hint: what to think about when the model is not right yet.
        parameters: the least and the largest number of weights and biases that are right.
        score: (name, function of the model, low, high): a number that must lie from low to high.
    """
    name = getattr(answer, "__name__", "your model") if callable(answer) else "your model"
    try:
        built = answer if _is_stub(answer) or hasattr(answer, "count_params") else answer()
        if _is_stub(built):
            return _exercise(name, "to do")
        if built is None:
            return _exercise(name, "not yet", "it gave nothing back", RETURN)
        given = _array(built(np.zeros((3, *inputs), dtype="float32"))).shape
        count, number = built.count_params(), None
        if given == (3, *outputs) and score:
            number = _number(score[1](built))
    except (Exception, SystemExit) as error:
        return _exercise(name, "not yet", f"it ended with {_show_error(error)}", hint)
    wrong = ""
    if given != (3, *outputs):
        wrong = f"three examples of shape {inputs} came out as {given}, expected {(3, *outputs)}"
    elif parameters and not parameters[0] <= count <= parameters[1]:
        wrong = f"it has {count} parameters, expected {parameters[0]}"
        wrong += f" to {parameters[1]}" if parameters[1] != parameters[0] else ""
    elif score and (number is None or not score[2] <= number <= score[3]):
        wrong = f"{score[0]} is {number if number is None else f'{number:.4g}'}, expected {score[2]:g} to {score[3]:g}"
    _exercise(name, "not yet" if wrong else "passed", wrong, hint)


def _known_mistake(name: str, arguments: Sequence[tuple], outputs: Sequence, relative: float) -> str | None:
    """Return the sentence on the known mistake that gives the same outputs for these arguments, if there is one."""
    for path in sorted(SOLUTIONS.glob("*.py")):
        if f"{name}__wrong_" not in path.read_text(encoding="utf-8"):
            continue
        for known, mistake in runpy.run_path(str(path)).items():
            if known.startswith(f"{name}__wrong_") and mistake.__doc__:
                with contextlib.suppress(Exception):  # a mistake that cannot be computed here was not made
                    made = [mistake(*copy.deepcopy(one)) for one in arguments]
                    if not any(_difference(*pair, relative, 0.0) for pair in zip(outputs, made, strict=True)):
                        return mistake.__doc__
    return None


def _value(name, value, expected, relative, absolute, hint) -> None:
    """Compare, then tell and record, for `equal` and `close`."""
    if _is_stub(value):
        return _exercise(name, "to do")
    problem = _difference(value, expected, relative, absolute)
    if hint:
        said = f"{_show(value)} is not what comes out{problem}"
        hint = (problem and _known_mistake(name, [()], [value], 1e-3)) or hint
        return _exercise(name, "not yet" if problem else "passed", said, hint)
    if not relative and not absolute:
        return _promise(name, not problem, _number(value), _number(expected), _number(expected), f"{_show(value)}")
    try:
        value, expected = _array(value), _array(expected)
        if value.shape != expected.shape:
            return _promise(name, not problem, None, None, None, f"{_show(value)}{problem or ''}")
        with np.errstate(invalid="ignore"):
            error = float(np.max(np.abs(value - expected), initial=0.0))
        allowed = float(relative * np.max(np.abs(expected), initial=0.0) + absolute)
        seen = f"{_show(value)} (difference {error:.1e}, promised: at most {allowed:.1e})"
        _promise(name, not problem, error, 0.0, allowed, seen)
    except NotPassed:
        raise
    except Exception:
        _promise(name, not problem, None, None, None, f"{_show(value)}{problem or ''}")


def _difference(value: Any, expected: Any, relative: float, absolute: float) -> str | None:
    """Return None if the two agree, else a remark on the kind of difference (often empty: the values speak).

    A tuple of expected values is compared place by place with a tuple or list of the same length.
    """
    try:
        if isinstance(expected, tuple):
            value = value if isinstance(value, tuple | list) else list(_array(value))
            if len(value) != len(expected):
                return f" ({len(expected)} values are expected, with commas between them)"
            pairs = zip(value, expected, strict=True)
            return next((one for one in (_difference(*pair, relative, absolute) for pair in pairs) if one), None)
        value, expected = _array(value), _array(expected)
        if value.dtype.kind == "O" and expected.dtype.kind in "biuf":
            value = value.astype(float)
        if expected.shape == () and value.size == 1:
            value = value.reshape(())
        if value.shape != expected.shape:
            wanted = "one number is expected" if expected.shape == () else f"expected shape {expected.shape}"
            return f" (shape {value.shape}, {wanted})"
        if expected.dtype.kind == "U":
            return None if value.dtype.kind == "U" and bool(np.all(value == expected)) else " "
        if value.dtype.kind not in "biufc":
            return " (a number is expected)" if expected.shape == () else " (numbers are expected)"
        allowed = relative * np.max(np.abs(expected), initial=0.0, where=np.isfinite(expected)) + absolute
        with np.errstate(invalid="ignore"):
            near = (value == expected) | (np.abs(value - expected * 1.0) <= allowed) & np.isfinite(expected)
        return None if bool(np.all(near)) else " "
    except Exception as error:
        return f" (it cannot be compared: {_show_error(error)})"


def _array(value: Any) -> np.ndarray:
    """Return a number, list or tensor of any backend as a NumPy array."""
    if hasattr(value, "detach"):  # a PyTorch tensor, which may carry gradients
        value = value.detach().cpu()
    return np.asarray(value)


def _number(value: Any) -> float | None:
    """Return `value` as a float, or None if it is not one number."""
    try:
        array = _array(value)
        return float(array.reshape(())) if array.size == 1 and array.dtype.kind in "biuf" else None
    except Exception:
        return None


def _is_stub(value: Any) -> bool:
    return value is Ellipsis


def _show(value: Any) -> str:
    """Return a short text for any value."""
    number = _number(value)
    if number is not None:
        return f"{number:.7g}"
    if isinstance(value, str):
        return reprlib.repr(value)
    if isinstance(value, tuple | list) and len(value) <= 12:
        return f"({', '.join(_show(one) for one in value)})"[:300]
    try:
        text = np.array2string(_array(value), precision=4, threshold=12, edgeitems=2, separator=", ")
    except Exception:
        return f"something of type {type(value).__name__}"
    return " ".join(text.split())[:200]


def _show_error(error: BaseException) -> str:
    try:
        text = (str(error).strip().splitlines() or [""])[0]
    except Exception:  # an error that cannot even say what it is
        text = ""
    if any(words in text for words in ("core dimension", "broadcast", "not aligned")):
        text = "the shapes of two arrays do not fit together"
    return f"{type(error).__name__}: {text[:200]}"


def _exercise(name: str, outcome: str, wrong: str = "", hint: str = "") -> None:
    """Print and record the outcome of an exercise."""
    said = f"[{outcome}] {name}"
    if outcome == "not yet":
        said += f": {wrong.strip()}.\n          Hint: {hint}"
    _tell({"kind": "exercise", "name": name, "outcome": outcome}, said, outcome == "passed")


def _promise(name: str, kept: bool, value: float | None, low: float | None, high: float | None, seen: str) -> None:
    """Print and record whether a promise is kept."""
    outcome = "kept" if kept else "broken"
    record = {"kind": "promise", "name": name, "outcome": outcome, "value": value, "low": low, "high": high}
    _tell(record, f"[promise {outcome}] {name}: {seen}", kept)


def _tell(record: dict, said: str, good: bool) -> None:
    results.append(record)
    print(said)
    if not good and os.environ.get("DL101_STRICT") == "1":
        raise NotPassed(said)
