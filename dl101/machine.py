"""How many lessons can run at a time on this machine: cores and memory, as they are now."""

import contextlib
from pathlib import Path


def cores() -> int:
    """Return how many cores this process may use, which can be fewer than the machine has."""
    import joblib

    return joblib.cpu_count()


def memory() -> float:
    """Return the memory in GB that programs can still have; in a container, that is at most what it was given."""
    import psutil

    found = [psutil.virtual_memory().available]
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):  # ValueError: the word "max"
            found.append(int(Path(limit).read_text()))
    return min(found) / 1e9


def lessons_at_once() -> int:
    """Return how many lessons can run at a time: one for each core, if each can have 1 GB."""
    return max(1, min(cores(), int(memory())))
