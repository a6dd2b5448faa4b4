"""Find the lessons, run each in a process of its own, and write their notebooks.

Importing Keras takes longer than most lessons train. So the processes are forked from a server that has imported it
once (Python's `forkserver`); where there is none, as on Windows, each starts afresh. The server may only import: after
a single Keras operation in it, its children would hang.
"""

import hashlib
import multiprocessing
import os
import re
import runpy
import sys
import tempfile
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, NamedTuple

import dl101

FOLDER = Path(__file__).resolve().parent.parent / "lessons"
PRELOAD = ["dl101.cli", "keras", "matplotlib.pyplot", "pandas", "sklearn.linear_model", "sklearn.datasets"]


class Entry(NamedTuple):
    """What the first cell of a lesson says about it."""

    path: Path
    number: int
    title: str
    summary: str
    minutes: int


def lessons() -> list[Entry]:
    """Return the lessons in order: the files `NN_words.py`, with what their first cell says."""
    return [_entry(path) for path in sorted(FOLDER.glob("[0-9][0-9]_*.py"))]


def _entry(path: Path) -> Entry:
    text = path.read_text(encoding="utf-8").split("# %%", 2)[1]
    found = re.search(r"# # (\d+)\. (.+)\n#\n# > (.+)\n#\n# (\d+) minutes", text)
    if not found:
        raise ValueError(
            f"{path}: the first cell needs '# # 1. Title', '# > summary' and '# 20 minutes', as CONTRIBUTING says"
        )
    number, title, summary, minutes = found.groups()
    return Entry(path, int(number), title, summary, int(minutes))


def find(words: Sequence[str]) -> list[Entry]:
    """Return the lessons meant by numbers, files or parts of titles, in the course's order; all for no words.

    Raises:
        LookupError: a word means no lesson; the message lists those that there are.
    """
    known, chosen = lessons(), set()
    for word in words:
        wanted = word.strip().lower()
        if wanted.isdigit():
            meant = [one for one in known if one.number == int(wanted)]
        else:
            stem = Path(wanted).stem
            meant = [one for one in known if stem == one.path.stem]
            meant = meant or [one for one in known if wanted and wanted in one.title.lower()]
        if not meant:
            there = "\n".join(f"  {one.number}. {one.title}" for one in known)
            raise LookupError(f"There is no lesson {word!r}. There are:\n{there}")
        chosen.update(meant)
    return [one for one in known if one in chosen or not words]


def choose_backend(backend: str | None) -> str:
    """Set the backend for the lessons of this process, and return its name; None keeps the present choice.

    Raises:
        LookupError: it is not installed.
    """
    if backend:
        os.environ["KERAS_BACKEND"] = backend
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    if not find_spec(backend):
        there = [name for name in dl101.BACKENDS if find_spec(name)]
        raise LookupError(f"The backend {backend} is not installed. Installed: {', '.join(there) or 'none'}.")
    return backend


def each(function: Callable, tasks: Sequence[tuple], jobs: int | None = None) -> Iterator[tuple[tuple, Any]]:
    """Call `function(*task)` for each task in a process of its own, and yield (task, result) as they end.

    `function` must be importable and its results picklable. The result of a process that died is the negative
    number of the signal, or its exit code. Environment variables count as they are at the first call.

    Args:
        jobs: how many processes at a time; by default one for each core.
    """
    jobs = min(jobs or os.cpu_count() or 1, len(tasks))
    if jobs > 1 and os.environ.get("KERAS_BACKEND") == "torch":
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # else the processes' threads fight for the cores
    forkserver = "forkserver" in multiprocessing.get_all_start_methods() and not os.environ.get("DL101_NO_FORKSERVER")
    context = multiprocessing.get_context("forkserver" if forkserver else "spawn")
    if forkserver:
        context.set_forkserver_preload(PRELOAD)
    waiting, running = deque(tasks), {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                task = waiting.popleft()
                receiver, sender = context.Pipe(duplex=False)
                process = context.Process(target=_send, args=(sender, function, task), daemon=True)
                process.start()
                sender.close()
                running[receiver] = process, task
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
            process.terminate()
            process.join()


def _send(sender, function: Callable, task: tuple) -> None:
    try:
        sender.send(function(*task))
    except KeyboardInterrupt:
        sys.exit(130)


def run_lesson(path: str, shift: int = 0, log: str | None = None) -> dict:
    """Run one lesson in this process, as a script, and return what came of it.

    Args:
        path: the lesson's file.
        shift: is added to the seed that the lesson sets.
        log: a file that takes what the lesson prints; by default it goes to the terminal.

    Returns:
        lesson, seed, seconds (without the import of Keras), memory (peak, in MB; None on Windows), checks, and
        error: the text of the exception that ended the lesson, or None.
    """
    if log:
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
        runpy.run_path(path, run_name="__main__")
    except Exception:
        error = traceback.format_exc()
    seconds = time.perf_counter() - start
    sys.stdout.flush()
    return {
        "lesson": Path(path).stem,
        "seed": shift,
        "seconds": seconds,
        "memory": _peak_memory(),
        "checks": list(check.results),
        "error": error,
    }


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
    with tempfile.TemporaryDirectory(prefix="dl101-") as folder:
        if not figures:
            os.environ["DL101_FIGURES"] = os.devnull
        long_first = sorted(runs, key=lambda one: (one[1], -one[0].minutes))  # so that none is left alone at the end
        logs = [None if show else f"{folder}/{one.path.stem}-{seed}.log" for one, seed in long_first]
        tasks = [(str(one.path), seed, log) for (one, seed), log in zip(long_first, logs, strict=True)]
        for (path, seed, log), result in each(run_lesson, tasks, jobs):
            if isinstance(result, int):
                error = f"The process ended with exit code {result}. It may have run out of memory: dl101 doctor"
                result = {
                    "lesson": Path(path).stem,
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


def notebook(path: Path) -> str:
    """Return the notebook of a lesson: the same bytes each time, because cell ids come from what is in the cells."""
    import jupytext
    import nbformat

    book = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    book.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    seen = Counter()
    for cell in book.cells:
        seen[cell.source] += 1
        cell.id = hashlib.sha256(f"{path.stem} {seen[cell.source]} {cell.source}".encode()).hexdigest()[:8]
        cell.metadata = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
    book.nbformat, book.nbformat_minor = 4, 5
    return nbformat.writes(book) + "\n"
