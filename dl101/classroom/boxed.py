"""What runs inside of the box: answers of students, each in a process of its own. Nobody trusts what it says.

It is a program, `python boxed.py`, that needs nothing of this package. It imports Keras once. Then it waits for lines
on the standard input: the length of a task, and after it the task, pickled by the teacher's side:

    memory    how many bytes the processes of an answer may have together
    names     the exercises in their order, each with
                  seconds   how long it may take
                  resources what `resource.setrlimit` takes, by name
                  program   text: what the answer uses of the lesson, then the answer cell
                  calls     lists of arguments, pickled, or None where the answer is a value or a model

A line of JSON goes out for each exercise, on the standard output: what came of the answer, and nothing of what is
right, for that is not known here. Then comes "over". What an answer prints goes nowhere.

A task is read by a process of its own, the warden, which starts one for each answer. When it has ended, all that is
left in the box is killed, and what was written is deleted. So a student's answers find nothing of another one's, not
even in memory.
"""

import base64
import contextlib
import io
import itertools
import json
import numbers
import os
import pickle
import shutil
import signal
import sys
import time

import numpy as np

if sys.platform == "linux":  # of which a box is
    import ctypes
    import resource

    SYSTEM = ctypes.CDLL(None)
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 4, 36  # prctl(2)
MOST_VALUES, MOST_BYTES = 10_000, 4_000_000  # of what comes one by one, and of all that an answer gives


