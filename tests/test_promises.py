"""`dl101 verify`, and the table of what it found: every promise of the lessons has its row there, and the reverse."""

import json
import re
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from conftest import LESSONS, PATIENCE, ROOT, command, heed_ctrl_c

from dl101 import cli, promises, runner

DICE = "check.between('luck', np.random.uniform(), 0, 1)"


def test_the_table_is_of_these_lessons_and_the_readme_sums_it_up():
    assert {f"{name}.py" for name in promises.load()["lesson"]} == {path.rsplit("/")[-1] for path in LESSONS}
    assert promises.summary() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_code_changes_with_what_is_computed_and_not_with_text_and_exercises(tmp_path):
    def code(*cells):
        (tmp_path / "a.py").write_text("".join(cells), encoding="utf-8")
        return promises.code(tmp_path / "a.py")

    text, compute = "# %% [markdown]\n# Words.\n\n", "# %%\nx = 1  # one\n"
    exercise = '# %% tags=["exercise"]\ny = ...\n\n# %% tags=["exercise"]\ncheck.equal("y", y, 2, hint="two")\n'
    first = code(text, compute, exercise)
    assert first == code(text, compute + 'print(\n    "x is", x\n)\n', exercise)
    assert first == code(text.replace("Words", "Better words"), "# %%\n# Why\n\nx = 1  # one\n", exercise)
    assert first == code(text, compute, exercise.replace("2", "3"))
    assert first != code(text, compute.replace("1", "2"), exercise)


@pytest.mark.slow
def test_verify_tells_what_was_promised_and_what_other_seeds_gave(other_lessons, tmp_path):
    env = other_lessons(1, "Dice", f"{DICE}; check.between('fate', np.random.uniform(), 0, 0.5)")
    done = command("verify", "--seeds", "40:46", env=env, cwd=tmp_path)
    assert done.returncode == 1
    row = re.search(r"luck +│ 0 to 1 +│ ([\d.]+) +│ ([\d.]+) +│ ([\d.]+) +│ 6 of 6", done.stdout)
    low, middle, high = map(float, row.groups())
    assert 0 < low < middle < high < 1
    assert re.search(r"fate .*│ [0-5] of 6", done.stdout)
    assert "Broken: 1." in done.stdout
    assert not (tmp_path / "figures").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are different on Windows")
def test_verify_goes_on_where_it_was_stopped(other_lessons, tmp_path):
    wait = "import os, time\nwhile seed_was_shifted() and os.path.exists('wait'): time.sleep(0.1)"
    code = f"seed_was_shifted = lambda: np.random.uniform() != 0.5488135039273248\n{wait}\n{DICE}"
    env = other_lessons(1, "Dice", code)
    (tmp_path / "wait").touch()
    call = [sys.executable, "-m", "dl101", "verify", "--seeds", "3", "--jobs", "1"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    kept = tmp_path / "verify-tensorflow.jsonl"
    with subprocess.Popen(
        call, cwd=tmp_path, env=env, start_new_session=True, preexec_fn=heed_ctrl_c, **pipes
    ) as process:
        while not (kept.exists() and kept.read_text().endswith("\n")):
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        said, noise = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Stopped. 1 of 3 runs are done" in said
    assert "Traceback" not in said + noise
    with kept.open("a") as file:
        file.write('{"lesson": "01_di')  # as if it had been killed while it wrote
    (tmp_path / "wait").unlink()
    done = command("verify", "--seeds", "3", env=env, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 3 runs were done before" in done.stdout
    assert "3 of 3" in done.stdout
    assert "All promises were kept." in done.stdout
    assert not kept.exists()


def test_a_long_run_says_how_long_it_still_takes(monkeypatch, capsys):
    minutes = iter(range(0, 60 * 60, 60))
    monkeypatch.setattr(cli, "time", SimpleNamespace(monotonic=lambda: next(minutes)))
    results = [runner.Result("lessons/01_dice.py", 3, seconds=60.0)] * 4
    assert list(cli._watch((one for one in results), total=4)) == results
    lines = capsys.readouterr().out.splitlines()
    assert "done  01_dice  (seed 3, 60.0 s; 1 of 4, about 3 min left)" in lines
    assert "done  01_dice  (seed 3, 60.0 s)" in lines


@pytest.mark.slow
def test_a_lesson_that_was_changed_in_the_meantime_is_run_again(other_lessons, tmp_path):
    env = other_lessons(1, "Dice", DICE)
    made = {"lesson": "01_dice", "seed": 0, "error": None, "checks": [], "code": "of before", "versions": "of before"}
    (tmp_path / "verify-tensorflow.jsonl").write_text(json.dumps(made) + "\n")
    done = command("verify", "--seeds", "1", env=env, cwd=tmp_path)
    assert done.returncode == 0
    assert "done before" not in done.stdout
    assert "1 of 1" in done.stdout


@pytest.mark.slow
def test_save_puts_rows_in_the_place_of_the_old_ones(other_lessons, tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "README.md").write_text("Before.\n\nThe lessons make 0 promises, of old.\n\nAfter.\n")
    other_lessons(1, "Dice", DICE)
    env = other_lessons(2, "Coins", "check.equal('heads', 1, 1); check.equal('a text', 'a', 'a')")
    assert command("verify", "--seeds", "2", "--save", env=env, cwd=tmp_path).returncode == 0
    other_lessons(1, "Dice", DICE.replace("luck", "fortune"))
    assert command("verify", "1", "--seeds", "3", "--save", env=env, cwd=tmp_path).returncode == 0
    lines = (tmp_path / "tests" / "promises.csv").read_text().splitlines()
    assert [line.split(",")[:6] for line in lines[1:]] == [
        ["01_dice", "fortune", "0 to 1", "tensorflow", "3", "3"],
        ["02_coins", "heads", "1", "tensorflow", "2", "2"],
        ["02_coins", "a text", "equal", "tensorflow", "2", "2"],
    ]
    readme = (tmp_path / "README.md").read_text()
    kept = "All were kept, each with 2 seeds on TensorFlow"
    assert readme.startswith(f"Before.\n\nThe lessons make 3 promises. {kept} ([the table]")
    assert readme.endswith(").\n\nAfter.\n")
