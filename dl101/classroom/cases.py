"""What the answers of a class are tried on: drawn once, kept by the teacher, and not in what students get.

`check.exercise` draws inputs anew each time, so whoever knows the lesson's examples knows nothing of these. They are
frozen in `cases/NN_words.pkl` with the results that are expected, so that all students of a term are asked the same.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from dl101 import exercises, files
from dl101.compare import difference

FOLDER = "DL101_CLASSROOM"  # the environment variable with the teacher's folder


class OtherCourse(Exception):
    """The course is not the one that the cases were frozen with; the message says where they differ."""


def freeze(folder: Path, stem: str, names: list[str]) -> None:
    """Draw the cases of a lesson's exercises, and keep them; those that are there already stay as they are."""
    import cloudpickle  # for the functions that some exercises are given

    path = Path(folder, "cases", f"{stem}.pkl")
    kept = cloudpickle.loads(path.read_bytes()) if path.exists() else {}
    for exercise in exercises.load(exercises.SOLUTIONS / f"{stem}.py"):
        if exercise.name in names and exercise.name not in kept:
            kept[exercise.name] = _drawn(exercise)
    path.parent.mkdir(parents=True, exist_ok=True)
    with files.whole(path) as unfinished:
        unfinished.write_bytes(cloudpickle.dumps({name: kept[name] for name in names}))


def _drawn(exercise: exercises.Exercise) -> dict[str, list[tuple[tuple, Any]]]:
    """Return the kinds of input of a function, each with calls and the results expected; of others there are none."""
    if not isinstance(exercise, exercises.Function):
        return {}
    drawn = exercise.tries(np.random.default_rng(secrets.randbits(64)))
    return {kind: [(call, exercise.expected(call)) for call in calls] for kind, calls in drawn.items()}


def load(folder: Path, stem: str) -> Mapping[str, dict]:
    """Return the cases of a lesson, by the name of the exercise."""
    import cloudpickle

    return cloudpickle.loads(Path(folder, "cases", f"{stem}.pkl").read_bytes())


def frozen(exercise: exercises.Exercise, kinds: dict[str, list[tuple[tuple, Any]]]) -> exercises.Exercise:
    """Return the exercise, tried on its frozen cases.

    Raises:
        OtherCourse: its answer no longer gives the results that were frozen.
    """
    if not isinstance(exercise, exercises.Function):
        return exercise
    for call, expected in (pair for pairs in kinds.values() for pair in pairs):
        if difference(exercise.expected(call), expected, exercise.relative, exercise.absolute, True) is not None:
            raise OtherCourse(
                f"{exercise.name} is answered differently since this class was made. Mark with the course of then, or "
                f"make the class anew."
            )
    return replace(exercise, tries=lambda _: {kind: [call for call, _ in pairs] for kind, pairs in kinds.items()})


def mark(name: str, answer: Any, *given: Any) -> None:
    """Judge an answer by the frozen cases: what the hidden part of a check calls when nbgrader marks.

    Raises:
        AssertionError: it is not right; the message is for the student.
    """
    exercise = exercises.find(name)
    folder, stem = Path(os.environ[FOLDER]), Path(exercise.answer.__code__.co_filename).stem
    verdict = frozen(exercise, load(folder, stem)[name]).judge(answer, given, np.random.default_rng())
    if verdict.outcome != "passed":
        raise AssertionError(f"{name}: {verdict.advice or verdict.case or 'there is no answer yet'}")
