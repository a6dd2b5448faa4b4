"""The command `dl101`. Keras is imported only in the processes that run lessons, so that it answers at once."""

import os
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from dl101 import BACKENDS, runner

app = typer.Typer(
    help="Deep Learning 101: lessons that run.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
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


def _choose(words: list[str] | None, backend: Backend | None) -> tuple[list[runner.Entry], str]:
    try:
        return runner.find(words or []), runner.choose_backend(backend and backend.value)
    except LookupError as error:
        _stop(error.args[0])


def _watch(results, total: int):
    """Show a progress bar while the results come in, and yield them."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=_console(), transient=True) as progress:
        bar = progress.add_task("starting Keras …", total=total)
        for result in results:
            progress.update(bar, advance=1, description="running")
            what = f"seed {result['seed']}, " if result["seed"] else ""
            state = "FAILED" if result["error"] else "done"
            _console().print(f"{state}  {result['lesson']}  ({what}{result['seconds']:.1f} s)")
            if result["error"]:
                _console().print(f"{result['output']}\n{result['error']}")
            yield result


@app.command("list")
def list_lessons() -> None:
    """List the lessons."""
    for one in runner.lessons():
        print(f"{one.number:3}. {one.title} ({one.minutes} minutes)\n     {one.summary}")


@app.command()
def run(lessons: Lessons = None, backend: BackendOption = None, jobs: Jobs = None) -> None:
    """Run lessons, check their promises, and save their figures under figures/."""
    from rich.table import Table

    chosen, name = _choose(lessons, backend)
    show = len(chosen) == 1
    _console().print(f"{len(chosen)} lesson{'' if show else 's'} on {name}; figures go to {Path('figures').resolve()}")
    results = runner.run(chosen, jobs=jobs, show=show)
    results = {one["lesson"]: one for one in (results if show else _watch(results, len(chosen)))}
    table = Table("lesson", "seconds", "promises kept", "exercises to do")
    failed = []
    for entry in chosen:
        result = results[entry.path.stem]
        promises = [one["outcome"] for one in result["checks"] if one["kind"] == "promise"]
        exercises = [one["outcome"] for one in result["checks"] if one["kind"] == "exercise"]
        kept = promises.count("kept")
        if result["error"] or kept < len(promises):
            failed.append(entry)
        if show and result["error"]:
            _console().print(result["error"])
        state = "failed" if result["error"] else f"{kept} of {len(promises)}"
        todo = len(exercises) - exercises.count("passed")
        table.add_row(
            f"{entry.number}. {entry.title}", f"{result['seconds']:.1f}", state, f"{todo} of {len(exercises)}"
        )
    _console().print(table)
    lost = sum(one["output"].count("[figure] not saved") for one in results.values())
    if lost:
        advice = "go to a folder of your own, or set DL101_FIGURES to one"
        _console().print(f"{lost} of the figures could not be saved: {advice}.", style="red")
    if failed:
        _stop(
            f"Not as promised: {', '.join(entry.title for entry in failed)}. What does `dl101 doctor` say?",
            code=1,
        )


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
) -> None:
    """Run lessons with many seeds, and report what was promised and what was seen."""
    from rich.table import Table

    chosen, name = _choose(lessons, backend)
    numbers = _seeds(seeds)
    _console().print(f"{len(chosen)} lessons on {name}, {len(numbers)} seeds each")
    results = list(_watch(runner.run(chosen, numbers, jobs), len(chosen) * len(numbers)))
    table = Table("lesson", "promise", "promised", "minimum", "median", "maximum", "kept")
    broken = sum(result["error"] is not None for result in results)
    for entry in chosen:
        checks = [one for result in results if result["lesson"] == entry.path.stem for one in result["checks"]]
        promises = {}
        for one in checks:
            if one["kind"] == "promise":
                promises.setdefault(one["name"], []).append(one)
        for promise, seen in promises.items():
            kept = sum(one["outcome"] == "kept" for one in seen)
            broken += kept < len(seen)
            table.add_row(entry.path.stem, promise, *_spread(seen), f"{kept} of {len(seen)}")
    _console(max(_console().width, 150)).print(table)
    if broken:
        _stop(f"Broken: {broken}. Each is a wrong text or a fragile lesson.", code=1)
    _console().print("All promises were kept.")


def _spread(seen: list[dict]) -> tuple[str, str, str, str]:
    """Return the promised range and the minimum, median and maximum seen, as text."""
    import statistics

    low, high = seen[0]["low"], seen[0]["high"]
    promised = "equal" if low is None else f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
    values = [one["value"] for one in seen if one["value"] is not None]
    if not values:
        return promised, "", "", ""
    return promised, *(f"{pick(values):.4g}" for pick in (min, statistics.median, max))


@app.command()
def notebooks() -> None:
    """Write every lesson's notebook from its script."""
    for one in runner.lessons():
        target = one.path.with_suffix(".ipynb")
        unfinished = target.with_suffix(".part")
        unfinished.write_text(runner.notebook(one.path), encoding="utf-8", newline="\n")
        os.replace(unfinished, target)
        _console().print(f"lessons/{target.name}")


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
