"""Every lesson, as it is read, and as it is run: once for all tests of this file, with answers in place."""

import ast
import re
from pathlib import Path

import numpy as np
import prove
import pytest
from conftest import LESSONS, ROOT, course_files
from PIL import Image

from dl101 import BACKENDS, lessons, processes, promises

SEEDS = {"tensorflow": 20, "jax": 10, "torch": 10}


@pytest.fixture(scope="session")
def answered_runs(tmp_path_factory) -> dict[str, dict]:
    """What `prove.answered` returns for each lesson, as many at a time as there are cores."""
    folder = str(tmp_path_factory.mktemp("figures"))
    results = processes.call_each(prove.answered, [(path, folder) for path in LESSONS])
    return {Path(path).stem: result for (path, _), result in results}


def test_every_promise_is_kept(lesson, answered_runs):
    run = answered_runs[lesson.stem]
    assert not isinstance(run, int), f"the process ended with exit code {run}: see what it said above"
    promises = [one for one in run["checks"] if one["kind"] == "promise"]
    assert len(promises) >= 5
    assert [one["said"] for one in promises if one["outcome"] != "kept"] == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_promise_has_its_row_and_every_row_its_promise(lesson, backend, answered_runs):
    made = [one["name"] for one in answered_runs[lesson.stem]["checks"] if one["kind"] == "promise"]
    rows = promises.load().query("lesson == @lesson.stem and backend == @backend")
    assert len(made) == len(set(made)), "two promises of a lesson have one name"
    assert list(rows["promise"]) == made, f"run: dl101 verify {lesson.stem} --backend {backend} --save"
    assert set(rows["code"]) == {promises.code(lesson)}, "the lesson was changed after it was verified"
    assert set(rows["seeds"]) == set(rows["kept"]) == {str(SEEDS[backend])}


def test_the_answers_pass_within_their_lesson(lesson, answered_runs):
    outcomes = {
        one["name"]: one["outcome"] for one in answered_runs[lesson.stem]["checks"] if one["kind"] == "exercise"
    }
    assert outcomes == dict.fromkeys(prove.exercises(lesson), "passed")


def test_no_later_cell_needs_the_answer_to_an_exercise(lesson):
    """So a lesson runs to its end untouched, and gives the numbers that it gives with answers in place."""
    answers = set(prove.exercises(lesson))
    for marker, text in lessons.cells(lesson):
        if "markdown" not in marker and "exercise" not in marker:
            assert answers & {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)} == set()


def test_another_seed_gives_other_numbers(lesson):
    """In the table of promises, which a test beside it holds to be of the lesson as it is now."""
    rows = promises.load().query("lesson == @lesson.stem and backend == 'tensorflow'")
    assert (rows["minimum"] != rows["maximum"]).any()


def test_figures_are_made_and_show_something(lesson, answered_runs):
    figures = answered_runs[lesson.stem]["figures"]
    shows = len(re.findall(r"plt\.show\(\)|plot\.movie\(", lesson.read_text(encoding="utf-8")))
    assert len(figures) >= shows >= 1
    for figure in figures:
        pixels = np.asarray(Image.open(figure).convert("RGB")) / 255
        assert min(pixels.shape[:2]) > 100
        assert np.mean(pixels < 0.9) > 0.003, f"{figure} is almost empty"


def test_the_map_of_lessons_equals_the_files(answered_runs):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| \[(.+?)\]\((.+?)\) \| (.+?) \| (\d+) \| ([\d,]+) \|$", readme, re.M)
    assert rows == [
        (
            str(one.number),
            one.title,
            f"lessons/{one.path.stem}.ipynb",
            one.summary,
            str(one.minutes),
            f"{answered_runs[one.path.stem]['parameters']:,}",
        )
        for one in lessons.known()
    ]


