"""What can be wrong with a machine, and what to do about it, in words for a beginner."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement

import dl101

ROOT = Path(__file__).resolve().parent.parent
INSTALL = "Run `python course.py doctor`, which installs what is missing, or `pip install -r requirements.txt`."


def examine() -> Iterator[tuple[str, str, str]]:
    """Yield findings as (ok, note or problem; what was found; what to do)."""
    yield _python()
    yield from _packages()
    yield from _backend()
    yield from _machine()
    yield _display()


def _python() -> tuple[str, str, str]:
    found = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if not (3, 11) <= sys.version_info < (3, 14):
        return "problem", found, "The course needs Python 3.11, 3.12 or 3.13: python.org/downloads"
    if (sys.platform, platform.machine()) in (("darwin", "x86_64"), ("win32", "ARM64")):
        return (
            "problem",
            found,
            "There is no TensorFlow for this machine. Use the course with `--backend jax`, or elsewhere.",
        )
    return "ok", found, ""


def _packages() -> Iterator[tuple[str, str, str]]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and line[0] not in "#-"]
    right = 0
    for one in wanted:
        if one.marker and not one.marker.evaluate():
            continue
        try:
            found = version(one.name)
        except PackageNotFoundError:
            if one.name.startswith("tensorflow"):
                continue  # another backend will do: see below
            yield "problem", f"{one.name} is not installed", INSTALL
            continue
        if one.specifier.contains(found, prereleases=True):
            right += 1
        else:
            yield "problem", f"{one.name} {found} is installed, the course needs {one.specifier}", INSTALL
    yield "ok", f"{right} packages in the versions the course is tested with", ""


def _backend() -> Iterator[tuple[str, str, str]]:
    there = [name for name in dl101.BACKENDS if find_spec(name)]
    backend = os.environ.get("KERAS_BACKEND", "")
    if not there:
        yield "problem", "no backend is installed: TensorFlow, JAX or PyTorch", INSTALL
    elif backend not in there:
        yield (
            "problem",
            f"the backend {backend!r} is chosen but not installed",
            f"Set KERAS_BACKEND to {' or '.join(there)}.",
        )
    else:
        program = "import dl101, keras; print(keras.ops.add(1, 1))"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
            yield "problem", f"Keras does not start with {backend}: {last}", INSTALL
        else:
            yield "ok", f"Keras computes with {backend} (installed: {', '.join(there)})", ""


def _machine() -> Iterator[tuple[str, str, str]]:
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
        advice = "" if memory > 3.5 else "Close other programs, and run one lesson at a time: dl101 run --jobs 1"
        yield "note" if advice else "ok", f"{memory:.0f} GB of memory, {os.cpu_count()} cores", advice
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    advice = "" if free > 0.2 else "Make room: figures and notebooks need some."
    yield "problem" if advice else "ok", f"{free:.1f} GB free on the disk", advice
    writable = os.access(Path.cwd(), os.W_OK)
    advice = "" if writable else "Go to a folder of your own, or set DL101_FIGURES to one."
    yield (
        "ok" if writable else "problem",
        f"{Path.cwd()} can {'' if writable else 'not '}be written to",
        advice,
    )


def _display() -> tuple[str, str, str]:
    backend = os.environ.get("MPLBACKEND", "")
    if backend == "module://dl101.figures":
        return (
            "note",
            "no screen for Matplotlib",
            "Scripts save their figures under figures/; notebooks show them.",
        )
    return "ok", f"figures are shown in {backend or 'a window'}", ""
