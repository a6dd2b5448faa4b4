"""Whatever a file can hold: `data.load` returns what stands in it, or tells the file and the line.

Hypothesis makes the files, thousands of them. `read` is a second, slow reading of a file to compare with: one character
after the other, without pandas and without the csv module.
"""

import codecs
import math
import random
import re
import unittest.mock
import warnings
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dl101 import data

# The three tests with this mark try 1,700 different files each, 5,100 together; the quick tests try a tenth. Each run
# tries the same ones, so that no reader's tests fail by bad luck; to look for more, set derandomize=False.
many = pytest.mark.parametrize("count", [170, pytest.param(1700, marks=pytest.mark.slow)])

TRAPS = [
    *("NA", "N/A", "n/a", "nan", "None", "null", "<NA>", "\\N", "-", "+", ".", "#", "inf", "-inf", "Infinity", "1e400"),
    *("1_000", "0x10", "1,5", "1.000,5", "１２", "٣", "1e", "e5", "1e5.5", "1.2.3", "--1", "1-", "3j", "5%", "007a"),
    *("True", "False", "2020-01-01", "12:30", "1234567890123456789012", "\ufeff1", "1\ufeff", "\x1a", "1\n2", "a\r\nb"),
    *("a\rb", "'", '"', 'a"b', '""', "x,y", "a;b", "a|b", "a\tb", "\u2028x\x85y"),
]
BLANKS = ["", "", " ", "\t", "\u00a0 ", "\x1c"]


def try_all(cases, judge, count):
    tried = set()

    @settings(
        max_examples=3 * count // 2, derandomize=True, database=None, deadline=None, suppress_health_check=HealthCheck
    )
    @given(cases)
    def one(case):
        if case[0] not in tried and len(tried) < count:
            judge(*case)
        tried.add(case[0])

    one()
    assert len(tried) >= count


def outcome(path, content):
    """Return what `load` makes of a file, a DataFrame or the message of a DataError: nothing else, and no warning.

    Large files are tried another way first, which must come to the same.
    """
    path.write_bytes(content)
    usual = loaded(path)
    with unittest.mock.patch.object(data, "LARGE", 0):
        large = loaded(path)
    if isinstance(usual, str):
        assert usual == large
    else:
        pd.testing.assert_frame_equal(large, usual, check_exact=True)
    return usual


def loaded(path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return data.load(path)
        except data.DataError as error:
            message = str(error)
            assert message.startswith((f"{path}: ", f"{path}, line "))
            assert len(message) < 1100
            return message


def check_frame(frame, header, columns):
    """Check names, kinds, values and signs; `columns` are pairs of a dtype (or "text") and a list of Python values."""
    if header[0] == "":
        frame = frame.rename_axis("").reset_index()
    assert list(frame.columns) == header
    for name, (dtype, values) in zip(header, columns, strict=True):
        if dtype == "text":
            assert not hasattr(frame[name].dtype, "itemsize") or frame[name].dtype == object
            assert all(isinstance(value, str) or math.isnan(value) for value in frame[name])
        else:
            assert frame[name].dtype == dtype
            values = map(float if dtype == "float64" else int, values)
        assert list(map(repr, frame[name].tolist())) == list(map(repr, values)), name


# ---- the slow reading


class Refused(Exception):
    """The file is to be refused; the line that is to be named, 0 for none."""


def line_of(text, place):
    return 1 + len(re.findall("\r\n|\r|\n", text[:place]))


def rows_of(text):
    """Yield the line on which a row begins, and the row."""
    place = 0
    while place < len(text):
        blank = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)").match(text, place)
        if not blank[1].strip():
            place = blank.end()
            continue
        start, row, end = place, [], False
        while not end:
            value = ""
            while text[place : place + 1] == " ":
                place += 1
            if text[place : place + 1] == '"':
                place += 1
                while text[place : place + 1] != '"' or text[place : place + 2] == '""':
                    if place >= len(text):
                        raise Refused(line_of(text, start))
                    value += text[place]
                    place += 2 if text[place] == '"' else 1
                place += 1
                if text[place : place + 1] not in ("", ",", "\r", "\n"):
                    raise Refused(line_of(text, start))
            else:
                while text[place : place + 1] not in ("", ",", "\r", "\n"):
                    value += text[place]
                    place += 1
            row.append(value.strip())
            end = text[place : place + 1] != ","
            place += 2 if text[place : place + 2] == "\r\n" else 1
        yield line_of(text, start), row


def is_whole(text, digits):
    return bool(re.fullmatch(r"[+-]?[0-9]+", text)) and len(text.lstrip("+-")) <= digits


