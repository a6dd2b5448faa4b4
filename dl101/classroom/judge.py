"""Judge what came out of the box, outside of it, as if the answers were here.

That may take as long as the answers themselves, for some exercises train the model that was handed in. So it is done by
processes beside the boxes, which know what is right.
"""

import base64
import builtins
import contextlib
import functools
import io
import json
import threading
from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from dl101 import exercises, interrupt, processes
from dl101.classroom import box, cases, programs
from dl101.compare import attempt, one_line, show_error
from dl101.exercises import Verdict

UNFINISHED = {
    "stopped": "It did not come to an end in time. Is there a loop that never stops?",
    "too large": "It took more memory than there is for one answer.",
    "too much": "It gave back more than can be looked at.",
    "ended": "It ended the program instead of giving a result back.",
    "missing": "The cell does not define it. Write the answer into the cell that was given for it.",
}
LOST = "It could not be judged, so your teacher looks at it."
OWN_PARTS = "It has parts of its own making, so your teacher looks at it."
# Of what a model may be built of outside of the box, by module: a forged one could name any function of Keras.
PLAIN = {"keras": {"Sequential", "Functional", "Model", "DTypePolicy"}}
PLAIN[None] = {"__keras_tensor__", "__tuple__", "__slice__", "__ellipsis__"}
PLAIN_MODULES = ["layers", "initializers", "optimizers", "losses", "metrics", "regularizers", "constraints"]
PLAIN_MODULES += ["src.models", "src.ops"]
NOT_PLAIN = {"function", "Lambda", "StringLookup", "IntegerLookup", "TextVectorization", "TFSMLayer", "JaxLayer"}
NOT_PLAIN |= {"FlaxLayer", "TorchModuleWrapper"}  # they hold code, or read files


class Unknown:
    """What came out of the box and is no data; its words are all that is known of it."""

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return self.text


class OwnParts(Exception):
    """A model that cannot be built outside of the box, or should not be."""


class Judge:
    """A process that judges submissions, one after the other, from the first one until it is closed.

    Args:
        folder: the teacher's.
        at_once: how many judges there are at a time.
    """

    def __init__(self, folder: Path, at_once: int = 1):
        self.folder, self.origin, self.process = folder.resolve(), processes.origin(at_once), None
        self.closed, self.lock = False, threading.Lock()

    def judged(self, stem: str, out: dict[str, dict]) -> dict[str, Verdict]:
        """Return the verdict on each record that came out of the box, by the name of the exercise.

        What ends the process, or keeps it longer than the limits that each exercise has, is for the teacher to look at.

        Raises:
            OtherCourse: what is needed of the course or of the cases is not right.
            CancelledError: it was closed.
        """
        self._start()
        found = None
        with contextlib.suppress(EOFError, OSError):
            self.pipe.send((stem, out))
            if self.pipe.poll(box.START + 3 * exercises.LIMIT_OF_MODELS * len(out)):
                found = self.pipe.recv()
        if isinstance(found, cases.OtherCourse):
            raise found
        if found is None:
            self._end()
            if len(out) < 2:
                return dict.fromkeys(out, Verdict("by hand", advice=LOST))
            found = {name: self.judged(stem, {name: record})[name] for name, record in out.items()}  # one did it
        return found

    def _start(self) -> None:
        if self.process and not self.process.is_alive():
            self._end()
        with self.lock:
            if self.closed:
                raise CancelledError
            if not self.process:
                self.pipe, theirs = self.origin.Pipe()
                process = self.origin.Process(target=_judge, args=(theirs, self.folder), daemon=True)
                try:
                    process.start()
                finally:
                    theirs.close()
                self.process = process

    def _end(self) -> None:
        with self.lock:
            process, self.process = self.process, None
        if process:
            process.kill()
            process.join()
            self.pipe.close()

    def close(self) -> None:
        """End the process, for good; whoever waits for a verdict gets none."""
        with self.lock:
            self.closed = True
        self._end()


def _judge(pipe, folder: Path) -> None:
    """Judge what comes through the pipe, the name of a lesson and records of its exercises, until it is closed."""
    asked = functools.cache(functools.partial(_asked, folder))
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        interrupt.take_once()
        while True:
            stem, out = pipe.recv()
            known, error = attempt(lambda stem=stem, out=out: [asked(stem, name) for name in out])
            if error is not None:
                pipe.send(cases.OtherCourse(f"{stem} cannot be judged here: {show_error(error)}"))
            else:
                pairs = zip(out.items(), known, strict=True)
                pipe.send({name: _judged(*one, record) for (name, record), one in pairs})


