"""What lessons promise and what many seeds gave: gathered by `dl101 verify`, kept in `tests/promises.csv`.

The table has a row for each promise and backend: what is promised, over how many seeds it was kept, the minimum, median
and maximum seen, and when and with which versions. `code` tells which state of the lesson it was: a test asks for a new
measurement when that has changed.
"""

import ast
import datetime
import hashlib
import json
import platform
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from dl101 import BACKENDS, files, lessons
from dl101.runner import Result

TABLE = lessons.ROOT / "tests" / "promises.csv"
README = lessons.ROOT / "README.md"
NAMES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}


def code(path: Path) -> str:
    """Return a short digest of what a lesson computes: its code without exercises, comments, text and `print`."""
    computed = [text for marker, text in lessons.cells(path) if "exercise" not in marker]
    lines = [line for line in "".join(computed).splitlines() if line.strip() and not line.startswith("#")]
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "print":
            lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
    return hashlib.sha256("\n".join(line for line in lines if line).encode()).hexdigest()[:8]


def versions(backend: str) -> str:
    """Return what the numbers depend on besides the lesson, in one line."""
    found = []
    for name in ("keras", backend, "numpy", "scikit-learn"):
        for package in (name, f"{name}-cpu"):
            try:
                found.append(f"{name} {version(package)}")
                break
            except PackageNotFoundError:
                continue
    python = ".".join(platform.python_version_tuple()[:2])
    return ", ".join([*found, f"Python {python}", f"{platform.system()} {platform.machine()}"])


class Unfinished:
    """The runs of a `dl101 verify` that may be stopped, a line of JSON each, in the current folder.

    A run counts again only while the lesson's code and the versions are those that it was made with.
    """

    def __init__(self, backend: str):
        self.path = Path(f"verify-{backend}.jsonl")
        self.versions = versions(backend)
        self.codes = {lesson.path.stem: code(lesson.path) for lesson in lessons.known()}

    def of(self, runs: Iterable[tuple[lessons.Lesson, int]]) -> list[Result]:
        """Return the results that are there of these runs."""
        if not self.path.exists():
            return []
        checks = {}
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                kept = json.loads(line)
                checks[kept["lesson"], kept["seed"], kept["code"], kept["versions"]] = kept["checks"]
            except (ValueError, KeyError, TypeError):
                continue  # the process was killed while it wrote this line
        keys = [
            (lesson, (lesson.path.stem, seed, self.codes[lesson.path.stem], self.versions)) for lesson, seed in runs
        ]
        return [Result(str(lesson.path), key[1], checks=checks[key]) for lesson, key in keys if key in checks]

    def add(self, result: Result) -> None:
        """Keep the result of a run, unless it failed."""
        if result.error is None:
            line = {"lesson": result.lesson, "seed": result.seed, "checks": result.checks}
            line |= {"code": self.codes[result.lesson], "versions": self.versions}
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")


def table(results: Sequence[Result], backend: str) -> pd.DataFrame:
    """Return a row for each promise, in the order of the lessons and of their promises, with text in all columns."""
    in_order = sorted(results, key=lambda result: (result.lesson, result.seed))
    checks = [{"lesson": result.lesson, **check} for result in in_order for check in result.of_kind("promise")]
    checks = pd.DataFrame(checks, columns=["lesson", "name", "outcome", "value", "low", "high"])
    rows = []
    for (lesson, promise), seen in checks.groupby(["lesson", "name"], sort=False):
        values = seen["value"].astype(float)
        spread = {"minimum": values.min(), "median": values.median(), "maximum": values.max()}
        rows.append(
            {
                "lesson": lesson,
                "promise": promise,
                "promised": _range(*seen[["low", "high"]].astype(float).iloc[0]),
                "backend": backend,
                "seeds": str(len(seen)),
                "kept": str((seen["outcome"] == "kept").sum()),
                **{name: "" if pd.isna(value) else f"{value:.4g}" for name, value in spread.items()},
                "code": code(lessons.FOLDER / f"{lesson}.py"),
                "date": datetime.date.today().isoformat(),
                "versions": versions(backend),
            }
        )
    return pd.DataFrame(rows)


def _range(low: float, high: float) -> str:
    if pd.isna(low):
        return "equal"
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"


def load() -> pd.DataFrame:
    """Return the table, with text in all columns."""
    return pd.read_csv(TABLE, dtype=str, keep_default_na=False)


def save(new: pd.DataFrame) -> None:
    """Put rows into the table, in the place of those of the same lessons and backends, and sum up in the README."""
    old = load() if TABLE.exists() else new.iloc[:0]
    replaced = set(zip(new["lesson"], new["backend"], strict=True))
    old = old[[pair not in replaced for pair in zip(old["lesson"], old["backend"], strict=True)]]
    rows = pd.concat([new, old])
    rows = rows[rows["lesson"].isin([lesson.path.stem for lesson in lessons.known()])]
    position = rows.groupby(["lesson", "promise"], sort=False).ngroup()
    rows = rows.assign(position=position, nth=rows["backend"].map(BACKENDS.index))
    rows = rows.sort_values(["lesson", "position", "nth"], kind="stable").drop(columns=["position", "nth"])
    files.write(TABLE, rows.to_csv(index=False, lineterminator="\n"))
    readme = README.read_text(encoding="utf-8")
    files.write(README, re.sub(r"(?m)^The lessons make \d+ promises.*$", lambda _: summary(), readme))


def summary() -> str:
    """Return the README's sentence on the table: how many promises there are, and how many seeds kept them."""
    rows = load()
    kept, seeds = rows["kept"].astype(int), rows["seeds"].astype(int)
    count = len(rows.drop_duplicates(["lesson", "promise"]))
    by_backend = seeds.groupby(rows["backend"]).min()
    tried = ", ".join(f"{by_backend[name]} seeds on {NAMES[name]}" for name in BACKENDS if name in by_backend)
    broken = int((seeds - kept).sum())
    outcome = "All were kept" if not broken else f"{broken} of the {seeds.sum()} runs broke one"
    return (
        f"The lessons make {count} promises. {outcome}, each with {tried} "
        f"([the table](tests/promises.csv), last measured {rows['date'].max()})."
    )
