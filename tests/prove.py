"""Run a lesson in a child process with the answers in its stubs."""

import ast
import contextlib
import io
import math
import os
import socket
import sys
from pathlib import Path

from dl101 import lessons


def block_network() -> None:
    """Make every attempt to reach another machine an error, as on a train."""

    def only_here(function, host):
        def guarded(*args, **kwargs):
            if host(*args) != "127.0.0.1":  # where a lesson's own server is
                raise AssertionError("a lesson tried to use the network")
            return function(*args, **kwargs)

        return guarded

    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, only_here(getattr(socket.socket, name), lambda _, address: address[0]))
    socket.getaddrinfo = only_here(socket.getaddrinfo, lambda host, *_: host)


def stub_name(source: str) -> str:
    """Return the name that an exercise cell defines."""
    node = ast.parse(source).body[0]
    return node.name if isinstance(node, ast.FunctionDef) else node.targets[0].id


def exercises(path: str | Path) -> list[str]:
    """Return the names of a lesson's exercises, in order."""
    return [stub_name(text) for marker, text in lessons.cells(path) if '"exercise"' in marker]


def answered(path: str, folder: str) -> dict:
    """Run a lesson cell by cell without a network, with the answers in place of the stubs.

    Returns:
        checks: what was promised and asked, as `dl101.check` recorded it.
        parameters: how many the largest model has that the lesson leaves behind, 0 if there is none.
        figures: the paths of the figures, which lie under `folder`.
    """
    block_network()
    os.environ |= {"MPLBACKEND": "module://dl101.figures", "DL101_FIGURES": folder}
    from dl101 import check, exercises, progress

    progress.FILE = Path(folder) / f"{Path(path).stem}.json"
    answers = {one.name: one for one in exercises.load(exercises.SOLUTIONS / Path(path).name)}
    sys.argv = [path]
    namespace = {"__name__": "__main__"}
    for marker, text in lessons.cells(path):
        if "markdown" in marker:
            continue
        tree = ast.parse(text)
        if '"exercise"' in marker:
            name, tree.body = stub_name(text), tree.body[-1:]  # only the line that judges
            one = answers[name]
            namespace[name] = one.answer(*one.stand_in()) if isinstance(one, exercises.Value) else one.answer
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(tree, f"{Path(path).stem} ({marker.strip()})", "exec"), namespace)
    return {
        "checks": check.results,
        "parameters": _largest_model(namespace),
        "figures": sorted(Path(folder, Path(path).stem).iterdir()),
    }


def _largest_model(namespace: dict) -> int:
    """Return how many numbers the largest Keras model among the names of a lesson learns."""
    values = [value for one in namespace.values() for value in (one.values() if isinstance(one, dict) else [one])]
    models = [value for value in values if hasattr(value, "count_params") and not isinstance(value, type)]
    learned = [sum(math.prod(weight.shape) for weight in model.trainable_weights) for model in models]
    return max(learned, default=0)
