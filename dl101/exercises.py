"""Exercises: what is asked of a reader's answer. `lessons/solutions` has them, `check.exercise` tells what came out.

A file of solutions makes a `Function`, a `Value` or a `Model` for each exercise of its lesson: the answer, what to try
it on, hints, other right answers, mistakes with the sentence that is said to each, and wrong answers with nothing to
say. What is expected is computed by the answer. So an answer is judged without running its lesson.
"""

import copy
import ctypes
import difflib
import inspect
import itertools
import pickle
import re
import runpy
import threading
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from dl101 import ROOT
from dl101.compare import as_array, attempt, difference, is_stub, show, show_error

SOLUTIONS = ROOT / "lessons" / "solutions"
LIMIT, LIMIT_OF_MODELS = 60.0, 1200.0  # seconds after which an answer is stopped: meant for loops without an end
MOST_VALUES = 10_000  # of what a reader hands in one by one
RETURN = "End the function with `return` and the result. `print` only shows it."
CHANGED = "Leave what the function is given as it is: it may be needed again. Work on a copy, such as `x.copy()`."
FEWER = "Where do most of its parameters sit? Leave out a layer there, or some of its units."
MORE = "Is a layer missing, or its bias, or some of its units?"


@dataclass
class Verdict:
    """What came of an answer: `outcome` is "passed", "to do" or "not yet".

    For "not yet": `case` says what was tried and what came out, `expected` what was wanted, `kind` what kind of input
    it was, and `advice` is the sentence on this very mistake, where it is known.
    """

    outcome: str
    case: str = ""
    expected: str = ""
    kind: str = ""
    advice: str = ""


@dataclass
class Exercise:
    """One exercise.

    Args:
        answer: a function; its name is that of the exercise, and its source is what `check.answer` shows.
        hints: in stages: a question, the method, nearly the line.
        right: other right answers.
        mistakes: the sentence that is said → an answer that makes this mistake.
        wrong: wrong answers that nothing more is said to.
        stand_in: gives what the lesson hands over besides the answer, for a judgment without the lesson.
    """

    answer: Callable
    _: KW_ONLY
    hints: Sequence[str]
    right: Sequence[Any]
    mistakes: Mapping[str, Any] = field(default_factory=dict)
    wrong: Sequence[Any] = ()
    stand_in: Callable[[], tuple] = tuple
    made: ClassVar[list["Exercise"]] = []

    def __post_init__(self):
        self.made.append(self)

    @property
    def name(self) -> str:
        return self.answer.__name__

    @property
    def source(self) -> str:
        return inspect.getsource(self.answer).rstrip()

    def judge(self, answer: Any, given: Sequence, random: np.random.Generator) -> Verdict:
        """Say what comes of an answer; `given` is what the lesson hands over besides."""
        raise NotImplementedError


