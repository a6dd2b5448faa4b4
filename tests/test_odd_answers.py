"""Whatever a file can hold: every check says one of its outcomes, in a few lines, and never raises.

The tests hand 2,000 odd answers, put together by hypothesis, to every check, and the quick tests a tenth of them.
`derandomize` makes a red run repeatable.
"""

import array
import asyncio
import collections
import contextlib
import datetime
import decimal
import fractions
import functools
import io
import itertools
import math
import sys
import types
import unittest.mock
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl101 import check, compare, exercises, progress

WANTED = 86420.75  # no odd answer is this number, but several claim to be
repeatable = functools.partial(settings, derandomize=True, database=None, deadline=None)


def _function(result, *calls, **more):
    return exercises.Function(lambda *_: result, tries=lambda _: {"all": calls}, worked=(), **WITHOUT, **more)


WITHOUT = {"hints": ["Why?"], "right": []}
SHARE = {"Zero by zero.": lambda x: [x, x * 0 - x]}
KNOWN = {
    "number": exercises.Value(lambda: WANTED, worked=WANTED, **WITHOUT),
    "row": exercises.Value(lambda: [WANTED, 6.0], worked=0, relative=1e-5, **WITHOUT),
    "call": _function(WANTED, ()),
    "pair": _function((WANTED, 6.0), (1.0, [2.0])),
    "network": exercises.Model(lambda: 0, inputs=(3,), outputs=(1,), parameters=(5, 7), **WITHOUT),
    "five": exercises.Value(lambda: 5, worked=5, relative=1e-5, **WITHOUT),
    "give_five": _function(5, ()),
    "give_fives": _function((5, 5), ()),
    "extremes": _function([1e-300, np.inf], ()),
    "row_of_extremes": _function([np.nan, 2e300], ()),
    "share": _function([0, 0], (1.0,), (np.nan,), mistakes=SHARE),
}
for name, one in KNOWN.items():
    one.answer.__name__ = name


@pytest.fixture(autouse=True)
def nothing_left_over(monkeypatch):
    monkeypatch.setattr(exercises, "find", KNOWN.get)
    monkeypatch.setattr(progress, "note", lambda name, **changed: None)
    monkeypatch.setattr(check, "results", [])
    monkeypatch.setattr(compare, "MOST_VALUES", 300)  # a list without an end is given up sooner
    limit, errors = sys.getrecursionlimit(), np.geterr()
    yield
    assert sys.getrecursionlimit() == limit
    np.seterr(**errors)


class Quits(BaseException):
    """An error that `except Exception` does not catch."""


ERRORS = [
    *(ValueError, RecursionError, MemoryError, AttributeError, StopIteration, UnicodeError("x"), OSError(2, "x")),
    *(SystemExit, GeneratorExit, asyncio.CancelledError, Quits, Warning, ExceptionGroup("x", [ValueError()])),
    *(ValueError("x" * 1_000_000), ValueError("\n" * 5000), ValueError("\x1b[2J\r\udc80"), ValueError(None, {}, [])),
]


def fail(error):
    def failing(*args, **kwargs):
        raise error

    return failing


def with_methods(**methods):
    return type("Odd", (), methods)()


class Unsayable(Exception):
    __str__ = __repr__ = fail(SystemExit)


class Falsy(Exception):
    __bool__ = fail(Quits)


ERRORS += [Unsayable(), Falsy()]

METHODS = (
    "eq lt le float int index complex array len iter getitem repr str hash bool getattr format contains abs next call"
)
METHODS += " array_ufunc array_function deepcopy dir sub rsub getattribute instancecheck invert length_hint"
METHODS = [f"__{name}__" for name in METHODS.split()]
ATTRIBUTES = [
    "__name__",
    "__class__",
    "__doc__",
    "__dict__",
    "__len__",
    "shape",
    "dtype",
    "detach",
    "count_params",
    "ndim",
]


def evil(error, name):
    """Return an object that raises when it is used in one way."""
    return with_methods(**{name: fail(error) if name in METHODS else property(fail(error))})


def evil_class(error):
    """Return an object whose class does not even tell its name."""
    meta = type("Meta", (type,), {"__name__": property(fail(error)), "__getattr__": fail(error)})
    return meta("Odd", (), {})()


def endless(kind):
    return type("Endless", (kind,), {"__iter__": lambda self: itertools.count(), "__len__": lambda self: 3})()


def deep(depth):
    value = 1.0
    for _ in range(depth):
        value = [value]
    return value


def doubled(depth):
    """Return a list of two lists of two lists …: few objects, and more numbers than any memory holds."""
    value = [WANTED]
    for _ in range(depth):
        value = [value, value]
    return value


