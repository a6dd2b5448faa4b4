"""How many lessons can run at a time on this machine: cores and memory, as they are now."""

import contextlib
import os
import re
from pathlib import Path


def cores() -> int:
    """Return how many cores this process may use, which can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory() -> float | None:
    """Return the memory in GB that programs can still have, or None where it is not told (macOS, Windows).

    In a container, that is at most what it was given.
    """
    found = []
    with contextlib.suppress(OSError):
        kilobytes = re.search(r"MemAvailable: +(\d+)", Path("/proc/meminfo").read_text())
        found += [int(kilobytes[1]) * 1024] if kilobytes else []
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):  # ValueError: the word "max"
            found.append(int(Path(limit).read_text()))
    return min(found) / 1e9 if found else None


def places() -> int:
    """Return how many lessons can run at a time: one for each core, if each can have 1 GB."""
    return max(1, min(cores(), int(memory() or cores())))
