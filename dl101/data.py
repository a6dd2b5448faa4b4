"""Load the course's data sets, or a CSV file of your own, as a pandas DataFrame.

What a row is, the units of the columns and where the data come from: `datasets/README.md`.
"""

import codecs
import csv
import difflib
import hashlib
import io
import math
import os
import re
import reprlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).resolve().parent.parent / "datasets"


# int and float also take 1_000, inf and the digits of all scripts, and float rounds long whole numbers, such as codes.
INTEGER = re.compile(r"[+-]?[0-9]{1,18}")  # fits int64
NUMBER = re.compile(r"(?![+-]?[0-9]{16,}$)[+-]?(?:[0-9]++\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")  # fits float64


class DataError(Exception):
    """A file that cannot be used as it is; the message names the file, the place in it and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message if len(message) <= 1000 else f"{message[:1000]} …")  # one screen, whatever is in it


def names() -> list[str]:
    """Return the names that `load` knows, in alphabetical order."""
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


def load(name: str | os.PathLike, columns: str | Iterable[str] = ()) -> pd.DataFrame:
    """Return a data set of the course by its name, or any CSV file by its path.

    The file is UTF-8 with commas between the values. The first line holds the column names, each further line a row;
    blank lines are skipped, and so are blanks around a value. Only an empty place is missing, and becomes NaN (write
    `""` where it is alone on its line); NA and nan are text. A column is numeric if more than half of its entries are
    numbers; then all must be. A number is written 7, 007, -1.5, .5 or 2e3, not 1,5 or 1_000 or inf. Whole numbers of
    up to 18 digits become int64. A column with decimals or gaps becomes float64, with whole numbers of up to 15
    digits. All else, also longer numbers, True and dates, is text as it stands.

    Args:
        name: one of `names()`, or the path of a CSV file of your own.
        columns: the columns to return, in this order, or the name of one; all of them by default.

    Returns:
        One row for each row of the file, of shape (rows, columns).

    Raises:
        DataError: unknown name, damaged, empty, unreadable or ragged file, missing column, text among numbers.
    """
    known = str(name) in names()
    try:
        path = FOLDER / f"{name}.csv" if known else Path(name)
    except TypeError:
        raise DataError(f"{_short(name)} is neither the name of a data set nor the path of a file.") from None
    content = _read(path)
    if known and f"{hashlib.sha256(content).hexdigest()}  {path.name}".encode() not in _read(FOLDER / "SHA256SUMS"):
        raise DataError(f"{path}: the file has been changed or damaged. Restore it: git checkout -- datasets")
    lines, (header, *rows) = _table(path, _decode(path, content))
    entries = zip(header, zip(*rows, strict=True), strict=True)
    frame = pd.DataFrame({column: _values(path, column, texts, lines[1:]) for column, texts in entries})
    columns = [columns] if isinstance(columns, str) else list(columns) or header
    for column in columns:
        if column not in header:
            raise DataError(f"{path}: there is no column {_short(column)}.{_nearest(column, header)}")
    return frame[columns]


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
    if os.path.isdir(path):
        raise DataError(f"{path}: this is a folder, not a CSV file.")
    if os.path.exists(path) and not os.path.isfile(path):  # reading a pipe could wait for ever
        raise DataError(f"{path}: this is a device or a pipe, not a CSV file.")
    try:
        return path.read_bytes()
    except (FileNotFoundError, ValueError):  # ValueError: no file can have this name, such as one with a NUL in it
        if path.suffix or len(path.parts) > 1:
            raise DataError(f"{path}: there is no such file.") from None
        raise DataError(f"There is no data set {str(path)!r}.{_nearest(path, names())}") from None
    except OSError as error:
        raise DataError(f"{path}: the file cannot be read ({error.strerror}).") from None


def _decode(path: Path, content: bytes) -> str:
    content = content.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"\xff")  # with a NUL, it is UTF-16 or damaged
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = len((content[: error.start] + b".").splitlines())
        raise DataError(f"{path}, line {line}: not UTF-8. Save the file again as 'CSV UTF-8'.") from None


def _table(path: Path, text: str) -> tuple[list[int], list[list[str]]]:
    """Return the line on which each row begins, and the rows: the header and at least one more, all of its length."""
    source = list(io.StringIO(text, newline=""))  # lines end as csv has them: in LF, CR LF or CR, and nothing else
    reader = csv.reader(source, skipinitialspace=True, strict=True)
    lines, rows, line = [], [], 1
    try:
        for row in reader:
            if source[reader.line_num - 1].strip():
                lines.append(line)
                rows.append(row)
            line = reader.line_num + 1  # a row with a line break in quotes takes several lines
    except csv.Error as error:
        raise DataError(f'{path}, line {line}: not a CSV file ({error}). Is a quote (") missing or too many?') from None
    if len(rows) < 2:
        raise DataError(f"{path}: the file is empty. It needs a line of column names and a line of values.")
    header = rows[0] = [column.strip() for column in rows[0]]
    if len(header) == 1 and (found := re.search(r"[;|\t]", header[0])):
        advice = f"Put commas where {found[0]!r} stands"
        raise DataError(f"{path}, line {lines[0]}: only one column, {_short(header[0])}. {advice}.")
    first = {}
    for position, column in enumerate(header, 1):
        # a name such as 5.1 is a value: in a file without names, the first row would be lost
        value = NUMBER.fullmatch(column) and not INTEGER.fullmatch(column)
        if not column or value or first.setdefault(column, position) < position:
            place = f"{path}, line {lines[0]}: column {position}"
            raise DataError(f"{place} has no name of its own ({_short(column)}). The first line must name each column.")
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(header):
            counts = f"{len(row)} values where the header names {len(header)} columns"
            raise DataError(f"{path}, line {line}: {counts}. A value with a comma in it needs quotes around it.")
    return lines, rows


def _values(path: Path, column: str, texts: tuple[str, ...], lines: list[int]) -> np.ndarray | list:
    """Return the entries of a column: numbers if more than half of them are, and text otherwise."""
    texts = list(map(str.strip, texts))
    known = set(texts)
    kind, form = (int, INTEGER) if all(map(INTEGER.fullmatch, known)) else (float, NUMBER)
    numbers = {text: n for text in known if form.fullmatch(text) and abs(n := kind(text)) != math.inf} | {"": math.nan}
    if known <= numbers.keys():
        return np.fromiter(map(numbers.get, texts), dtype=kind)
    wrong = [(line, text) for line, text in zip(lines, texts, strict=True) if text not in numbers]
    if 2 * len(wrong) >= sum(map(bool, texts)):
        return [text or math.nan for text in texts]
    line, text = wrong[0]
    problem = "has more digits than can be kept" if INTEGER.fullmatch(text) else "stands where a number belongs"
    place = f"{path}, line {line}, column {_short(column)}"
    raise DataError(f"{place}: {_short(text)} {problem}. Is the value not known? Leave the place empty.")
