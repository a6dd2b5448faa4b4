"""Exercises of "Keeping and serving a model": answers, what they are tried on, hints, and mistakes."""

import math

import numpy as np

from dl101.exercises import Function


def through_a_byte(numbers):
    least, largest = numbers.min(), numbers.max()
    if least == largest:
        return numbers
    step = (largest - least) / 255
    return np.round((numbers - least) / step) * step + least


def _by_loop(numbers):
    least, step = min(numbers), (max(numbers) - min(numbers)) / 255
    return [least + step * round((one - least) / step) if step else one for one in numbers]


def _with(bytes_of, back):
    """Make an answer from how bytes are made of numbers, least and step, and how numbers are made of these again."""

    def answer(numbers):
        least, largest = numbers.min(), numbers.max()
        if least == largest:
            return numbers
        step = (largest - least) / 255
        return back(bytes_of(numbers, least, step), least, step)

    return answer


def _whole(numbers, least, step):
    return np.round((numbers - least) / step)


def _number(whole, least, step):
    return whole * step + least


def _symmetric(numbers):
    step = np.abs(numbers).max() / 127
    return np.round(numbers / step) * step


def _without_offset(numbers):
    step = numbers.max() / 255
    return np.round(numbers / step) * step


def _in_steps(count):
    def answer(numbers):
        step = (numbers.max() - numbers.min()) / count
        return np.round((numbers - numbers.min()) / step) * step + numbers.min() if step else numbers

    return answer


def _unguarded(numbers):
    step = (numbers.max() - numbers.min()) / 255
    return np.round((numbers - numbers.min()) / step) * step + numbers.min()


Function(
    through_a_byte,
    tries=lambda random: {
        "answers of a ReLU": [(np.maximum(random.normal(0, 2, 40), 0),), (np.maximum(random.normal(1, 9, 30), 0),)],
        "numbers above 0": [(random.uniform(5, 6, 30),), (random.uniform(100, 900, 20),)],
        "negative numbers": [(random.normal(0, 1, 30),), (random.uniform(-9, -3, 20),)],
        "all equal": [(np.full(5, random.uniform(1, 9)),), (np.full(3, -2.5),), (np.zeros(4),)],
        "two numbers": [(random.uniform(0, 9, 2),)],
    },
    worked=((np.array([0, 0.4, 255]),), [0, 0, 255]),
    relative=1e-6,
    hints=[
        "How large is a step, if 255 of them lead from the least number to the largest?",
        "Subtract the least number, divide by the step, round. Then go back: multiply by the step, and add the least.",
        "`np.round((numbers - least) / step) * step + least`, unless `step` is 0.",
    ],
    right=[_by_loop, lambda numbers: np.array(_by_loop(numbers)), _with(_whole, _number)],
    mistakes={
        "These are the bytes themselves. Return the numbers that they stand for.": _with(
            _whole, lambda whole, least, step: whole
        ),
        "Add the least number again: byte 0 stands for it, not for 0.": _with(
            _whole, lambda whole, least, step: whole * step
        ),
        "Nothing is lost here, so nothing was rounded to a whole number.": lambda numbers: numbers.copy(),
        "This cuts off what is behind the point. Take the nearest whole number.": _with(
            lambda numbers, least, step: np.floor((numbers - least) / step), _number
        ),
        "This rounds up. Take the nearest whole number.": _with(
            lambda numbers, least, step: np.ceil((numbers - least) / step), _number
        ),
        "From byte 0 to byte 255 there are 255 steps, not 256.": _in_steps(256),
        "From byte 0 to byte 255 there are 255 steps, not 254.": _in_steps(254),
        "Byte 255 stands for the largest number. With 127, half of the bytes are left unused.": _in_steps(127),
        "Here the steps begin at 0. Byte 0 stands for the least number.": _without_offset,
        "This is the way of the text, from −127 to 127. Here the bytes go from 0 to 255.": _symmetric,
        "If all numbers are equal, the step is 0, and a division by it gives NaN.": _unguarded,
    },
    wrong=[
        lambda numbers: np.round(numbers),
        lambda numbers: np.zeros_like(numbers),
        lambda numbers: np.clip(through_a_byte(numbers), 0, None),
    ],
)


