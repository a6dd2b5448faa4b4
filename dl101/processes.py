"""Call a function in a process of its own for each task, as many at a time as the machine has room for.

Importing Keras takes longer than most lessons train. So the processes are forked from a server that has imported it
once (Python's `forkserver`); where there is none, as on Windows, each starts afresh. The server may only import: after
a single Keras operation in it, its children would hang.
"""

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import wait
from typing import Any

from dl101 import interrupt, machine

PRELOAD = [
    *("dl101.preloaded", "dl101.cli", "keras", "matplotlib.pyplot", "pandas"),
    *("sklearn.linear_model", "sklearn.datasets"),
]


def call_each(function: Callable, tasks: Sequence[tuple], at_once: int | None = None) -> Iterator[tuple[tuple, Any]]:
    """Call `function(*task)` for each task in a process of its own, and yield (task, result) as they end.

    `function` must be importable and its results picklable. The result of a process that died is the negative
    number of the signal, or its exit code. Environment variables count as they are at the first call.

    Args:
        at_once: how many processes at a time; by default one for each core, if the memory lasts for them.
    """
    at_once = min(at_once or machine.lessons_at_once(), len(tasks))
    context, waiting, running = origin(at_once), deque(tasks), {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                task = waiting.popleft()
                with interrupt.held_back():  # no process without someone who will end it
                    process, receiver = _start(context, function, task)
                    running[receiver] = process, task
            for receiver in wait(list(running)):
                process, task = running[receiver]
                try:
                    result = receiver.recv()
                    process.join()
                except EOFError:
                    process.join()
                    result = process.exitcode
                del running[receiver]
                receiver.close()
                yield task, result
    finally:
        for process, _ in running.values():
            _end(process)


def _start(context, function: Callable, task: tuple) -> tuple:
    """Return a process that calls `function(*task)`, and the end of a pipe where its result will come out."""
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send_result, args=(sender, function, task), daemon=True)
    process.start()
    sender.close()
    return process, receiver


def _end(process) -> None:
    process.join(1)  # Ctrl-C reaches it as well: let it clean up undisturbed
    process.terminate()
    process.join(5)
    process.kill()
    process.join()


def origin(at_once: int):
    """Return where processes come from: a server that is running, or Python itself. So many will share the cores."""
    if at_once > 1:  # else the threads of scikit-learn, NumPy and PyTorch in the processes fight for the cores
        os.environ.setdefault("OMP_NUM_THREADS", str(max(machine.cores() // at_once, 1)))
    if "forkserver" not in multiprocessing.get_all_start_methods() or os.environ.get("DL101_NO_FORKSERVER"):
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver, resource_tracker

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    resource_tracker.ensure_running()  # before, because its start lets Ctrl-C through again
    with interrupt.held_back():
        forkserver.ensure_running()
    return context


def _send_result(sender, function: Callable, task: tuple) -> None:
    """Send what `function(*task)` returns, unless Ctrl-C comes first."""
    try:
        interrupt.take_once()
        sender.send(function(*task))
        interrupt.ignore()
    except KeyboardInterrupt:
        sys.exit(130)
