"""`course.py`: two commands on a fresh clone, and a clear sentence wherever they cannot do their work."""

import importlib.util
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple

import pytest
from conftest import PATIENCE, ROOT, course_files, heed_ctrl_c


@pytest.fixture
def clone(tmp_path):
    """The files of the repository as a newcomer gets them, in a folder with a space and an umlaut in its name."""
    target = tmp_path / "mein Kürs"
    for name in course_files():
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
    return subprocess.run(call, capture_output=True, text=True, timeout=PATIENCE, **options)


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


@pytest.fixture
def tools(course, tmp_path, monkeypatch):
    """Play pip and uv: a function takes when they fail (a pattern of the shell) and with which words.

    They write down how they were called; the function returns that file.
    """
    if os.name == "nt":
        pytest.skip("the tools that are played here are shell scripts")

    def play(fails, words):
        calls, fake = tmp_path / "calls", tmp_path / "python"
        fake.write_text(f'#!/bin/sh\necho "$*" >> "{calls}"\ncase "$*" in {fails}) echo "{words}"; exit 1;; esac\n')
        fake.chmod(0o755)
        monkeypatch.setattr(course, "PYTHON", str(fake))
        return calls

    return play


def made_for(folder, machine: str) -> None:
    (folder / "wheels").mkdir()
    (folder / "wheels" / "made_for.txt").write_text(machine + "\n")


def tools_called(calls) -> list[str]:
    return [line.split()[1] for line in calls.read_text().splitlines()]


def test_uv_installs_the_packages_and_the_course_itself(course, tools, capsys):
    calls = tools("nothing", "")
    course.install_all()
    assert capsys.readouterr().out == "Installed by uv.\n"
    assert tools_called(calls) == ["pip", "uv", "uv"]
    asked = calls.read_text().splitlines()
    assert asked[0].endswith(course.UV)
    assert asked[1].endswith("-r requirements.lock")
    assert asked[2].endswith("-e .")


def test_beside_a_folder_of_wheels_no_network_is_used(course, clone, tools, capsys):
    """Neither by uv nor, where uv cannot do it, by pip."""
    made_for(clone, course.this_machine())
    calls = tools("'-m uv '*", "error: cannot be done")
    course.install_all()
    asked = calls.read_text().splitlines()
    assert tools_called(calls) == ["pip", "uv", "pip", "pip"]
    assert all("--no-index --find-links wheels" in one for one in asked)
    (clone / "wheels" / course.MADE_FOR).unlink()
    calls.unlink()
    course.install_all()
    assert "--no-index" not in calls.read_text()


@pytest.mark.parametrize("other", ["Windows AMD64, Python 3.12", "Linux x86_64, Python 3.10"])
def test_wheels_that_were_made_for_other_machines_are_told(course, clone, other):
    made_for(clone, other)
    with pytest.raises(SystemExit) as stopped:
        course.set_up()
    assert f"the folder wheels was made for {other}, and this is {course.this_machine()}." in said(stopped)
    assert not (clone / ".venv").exists()


def test_a_wheel_that_is_missing_is_told(course, clone, tools):
    made_for(clone, course.this_machine())
    tools("*", "ERROR: No matching distribution found for uv<0.14,>=0.11")
    with pytest.raises(SystemExit) as stopped:
        course.install_all()
    assert "Is a part of the folder wheels missing? Unzip the archive again." in said(stopped)


@pytest.mark.parametrize(
    ("fails", "called"),
    [
        ("*'uv>='*", ["pip", "pip", "pip"]),
        ("'-m uv '*requirements.lock", ["pip", "uv", "pip", "pip"]),
        ("'-m uv '*-e?.", ["pip", "uv", "uv", "pip", "pip"]),
    ],
    ids=["no uv to be had", "uv without a network", "uv cannot build"],
)
def test_where_uv_fails_pip_is_used_and_it_is_said(course, tools, capsys, fails, called):
    calls = tools(fails, "error: Connection refused: a fright for a beginner")
    course.install_all()
    told = capsys.readouterr().out
    assert tools_called(calls) == called
    assert told.endswith("Going on by pip, some minutes ...\nInstalled by pip.\n")
    assert "fright" not in told