def holds_itself(kind):
    value = kind()
    if kind is dict:
        value["a"] = value
    else:
        value.extend([value, value])
    return value


def object_array(value):
    box = np.empty((1,), dtype=object)
    box[0] = value
    return box


def named(name):
    def function():
        return 2

    with contextlib.suppress(TypeError):
        function.__name__ = name
    return function


def for_ever(*args):
    return for_ever(*args)


def returns_itself(*args):
    return returns_itself


def chatters(*args):
    print("talk " * 50_000)
    return 1


def generates(*args):
    yield WANTED  # once would be right: what comes one by one counts as a list, and [5] as 5
    yield WANTED


def sets_errors(*args):
    np.seterr(all="raise")
    return np.array([1e308, 1e-320, np.nan])


def warns(*args):
    warnings.warn("odd", stacklevel=1)
    return 2


def always(answer):
    return lambda *args: answer


SAYS_SO = {name: always(WANTED) for name in ("__float__", "__complex__", "__getattr__", "item", "numpy", "tolist")}
PLAIN = [
    *(None, float("nan"), math.inf, -math.inf, 10**400, -(2**63) - 1, 2**64, 1j, complex("nan"), True, "", b"", b"5"),
    *(
        str(WANTED),
        str(WANTED).encode(),
        "\r\n\x1b[2J",
        "\udc80",
        "x" * 1_000_000,
        "١٢",
        "\0",
        NotImplemented,
        {},
        set(),
    ),
    *(int, type, np.ndarray, list[int], math, check, print, np.sin, len, abs, object(), slice(3), memoryview(b"12")),
    *(decimal.Decimal("sNaN"), decimal.Decimal("1e999"), fractions.Fraction(10**400), fractions.Fraction(1, 3)),
    *(datetime.date(2020, 1, 1), datetime.timedelta(1), np.datetime64("2020"), np.datetime64("NaT"), np.timedelta64(3)),
    *(
        np.zeros((2, 2)),
        np.zeros(0),
        np.zeros((0, 3)),
        np.ones((1, 2)).view(np.matrix),
        np.ma.masked,
        np.void(b"12345678"),
    ),
    *(np.ma.array([WANTED], mask=[True]), np.array([(1, 2.0)], dtype=[("a", int), ("b", float)]), np.str_("5")),
    *(np.array(["5", None, 2], dtype=object), np.array([[1], [1, 2]], dtype=object), np.array(str(WANTED))),
    *(np.broadcast_to(1.0, (10**6, 10**6)), np.broadcast_to(np.array(None), (10**6, 10**6))),
    *(
        pd.DataFrame({"a": [1, None]}),
        pd.DataFrame({"_mask": [1]}),
        pd.Series(["5"]),
        pd.NA,
        pd.NaT,
        pd.Categorical(["a"]),
    ),
    *(pd.Series([1, None], dtype="Int64"), range(10**12), collections.deque([1]), array.array("d", [1])),
    *(types.SimpleNamespace(shape=()), unittest.mock.Mock(), unittest.mock.MagicMock(), with_methods(**SAYS_SO)),
    *(
        with_methods(__eq__=always(True), __hash__=None),
        with_methods(__repr__=always("Ellipsis"), __bool__=always(True)),
    ),
    *(with_methods(__len__=always(3), __getitem__=lambda self, i: i), with_methods(__class__=property(always(float)))),
    *(with_methods(__array__=always(3)), with_methods(__array__=lambda *args, **kwargs: np.full((3, 3), WANTED))),
    *(
        with_methods(__array__=lambda *a, **k: np.broadcast_to(WANTED, (10**9, 10**3))),
        with_methods(__len__=always(-1)),
    ),
    *(with_methods(count_params=always(1), __call__=lambda self, x: np.zeros((3, 1))), with_methods(__call__=for_ever)),
    *(with_methods(__call__=always(1), __name__=5), with_methods(__call__=always(1), __name__="a\n" * 99)),
    *(
        type("x\n" * 999, (), {})(),
        type("\x1b[2J", (ValueError,), {})(),
        type("Str", (str,), {"__len__": always(-1)})(),
    ),
    *(type("Int", (int,), {"__eq__": always(True), "__hash__": None})(), collections.Counter("abc"), io.StringIO()),
    *(endless(list), endless(tuple), endless(dict), endless(collections.UserList), deep(5), deep(70), deep(10_000)),
    *(doubled(8), doubled(60), holds_itself(list), holds_itself(dict), holds_itself(collections.deque), [None] * 99),
    *(for_ever, returns_itself, chatters, generates, sets_errors, warns, always(...), always(None), lambda one: one),
    *(functools.partial(for_ever, 1), functools.partial(max), named("a\x1b[2J"), named("x" * 999), named("ünï")),
    *([...], (..., ...), {...: ...}, [1.0, WANTED], [[WANTED], WANTED], [str(WANTED)], {"a": WANTED}, {WANTED}),
]
FRESH = [itertools.count, generates, lambda: iter(()), lambda: itertools.repeat(WANTED), lambda: iter(int, 1)]
WRAPPED = [
    *(
        lambda x: [x],
        lambda x: (x, x),
        lambda x: [1.0, x],
        lambda x: {"a": x},
        lambda x: {1: {2: {3: x}}},
        object_array,
    ),
    *(lambda x: [object_array(x)], lambda x: always(x), lambda x: functools.partial(always(x)), lambda x: [x] * 15),
    *(lambda x: collections.deque([x]), lambda x: pd.Series([x], dtype=object), lambda x: iter([x]), staticmethod),
    *(lambda x: with_methods(__array__=always(x)), lambda x: with_methods(detach=always(x)), lambda x: fail(Quits(x))),
    *(lambda x: with_methods(__call__=always(x)), lambda x: with_methods(__len__=always(x), __getitem__=always(x))),
    *(lambda x: with_methods(__name__=x, __call__=always(1)), lambda x: with_methods(__iter__=always(x)), property),
    *(lambda x: with_methods(__class__=property(always(x))), lambda x: fail(ValueError(x)), types.MappingProxyType),
]