def packed(value, depth: int = 0):
    """Return a value as JSON can hold it: arrays as `.npy`, of what is not data only its first words."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if value is ...:
        return {"is": "..."}
    if isinstance(value, numbers.Real) and not isinstance(value, np.generic):  # a fraction
        return float(value)
    if isinstance(value, complex):
        return {"is": "complex", "parts": [value.real, value.imag]}
    for kind in (list, tuple, set, frozenset):
        if depth < 20 and isinstance(value, kind):
            return {"is": kind.__name__, "values": [packed(one, depth + 1) for one in value]}
    if depth < 20 and isinstance(value, dict):
        return {"is": "dict", "values": [[packed(one, depth + 1) for one in pair] for pair in value.items()]}
    if hasattr(type(value), "toarray"):  # a sparse matrix
        value = value.toarray()
    one_by_one = hasattr(type(value), "__iter__") and not hasattr(type(value), "__getitem__")
    if one_by_one and depth < 20:
        return packed(list(itertools.islice(value, MOST_VALUES)), depth + 1)
    try:
        array = np.asarray(value.detach() if hasattr(value, "detach") else value)
        if array.dtype.kind == "O" and array.ndim and depth < 20:
            return packed(array.tolist(), depth + 1)
        if array.dtype.kind in "biufcUS":
            file = io.BytesIO()
            np.save(file, array, allow_pickle=False)
            kind = "scalar" if isinstance(value, np.generic) else "array"
            return {"is": kind, "npy": base64.b64encode(file.getvalue()).decode()}
    except Exception:
        pass
    return {"is": "other", "type": type(value).__name__, "text": repr(value)[:300], "callable": callable(value)}


def told(error: BaseException) -> dict:
    return {"type": type(error).__name__, "text": str(error)[:2000]}


def answers(name: str, task: dict) -> dict:
    """Run an answer cell, then call what it defines; return what came of it."""
    space = {"__name__": "__main__"}
    try:
        exec(compile(task["program"], "answer", "exec"), space)
    except BaseException as error:
        return {"failed": told(error)}
    if name not in space:
        return {"missing": True}
    answer = space[name]
    if answer is ... or (task["calls"] is not None and not callable(answer)):
        return {"value": packed(answer)}
    if task["calls"] is not None:
        return {"calls": [called(answer, arguments) for arguments in task["calls"]]}
    return built(answer)


def called(answer, arguments) -> dict:
    handed = pickle.loads(arguments)
    before = [packed(one) for one in handed]
    try:
        output = {"output": packed(answer(*handed))}
    except BaseException as error:
        return {"error": told(error)}
    after = [packed(one) for one in handed]
    return output if before == after else output | {"changed": after}


def built(answer) -> dict:
    """Return a model as its parts, what Keras needs to make it anew and its weights; or a value as it is."""
    try:
        value = answer() if callable(answer) and not hasattr(answer, "get_config") else answer
    except BaseException as error:
        return {"error": told(error)}
    if not hasattr(value, "get_weights"):
        return {"value": packed(value)}
    import keras

    try:
        record = {"model": json.dumps(keras.saving.serialize_keras_object(value))}
        record |= {"weights": packed(value.get_weights()), "compiled": "null"}
        if value.compiled:
            history = getattr(value, "history", None)
            record["compiled"] = json.dumps(value.get_compile_config())
            record["steps"] = int(value.optimizer.iterations)
            record["fit"] = {one: packed(getattr(history, one, {})) for one in ("params", "history")}
        return record
    except BaseException:
        return {"model": "null"}  # it has parts that cannot be told


def run(name: str, task: dict, memory: int) -> str:
    """Return what comes of an exercise as a line of JSON, from a process that may do what it likes, and is killed."""
    reading, writing = os.pipe()
    if not os.fork():
        os.dup2(writing, 3)
        os.closerange(4, 4096)
        SYSTEM.prctl(PR_SET_DUMPABLE, 1)
        for kind, most in task["resources"].items():
            resource.setrlimit(getattr(resource, kind), (most, most))
        line = json.dumps(answers(name, task))
        with open(3, "w") as out:
            out.write(line if len(line) <= MOST_BYTES else '{"too much": true}')
        os._exit(0)
    os.close(writing)
    said = listen(reading, task["seconds"], memory)
    os.close(reading)
    clear()
    return said


def listen(reading: int, seconds: float, memory: int) -> str:
    """Return the line of JSON that comes, or what has become of it."""
    os.set_blocking(reading, False)
    said, until = b"", time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(BlockingIOError):
            part = os.read(reading, 1 << 16)
            said += part
            if not part:
                break
            if len(said) > 2 * MOST_BYTES:
                return '{"too much": true}'
            continue
        if used() > memory:
            return '{"too large": true}'
        time.sleep(0.005)
    else:
        return '{"stopped": true}'
    try:
        return json.dumps(json.loads(said))
    except ValueError:
        return '{"ended": true}'


def others() -> list[int]:
    """Return all processes in the box but this one and those above it."""
    above = {1, os.getpid(), os.getppid()}
    return [int(one) for one in os.listdir("/proc") if one.isdigit() and int(one) not in above]


def used() -> int:
    """Return the bytes of memory that they have."""
    pages = 0
    for process in others():
        with contextlib.suppress(OSError, IndexError, ValueError), open(f"/proc/{process}/statm") as file:
            pages += int(file.read().split()[1])
    return pages * resource.getpagesize()


def clear() -> None:
    """Kill all that answers have started, and delete what they have written."""
    for _ in range(100):
        left = others()
        for process in left:
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not left:
            break
        time.sleep(0.02)
    else:
        os._exit(1)  # they come faster than they go; without this process the box is closed
    for folder in ("/tmp", "/dev/shm"):
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                os.unlink(entry.path)


def main() -> None:
    import keras  # noqa: F401  so that no answer has to wait for it

    SYSTEM.prctl(PR_SET_DUMPABLE, 0)  # no answer can look into the processes above it, or into what they have open
    tasks, out = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    while length := b"".join(iter(lambda: tasks.read(1), b"\n")):
        warden = os.fork()
        if not warden:
            SYSTEM.prctl(PR_SET_CHILD_SUBREAPER, 1)  # what answers leave behind becomes its own, for it to end
            left, parts = int(length), []
            while left:
                parts.append(tasks.read(min(left, 1 << 20)))
                left -= len(parts[-1])
            task = pickle.loads(b"".join(parts))
            for name, one in task["names"].items():
                print(run(name, one, task["memory"]), file=out, flush=True)
            os._exit(0)
        if os.waitpid(warden, 0)[1]:
            os._exit(1)  # an answer got at it
        clear()
        print("over", file=out, flush=True)


def alone() -> None:
    """Do one exercise, without a box: its name and task come in, pickled, and a line goes out."""
    name, task = pickle.load(sys.stdin.buffer)
    with os.fdopen(os.dup(1), "w") as out:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        line = json.dumps(answers(name, task))
        out.write(line if len(line) <= MOST_BYTES else '{"too much": true}')


if __name__ == "__main__":
    alone() if sys.argv[1:] == ["alone"] else main()
