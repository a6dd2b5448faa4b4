"""Load the course's data sets, or a CSV file of your own, as a pandas DataFrame; its images, as arrays; its novels.

What a row is, the units of the columns and where the data come from: `datasets/README.md`.
"""

import bz2
import codecs
import contextlib
import csv
import difflib
import gzip
import hashlib
import io
import itertools
import math
import os
import re
import reprlib
import warnings
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from dl101 import ROOT

FOLDER = ROOT / "datasets"
LARGE = 1_000_000  # bytes: of a larger file pandas's own reading is tried first

# int and float also take 1_000, inf and the digits of all scripts, and float rounds long whole numbers, such as codes.
INTEGER = re.compile(r"[+-]?[0-9]{1,18}")  # fits int64
NUMBER = re.compile(r"(?![+-]?[0-9]{16,}$)[+-]?(?:[0-9]++\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")  # fits float64
ODD_IN_LARGE = [bytes([code]) for code in b'"# \t\r\v\f\0\x1c\x1d\x1e\x1f']
CODE = re.compile(r"^[+-]?0[0-9]", re.MULTILINE)  # 01234 is no number: its zero would be lost
OTHER_KINDS = {  # how a file begins → what it is
    b"<": "a web page. Download the file itself, not the page that shows it",
    b"{": "JSON. Read it by pd.read_json",
    b"PK\x03\x04": "a ZIP archive, or a workbook of Excel. Unpack it, or save the sheet as 'CSV UTF-8'",
    b"version https://git-lfs": "a pointer, left by Git LFS in place of the file. Fetch that: git lfs pull",
}


class DataError(Exception):
    """A file that cannot be used as it is; the message names the file, the place in it and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message if len(message) <= 1000 else f"{message[:1000]} …")  # one screen, whatever is in it


def names(kind: str = "csv") -> list[str]:
    """Return the names that `load` knows in alphabetical order, of `images` with "npz", of `text` with "txt.bz2"."""
    found = [path.name.removesuffix(f".{kind}") for path in FOLDER.glob(f"*.{kind}")]
    return sorted(name for name in found if "." not in name)  # austen.model.npz holds no images


def load(
    name: str | os.PathLike,
    columns: str | Iterable[str] = (),
    separator: str = ",",
    decimal: str = ".",
    missing: str | Iterable[str] = (),
) -> pd.DataFrame:
    """Return a data set of the course by its name, or any CSV file by its path.

    The file is UTF-8, or that packed by gzip. The first line holds the column names, each further line a row; blank
    lines are skipped, and so are blanks around a value, and above the names lines that begin with # and a title. A
    first column without a name, as pandas and R write it, becomes the index.

    An empty place is missing, and becomes NaN (write `""` where it is alone on its line). A column is numeric if more
    than half of its entries are numbers; then all must be. A number is written 7, -1.5, .5 or 2e3, not 1_000 or inf.
    Whole numbers of up to 18 digits become int64. A column with decimals or gaps becomes float64, with whole numbers
    of up to 15 digits. All else is text as it stands: also True, dates, longer numbers, and codes such as 01234.

    Args:
        name: one of `names()`, or the path of a CSV file of your own.
        columns: the columns to return, in this order, or the name of one; all of them by default.
        separator: what stands between two values, such as ";" or "\\t".
        decimal: what stands before the decimals, such as ",".
        missing: other words for a missing value, such as "NA".

    Returns:
        One row for each row of the file, of shape (rows, columns).

    Raises:
        DataError: unknown name, damaged, empty, unreadable or ragged file, missing column, text among numbers.
    """
    known = str(name) in names()
    try:
        path = FOLDER / f"{name}.csv" if known else Path(name).expanduser()
    except (TypeError, RuntimeError):  # RuntimeError: ~ where there is no home
        raise DataError(f"{_short(name)} is neither the name of a data set nor the path of a file.") from None
    for role, mark in (("separator", separator), ("decimal", decimal)):
        if not isinstance(mark, str) or len(mark) != 1 or mark in '\r\n"':
            raise DataError(f"{path}: {_short(mark)} cannot be a {role}, which is one character.")
    content = _whole(path) if known else _read(path)
    unknown = {"", missing} if isinstance(missing, str) else {"", *missing}
    large = len(content) >= LARGE and decimal == "." and unknown == {""}
    frame = _by_pandas(path, content, separator) if large else None
    if frame is None:
        frame = _by_csv(path, _decode(path, content), separator, decimal, unknown)
    columns = [columns] if isinstance(columns, str) else list(columns) or list(frame.columns)
    for column in columns:
        if column not in frame.columns:
            raise DataError(f"{path}: there is no column {_short(column)}.{_nearest(column, list(frame.columns))}")
    return frame[columns]


def images(name: str) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Return one of the course's sets of images as Keras returns its own: `(x_train, y_train), (x_test, y_test)`.

    Each `x` is an array of whole numbers from 0 to 255 of shape (images, height, width), each `y` holds the numbers of
    the classes; `classes` has their names.

    Raises:
        DataError: unknown name, or a damaged file.
    """
    arrays = _arrays(name)
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def classes(name: str) -> list[str]:
    """Return the names of the classes of a set of images, in the order of their numbers."""
    return _arrays(name)["classes"].tolist()


