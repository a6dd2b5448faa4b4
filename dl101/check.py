"""Promises of the text, and exercises of its reader: what a lesson checks as it runs, and says in a line.

A promise is *kept* or *broken*, an exercise *passed*, *to do* (it still holds `...`) or *not yet*. No check raises an
error, so a lesson always runs to its end; with the environment variable `DL101_STRICT=1`, and under nbgrader's button
Validate, which sets `NBGRADER_VALIDATING=1`, everything but *kept* and *passed* raises `NotPassed`. Every check appends
one dictionary to `results`.
"""

import html
import os
import sys
from typing import Any

import numpy as np

from dl101 import exercises, progress
from dl101.compare import as_number, attempt, difference, largest_gap, one_line, show, show_error

QUIET = "color: #777; font-size: 90%"  # a gray that can be read on light and on dark
LOUD = "color: #D55E00; font-weight: bold"
SIGNS = {"passed": ("✓", "#009E73"), "to do": ("○", "#777777"), "not yet": ("✗", "#B87A00")}
STRICT = ("DL101_STRICT", "NBGRADER_VALIDATING")

results: list[dict] = []
"""What was checked so far: dictionaries with kind, name, outcome and said, and for promises value, low, high,
promised and seen, the last two as text."""


class NotPassed(AssertionError):
    """A broken promise or an exercise that is not passed, where one of STRICT is set."""


def equal(name: str, value: Any, expected: Any) -> None:
    """Promise that `value` equals `expected`, for counts and hand sums: numbers, text, or arrays of the same shape."""
    problem, number = difference(value, expected, 0.0, 0.0), as_number(expected)
    _promise(name, problem is None, as_number(value), number, number, show(value), show(expected))


def close(name: str, value: Any, expected: Any, *, relative: float = 1e-5, absolute: float = 0.0) -> None:
    """Promise that numbers or arrays of the same shape agree.

    The largest difference may be `relative` times the largest expected magnitude, plus `absolute`.
    """
    problem = difference(value, expected, relative, absolute)
    measured, _ = attempt(largest_gap, value, expected, relative, absolute)
    if measured is None:
        return _promise(name, problem is None, None, None, None, f"{show(value)}{problem or ''}", show(expected))
    gap, allowed = measured
    seen = show(value) if as_number(value) is not None else f"largest difference {gap:.1e}"
    promised = f"{show(expected)}, or no more than {allowed:.1e} from it"
    _promise(name, problem is None, gap, 0.0, allowed, seen, promised)


def between(name: str, value: Any, low: float, high: float) -> None:
    """Promise that one number lies from `low` to `high`, both included."""
    number, low, high = map(as_number, (value, low, high))
    kept = None not in (number, low, high) and low <= number <= high
    shown = show(value) if number is None else f"{number:.4g}"
    _promise(name, kept, number, low, high, shown, f"{show(low)} to {show(high)}")


def exercise(name: str, answer: Any, *given: Any) -> None:
    """Judge a reader's answer to an exercise of `lessons/solutions`, and say how it went.

    Args:
        name: the exercise.
        answer: the reader's answer: a function, a value, or a model.
        given: what this exercise needs of the lesson besides.
    """
    verdict, error = attempt(lambda: exercises.find(name).judge(answer, given, np.random.default_rng()))
    if error is not None:  # the answer meddled with what judges it
        verdict = exercises.Verdict("not yet", f"it cannot be judged: {show_error(error)}")
    tries = progress.of(name)["tries"]
    if verdict.outcome == "passed":
        progress.note(name, passed=True)
        said = f"[passed] {name}"
    elif verdict.outcome == "to do":
        said = f"[to do] {name}: replace the three dots, then run this cell again."
    else:
        progress.note(name, tries=tries + 1)
        advice = verdict.advice or f"{_ask('hint', name)} gives a hint."
        said = f"[not yet] {name}: {_case(verdict, tries)}.\n          {advice}"
    record = {"kind": "exercise", "name": name, "outcome": verdict.outcome}
    _tell(record, said, verdict.outcome == "passed", _card(said))


def _case(verdict: exercises.Verdict, tries: int) -> str:
    """Return what was tried and what came of it; after two tries no more what was expected, which could be copied."""
    if not verdict.expected:
        return one_line(verdict.case, 600)
    if tries < 2:
        return one_line(f"{verdict.case}, expected {verdict.expected}", 600)
    return one_line(f"{verdict.case}, which is not what is asked for. Look at this kind of input: {verdict.kind}", 600)


def _card(said: str) -> str:
    """Return an outcome as HTML: its sign and color, the sentence first, the case folded if it is long."""
    outcome, _, rest = said.removeprefix("[").partition("] ")
    sign, color = SIGNS[outcome]
    case, _, advice = rest.partition("\n")
    body = html.escape(case)
    if " gives a hint." in advice:
        body += f"<div>{html.escape(advice.strip())}</div>"
    elif advice:
        shown = "<details><summary>what came out</summary>{}</details>" if len(case) > 200 else "<div>{}</div>"
        body = f"<b>{html.escape(advice.strip())}</b>{shown.format(body)}"
    style = f"border-left: 4px solid {color}; padding: 2px 10px"
    return f'<div style="{style}"><b style="color: {color}">{sign} {outcome}</b> {body}</div>'


def hint(name: str) -> None:
    """Say a hint to an exercise: a question first, then the method, then nearly the line, one more each time."""
    hints = exercises.find(name).hints
    stage = min(progress.of(name)["hints"], len(hints) - 1)
    progress.note(name, hints=stage + 1)
    print(_encodable(f"Hint {stage + 1} of {len(hints)}: {hints[stage]}"))
    if stage + 1 == len(hints):
        print(f"That was the last one. After a try of your own, {_ask('answer', name)} shows an answer.")


def answer(name: str) -> None:
    """Show an answer to an exercise that was tried."""
    known = progress.of(name)
    if known["passed"] or known["tries"]:
        print(_encodable(exercises.find(name).source))
    else:
        print(f"Try it first: give {name} an answer of yours, and run its cell. {_ask('hint', name)} helps.")


def _ask(question: str, name: str) -> str:
    """Return how to ask for a hint or an answer, in a notebook and in a terminal."""
    return f'check.{question}("{name}")' if _in_notebook() else f"`dl101 {question} {name}`"


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


def _tell(record: dict, said: str, good: bool, rich: str) -> None:
    """Record an outcome and say it: as HTML in a notebook, elsewhere as text, which is faint for kept promises."""
    results.append(record | {"said": said})
    if _in_notebook():
        from IPython.display import display

        display({"text/plain": said, "text/html": rich}, raw=True)
    elif record["outcome"] == "kept" and os.name != "nt" and sys.stdout.isatty():
        print(f"\033[2m{_encodable(said)}\033[0m")
    else:
        print(_encodable(said))
    if not good and any(os.environ.get(one) == "1" for one in STRICT):
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
    return said.encode(encoding, "replace").decode(encoding)
