"""Measure what the set-up costs, in one run, and compare: python benchmarks/set_up.py [rounds]

Three things in turn, each in a folder of its own and with empty caches: `course.py run 1` until its first figure is
saved, the same until `course.py list` answers, and `pip install -r requirements.lock` in a fresh environment. Seconds
depend on the network; the ratio of the last two says what uv brings. A round fetches 1.5 GB.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT = shutil.ignore_patterns(".*", "__pycache__", "figures", "*.egg-info")


def clock(words: list[str], folder: Path, until: str = "") -> float:
    """Return the seconds that a command takes in a folder, or that it takes until a file is there."""
    caches = {"PIP_CACHE_DIR": str(folder / "pip"), "UV_CACHE_DIR": str(folder / "uv"), "PYTHONPATH": ""}
    start = time.perf_counter()
    with subprocess.Popen(words, cwd=folder, env=os.environ | caches, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and not (until and (folder / until).exists()):
            time.sleep(0.02)
        seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"{' '.join(words)} failed")
    return seconds


def first_figure(folder: Path) -> float:
    shutil.copytree(ROOT, folder / "course", ignore=LEFT)
    return clock([sys.executable, "course/course.py", "run", "1"], folder, "figures/01_single_neuron/1.png")


def set_up(folder: Path) -> float:
    shutil.copytree(ROOT, folder / "course", ignore=LEFT)
    return clock([sys.executable, "course/course.py", "list"], folder)


def by_pip(folder: Path) -> float:
    python = folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    seconds = clock([sys.executable, "-m", "venv", "env"], folder)
    return seconds + clock([str(python), "-m", "pip", "install", "-q", "-r", str(ROOT / "requirements.lock")], folder)


def main() -> None:
    seconds = {first_figure: [], set_up: [], by_pip: []}
    for _ in range(int(sys.argv[1]) if sys.argv[1:] else 3):
        for measure, seen in seconds.items():
            with tempfile.TemporaryDirectory() as folder:
                seen.append(measure(Path(folder)))
            print(f"{measure.__name__:12} {seen[-1]:6.1f} s", flush=True)
    ours, pips = statistics.median(seconds[set_up]), statistics.median(seconds[by_pip])
    print(f"course.py sets up in {ours:.1f} s, which is {ours / pips:.2f} of pip's {pips:.1f} s (medians)")
    print(f"the first figure is there after {statistics.median(seconds[first_figure]):.1f} s")


if __name__ == "__main__":
    main()