def _asked(folder: Path, stem: str, name: str) -> tuple[exercises.Exercise, tuple]:
    """Return an exercise, tried on the frozen cases, and what its lesson hands over besides the answer."""
    (exercise,) = (one for one in exercises.load(exercises.SOLUTIONS / f"{stem}.py") if one.name == name)
    return cases.frozen(exercise, cases.load(folder, stem)[name]), programs.given(stem, name)


def _judged(exercise: exercises.Exercise, given: tuple, record: dict) -> Verdict:
    found, error = attempt(verdict, exercise, record, given)
    if error is not None:  # what came out of the box was made up
        return Verdict("not yet", f"It cannot be judged: {show_error(error)}")
    return found


def unpacked(value):
    """Return what `boxed.packed` has packed, of anything else its words."""
    if not isinstance(value, dict):
        return value if value is None or isinstance(value, bool | int | float | str) else Unknown(str(value)[:300])
    try:
        kind = value["is"]
        if kind == "...":
            return ...
        if kind == "complex":
            return complex(*value["parts"])
        if kind in ("array", "scalar"):
            array = np.load(io.BytesIO(base64.b64decode(value["npy"])), allow_pickle=False)
            return array[()] if kind == "scalar" else array
        if kind in ("list", "tuple", "set", "frozenset"):
            return getattr(builtins, kind)(map(unpacked, value["values"]))
        if kind == "dict":
            return {unpacked(key): unpacked(one) for key, one in value["values"]}
    except Exception:
        return Unknown("something that cannot be read")
    return Unknown(one_line(str(value.get("text"))))


def verdict(exercise: exercises.Exercise, record: dict, given: tuple) -> Verdict:
    """Judge what came out of the box as if the answer were here, with what the lesson hands over besides."""
    for what, sentence in UNFINISHED.items():
        if what in record:
            return Verdict("not yet", advice=sentence)
    if "failed" in record:
        told = one_line(": ".join(str(record["failed"].get(part)) for part in ("type", "text")))
        return Verdict("not yet", f"The cell ended with {told}.")
    try:
        answer = _played(exercise, record)
    except OwnParts:
        return Verdict("by hand", advice=OWN_PARTS)
    return exercise.judge(answer, given, np.random.default_rng())


def _played(exercise: exercises.Exercise, record: dict):
    """Return a value, or a function that gives what was given in the box, call by call."""
    if "model" in record and isinstance(exercise, exercises.Model):
        return _model(record)
    if "error" in record:
        return _raises(record["error"])
    if "calls" not in record:
        return unpacked(record.get("value"))
    calls = iter(record["calls"])

    def answer(*handed):
        told = next(calls, {"error": {"type": "RuntimeError", "text": "no answer came"}})
        for mine, theirs in zip(handed, told.get("changed", ()), strict=False):
            _change(mine, unpacked(theirs))
        return _raises(told["error"])() if "error" in told else unpacked(told.get("output"))

    return answer


def _raises(error: dict):
    kind = type(str(error.get("type")), (Exception,), {})

    def fail(*_):
        raise kind(str(error.get("text")))

    return fail


def _change(mine, theirs) -> None:
    """Do to an argument what the answer did to it."""
    try:
        if isinstance(mine, np.ndarray | list):
            mine[:] = theirs
        elif isinstance(mine, dict | set):
            mine.clear()
            mine.update(theirs)
    except Exception:
        if isinstance(mine, np.ndarray) and mine.size:
            mine.flat[0] += 1  # what it did cannot be done here, but that it did something counts


def _model(record: dict):
    import keras

    try:
        parts, compiled = json.loads(record["model"]), json.loads(record.get("compiled", "null"))
        if not parts or not _is_plain([parts, compiled]):
            raise OwnParts
        model = keras.saving.deserialize_keras_object(parts, safe_mode=True)
        if compiled:
            model.compile_from_config(compiled)
            model.optimizer.iterations.assign(record["steps"])  # what it says of its training cannot be looked into
            model.history = SimpleNamespace(**{name: unpacked(one) for name, one in record["fit"].items()})
        model.set_weights(unpacked(record["weights"]))
    except Exception as error:
        raise OwnParts from error
    return model


def _is_plain(config) -> bool:
    """Say whether all classes that a configuration names are such as Keras builds models of."""
    if isinstance(config, list):
        return all(map(_is_plain, config))
    if not isinstance(config, dict):
        return True
    if "class_name" in config:
        name, module = config["class_name"], config.get("module")
        known = any(f"{module}.".startswith(f"keras.{one}.") for one in PLAIN_MODULES) and name not in NOT_PLAIN
        if not known and name not in PLAIN.get(module, ()):
            return False
    return all(map(_is_plain, config.values()))