def text(name: str) -> str:
    """Return one of the course's novels, whole, as one text with its lines as in the source; they end in "\\n".

    Raises:
        DataError: unknown name, or a damaged file.
    """
    if name not in names("txt.bz2"):
        raise DataError(f"There is no text {_short(name)}.{_nearest(name, names('txt.bz2'))}")
    return bz2.decompress(_whole(FOLDER / f"{name}.txt.bz2")).decode()


def language_model(name: str) -> tuple[list[str], list[np.ndarray]]:
    """Return the pieces of words of the course's own language model, and its weights in the order of `set_weights`.

    The weights are kept as float16 and returned as float32. How the model was made: `datasets/README.md`.

    Raises:
        DataError: unknown name, or a damaged file.
    """
    arrays = _arrays(name, "model.npz", "language model")
    pieces = arrays.pop("pieces").tolist()
    return pieces, [arrays[str(i)].astype("float32") for i in range(len(arrays))]


def _arrays(name: str, kind: str = "npz", what: str = "set of images") -> dict[str, np.ndarray]:
    if name not in names(kind):
        raise DataError(f"There is no {what} {_short(name)}.{_nearest(name, names(kind))}")
    return dict(np.load(io.BytesIO(_whole(FOLDER / f"{name}.{kind}"))))


def _whole(path: Path) -> bytes:
    """Return what is in a file of the course; DataError if it is not as it was made."""
    content = _read(path)
    if f"{hashlib.sha256(content).hexdigest()}  {path.name}".encode() not in _read(FOLDER / "SHA256SUMS"):
        raise DataError(f"{path}: the file has been changed or damaged. Restore it: git checkout -- datasets")
    return content


def _by_csv(path: Path, text: str, separator: str, decimal: str, missing: set[str]) -> pd.DataFrame:
    """Read a table row by row: it names the line in which something is wrong."""
    lines, (header, *rows) = _table(path, text, separator)
    entries = zip(header, zip(*rows, strict=True), strict=True)
    read = {}
    for column, texts in entries:
        try:
            read[column] = _values(texts, lines[1:], decimal, missing)
        except ValueError as error:
            line, problem, advice = error.args
            raise DataError(f"{path}, line {line}, column {_short(column)}: {problem}. {advice}") from None
    return _with_index(pd.DataFrame(read))


def _by_pandas(path: Path, content: bytes, separator: str) -> pd.DataFrame | None:
    """Read a large table by pandas, many times as quick; None where it may read something else than `load` promises."""
    edge = rf"[{re.escape(separator)}\n]"
    code = rf"0[0-9](?:(?<={edge}..)|(?<={edge}[+-]..))"  # such as 01234
    odd = not content.isascii() or any(mark in content for mark in ODD_IN_LARGE) or content[:1] in b"<{\n"
    if odd or re.search(code.encode(), content):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # columns of numbers and text, which the other way looks into
            frame = pd.read_csv(path, sep=separator, keep_default_na=False, na_values=[""])
    except (ValueError, OSError):
        return None
    header = content.partition(b"\n")[0].decode().split(separator)
    expected = (len(frame) + 1) * (len(header) - 1)  # separators, unless there are short rows
    if frame.empty or not 1 < len(header) == frame.shape[1] or content.count(separator.encode()) != expected:
        return None
    try:
        _check_names("", header)
    except DataError:
        return None
    if any(_is_odd(values) for _, values in frame.items()):
        return None
    return _with_index(frame.set_axis(header, axis="columns"))


