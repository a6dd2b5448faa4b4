"""Measure what the course costs, in one run, and compare: python benchmarks/speed.py

Machines differ by a factor of three, and drift. So nothing here is told in seconds alone. A fixed piece of work, the
same small trainings each time, is measured before and after everything else, and once more before and after the
scripts; a machine on which it takes REFERENCE seconds is the reference, and budgets are seconds of that one. All
lessons are run in three ways: by `dl101 run`, one by one as scripts, which tell where their time goes, and one by one
as notebooks. The floor is what no runner can avoid: Keras is imported once, and the time inside its own calls is shared
over the cores, as far as this machine gains by doing two things at once: the fixed work, alone and once on each core at
the same time, tells how far. Take ratios from one run only, with nothing else to do. `dl101 run` is measured before and
after the others: the mean counts.
"""

import functools
import inspect
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from dl101 import lessons as course
from dl101 import machine, runner

ROOT = course.ROOT
CONSOLE = Console(highlight=False, width=110)
PARTS = ("import", "Keras", "figures", "rest")
REFERENCE = 4.0  # seconds of the fixed work on the machine that the budgets are meant for
BUDGET = {
    "a lesson": 15.0,
    "a lesson of part 3": 25.0,
    "a language model": 40.0,
    "a lesson of part 4": 45.0,
    "video": 60.0,
    "dl101 list": 0.35,
    "dl101 --help": 0.35,
    "import dl101": 0.1,
}  # in seconds of the reference
KINDS = {
    0: "a lesson",
    22: "a lesson of part 3",
    33: "a language model",
    36: "a lesson of part 4",
    42: "video",
    44: "a lesson of part 4",
}  # by the number of the first lesson of the kind
MEMORY = 1500  # MB, a lesson's peak
OF_FLOOR, OF_RUN = 1.4, 3.0  # `dl101 run` against its floor, `course.py test` against `dl101 run`
OF_PANDAS = 3.0  # `data.load` against `pandas.read_csv`, a million rows


def work() -> None:
    """Do the fixed work when a line comes in, and print the seconds it took: trainings like those of the lessons."""
    import keras
    import numpy as np
    from keras import layers

    keras.utils.set_random_seed(0)
    x, y = np.random.normal(size=(2000, 64)).astype("float32"), np.random.randint(10, size=2000)
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.perf_counter()
    dense = [layers.Dense(64, activation="relu"), layers.Dense(10)]
    windows = [layers.Reshape((8, 8, 1)), layers.Conv2D(32, 3, activation="relu"), layers.Flatten(), layers.Dense(10)]
    for hidden in (dense, windows):
        model = keras.Sequential([keras.Input((64,)), *hidden])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
        model.fit(x, y, batch_size=32, epochs=10, validation_split=0.2, verbose=0)
    print(time.perf_counter() - start)