def test_the_first_cell_tells_number_title_summary_and_minutes():
    files = [ROOT / name for name in course_files() if re.fullmatch(r"lessons/\d.*\.py", name)]
    for number, path in enumerate(files):
        first = path.read_text(encoding="utf-8").splitlines()[:7]
        assert first[0] == "# %% [markdown]", path
        title = re.fullmatch(rf"# # {number}\. (.+)", first[1])
        assert title, f"{path}: lesson {number} begins with {first[1]!r}"
        name = re.sub(r"\W+", "_", title[1].lower())
        assert path.stem in (f"{number:02}_{name}", f"{number:02}_{name.removeprefix('a_')}")
        assert re.fullmatch(r"# > [A-Z].{30,}\.", first[3]), path
        minutes = re.fullmatch(r"# (\d+) minutes · needs: .+ · data: .+", first[5])
        assert minutes, f"{path}: {first[5]!r}"
        assert 5 <= int(minutes[1]) <= 60
    assert [entry.path for entry in lessons.known()] == files


def test_cells_are_short_and_a_lesson_has_the_right_length(lesson):
    lines = [
        (len([line for line in text.splitlines() if line.strip() and not line.startswith("#")]), marker)
        for marker, text in lessons.cells(lesson)
        if "markdown" not in marker
    ]
    assert max(count for count, _ in lines) <= 12
    most = 100 if int(lesson.name[:2]) < 36 else 120  # from "Trial and error" on
    assert 40 <= sum(count for count, marker in lines if "exercise" not in marker) <= most  # exercises come on top


def test_a_guide_for_teachers_lies_beside_it(lesson):
    guide = (lesson.parent / "guides" / f"{lesson.stem}.md").read_text(encoding="utf-8")
    (known,) = lessons.find([str(lesson)])
    assert guide.startswith(f"# {known.title}\n\n**Ask**\n\n1. ")
    assert re.findall(r"(?m)^(?:\d+\.|\*\*\w+\*\*)", guide)[1:] == ["1.", "2.", "3.", "**Draw**", "**Watch**"]
    assert 90 <= len(guide.split()) <= 240
    assert "—" not in guide


def test_something_is_seen_and_learned_early(lesson):
    code = [text for marker, text in lessons.cells(lesson) if "markdown" not in marker and "exercise" not in marker]
    lines = [line for line in "".join(code).splitlines() if line.strip() and not line.startswith("#")]
    first_output = next(
        i for i, line in enumerate(lines, 1) if re.search(r"show\(\)|movie\(|print\(|display\(|check\.", line)
    )
    assert first_output <= 8
    if lesson.name[:2] in ("01", "02"):
        assert next(i for i, line in enumerate(lines, 1) if ".fit(" in line) <= 20


def test_no_code_hides_in_a_text_cell(lesson):
    for marker, text in lessons.cells(lesson):
        if "markdown" in marker:
            assert [line for line in text.splitlines() if line.strip() and not line.startswith("#")] == []


def test_a_lesson_is_plain_keras_on_any_backend(lesson):
    code = "".join(text for marker, text in lessons.cells(lesson) if "markdown" not in marker)
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    known = {"dl101", "keras", "numpy", "pandas", "matplotlib", "sklearn", "scipy", "IPython"}
    known |= {"collections", "itertools", "json", "re", "tempfile", "time", "timeit", "zipfile"}
    assert imported <= known
    assert re.findall(r'\b(lr|acc|regr)\b|activation="softmax"', code) == []


def test_text_names_lessons_by_titles_that_exist(lesson):
    text = " ".join(text for marker, text in lessons.cells(lesson) if "markdown" in marker).replace("\n# ", " ")
    titles = {entry.title for entry in lessons.known()}
    named = re.findall(r'(?:the )?lessons? "([^"]+)"(?: and "([^"]+)")?', text)
    assert {title for pair in named for title in pair if title} <= titles
    following = [entry.title for entry in lessons.known() if entry.path > lesson][:1]
    assert not following or f"**Next:** {following[0]}." in text


def test_a_new_word_is_explained_once_in_bold():
    bold = [
        word.lower()
        for entry in lessons.known()
        for marker, text in lessons.cells(entry.path)
        if "markdown" in marker
        for word in re.findall(r"(?<!\*)\*\*([^*]+)\*\*", text)
        if not word.endswith((":", "."))
    ]
    assert sorted(word for word in set(bold) if bold.count(word) > 1) == []


def test_a_script_runs_from_another_folder_and_saves_its_figures_there(script_run):
    done, folder = script_run
    assert done.returncode == 0
    assert done.stderr == ""  # TensorFlow's log lines included
    saved = re.findall(r"\[figure\] (.+)", done.stdout)
    assert saved
    assert all((folder / figure).is_file() for figure in saved)
