"""Mark what was handed in: the answers run in a box, the marks are made outside of it.

A submission is taken apart: of all its cells only the answers count, found by their grade id, or where that was lost,
by the name that they define. Each runs in the box (see `box`) on the frozen inputs, beside what it uses of the lesson,
and what it gives is judged here by the exercise itself (see `dl101.exercises`), as if it had been called here. So there
is nothing to be gained by what an answer prints, patches, records or deletes. Marks go into nbgrader's grade book, the
notebook with the verdicts into `autograded`, where nbgrader's own pages and its `generate_feedback` look.
"""

import contextlib
import functools
import hashlib
import itertools
import json
import queue
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import nbformat
import pandas as pd

from dl101 import exercises, files, machine
from dl101.classroom import box, cases, handout, judge, programs
from dl101.compare import attempt, one_line
from dl101.exercises import Verdict

MOST_BYTES = 20_000_000  # of a notebook that was handed in
STAMP, SECRET = "timestamp.txt", "submission_secret.txt"  # nbgrader's, beside it
NOT_KEPT = "The machine that marked it was lost several times. Marking goes on with it the next time."
BOXES = queue.SimpleQueue()  # those that are open in this process and have nothing to do


class NotMarked(Exception):
    """A submission or an assignment that cannot be marked; the message says why."""


