"""The course as pages: lessons are executed, and Sphinx makes a site of them that opens from a folder.

Nothing is written twice: pages come from the lessons' files, their solutions, the table of promises, the README and the
docstrings. Three steps have a file each: `execute` runs notebooks, `pages` writes the sources for Sphinx, and `conf`
is Sphinx's configuration.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from dl101 import ROOT, lessons, processes
from dl101.runner import Result
from dl101.web import execute

HERE = Path(__file__).parent
WORK = ROOT / "site"  # the pages are in html; beside them what lessons gave, and what Sphinx remembers
EXECUTED = WORK / "executed"


class NotBuilt(Exception):
    """There are no pages; the message says why."""


def stale(chosen: Sequence[lessons.Lesson]) -> list[lessons.Lesson]:
    """Return the lessons whose code or data are not those that were executed last."""
    return [lesson for lesson in chosen if not execute.kept(lesson.path, EXECUTED).exists()]


def executed(chosen: Sequence[lessons.Lesson], at_once: int | None = None) -> Iterator[Result]:
    """Execute lessons, those that take long first, and yield what comes of each as it ends."""
    EXECUTED.mkdir(parents=True, exist_ok=True)
    tasks = [(str(lesson.path), str(EXECUTED)) for lesson in sorted(chosen, key=lambda lesson: -lesson.minutes)]
    for (path, _), result in processes.call_each(execute.lesson, tasks, at_once):
        yield Result(path, error=f"It was ended: {result}.") if isinstance(result, int) else result


def build(chosen: Sequence[lessons.Lesson]) -> Path:
    """Make the pages of executed lessons, and return the first page.

    Raises:
        NotBuilt: Sphinx failed, or warned of something.
    """
    from sphinx.cmd.build import build_main

    from dl101.web import pages

    source, target = WORK / "source", WORK / "html"
    if any(code for _, code in processes.call_each(pages.write, [(source, EXECUTED, chosen)])):  # Keras is there
        raise NotBuilt("The pages could not be written: see above.")
    settings = ["-D", f"html_extra_path={source / pages.EXTRA}"]
    options = ["-b", "html", "-c", str(HERE), "-d", str(WORK / "doctrees"), "-q", "-W", "--keep-going", "-j", "auto"]
    if build_main([*options, *settings, str(source), str(target)]):
        raise NotBuilt("Sphinx is not content: see above.")
    return target / "index.html"
