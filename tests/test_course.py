"""`course.py`: two commands on a fresh clone, and a clear sentence wherever they cannot do their work."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple

import pytest
from conftest import ROOT, heed_ctrl_c


@pytest.fixture
def clone(tmp_path):
    """The files of the repository as a newcomer gets them, in a folder with a space and an umlaut in its name."""
    target = tmp_path / "mein Kürs"
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split("\n")[:-1]
    for name in files:
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return target


@pytest.fixture
def course(clone):
    """The module `course` of a fresh clone, imported and not run."""
    spec = importlib.util.spec_from_file_location("course", clone / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def course_command(folder, *words, **options):
    call = [sys.executable, str(folder / "course.py"), *words]
    return subprocess.run(call, capture_output=True, text=True, timeout=1200, **options)


def said(stopped) -> str:
    assert isinstance(stopped.value.code, str)  # which Python prints, and ends with exit code 1
    return stopped.value.code


Version = namedtuple("Version", "major minor micro releaselevel serial")


@pytest.mark.parametrize("minor", [8, 10, 14])
def test_a_python_that_is_too_old_or_too_new_is_told(course, monkeypatch, minor):
    monkeypatch.setattr(sys, "version_info", Version(3, minor, 0, "final", 0))
    with pytest.raises(SystemExit) as stopped:
        course.main(["run"])
    assert f"this is Python 3.{minor}, the course needs 3.11, 3.12 or 3.13." in said(stopped)


def test_a_real_old_python_says_so_in_one_sentence(clone):
    names = ("python2.7", "python3.6", "python3.8", "python3.9", "python3.10")
    there = [
        name
        for name in names
        if shutil.which(name) and not subprocess.call([name, "-c", ""], stderr=subprocess.DEVNULL)
    ]
    if not there:
        pytest.skip("no old Python is installed")
    for old in there:
        done = subprocess.run([old, str(clone / "course.py"), "run"], capture_output=True, text=True)
        assert done.returncode == 1
        assert "the course needs 3.11, 3.12 or 3.13" in done.stderr
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(("system", "machine"), [("darwin", "x86_64"), ("win32", "ARM64")])
def test_a_machine_without_tensorflow_is_told(course, monkeypatch, system, machine):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    with pytest.raises(SystemExit) as stopped:
        course.check_machine()
    assert "there is no TensorFlow" in said(stopped)


def test_a_python_without_venv_says_which_package_is_missing(clone):
    blocked = "import sys; sys.modules['ensurepip'] = None; sys.argv[0] = 'course.py'; import runpy\n"
    program = blocked + f"runpy.run_path({str(clone / 'course.py')!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 1
    assert "sudo apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr
    assert course_state(clone) == "unfinished"


def test_a_full_disk_is_told_before_anything_is_written(course, clone, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: namedtuple("Usage", "free")(1e9))
    with pytest.raises(SystemExit) as stopped:
        course.set_up()
    assert "Make 3 GB of room" in said(stopped)
    assert not (clone / ".venv").exists()


def test_an_environment_of_ones_own_is_left_alone(course, clone):
    (clone / ".venv").mkdir()
    (clone / ".venv" / "precious").write_text("mine")
    with pytest.raises(SystemExit) as stopped:
        course.main(["run"])
    assert "a .venv that this file did not make" in said(stopped)
    assert (clone / ".venv" / "precious").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="the pip that is played here is a shell script")
@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("Temporary failure in name resolution", "Is the network up?"),
        ("PermissionError: [Errno 13] Permission denied", "This folder cannot be written to."),
        ("something new", "pip could not install the packages."),
    ],
)
def test_the_words_of_pip_are_explained(course, tmp_path, monkeypatch, words, advice):
    fake = tmp_path / "python"
    fake.write_text(f'#!/bin/sh\necho "{words}"\nexit 1\n')
    fake.chmod(0o755)
    monkeypatch.setattr(course, "PYTHON", str(fake))
    with pytest.raises(SystemExit) as stopped:
        course.pip("anything")
    assert advice in said(stopped)
    assert words in said(stopped)


def test_a_file_in_the_current_folder_is_not_taken_for_a_library(course, tmp_path, environment):
    (tmp_path / "random.py").write_text("1 / 0")
    for words in (course.TEST, course.LAB):
        call = [sys.executable, *words[: words.index("-m") + 2], "--version"]
        done = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def course_state(folder) -> str:
    return (folder / ".venv" / "course.txt").read_text()


@pytest.mark.slow
def test_the_two_commands_work_on_a_fresh_clone_even_after_an_interruption(clone, tmp_path, environment):
    """Interrupt the installation, give the command again from another folder, then run the tests in the clone."""
    start = [sys.executable, str(clone / "course.py"), "run", "single"]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    first = subprocess.Popen(start, env=environment, start_new_session=True, preexec_fn=heed_ctrl_c, **pipes)
    packages = clone / ".venv" / "lib"
    deadline = time.time() + 600
    while len(list(packages.glob("python*/site-packages/*"))) < 12 and time.time() < deadline:
        time.sleep(0.2)
    os.killpg(first.pid, signal.SIGINT)
    assert "Traceback" not in first.communicate()[1].decode().split("course.py:")[-1]
    assert first.returncode != 0
    assert course_state(clone) == "unfinished"

    again = course_command(clone, "run", "single", cwd=tmp_path, env=environment)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Setting up the course" in again.stdout
    assert (tmp_path / "figures" / "01_single_neuron" / "1.png").is_file()

    warm = course_command(clone, "list", cwd=tmp_path, env=environment)
    assert "Setting up" not in warm.stdout
    assert "A single neuron" in warm.stdout

    times = []
    for _ in range(5):
        begin = time.perf_counter()
        course_command(clone, "list", cwd=tmp_path, env=environment)
        times.append(time.perf_counter() - begin)
    assert min(times) < 1.0

    own = course_command(
        clone, "test", "-k", "test_between_includes or importing_the_package", cwd=tmp_path, env=environment
    )
    assert own.returncode == 0, own.stdout
    assert "2 passed" in own.stdout.splitlines()[-1]

    changed = clone / "pyproject.toml"
    changed.write_text(changed.read_text() + "\n# changed\n")
    updated = course_command(clone, "list", env=environment)
    assert "bringing .venv up to date" in updated.stdout
    assert updated.returncode == 0
