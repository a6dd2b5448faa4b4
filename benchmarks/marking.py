"""Measure how long marking takes, and how that grows with the class: python benchmarks/marking.py [LESSON]

A class hands in one lesson; every student has for each exercise the answer, an answer that always returns 0, or the
stub, drawn at random. Classes of 10 to 1000 students are marked by `dl101 classroom mark`, each in a folder of its own,
and 100 students by 1, 2 and 4 boxes at a time. Three of the same notebooks are graded by nbgrader itself, which trains
the lesson for each of them. Machines differ: the ratios are what counts. With nothing else to do.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table

from dl101 import exercises, lessons
from dl101.classroom import handout

CLASSES, BOXES, BY_NBGRADER = (10, 30, 100, 300, 1000), (1, 2, 4), 3
CONSOLE = Console(highlight=False)


def done(folder: Path, *command: str) -> float:
    """Run a command in the folder and return its seconds; stop with what it says if it fails."""
    start = time.perf_counter()
    ended = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True)
    if ended.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}")
    return time.perf_counter() - start


def class_of(count: int, handed_out: Path, folder: Path, lesson: lessons.Lesson) -> Path:
    """Make a teacher's folder with so many submissions, and return it."""
    made = Path(shutil.copytree(handed_out, folder / f"class{count}-{random.random()}"))
    stem, draw = lesson.path.stem, random.Random(count)
    answers = {one.name: one.source for one in exercises.load(exercises.SOLUTIONS / lesson.path.name)}
    text = (made / "release" / stem / f"{stem}.ipynb").read_text(encoding="utf-8")
    for number in range(count):
        book = nbformat.reads(text, as_version=4)
        for cell in book.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in answers:
                zero = f"def {name}(*given):\n    return 0"
                cell.source = draw.choice([answers[name], answers[name], zero, cell.source])
        path = made / "submitted" / f"student{number:04}" / stem / f"{stem}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(book, path)
    return made


def main() -> None:
    lesson = lessons.find(sys.argv[1:] or ["4"])[0]
    table = Table("students", "boxes", "seconds", "seconds each", title=lesson.heading)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        handed_out = folder / "class"
        handout.make(handed_out, [lesson])
        done(handed_out, "nbgrader", "generate_assignment", lesson.path.stem)
        each = {}
        for count, boxes in [*((count, os.cpu_count()) for count in CLASSES), *((100, boxes) for boxes in BOXES)]:
            made = class_of(count, handed_out, folder, lesson)
            seconds = done(made, "dl101", "classroom", "mark", ".", "--jobs", str(boxes))
            each[count, boxes] = seconds / count
            table.add_row(str(count), str(boxes), f"{seconds:.1f}", f"{seconds / count:.2f}")
            CONSOLE.print(f"{count} students, {boxes} boxes: {seconds:.1f} s")
        made = class_of(BY_NBGRADER, handed_out, folder, lesson)
        seconds = done(made, "nbgrader", "autograde", lesson.path.stem)
        table.add_row(str(BY_NBGRADER), "nbgrader", f"{seconds:.1f}", f"{seconds / BY_NBGRADER:.2f}")
    CONSOLE.print(table)
    CONSOLE.print(
        f"nbgrader takes {seconds / BY_NBGRADER / each[100, os.cpu_count()]:.0f} times as long for each of 100."
    )


if __name__ == "__main__":
    main()
