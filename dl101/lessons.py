"""The lessons: which there are, what their first cells say, their cells, and which one a reader means by a word."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from dl101 import ROOT

FOLDER = ROOT / "lessons"
FORM = "its first cell has not the form of CONTRIBUTING.md, or says another number or title than the file's name."


class Lesson(NamedTuple):
    """What the first cell of a lesson says about it; a script of the reader's own has its name for a title."""

    path: Path
    number: int | None
    title: str
    summary: str
    minutes: int

    @property
    def heading(self) -> str:
        return self.title if self.number is None else f"{self.number}. {self.title}"

    @property
    def exercises(self) -> list[str]:
        """The names of its exercises, in their order."""
        return re.findall(r'(?m)^check\.exercise\("(\w+)"', self.path.read_text(encoding="utf-8"))

    @property
    def needs(self) -> list[str]:
        """The titles of the lessons that it builds on."""
        said = self.path.read_text(encoding="utf-8").split("· needs:", 1)[1]
        return re.findall(r'"([^"]+)"', said.partition(" · data:")[0])


def known() -> list[Lesson]:
    """Return the lessons in order: the files `NN_words.py`, with what their first cell says."""
    return [lesson for path in _numbered_files() if (lesson := _lesson(path))]


def unlisted() -> list[Path]:
    """Return the files `NN_….py` beside the lessons that are none: copies, and files without the first cell."""
    return [path for path in _numbered_files() if not _lesson(path)]


def _numbered_files() -> list[Path]:
    return sorted(FOLDER.glob("[0-9][0-9]_*.py"))


def _lesson(path: Path) -> Lesson | None:
    """Return what the first cell says; None if it has not the form, or another number or title than the file."""
    text = path.read_text(encoding="utf-8", errors="replace")
    found = re.match(r"# %%.*\n# # (\d+)\. (.+)\n#\n# > (.+)\n#\n# (\d+) minutes", text)
    if not found:
        return None
    number, title, summary, minutes = found.groups()
    words = re.sub(r"\W+", "_", title.lower())
    if path.stem not in (f"{number:>02}_{words}", f"{number:>02}_{words.removeprefix('a_')}"):
        return None
    return Lesson(path, int(number), title, summary, int(minutes))


def cells(path: str | Path) -> list[tuple[str, str]]:
    """Return the cells of a lesson as pairs: what stands behind `# %%`, such as ` [markdown]`, and the text below."""
    parts = re.split(r"(?m)^# %%(.*)\n", Path(path).read_text(encoding="utf-8"))
    return list(zip(parts[1::2], parts[2::2], strict=True))


def find(words: Sequence[str]) -> list[Lesson]:
    """Return the lessons meant by numbers, files or parts of titles, in the course's order; all for no words.

    A script elsewhere, such as a lesson that the reader copied and changed, is meant by its path, and comes last.

    Raises:
        LookupError: a word means no lesson; the message lists those that there are.
    """
    lessons, chosen, own = known(), set(), {}
    for word in words:
        path = Path(word.strip()).expanduser()
        if path.is_file() and path.resolve().parent != FOLDER:
            if path.suffix != ".py":
                raise LookupError(f"{word} is not a Python script. Notebooks are opened by `python course.py lab`.")
            own[path.resolve()] = Lesson(path.resolve(), None, str(path), "", 0)
        else:
            meant = _meant(word.strip().lower(), lessons)
            if not meant:
                there = "\n".join(f"  {lesson.heading}" for lesson in lessons)
                there += "".join(f"\n{path.name} is none: {FORM}" for path in unlisted())
                raise LookupError(f"There is no lesson {word!r}. There are:\n{there}")
            chosen.update(meant)
    return [lesson for lesson in lessons if lesson in chosen or not words] + list(own.values())


def _meant(word: str, lessons: Sequence[Lesson]) -> list[Lesson]:
    if word.isdigit():
        return [lesson for lesson in lessons if lesson.number == int(word)]
    by_file = [lesson for lesson in lessons if Path(word).stem == lesson.path.stem]
    return by_file or [lesson for lesson in lessons if word and word in lesson.title.lower()]
