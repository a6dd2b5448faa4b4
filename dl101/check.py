"""Promises and exercises: compare what a lesson computed, or what its reader wrote, with what was said.

A check without a `hint` is a promise of the text: it is *kept* or *broken*. A check with a `hint` is an exercise:
*passed*, *to do* (the answer is still `...`) or *not yet*. No check raises an error, so a lesson always runs to its
end; with the environment variable `DL101_STRICT=1` everything but *kept* and *passed* raises `NotPassed`.
Every check prints one line, or two with a hint, and appends one dictionary to `results`.
That holds for any answer at all: what belongs to the reader runs inside `_attempt`, and only Ctrl-C gets out of it.

What is said to a wrong answer is the hint, or a sentence on this very mistake if it is a known one: a function
`NAME__wrong_…` in `lessons/solutions/`, with the sentence as its docstring, that returns what the answer does.
"""

import copy
import html
import itertools
import os
import reprlib
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

SOLUTIONS = Path(__file__).resolve().parent.parent / "lessons" / "solutions"

MOST = 1_000_000  # entries that a list may hold

QUIET = "color: #777; font-size: 90%"  # a gray that can be read on light and on dark
LOUD = "color: #D55E00; font-weight: bold"

RETURN = "End the function with `return` and the result. `print` only shows it."

results: list[dict] = []
"""What was checked so far: dictionaries with kind, name, outcome and said, and for promises value, low, high,
promised and seen, the last two as text."""


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
    if hint and _is_stub(value):
        return _exercise(name, "to do")
    number, low, high = (_number(one) for one in (value, low, high))
    kept = None not in (number, low, high) and low <= number <= high
    shown = _show(value) if number is None else f"{number:.4g}"
    if hint:
        wrong = f"{shown} is not between {_show(low)} and {_show(high)}"
        return _exercise(name, "passed" if kept else "not yet", wrong, hint)
    _promise(name, kept, number, low, high, shown, f"{_show(low)} to {_show(high)}")


def function(answer: Callable, cases: Sequence[tuple[tuple, Any]], *, hint: str, relative: float = 1e-4) -> None:
    """Check a function the reader wrote by what it returns.

    Args:
        answer: the reader's function.
        cases: pairs (arguments, expected result); results are compared as `close` does, by values and not by type.
            A tuple of expected results is compared place by place.
        hint: what to think about when the answer is wrong.
        relative: the tolerance, relative to the largest expected magnitude.
    """
    name = _name(answer, "your function")
    if _is_stub(answer):
        return _exercise(name, "to do")
    if not callable(answer):
        return _exercise(name, "not yet", f"{_show(answer)} is not a function", hint)
    outputs, wrong = [], None
    for arguments, expected in cases:
        call = f"{name}({', '.join(_show(argument) for argument in arguments)})"
        output, error = _attempt(_call, answer, arguments, expected)
        if error is not None:
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


def _call(answer: Callable, arguments: tuple, expected: Any) -> Any:
    """Return what a function gives for a copy of the arguments, where several values are expected also one by one."""
    output = answer(*copy.deepcopy(arguments))
    one_by_one = isinstance(expected, tuple) and isinstance(output, Iterator)
    return list(itertools.islice(output, len(expected) + 1)) if one_by_one else output


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
    name = _name(answer, "your model")
    built, error = _attempt(lambda: answer() if callable(answer) and not _is_model(answer) else answer)
    if _is_stub(built):
        return _exercise(name, "to do")
    if built is None and error is None:
        return _exercise(name, "not yet", "it gave nothing back", RETURN)
    if error is None:
        wrong, error = _attempt(_model_problem, built, (3, *inputs), (3, *outputs), parameters, score)
    if error is not None:
        wrong = f"it ended with {_show_error(error)}"
    _exercise(name, "not yet" if wrong else "passed", wrong, hint)


