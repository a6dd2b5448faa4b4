"""Compare what a lesson or its reader computed with what is expected, and show any value in a line.

Whatever a reader hands in is taken: numbers, lists, arrays and tensors of any backend are compared by their values, and
for anything else there is a remark. Only Ctrl-C gets out of `attempt`, in which all runs that belongs to the reader.
"""

import itertools
import re
import reprlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

MOST_VALUES = 1_000_000  # entries that a list may hold


def difference(value: Any, expected: Any, relative: float, absolute: float, same_nan: bool = False) -> str | None:
    """Return None if the two agree, else a remark on the kind of difference (often empty: the values speak).

    A tuple of expected values is compared place by place with a tuple or list of the same length.
    """
    remark, error = attempt(_compare, value, expected, relative, absolute, same_nan)
    return remark if error is None else f" (it cannot be compared: {show_error(error)})"


def _compare(value, expected, relative, absolute, same_nan) -> str | None:
    """Do what `difference` says, with an error for what cannot be compared."""
    if isinstance(expected, tuple):
        value = value if isinstance(value, tuple | list) else np.atleast_1d(as_array(value))
        if len(value) != len(expected):
            return f" ({len(expected)} values are expected, with commas between them)"
        pairs = zip(value, expected, strict=True)
        remarks = (difference(*pair, relative, absolute, same_nan) for pair in pairs)
        return next(filter(None, remarks), None)
    value, expected = as_array(value), as_array(expected)
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


def largest_gap(value: Any, expected: Any, relative: float, absolute: float) -> tuple[float, float] | None:
    """Return the largest difference, and the largest that is allowed; None for different shapes."""
    value, expected = as_array(value), as_array(expected)
    if value.shape != expected.shape:
        return None
    gaps, allowed = _gaps(value, expected, relative, absolute)
    return float(np.max(gaps, initial=0.0)), allowed


def as_array(value: Any) -> np.ndarray:
    """Return a number, text, list or tensor of any backend as a NumPy array; of objects if there is anything else."""
    array = np.asarray(_plain(value, iter(range(MOST_VALUES))))
    if array.dtype.kind == "O" and all(isinstance(entry, int | float | complex) for entry in array.flat):
        array = array.astype(float)  # integers of more than 64 bits
    return array


def _plain(value: Any, countdown: Iterator) -> Any:
    """Return numbers, texts and arrays, also in lists, and None for all else: masked, missing, or no number at all.

    NumPy alone would follow a list that never ends, and take every object for a number that has a `__float__`.
    """
    if next(countdown, None) is None:
        raise ValueError(f"it holds more than {MOST_VALUES} values")
    if isinstance(value, int | float | complex | str | bytes):
        return value
    if hasattr(type(value), "detach"):  # a PyTorch tensor, which may carry gradients and have a type that NumPy lacks
        value = value.detach().cpu()
        value = value.double() if value.is_floating_point() else value
    if isinstance(value, np.ndarray):
        if isinstance(value, np.ma.MaskedArray) or value.dtype.kind in "OT":
            return _plain(value.tolist() if value.size <= MOST_VALUES else None, countdown)
        is_small_float = value.dtype.kind == "V" and value.dtype.type is not np.void  # bfloat16 and the like
        return np.asarray(value).astype(float) if is_small_float else np.asarray(value)
    if hasattr(type(value), "__array__"):
        return _plain(value.__array__(), countdown)
    if isinstance(value, Real | Decimal):
        return float(value)
    is_list = all(hasattr(type(value), method) for method in ("__len__", "__getitem__"))
    if is_list and not isinstance(value, Mapping):
        return [_plain(entry, countdown) for entry in value]
    return None


def as_number(value: Any) -> float | None:
    """Return `value` as a float, or None if it is not one number."""
    array, _ = attempt(as_array, value)
    is_number = array is not None and array.size == 1 and array.dtype.kind in "biuf"
    return float(array.reshape(())) if is_number else None


def attempt(do: Callable, *arguments: Any) -> tuple[Any, BaseException | None]:
    """Return the result and None, or None and the error that came instead, even one that ends the program."""
    try:
        return do(*arguments), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return None, error


def name_of(answer: Any, otherwise: str) -> str:
    """Return the name of a function; `otherwise` for what has none, such as a lambda."""
    name, _ = attempt(lambda: answer.__name__)
    return name if type(name) is str and name.isidentifier() and len(name) < 80 else otherwise


def is_stub(value: Any) -> bool:
    return value is Ellipsis


def show(value: Any, level: int = 0) -> str:
    """Return a short text for any value."""
    text, _ = attempt(_text, value, level)
    return one_line(text or f"something of type {_type(value)}")


def _text(value: Any, level: int) -> str | None:
    number = as_number(value) if not isinstance(value, tuple | list) else None
    if number is not None:
        return f"{number:.7g}"
    if value is None or value is ... or isinstance(value, str | bytes | dict | set):
        return reprlib.repr(value)
    if isinstance(value, tuple | list):
        shown = [show(entry, level + 1) for entry in itertools.islice(value, 12 if level < 3 else 0)]
        shown += ["..."] if len(value) > len(shown) else []
        inside = ", ".join(shown)
        return f"({inside}{',' * (len(shown) == 1)})" if isinstance(value, tuple) else f"[{inside}]"
    array, edges = as_array(value), {"threshold": 12, "edgeitems": 2, "separator": ", "}
    return None if array.dtype.kind == "O" else np.array2string(array, precision=4, **edges)


def show_error(error: BaseException) -> str:
    text, _ = attempt(_message, error)  # there are errors that cannot even say what they are
    text = re.sub(r"\x1b\[\d*m", "", (text or "")[:2000]).strip()
    if text.startswith("Exception encountered when calling"):  # Keras names the layer first, and then the cause
        text = "".join(text.split("\n\n")[1:2]) or text
    text = text.partition("\n")[0]
    if any(words in text for words in ("core dimension", "broadcast", "not aligned")):
        text = "the shapes of two arrays do not fit together"
    return f"{_type(error)}: {one_line(text, 200)}"


def _message(error: BaseException) -> str:
    """Return what an error says; what it was given is shortened, if that is more than words and numbers.

    A list of two lists of two lists … is small, and its text would fill any memory.
    """
    says_it_itself = hasattr(type(error).__str__, "__code__")
    is_plain = all(type(one) in (str, bytes, int, float, type(None)) for one in error.args)
    return str(error) if says_it_itself or is_plain else ", ".join(map(show, error.args[:3]))


def _type(value: Any) -> str:
    return one_line(attempt(lambda: f"{type(value).__name__}")[0] or "unknown", 80)


def one_line(text: str, most: int = 300) -> str:
    """Return one line of text, without characters that would move the cursor or clear the screen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text[:most]).split())