def keras_things():
    import keras

    small = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    things = [keras, keras.Model, small, keras.Input((2,)), keras.layers.Dense(1), keras.Variable([1.0, 2.0])]
    things += [keras.ops.ones((2, 2)), keras.ops.ones((), dtype="bfloat16"), keras.Sequential(), keras.random]
    return [*things, small.weights, keras.losses.MeanSquaredError(), keras.initializers.Zeros()]


# What to start from, made anew for each example. A red run names its number.
STARTS = [
    *(functools.partial(lambda one: one, one) for one in PLAIN),
    *FRESH,
    *(functools.partial(fail, error) for error in ERRORS),
    *(functools.partial(evil_class, error) for error in ERRORS),
    *(functools.partial(evil, error, name) for name in [*METHODS, *ATTRIBUTES] for error in ERRORS),
]
ordinary = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner) | st.tuples(inner, inner),
    max_leaves=5,
)
kinds = st.integers(0, len(PLAIN + FRESH) - 1) | st.integers(0, len(STARTS) - 1) | st.tuples(ordinary)
recipes = st.tuples(kinds, st.lists(st.integers(0, len(WRAPPED) - 1), max_size=3))
encodings = st.sampled_from(["utf-8", "ascii", "cp1252"])


def made(recipe):
    """Put an odd answer together, as far as Python itself allows."""
    start, wraps = recipe
    value = start[0] if isinstance(start, tuple) else STARTS[start]()
    for wrap in wraps:
        with contextlib.suppress(Exception):
            value = WRAPPED[wrap](value)
    return value


def outcome(judge, encoding="utf-8"):
    """Return the one outcome that a check recorded, once its message is found to be in order."""
    before, screen = len(check.results), io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    with np.errstate(), warnings.catch_warnings(), contextlib.redirect_stdout(screen):
        warnings.simplefilter("ignore")
        judge()
    screen.flush()
    (record,) = check.results[before:]
    printed = screen.buffer.getvalue().decode(encoding)
    signs = "✓✗" if encoding == "utf-8" else ("ok", "!!")
    starts = {"kept": f"{signs[0]} a: ", "broken": f"{signs[1]} BROKEN PROMISE, a: "}
    message = printed[printed.index(starts.get(record["outcome"], f"[{record['outcome']}] ")) :]
    lines = message.removesuffix("\n").split("\n")
    assert len(lines) <= 12
    assert len(message) < 1500
    assert all(len(line) < 700 and line.isprintable() for line in lines)
    assert len(lines) == 1 if record["outcome"] != "not yet" else lines[-1].startswith("          ")
    return record["outcome"]


