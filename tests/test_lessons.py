"""Every lesson, as it is read and as it is run."""

import ast
import re
import subprocess
import sys

import numpy as np
import prove
from matplotlib import image

from dl101 import runner


def test_a_lesson_runs_to_its_end_untouched(lesson, fresh_runs):
    run = fresh_runs[lesson.stem]
    assert run["error"] is None, run["output"] + str(run["error"])


def test_every_promise_is_kept(lesson, fresh_runs):
    promises = [one for one in fresh_runs[lesson.stem]["checks"] if one["kind"] == "promise"]
    assert len(promises) >= 5
    assert [one for one in promises if one["outcome"] != "kept"] == []


def test_every_promise_is_kept_with_another_seed_and_answers_in_place(lesson, answered_runs):
    promises = answered_runs[lesson.stem]["checks"]
    assert len(promises) >= 5
    assert [one for one in promises if one["outcome"] != "kept"] == []


def test_another_seed_gives_other_numbers(fresh_runs, answered_runs):
    first, second = (
        [one["value"] for run in runs.values() for one in run["checks"] if one["kind"] == "promise"]
        for runs in (fresh_runs, answered_runs)
    )
    assert first != second


def test_untouched_exercises_are_to_do(lesson, fresh_runs):
    outcomes = [one["outcome"] for one in fresh_runs[lesson.stem]["checks"] if one["kind"] == "exercise"]
    assert outcomes == ["to do"] * len(prove.exercises(lesson))


def test_figures_are_made_and_show_something(lesson, fresh_runs):
    figures = fresh_runs[lesson.stem]["figures"]
    shows = lesson.read_text(encoding="utf-8").count("plt.show()")
    assert len(figures) >= shows >= 1
    for figure in figures:
        pixels = image.imread(figure)[..., :3]
        assert min(pixels.shape[:2]) > 100
        assert np.mean(pixels < 0.9) > 0.003, f"{figure} is almost empty"


def test_a_lesson_keeps_to_its_budget_of_time_and_memory(lesson, fresh_runs):
    run = fresh_runs[lesson.stem]
    assert run["seconds"] < 30  # 15 s alone; here two run at once, on machines of any kind
    assert run["memory"] is None or run["memory"] < 1500


def test_the_first_cell_tells_number_title_summary_and_minutes():
    for number, entry in enumerate(runner.lessons(), start=1):
        assert entry.number == number == int(entry.path.name[:2])
        assert re.sub(r"\W+", "_", entry.title.lower()) in (
            entry.path.stem[3:],
            f"a_{entry.path.stem[3:]}",
        )
        assert 5 <= entry.minutes <= 60


def test_cells_are_short_and_a_lesson_has_the_right_length(lesson):
    lines = [
        [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        for marker, text in prove.cells(lesson)
        if "markdown" not in marker
    ]
    assert max(map(len, lines)) <= 12
    assert 40 <= sum(map(len, lines)) <= 130


def test_something_is_seen_and_learned_early(lesson):
    code = [text for marker, text in prove.cells(lesson) if "markdown" not in marker]
    lines = [line for line in "".join(code).splitlines() if line.strip() and not line.startswith("#")]
    first_output = next(i for i, line in enumerate(lines, 1) if re.search(r"show\(\)|print\(|display\(|check\.", line))
    assert first_output <= 8
    if int(lesson.name[:2]) <= 2:
        assert next(i for i, line in enumerate(lines, 1) if ".fit(" in line) <= 20


def test_no_code_hides_in_a_text_cell(lesson):
    for marker, text in prove.cells(lesson):
        if "markdown" in marker:
            assert [line for line in text.splitlines() if line.strip() and not line.startswith("#")] == []


def test_a_lesson_is_plain_keras_on_any_backend(lesson):
    code = "".join(text for marker, text in prove.cells(lesson) if "markdown" not in marker)
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    assert imported <= {"dl101", "keras", "numpy", "pandas", "matplotlib", "sklearn", "IPython", "tempfile", "time"}
    assert re.findall(r'\b(lr|acc|regr)\b|activation="softmax"', code) == []


def test_text_names_lessons_by_titles_that_exist(lesson):
    text = " ".join(text for marker, text in prove.cells(lesson) if "markdown" in marker).replace("\n# ", " ")
    titles = {entry.title for entry in runner.lessons()}
    named = re.findall(r'(?:the )?lessons? "([^"]+)"(?: and "([^"]+)")?', text)
    assert {title for pair in named for title in pair if title} <= titles
    following = [entry.title for entry in runner.lessons() if entry.path > lesson][:1]
    assert not following or f"**Next:** {following[0]}." in text


def test_a_new_word_is_explained_once_in_bold():
    bold = [
        word.lower()
        for entry in runner.lessons()
        for marker, text in prove.cells(entry.path)
        if "markdown" in marker
        for word in re.findall(r"(?<!\*)\*\*([^*]+)\*\*", text)
        if not word.endswith((":", "."))
    ]
    assert sorted(word for word in set(bold) if bold.count(word) > 1) == []


def test_a_script_runs_from_another_folder_and_saves_its_figures_there(environment, tmp_path):
    path = runner.lessons()[0].path
    done = subprocess.run(
        [sys.executable, str(path)], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0
    assert done.stderr == ""  # TensorFlow's log lines included
    saved = re.findall(r"\[figure\] (.+)", done.stdout)
    assert saved
    assert all((tmp_path / figure).is_file() for figure in saved)
