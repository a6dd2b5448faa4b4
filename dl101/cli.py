"""The command `dl101`. Keras is imported only in the processes that run lessons, so that it answers at once."""

import importlib
import itertools
import time
from contextlib import closing
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from dl101 import BACKENDS, files, progress, runner
from dl101 import lessons as course

STARTED = time.monotonic()

app = typer.Typer(
    help="Deep Learning 101: lessons that run.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
classroom = typer.Typer(help="Hand lessons out to a class, and mark what comes back (with nbgrader); pack the course.")
app.add_typer(classroom, name="classroom", no_args_is_help=True)
Backend = StrEnum("Backend", BACKENDS)
Lessons = Annotated[list[str] | None, typer.Argument(help="Numbers, files or parts of titles; all by default.")]
BackendOption = Annotated[Backend | None, typer.Option(help="What Keras computes with; by default what is installed.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="How many lessons at a time; by default one for each core.")]


@cache
def _console(width: int | None = None):
    """Return rich's console; rich is imported here, because `list` and `--help` do without it."""
    from rich.console import Console

    return Console(highlight=False, markup=False, soft_wrap=True, width=width)


def _stop(message: str, code: int = 2) -> None:
    _console().print(message, style="red")
    raise typer.Exit(code)


def _choose(words: list[str] | None, backend: Backend | None) -> tuple[list[course.Lesson], str]:
    try:
        return course.find(words or []), runner.choose_backend(backend and backend.value)
    except LookupError as error:
        _stop(error.args[0])


def _watch(results, total: int):
    """Show a progress bar and how long it will still take, a line for each result as it comes in, and yield it."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    start = time.monotonic()
    with closing(results), Progress(*columns, console=_console(), transient=True) as progress:
        bar = progress.add_task("starting Keras …", total=total)
        for done, result in enumerate(results, start=1):
            left = (time.monotonic() - start) / done * (total - done)
            still = f"; {done} of {total}, about {left / 60:.0f} min left" if left > 90 else ""
            progress.update(bar, advance=1, description="running")
            what = f"seed {result.seed}, " if result.seed else ""
            state = "FAILED" if result.error else "done"
            _console().print(f"{state}  {result.lesson}  ({what}{result.seconds:.1f} s{still})")
            if result.error:
                _console().print(f"{result.output}\n{result.error}")
            yield result


@app.command("list")
def list_lessons() -> None:
    """List the lessons, with a dot for each exercise: ● for those that you have passed."""
    for lesson in course.known():
        dots = progress.dots(lesson.exercises)
        print(f"{lesson.number:3}. {lesson.title} ({lesson.minutes} minutes) {dots}\n     {lesson.summary}")


@app.command("next")
def next_exercise() -> None:
    """Say where to go on: the first exercise that you have not passed."""
    for lesson in course.known():
        for name in lesson.exercises:
            if not progress.of(name)["passed"]:
                print(f"{lesson.heading}, exercise {name}\nOpen it by `dl101 lab`, or in {lesson.path.name}.")
                return
    print("You have passed all exercises.")


@app.command("progress")
def show_progress(reset: Annotated[bool, typer.Option("--reset", help="Forget all that was passed.")] = False) -> None:
    """Show how many exercises you have passed in each lesson."""
    if reset:
        progress.forget()
    for lesson in course.known():
        names = lesson.exercises
        passed = sum(progress.of(name)["passed"] for name in names)
        print(f"{progress.dots(names):5} {passed} of {len(names)}  {lesson.heading}")


Name = Annotated[str, typer.Argument(help="The exercise: the name that it defines.")]


def _ask(question: str, name: str) -> None:
    from dl101 import check

    try:
        getattr(check, question)(name)
    except LookupError as error:
        _stop(error.args[0])


@app.command()
def hint(name: Name) -> None:
    """Give a hint to an exercise: a question first, then more each time."""
    _ask("hint", name)


@app.command()
def answer(name: Name) -> None:
    """Show an answer to an exercise that you have tried."""
    _ask("answer", name)


@app.command()
def watch(lesson: Annotated[str, typer.Argument(help="A number, a file or part of a title.")]) -> None:
    """Run a lesson each time you save it, and show its exercises and errors only. Ctrl-C ends it."""
    from watchfiles import watch as changes

    chosen, _ = _choose([lesson], None)
    if len(chosen) > 1:
        _stop(f"{lesson!r} means several lessons: {'; '.join(entry.title for entry in chosen)}.")
    (entry,) = chosen

    def is_it(change, path: str) -> bool:  # editors replace a file when they save it: so its folder is watched
        return Path(path) == entry.path

    _console().print(f"Watching {entry.path}. Save it to have its exercises judged; Ctrl-C ends this.")
    for number, _ in enumerate(itertools.chain([None], changes(entry.path.parent, watch_filter=is_it))):
        with closing(runner.run([(entry, 0)], figures=False)) as results:
            (result,) = results
        _console().print(f"\n{time.strftime('%H:%M:%S')}, run {number + 1}")
        for check in result.checks:
            if check["kind"] == "exercise" or check["outcome"] == "broken":
                _console().print(check["said"])
        if result.error:
            _console().print(result.error, style="red")


Ranges = Annotated[bool, typer.Option("--ranges", help="Show what each promise was, and what was seen.")]


@app.command()
def run(lessons: Lessons = None, backend: BackendOption = None, jobs: Jobs = None, ranges: Ranges = False) -> None:
    """Run lessons, check their promises, and save their figures under figures/."""
    chosen, name = _choose(lessons, backend)
    alone = len(chosen) == 1
    which = f"{len(chosen)} lesson{'' if alone else 's'} on {name}"
    which += f": {'; '.join(entry.title for entry in chosen)}" if lessons else ""
    _console().print(f"{which}\nFigures go to {Path('figures').resolve()}")
    _console().print("Starting Keras, which takes some seconds ...")
    results = runner.run([(entry, 0) for entry in chosen], jobs, show=alone)
    with closing(results if alone else _watch(results, len(chosen))) as results:
        by_path = {result.path: result for result in results}
    ended = [(entry, by_path[str(entry.path)]) for entry in chosen]
    if alone and ended[0][1].error:
        _console().print(ended[0][1].error)
    table, promised = _tables(ended)
    _console().print(table)
    if ranges:
        _console(max(_console().width, 150)).print(promised)
    _console().print(f"{time.monotonic() - STARTED:.1f} seconds in all, with the start of Keras.")
    lost = sum(result.output.count("[figure] not saved") for result in by_path.values())
    if lost:
        advice = "go to a folder of your own, or set DL101_FIGURES to one"
        _console().print(f"{lost} of the figures could not be saved: {advice}.", style="red")
    failed = [entry.title for entry, result in ended if result.error or result.kept < len(result.of_kind("promise"))]
    if failed:
        _stop(f"Not as promised: {', '.join(failed)}. What does `dl101 doctor` say?", code=1)


def _tables(ended: list[tuple[course.Lesson, runner.Result]]) -> tuple:
    """Return a table of lessons and one of their promises, to be printed."""
    from rich.table import Table

    table = Table("lesson", "seconds", "promises kept", "exercises to do")
    promised = Table("lesson", "promise", "promised", "seen")
    for entry, result in ended:
        promises, exercises = result.of_kind("promise"), result.of_kind("exercise")
        state = "failed" if result.error else f"{result.kept} of {len(promises)}"
        todo = sum(check["outcome"] != "passed" and not progress.of(check["name"])["passed"] for check in exercises)
        table.add_row(entry.heading, f"{result.seconds:.1f}", state, f"{todo} of {len(exercises)}")
        for check in promises:
            promised.add_row(entry.heading, check["name"], check["promised"], check["seen"])
    return table, promised


def _seeds(text: str) -> list[int]:
    """Return 0 … n-1 for the text `n`, and a … b-1 for `a:b`."""
    first, _, last = text.rpartition(":")
    try:
        seeds = list(range(int(first or 0), int(last)))
    except ValueError:
        seeds = []
    if not seeds:
        raise typer.BadParameter(f"{text!r} is neither a number of seeds, as 10, nor a range, as 40:50.")
    return seeds


@app.command()
def verify(
    lessons: Lessons = None,
    seeds: Annotated[str, typer.Option(help="How many seeds, as 10, or which, as 40:50 (without 50).")] = "10",
    backend: BackendOption = None,
    jobs: Jobs = None,
    save: Annotated[bool, typer.Option(help="Put the result into the course's own table, and into README.md.")] = False,
) -> None:
    """Run lessons with many seeds, and report what was promised and what was seen.

    Stopped before its end, it keeps what is done in the current folder, and the same command goes on from there.
    """
    from dl101 import promises

    chosen, name = _choose(lessons, backend)
    numbers = _seeds(seeds)
    kept = promises.Unfinished(name)
    runs = [(entry, seed) for entry in chosen for seed in numbers]
    results = kept.of(runs)
    there = {(result.lesson, result.seed) for result in results}
    missing = [(entry, seed) for entry, seed in runs if (entry.path.stem, seed) not in there]
    before = f"; {len(there)} of {len(runs)} runs were done before, see {kept.path}" if there else ""
    _console().print(f"{len(chosen)} lessons on {name}, {len(numbers)} seeds each{before}")
    try:
        with closing(_watch(runner.run(missing, jobs, figures=False), len(missing))) as fresh:
            for result in fresh:
                kept.add(result)
                results.append(result)
    except KeyboardInterrupt:
        _stop(f"Stopped. {len(results)} of {len(runs)} runs are done, and the same command goes on from there.", 130)
    kept.path.unlink(missing_ok=True)
    rows = promises.table(results, name)
    _show_spread(rows)
    if save:
        promises.save(rows)
    broken = [row for row in rows.itertuples() if row.kept != row.seeds] + [run for run in results if run.error]
    if broken:
        _stop(f"Broken: {len(broken)}. Each is a wrong text or a fragile lesson.", code=1)
    _console().print("All promises were kept.")


def _show_spread(rows) -> None:
    """Print a table of promises, as `promises.table` returns it."""
    from rich.table import Table

    table = Table("lesson", "promise", "promised", "minimum", "median", "maximum", "kept")
    for row in rows.itertuples():
        spread = row.promised, row.minimum, row.median, row.maximum
        table.add_row(row.lesson, row.promise, *spread, f"{row.kept} of {row.seeds}")
    _console(max(_console().width, 150)).print(table)


@app.command(context_settings={"ignore_unknown_options": True})
def lab(words: Annotated[list[str] | None, typer.Argument(help="Options of JupyterLab, such as --port 9000.")] = None):
    """Open the lessons in JupyterLab, as copies of your own in my_lessons/."""
    from dl101 import lab

    try:
        kept = lab.prepare()
    except OSError as error:
        advice = "If the disk is full, make room. Else copy the course to a folder of your own, and start it there."
        _stop(f"{lab.FOLDER} cannot be written to: {error.strerror}. {advice}", code=1)
    if kept:
        _console().print("You have changed these lessons, and the course has newer versions. Yours are kept:")
        _console().print("\n".join(f"  my_lessons/{name}" for name in kept))
        _console().print("To get a new version as well, rename yours, and give this command again.")
    _console().print("JupyterLab is starting. Ctrl-C stops it.")
    lab.start(words or ())


@app.command()
def notebooks() -> None:
    """Write every lesson's notebook, and START, from their scripts."""
    from dl101 import notebooks

    for source in notebooks.sources():
        target = source.with_suffix(".ipynb")
        files.write(target, notebooks.notebook(source))
        _console().print(f"lessons/{target.name}")


@app.command()
def play(
    game: Annotated[str, typer.Option(help="tic-tac-toe or four-in-a-row.")] = "tic-tac-toe",
    rounds: Annotated[int | None, typer.Option(min=0, help="Generations to learn; few make it weak.")] = None,
    first: Annotated[bool, typer.Option("--first/--second", help="Whether you begin.")] = True,
) -> None:
    """Play against a network that learns the game first, as in the lesson "Playing a game"."""
    from dl101 import games
    from dl101.play import GAMES, learn, one_game

    if game not in GAMES:
        _stop(f"There is no game {game!r}. Take one of {', '.join(GAMES)}.")
    side, gravity, generations = GAMES[game]
    generations = generations if rounds is None else rounds
    rules = games.Game(side, gravity)
    say = _console().print
    try:
        say("Starting Keras, which takes some seconds ...")
        guess = learn(rules, generations, lambda n: print(f"\rgeneration {n} of {generations}", end="", flush=True))
        print()
        one_game(rules, guess, first, say, input)
    except KeyboardInterrupt:
        say("\nSee you.")


@app.command()
def serve(
    folder: Annotated[Path, typer.Argument(help="It holds model.onnx and card.json.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where it listens, on this machine alone.")] = 8000,
) -> None:
    """Serve a kept model, as in the lesson "Keeping and serving a model", until Ctrl-C."""
    from dl101 import serve

    try:
        serve.opened(folder)  # or it would say that it serves what it then refuses
        _console().print(f"Serving {folder} at http://127.0.0.1:{port}/health until Ctrl-C ...")
        serve.run(folder, port)
    except serve.NotServed as error:
        _stop(str(error))


Folder = Annotated[Path, typer.Argument(help="The teacher's folder, nbgrader's course.")]


def _with_nbgrader(name: str):
    """Import a module of `dl101.classroom`, or say what it needs."""
    try:
        return importlib.import_module(f"dl101.classroom.{name}")
    except ImportError as error:
        _stop(f"A classroom needs a package more ({error.name}): pip install -r requirements-classroom.txt")


@classroom.command()
def make(folder: Folder, lessons: Lessons = None) -> None:
    """Make a course for nbgrader of these lessons, or anew after classroom.yaml was edited."""
    handout = _with_nbgrader("handout")
    try:
        planned = handout.make(folder, course.find(lessons) if lessons else [])
    except (LookupError, handout.WrongPlan) as error:
        _stop(str(error.args[0]))
    if not planned:
        _stop(f"Which lessons? For example: dl101 classroom make {folder} 1 4 9")
    for stem, points in planned.items():
        _console().print(f"{stem}: {', '.join(f'{name} {worth:g}' for name, worth in points.items())}")
    _console().print(f"Points and lessons: {folder / handout.PLAN}. To hand one out, in {folder}:", style="bold")
    _console().print(f"  nbgrader generate_assignment {stem}\n  nbgrader release_assignment {stem}")


@classroom.command()
def mark(
    folder: Folder,
    lessons: Lessons = None,
    jobs: Jobs = None,
    dask: Annotated[str | None, typer.Option(help="A Dask scheduler whose workers do it, as tcp://host:8786.")] = None,
    without_a_box: Annotated[bool, typer.Option(help="Run answers as you: they can do what you can.")] = False,
) -> None:
    """Mark what is new in FOLDER/submitted, each answer in a box. Stopped, the same command goes on."""
    from rich.progress import track

    marking, box = _with_nbgrader("mark"), _with_nbgrader("box")
    try:
        stems = [lesson.path.stem for lesson in course.find(lessons)] if lessons else None
        todo = marking.submitted(folder, stems)
        if without_a_box:
            _console().print("Without a box: each answer can read, change and send what you can.", style="red")
        with closing(marking.mark_all(folder, todo, jobs, dask, without_a_box)) as records:
            for record in track(records, "marking", total=len(todo), console=_console(), transient=True):
                said = record.get("refused") or f"{sum(one['points'] for one in record['exercises'].values()):g} points"
                _console().print(f"{record['assignment']}, {record['student']}: {said}")
        for stem in dict.fromkeys(stem for stem, _ in todo):
            _console().print(f"\n{stem}", style="bold")
            for row in marking.sum_up(folder, stem).itertuples():
                _console().print(f"{row.students:4} of {row.of}  {row.exercise}: {row.said}")
        _console().print(f"{len(todo)} marked. For pages to hand out and to look at: dl101 classroom report {folder}")
    except (LookupError, marking.handout.WrongPlan, marking.NotMarked, marking.cases.OtherCourse, box.NoBox) as error:
        _stop(str(error.args[0]))


@classroom.command()
def report(folder: Folder, lessons: Lessons = None) -> None:
    """Write pages on what was marked: one for each student, and one of usual mistakes and like answers for you."""
    report, marking = _with_nbgrader("report"), _with_nbgrader("mark")
    try:
        planned = marking.handout.plan(folder)[1]
        stems = [lesson.path.stem for lesson in course.find(lessons)] if lessons else planned
        for stem in filter(lambda stem: marking.read(folder, stem), stems):
            pages, overview = report.students(folder, stem), report.teacher(folder, stem)
            _console().print(f"{stem}: {overview} for you, {len(pages)} pages in {folder / 'feedback'} for students")
            _console().print(f"To hand them out, in {folder}: nbgrader release_feedback {stem}")
    except (LookupError, marking.handout.WrongPlan) as error:
        _stop(str(error.args[0]))


@classroom.command()
def guide(lesson: Annotated[str, typer.Argument(help="A number, a file or part of a title.")]) -> None:
    """Tell what to ask, to draw and to watch for in a lesson, and the usual mistakes in its exercises."""
    from rich.console import Console
    from rich.markdown import Markdown

    from dl101.classroom import guide

    try:
        (found,) = course.find([lesson])
    except (LookupError, ValueError) as error:
        _stop(error.args[0] if isinstance(error, LookupError) else "One lesson at a time.")
    Console(width=min(_console().width, 100)).print(Markdown(guide.text(found)))  # in lines, unlike all else


@classroom.command()
def pack(
    path: Annotated[Path, typer.Argument(help="A folder for the archive, or its name, which ends in .zip.")],
    platform: Annotated[
        str | None, typer.Option(help="linux, linux-arm, macos or windows; by default this one.")
    ] = None,
    python: Annotated[str | None, typer.Option(help="3.11, 3.12 or 3.13; by default this one.")] = None,
) -> None:
    """Pack the course and its packages into one archive, for machines without a network."""
    from rich.progress import track

    from dl101.classroom import pack

    try:
        target = pack.target(platform, python)
        path, total = pack.archive(path, target), sum(map(len, pack.packages(target)))
        _console().print(f"Fetching the packages for {target}: about 550 MB ...")
        with closing(pack.write(path, target)) as names:
            for _ in track(names, "fetching", total=total, console=_console(), transient=True):
                pass
    except pack.NotPacked as error:
        _stop(str(error))
    _console().print(f"{path}, {path.stat().st_size / 1e6:.0f} MB, is for {target}. Unzipped there, with no network:")
    _console().print(f"  python course.py run 1, in the folder {pack.FOLDER}")


def _executed(lessons: list[str] | None, jobs: int | None):
    """Return `dl101.web` and the chosen lessons, once all of them are executed."""
    from importlib.util import find_spec

    missing = [
        name for name in ("sphinx", "myst_nb", "sphinx_design", "sphinx_revealjs", "rjsmin") if not find_spec(name)
    ]
    if missing:
        _stop(f"Pages and slides need packages more ({', '.join(missing)}): pip install -r requirements-site.txt")
    from dl101 import web

    chosen, backend = _choose(lessons, None)
    stale = web.stale(chosen)
    if stale:
        _console().print(f"{len(stale)} of {len(chosen)} lessons are executed, on {backend}")
    failed = [result.lesson for result in _watch(web.executed(stale, jobs), len(stale)) if result.error]
    if failed:
        _stop(f"Nothing is made, because of {', '.join(failed)}.", code=1)
    return web, chosen


@app.command()
def site(lessons: Lessons = None, jobs: Jobs = None) -> None:
    """Make the course's pages, in site/html: lessons that have changed are executed first."""
    web, chosen = _executed(lessons, jobs)
    try:
        page = web.build(chosen)
    except web.NotBuilt as error:
        _stop(str(error), code=1)
    _console().print(f"Open {page}")


@app.command()
def slides(lessons: Lessons = None, jobs: Jobs = None) -> None:
    """Make slides of lessons, a file for each in site/slides, which opens in a browser; S shows a teacher's notes."""
    _, chosen = _executed(lessons, jobs)
    from dl101.web.slides import write

    for lesson in chosen:
        _console().print(f"Open {write(lesson)}")


@app.command()
def doctor() -> None:
    """Say what is wrong with this machine, and what to do."""
    from dl101 import doctor

    problems = 0
    for state, finding, advice in doctor.examine():
        problems += state == "problem"
        _console().print(f"[{state}] {finding}" + (f"\n          {advice}" if advice else ""))
    if problems:
        _stop(f"{problems} problem{'s' if problems > 1 else ''}.", code=1)
    _console().print("This machine can run the course.")
