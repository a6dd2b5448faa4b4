"""The course for a room without a network: one archive with its files and the wheels of its packages.

The wheels are those that requirements.lock pins, for one platform and one version of Python, and uv's, which installs
them. `course.py` beside them uses no network (see `WHEELS` there). Python itself is not in the archive.
"""

import contextlib
import importlib.util
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dl101 import ROOT, files

FOLDER = "deep-learning-101"  # what the archive is unpacked as
PYTHONS = ("3.11", "3.12", "3.13")
# What a clone holds: where git cannot tell, nothing else of a teacher's folder is handed out.
CLONE = """
    .binder .ci .devcontainer .gitattributes .github .gitignore .pre-commit-config.yaml AGENTS.md Assets CHANGELOG.md
    CONTRIBUTING.md LICENSE README.md TEACHING.md benchmarks classroom course.py datasets dl101 lessons pyproject.toml
    requirements-classroom.txt requirements-hub.txt requirements-site.txt requirements.lock requirements.txt
    tests
"""


class NotPacked(Exception):
    """There is no archive; the message says why, and what to do."""


class Platform(NamedTuple):
    """What `this_machine` of course.py, the markers of the lock and the names of wheels call a platform."""

    system: str
    machine: str
    sys_platform: str
    os_name: str
    tags: list[str]


def _linux(machine: str, oldest: int, *years: str) -> Platform:
    """Return Linux with glibc 2.28, of 2018, or newer: wheels for an older one fit as well, by new names and by old."""
    tags = [f"manylinux_2_{minor}_{machine}" for minor in range(28, oldest - 1, -1)]
    return Platform("Linux", machine, "linux", "posix", tags + [f"manylinux{year}_{machine}" for year in years])


PLATFORMS = {
    "linux": _linux("x86_64", 5, "2014", "2010", "1"),
    "linux-arm": _linux("aarch64", 17, "2014"),
    "macos": Platform("macOS", "arm64", "darwin", "posix", ["macosx_14_0_arm64"]),  # or newer
    "windows": Platform("Windows", "AMD64", "win32", "nt", ["win_amd64"]),
}


class Target(NamedTuple):
    """The machines that an archive is for."""

    platform: str
    python: str

    def __str__(self) -> str:
        system, machine, *_ = PLATFORMS[self.platform]
        return f"{system} {machine}, Python {self.python}"


def target(platform: str | None = None, python: str | None = None) -> Target:
    """Return what to pack for, this machine by default.

    Raises:
        NotPacked: there is no such platform or Python.
    """
    this = _course().this_machine()
    here, version = this.split(", Python ")
    name = platform or next((name for name in PLATFORMS if str(Target(name, version)) == this), here)
    if name not in PLATFORMS:
        raise NotPacked(f"There is no platform {name!r}. Take one of {', '.join(PLATFORMS)}.")
    if (python or version) not in PYTHONS:
        raise NotPacked(f"The course does not run on Python {python or version}. Take one of {', '.join(PYTHONS)}.")
    return Target(name, python or version)


def archive(path: Path, target: Target) -> Path:
    """Return the path of the archive: `path` if it ends in .zip, else a file in the folder `path`, which is made.

    Raises:
        NotPacked: `path` is a file.
    """
    if path.suffix == ".zip" and not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        return path
    if path.is_file():
        raise NotPacked(f"{path} is there, and no folder. Name a folder, or a file that ends in .zip.")
    path.mkdir(parents=True, exist_ok=True)
    return path / f"{FOLDER}-{target.platform}-python{target.python}.zip"


def packages(target: Target) -> list[list[str]]:
    """Return what to fetch: what the lock pins for late releases of this Python, and what it pins for early ones only.

    pip evaluates markers for the Python it runs in, not for the one it downloads for, so it is given none.
    """
    from packaging.requirements import Requirement

    lock = [Requirement(line) for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()]
    _, machine, sys_platform, os_name, _ = PLATFORMS[target.platform]
    marks = {"platform_machine": machine, "sys_platform": sys_platform, "os_name": os_name}
    marks |= {"implementation_name": "cpython", "python_version": target.python}
    late, early = (
        [
            f"{one.name}{one.specifier}"
            for one in lock
            if one.marker is None or one.marker.evaluate(marks | {"python_full_version": version})
        ]
        for version in (f"{target.python}.99", f"{target.python}.0")
    )
    return [[*late, _course().UV], [pin for pin in early if pin not in late]]


def write(path: Path, target: Target) -> Iterator[str]:
    """Write the archive, and yield what pip says of each package when it begins to fetch it.

    Raises:
        NotPacked: pip could not fetch a package.
        OSError: the archive cannot be written; then there is none.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".wheels-") as folder:
        late, early = packages(target)
        yield from _fetch(late, Path(folder), target, f"{target.python}.99")
        if early:
            yield from _fetch(early, Path(folder), target, f"{target.python}.0")
        with files.whole(path) as unfinished, zipfile.ZipFile(unfinished, "w", strict_timestamps=False) as pack:
            pack.writestr(f"{FOLDER}/wheels/{_course().MADE_FOR}", f"{target}\n")  # first: half unpacked, it is there
            for name in course_files():
                pack.write(ROOT / name, f"{FOLDER}/{name}", zipfile.ZIP_DEFLATED)
            for wheel in sorted(Path(folder).glob("*.whl")):  # which is compressed already
                pack.write(wheel, f"{FOLDER}/wheels/{wheel.name}")


def course_files() -> list[str]:
    """Return what git tracks; without git, what lies in the places that a clone has and .gitignore does not name."""
    names = []
    if (ROOT / ".git").exists():  # or git would answer for a repository that the course's folder lies in
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            git = ["git", "-C", str(ROOT), "ls-files", "-z"]
            names = subprocess.run(git, capture_output=True, check=True).stdout.decode().split("\0")[:-1]
    names = names or [name for name in files.not_ignored(ROOT) if name.split("/")[0] in CLONE.split()]
    return [name for name in names if (ROOT / name).is_file()]


def _fetch(pins: list[str], folder: Path, target: Target, version: str) -> Iterator[str]:
    """Download wheels by pip, and yield its line for each package. Raises NotPacked."""
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar=off", "--no-deps", "--only-binary=:all:", f"--python-version={version}"]
    command += [f"--platform={tag}" for tag in PLATFORMS[target.platform].tags]
    said = []
    with subprocess.Popen(
        [*command, f"--dest={folder}", *pins],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as pip:
        try:
            for line in pip.stdout:
                said.append(line)
                if line.startswith(("Collecting ", "Processing ")):  # the second where wheels lie on this machine
                    yield line.strip()
        except BaseException:  # nobody wants more of it
            pip.kill()
            raise
    if pip.returncode:
        raise NotPacked(_why("".join(said), target))


def _why(said: str, target: Target) -> str:
    """Return in a sentence why pip failed."""
    course = _course()
    if "No module named pip" in said:
        return f"This Python, {sys.executable}, has no pip. The course's own has: python course.py classroom pack"
    advice = course.advice(said)
    missing = re.search(r"No matching distribution found for (\S+)", said)
    if missing and not advice:
        return f"There is no wheel of {missing[1]} for {target}. Try another version of Python."
    if advice:
        return f"pip could not fetch the packages. {advice}"
    return "\n".join(["pip could not fetch the packages. Its last words:", *said.strip().splitlines()[-3:]])


def _course():
    """Return the module `course`, from course.py, which runs nothing when it is imported."""
    spec = importlib.util.spec_from_file_location("course", ROOT / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
