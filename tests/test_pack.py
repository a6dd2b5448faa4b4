"""The archive for a room without a network: what is in it, for which machines, and that it does without one."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from conftest import PATIENCE, ROOT, command
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from dl101.classroom import pack

LOCK = """\
plain==1.0
compiled==2.0
only-there==1.0 ; sys_platform == 'win32'
for-early==1.0 ; python_full_version < '3.11.5'
for-early==2.0 ; python_full_version >= '3.11.5'
by-machine==1.0 ; platform_machine == 'x86_64' and sys_platform == 'linux'
by-machine==2.0 ; platform_machine != 'x86_64' or sys_platform != 'linux'
"""
WHEELS = [
    "plain-1.0-py3-none-any",
    "compiled-2.0-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64",
    "compiled-2.0-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64",
    "compiled-2.0-cp312-cp312-manylinux_2_28_aarch64",
    "compiled-2.0-cp312-cp312-macosx_11_0_arm64",
    "compiled-2.0-cp312-cp312-win_amd64",
    "only_there-1.0-py3-none-any",
    "for_early-1.0-py3-none-any",
    "for_early-2.0-py3-none-any",
    "by_machine-1.0-py3-none-manylinux2010_x86_64",
    "by_machine-2.0-py3-none-any",
    "uv-0.12.0-py3-none-any",
]


def write_wheel(folder: Path, name: str) -> None:
    """Write a wheel with nothing in it. What a wheel says of Python is that of soupsieve, which is in the lock."""
    package, version, *_ = name.split("-")
    needs = {"for_early-2.0": "Requires-Python: >=3.11.5\n"}.get(f"{package}-{version}", "")
    with zipfile.ZipFile(folder / f"{name}.whl", "w") as wheel:
        info = f"{package}-{version}.dist-info"
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n{needs}")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        wheel.writestr(f"{info}/RECORD", "")


@pytest.fixture
def small_course(tmp_path, monkeypatch) -> Path:
    """A course with a lock of the test's own, and wheels that pip finds without a network."""
    root = tmp_path / "course"
    (root / "lessons").mkdir(parents=True)
    (root / "lessons" / "01_first.py").write_text("print(1)\n" * 1000)
    (root / "requirements.lock").write_text(LOCK)
    for name in ("course.py", ".gitignore"):
        shutil.copy(ROOT / name, root / name)
    (tmp_path / "index").mkdir()
    for name in WHEELS:
        write_wheel(tmp_path / "index", name)
    monkeypatch.setattr(pack, "ROOT", root)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return root


