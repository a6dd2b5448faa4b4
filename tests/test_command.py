"""The command `dl101`, the runner behind it, and the other backends."""

import contextlib
import json
import math
import os
import random
import re
import signal
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest
from conftest import LESSON, PATIENCE, ROOT, command, hold_ctrl_c_back, in_turn, mounted, needs_mounts

from dl101 import lessons

HIDE = """
from importlib.machinery import PathFinder

as_is = PathFinder.find_spec
PathFinder.find_spec = staticmethod(
    lambda name, *more: None if name.split(".")[0] in ("tensorflow", "torch") else as_is(name, *more)
)
"""


on_posix = pytest.mark.skipif(os.name == "nt", reason="signals are different on Windows")


class Started:
    """The command in a terminal of its own, with Ctrl-C held back until it takes it, as `course.py` starts it."""

    def __init__(self, *words, env, cwd):
        call = [sys.executable, "-u", "-m", "dl101", *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        options = {"start_new_session": True, "preexec_fn": hold_ctrl_c_back}
        self.process = subprocess.Popen(call, cwd=cwd, env=env, **pipes, **options)

    def press_ctrl_c(self) -> str:
        """Send Ctrl-C to all its processes, and return what it says; when this returns, none is left."""
        os.killpg(self.process.pid, signal.SIGINT)
        said = self.process.communicate(timeout=PATIENCE)[0].decode()
        assert "Traceback" not in said, said
        assert "Error" not in said, said
        deadline = time.time() + PATIENCE
        with contextlib.suppress(ProcessLookupError):
            while time.time() < deadline:
                os.killpg(self.process.pid, 0)
                time.sleep(0.05)
            pytest.fail("a process is left behind")
        return said


def test_a_lesson_is_found_by_number_file_or_part_of_its_title():
    for word in ("2", "02_many_inputs", "lessons/02_many_inputs.py", "Many in", "MANY IN"):
        assert [one.title for one in lessons.find([word])] == ["Many inputs"]
    assert [one.number for one in lessons.find(["3", "many in"])] == [2, 3]
    assert lessons.find([]) == lessons.known()


@pytest.mark.parametrize("word", ["99", "quantum", ""])
def test_an_unknown_lesson_is_answered_with_those_there_are(word):
    with pytest.raises(LookupError, match=r"There are:\n  0\. Arrays and pictures"):
        lessons.find([word])


def test_list_shows_every_lesson_and_imports_neither_keras_nor_numpy(tmp_path, environment):
    done = command("list")
    assert all(one.title in done.stdout and one.summary in done.stdout for one in lessons.known())
    for name in ("keras", "numpy", "pandas", "matplotlib"):  # that is what keeps it quick
        (tmp_path / f"{name}.py").write_text("1 / 0")
    for word in ("list", "--help"):
        assert command(word, env=environment | {"PYTHONPATH": str(tmp_path)}).returncode == 0


@pytest.mark.slow
def test_the_benchmark_says_where_the_time_of_a_lesson_goes(environment, tmp_path):
    call = [sys.executable, str(ROOT / "benchmarks" / "speed.py"), str(lessons.find(["1"])[0].path)]
    environment |= {"MPLBACKEND": "module://dl101.figures", "DL101_FIGURES": str(tmp_path)}
    start = time.perf_counter()
    done = subprocess.run(call, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    whole = time.perf_counter() - start
    part = json.loads(done.stdout.splitlines()[-1])
    assert part["Keras"] > 0.3 * (part["Keras"] + part["rest"])  # this lesson does little besides
    assert part["import"] + part["Keras"] + part["figures"] + part["rest"] < whole
    assert min(part.values()) > 0


def test_help_names_every_command():
    said = command("--help").stdout
    assert [word for word in ("list", "run", "verify", "doctor", "notebooks") if word not in said] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "quantum"], "There is no lesson 'quantum'. There are:"),
        (["run", "--backend", "abacus"], "tensorflow"),
        (["verify", "--seeds", "5:5"], "neither a number of seeds"),
        (["verify", "--seeds", "many"], "neither a number of seeds"),
        (["dance"], "No such command"),
    ],
)
def test_a_wrong_word_is_answered_with_what_exists(words, said):
    done = command(*words)
    assert done.returncode == 2
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_run_ends_with_a_table_and_saves_figures(tmp_path, environment):
    done = command("run", "1", "--ranges", env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert re.search(r"1\. A single neuron +│ +\d+\.\d +│ 9 of 9 +│ 4 of 4", done.stdout)
    assert re.search(r"│ typical error of the neuron +│ \d+ to \d+ +│ 62", done.stdout)
    figures = sorted(path.name for path in (tmp_path / "figures" / "01_single_neuron").iterdir())
    assert figures == ["1.png", "2.png", "3.png", "4.gif", "5.png"]


@pytest.mark.slow
def test_the_seconds_in_all_are_those_that_one_waits(other_lessons, tmp_path):
    env = other_lessons(1, "Good", "import time; time.sleep(0.5)")
    start = time.perf_counter()
    done = command("run", "--ranges", env=env, cwd=tmp_path)
    waited = time.perf_counter() - start
    told = float(re.search(r"(\d+\.\d) seconds in all", done.stdout)[1])
    assert 0.5 <= told <= waited + 0.1
    of_lesson = float(re.search(r"1\. Good +│ +(\d+\.\d)", done.stdout)[1])
    assert of_lesson < told


TALE = """
print("the data")

# %% [markdown]
# ## Second section
#
# ### Exercise: none

# %%
print("the exercise")
x = "# ## no heading"

# %% [markdown]
# ## What we saw
#
# - Nothing.
"""


def test_one_lesson_is_told_with_its_headings_between_what_it_prints(other_lessons, tmp_path):
    env = other_lessons(1, "Good", TALE)
    done = command("run", "good", env=env, cwd=tmp_path)
    said = done.stdout.partition("seconds ...\n")[2].partition("┏")[0]
    assert said.splitlines() == [
        "the data",
        *("", "## Second section", "", "### Exercise: none"),
        "the exercise",
    ]


def test_a_word_that_means_several_lessons_says_which(other_lessons, tmp_path):
    other_lessons(1, "Good neuron", "")
    other_lessons(2, "No match", "")
    env = other_lessons(3, "Neuron again", "")
    done = command("run", "neuron", env=env, cwd=tmp_path)
    assert done.stdout.startswith("2 lessons on tensorflow: Good neuron; Neuron again\n")


@pytest.mark.slow
def test_a_script_of_the_readers_own_is_run_from_anywhere(other_lessons, tmp_path):
    env = other_lessons(1, "Good", "check.equal('of the course', 1, 1)")
    mine = tmp_path / "mine" / "01_good.py"  # a copy under the same name, changed
    mine.parent.mkdir()
    text = (tmp_path / "lessons" / "01_good.py").read_text()
    mine.write_text(text.replace("of the course", "of mine") + "print('# Grüße')\n", encoding="utf-8")
    plain = tmp_path / "my_01.py"
    plain.write_text("print('no form at all')\n")
    for word, cwd in ((str(mine), tmp_path), ("01_good.py", mine.parent), ("../my_01.py", mine.parent)):
        done = command("run", word, env=env, cwd=cwd)
        assert done.returncode == 0, done.stdout + done.stderr
        assert re.search(r"✓ of mine: 1\n# Grüße|no form at all", done.stdout), done.stdout
    assert "✓ of the course: 1" in command("run", "lessons/01_good.py", env=env, cwd=tmp_path).stdout
    both = command("run", "good", str(plain), "--ranges", env=env, cwd=tmp_path).stdout
    assert re.search(r"1\. Good +│ of the course .*my_01.py", both.replace("\n", " ")) or "my_01.py" in both
    (tmp_path / "notes.txt").touch()
    assert "notes.txt is not a Python script" in command("run", "notes.txt", env=env, cwd=tmp_path).stdout


NEURON = 'def neuron(x, w, b):\n    return ...\n\n\ncheck.exercise("neuron", neuron)\n'
COUNT = 'parameters_of_ten = ...\ncheck.exercise("parameters_of_ten", parameters_of_ten)\n'


@pytest.mark.slow
def test_what_was_passed_is_remembered_and_shown(other_lessons, tmp_path):
    """By `list`, `next`, `progress`, and as not to do by `run`, whoever passed it: notebook, script or terminal."""
    other_lessons(2, "Better", COUNT)
    env = other_lessons(1, "Good", NEURON)
    assert "1. Good (5 minutes) ○\n" in command("list", env=env).stdout
    assert command("next", env=env).stdout.startswith("1. Good, exercise neuron\n")
    mine = tmp_path / "mine.py"
    mine.write_text((tmp_path / "lessons" / "01_good.py").read_text().replace("return ...", "return w * x + b"))
    assert "[passed] neuron" in command("run", str(mine), env=env, cwd=tmp_path).stdout
    assert "1. Good (5 minutes) ●\n" in command("list", env=env).stdout
    assert command("next", env=env).stdout.startswith("2. Better, exercise parameters_of_ten\n")
    assert re.search(r"1\. Good .* 0 of 1", command("run", "1", env=env, cwd=tmp_path).stdout)
    assert "●     1 of 1  1. Good\n○     0 of 1  2. Better" in command("progress", env=env).stdout
    assert "○     0 of 1  1. Good\n" in command("progress", "--reset", env=env).stdout
    assert "1. Good (5 minutes) ○\n" in command("list", env=env).stdout


@pytest.mark.slow
def test_hints_and_answers_are_given_in_the_terminal(other_lessons, tmp_path):
    env = other_lessons(1, "Good", NEURON.replace("return ...", "return w * (x + b)"))
    assert "Hint 1 of 3: " in command("hint", "neuron", env=env).stdout
    assert "Hint 2 of 3: " in command("hint", "neuron", env=env).stdout
    assert "Try it first" in command("answer", "neuron", env=env).stdout
    assert "[not yet] neuron: " in command("run", "1", env=env, cwd=tmp_path).stdout
    assert command("answer", "neuron", env=env).stdout == "def neuron(x, w, b):\n    return w * x + b\n"
    unknown = command("hint", "neurone", env=env)
    assert unknown.returncode == 2
    assert "There is no exercise 'neurone'. Did you mean neuron" in unknown.stdout


def test_a_script_that_python_cannot_read_is_told_in_a_sentence_with_its_line(other_lessons, tmp_path):
    env = other_lessons(1, "Good", "def neuron(x, w, b)\n    return 1")
    done = command("run", "1", env=env, cwd=tmp_path)
    assert done.returncode == 1
    assert re.search(r"01_good\.py, line 14: Python cannot read this, expected ':'", done.stdout)
    assert "Traceback" not in done.stdout


@on_posix
@pytest.mark.slow
def test_watch_judges_a_lesson_each_time_it_is_saved(other_lessons, tmp_path):
    env = other_lessons(1, "Good", f"print('not shown')\n{NEURON}")
    path = tmp_path / "lessons" / "01_good.py"
    watching = Started("watch", "good", env=env, cwd=tmp_path)
    seen = []

    def until(words):
        while words not in (line := watching.process.stdout.readline().decode()):
            seen.append(line)
            assert line, seen  # else it has ended
            assert "Error" not in line, seen

    until("[to do] neuron")
    time.sleep(1)  # until the folder is watched
    text = path.read_text()
    path.write_text(text.replace("return ...", "return w * x + b"))
    until("[passed] neuron")
    saved = tmp_path / "lessons" / "unsaved.tmp"  # as some editors do
    saved.write_text(text.replace("return ...", "return ("))
    os.replace(saved, path)
    until("Python cannot read this")
    watching.press_ctrl_c()
    assert watching.process.returncode == 130
    assert "not shown" not in "".join(seen)


def test_run_fails_if_a_promise_is_broken_or_a_lesson_ends_early(other_lessons, tmp_path):
    other_lessons(1, "Good", "check.equal('one', 1, 1)")
    other_lessons(2, "Broken", "check.equal('one', 2, 1)")
    env = other_lessons(3, "Crashing", "print('so far'); 1 / 0")
    done = command("run", env=env, cwd=tmp_path)
    assert done.returncode == 1
    assert "Not as promised: Broken, Crashing." in done.stdout
    assert "ZeroDivisionError" in done.stdout
    assert "so far" in done.stdout
    assert command("run", "good", env=env, cwd=tmp_path).returncode == 0


def test_a_lesson_that_dies_is_told_and_the_others_go_on(other_lessons, tmp_path):
    other_lessons(1, "Dying", "import os; os.kill(os.getpid(), 9)")
    env = other_lessons(2, "Good", "check.equal('one', 1, 1)")
    done = command("run", env=env, cwd=tmp_path)
    assert done.returncode == 1
    assert "exit code -9" in done.stdout
    assert "most likely, memory has run out. Close other programs, and add --jobs 1 to the command." in done.stdout
    assert re.search(r"2\. Good .* 1 of 1", done.stdout)


def test_without_a_forkserver_lessons_run_in_plain_processes(other_lessons, tmp_path):
    env = other_lessons(1, "Good", "check.equal('one', 1, 1)") | {"DL101_NO_FORKSERVER": "1"}
    done = command("run", env=env, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"1\. Good .* 1 of 1", done.stdout)


@pytest.mark.slow
def test_nothing_leaks_from_one_lesson_to_the_next(other_lessons, tmp_path):
    code = "import os; check.equal('clean', hasattr(np, 'dirt'), False); np.dirt = 1; keras.dirt = 1"
    code += "\ncheck.equal('folder', os.path.exists('dirt'), False)"
    for number in (1, 2, 3):
        env = other_lessons(number, f"Dirty {number}", code)
    assert command("run", "--jobs", "1", env=env, cwd=tmp_path).returncode == 0


@on_posix
@pytest.mark.slow
def test_ctrl_c_stops_a_run_and_leaves_no_process_behind(other_lessons, tmp_path):
    env = other_lessons(1, "Long", "import time; print('here', flush=True); time.sleep(9999)")
    run = Started("run", env=env, cwd=tmp_path)
    while b"here" not in run.process.stdout.readline():
        assert run.process.poll() is None
    run.press_ctrl_c()
    assert run.process.returncode == 130


@on_posix
@pytest.mark.slow
@pytest.mark.parametrize("words", [("run",), ("verify", "--seeds", "2")], ids=lambda words: words[0])
def test_ctrl_c_at_any_moment_is_taken_quietly(other_lessons, tmp_path, words):
    """Ten moments of each, spread over the time that the command takes, each anew within its part of it."""
    for number in (1, 2, 3):
        env = other_lessons(number, f"Good {number}", DRAW.format(number=number) * 3)
    (tmp_path / "temporary").mkdir()
    env |= {"TMPDIR": str(tmp_path / "temporary")}
    codes, whole = [], math.inf
    for turn in range(-2, 10):  # the first two tell how long it takes
        start = time.perf_counter()
        run = Started(*words, env=env, cwd=tmp_path)
        if turn >= 0:
            time.sleep(whole * (turn + random.random()) / 10)
            with contextlib.suppress(ProcessLookupError):  # it was done sooner this time
                run.press_ctrl_c()
        run.process.communicate(timeout=PATIENCE)
        codes.append(run.process.returncode)
        if codes[-1] == 0:
            whole = min(whole, time.perf_counter() - start)
        assert list((tmp_path / "temporary").iterdir()) == []
        assert list(tmp_path.rglob("*.part")) == []
    assert set(codes) <= {0, 130, -signal.SIGINT}  # the last is how Python ends if it was stopped inside of `exec`
    assert codes[2:].count(0) <= 5  # of ten: a machine that was slow at first may be done before the last of them


@on_posix
@pytest.mark.slow
def test_ctrl_c_while_keras_is_being_imported_is_taken_quietly(environment, tmp_path):
    for moment in range(6):
        run = Started("run", "1", "2", env=environment, cwd=tmp_path)
        while b"Starting Keras" not in run.process.stdout.readline():
            assert run.process.poll() is None
        time.sleep(moment / 2)
        run.press_ctrl_c()
        assert run.process.returncode in (130, -signal.SIGINT)
        assert list(tmp_path.rglob("*.part")) == []


@on_posix
@pytest.mark.slow
def test_ctrl_c_that_comes_while_it_cleans_up_changes_nothing(other_lessons, tmp_path):
    env = other_lessons(1, "Slow", "import time\ntry:\n    print('here', flush=True); time.sleep(9999)\n")
    path = tmp_path / "lessons" / "01_slow.py"
    path.write_text(path.read_text() + "finally:\n    time.sleep(0.5); open('cleaned', 'w').close()\n")
    run = Started("run", env=env, cwd=tmp_path)
    while b"here" not in run.process.stdout.readline():
        assert run.process.poll() is None
    for _ in range(3):
        os.killpg(run.process.pid, signal.SIGINT)
        time.sleep(0.1)
    run.press_ctrl_c()
    assert (tmp_path / "cleaned").exists()


DRAW = "from matplotlib import pyplot as plt\nplt.plot([1, 2], [{number}, 2])\nplt.show()\n"


@on_posix
@pytest.mark.slow
def test_a_lesson_that_is_stopped_while_it_saves_a_figure_cleans_up(other_lessons, tmp_path):
    slow = "import time, matplotlib.figure\nsave = matplotlib.figure.Figure.savefig\n"
    slow += "def savefig(figure, path, **more):\n    save(figure, path, **more)\n    time.sleep(9999)\n"
    env = other_lessons(1, "Slow", slow + "matplotlib.figure.Figure.savefig = savefig\n" + DRAW.format(number=1))
    run = Started("run", env=env, cwd=tmp_path)
    while not list(tmp_path.rglob("*.part")):
        assert run.process.poll() is None
        time.sleep(0.1)
    run.press_ctrl_c()
    assert run.process.returncode == 130
    assert list((tmp_path / "figures" / "01_slow").iterdir()) == []


def test_files_of_the_reader_do_no_harm_and_a_home_may_have_any_name(other_lessons, tmp_path):
    other_lessons(1, "Good", "check.equal('one', 1, 1)")
    env = other_lessons(2, "Better", "import random, statistics; check.equal('one', random.choice([1]), 1)")
    (tmp_path / "here").mkdir()
    for name in ("random", "statistics", "keras", "numpy", "matplotlib", "tempfile", "rich"):
        (tmp_path / "here" / f"{name}.py").write_text("1 / 0")
    good = (tmp_path / "lessons" / "01_good.py").read_text()
    for name in ("01_good copy.py", "01_good_copy.py", "01_good-Copy1.ipynb", "my_experiment.py"):
        (tmp_path / "lessons" / name).write_text(good)
    (tmp_path / "lessons" / "99_mine.py").write_bytes(b"print('Gr\xfc\xdfe')")
    (tmp_path / "lessons" / ".ipynb_checkpoints").mkdir()
    home = tmp_path / "Jürgen Müller é 你"
    home.mkdir()
    done = command("run", env=env | {"HOME": str(home), "USERPROFILE": str(home)}, cwd=tmp_path / "here")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert re.search(r"2 lessons on .*1\. Good .* 1 of 1.*2\. Better .* 1 of 1", done.stdout, re.S)
    done = command("run", "99", env=env, cwd=tmp_path)
    assert done.returncode == 2
    assert "99_mine.py is none: its first cell has not the form of CONTRIBUTING.md" in done.stdout


def test_files_of_the_reader_are_no_lessons(tmp_path, monkeypatch):
    text = LESSON.format(number=1, title="A good one", code="")
    for name in ("01_good_one.py", "01_good_one_copy.py", "01_good_one (1).py", "02_good_one.py", "my_experiment.py"):
        (tmp_path / name).write_text(text)
    (tmp_path / "03_empty.py").touch()
    monkeypatch.setattr(lessons, "FOLDER", tmp_path)
    assert [one.path.name for one in lessons.known()] == ["01_good_one.py"]
    assert [path.name for path in lessons.unlisted()] == [
        "01_good_one (1).py",
        "01_good_one_copy.py",
        "02_good_one.py",
        "03_empty.py",
    ]


@needs_mounts
@pytest.mark.slow
def test_a_full_disk_is_told_with_what_to_do(other_lessons, tmp_path):
    other_lessons(1, "Drawing", DRAW.format(number=1))
    env = other_lessons(2, "Talking", "for n in range(99): print('x' * 999)\n")
    full = [tmp_path / "here", tmp_path / "temporary"]
    for folder in full:
        folder.mkdir()
    before = mounted(" && ".join(f"mount -t tmpfs -o size=12k none '{folder}'" for folder in full))
    done = command("run", "--jobs", "1", env=env | {"TMPDIR": str(full[1])}, cwd=full[0], before=before)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert f"The disk is full ({full[1]}). Make room, or set TMPDIR" in done.stdout, done.stdout
    assert "1 of the figures could not be saved: go to a folder of your own, or set DL101_FIGURES to" in done.stdout
    assert "Not as promised: Talking." in done.stdout


@pytest.mark.slow
def test_what_lessons_leave_in_temporary_folders_goes_with_the_run(other_lessons, tmp_path):
    leave = "import subprocess, sys, tempfile\nfolder = tempfile.TemporaryDirectory()\n"
    leave += "subprocess.run([sys.executable, '-c', 'import tempfile; tempfile.mkdtemp()'], check=True)\n"
    env = other_lessons(1, "Leaving", leave)
    (tmp_path / "temporary").mkdir()
    done = command("run", env=env | {"TMPDIR": str(tmp_path / "temporary")}, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [*(tmp_path / "temporary").iterdir()] == []


@pytest.mark.slow
def test_two_runs_at_once_both_leave_the_right_figures(other_lessons, tmp_path):
    together = "import os, pathlib, time\npathlib.Path(f'ready-{os.getpid()}').touch()\nstart = time.time()\n"
    together += "while len(list(pathlib.Path().glob('ready-*'))) < 2 and time.time() < start + 1800: time.sleep(0.01)\n"
    env = other_lessons(1, "Drawing", together + "".join(DRAW.format(number=n) for n in range(8)))
    call = [sys.executable, "-m", "dl101", "run"]
    options = {"cwd": tmp_path, "env": env, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(call, **options) for _ in range(2)]
    for process in both:
        said = process.communicate(timeout=PATIENCE)[0]
        assert process.returncode == 0, said
        assert said.count("[figure] figures") == 8, said
    figures = sorted((tmp_path / "figures" / "01_drawing").iterdir())
    assert [path.name for path in figures] == [f"{number}.png" for number in range(1, 9)]
    contents = {path.read_bytes() for path in figures}
    assert len(contents) == 8
    assert all(content.endswith(b"IEND\xaeB`\x82") for content in contents)  # as every whole PNG does


@needs_mounts
@pytest.mark.slow
def test_a_checkout_that_cannot_be_written_to_is_told_in_one_sentence(environment):
    before = mounted(f"mount --bind '{ROOT}' '{ROOT}' && mount -o remount,ro,bind '{ROOT}'")
    done = command("notebooks", env=environment, before=before)
    assert done.returncode == 1
    (said,) = done.stderr.splitlines()
    assert "Read-only file system" in said
    assert "the folder not yours to write to" in said


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not give out cores")
def test_no_more_lessons_run_at_a_time_than_there_are_cores_for_us():
    program = "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n"
    program += "from dl101 import machine; print(machine.cores(), machine.lessons_at_once())"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ["1", "1"]


def test_a_poor_terminal_and_a_user_without_a_home_get_their_answer(environment):
    env = {name: value for name, value in environment.items() if name not in ("HOME", "USERPROFILE")}
    done = command("run", "Kürbis", env=env | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 2, done.stderr
    assert "There is no lesson 'K?rbis'. There are:\n  0. Arrays and pictures" in done.stdout


def test_a_settings_file_that_names_a_missing_backend_does_no_harm(environment, tmp_path):
    (tmp_path / "keras.json").write_text('{"backend": "abacus"}')
    program = "import dl101, os; print(os.environ['KERAS_BACKEND'])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment | {"KERAS_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "tensorflow"


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.parametrize(("backend", "alone", "way"), [("jax", True, 1), ("torch", False, 2)])
def test_all_promises_are_kept_on_another_backend(backend, alone, way, environment, tmp_path):
    """On JAX where TensorFlow is missing, and on PyTorch beside TensorFlow."""
    if not find_spec(backend):
        pytest.skip(f"{backend} is not installed")
    if alone:
        (tmp_path / "sitecustomize.py").write_text(HIDE)
        done = command("run", *in_turn(way), env=environment | {"PYTHONPATH": str(tmp_path)}, cwd=tmp_path)
    else:
        done = command("run", *in_turn(way), "--backend", backend, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"on {backend}" in done.stdout
