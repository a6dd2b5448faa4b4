"""A course for nbgrader, made of the lessons: an assignment each, its exercises cells to answer, its checks locked.

What a teacher's folder holds:

    classroom.yaml       which exercises there are, and for how many points: to be edited
    nbgrader_config.py   two lines that call `configure`
    source/NN_words/     the lesson with the answers, and with what marks them
    cases/NN_words.pkl   what the answers are tried on (see `cases`)

The rest is nbgrader's: `nbgrader generate_assignment NN_words` makes what students get, in `release`.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import nbformat
import yaml
from nbgrader.preprocessors import ClearSolutions

from dl101 import exercises, files, lessons, notebooks
from dl101.classroom import cases

PLAN, CONFIG = "classroom.yaml", "nbgrader_config.py"
HEAD = """# Which lessons are handed out, their exercises, and the points for each. Take out what you do not want,
# change the points, then give `dl101 classroom make` for this folder again.
"""
SETTINGS = """from dl101.classroom import handout

handout.configure(get_config(), __file__)
"""
NOTE = (
    "**Homework.** Write each answer into the cell below its text, with all that it needs: what you define in other "
    "cells is not handed in. The cell after it tries your answer. You cannot change that one, but run it as often as "
    "you like. Other inputs are tried when it is marked. Save before you submit."
)


class WrongPlan(Exception):
    """`classroom.yaml` cannot be used; the message says why."""


def make(folder: Path, chosen: Sequence[lessons.Lesson] = ()) -> dict[str, dict[str, float]]:
    """Write a course for nbgrader, or write it anew after its plan was edited.

    Args:
        chosen: the lessons to add to the plan, one point for each exercise.

    Returns:
        The plan: the points of each exercise, by lesson.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    course, planned = plan(folder) if (folder / PLAN).exists() else ("dl101", {})
    for lesson in chosen:
        planned.setdefault(lesson.path.stem, dict.fromkeys(lesson.exercises, 1))
    planned = {stem: points for stem, points in sorted(planned.items()) if points}
    files.write(folder / PLAN, HEAD + yaml.safe_dump({"course": course, "lessons": planned}, sort_keys=False))
    files.write(folder / CONFIG, SETTINGS)
    for stem, points in planned.items():
        cases.freeze(folder, stem, list(points))
        (folder / "source" / stem).mkdir(parents=True, exist_ok=True)
        files.write(folder / "source" / stem / f"{stem}.ipynb", nbformat.writes(assignment(stem, points)) + "\n")
    return planned


def plan(folder: Path) -> tuple[str, dict[str, dict[str, float]]]:
    """Return the name of the course, and the points of each exercise by lesson, as the teacher's file has them.

    Raises:
        WrongPlan: it has not the form, or names what does not exist.
    """
    path = Path(folder, PLAN)
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        course, planned = read["course"], dict(read["lessons"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise WrongPlan(f"{path} has not the form that `dl101 classroom make` gave it: {error}") from error
    known = {lesson.path.stem: lesson.exercises for lesson in lessons.known()}
    for stem, points in planned.items():
        if stem not in known:
            raise WrongPlan(f"{path}: there is no lesson {stem!r}.")
        for name, worth in (points or {}).items():
            if name not in known[stem]:
                raise WrongPlan(f"{path}: {stem} has no exercise {name!r}, but {', '.join(known[stem])}.")
            if isinstance(worth, bool) or not isinstance(worth, int | float) or not 0 <= worth < float("inf"):
                raise WrongPlan(f"{path}: the points of {name} are to be a number of 0 or more, not {worth!r}.")
    in_order = {stem: {n: points[n] for n in known[stem] if n in points} for stem, points in planned.items() if points}
    return str(course), in_order


def assignment(stem: str, points: dict[str, float]) -> nbformat.NotebookNode:
    """Return the teacher's notebook of a lesson: its exercises in two cells each, the answer and the locked check."""
    path = lessons.FOLDER / f"{stem}.py"
    book = nbformat.reads(notebooks.notebook(path), as_version=4)
    book.cells[1:1] = [nbformat.v4.new_markdown_cell(NOTE, id="homework")]
    answers = {exercise.name: exercise for exercise in exercises.load(exercises.SOLUTIONS / path.name)}
    cells = []
    for cell in book.cells:
        if "exercise" not in cell.metadata.get("tags", []):
            cells.append(cell)
            continue
        stub, _, judged = cell.source.partition("check.exercise(")
        name = judged.split('"')[1]
        if name in points:
            cells += _pair(stub.rstrip(), f"check.exercise({judged}", answers[name], points[name])
    book.cells = cells
    return book


def _pair(stub: str, check: str, exercise: exercises.Exercise, points: float) -> list[nbformat.NotebookNode]:
    """Return the cell with the answer, which keeps the stub for students, and the one that tries it."""
    name = exercise.name
    hidden = check.replace("check.exercise", "cases.mark")
    tried = f"{check}\n### BEGIN HIDDEN TESTS\nfrom dl101.classroom import cases\n\n{hidden}\n### END HIDDEN TESTS"
    answer = nbformat.v4.new_code_cell(_answer(exercise), id=_id(name), metadata={"stub": stub})
    answer.metadata.nbgrader = _marked(name, solution=True)
    locked = nbformat.v4.new_code_cell(tried, id=_id(f"{name}-check"))
    locked.metadata.nbgrader = _marked(f"{name}-check", grade=True, locked=True, points=points)
    return [answer, locked]


def _answer(exercise: exercises.Exercise) -> str:
    """Return the cell of a right answer: the function itself, or of a value what its function computes."""
    if not isinstance(exercise, exercises.Value):
        return exercise.source
    value = exercise.answer(*exercise.stand_in())
    return f"{exercise.name} = {value.tolist() if hasattr(value, 'tolist') else value!r}"


def _id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def _marked(grade_id: str, **kind) -> dict:
    """Return what nbgrader wants to know of a cell (its metadata, version 3)."""
    fixed = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"grade_id": grade_id, "cell_type": "code", **fixed, **kind}


class Stubs(ClearSolutions):
    """Put each exercise's own stub in the place of its answer, where nbgrader has one stub for all."""

    def preprocess_cell(self, cell, resources, cell_index):
        if "stub" in cell.metadata:
            cell.source = cell.metadata.pop("stub")
        return cell, resources


def configure(c, config: str) -> None:
    """Set what nbgrader has to know of the folder in which its configuration lies."""
    from nbgrader.converters import GenerateAssignment

    folder = Path(config).resolve().parent
    os.environ[cases.FOLDER] = str(folder)  # the kernels that mark inherit it
    c.CourseDirectory.root = str(folder)
    c.CourseDirectory.course_id = plan(folder)[0]
    ours = [Stubs if one is ClearSolutions else one for one in GenerateAssignment.preprocessors.default_args[0]]
    c.GenerateAssignment.preprocessors = ours
    c.Execute.timeout = c.ExecutePreprocessor.timeout = 1800