def test_on_a_full_disk_pip_is_not_tried_in_vain(course, tools):
    calls = tools("'-m uv '*", "error: failed to copy file: No space left on device (os error 28)")
    with pytest.raises(SystemExit) as stopped:
        course.install_all()
    assert "uv could not install the packages. The disk is full." in said(stopped)
    assert tools_called(calls) == ["pip", "uv"]


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("There is not enough space on the disk. (os error 112)", "The disk is full."),
        ("Disk quota exceeded (os error 122)", "The disk is full."),
        ("Temporary failure in name resolution", "Is the network up?"),
        ("PermissionError: [Errno 13] Permission denied", "This folder cannot be written to."),
        ("something new", "could not install the packages."),
    ],
)
def test_where_neither_uv_nor_pip_works_their_words_are_explained(course, tools, words, advice):
    tools("*", words)
    with pytest.raises(SystemExit) as stopped:
        course.install_all()
    assert advice in said(stopped)
    assert words in said(stopped)


@pytest.mark.parametrize("terminal", [True, False])
def test_what_is_going_on_is_shown_in_one_line_and_only_on_a_terminal(course, tools, tmp_path, monkeypatch, terminal):
    class Screen(io.StringIO):
        def isatty(self):
            return terminal

        def write(self, text):
            if "Downloading tensorflow" in text:
                (tmp_path / "seen").touch()
            return super().write(text)

    seen = f'[ -e "{tmp_path / "seen"}" ]' if terminal else "true"
    tools("*", f'Downloading tensorflow"; for i in $(seq {PATIENCE}); do {seen} && break; sleep 1; done; echo "')
    monkeypatch.setattr(sys, "stdout", Screen())
    course.install("uv")
    shown = sys.stdout.getvalue()
    if not terminal:
        assert shown == ""
    else:
        assert re.search(r"\r +\d+ s  Downloading tensorflow +", shown)
        assert "\n" not in shown
        assert shown.endswith("\r" + 79 * " " + "\r")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "slow", "quick"), [([], False, True), (["--all"], True, True), (["-m", "slow"], True, False)]
)
def test_test_runs_the_quick_tests_and_all_of_them_if_asked(course, environment, words, slow, quick):
    these = [f"--ignore-glob={course.ROOT}/tests/test_{which}*" for which in ("[!c]", "c[!o]")]  # they import Keras
    call = [sys.executable, *course.told(["test", *words, "--collect-only", "-q", *these])]
    done = subprocess.run(call, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ("test_the_two_commands_work" in done.stdout) == slow
    assert ("test_on_a_full_disk" in done.stdout) == quick


def test_other_words_are_handed_on(course):
    assert course.told(["test", "-k", "x"]) == [*course.TEST, "-k", "x"]
    assert course.told(["lab", "--port=1"])[-3:] == ["dl101", "lab", "--port=1"]
    assert course.told(["run", "1"])[-3:] == ["dl101", "run", "1"]
    assert course.told([])[-1] == "dl101"


def test_a_file_in_the_current_folder_is_not_taken_for_a_library(course, tmp_path, environment):
    (tmp_path / "random.py").write_text("1 / 0")
    for word in ("test", "lab"):
        call = [sys.executable, *course.told([word, "--help"])]
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
    deadline = time.time() + PATIENCE
    while len(list(packages.glob("python*/site-packages/*"))) < 12 and time.time() < deadline:
        time.sleep(0.01)  # until pip has brought uv, and uv its first packages
    os.killpg(first.pid, signal.SIGINT)
    assert "Traceback" not in first.communicate()[1].decode().split("course.py:")[-1]
    assert first.returncode != 0
    assert course_state(clone) == "unfinished"

    again = course_command(clone, "run", "single", cwd=tmp_path, env=environment)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Setting up the course" in again.stdout
    assert "\nInstalled by uv.\n" in again.stdout or "\nInstalled by pip.\n" in again.stdout
    assert (tmp_path / "figures" / "01_single_neuron" / "1.png").is_file()

    warm = course_command(clone, "list", cwd=tmp_path, env=environment)
    assert "Setting up" not in warm.stdout
    assert "A single neuron" in warm.stdout

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