def has_point(text):
    """Return whether `text` is written as a number with a point or an exponent."""
    return bool(re.fullmatch(r"[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?", text) and re.search("[.eE]", text))


def is_number(text):
    return is_whole(text, 15) or (has_point(text) and abs(float(text)) < math.inf)


def parted_by_blanks(header, row):
    words, values = ([word for word in text.split(" ") if word] for text in (header, row))
    return len(words) == len(values) > 1 and any(map(is_number, values))


def read(content):
    """Return the header and the columns that `load` is to return; the first column is named "" if it is the index."""
    content = content[3:] if content.startswith(codecs.BOM_UTF8) else content
    if re.match(rb"\x1f\x8b|\s*(<|{|PK\x03\x04|version https://git-lfs)", content):
        raise Refused(0)
    for number, line in enumerate(re.split(b"\r\n|\r|\n", content), 1):
        if b"\0" in line or line != line.decode("utf-8", errors="ignore").encode("utf-8"):
            raise Refused(number)
    lines, rows = [], []
    for line, row in rows_of(content.decode("utf-8")):
        lines.append(line)
        rows.append(row)
    if len(rows) < 2:
        raise Refused(0)
    while len(rows) > 2 and len(rows[0]) != len(rows[-1]):
        first, *more = rows[0]
        if not first.startswith("#") and (more or set(first) & set(";|\t")):
            break
        del lines[0], rows[0]
    header = rows[0]
    if len(header) == 1 and (set(header[0]) & set(";|\t") or parted_by_blanks(header[0], rows[1][0])):
        raise Refused(lines[0])
    for place, name in enumerate(header):
        if header.count(name) > 1 or has_point(name) or (not name and (place or len(header) == 1)):
            raise Refused(lines[0])
    whole = [int(name) for name in header if is_whole(name, 18)]
    if len(whole) == len(header) > 1 and whole != list(range(whole[0], whole[0] + len(header))):
        raise Refused(lines[0])
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(header):
            raise Refused(line)
    return header, [column_of(texts, lines[1:]) for texts in zip(*rows[1:], strict=True)]


def column_of(texts, lines):
    has_codes = any(re.match("[+-]?0[0-9]", text) for text in texts)
    if has_codes or (any(texts) and all(re.fullmatch(r"[+-]?\d+,\d+", text) for text in texts if text)):
        if not has_codes:
            raise Refused(next(line for text, line in zip(texts, lines, strict=True) if text))
        return "text", [text or math.nan for text in texts]
    if all(is_whole(text, 18) for text in texts):
        return "int64", [int(text) for text in texts]
    odd = [line for text, line in zip(texts, lines, strict=True) if text and not is_number(text)]
    if odd and len(odd) >= len([text for text in texts if text]) / 2:
        return "text", [text or math.nan for text in texts]
    if odd:
        raise Refused(odd[0])
    return "float64", [float(text or "nan") for text in texts]


def agrees(path, content):
    """Check that `load` returns what the slow reading returns, or names the line that it refuses."""
    found = outcome(path, content)
    try:
        expected = read(content)
    except Refused as refused:
        assert isinstance(found, str)
        (line,) = refused.args
        assert re.match(rf", line {line}\b" if line else ": ", found.removeprefix(str(path))), (found, line)
    else:
        assert not isinstance(found, str), found
        check_frame(found, *expected)


# ---- tables of which we know what they hold, written in all the ways in which CSV may be written

whole_numbers = st.integers(-100, 100) | st.integers(1 - 10**15, 10**15 - 1)
anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
words = (st.sampled_from(TRAPS) | anything).map(str.strip).filter(lambda text: text and not is_number(text))
words = words.filter(lambda text: not re.fullmatch(r"[+-]?\d+,\d+", text))


@st.composite
def decimals(draw):
    """Return a number and one of the ways to write it."""
    number = draw(st.floats(allow_nan=False, allow_infinity=False))
    ways = [f"{number:.17e}", f"{number:.20E}", repr(number)]
    if 1e-5 < abs(number) < 1e15:
        ways += [f"{Decimal(number):.40f}", f"+{number!r}".replace("+-", "-").replace("+0.", ".")]
    return number, draw(st.sampled_from(ways))


