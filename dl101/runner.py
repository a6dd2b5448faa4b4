"""Run lessons as scripts, each in a process of its own, and say what came of each."""

import contextlib
import errno
import os
import shutil
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import dl101
from dl101 import interrupt, lessons, processes


@dataclass
class Result:
    """What came of a lesson.

    `seconds` are without the import of Keras, `memory` is the peak in MB (None on Windows), `checks` is what
    `dl101.check` recorded, `error` the text of the exception that ended the lesson, `output` what it printed.
    """

    path: str
    seed: int = 0
    seconds: float = 0.0
    memory: float | None = None
    checks: list[dict] = field(default_factory=list)
    error: str | None = None
    output: str = ""

    @property
    def lesson(self) -> str:
        return Path(self.path).stem

    @property
    def kept(self) -> int:
        """How many promises were kept."""
        return sum(check["outcome"] == "kept" for check in self.of_kind("promise"))

    def of_kind(self, kind: str) -> list[dict]:
        """Return the checks of a kind: "promise" or "exercise"."""
        return [check for check in self.checks if check["kind"] == kind]


def choose_backend(backend: str | None) -> str:
    """Set the backend for the lessons of this process, and return its name; None keeps the present choice.

    Raises:
        LookupError: it is not installed.
    """
    if backend:
        os.environ["KERAS_BACKEND"] = backend  # where Keras reads it
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    there = [name for name in dl101.BACKENDS if find_spec(name)]
    if backend not in there:
        raise LookupError(f"The backend {backend} is not installed. Installed: {', '.join(there) or 'none'}.")
    return backend


def run(
    runs: Sequence[tuple[lessons.Lesson, int]], at_once: int | None = None, show=False, figures=True
) -> Iterator[Result]:
    """Run lessons, each with a shift of its seed, and yield what comes of them as they end.

    With `show` the lessons print to the terminal and `output` is empty. Figures are saved and never shown; without
    `figures` they are not even drawn.
    """
    with contextlib.ExitStack() as stack:
        with interrupt.held_back():  # no folder without someone who will remove it
            folder = tempfile.mkdtemp(prefix="dl101-")
            stack.callback(interrupt.held_back()(shutil.rmtree), folder)
        long_first = sorted(runs, key=lambda run: (run[1], -run[0].minutes))  # so that none is left alone at the end
        tasks = [
            (str(lesson.path), seed, None if show else f"{folder}/{lesson.path.stem}-{seed}.log", figures, folder)
            for lesson, seed in long_first
        ]
        calls = processes.call_each(run_lesson, tasks, at_once)
        for (path, seed, log, *_), result in stack.enter_context(contextlib.closing(calls)):  # ends before the folder
            if isinstance(result, int):
                result = Result(path, seed, error=_last_words(result))
            if log and Path(log).exists():
                result.output = Path(log).read_text(encoding="utf-8", errors="replace")
            yield result


def run_lesson(
    path: str, shift: int = 0, log: str | None = None, figures: bool = True, folder: str | None = None
) -> Result:
    """Run one lesson in this process, as a script, and return what came of it.

    Args:
        path: the lesson's file.
        shift: is added to the seed that the lesson sets.
        log: a file that takes what the lesson prints; by default it goes to the terminal.
        figures: whether figures are drawn and saved.
        folder: where its temporary files go; whoever calls deletes it.
    """
    if log:
        _print_to(log)
    if folder:
        tempfile.tempdir = os.environ["TMPDIR"] = folder
    import keras
    import matplotlib

    from dl101 import check

    matplotlib.use("module://dl101.figures")
    if not figures:
        os.environ["DL101_FIGURES"] = os.devnull
    set_seed = keras.utils.set_random_seed
    keras.utils.set_random_seed = lambda seed: set_seed(seed + shift)
    check.results.clear()
    sys.argv = [path]
    start, error = time.perf_counter(), None
    try:
        _run_as_script(path)
    except SyntaxError as problem:
        place = f"{problem.filename}, line {problem.lineno}"
        error = f"{place}: Python cannot read this, {problem.msg}. Nothing of the file was run.\n  {problem.text or ''}"
    except Exception as problem:
        error = _disk_is_full(problem, log) or traceback.format_exc()
    seconds = time.perf_counter() - start
    try:
        sys.stdout.flush()
    except OSError as problem:
        error = error or _disk_is_full(problem, log) or str(problem)
    return Result(path, shift, seconds, _peak_memory(), list(check.results), error)


def _print_to(log: str) -> None:
    """Let a file take what this process prints from now on, its errors included."""
    sys.stdout.reconfigure(encoding="utf-8")
    with open(log, "wb") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)


def _run_as_script(path: str) -> None:
    """Run a file as `python FILE` does, and print its headings between what it prints, so that it reads as a story."""
    lines, in_text, headings = Path(path).read_text(encoding="utf-8").splitlines(), False, []
    for number, line in enumerate(lines):
        if line.startswith("# %%"):
            in_text = "[markdown]" in line
        elif in_text and line.startswith(("# ## ", "# ### ")):
            headings = [*(headings if line.startswith("# ### ") else []), number]
        elif not in_text and line:  # code follows: they are not the headings of text alone
            for heading in headings:  # in their places, so that errors tell their line
                lines[heading] = f"print({chr(10) + lines[heading][2:]!r}, flush=True)"
            headings = []
    script = types.ModuleType("__main__")
    script.__file__ = path
    sys.modules["__main__"] = script
    exec(compile("\n".join(lines), path, "exec"), vars(script))


def _disk_is_full(problem: Exception, log: str | None) -> str | None:
    if getattr(problem, "errno", None) == errno.ENOSPC:
        folder = Path(log).parent.parent if log else tempfile.gettempdir()  # which, on a full disk, names another one
        return f"The disk is full ({folder}). Make room, or set TMPDIR to a folder on another disk."
    return None


def _last_words(code: int) -> str:
    """Say why a lesson's process ended before its lesson, and what to do."""
    if code == -9:
        advice = "most likely, memory has run out. Close other programs, and add --jobs 1 to the command."
        return f"Killed (exit code -9): {advice}"
    return f"The process ended with exit code {code}. Is it the same with --jobs 1, and what does `dl101 doctor` say?"


def _peak_memory() -> float | None:
    try:
        import resource
    except ImportError:
        return None
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes on macOS, kilobytes on Linux
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