def never_right(make, encoding="utf-8"):
    """Hand an odd answer, made anew for each, to every check: none of them may be passed or kept."""
    promises = [
        lambda odd: check.equal("a", odd, WANTED),
        lambda odd: check.close("a", odd, [WANTED, 6.0]),
        lambda odd: check.equal("a", odd, "some text"),
        lambda odd: check.between("a", odd, WANTED - 0.1, WANTED + 0.1),
        lambda odd: check.between("a", WANTED, odd, WANTED - 1),
        lambda odd: check.close("a", WANTED, odd),
    ]
    asked = [
        *(lambda odd, name=name: check.exercise(name, odd) for name in ("number", "row", "call", "pair", "network")),
        *(lambda odd, name=name: check.exercise(name, lambda *_: odd) for name in ("call", "pair", "network")),
    ]
    for judge in promises:
        assert outcome(lambda judge=judge: judge(make()), encoding) == "broken"
    for judge in asked:
        assert outcome(lambda judge=judge: judge(make()), encoding) in ("not yet", "to do")


@pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.slow)])
def test_no_odd_answer_raises_or_passes_or_fills_the_screen(count):
    @repeatable(max_examples=count)
    @given(recipes, encodings)
    def hand_over(recipe, encoding):
        never_right(lambda: made(recipe), encoding)

    hand_over()


def test_an_error_that_holds_more_than_any_memory_is_told():
    """Also where hypothesis does not come upon it: what it draws depends on which modules are loaded."""
    for kind in (ValueError, KeyError, OSError, ExceptionGroup):
        arguments = ("x", [ValueError(doubled(60))]) if kind is ExceptionGroup else (doubled(60),)
        error = kind(*arguments)
        never_right(lambda error=error: fail(error))


def test_keras_things_are_odd_answers_too():
    for one in keras_things():
        for wrap in (lambda x: x, always, lambda x: [x], lambda x: {"a": x}):
            never_right(lambda wrap=wrap, one=one: wrap(one))


def test_tensors_of_pytorch_on_any_backend():
    torch = pytest.importorskip("torch")
    odd = [torch.ones(2, device="meta"), torch.eye(2).to_sparse(), torch.ones(1).expand(10**6), torch.nn.Linear(1, 1)]
    odd += [torch.tensor([1 + 1j]).conj(), torch.float32, torch.ones(2, requires_grad=True), torch.Size([1])]
    for one in odd:
        never_right(lambda one=one: one)
        never_right(lambda one=one: [one])
    right = [torch.tensor(5, dtype=kind) for kind in (torch.int8, torch.bfloat16, torch.float16, torch.float64)]
    always_right([*right, torch.tensor([5.0], requires_grad=True), [torch.tensor(5.0, requires_grad=True)]])


def test_arrays_of_jax_on_any_backend():
    jax = pytest.importorskip("jax")
    never_right(lambda: jax.random.key(0))
    never_right(lambda: jax.ShapeDtypeStruct((), float))
    kinds = ("int8", "int4", "bfloat16", "float16", "float32", "float8_e4m3fn")
    always_right([jax.numpy.asarray(5, dtype=kind) for kind in kinds])


def always_right(answers):
    for one in answers:
        assert outcome(lambda one=one: check.equal("a", one, 5)) == "kept"
        assert outcome(lambda one=one: check.close("a", one, 5.0)) == "kept"
        assert outcome(lambda one=one: check.between("a", one, 5, 6)) == "kept"
        assert outcome(lambda one=one: check.exercise("five", one)) == "passed"
        assert outcome(lambda one=one: check.exercise("give_five", lambda: one)) == "passed"
        assert outcome(lambda one=one: check.exercise("give_fives", lambda: [one, one])) == "passed"


def test_right_answers_of_every_kind_pass():
    import keras

    kinds = ["int8", "uint8", "int64", "uint64", "float16", "float32", "float64", "longdouble", "object"]
    answers = [*(np.array(5, dtype=kind) for kind in kinds), np.float16(5), [5], (5.0,), [[5]], range(5, 6)]
    answers += [keras.Variable(5.0), [keras.Variable(5.0)], *(keras.ops.cast(5, kind) for kind in ("bfloat16", "int8"))]
    answers += [pd.Series([5]), pd.DataFrame({"a": [5]}), pd.Series([5], dtype="Int64"), pd.Series([5], dtype=object)]
    answers += [decimal.Decimal(5), fractions.Fraction(5), np.ma.array([5], mask=[False]), np.ones((1, 1)) * 5]
    always_right([*answers, collections.deque([5]), collections.UserList([5])])
    check.equal("yes counts as one", True, 1)
    check.equal("an imaginary part of zero", 5 + 0j, 5)
    check.close("large numbers", 10**30, 1e30)
    assert {one["outcome"] for one in check.results[-3:]} == {"kept"}


def test_a_function_may_change_how_numpy_and_python_warn():
    def answer():
        np.seterr(all="raise")
        warnings.simplefilter("error")
        return [1e-300, np.inf]

    assert outcome(lambda: check.exercise("extremes", answer)) == "passed"
    assert outcome(lambda: check.exercise("row_of_extremes", answer)) == "not yet"