def refusal(pixels, height, width):
    if len(pixels) != height or any(len(row) != width for row in pixels):
        return "shape"
    entries = [one for row in pixels for one in row]
    if not all(type(one) in (int, float) and not np.isnan(one) for one in entries):
        return "number"
    return "" if all(0 <= one <= 255 for one in entries) else "range"


def _step_by_step(pixels, height, width):
    if len(pixels) != height:
        return "shape"
    for row in pixels:
        if len(row) != width:
            return "shape"
    for row in pixels:
        for one in row:
            if isinstance(one, bool) or not isinstance(one, int | float) or one != one:
                return "number"
    for row in pixels:
        if min(row) < 0 or max(row) > 255:
            return "range"
    return ""


def _other_lengths(pixels, width):
    return any(len(row) != width for row in pixels)


def _refuse(
    rows=True,
    columns=_other_lengths,
    number=None,
    good=lambda one: 0 <= one <= 255,
    order=("shape", "number", "range"),
):
    number = number or (lambda one: type(one) in (int, float) and not math.isnan(one))

    def answer(pixels, height, width):
        entries = [one for row in pixels for one in row]
        numbers = [one for one in entries if type(one) in (int, float, bool)]
        shape = (rows and len(pixels) != height) or columns(pixels, width)
        found = {
            "shape": bool(shape),
            "number": not all(map(number, entries)),
            "range": any(not good(one) for one in numbers if not math.isnan(one)),
        }
        return next((name for name in order if found[name]), "")

    return answer


def _longer(row):
    return lambda pixels, *_: pixels[row].append(7)


def _shorter(row):
    return lambda pixels, *_: pixels[row].pop()


def _pixels(random, *changes, height=3, width=4):
    pixels = random.integers(1, 255, (height, width)).tolist()
    for change in changes:
        change(pixels, int(random.integers(height)), int(random.integers(width)))
    return pixels, 3, 4


def _put(*values):
    def change(pixels, row, column):
        for more, value in enumerate(values):
            pixels[(row + more) % len(pixels)][column] = value

    return change


Function(
    refusal,
    tries=lambda random: {
        "a good picture": [_pixels(random), _pixels(random, _put(0.5, 254.5))],
        "a good picture with a 0": [_pixels(random, _put(0))],
        "a good picture with a 255": [_pixels(random, _put(255))],
        "other numbers of rows": [_pixels(random, height=2), _pixels(random, height=4), ([], 3, 4)],
        "other numbers of columns": [_pixels(random, width=3), _pixels(random, width=5)],
        "one row longer": [_pixels(random, _longer(row)) for row in range(3)],
        "one row shorter": [_pixels(random, _shorter(row)) for row in range(3)],
        "one row longer, the next one shorter": [_pixels(random, _longer(1), _shorter(2))],
        "height and width exchanged": [_pixels(random, height=4, width=3)],
        "no number in a pixel": [_pixels(random, _put(None)), _pixels(random, _put("7"))],
        "NaN in a pixel": [_pixels(random, _put(float("nan")))],
        "True in a pixel": [_pixels(random, _put(True))],
        "too large a number": [_pixels(random, _put(256)), _pixels(random, _put(255.5))],
        "a negative number": [_pixels(random, _put(-1)), _pixels(random, _put(-0.5))],
        "infinity": [_pixels(random, _put(float("inf")))],
        "two faults": [
            _pixels(random, _put(300, None)),
            _pixels(random, _put(None, -5)),
            _pixels(random, _put(300), width=5),
            _pixels(random, _put("a"), height=2),
        ],
    },
    worked=(([[0, 300], [1]], 2, 2), "shape"),
    hints=[
        "Which of the three do you have to know first, so that the others can be asked at all?",
        "Look at the numbers of rows and columns of all rows, then at the type of each entry, then at its size.",
        "`type(one) in (int, float)` leaves out `True`, and `one == one` is false for NaN.",
    ],
    right=[_step_by_step, _refuse()],
    mistakes={
        "How many rows there are is not looked at.": _refuse(rows=False),
        "How long the rows are is not looked at.": _refuse(columns=lambda pixels, width: False),
        "Only the first row is looked at for its length.": _refuse(
            columns=lambda pixels, width: _other_lengths(pixels[:1], width)
        ),
        "The lengths of all rows add up to the right number, but each row needs the right one.": _refuse(
            columns=lambda pixels, width: sum(map(len, pixels)) != len(pixels) * width
        ),
        "NaN is a `float`, but no number that a pixel can have.": _refuse(number=lambda one: type(one) in (int, float)),
        "`True` is an `int` to `isinstance`, but here it is no number.": _refuse(
            number=lambda one: isinstance(one, int | float) and not math.isnan(one)
        ),
        "Numbers may be `float` as well.": _refuse(number=lambda one: type(one) is int),
        "Both 0 and 255 are allowed.": _refuse(good=lambda one: 0 < one < 255),
        "The largest number, 255, is allowed.": _refuse(good=lambda one: 0 <= one < 255),
        "The least number, 0, is allowed.": _refuse(good=lambda one: 0 < one <= 255),
        "Negative numbers are let through.": _refuse(good=lambda one: one <= 255),
        "Numbers above 255 are let through.": _refuse(good=lambda one: one >= 0),
        'If a picture has several faults, "number" comes before "range".': _refuse(order=("shape", "range", "number")),
        'If a picture has several faults, "shape" comes first.': _refuse(order=("number", "range", "shape")),
    },
    wrong=[
        lambda pixels, height, width: "",
        lambda pixels, height, width: "shape",
        lambda pixels, height, width: refusal(pixels, height, width).upper(),
    ],
)