def answers(path: Path, names: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the answer cells of a notebook that was handed in, and what is odd about where they were.

    Raises:
        NotMarked: it is no notebook.
    """
    try:
        if path.is_symlink():
            raise NotMarked("It is a link to another file. Submit the file itself.")
        if path.stat().st_size > MOST_BYTES:
            raise NotMarked(
                f"The file is larger than {MOST_BYTES // 1_000_000} MB. Clear its outputs, and submit again."
            )
        book = nbformat.read(path, as_version=4)
        sources = [(cell.metadata.get("nbgrader", {}), cell.source) for cell in book.cells if cell.cell_type == "code"]
        # what no file can hold, half of a pair of UTF-16, becomes a question mark
        sources = [(marked.get("grade_id"), text.encode(errors="replace").decode()) for marked, text in sources]
    except NotMarked:
        raise
    except Exception as error:
        raise NotMarked(f"The file is no notebook that can be read: {one_line(str(error))}") from error
    found, remarks = {}, {}
    for name in names:
        by_id = [source for grade_id, source in sources if grade_id == name]
        by_name = [source for grade_id, source in sources if grade_id not in names and name in programs.defined(source)]
        if len(by_id) > 1:
            remarks[name] = "The answer cell is there more than once: the last one counts."
        elif not by_id and by_name:
            remarks[name] = "The answer cell had lost its mark, and was found by the name that it defines."
        elif not by_id:
            remarks[name] = "The answer cell is not there."
        if all_of_them := by_id or by_name:
            found[name] = all_of_them[-1]
    return found, remarks


def submitted(folder: Path, stems: Sequence[str] | None = None) -> list[tuple[str, Path]]:
    """Return the assignments, by default all of the plan, and each notebook that was handed in and not yet marked."""
    todo, planned = [], handout.plan(folder)[1]
    for stem in stems or planned:
        if stem not in planned:
            raise handout.WrongPlan(f"{stem} is not in {Path(folder, handout.PLAN)}, but {', '.join(planned)}.")
        known = read(folder, stem)
        found = sorted(Path(folder).glob(f"submitted/*/{stem}/{stem}.ipynb"))
        todo += [(stem, path) for path in found if known.get(path.parts[-3], {}).get("digest") != _digest(path)]
    return todo


def mark_all(
    folder: Path,
    todo: Sequence[tuple[str, Path]],
    jobs: int | None = None,
    dask: str | None = None,
    without_a_box: bool = False,
) -> Iterator[dict]:
    """Mark what `submitted` has found, and yield a record of each as it is done.

    Args:
        jobs: how many boxes at a time, by default one for each core.
        dask: the address of a Dask scheduler. Then its workers have the boxes, one in each of their threads; on their
            machines is the same course, with a box.
        without_a_box: let answers run as whoever marks; they can do what this one can.

    Yields:
        student, assignment, digest (of the file), and either `refused`, why it could not be marked, or `exercises`: of
        each its outcome, the sentence on the mistake if it is known, the case, points, and the remark on its cell.

    Raises:
        NotMarked: nbgrader does not know the assignment, or there are no Dask workers.
        OtherCourse: the course is not the one that the cases were frozen with.
        NoBox: there is none on this machine.
    """
    folder, planned = Path(folder), handout.plan(folder)[1]
    asked = {stem: _asked(folder, stem, planned[stem]) for stem in dict.fromkeys(stem for stem, _ in todo)}
    for stem in asked:
        if not (folder / "release" / stem).is_dir():
            raise NotMarked(f"{stem} was not handed out from {folder}: nbgrader generate_assignment {stem}")
    with contextlib.ExitStack() as stack:
        jobs = min(jobs or machine.cores(), len(todo)) or 1
        jobs, pool, run = _elsewhere(stack, dask) if dask else _here(stack, jobs)
        run = functools.partial(run, without_a_box=True) if without_a_box else run
        judges, at_once = queue.SimpleQueue(), min(jobs, machine.lessons_at_once())
        for _ in range(at_once):
            judges.put(one := judge.Judge(folder, at_once))
            stack.callback(one.close)
        todo, started = iter(todo), deque()
        stack.callback(lambda: [one.cancel() for *_, one in started])
        while True:
            for stem, path in itertools.islice(todo, 2 * jobs - len(started)):
                started.append((stem, path, *_started(pool, run, judges, path, stem, asked[stem])))
            if not started:
                break
            stem, path, *there = started.popleft()
            record = _record(path, stem, planned[stem], *there)
            if record.get("refused") != NOT_KEPT:
                _into_grade_book(folder, record)
                _into_notebook(folder, record)
                _note(folder, record)
            yield record


def _here(stack: contextlib.ExitStack, jobs: int) -> tuple[int, ThreadPoolExecutor, Callable[..., list[dict]]]:
    """Return how many boxes there are at a time on this machine, the threads that wait for them, and what runs a task.

    A thread waits for the box first, then for the judge, so that there are no more at work than there are boxes.
    """
    stack.callback(close_boxes)
    return jobs, stack.enter_context(ThreadPoolExecutor(jobs)), in_a_box


def _elsewhere(stack: contextlib.ExitStack, address: str) -> tuple[int, ThreadPoolExecutor, Callable[..., list[dict]]]:
    """Return the same of the workers of a Dask scheduler; each has the next task before the last one is judged.

    What a worker had that is lost goes to another one. A task makes nothing but what it returns, so nothing is done
    twice.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise NotMarked("Dask is not here: pip install -r requirements-classroom.txt") from error
    try:
        client = stack.enter_context(Client(address, timeout="20 s"))
    except (OSError, ValueError) as error:
        raise NotMarked(f"No Dask scheduler answers at {address}: {one_line(str(error))}") from error
    threads = sum(client.nthreads().values())
    if not threads:
        raise NotMarked(f"The Dask scheduler at {address} has no workers: dask worker {address} --nthreads 1")
    stack.callback(client.run, close_boxes)
    pool, handed = stack.enter_context(ThreadPoolExecutor(2 * threads)), set()
    stack.callback(lambda: client.cancel([*handed]))  # or the pool would wait for them

    def run(task: dict, **how) -> list[dict]:
        handed.add(one := client.submit(in_a_box, task, pure=False, **how))
        try:
            return one.result()
        finally:
            handed.discard(one)

    return threads, pool, run


def in_a_box(task: dict, without_a_box: bool = False) -> list[dict]:
    """Run a task for `boxed` in a box that is open, or in a new one; or in none."""
    try:
        one = BOXES.get_nowait()
    except queue.Empty:
        one = box.Without() if without_a_box else box.Box()
    try:
        return one.run(task)
    finally:
        BOXES.put(one)


def close_boxes() -> None:
    with contextlib.suppress(queue.Empty):
        while True:
            BOXES.get_nowait().close()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _asked(folder: Path, stem: str, points: dict) -> dict[str, tuple]:
    """Return of each exercise of an assignment its calls, pickled for the box, and the seconds that it may take."""
    import cloudpickle

    kinds, asked = cases.load(folder, stem), {}
    for exercise in exercises.load(exercises.SOLUTIONS / f"{stem}.py"):
        if exercise.name in points:
            cases.frozen(exercise, kinds[exercise.name])
            calls = [call for pairs in kinds[exercise.name].values() for call, _ in pairs]
            is_function = isinstance(exercise, exercises.Function)
            pickled = [cloudpickle.dumps(call) for call in calls] if is_function else None
            asked[exercise.name] = pickled, box.TRAINING if getattr(exercise, "trains", False) else box.SECONDS
    return asked


def _started(pool, run: Callable, judges: queue.SimpleQueue, path: Path, stem: str, asked: dict[str, tuple]) -> tuple:
    """Start the answers of a notebook; return them, the remarks, and the future of the verdicts on them.

    The parsing is done here and not by the pool, for Python 3.11 cannot parse in several threads at a time: "AST
    constructor recursion depth mismatch" (https://github.com/python/cpython/issues/106905).
    """
    try:
        found, remarks = answers(path, list(asked))
    except NotMarked as error:
        refused = Future()
        refused.set_exception(error)
        return {}, {}, refused
    task = {}
    for name, source in found.items():
        calls, seconds = asked[name]
        task[name] = {"program": programs.program(stem, name, source), "calls": calls, "seconds": seconds}
    return found, remarks, pool.submit(_verdicts, run, judges, stem, task)


def _verdicts(run: Callable, judges: queue.SimpleQueue, stem: str, task: dict[str, dict]) -> dict[str, Verdict]:
    """Have a task run in a box, and then what came out of it judged by whoever is free."""
    out = dict(zip(task, run(task), strict=True))
    one = judges.get()
    try:
        return one.judged(stem, out)
    finally:
        judges.put(one)


def _record(path: Path, stem: str, points: dict, found: dict, remarks: dict, waiting: Future) -> dict:
    record = {"student": path.parts[-3], "assignment": stem, "digest": _digest(path)}
    try:
        verdicts = waiting.result()
    except NotMarked as error:
        return record | {"refused": str(error)}
    except Exception as error:
        if type(error).__name__ == "KilledWorker":  # Dask's
            return record | {"refused": NOT_KEPT}
        raise
    record |= {"exercises": {}, "answers": found}
    for name, most in points.items():
        one = verdicts.get(name, Verdict("to do"))
        record["exercises"][name] = {
            "outcome": one.outcome,
            "sentence": one.advice,
            "case": one.case,
            "points": most * (one.outcome == "passed"),
            "remark": remarks.get(name, ""),
        }
    return record


def read(folder: Path, stem: str) -> dict[str, dict]:
    """Return the last record of each student for an assignment."""
    path = Path(folder, "marks", f"{stem}.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {record["student"]: record for record in map(json.loads, lines)}


def _note(folder: Path, record: dict) -> None:
    """Add a record to the marks, the last of all, so that what was stopped before is marked again."""
    path = folder / "marks" / f"{record['assignment']}.jsonl"
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({key: one for key, one in record.items() if key != "answers"}) + "\n")


def sum_up(folder: Path, stem: str) -> pd.DataFrame:
    """Return how many students did what in each exercise of an assignment, and keep the table in `marks`.

    Returns:
        Columns exercise, said (the sentence on a mistake, or "passed"), students (how many), of (how many there are).
    """
    marked = [record["exercises"] for record in read(folder, stem).values() if "exercises" in record]
    said = [(name, counted(one)) for exercises in marked for name, one in exercises.items()]
    table = pd.DataFrame(said, columns=["exercise", "said"]).value_counts(sort=False).rename("students").reset_index()
    table["of"] = len(marked)
    order = {name: i for i, name in enumerate(dict.fromkeys(name for name, _ in said))}
    table = table.assign(nth=table["exercise"].map(order)).sort_values(["nth", "students"], ascending=[True, False])
    table = table.drop(columns="nth").reset_index(drop=True)
    files.write(Path(folder, "marks", f"{stem}.csv"), table.to_csv(index=False, lineterminator="\n"))
    return table


def counted(one: dict) -> str:
    """Return what to count an answer under: passed, no answer, the sentence on its mistake, …"""
    return {"passed": "passed", "to do": "no answer", "by hand": "to be looked at"}.get(
        one["outcome"], one["sentence"] or "another mistake"
    )


def _told(one: dict) -> str:
    """Return what a student is told of an answer."""
    return " ".join(filter(None, (one["sentence"], one["case"], one["remark"])))


def _into_grade_book(folder: Path, record: dict) -> None:
    from nbgrader.api import Gradebook
    from nbgrader.utils import parse_utc

    student, stem = record["student"], record["assignment"]
    stamp = beside(folder / "submitted" / student / stem / STAMP)
    when = attempt(parse_utc, stamp.strip())[0] if stamp else None
    book = Gradebook(f"sqlite:///{folder.resolve()}/gradebook.db", handout.plan(folder)[0])
    with warnings.catch_warnings(), book:
        warnings.simplefilter("ignore")  # of nbgrader's own dealings with its database
        book.update_or_create_student(student)
        book.update_or_create_submission(stem, student, **({"timestamp": when} if when else {}))
        for name, one in record.get("exercises", {}).items():
            grade = book.find_grade(f"{name}-check", stem, stem, student)
            grade.auto_score, grade.needs_manual_grade = one["points"], one["outcome"] == "by hand"
            book.find_comment(name, stem, stem, student).auto_comment = _told(one) or None
        book.db.commit()


def _into_notebook(folder: Path, record: dict) -> None:
    """Write the assignment with the answers in it, and with a verdict below each check."""
    student, stem = record["student"], record["assignment"]
    book = nbformat.read(folder / "release" / stem / f"{stem}.ipynb", as_version=4)
    for cell in book.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        name = grade_id.removesuffix("-check")
        if grade_id in record.get("answers", {}):
            cell.source = record["answers"][grade_id]
        elif name in record.get("exercises", {}):
            one = record["exercises"][name]
            said = f"[{one['outcome']}] {name}: {_told(one)}".removesuffix(": ")
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=said + "\n")]
    if "refused" in record:
        book.cells[1:1] = [nbformat.v4.new_markdown_cell(f"**Not marked.** {record['refused']}")]
    path = folder / "autograded" / student / stem / f"{stem}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write(path, nbformat.writes(book))
    for name in (STAMP, SECRET):  # by which nbgrader knows when it was handed in, and to whom feedback goes back
        if text := beside(folder / "submitted" / student / stem / name):
            files.write(path.with_name(name), text)


def beside(path: Path) -> str:
    """Return the text of a small file that nbgrader put beside a submission, if it is one."""
    plain = path.is_file() and not path.is_symlink() and path.stat().st_size < 1000
    return path.read_text(encoding="utf-8", errors="replace") if plain else ""
