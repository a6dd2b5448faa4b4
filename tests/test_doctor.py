"""`dl101 doctor` in environments that are really broken: each state is named, and told what to do.

Most of them choose a backend that is not there, which is one problem more and spares the seconds that Keras starts in.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, command, mounted, needs_mounts

pytestmark = pytest.mark.slow

QUICK = {"KERAS_BACKEND": "abacus"}

HIDE = """
import importlib.metadata
from importlib.machinery import PathFinder

HIDDEN = {hidden!r}
spec, distributions = PathFinder.find_spec, PathFinder.find_distributions


def find_spec(name, *more):
    return None if name.split(".")[0] in HIDDEN else spec(name, *more)


def find_distributions(context=importlib.metadata.DistributionFinder.Context()):
    return [] if context.name and context.name.lower() in HIDDEN else distributions(context)


PathFinder.find_spec, PathFinder.find_distributions = staticmethod(find_spec), staticmethod(find_distributions)
"""


@pytest.fixture
def doctor(environment, tmp_path):
    """A function that runs the doctor in a folder of its own, with variables added; it returns the findings."""
    here = tmp_path / "here"
    here.mkdir()
    path = os.pathsep.join((str(tmp_path), str(ROOT)))

    def run(cwd=here, before=(), **variables):
        env = environment | {"PYTHONPATH": path} | QUICK | variables
        done = command("doctor", env=env, cwd=cwd, before=before)
        assert "Traceback" not in done.stdout + done.stderr
        assert "could not be examined" not in done.stdout
        return done.stdout

    return run


def advice(said: str, finding: str) -> str:
    """Return the line that follows a finding."""
    lines = said.splitlines()
    (place,) = [number for number, line in enumerate(lines) if finding in line]
    assert lines[place].startswith(("[problem]", "[note]"))
    return lines[place + 1].strip()


def lines(said: str, state: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith(f"[{state}]")]


def test_a_machine_that_is_well_is_told_so(doctor):
    said = doctor(KERAS_BACKEND="tensorflow")
    assert lines(said, "problem") == []
    assert len(lines(said, "ok")) >= 9
    assert "This machine can run the course." in said


def test_a_python_that_is_too_new(doctor, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, platform, dl101.doctor\n"
        "dl101.doctor.sys = type('Sys', (), vars(sys) | {'version_info': (3, 14, 0)})\n"
        "platform.python_version = lambda: '3.14.0'"
    )
    assert "needs Python 3.11, 3.12 or 3.13" in advice(doctor(), "Python 3.14.0 on")


@pytest.mark.parametrize("chosen", ["", "1"])
def test_a_python_that_compiles_all_modules_each_time(doctor, chosen):
    found = "Python does not keep what it has compiled"
    said = doctor(PYTHONDONTWRITEBYTECODE=chosen)
    assert [line for line in lines(said, "note") if found in line] == [f"[note] {found}"] * bool(chosen)
    if chosen:
        assert "Unset PYTHONDONTWRITEBYTECODE" in advice(said, found)


def test_a_machine_without_tensorflow(doctor, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, platform, dl101.doctor\n"
        "dl101.doctor.sys = type('Sys', (), vars(sys) | {'platform': 'darwin'})\nplatform.machine = lambda: 'x86_64'"
    )
    assert "There is no TensorFlow for this machine" in advice(doctor(), "x86_64")


def test_a_package_that_is_missing(doctor, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(HIDE.format(hidden=["scikit-learn", "nbclient"]))
    said = doctor()
    assert "pip install -r requirements.txt" in advice(said, "nbclient is not installed")
    assert "python course.py doctor" in advice(said, "scikit-learn is not installed")


def test_packages_that_are_too_old(doctor, tmp_path):
    tensorflow = "tensorflow-cpu" if (sys.platform, platform.machine()) == ("linux", "x86_64") else "tensorflow"
    old = {"numpy": ("1.26.4", ">=2.1"), "keras": ("2.15.0", ">=3.14"), tensorflow: ("2.15.1", ">=2.20")}
    for name, (version, _) in old.items():
        folder = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    said = doctor()
    for name, (version, wanted) in old.items():
        assert wanted in said
        assert "pip install" in advice(said, f"{name} {version} is installed")


def test_no_backend_at_all(doctor, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(HIDE.format(hidden=["tensorflow", "jax", "torch"]))
    assert "pip install" in advice(doctor(), "no backend is installed")


@pytest.mark.parametrize(
    ("chosen", "wrong"), [("abacus", "not installed"), ("numpy", "not one that the course runs on")]
)
def test_a_chosen_backend_that_is_not_there(doctor, chosen, wrong):
    said = advice(doctor(KERAS_BACKEND=chosen), f"the backend '{chosen}' is chosen but {wrong}")
    assert "Set KERAS_BACKEND to " in said
    assert "tensorflow" in said


def test_a_keras_that_does_not_start(doctor, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['absl'] = None")
    said = doctor(KERAS_BACKEND="tensorflow")
    assert "absl" in said
    assert "pip install" in advice(said, "Keras does not start with tensorflow")


def test_a_settings_file_that_changes_the_numbers(doctor, tmp_path):
    (tmp_path / "keras.json").write_text('{"floatx": "float16", "image_data_format": "channels_first"}')
    said = doctor(KERAS_HOME=str(tmp_path))
    assert "Delete the file" in advice(said, "sets floatx to 'float16'")
    assert "Delete the file" in advice(said, "sets image_data_format to 'channels_first'")


def test_a_settings_file_that_names_a_missing_backend(doctor, tmp_path):
    (tmp_path / "keras.json").write_text(json.dumps({"backend": "theano", "floatx": "float32", "epsilon": 1e-7}))
    said = doctor(KERAS_HOME=str(tmp_path))
    assert "The course takes " in advice(said, "[note] " + str(tmp_path / "keras.json") + " names the backend 'theano'")
    assert "the lessons will give other numbers" not in said


def test_a_settings_file_that_is_broken(doctor, tmp_path):
    (tmp_path / "keras.json").write_text("{ broken")
    assert "Delete the file" in advice(doctor(KERAS_HOME=str(tmp_path)), "Keras cannot read its settings")


def test_a_file_that_stands_in_the_way_of_a_library(doctor, tmp_path):
    for name in ("random.py", "keras.py", "numpy/__init__.py", "mine.py"):
        path = tmp_path / "here" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("1 / 0")
    said = doctor()
    for name in ("random", "keras", "numpy"):
        assert "Rename it" in advice(said, f"stands in the way of the library {name}")
    assert said.count("stands in the way") == 3


def test_a_file_in_the_way_beside_the_lessons_or_on_the_path(doctor, tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "statistics.py").write_text("1 / 0")
    (tmp_path / "my_lessons").mkdir()
    (tmp_path / "my_lessons" / "queue.py").write_text("1 / 0")
    (tmp_path / "sched.py").write_text("1 / 0")
    (tmp_path / "sitecustomize.py").write_text(
        "import pathlib, dl101.lab, dl101.lessons\nhere = pathlib.Path(__file__).parent\n"
        "dl101.lessons.FOLDER, dl101.lab.FOLDER = here / 'lessons', here / 'my_lessons'\n"
    )
    said = doctor()
    assert "Rename it" in advice(said, "statistics.py stands in the way")
    assert "Rename it" in advice(said, "queue.py stands in the way")
    assert "Rename it" in advice(said, "sched.py stands in the way")


@pytest.mark.parametrize("chosen", ["agg", "module://nonsense", "module://matplotlib_inline.backend_inline"])
def test_a_way_of_showing_figures_that_does_not_work(doctor, chosen):
    said = doctor(MPLBACKEND=chosen)
    (problem,) = [line for line in lines(said, "problem") if f"MPLBACKEND={chosen}" in line]
    assert "unset MPLBACKEND" in advice(said, problem)


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="there is always a screen")
def test_a_machine_without_a_screen(doctor):
    assert "save their figures under figures/" in advice(doctor(), "no screen for Matplotlib")


@needs_mounts
def test_a_folder_that_cannot_be_written_to(doctor, tmp_path):
    said = doctor(before=mounted(f"mount --bind '{tmp_path}' '{tmp_path}' && mount -o remount,ro,bind '{tmp_path}'"))
    assert "set DL101_FIGURES" in advice(said, "cannot be written to, for figures: Read-only file system")


@needs_mounts
def test_a_disk_that_is_full(doctor, tmp_path):
    said = doctor(before=mounted(f"mount -t tmpfs -o size=64k none '{tmp_path}/here'"))
    assert "set DL101_FIGURES" in advice(said, "cannot be written to, for figures: No space left on device")


@needs_mounts
def test_a_folder_for_temporary_files_that_is_full(doctor, tmp_path):
    full = tmp_path / "temporary"
    full.mkdir()
    said = doctor(TMPDIR=str(full), before=mounted(f"mount -t tmpfs -o size=64k none '{full}'"))
    assert "Set TMPDIR" in advice(said, f"{full} cannot be written to")


@pytest.mark.skipif(os.name == "nt", reason="Windows knows its users' folders in another way")
def test_a_home_that_cannot_be_written_to_or_does_not_exist(doctor):
    said = doctor(HOME=os.path.join(os.devnull, "me"))
    assert "Set HOME to a folder of your own" in advice(said, "me cannot be written to, for settings")
    assert [line for line in lines(said, "problem") if "abacus" not in line] == []


@needs_mounts
def test_little_memory_in_a_container(doctor, tmp_path):
    (tmp_path / "limit").write_text("900000000\n")
    put = f"mount -t tmpfs none /sys/fs/cgroup && cp {tmp_path}/limit /sys/fs/cgroup/memory.max"
    assert "Close other programs" in advice(doctor(before=mounted(put)), "0.9 GB of memory free")


@needs_mounts
def test_little_memory_because_other_programs_have_it(doctor, tmp_path):
    told = {"MemTotal": 8_000_000, "MemFree": 400_000, "MemAvailable": 500_000, "Buffers": 0, "Cached": 200_000}
    (tmp_path / "meminfo").write_text("".join(f"{name}: {size} kB\n" for name, size in told.items()))
    said = doctor(before=mounted(f"mount --bind '{tmp_path}/meminfo' /proc/meminfo"))
    assert "Close other programs" in advice(said, "0.5 GB of memory free")
    assert "1 at a time" in said


@pytest.fixture
def course(tmp_path):
    """Another checkout, as far as the doctor needs it; returns a function that runs the doctor in it."""
    folder = tmp_path / "here" / "course"
    shutil.copytree(ROOT / "dl101", folder / "dl101", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "datasets", folder / "datasets")
    shutil.copy(ROOT / "requirements.txt", folder)
    (folder / "lessons").mkdir()
    return folder


def test_a_course_that_is_damaged_has_more_files_or_its_own_python(doctor, course, tmp_path):
    (tmp_path / "dl101").symlink_to(course / "dl101")
    iris = course / "datasets" / "iris.csv"
    iris.write_bytes(iris.read_bytes().replace(b"5.1", b"5.7", 1))
    (course / "datasets" / "wine.csv").unlink()
    (course / "lessons" / "99_mine.py").write_text("print('hello')")
    (course / ".venv").mkdir()
    (course / ".venv" / "course.txt").write_text("made")
    said = doctor()
    assert "fetch the course again" in advice(said, "iris.csv: the file has been changed or damaged")
    assert "git checkout -- datasets" in said
    assert "fetch the course again" in advice(said, "There is no data set 'wine'")
    assert "does no harm" in advice(said, "lessons/99_mine.py is not listed")
    assert "python course.py" in advice(said, "is not the Python in the course's .venv")


def test_the_command_of_another_course_than_the_one_you_are_in(doctor, course):
    assert f"python course.py doctor, in {course}" in advice(
        doctor(course / "lessons"), f"this is the course in {ROOT}"
    )


def test_notebooks_that_would_run_in_another_python(doctor, tmp_path):
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    other = str(Path("/opt/other/bin/python"))
    (folder / "kernel.json").write_text(json.dumps({"argv": [other, "-m", "ipykernel_launcher"], "display_name": "Py"}))
    said = doctor(JUPYTER_PATH=str(tmp_path))
    assert "python course.py lab" in advice(said, f"notebooks run in {other}")


def test_an_examination_that_fails_is_a_finding(environment, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import dl101.machine\ndef fail():\n    raise RuntimeError('no such thing')\ndl101.machine.memory = fail"
    )
    env = environment | QUICK | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    done = command("doctor", env=env)
    assert "[problem] memory: could not be examined, RuntimeError: no such thing" in done.stdout
    assert "the data sets are whole" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def bare(*words, python=sys.executable, **options):
    return subprocess.run([python, *words], capture_output=True, text=True, cwd=ROOT, **options)


def test_a_python_without_the_packages_is_told_in_one_sentence(environment, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(HIDE.format(hidden=["typer"]))
    done = bare("-m", "dl101", "run", env=environment | {"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 1
    assert done.stdout == ""
    (said,) = done.stderr.splitlines()
    assert "has no package 'typer'" in said
    assert "`python course.py`" in said


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10"])
def test_an_old_python_is_told_in_one_sentence(version, environment):
    old = shutil.which(f"python{version}")
    if not old or bare("-c", "", python=old).returncode:
        pytest.skip(f"there is no Python {version}")
    done = bare("-m", "dl101", "list", python=old, env=environment)
    assert done.returncode == 1
    (said,) = done.stderr.splitlines()
    assert "needs Python 3.11, 3.12 or 3.13" in said
