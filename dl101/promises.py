"""What lessons promise and what many seeds gave: gathered by `dl101 verify`, kept in `tests/promises.csv`.

The table has a row for each promise and backend: what is promised, over how many seeds it was kept, the minimum, median
and maximum seen, and when and with which versions. `code` tells which state of the lesson it was: a test asks for a new
measurement when that has changed.
"""

import ast
import csv
import datetime
import hashlib
import io
import json
import platform
import re
import statistics
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dl101 import BACKENDS, runner

TABLE = runner.FOLDER.parent / "tests" / "promises.csv"
README = runner.FOLDER.parent / "README.md"
COLUMNS = ("lesson", "promise", "promised", "backend", "seeds", "kept", "minimum", "median", "maximum")
COLUMNS += ("code", "date", "versions")


def code(path: Path) -> str:
    """Return a short digest of what a lesson computes: its code without exercises, comments, text and `print`."""
    cells = re.split(r"(?m)^# %%(.*)\n", path.read_text(encoding="utf-8"))
    computed = [text for marker, text in zip(cells[1::2], cells[2::2], strict=True) if "tags=" not in marker]
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
        self.codes = {entry.path.stem: code(entry.path) for entry in runner.lessons()}

    def of(self, runs: Iterable[tuple[runner.Entry, int]]) -> list[dict]:
        """Return the results that are there of these runs."""
        if not self.path.exists():
            return []
        known = {}
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                one = json.loads(line)
                known[one["lesson"], one["seed"], one["code"], one["versions"]] = one
            except (ValueError, KeyError, TypeError):
                continue  # the process was killed while it wrote this line
        keys = [(entry.path.stem, seed, self.codes[entry.path.stem], self.versions) for entry, seed in runs]
        return [known[key] for key in keys if key in known]

    def add(self, result: dict) -> None:
        """Keep the result of a run, unless it failed."""
        if result["error"] is None:
            line = {key: result[key] for key in ("lesson", "seed", "seconds", "checks", "error")}
            line |= {"code": self.codes[result["lesson"]], "versions": self.versions}
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")


def rows(results: Sequence[dict], backend: str) -> list[dict]:
    """Return a row of the table for each promise, in the order of the lessons and of their promises."""
    seen = {}
    for result in sorted(results, key=lambda one: (one["lesson"], one["seed"])):
        for one in result["checks"]:
            if one["kind"] == "promise":
                seen.setdefault((result["lesson"], one["name"]), []).append(one)
    made = {"date": datetime.date.today().isoformat(), "versions": versions(backend)}
    return [
        {
            "lesson": lesson,
            "promise": name,
            **_spread(checks),
            "backend": backend,
            "seeds": len(checks),
            "kept": sum(one["outcome"] == "kept" for one in checks),
            "code": code(runner.FOLDER / f"{lesson}.py"),
            **made,
        }
        for (lesson, name), checks in seen.items()
    ]


def _spread(checks: list[dict]) -> dict[str, str]:
    """Return the promised range and the minimum, median and maximum seen, as text."""
    low, high = checks[0]["low"], checks[0]["high"]
    promised = "equal" if low is None else f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
    values = [one["value"] for one in checks if one["value"] is not None]
    pick = {"minimum": min, "median": statistics.median, "maximum": max}
    return {"promised": promised} | {name: f"{of(values):.4g}" if values else "" for name, of in pick.items()}


def load() -> list[dict]:
    """Return the rows of the table, with text in all columns."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def save(new: Sequence[dict]) -> None:
    """Put rows into the table, in the place of those of the same lessons and backends, and sum up in the README."""
    replaced = {(row["lesson"], row["backend"]) for row in new}
    there = [entry.path.stem for entry in runner.lessons()]
    old = [row for row in load() if (row["lesson"], row["backend"]) not in replaced] if TABLE.exists() else []
    table = [row for row in [*old, *new] if row["lesson"] in there]
    places = {}
    for row in [*new, *old]:
        places.setdefault((row["lesson"], row["promise"]), len(places))
    table.sort(key=lambda row: (row["lesson"], places[row["lesson"], row["promise"]], BACKENDS.index(row["backend"])))
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    runner.write(TABLE, text.getvalue())
    readme = README.read_text(encoding="utf-8")
    runner.write(README, re.sub(r"(?m)^\| lesson \| promises \|.*\n(\|.*\n)*", lambda _: summary(), readme))


def summary() -> str:
    """Return the README's table: for each lesson and backend, how many of the seeds' promises were kept."""
    lines = ["| lesson | promises | TensorFlow | JAX | PyTorch |", "|---|---|---|---|---|"]
    for entry in runner.lessons():
        of_lesson = [row for row in load() if row["lesson"] == entry.path.stem]
        cells = []
        for backend in BACKENDS:
            rows = [row for row in of_lesson if row["backend"] == backend]
            cells.append(f"{sum(int(row['kept']) for row in rows)} of {sum(int(row['seeds']) for row in rows)}")
        names = {row["promise"] for row in of_lesson}
        lines.append(f"| {entry.number}. {entry.title} | {len(names)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