def _is_odd(values: pd.Series) -> bool:
    """Return whether pandas may have read a column otherwise than `load` promises."""
    most = {"i": 1e18, "f": 1e15}.get(values.dtype.kind)
    if most is not None:
        return values.abs().max() >= most
    words = pd.Series(values.unique()).dropna().astype(str)  # in text nothing may be a number, and True is text
    numbers = pd.to_numeric(words, errors="coerce").notna() | words.str.fullmatch(r"[+-]?\d+,\d+")
    return values.dtype.kind in "bu" or numbers.any()


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_index("").rename_axis(None) if frame.columns[0] == "" else frame


def _short(value: object) -> str:
    """Return how Python writes `value`, with the middle left out if it is long."""
    writer = reprlib.Repr()
    writer.maxstring = 80
    return writer.repr(value)


def _nearest(word: str, known: list[str]) -> str:
    """Return a sentence with the known words that look most like `word`, or with all of them."""
    near = difflib.get_close_matches(str(word), known, n=3, cutoff=0.65)
    return f" Did you mean {' or '.join(near)}?" if near else f" There are: {', '.join(known)}."


def _read(path: Path) -> bytes:
    """Return what is in a file, unpacked if gzip has packed it."""
    if os.path.isdir(path):
        raise DataError(f"{path}: this is a folder, not a CSV file.")
    if os.path.exists(path) and not os.path.isfile(path):  # reading a pipe could wait for ever
        raise DataError(f"{path}: this is a device or a pipe, not a CSV file.")
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    except (FileNotFoundError, ValueError):  # ValueError: no file can have this name, such as one with a NUL in it
        if path.suffix or len(path.parts) > 1:
            looked = "" if path.is_absolute() else f" It was looked for in {Path.cwd()}."
            raise DataError(f"{path}: there is no such file.{looked}") from None
        raise DataError(f"There is no data set {str(path)!r}.{_nearest(path, names())}") from None
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: the file cannot be read ({getattr(error, 'strerror', '') or error}).") from None


