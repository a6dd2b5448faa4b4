"""Measure what the course costs, in one run, and compare: python benchmarks/speed.py

All lessons are run in three ways: by `dl101 run`, one by one as scripts, and one by one as notebooks. The scripts also
tell where their time goes. The floor is what no runner can avoid: Keras is imported once, and the time spent inside
Keras's own calls is shared over the cores. Take ratios from one run only, on a machine with nothing else to do; seconds
of different runs do not compare. Machines drift: so `dl101 run` is measured before and after the others, and its mean
counts.
"""

import functools
import inspect
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from dl101 import machine, runner

CONSOLE = Console(highlight=False, width=110)
PARTS = ("import", "Keras", "figures", "rest")


def timed(seconds: dict[str, float], key: str, function):
    """Return `function`, made to add the time of each call to `seconds[key]`, unless it is inside of a timed one."""

    @functools.wraps(function)
    def wrapper(*arguments, **options):
        if seconds["inside"]:
            return function(*arguments, **options)
        seconds["inside"], start = True, time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            seconds["inside"] = False
            seconds[key] += time.perf_counter() - start

    wrapper.__signature__ = inspect.signature(function)  # which Keras looks at
    return wrapper


def split(path: str) -> dict:
    """Run one lesson as a script in this process, and return where its seconds went, and its peak memory in MB."""
    seconds = {"import": 0.0, "Keras": 0.0, "figures": 0.0, "inside": False}
    start = time.perf_counter()
    import keras

    seconds["import"] = time.perf_counter() - start
    training = "fit evaluate predict train_on_batch test_on_batch predict_on_batch compile save get_weights set_weights"
    whole = [
        (keras.Model, training.split()),
        (keras.Sequential, ["__init__", "add"]),
        (keras.Layer, ["__call__", "build", "get_weights", "set_weights"]),
        (keras.Loss, ["__call__"]),
        (keras.Optimizer, ["apply"]),
        (keras.layers.Normalization, ["adapt"]),
        (keras.models, ["load_model"]),
        (keras.utils, ["set_random_seed"]),
        (keras.ops, [name for name, one in inspect.getmembers(keras.ops, inspect.isfunction)]),
    ]
    for owner, names in whole:
        for name in names:
            setattr(owner, name, timed(seconds, "Keras", getattr(owner, name)))
    from dl101 import figures

    figures.show = timed(seconds, "figures", figures.show)
    result = runner.run_lesson(path)
    if result["error"]:
        sys.exit(result["error"])
    del seconds["inside"]
    seconds["rest"] = result["seconds"] - seconds["Keras"] - seconds["figures"]
    return seconds | {"memory": result["memory"] or 0.0}


def clock(*command: str, folder: str) -> tuple[float, str]:
    """Return the seconds that a command takes, and what it prints; stop if it fails."""
    environment = os.environ | {"MPLBACKEND": "module://dl101.figures", "DL101_FIGURES": folder}
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return seconds, done.stdout


def execute_notebook(path: Path, folder: str) -> float:
    """Return the seconds that a notebook takes through nbclient, in a kernel of its own."""
    import nbformat
    from jupyter_client import KernelManager
    from nbclient import NotebookClient

    book = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    kernel = KernelManager() if os.name == "nt" else KernelManager(transport="ipc", ip=f"{folder}/{path.stem}")
    start = time.perf_counter()
    NotebookClient(book, timeout=600, km=kernel, resources={"metadata": {"path": folder}}).execute()
    return time.perf_counter() - start


def row(part: dict) -> list[str]:
    return [*(f"{part[key]:.1f}" for key in PARTS), f"{part['memory']:.0f}"]


def main() -> None:
    lessons = runner.lessons()
    cores = machine.cores()
    table = Table("lesson", *(f"{part}, s" for part in PARTS), "peak memory, MB")
    parts, scripts, notebooks = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        before, _ = clock("-m", "dl101", "run", folder=folder)
        for one in track(lessons, "one by one", console=CONSOLE, transient=True):
            seconds, said = clock(__file__, str(one.path), folder=folder)
            scripts.append(seconds)
            parts.append(json.loads(said.splitlines()[-1]))
            table.add_row(f"{one.number}. {one.title}", *row(parts[-1]))
        for one in track(lessons, "as notebooks", console=CONSOLE, transient=True):
            notebooks.append(execute_notebook(one.path, folder))
        after, _ = clock("-m", "dl101", "run", folder=folder)
    total = {key: sum(one[key] for one in parts) for key in PARTS} | {"memory": max(one["memory"] for one in parts)}
    floor = total["import"] / len(lessons) + total["Keras"] / cores
    table.add_section()
    table.add_row("all", *row(total))
    CONSOLE.print(table)
    together = (before + after) / 2
    CONSOLE.print(f"{len(lessons)} lessons by dl101 run: {before:.1f} and {after:.1f} s on {cores} cores, which is")
    CONSOLE.print(f"  {together / sum(scripts):.2f} of the scripts one by one ({sum(scripts):.1f} s)")
    CONSOLE.print(f"  {together / sum(notebooks):.2f} of the notebooks one by one ({sum(notebooks):.1f} s)")
    CONSOLE.print(
        f"  {together / floor:.2f} of the floor ({floor:.1f} s: one import, and Keras's own calls over the cores)"
    )


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(split(sys.argv[1])))
    else:
        main()
