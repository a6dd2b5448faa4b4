"""Run a lesson in a child process with answers, right and wrong, in its stubs."""

import ast
import contextlib
import io
import os
import re
import runpy
import socket
import sys
from pathlib import Path


def block_network() -> None:
    """Make every attempt to reach another machine an error, as on a train."""

    def refuse(*args, **kwargs):
        raise AssertionError("a lesson tried to use the network")

    socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse


def cells(path: str | Path) -> list[tuple[str, str]]:
    """Return the cells of a lesson as pairs of the marker line's rest and the text below it."""
    parts = re.split(r"(?m)^# %%(.*)\n", Path(path).read_text(encoding="utf-8"))
    return list(zip(parts[1::2], parts[2::2], strict=True))


def stub_name(source: str) -> str:
    """Return the name that an exercise cell defines."""
    node = ast.parse(source).body[0]
    return node.name if isinstance(node, ast.FunctionDef) else node.targets[0].id


def exercises(path: str | Path) -> list[str]:
    """Return the names of a lesson's exercises, in order."""
    return [stub_name(text) for marker, text in cells(path) if '"exercise"' in marker]


def variants(path: str | Path, name: str) -> dict[str, object]:
    """Return the answers to an exercise by name: a plain value for a value, a function for a function.

    Other right and wrong values are written as functions without arguments, whose docstring is what is said of them.
    """
    solutions = Path(path).parent / "solutions" / Path(path).name
    everything = runpy.run_path(str(solutions))
    return {key: one for key, one in everything.items() if key == name or key.startswith(f"{name}__")}


def answered(path: str, folder: str) -> dict:
    """Run a lesson cell by cell without a network, try every variant of every answer, and go on with the right ones.

    Returns:
        exercises: name → variant → (outcome, what was said); added are `untouched`, `always_0`
            and, for functions, `always_the_first_expected`, a reader who copies what the check said.
        checks: the promises, with the answers in place.
        parameters: how many the largest model has that the lesson leaves behind.
        figures: the paths of the figures, which lie under `folder`.
    """
    block_network()
    os.environ |= {"MPLBACKEND": "module://dl101.figures", "DL101_FIGURES": folder}
    from dl101 import check

    sys.argv = [path]
    namespace, seen, name = {"__name__": "__main__"}, {}, None
    for marker, text in cells(path):
        if "markdown" in marker:
            continue
        if '"exercise"' in marker:
            name = stub_name(text)
        code = compile(text, f"{Path(path).stem} ({marker.strip()} {name or ''})", "exec")
        with contextlib.redirect_stdout(io.StringIO()):
            if '"check"' in marker:
                seen[name] = _try_all(code, namespace, name, path)
            else:
                exec(code, namespace)
    return {
        "exercises": seen,
        "checks": [one for one in check.results if one["kind"] == "promise"],
        "parameters": _largest_model(namespace),
        "figures": sorted(Path(folder, Path(path).stem).glob("*.png")),
    }


def _largest_model(namespace: dict) -> int:
    """Return the number of parameters of the largest Keras model among the names of a lesson."""
    values = [value for one in namespace.values() for value in (one.values() if isinstance(one, dict) else [one])]
    models = [value for value in values if hasattr(value, "count_params") and not isinstance(value, type)]
    return max(model.count_params() for model in models)


def _try_all(code, namespace: dict, name: str, path: str) -> dict[str, tuple[str, str]]:
    """Run a check on the untouched stub and on all variants; the right answer stays in the namespace."""
    is_function = callable(namespace[name])
    answers = variants(path, name)
    tried = {"untouched": namespace[name], "always_0": (lambda *args: 0) if is_function else 0}
    if first := _first_expected(code, namespace):
        tried["always_the_first_expected"] = lambda *args: first[0]
    tried |= {key: one if is_function or key == name else one() for key, one in answers.items()}
    outcomes = {key: _outcome(code, namespace, name, one) for key, one in tried.items()}
    namespace[name] = answers[name]
    exec(code, namespace)
    return outcomes


def _first_expected(code, namespace: dict) -> list:
    """Return what a check of a function expects in its first case, in a list; nothing for other checks."""
    from dl101 import check

    found, as_is = [], check.function
    check.function = lambda answer, cases, **options: found.append(cases[0][1])
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, dict(namespace))
    check.function = as_is
    return found


def _outcome(code, namespace: dict, name: str, answer: object) -> tuple[str, str]:
    """Return the outcome of a check on one answer, and what it said."""
    from dl101 import check

    if callable(answer):
        answer.__name__ = name  # as the reader would call it
    before, said = len(check.results), io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code, namespace | {name: answer})
    outcomes = [one["outcome"] for one in check.results[before:]]
    del check.results[before:]
    return " ".join(outcomes), said.getvalue()
