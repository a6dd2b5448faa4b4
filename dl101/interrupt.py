"""Ctrl-C, at any moment: the command ends at once and in silence, and what it had begun is cleaned up.

Python's own handler is there before the program is ready to clean up, raises again while it does so, and is still there
when it is done: each of these ends in a traceback. So Ctrl-C is held back until somebody is there to take it, counts
once, and is ignored at the end. `kill` (SIGTERM) does the same.
"""

import contextlib
import signal

ENDS = (signal.SIGINT, signal.SIGTERM)
_held = _came = False


def take_once() -> None:
    """Let the first Ctrl-C from now on raise KeyboardInterrupt, also one that has been held back."""
    for number in ENDS:
        signal.signal(number, _raise_once)
    _mask("SIG_UNBLOCK")


def _raise_once(number, frame) -> None:
    global _came
    if _held:
        _came = True
        return
    ignore()
    raise KeyboardInterrupt


def ignore() -> None:
    """Let nothing disturb what is left to be done."""
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)


def _mask(how: str) -> None:
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        signal.pthread_sigmask(getattr(signal, how), ENDS)


@contextlib.contextmanager
def held_back():
    """Hold Ctrl-C back in here; a process that is started here holds it back until it calls `take_once`.

    Blocking the signals alone would not do: where there are more threads, another one takes them.
    """
    global _held, _came
    _held = True
    _mask("SIG_BLOCK")
    try:
        yield
    finally:
        _held = False
        _mask("SIG_UNBLOCK")
        if _came:
            _came = False
            _raise_once(signal.SIGINT, None)