def wheels_of(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as file:
        return sorted(Path(name).stem for name in file.namelist() if name.endswith(".whl"))


@pytest.mark.parametrize(
    ("name", "python", "expected"),
    [
        ("linux-arm", "3.12", ["by_machine-2.0-py3", "compiled-2.0-cp312-cp312-manylinux_2_28_aarch64"]),
        ("macos", "3.12", ["by_machine-2.0-py3", "compiled-2.0-cp312-cp312-macosx_11_0_arm64"]),
        ("windows", "3.12", ["by_machine-2.0-py3", "compiled-2.0-cp312-cp312-win_amd64", "only_there-1.0"]),
        ("linux", "3.11", ["by_machine-1.0-py3", "compiled-2.0-cp311-cp311-manylinux2014_x86_64", "for_early-1.0"]),
    ],
)
def test_wheels_are_those_of_the_lock_for_the_named_machines(small_course, tmp_path, name, python, expected):
    """Whatever machine this is. Python 3.11 needs two of a package: which one, its last number decides."""
    target = pack.target(name, python)
    archive = pack.archive(tmp_path / "out", target)
    fetched = list(pack.write(archive, target))
    assert archive.name == f"deep-learning-101-{name}-python{python}.zip"
    wheels = wheels_of(archive)
    expected = sorted([*expected, "for_early-2.0", "plain-1.0-py3-none-any", "uv-0.12.0"])
    assert len(wheels) == len(expected) == len(fetched) == sum(map(len, pack.packages(target)))
    for wheel, beginning in zip(wheels, expected, strict=True):
        assert wheel.startswith(beginning)
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def test_in_the_archive_are_the_course_and_which_machines_it_is_for(small_course, tmp_path):
    (small_course / "my_lessons").mkdir()
    for own in ("my_lessons/01_first.py", "marks.csv", "lessons/x.part"):
        (small_course / own).write_text("mine")
    target = pack.target("windows", "3.12")
    list(pack.write(tmp_path / "it.zip", target))
    with zipfile.ZipFile(tmp_path / "it.zip") as file:
        assert file.testzip() is None
        names = [name.removeprefix("deep-learning-101/") for name in file.namelist()]
        text = file.read("deep-learning-101/wheels/made_for.txt").decode()
        lesson = file.getinfo("deep-learning-101/lessons/01_first.py")
    assert names[0] == "wheels/made_for.txt"
    assert text == "Windows AMD64, Python 3.12\n"
    assert [name for name in names if "wheels/" not in name] == [
        ".gitignore",
        "course.py",
        "lessons/01_first.py",
        "requirements.lock",
    ]
    assert lesson.compress_size < lesson.file_size / 10


def test_what_git_tracks_is_packed_and_nothing_else(small_course, tmp_path):
    if not shutil.which("git"):
        pytest.skip("there is no git")
    for words in (["init", "--quiet"], ["add", "course.py", "lessons", "requirements.lock"]):
        subprocess.run(["git", "-C", str(small_course), *words], check=True)
    (small_course / "lessons" / "02_mine.py").write_text("mine")
    (small_course / "requirements.lock").unlink()
    assert pack.course_files() == ["course.py", "lessons/01_first.py"]


def test_a_folder_in_someone_elses_repository_is_packed_as_one_without_git(small_course):
    if not shutil.which("git"):
        pytest.skip("there is no git")
    subprocess.run(["git", "-C", str(small_course.parent), "init", "--quiet"], check=True)
    assert pack.course_files() == [".gitignore", "course.py", "lessons/01_first.py", "requirements.lock"]


def test_every_place_of_the_course_is_packed_without_git_as_well():
    """If this fails, name what is new in `CLONE`."""
    assert {name.split("/")[0] for name in pack.course_files()} == set(pack.CLONE.split())


def test_the_pythons_are_those_of_the_course():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert list(SpecifierSet(wanted).filter(f"3.{minor}" for minor in range(30))) == list(pack.PYTHONS)


def test_every_marker_of_the_lock_is_understood_for_every_platform():
    for name in pack.PLATFORMS:
        for python in pack.PYTHONS:
            late, early = pack.packages(pack.target(name, python))
            names = [Requirement(pin).name for pin in late]
            assert len(set(names)) == len(names) > 100
            assert ("tensorflow-cpu" in names) == (name == "linux")
            assert "tensorflow-cpu" in names or "tensorflow" in names
            assert {Requirement(pin).name for pin in early} <= set(names)


def test_by_default_it_is_for_this_machine(monkeypatch):
    version = f"Python {sys.version_info[0]}.{sys.version_info[1]}"
    for system, machine, said in [("Darwin", "arm64", "macOS arm64"), ("Linux", "aarch64", "Linux aarch64")]:
        monkeypatch.setattr("platform.system", lambda system=system: system)
        monkeypatch.setattr("platform.machine", lambda machine=machine: machine)
        assert str(pack.target()) == f"{said}, {version}"
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(pack.NotPacked, match="There is no platform 'Linux riscv64'"):
        pack.target()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("beos", "3.12"), "There is no platform 'beos'. Take one of linux, linux-arm, macos, windows."),
        (("linux", "3.10"), "The course does not run on Python 3.10. Take one of 3.11, 3.12, 3.13."),
        (("linux", "three"), "The course does not run on Python three."),
    ],
)
def test_machines_that_it_cannot_be_for_are_told(words, said):
    with pytest.raises(pack.NotPacked) as told:
        pack.target(*words)
    assert said in str(told.value)