@st.composite
def columns(draw, height):
    """Return what is written in a column, its dtype, and its values."""
    kind = draw(st.sampled_from(["whole", "long", "decimal", "text", "empty"]))
    gaps = draw(st.booleans())
    written, values = [], []
    for _ in range(height):
        if kind == "empty" or (gaps and kind != "long" and draw(st.integers(0, 3)) == 0):
            value, text = math.nan, draw(st.sampled_from(BLANKS))
        elif kind == "text":
            text = draw(words)
            value = text.strip()
        elif kind == "decimal" and draw(st.integers(0, 3)):
            value, text = draw(decimals())
        else:
            value = draw(st.integers(1 - 10**18, 10**18 - 1) if kind == "long" else whole_numbers)
            text = draw(st.sampled_from(["{}", "{:+}"])).format(value)
        written.append(text)
        values.append(value)
    if kind == "text":
        present = [place for place, value in enumerate(values) if isinstance(value, str)]
        for place in present[: len(present) // 2]:  # at most half of a column of text may look like numbers
            if draw(st.booleans()):
                written[place] = values[place] = draw(st.sampled_from(["7", "-1.50", "007", "2e3"]))
        return written, "text" if present else "float64", values
    return written, "int64" if all(isinstance(value, int) for value in values) else "float64", values


def written(rows, chance):
    """Return a CSV file with these rows; chance decides on line ends, blank lines, blanks and quotes."""
    ends = chance.choice([["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]])
    text = ""
    for row in rows:
        while chance.random() < 0.15:
            text += chance.choice(BLANKS) + chance.choice(ends)
        places = []
        for value in row:
            quotes = re.search('[,\r\n]|^ *"', value) or (len(row) == 1 and not value.strip())
            if quotes or chance.random() < 0.2:
                places.append(chance.choice(["", " "]) + '"' + value.replace('"', '""') + '"')
            else:
                places.append(chance.choice(["", " "]) + value + chance.choice(BLANKS))
        text += ",".join(places) + chance.choice(ends)
    text = text.rstrip("\r\n") if chance.random() < 0.5 else text
    return chance.choice([b"", codecs.BOM_UTF8]) + text.encode("utf-8")


@st.composite
def tables(draw):
    """Return a file and what is in it."""
    width, height = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    names = (
        (words | st.just("1990")).map(str.strip).filter(lambda name: not has_point(name) and name[0] not in "\ufeff<{")
    )
    names = names if width > 1 else names.filter(lambda name: not set(name) & set(";|\t"))
    header = draw(st.lists(names, min_size=width, max_size=width, unique=True))
    made = [draw(columns(height)) for _ in header]
    rows = [header, *zip(*(texts for texts, _, _ in made), strict=True)]
    content = written(rows, random.Random(draw(st.integers(0, 2**32))))
    return content, header, [(dtype, values) for _, dtype, values in made]


@many
def test_what_stands_in_a_file_is_read(tmp_path, count):
    path = tmp_path / "mine.csv"

    def judge(content, header, columns):
        frame = outcome(path, content)
        assert not isinstance(frame, str), frame
        check_frame(frame, header, columns)
        agrees(path, content)  # so the slow reading is right, too

    try_all(tables(), judge, count)


# ---- damage

PIECES = [*TRAPS, *',,,,""\n\n\r;\t 123.e-\0aé\ufeff\x0c\x1e', "\r\n", '""', "1,2\n", "3.5,", ",x\n", '"\n"']


@st.composite
def damaged(draw):
    """Return a file in which some bytes are lost, changed, doubled or too many, or in another encoding."""
    content, *_ = draw(tables())
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from([0, 1, 1, 2, 9, 9999])))
        piece = draw(st.sampled_from(PIECES).map(str.encode) | st.binary(max_size=2) | st.just(2 * content[start:end]))
        content = content[:start] + piece + content[end:]
    if draw(st.integers(0, 9)) == 0:
        encoding = draw(st.sampled_from(["utf-16", "utf-16-le", "latin-1", "cp037"]))
        content = content.decode("utf-8", "ignore").encode(encoding, "ignore")
    return (content,)


@many
def test_a_damaged_file_is_read_as_it_stands_or_refused(tmp_path, count):
    try_all(damaged(), lambda content: agrees(tmp_path / "mine.csv", content), count)


@many
def test_any_bytes_are_read_as_they_stand_or_refused(tmp_path, count):
    pieces = st.lists(st.sampled_from(PIECES), max_size=40).map("".join).map(str.encode)
    starts = st.sampled_from([b"", b"a,b\n", b"a\n1\n2\n3\n", b'a,b\n"x\n\ry",1\nz,1e400\nu,3\nv,4\nw,5\n'])
    contents = st.binary(max_size=40) | st.tuples(starts, pieces).map(b"".join)
    try_all(contents.map(lambda content: (content,)), lambda content: agrees(tmp_path / "mine.csv", content), count)