def seconds_of_work(at_once: int) -> float:
    """Return the seconds that the fixed work takes, done so many times at the same time."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers = [subprocess.Popen([sys.executable, __file__, "work"], **pipes) for _ in range(at_once)]
    for worker in workers:
        worker.stdout.readline()
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    return max(float(worker.communicate()[0]) for worker in workers)


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
    # `compile` is left out: a model that has another one is not compiled by `load_model`
    training = "fit evaluate predict train_on_batch test_on_batch predict_on_batch save get_weights set_weights"
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
    if result.error:
        sys.exit(result.error)
    del seconds["inside"]
    seconds["rest"] = result.seconds - seconds["Keras"] - seconds["figures"]
    return seconds | {"memory": result.memory or 0.0}


def clock(*command: str, folder: str) -> tuple[float, str]:
    """Return the seconds that a command takes, and what it prints, which is shown if it fails."""
    environment = os.environ | {"MPLBACKEND": "module://dl101.figures", "DL101_FIGURES": folder}
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        CONSOLE.print(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}", markup=False)
    return seconds, done.stdout


def execute_notebook(path: Path, folder: str) -> float:
    """Return the seconds that a notebook takes through nbclient, in a kernel of its own."""
    import nbformat
    from jupyter_client import KernelManager
    from nbclient import NotebookClient

    book = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    kernel = KernelManager() if os.name == "nt" else KernelManager(transport="ipc", ip=f"{folder}/{path.stem}")
    start = time.perf_counter()
    try:
        NotebookClient(book, timeout=1800, km=kernel, resources={"metadata": {"path": folder}}).execute()
        return time.perf_counter() - start
    finally:
        kernel.shutdown_kernel(now=True)


def quick(*command: str) -> float:
    """Return the seconds of a short command, the least of five times."""
    return min(clock(*command, folder=str(ROOT))[0] for _ in range(5))


def seconds_of_million_rows(folder: str) -> tuple[float, float]:
    """Return the seconds in which `data.load` and pandas read a million rows of five columns, the least of three."""
    import numpy as np
    import pandas as pd

    from dl101 import data

    draw, path = np.random.default_rng(0), Path(folder, "million.csv")
    table = pd.DataFrame(draw.normal(50, 9, (1_000_000, 3)).round(3), columns=list("abc"))
    table["whole"], table["word"] = draw.integers(1000, size=len(table)), draw.choice(["red", "green"], len(table))
    table.to_csv(path, index=False)
    seconds = [[], []]
    for _ in range(3):
        for taken, read in zip(seconds, (data.load, pd.read_csv), strict=True):
            start = time.perf_counter()
            read(path)
            taken.append(time.perf_counter() - start)
    return min(seconds[0]), min(seconds[1])


def main() -> None:
    lessons, cores = course.known(), machine.cores()
    alone, together = [seconds_of_work(1)], [seconds_of_work(cores)]
    parts, scripts, notebooks, runs = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        runs.append(clock("-m", "dl101", "run", folder=folder)[0])
        alone.append(seconds_of_work(1))
        for entry in track(lessons, "one by one", console=CONSOLE, transient=True):
            seconds, said = clock(__file__, str(entry.path), folder=folder)
            scripts.append(seconds)
            parts.append(json.loads(said.splitlines()[-1]))
        alone.append(seconds_of_work(1))
        for entry in track(lessons, "as notebooks", console=CONSOLE, transient=True):
            notebooks.append(execute_notebook(entry.path, folder))
        runs.append(clock("-m", "dl101", "run", folder=folder)[0])
        load, by_pandas = seconds_of_million_rows(folder)
    tests = clock("-m", "pytest", "-q", str(ROOT / "tests"), folder=str(ROOT))[0]
    commands = {
        "dl101 list": quick("-m", "dl101", "list"),
        "dl101 --help": quick("-m", "dl101", "--help"),
        "import dl101": quick("-c", "import dl101"),
    }
    alone.append(seconds_of_work(1))
    together.append(seconds_of_work(cores))
    before, *around, after = alone
    gain = cores * (before + after) / sum(together)
    scale = REFERENCE / statistics.mean(around)

    table = Table("lesson", *(f"{part}, s" for part in PARTS), "of its budget", "peak memory, MB")
    over = []
    for entry, part in zip(lessons, parts, strict=True):
        budget = BUDGET[[kind for number, kind in KINDS.items() if number <= entry.number][-1]]
        share = (part["Keras"] + part["figures"] + part["rest"]) * scale / budget
        seconds = [f"{part[key]:.1f}" for key in PARTS]
        table.add_row(entry.heading, *seconds, f"{share:.2f}", f"{part['memory']:.0f}")
        over += [entry.title] * (share > 1) + [f"{entry.title}, memory"] * (part["memory"] > MEMORY)
    total = {key: sum(part[key] for part in parts) for key in PARTS}
    table.add_section()
    table.add_row("all", *(f"{total[key]:.1f}" for key in PARTS))
    CONSOLE.print(table)

    floor, run = total["import"] / len(lessons) + total["Keras"] / gain, statistics.mean(runs)
    CONSOLE.print(f"the fixed work: {', '.join(f'{one:.1f}' for one in alone)} s alone,")
    CONSOLE.print(
        f"  {' and '.join(f'{one:.1f}' for one in together)} s on {cores} cores at once: a gain of {gain:.2f}"
    )
    CONSOLE.print(f"{len(lessons)} lessons by dl101 run: {runs[0]:.1f} and {runs[1]:.1f} s on {cores} cores, which is")
    CONSOLE.print(f"  {run / sum(scripts):.2f} of the scripts one by one ({sum(scripts):.1f} s)")
    CONSOLE.print(f"  {run / sum(notebooks):.2f} of the notebooks one by one ({sum(notebooks):.1f} s)")
    CONSOLE.print(f"  {run / floor:.2f} of the floor ({floor:.1f} s), to be at most {OF_FLOOR}")
    CONSOLE.print(f"course.py test: {tests:.1f} s, {tests / run:.2f} of dl101 run, to be at most {OF_RUN}")
    over += ["dl101 run"] * (run / floor > OF_FLOOR) + ["course.py test"] * (tests / run > OF_RUN)
    CONSOLE.print(f"a million rows: {load:.2f} s, {load / by_pandas:.1f} of pandas.read_csv, to be at most {OF_PANDAS}")
    over += ["a million rows"] * (load / by_pandas > OF_PANDAS)
    for name, seconds in commands.items():
        CONSOLE.print(f"{name}: {seconds:.2f} s, {seconds * REFERENCE / after / BUDGET[name]:.2f} of its budget")
        over += [name] * (seconds * REFERENCE / after > BUDGET[name])
    CONSOLE.print(f"Over budget: {'; '.join(over) or 'nothing'}.")


if __name__ == "__main__":
    if sys.argv[1:] == ["work"]:
        work()
    elif sys.argv[1:]:
        print(json.dumps(split(sys.argv[1])))
    else:
        main()