@dataclass
class Function(Exercise):
    """A function that the reader writes, judged by what it returns.

    Args:
        tries: a function of a random generator to the kinds of input, in words, each with calls: tuples of arguments.
        worked: one call and its result, worked out by hand.
        relative, absolute: how far a result may be off, relative to the largest expected magnitude.
    """

    _: KW_ONLY
    tries: Callable[[np.random.Generator], Mapping[str, Iterable[tuple]]]
    worked: tuple[tuple, Any]
    relative: float = 1e-4
    absolute: float = 1e-6

    def judge(self, answer: Any, given: Sequence, random: np.random.Generator) -> Verdict:
        if is_stub(answer):
            return Verdict("to do")
        if not callable(answer):
            return Verdict("not yet", f"{show(answer)} is not a function")
        calls = [(kind, arguments) for kind, several in self.tries(random).items() for arguments in several]
        outputs, verdicts = [], []
        for kind, arguments in calls:
            output, verdict, ends = self._try(answer, kind, arguments)
            if ends:
                return verdict
            outputs.append(output)
            verdicts.append(verdict)
        found = [verdict for verdict in verdicts if verdict.outcome != "passed"]
        found.sort(key=lambda verdict: verdict.advice == CHANGED)  # a wrong result counts first
        if not found:
            return Verdict("passed")
        found[0].advice = found[0].advice or self._known_mistake([arguments for _, arguments in calls], outputs)
        return found[0]

    def expected(self, arguments: tuple) -> Any:
        """Return what the answer gives for these arguments, which stay as they are."""
        return self.answer(*copy.deepcopy(arguments))

    def _try(self, answer: Callable, kind: str, arguments: tuple) -> tuple[Any, Verdict, bool]:
        """Return what a call gives, the verdict on it, and whether that ends the judgment."""
        expected = self.expected(arguments)
        call = f"{self.name}({', '.join(map(show, arguments))})"
        handed = copy.deepcopy(arguments)
        before = pickle.dumps(handed)
        output, error = attempt(within, LIMIT, _listed, answer, *handed)
        if error is not None:
            told = show_error(error)
            advice = self._known_error(arguments, told)
            return None, Verdict("not yet", f"{call} ended with {told}", show(expected), kind, advice), True
        if is_stub(output):
            return output, Verdict("to do"), True
        if output is None:
            return output, Verdict("not yet", f"{call} gave nothing back", advice=RETURN), True
        remark = self._difference(output, expected)
        if remark is not None:
            return output, Verdict("not yet", *_told(call, output, expected, remark), kind), False
        if pickle.dumps(handed) != before:
            return output, Verdict("not yet", f"{call} changes what it is given", kind=kind, advice=CHANGED), False
        return output, Verdict("passed"), False

    def _known_error(self, arguments: tuple, told: str) -> str:
        """Return the sentence on the mistake that ends with the same error."""
        for sentence, mistake in self.mistakes.items():
            error = attempt(_listed, mistake, *copy.deepcopy(arguments))[1]
            if error is not None and show_error(error) == told:
                return sentence
        return ""

    def _difference(self, output: Any, expected: Any, same_nan: bool = False) -> str | None:
        return _difference(output, expected, self.relative, self.absolute, same_nan)

    def _known_mistake(self, calls: Sequence[tuple], outputs: Sequence) -> str:
        """Return the sentence on the mistake that gives these outputs. Here NaN is the same as NaN."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):  # they are not the reader's
            warnings.simplefilter("ignore")
            for sentence, mistake in self.mistakes.items():
                made, error = attempt(lambda answer=mistake: [_listed(answer, *copy.deepcopy(call)) for call in calls])
                pairs = zip(outputs, made or (), strict=False)
                if error is None and all(self._difference(*pair, same_nan=True) is None for pair in pairs):
                    return sentence
        return ""


@dataclass
class Value(Exercise):
    """A number, text or list that the reader works out. `answer` is a function without arguments that computes it.

    Args:
        worked: the same, worked out by hand.
        relative, absolute: how far it may be off, relative to the largest expected magnitude.
    """

    _: KW_ONLY
    worked: Any
    relative: float = 0.0
    absolute: float = 0.0

    def judge(self, answer: Any, given: Sequence, random: np.random.Generator) -> Verdict:
        several = itertools.islice(answer, MOST_VALUES) if isinstance(answer, list | tuple) else ()
        if is_stub(answer) or any(map(is_stub, several)):
            return Verdict("to do")
        remark = _difference(answer, self.answer(*given), self.relative, self.absolute)
        if remark is None:
            return Verdict("passed")
        same = (told for told, wrong in self.mistakes.items() if difference(answer, wrong, 1e-3, 0.0, True) is None)
        return Verdict("not yet", f"{show(answer)} is not right{remark.rstrip()}", advice=next(same, ""))


@dataclass
class Model(Exercise):
    """A Keras model, or a function that builds one, judged by what it does. `answer` is a function that builds one.

    Args:
        inputs, outputs: the shape of one example, such as `(2,)`, and of the model's answer to it.
        parameters: the least and the largest number of weights and biases that are right.
        fault: a function of the model, and of what the lesson hands over, to what it does wrong, in words, or an empty
            text; it may add the sentence on the mistake as a second text.
        trains: whether a model is trained on the way, which takes seconds.
    """

    _: KW_ONLY
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    parameters: tuple[int, int] | None = None
    fault: Callable[..., str | tuple[str, str]] = lambda model: ""
    trains: bool = False

    def judge(self, answer: Any, given: Sequence, random: np.random.Generator) -> Verdict:
        build = answer if callable(answer) and not _is_model(answer) else lambda: answer
        model, error = attempt(within, LIMIT_OF_MODELS, build)
        if is_stub(model):
            return Verdict("to do")
        if model is None and error is None:
            return Verdict("not yet", f"{self.name}() gave nothing back", advice=RETURN)
        if error is None:
            found, error = attempt(within, LIMIT_OF_MODELS, self._fault_of, model, *given)
        if error is not None:
            return Verdict("not yet", f"it ended with {show_error(error)}")
        case, advice = found if isinstance(found, tuple) else (found, "")
        return Verdict("not yet", case, advice=advice) if case else Verdict("passed")

    def _fault_of(self, model, *given) -> str | tuple[str, str]:
        if not _is_model(model):
            return f"{show(model)} is not a Keras model"
        answers = as_array(model(np.zeros((3, *self.inputs), dtype="float32"))).shape
        if answers != (3, *self.outputs):
            return f"three examples of shape {self.inputs} came out as {answers}, expected {(3, *self.outputs)}"
        count, (least, most) = model.count_params(), self.parameters or (0, np.inf)
        if not least <= count <= most:
            case = f"it has {count} parameters, expected {least if least == most else f'{least} to {most}'}"
            return case, FEWER if count > most else MORE
        return self.fault(model, *given)


class TooLong(BaseException):
    """An answer did not come to an end."""

    def __str__(self):
        return "it was stopped, for it did not come to an end. Is there a loop that never stops?"


def within(seconds: float, function: Callable, *arguments: Any) -> Any:
    """Return `function(*arguments)`, or raise `TooLong` in it when the time is over.

    A call into a library that does not return to Python, such as `time.sleep`, is stopped only when it does.
    """
    thread, over, lock = ctypes.c_ulong(threading.get_ident()), False, threading.Lock()

    def stop():
        with lock:
            if not over:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(TooLong))

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        return function(*arguments)
    finally:
        with lock:
            over = True
        timer.cancel()


def _listed(function: Callable, *arguments: Any) -> Any:
    """Return what a function gives, in a form that can be compared: what comes one by one, and sparse matrices, too."""
    output = function(*arguments)
    if hasattr(type(output), "toarray"):
        return output.toarray()
    one_by_one = hasattr(type(output), "__iter__") and not hasattr(type(output), "__getitem__")
    return list(itertools.islice(output, MOST_VALUES)) if one_by_one and not isinstance(output, set) else output


def _difference(output: Any, expected: Any, relative: float, absolute: float, same_nan: bool = False) -> str | None:
    """Return None if the two agree, else a remark. An axis of length 1 more does no harm, one that is lost does."""
    remark = difference(output, expected, relative, absolute, same_nan)
    if remark is None:
        return None
    if isinstance(expected, tuple):
        if not isinstance(output, tuple | list) or len(output) != len(expected):
            return remark
        remarks = [_difference(*pair, relative, absolute, same_nan) for pair in zip(output, expected, strict=True)]
        return next((remark for remark in remarks if remark is not None), None)
    array, wanted = attempt(as_array, output)[0], as_array(expected)
    if array is None or array.ndim < wanted.ndim or np.squeeze(array).shape != np.squeeze(wanted).shape:
        return remark
    return None if difference(array.reshape(wanted.shape), wanted, relative, absolute, same_nan) is None else remark


def _told(call: str, output: Any, expected: Any, remark: str) -> tuple[str, str]:
    """Return what a call gave and what was expected; of long arrays only the first place where they differ."""
    gave, wanted = attempt(as_array, output)[0], attempt(as_array, expected)[0]
    if gave is not None and wanted is not None and gave.shape == wanted.shape and gave.size > 6:
        equal, error = attempt(lambda: np.isclose(gave.astype(float), wanted.astype(float), rtol=1e-4, atol=1e-6))
        if error is None and not equal.all():
            place = tuple(map(int, np.argwhere(~equal)[0]))
            return f"{call} gave {show(gave[place])} at {list(place)}", show(wanted[place])
    return f"{call} gave {show(output)}", f"{show(expected)}{remark.rstrip()}"


def _is_model(value: Any) -> bool:
    import keras  # only here: it takes seconds, and the other exercises do without it

    return isinstance(value, keras.Model)


def load(path: Path) -> list[Exercise]:
    """Return the exercises of a file of solutions, in their order."""
    Exercise.made = []
    runpy.run_path(str(path))
    made, Exercise.made = Exercise.made, []
    return made


def find(name: str) -> Exercise:
    """Return the exercise of this name.

    Raises:
        LookupError: there is none; the message names those that come near.
    """
    names, kinds = [], "|".join(kind.__name__ for kind in Exercise.__subclasses__())
    for path in sorted(SOLUTIONS.glob("*.py")):
        names += re.findall(rf"(?m)^(?:{kinds})\(\s*(\w+)", path.read_text(encoding="utf-8"))
        if name in names:
            return next(exercise for exercise in load(path) if exercise.name == name)
    near = difflib.get_close_matches(name, names, n=3)
    raise LookupError(f"There is no exercise {name!r}." + (f" Did you mean {' or '.join(near)}?" if near else ""))