def _model_problem(built, inputs, outputs, parameters, score) -> str:
    """Return what is wrong with a model, or an empty text."""
    if not _is_model(built):
        return f"{_show(built)} is not a Keras model"
    given = _array(built(np.zeros(inputs, dtype="float32"))).shape
    if given != outputs:
        return f"three examples of shape {inputs[1:]} came out as {given}, expected {outputs}"
    count = built.count_params()
    if parameters and not parameters[0] <= count <= parameters[1]:
        upper = f" to {parameters[1]}" if parameters[1] != parameters[0] else ""
        return f"it has {count} parameters, expected {parameters[0]}{upper}"
    number = _number(score[1](built)) if score else None
    if score and (number is None or not score[2] <= number <= score[3]):
        return f"{score[0]} is {number if number is None else f'{number:.4g}'}, expected {score[2]:g} to {score[3]:g}"
    return ""


def _is_model(value: Any) -> bool:
    import keras  # only here: it takes seconds, and the other checks do without it

    return isinstance(value, keras.Model)


def _known_mistake(name: str, arguments: Sequence[tuple], outputs: Sequence, relative: float) -> str | None:
    """Return the sentence on the known mistake that gives the same outputs for these arguments, if there is one.

    Here NaN is the same as NaN: two that divide zero by zero made the same mistake.
    """
    for path in sorted(SOLUTIONS.glob("*.py")):
        if f"{name}__wrong_" not in path.read_text(encoding="utf-8"):
            continue
        for known, mistake in runpy.run_path(str(path)).items():
            if known.startswith(f"{name}__wrong_") and mistake.__doc__:
                made, error = _attempt(lambda one=mistake: [one(*copy.deepcopy(given)) for given in arguments])
                if error is not None:  # a mistake that cannot be computed here was not made
                    continue
                if not any(_difference(*pair, relative, 0.0, True) for pair in zip(outputs, made, strict=True)):
                    return mistake.__doc__
    return None


def _value(name, value, expected, relative, absolute, hint) -> None:
    """Compare, then tell and record, for `equal` and `close`."""
    if hint and _is_stub(value):
        return _exercise(name, "to do")
    problem = _difference(value, expected, relative, absolute)
    if hint:
        said = f"{_show(value)} is not what comes out{problem}"
        hint = (problem and _known_mistake(name, [()], [value], 1e-3)) or hint
        return _exercise(name, "not yet" if problem else "passed", said, hint)
    if not relative and not absolute:
        number = _number(expected)
        return _promise(name, not problem, _number(value), number, number, _show(value), _show(expected))
    measured, _ = _attempt(_largest, value, expected, relative, absolute)
    if measured is None:
        return _promise(name, not problem, None, None, None, f"{_show(value)}{problem or ''}", _show(expected))
    gap, allowed = measured
    seen = _show(value) if _number(value) is not None else f"largest difference {gap:.1e}"
    _promise(name, not problem, gap, 0.0, allowed, seen, f"{_show(expected)}, or no more than {allowed:.1e} from it")


def _difference(value: Any, expected: Any, relative: float, absolute: float, same_nan: bool = False) -> str | None:
    """Return None if the two agree, else a remark on the kind of difference (often empty: the values speak).

    A tuple of expected values is compared place by place with a tuple or list of the same length.
    """
    remark, error = _attempt(_compare, value, expected, relative, absolute, same_nan)
    return remark if error is None else f" (it cannot be compared: {_show_error(error)})"


def _compare(value, expected, relative, absolute, same_nan) -> str | None:
    """Do what `_difference` says, with an error for what cannot be compared."""
    if isinstance(expected, tuple):
        value = value if isinstance(value, tuple | list) else np.atleast_1d(_array(value))
        if len(value) != len(expected):
            return f" ({len(expected)} values are expected, with commas between them)"
        pairs = zip(value, expected, strict=True)
        return next((one for one in (_difference(*pair, relative, absolute, same_nan) for pair in pairs) if one), None)
    value, expected = _array(value), _array(expected)
    if expected.shape == () and value.size == 1:
        value = value.reshape(())
    if value.shape != expected.shape:
        wanted = "one number is expected" if expected.shape == () else f"expected shape {expected.shape}"
        return f" (shape {value.shape}, {wanted})"
    if expected.dtype.kind == "U":
        return None if value.dtype.kind == "U" and bool(np.all(value == expected)) else " "
    if value.dtype.kind not in "biufc":
        return " (a number is expected)" if expected.shape == () else " (numbers are expected)"
    gaps, allowed = _gaps(value, expected, relative, absolute)
    near = (value == expected) | (gaps <= allowed) & np.isfinite(gaps) & (allowed > 0)
    near |= same_nan & np.isnan(value) & np.isnan(expected)
    return None if bool(np.all(near)) else " "