def _decode(path: Path, content: bytes) -> str:
    content = content.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"\xff")  # with a NUL, it is UTF-16 or damaged
    for start, kind in OTHER_KINDS.items():
        if content.lstrip().startswith(start):
            raise DataError(f"{path}: not a CSV file, but {kind}.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = len((content[: error.start] + b".").splitlines())
        raise DataError(f"{path}, line {line}: not UTF-8. Save the file again as 'CSV UTF-8'.") from None


def _table(path: Path, text: str, separator: str) -> tuple[list[int], list[Sequence[str]]]:
    """Return the line on which each row begins, and the rows: the header and at least one more, all of its length."""
    source = list(io.StringIO(text, newline=""))  # lines end as csv has them: in LF, CR LF or CR, and nothing else
    lines, rows, line = [], [], 1
    try:
        reader = csv.reader(source, delimiter=separator, skipinitialspace=True, strict=True)
        for row in reader:
            if source[reader.line_num - 1].strip():
                lines.append(line)
                rows.append(tuple(row))  # of tuples of texts Python's garbage collector keeps no record
            line = reader.line_num + 1  # a row with a line break in quotes takes several lines
    except csv.Error as error:
        raise DataError(f'{path}, line {line}: not a CSV file ({error}). Is a quote (") missing or too many?') from None
    above = 0
    while above < len(rows) - 2 and len(rows[above]) != len(rows[-1]) and _is_no_header(rows[above]):
        above += 1
    lines, rows = lines[above:], rows[above:]
    if len(rows) < 2:
        raise DataError(f"{path}: the file is empty. It needs a line of column names and a line of values.")
    header = rows[0] = [column.strip() for column in rows[0]]
    if len(header) == 1 and (found := _other_separator(header[0], rows[1][0], separator)):
        decimals = ', decimal=","' if re.search(r"\d,\d", text) and found != "," else ""
        advice = f"If {found!r} separates the values: load(…, separator={found!r}{decimals})"
        raise DataError(f"{path}, line {lines[0]}: only one column, {_short(header[0])}. {advice}")
    _check_names(f"{path}, line {lines[0]}", header)
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(header):
            counts = f"{len(row)} values where the header names {len(header)} columns"
            advice = f"A value with {separator!r} in it needs quotes around it."
            raise DataError(f"{path}, line {line}: {counts}. {advice}")
    return lines, rows


def _is_no_header(row: Sequence[str]) -> bool:
    """Return whether a row, which is shorter or longer than the others, is a comment or a title."""
    return row[0].startswith("#") or (len(row) == 1 and not re.search(r"[;|\t]", row[0].strip()))


def _other_separator(header: str, row: str, separator: str) -> str | None:
    """Return what else seems to separate the values of a file of one column."""
    if found := re.search(r"[;|\t,]", header.replace(separator, "")):
        return found[0]
    words, values = (re.split(" +", text.strip()) for text in (header, row))
    return " " if len(words) == len(values) > 1 and any(map(NUMBER.fullmatch, values)) else None


def _check_names(place: str, header: list[str]) -> None:
    """Raise DataError if the first line does not name the columns, but holds values, as in a file without names."""
    first = {}
    for position, column in enumerate(header, 1):
        is_index = not column and position == 1 < len(header)
        value = NUMBER.fullmatch(column) and not INTEGER.fullmatch(column)  # 5.1 is a value; 1990 may be a name
        if value or (not column and not is_index) or first.setdefault(column, position) < position:
            told = f"column {position} has no name of its own ({_short(column)})"
            raise DataError(f"{place}: {told}. The first line must name each column.")
    whole = [int(column) for column in header if INTEGER.fullmatch(column)]
    if len(whole) == len(header) > 1 and any(later - earlier != 1 for earlier, later in itertools.pairwise(whole)):
        told = f"only numbers, {_short(', '.join(header))}, where the names of the columns belong"
        raise DataError(f"{place}: {told}. Write a line of names above.")


def _values(texts: Sequence[str], lines: Sequence[int], decimal: str, missing: set[str]) -> np.ndarray | list:
    """Return the entries of a column: numbers if more than half of them are, and text otherwise.

    Raises:
        ValueError: something is not written as numbers are; its arguments are the line, what is there, and advice.
    """
    texts = ["" if text in missing else text for text in map(str.strip, texts)]
    written = texts if decimal == "." else [text.replace(".", "_").replace(decimal, ".") for text in texts]
    has_codes = CODE.search("\n".join(written))
    if not has_codes:
        with contextlib.suppress(ValueError):
            return _numbers(written)
    entries = zip(lines, texts, written, strict=True)
    wrong = [(line, text) for line, text, number in entries if text and not _is_number(number)]
    if wrong and decimal == "." and all(re.fullmatch(r"[+-]?\d+,\d+", text) for text in texts if text):
        raise ValueError(wrong[0][0], f"{wrong[0][1]!r} has a comma", 'If decimals follow it: load(…, decimal=",")')
    if has_codes or 2 * len(wrong) >= sum(map(bool, texts)):
        return [text or math.nan for text in texts]
    line, text = wrong[0]
    if INTEGER.fullmatch(text):
        raise ValueError(line, f"{_short(text)} has more digits than can be kept", "Put a letter in front of codes.")
    unknown = f"If the value is not known: load(…, missing=[{_short(text)}])"
    raise ValueError(line, f"{_short(text)} stands where a number belongs", unknown)


def _is_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text)) and abs(float(text)) < math.inf


def _numbers(texts: list[str]) -> np.ndarray:
    """Return all texts as numbers; ValueError if one is none, or cannot be kept exactly."""
    joined = "\n".join(texts)  # one search through all is quicker than one through each
    if re.fullmatch(r"(?:[+-]?[0-9]{1,18}\n)*[+-]?[0-9]{1,18}", joined):
        return np.fromiter(map(int, texts), dtype=np.int64)
    if not re.fullmatch(r"[0-9.eE+\-\n]*", joined) or re.search(r"^[+-]?[0-9]{16,}$", joined, re.MULTILINE):
        raise ValueError
    numbers = np.array([float(text or "nan") for text in texts])
    if np.isinf(numbers).any():
        raise ValueError
    return numbers
