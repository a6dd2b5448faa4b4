"""Find the lessons, and run each in a process of its own.

Importing Keras takes longer than most lessons train. So the processes are forked from a server that has imported it
once (Python's `forkserver`); where there is none, as on Windows, each starts afresh. The server may only import: after
a single Keras operation in it, its children would hang.
"""

import contextlib
import errno
import multiprocessing
import os
import re
import sys
import tempfile
import time
import traceback
import types
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, NamedTuple

import dl101
from dl101 import interrupt, machine

FOLDER = Path(__file__).resolve().parent.parent / "lessons"
FORM = "its first cell has not the form of CONTRIBUTING.md, or says another number or title than the file's name."
PRELOAD = [
    "dl101.server",
    "dl101.cli",
    "keras",
    "matplotlib.pyplot",
    "pandas",
    "sklearn.linear_model",
    "sklearn.datasets",
]


class Entry(NamedTuple):
    """What the first cell of a lesson says about it; a script of the reader's own has its name for a title."""

    path: Path
    number: int | None
    title: str
    summary: str
    minutes: int

    @property
    def heading(self) -> str:
        return self.title if self.number is None else f"{self.number}. {self.title}"


def lessons() -> list[Entry]:
    """Return the lessons in order: the files `NN_words.py`, with what their first cell says."""
    return [one for one in map(_entry, _numbered()) if one]


def strangers() -> list[Path]:
    """Return the files `NN_….py` beside the lessons that are none: copies, and files without the first cell."""
    return [path for path in _numbered() if not _entry(path)]


def _numbered() -> list[Path]:
    return sorted(FOLDER.glob("[0-9][0-9]_*.py"))


def _entry(path: Path) -> Entry | None:
    """Return what the first cell says; None if it has not the form, or another number or title than the file."""
    text = path.read_text(encoding="utf-8", errors="replace")
    found = re.match(r"# %%.*\n# # (\d+)\. (.+)\n#\n# > (.+)\n#\n# (\d+) minutes", text)
    if not found:
        return None
    number, title, summary, minutes = found.groups()
    words = re.sub(r"\W+", "_", title.lower())
    if path.stem not in (f"{number:>02}_{words}", f"{number:>02}_{words.removeprefix('a_')}"):
        return None
    return Entry(path, int(number), title, summary, int(minutes))


def find(words: Sequence[str]) -> list[Entry]:
    """Return the lessons meant by numbers, files or parts of titles, in the course's order; all for no words.

    A script elsewhere, such as a lesson that the reader copied and changed, is meant by its path, and comes last.

    Raises:
        LookupError: a word means no lesson; the message lists those that there are.
    """
    known, chosen, own = lessons(), set(), {}
    for word in words:
        path = Path(word.strip()).expanduser()
        if path.is_file() and path.resolve().parent != FOLDER:
            if path.suffix != ".py":
                raise LookupError(f"{word} is not a Python script. Notebooks are opened by `python course.py lab`.")
            own[path.resolve()] = Entry(path.resolve(), None, str(path), "", 0)
        else:
            meant = _meant(word.strip().lower(), known)
            if not meant:
                there = "\n".join(f"  {one.heading}" for one in known)
                there += "".join(f"\n{path.name} is none: {FORM}" for path in strangers())
                raise LookupError(f"There is no lesson {word!r}. There are:\n{there}")
            chosen.update(meant)
    return [one for one in known if one in chosen or not words] + list(own.values())


def _meant(word: str, known: Sequence[Entry]) -> list[Entry]:
    if word.isdigit():
        return [one for one in known if one.number == int(word)]
    by_file = [one for one in known if Path(word).stem == one.path.stem]
    return by_file or [one for one in known if word and word in one.title.lower()]


def exercises(lesson: Entry) -> list[str]:
    """Return the names of a lesson's exercises, in their order."""
    return re.findall(r'(?m)^check\.exercise\("(\w+)"', lesson.path.read_text(encoding="utf-8"))


def choose_backend(backend: str | None) -> str:
    """Set the backend for the lessons of this process, and return its name; None keeps the present choice.

    Raises:
        LookupError: it is not installed.
    """
    if backend:
        os.environ["KERAS_BACKEND"] = backend
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    there = [name for name in dl101.BACKENDS if find_spec(name)]
    if backend not in there:
        raise LookupError(f"The backend {backend} is not installed. Installed: {', '.join(there) or 'none'}.")
    return backend