@np.errstate(all="ignore")  # whatever the reader has set
def _gaps(value: np.ndarray, expected: np.ndarray, relative: float, absolute: float) -> tuple[np.ndarray, float]:
    """Return the differences, and the largest that is allowed."""
    expected = expected * np.float64(1)  # small integers and floats would overflow
    allowed = relative * np.max(np.abs(expected), initial=0.0, where=np.isfinite(expected)) + absolute
    return np.abs(value - expected), float(allowed)


def _largest(value: Any, expected: Any, relative: float, absolute: float) -> tuple[float, float] | None:
    """Return the largest difference, and the largest that is allowed; None for different shapes."""
    value, expected = _array(value), _array(expected)
    if value.shape != expected.shape:
        return None
    gaps, allowed = _gaps(value, expected, relative, absolute)
    return float(np.max(gaps, initial=0.0)), allowed


def _array(value: Any) -> np.ndarray:
    """Return a number, text, list or tensor of any backend as a NumPy array; of objects if there is anything else."""
    array = np.asarray(_plain(value, iter(range(MOST))))
    if array.dtype.kind == "O" and all(isinstance(one, int | float | complex) for one in array.flat):
        array = array.astype(float)  # integers of more than 64 bits
    return array


def _plain(value: Any, room: Iterator) -> Any:
    """Return numbers, texts and arrays, also in lists, and None for all else: masked, missing, or no number at all.

    NumPy alone would follow a list that never ends, and take every object for a number that has a `__float__`.
    """
    if next(room, None) is None:
        raise ValueError(f"it holds more than {MOST} values")
    if isinstance(value, int | float | complex | str | bytes):
        return value
    if hasattr(type(value), "detach"):  # a PyTorch tensor, which may carry gradients and have a type that NumPy lacks
        value = value.detach().cpu()
        value = value.double() if value.is_floating_point() else value
    if isinstance(value, np.ndarray):
        if isinstance(value, np.ma.MaskedArray) or value.dtype.kind in "OT":
            return _plain(value.tolist() if value.size <= MOST else None, room)
        is_small_float = value.dtype.kind == "V" and value.dtype.type is not np.void  # bfloat16 and the like
        return np.asarray(value).astype(float) if is_small_float else np.asarray(value)
    if hasattr(type(value), "__array__"):
        return _plain(value.__array__(), room)
    if isinstance(value, Real | Decimal):
        return float(value)
    is_list = all(hasattr(type(value), one) for one in ("__len__", "__getitem__"))
    if is_list and not isinstance(value, Mapping):
        return [_plain(one, room) for one in value]
    return None


def _number(value: Any) -> float | None:
    """Return `value` as a float, or None if it is not one number."""
    array, _ = _attempt(_array, value)
    is_number = array is not None and array.size == 1 and array.dtype.kind in "biuf"
    return float(array.reshape(())) if is_number else None


def _attempt(do: Callable, *arguments: Any) -> tuple[Any, BaseException | None]:
    """Return the result and None, or None and the error that came instead, even one that ends the program."""
    try:
        return do(*arguments), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return None, error


def _name(answer: Any, otherwise: str) -> str:
    """Return the name of a function; `otherwise` for what has none, such as a lambda."""
    name, _ = _attempt(lambda: answer.__name__)
    return name if type(name) is str and name.isidentifier() and len(name) < 80 else otherwise


def _is_stub(value: Any) -> bool:
    return value is Ellipsis


