"""Make the notebooks from their sources: each lesson's, and that of START, which shows a reader the way in.

What a source need not say is written in: links to the lesson before and the one after, and START's list of lessons.
"""

import hashlib
from collections import Counter
from pathlib import Path

from dl101 import lessons

START = "START"
LIST = "{lessons}"  # where START's source wants the list


def sources() -> list[Path]:
    """Return the sources of all notebooks: START, and the lessons in their order."""
    return [lessons.FOLDER / f"{START}.py", *(lesson.path for lesson in lessons.known())]


def notebook(source: Path) -> str:
    """Return the notebook of a source: the same bytes each time, because cell ids come from what is in the cells."""
    import jupytext
    import nbformat

    book = jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent")
    book.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    seen = Counter()
    for cell in book.cells:
        seen[cell.source] += 1
        cell.id = hashlib.sha256(f"{source.stem} {seen[cell.source]} {cell.source}".encode()).hexdigest()[:8]
        cell.metadata = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
        cell.source = cell.source.replace(LIST, _list()).partition("\n\n**Next:**")[0]
    if source.stem != START:
        book.cells.append(nbformat.v4.new_markdown_cell(_ways_on(source), id="ways-on"))
    book.nbformat, book.nbformat_minor = 4, 5
    return nbformat.writes(book) + "\n"


def _link(lesson: lessons.Lesson, text: str) -> str:
    return f"[{text}]({lesson.path.stem}.ipynb)"


def _list() -> str:
    return "\n".join(
        f"{lesson.number}. {_link(lesson, lesson.title)}, {lesson.minutes} minutes" for lesson in lessons.known()
    )


def _ways_on(source: Path) -> str:
    """Return the links at the end of a lesson: to the one before, to START, and to the one after."""
    before = [lesson for lesson in lessons.known() if lesson.path < source]
    after = [lesson for lesson in lessons.known() if lesson.path > source]
    links = [f"**Back:** {_link(before[-1], before[-1].title)}"] if before else []
    links += [f"[All lessons]({START}.ipynb)"]
    links += [f"**Next:** {_link(after[0], after[0].title)}"] if after else []
    return " · ".join(links)