def each(function: Callable, tasks: Sequence[tuple], jobs: int | None = None) -> Iterator[tuple[tuple, Any]]:
    """Call `function(*task)` for each task in a process of its own, and yield (task, result) as they end.

    `function` must be importable and its results picklable. The result of a process that died is the negative
    number of the signal, or its exit code. Environment variables count as they are at the first call.

    Args:
        jobs: how many processes at a time; by default one for each core, if the memory lasts for them.
    """
    jobs = min(jobs or machine.places(), len(tasks))
    if jobs > 1 and os.environ.get("KERAS_BACKEND") == "torch":
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # else the processes' threads fight for the cores
    forkserver = "forkserver" in multiprocessing.get_all_start_methods() and not os.environ.get("DL101_NO_FORKSERVER")
    context = multiprocessing.get_context("forkserver" if forkserver else "spawn")
    if forkserver:
        from multiprocessing import forkserver as server
        from multiprocessing import resource_tracker

        context.set_forkserver_preload(PRELOAD)
        resource_tracker.ensure_running()  # before, because its start lets Ctrl-C through again
        with interrupt.held_back():
            server.ensure_running()
    waiting, running = deque(tasks), {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                task = waiting.popleft()
                receiver, sender = context.Pipe(duplex=False)
                process = context.Process(target=_send, args=(sender, function, task), daemon=True)
                with interrupt.held_back():  # no process without someone who will end it
                    process.start()
                    running[receiver] = process, task
                sender.close()
            for receiver in wait(list(running)):
                process, task = running[receiver]
                try:
                    result = receiver.recv()
                    process.join()
                except EOFError:
                    process.join()
                    result = process.exitcode
                del running[receiver]
                receiver.close()
                yield task, result
    finally:
        for process, _ in running.values():
            process.join(1)  # Ctrl-C reaches it as well: let it clean up undisturbed
            process.terminate()
            process.join(5)
            process.kill()
            process.join()


def _send(sender, function: Callable, task: tuple) -> None:
    """Send what `function(*task)` returns, unless Ctrl-C comes first."""
    try:
        interrupt.take_once()
        sender.send(function(*task))
        interrupt.ignore()
    except KeyboardInterrupt:
        sys.exit(130)


def run_lesson(path: str, shift: int = 0, log: str | None = None) -> dict:
    """Run one lesson in this process, as a script, and return what came of it.

    Args:
        path: the lesson's file.
        shift: is added to the seed that the lesson sets.
        log: a file that takes what the lesson prints; by default it goes to the terminal.

    Returns:
        lesson, path, seed, seconds (without the import of Keras), memory (peak, in MB; None on Windows), checks, and
        error: the text of the exception that ended the lesson, or None.
    """
    if log:
        sys.stdout.reconfigure(encoding="utf-8")
        with open(log, "wb") as file:
            for stream in (1, 2):
                os.dup2(file.fileno(), stream)
    import keras

    from dl101 import check

    seed = keras.utils.set_random_seed
    keras.utils.set_random_seed = lambda number: seed(number + shift)
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
    return {
        "lesson": Path(path).stem,
        "path": path,
        "seed": shift,
        "seconds": seconds,
        "memory": _peak_memory(),
        "checks": list(check.results),
        "error": error,
    }


def _run_as_script(path: str) -> None:
    """Run a file as `python FILE` does, and print its headings between what it prints, so that it reads as a story."""
    lines, in_text, headings = Path(path).read_text(encoding="utf-8").splitlines(), False, []
    for number, line in enumerate(lines):
        if line.startswith("# %%"):
            in_text = "[markdown]" in line
        elif in_text and line.startswith(("# ## ", "# ### ")):
            headings = [*(headings if line.startswith("# ### ") else []), number]
        elif not in_text and line:  # code follows: they are not the headings of text alone
            for place in headings:  # in their places, so that errors tell their line
                lines[place] = f"print({chr(10) + lines[place][2:]!r}, flush=True)"
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


def run(runs: Sequence[tuple[Entry, int]], jobs: int | None = None, show=False, figures=True) -> Iterator[dict]:
    """Run lessons, each with a shift of its seed, and yield what `run_lesson` returns as they end, with their `output`.

    With `show` the lessons print to the terminal and `output` is empty. Figures are saved and never shown; without
    `figures` they are not even drawn.
    """
    os.environ["MPLBACKEND"] = "module://dl101.figures"
    if not figures:
        os.environ["DL101_FIGURES"] = os.devnull
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dl101-"))
        long_first = sorted(runs, key=lambda one: (one[1], -one[0].minutes))  # so that none is left alone at the end
        logs = [None if show else f"{folder}/{one.path.stem}-{seed}.log" for one, seed in long_first]
        tasks = [(str(one.path), seed, log) for (one, seed), log in zip(long_first, logs, strict=True)]
        results = stack.enter_context(contextlib.closing(each(run_lesson, tasks, jobs)))  # ends before the folder
        for (path, seed, log), result in results:
            if isinstance(result, int):
                error = _last_words(result)
                result = {
                    "lesson": Path(path).stem,
                    "path": path,
                    "seed": seed,
                    "seconds": 0.0,
                    "memory": None,
                    "checks": [],
                    "error": error,
                }
            output = Path(log).read_text(encoding="utf-8", errors="replace") if log and Path(log).exists() else ""
            yield result | {"output": output}


def write(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