def _show(value: Any, level: int = 0) -> str:
    """Return a short text for any value."""
    text, _ = _attempt(_text, value, level)
    return _line(text or f"something of type {_type(value)}")


def _text(value: Any, level: int) -> str | None:
    number = _number(value) if not isinstance(value, tuple | list) else None
    if number is not None:
        return f"{number:.7g}"
    if value is None or value is ... or isinstance(value, str | bytes | dict | set):
        return reprlib.repr(value)
    if isinstance(value, tuple | list):
        shown = [_show(one, level + 1) for one in itertools.islice(value, 12 if level < 3 else 0)]
        shown += ["..."] if len(value) > len(shown) else []
        return ", ".join(shown) if len(value) == 1 else f"({', '.join(shown)})"
    array, edges = _array(value), {"threshold": 12, "edgeitems": 2, "separator": ", "}
    return None if array.dtype.kind == "O" else np.array2string(array, precision=4, **edges)


def _show_error(error: BaseException) -> str:
    text, _ = _attempt(str, error)  # there are errors that cannot even say what they are
    text = (text or "")[:1000].strip().partition("\n")[0]
    if any(words in text for words in ("core dimension", "broadcast", "not aligned")):
        text = "the shapes of two arrays do not fit together"
    return f"{_type(error)}: {_line(text, 200)}"


def _type(value: Any) -> str:
    return _line(_attempt(lambda: f"{type(value).__name__}")[0] or "unknown", 80)


def _line(text: str, most: int = 300) -> str:
    """Return one line of text, without characters that would move the cursor or clear the screen."""
    return " ".join("".join(one if one.isprintable() else " " for one in text[:most]).split())


def _exercise(name: str, outcome: str, wrong: str = "", hint: str = "") -> None:
    """Print and record the outcome of an exercise."""
    said = f"[{outcome}] {name}"
    if outcome == "not yet":
        said += f": {_line(wrong, 600)}.\n          Hint: {hint}"
    _tell({"kind": "exercise", "name": name, "outcome": outcome}, said, outcome == "passed")


def _promise(name: str, kept: bool, value: float | None, low: float | None, high: float | None, seen, promised) -> None:
    """Print and record whether a promise is kept: quietly if it is, with what was promised if it is not.

    In a notebook, what was promised unfolds at a click; in a terminal, `dl101 run LESSON --ranges` tells it.
    """
    record = {"kind": "promise", "name": name, "outcome": "kept" if kept else "broken"}
    record |= {"value": value, "low": low, "high": high, "promised": promised, "seen": seen}
    said = f"✓ {name}: {seen}" if kept else f"✗ BROKEN PROMISE, {name}: {seen}, but the text promises {promised}"
    quiet = f'<details style="{QUIET}"><summary>{{said}}</summary>promised: {{promised}}</details>'
    rich = quiet if kept else f'<div style="{LOUD}">{{said}}</div>'
    _tell(record, said, kept, rich.format(said=html.escape(said), promised=html.escape(promised)))


def _tell(record: dict, said: str, good: bool, rich: str = "") -> None:
    """Record an outcome and say it: as HTML in a notebook, if there is any, and else as a line of text."""
    results.append(record | {"said": said})
    if rich and _in_notebook():
        from IPython.display import display

        display({"text/plain": said, "text/html": rich}, raw=True)
    elif good and rich and os.name != "nt" and sys.stdout.isatty():
        print(f"\033[2m{_encodable(said)}\033[0m")  # faint
    else:
        print(_encodable(said))
    if not good and os.environ.get("DL101_STRICT") == "1":
        raise NotPassed(said)


def _in_notebook() -> bool:
    shell = "IPython" in sys.modules and sys.modules["IPython"].get_ipython()
    return hasattr(shell, "kernel")


def _encodable(said: str) -> str:
    """Return the text without letters that the screen does not have."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        said.encode(encoding)
    except UnicodeEncodeError:
        said = said.replace("✓", "ok", 1).replace("✗", "!!", 1)
    return said.encode(encoding, "backslashreplace").decode(encoding)