def test_the_command_says_it_in_one_sentence_and_makes_no_folder(tmp_path, environment):
    done = command("classroom", "pack", str(tmp_path / "out"), "--platform", "beos", env=environment)
    assert done.returncode == 2
    assert done.stdout == "There is no platform 'beos'. Take one of linux, linux-arm, macos, windows.\n"
    assert done.stderr == ""
    assert not (tmp_path / "out").exists()


def test_a_file_in_place_of_a_folder_is_told(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(pack.NotPacked, match="is there, and no folder"):
        pack.archive(tmp_path / "notes.txt", pack.target("linux", "3.12"))
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_wheel_that_does_not_exist_is_told_and_nothing_is_left_behind(small_course, tmp_path):
    target = pack.target("macos", "3.13")
    with pytest.raises(pack.NotPacked, match=r"^There is no wheel of compiled==2.0 for macOS arm64, Python 3.13\."):
        list(pack.write(pack.archive(tmp_path / "out", target), target))
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Failed to establish a new connection: Temporary failure in name resolution", "Is the network up?"),
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("something new", "pip could not fetch the packages."),
        ("No module named pip", "has no pip"),
    ],
)
def test_why_pip_failed_is_told(words, said):
    """Without a network, pip ends with the words that it has for a package that does not exist."""
    both = f"{words}\nERROR: No matching distribution found for keras==3.15.1" if "network" in said else words
    assert said in pack._why(both, pack.target("linux", "3.12"))


def without_a_network() -> list[str]:
    """Return the beginning of a command that has no network but its own loopback; skip where none can be had."""
    ways = ["bwrap", "--dev-bind", "/", "/", "--unshare-net"], ["unshare", "--map-root-user", "--net"]
    alone = "import socket; exit([name for _, name in socket.if_nameindex()] != ['lo'])"
    for way in ways:
        if (
            shutil.which(way[0])
            and not subprocess.run([*way, sys.executable, "-c", alone], capture_output=True).returncode
        ):
            return way
    pytest.skip("nothing here switches the network off for one command: neither bubblewrap nor unshare")


@pytest.fixture
def large_folder(tmp_path):
    """A folder that is not kept: the archive, its wheels and the packages are 4 GB."""
    yield tmp_path
    shutil.rmtree(tmp_path)


@pytest.mark.slow
def test_packed_here_it_runs_a_lesson_with_no_network(large_folder, environment):
    alone = without_a_network()
    packed = command("classroom", "pack", str(large_folder / "the.zip"), env=environment)
    assert packed.returncode == 0, packed.stdout + packed.stderr
    with zipfile.ZipFile(large_folder / "the.zip") as file:
        file.extractall(large_folder)
    settings = {"UV_CACHE_DIR": str(large_folder / "cache"), "PIP_CONFIG_FILE": os.devnull}
    environment = {
        name: value for name, value in environment.items() if not name.startswith(("PIP_", "UV_"))
    } | settings
    course = large_folder / pack.FOLDER
    call = [*alone, sys.executable, str(course / "course.py"), "run", "1"]
    options = {"cwd": large_folder, "env": environment, "capture_output": True, "text": True, "timeout": PATIENCE}
    done = subprocess.run(call, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "from the folder wheels, with no network" in done.stdout
    assert "\nInstalled by uv.\n" in done.stdout
    assert re.search(r"A single neuron .* (\d+) of \1 ", done.stdout)

    for wheel in (course / "wheels").glob("*.whl"):  # they are needed once
        wheel.unlink()
    again = subprocess.run([*call[:-2], "list"], **options)
    assert "A single neuron" in again.stdout, again.stderr
