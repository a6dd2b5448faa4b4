"""Load the course's data sets, or a CSV file of your own, as a pandas DataFrame.

What a row is, the units of the columns and where the data come from: `datasets/README.md`.
"""

import csv
import difflib
import hashlib
import io
import os
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parent.parent / "datasets"


class DataError(Exception):
    """A file that cannot be used as it is; the message names the file, the place in it and what to do."""


def names() -> list[str]:
    """Return the names that `load` knows, in alphabetical order."""
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


def load(name: str | os.PathLike, columns: Iterable[str] = ()) -> pd.DataFrame:
    """Return a data set of the course by its name, or any CSV file by its path.

    The first line holds the column names, the file is UTF-8 with commas between the values. An empty place
    becomes NaN. A column is numeric if more than half of its entries are numbers; then all must be.

    Args:
        name: one of `names()`, or the path of a CSV file of your own.
        columns: the columns to return, in this order; all of them by default.

    Returns:
        One row for each line of the file, of shape (lines, columns).

    Raises:
        DataError: unknown name, damaged, empty, unreadable or ragged file, missing column, text among numbers.
    """
    bundled = FOLDER / f"{name}.csv"
    path = bundled if str(name) in names() else Path(name)
    content = _read(path)
    if path == bundled and hashlib.sha256(content).hexdigest() != _checksums().get(path.name):
        raise DataError(f"{path}: the file has been changed or damaged. Restore it: git checkout -- datasets")
    text = _decode(path, content)
    lines = _check_rows(path, text)
    frame = pd.read_csv(io.StringIO(text), encoding_errors="strict", low_memory=False)
    for column in frame.select_dtypes(exclude="number"):
        _check_numbers(path, frame[column], lines)
    columns = list(columns) or list(frame.columns)
    for column in columns:
        if column not in frame.columns:
            raise DataError(f"{path}: there is no column {column!r}.{_nearest(column, frame.columns)}")
    return frame[columns]


def _nearest(word: str, known: Iterable[str]) -> str:
    """Return a sentence with the known words that look most like `word`, or with all of them."""
    known = [str(one) for one in known]
    near = difflib.get_close_matches(str(word), known, n=3, cutoff=0.65)
    return f" Did you mean {' or '.join(near)}?" if near else f" There are: {', '.join(known)}."


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        if path.suffix or len(path.parts) > 1:
            raise DataError(f"{path}: there is no such file.") from None
        raise DataError(f"There is no data set {str(path)!r}.{_nearest(path, names())}") from None
    except OSError as error:
        if path.is_dir():
            raise DataError(f"{path}: this is a folder, not a CSV file.") from None
        raise DataError(f"{path}: the file cannot be read ({error.strerror}).") from None


def _checksums() -> dict[str, str]:
    """Return the SHA-256 of each bundled file, by file name."""
    lines = (FOLDER / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    return {file: digest for digest, file in (line.split() for line in lines)}


def _decode(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(f"{path}, line {line}: not UTF-8. Save the file again as 'CSV UTF-8'.") from None


def _check_rows(path: Path, text: str) -> list[int]:
    """Return the line number of each data row, after checking that all rows have the header's length."""
    reader = csv.reader(io.StringIO(text))
    try:
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise DataError(f"{path}, line {reader.line_num}: not a CSV file ({error}).") from None
    if len(rows) < 2:
        raise DataError(f"{path}: the file is empty. It needs a line of column names and a line of values.")
    header = rows[0][1]
    for position, column in enumerate(header):
        if not column.strip() or column in header[:position]:
            raise DataError(f"{path}, line 1: column {position + 1} has no name of its own ({column!r}).")
    for line, row in rows[1:]:
        if len(row) != len(header):
            raise DataError(f"{path}, line {line}: {len(row)} values where the header names {len(header)} columns.")
    return [line for line, _ in rows[1:]]


def _check_numbers(path: Path, values: pd.Series, lines: list[int]) -> None:
    """Raise if `values` are mostly numbers with text among them: pandas would turn them all into text."""
    present = values.notna()
    odd = present & pd.to_numeric(values, errors="coerce").isna()
    if 0 < odd.sum() < present.sum() / 2:
        first = odd.to_numpy().argmax()
        place = f"{path}, line {lines[first]}, column {values.name!r}"
        raise DataError(f"{place}: {values.iloc[first]!r} stands where a number belongs.")