def test_ten_million_entries_are_told():
    def judge():
        check.exercise("number", np.zeros(10_000_000))

    assert outcome(judge) == "not yet"


def test_ctrl_c_gets_through():
    for odd in (fail(KeyboardInterrupt), always(evil(KeyboardInterrupt, "__array__"))):
        with pytest.raises(KeyboardInterrupt):
            check.exercise("give_five", odd)


def test_a_function_is_called_by_the_name_of_its_exercise(capsys):
    for nameless in (lambda: 2, functools.partial(max, 1, 2), named("two\nlines"), with_methods(__call__=always(2))):
        check.exercise("give_five", nameless)
        assert capsys.readouterr().out.startswith("[not yet] give_five: give_five() gave 2, expected 5.")


def test_nan_is_the_same_mistake_as_nan_and_never_right(capsys):
    assert outcome(lambda: check.exercise("share", lambda x: [x, x * 0 - x])) == "not yet"
    check.exercise("share", lambda x: [x, x * 0 - x])
    assert "Zero by zero." in capsys.readouterr().out


@repeatable(max_examples=100)
@given(recipes)
def test_a_grader_gets_no_other_error_than_not_passed(recipe):
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()), np.errstate():
        patch.setenv("DL101_STRICT", "1")
        for judge in (
            lambda: check.equal("a", made(recipe), WANTED),
            lambda: check.exercise("number", made(recipe)),
            lambda: check.exercise("call", lambda: made(recipe)),
            lambda: check.exercise("network", made(recipe)),
        ):
            with pytest.raises(check.NotPassed):
                judge()


numbers = (
    st.floats(-1e100, 1e100) | st.integers(-(2**62), 2**62) | st.integers(-3, 3) | st.sampled_from([np.nan, np.inf])
)
tolerances = st.sampled_from([0.0, 1e-7, 1e-5, 0.1, 1.0, 3.0])
pairs = st.lists(st.tuples(numbers, numbers | st.none(), st.floats(-1e-4, 1e-4)), min_size=1, max_size=5)


def both(pairs):
    """Return two lists of numbers, equal, near or far place by place."""
    expected = [float(one) for one, _, _ in pairs]
    value = [one * (1 + shift * (shift > 0)) if far is None else far for one, far, shift in pairs]
    return [float(one) for one in value], expected


@repeatable(max_examples=400)
@given(pairs, tolerances, tolerances)
def test_the_documented_rule_decides_and_nothing_else(pairs, relative, absolute):
    value, expected = both(pairs)
    allowed = relative * max((abs(one) for one in expected if math.isfinite(one)), default=0.0) + absolute
    near = all(v == e or (abs(v - e) <= allowed < math.inf) for v, e in zip(value, expected, strict=True))
    same = all(v == e for v, e in zip(value, expected, strict=True))
    verdict = {True: "kept", False: "broken"}
    options = {"relative": relative, "absolute": absolute}
    for answer in (value, tuple(value), np.array(value)):
        judges = {
            functools.partial(check.close, "a", answer, expected, **options): near,
            functools.partial(check.equal, "a", answer, expected): same,
            functools.partial(check.equal, "a", [*answer, 1.0], expected): False,
        }
        for judge, right in judges.items():
            assert outcome(judge) == verdict[right]
    inside = expected[0] <= value[0] <= expected[-1]
    assert outcome(lambda: check.between("a", value[0], expected[0], expected[-1])) == verdict[inside]


@repeatable(max_examples=200)
@given(st.integers(-(2**63), 2**63 - 1), st.integers(-2, 2))
def test_whole_numbers_are_equal_to_the_last_digit(number, step):
    other = max(-(2**63), min(2**63 - 1, number + step))
    assert outcome(lambda: check.equal("a", number, other)) == ("kept" if number == other else "broken")


@repeatable(max_examples=200)
@given(st.lists(st.integers(-128, 127), min_size=1, max_size=4), st.sampled_from(["int8", "float16", "bfloat16"]))
def test_small_types_do_not_overflow(entries, kind):
    import ml_dtypes

    kind = ml_dtypes.bfloat16 if kind == "bfloat16" else kind
    other = [min(-one, 127) for one in entries]
    gap = max(abs(one - two) for one, two in zip(entries, other, strict=True))
    expected = "kept" if gap <= 0.5 * max(map(abs, other)) else "broken"
    small, negative = np.array(entries, dtype=kind), np.array(other, dtype=kind)
    assert outcome(lambda: check.close("a", small, entries)) == "kept"
    assert outcome(lambda: check.close("a", small, negative, relative=0.5)) == expected