def alarm_line(distances, most):
    for line in np.sort(distances):
        if np.mean(distances > line) <= most:
            return line


def _by_place(distances, most):
    allowed = math.floor(most * len(distances) + 1e-9)
    return sorted(distances)[max(len(distances) - 1 - allowed, 0)]


def _lowest(wrong_share, largest=False):
    def answer(distances, most):
        lines = [line for line in sorted(distances) if wrong_share(distances, line) <= most]
        return (max(lines) if largest else min(lines)) if lines else max(distances)

    return answer


Function(
    alarm_line,
    tries=lambda random: {
        "any distances": [(random.uniform(0, 1, 20), 0.1), (random.uniform(0, 1, 7), 0.3)],
        "a share between two": [(random.uniform(0, 1, 9), 0.25), (random.uniform(0, 1, 11), 0.5)],
        "equal distances": [(random.integers(1, 4, 12) / 4, 0.25), (np.full(6, 0.3), 0.2)],
        "no false alarm": [(random.uniform(0, 1, 10), 0.0)],
        "a large share": [(random.uniform(0, 1, 8), 0.75), (random.uniform(0, 1, 5), 1.0)],
        "one distance": [(random.uniform(0, 1, 1), 0.5)],
    },
    worked=((np.array([3, 1, 2, 4]), 0.25), 3),
    hints=[
        "Which share of the distances would raise an alarm, if the line went through the smallest of them?",
        "Go through the distances from the smallest on, and stop at the first line with few enough alarms.",
        "`np.mean(distances > line) <= most`, for `line` in `np.sort(distances)`.",
    ],
    right=[_by_place, _lowest(lambda distances, line: np.mean(distances > line))],
    mistakes={
        "A distance on the line raises no alarm.": _lowest(lambda distances, line: np.mean(distances >= line)),
        "Then too many windows raise an alarm: `np.quantile` may lie between two distances, or a little too low.": (
            lambda distances, most: np.quantile(distances, 1 - most)
        ),
        "This is the lowest of all distances. How many lie above it?": lambda distances, most: distances.min(),
        "This raises no alarm at all. The line may be lower.": lambda distances, most: distances.max(),
        "Here the share below the line is `most`. It is the share above that is meant.": _lowest(
            lambda distances, line: np.mean(distances < line), largest=True
        ),
        "`most` is a share of the windows, not a number of them.": _lowest(
            lambda distances, line: np.sum(distances > line)
        ),
        "Sort the distances first.": lambda distances, most: next(
            line for line in distances if np.mean(distances > line) <= most
        ),
    },
    wrong=[
        lambda distances, most: np.mean(distances),
        lambda distances, most: most,
        lambda distances, most: alarm_line(distances, most) + 1,
    ],
)
