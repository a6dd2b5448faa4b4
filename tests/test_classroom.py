"""The classroom: what is handed out, what a box keeps in, and marks that nothing in a submission can make."""

import builtins
import contextlib
import hashlib
import html
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import nbformat
import numpy as np
import pytest
from conftest import PATIENCE

pytest.importorskip("nbgrader")

from nbgrader.api import Gradebook

from dl101 import exercises, lessons
from dl101.classroom import box, cases, handout, judge, mark, programs, report

LESSON = "04_activation_functions"
NAMES = ["melt", "ramp", "xor", "small_network"]
ANSWERS = {one.name: one for one in exercises.load(exercises.SOLUTIONS / f"{LESSON}.py")}


def nbgrader(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory) -> Path:
    """A teacher's folder with one lesson handed out."""
    folder = tmp_path_factory.mktemp("class")
    handout.make(folder, lessons.find(["4"]))
    nbgrader(folder, "generate_assignment", LESSON)
    return folder


@pytest.fixture
def folder(handed_out, tmp_path) -> Path:
    """A copy of it, for submissions."""
    return Path(shutil.copytree(handed_out, tmp_path / "class"))


@pytest.fixture(scope="module")
def one_box():
    try:
        with box.Box() as open_box:
            open_box.run({"empty": {"program": "empty = 1", "calls": None}})
            yield open_box
    except box.NoBox as error:
        pytest.skip(str(error))


def released(folder: Path) -> nbformat.NotebookNode:
    return nbformat.read(folder / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)


def submit(folder: Path, student: str, answers: dict[str, str], change=lambda book: None) -> Path:
    book = released(folder)
    for cell in book.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(name, cell.source)
    change(book)
    path = folder / "submitted" / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(book, path)
    return path


def right(*names: str) -> dict[str, str]:
    return {name: ANSWERS[name].source for name in names}


def marked(folder: Path, **how) -> dict[str, dict]:
    return {record["student"]: record for record in mark.mark_all(folder, mark.submitted(folder), **how)}


def points(record: dict) -> list[float]:
    return [one["points"] for one in record["exercises"].values()]


# What is handed out


def test_students_get_stubs_and_checks_and_nothing_of_what_is_right(handed_out):
    book = released(handed_out)
    text = nbformat.writes(book)
    for hidden in ("HIDDEN", "cases", "BEGIN SOLUTION", "next_W", "stub"):
        assert hidden not in text.replace("cases.", ""), hidden
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in book.cells if "nbgrader" in cell.metadata}
    assert list(cells) == [name + part for name in NAMES for part in ("", "-check")]
    for name in NAMES:
        assert "..." in cells[name].source
        assert not cells[name].metadata.nbgrader.locked
        assert cells[f"{name}-check"].metadata.nbgrader.locked
        assert cells[f"{name}-check"].source.startswith(f'check.exercise("{name}", {name}')
    assert not [*handed_out.glob("release/**/*.pkl")]


def test_the_plan_is_the_teachers(tmp_path):
    handout.make(tmp_path, lessons.find(["4", "9"]))
    plan = tmp_path / handout.PLAN
    plan.write_text(plan.read_text().replace("xor: 1", "xor: 2.5").replace("    melt: 1\n", ""))
    before = (tmp_path / "cases" / "09_backpropagation.pkl").read_bytes()
    assert list(handout.make(tmp_path)[LESSON].items()) == [("ramp", 1), ("xor", 2.5), ("small_network", 1)]
    assert (tmp_path / "cases" / "09_backpropagation.pkl").read_bytes() == before, "a class is asked the same all along"
    book = nbformat.read(tmp_path / "source" / LESSON / f"{LESSON}.ipynb", as_version=4)
    worth = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.get("points")
        for cell in book.cells
        if "nbgrader" in cell.metadata
    }
    assert worth["xor-check"] == 2.5
    assert "melt" not in worth


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("course: x", "has not the form"),
        ("[1, 2", "has not the form"),
        ("course: x\nlessons: {99_none: {a: 1}}", "no lesson '99_none'"),
        (f"course: x\nlessons: {{{LESSON}: {{meld: 1}}}}", "no exercise 'meld', but melt"),
        (f"course: x\nlessons: {{{LESSON}: {{melt: many}}}}", "points of melt"),
        (f"course: x\nlessons: {{{LESSON}: {{melt: -1}}}}", "points of melt"),
        (f"course: x\nlessons: {{{LESSON}: {{melt: .inf}}}}", "points of melt"),
    ],
)
def test_a_plan_that_cannot_be_used_is_told(tmp_path, text, said):
    (tmp_path / handout.PLAN).write_text(text)
    with pytest.raises(handout.WrongPlan, match=said):
        handout.make(tmp_path)


def test_cases_of_another_course_are_told(tmp_path):
    handout.make(tmp_path, lessons.find(["4"]))
    kinds = cases.load(tmp_path, LESSON)["ramp"]
    other = exercises.Function(
        lambda z: z, tries=ANSWERS["ramp"].tries, worked=ANSWERS["ramp"].worked, hints=[], right=[]
    )
    with pytest.raises(cases.OtherCourse, match="answered differently"):
        cases.frozen(other, kinds)


# What an answer may use, and where it is found


def test_an_answer_gets_what_it_uses_of_the_lesson_and_no_training():
    source = "def ramp(z):\n    return np.maximum(z, 0)"
    program = programs.program(LESSON, "ramp", source)
    assert "import numpy as np" in program
    assert "keras" not in program
    assert "fit(" not in program
    shadowed = "def ramp(x1, x2):\n    keras = x1\n    return [plt for plt in keras]"
    assert programs.program(LESSON, "ramp", shadowed) == shadowed, "names of its own are not those of the lesson"


@pytest.mark.parametrize("lesson", lessons.known(), ids=lambda lesson: lesson.path.stem)
def test_answers_as_they_are_shown_use_only_what_their_lesson_has(lesson):
    code = "\n".join(text for marker, text in lessons.cells(lesson.path) if "markdown" not in marker)
    there = programs.defined(code) | set(dir(builtins))
    for exercise in exercises.load(exercises.SOLUTIONS / f"{lesson.path.stem}.py"):
        assert programs.used(handout._answer(exercise)) <= there, exercise.name


def test_cells_that_were_moved_renamed_or_copied_are_found(folder):
    def rename(book):
        for cell in book.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "melt":
                del cell.metadata["nbgrader"]
        book.cells.reverse()

    def copy(book):
        (cell,) = [cell for cell in book.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "ramp"]
        book.cells.insert(0, nbformat.from_dict({**cell, "source": "def ramp(z):\n    return 0", "id": "x1"}))

    def delete(book):
        kept = [cell for cell in book.cells if "xor" not in cell.metadata.get("nbgrader", {}).get("grade_id", "")]
        book.cells = kept

    found, remarks = mark.answers(submit(folder, "a", right(*NAMES), rename), NAMES)
    assert found == right(*NAMES)
    assert "had lost its mark" in remarks["melt"]
    found, remarks = mark.answers(submit(folder, "b", right(*NAMES), copy), NAMES)
    assert found == right(*NAMES), "the last one counts"
    assert "more than once" in remarks["ramp"]
    found, remarks = mark.answers(submit(folder, "c", right(*NAMES), delete), NAMES)
    assert list(found) == ["melt", "ramp", "small_network"]
    assert "not there" in remarks["xor"]


@pytest.mark.parametrize(
    "content", [b"", b"no notebook", b'{"cells": 3}', b"\xff\xfe\x00", b'{"nbformat": 4, "cells": [[]]}']
)
def test_what_is_no_notebook_is_told(tmp_path, content):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(mark.NotMarked, match="no notebook"):
        mark.answers(path, NAMES)


# The box

VALUES = [
    None,
    True,
    3,
    2.5,
    "a",
    ...,
    1 + 2j,
    [1, (2, {"a": {3}})],
    np.arange(6.0).reshape(2, 3),
    np.float32(2.5),
    np.array(["a", "bc"]),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_come_out_of_the_box_as_they_are(one_box, value):
    import cloudpickle

    (record,) = one_box.run({"same": {"program": "same = lambda x: x", "calls": [cloudpickle.dumps((value,))]}})
    came = judge.unpacked(record["calls"][0]["output"])
    assert type(came) is type(value)
    np.testing.assert_equal(came, value)


FILL = """
for i in range(1000):
    with open(f"{folder}/{{i}}", "wb") as file:
        file.write(bytes(60 << 20))
x = 1
"""
HOSTILE = {
    "opens a socket": "import socket; socket.create_connection(('127.0.0.1', {port}), 3); x = 1",
    "reads the neighbor's": "x = open('{folder}/neighbor').read()",
    "reads the cases": "x = open('{folder}/cases/{lesson}.pkl', 'rb').read()",
    "reads the solutions": "x = open('{root}/lessons/solutions/{lesson}.py').read()",
    "writes marks": "open('{folder}/marks.txt', 'w').write('full'); x = 1",
    "writes into the course": "open('{root}/dl101/classroom/boxed.py', 'a').write('#'); x = 1",
    "forks without end": "import os\nwhile True:\n    os.fork()",
    "fills the disk": FILL.replace("{folder}", "."),
    "fills the memory that is a disk": FILL.replace("{folder}", "/dev/shm"),
    "writes a file without end": "file = open('a', 'wb')\nwhile True:\n    file.write(bytes(1 << 20))",
    "allocates": "x = bytearray(50 << 30)",
    "allocates bit by bit": "x = []\nwhile True:\n    x.append(bytearray(100 << 20))",
    "prints without end": "while True:\n    print('x' * 100000)",
    "loops without end": "while True:\n    pass",
    "ends the program": "import os; os._exit(0)",
    "kills what is above": "import os\nfor process in (os.getppid(), 2, 1):\n    os.kill(process, 9)",
    "gives back too much": "x = 'x' * 50_000_000",
    "answers itself": """
import os
for stream in range(4, 64):
    try:
        os.write(stream, b'{{"value": 7}}')
    except OSError:
        pass
os._exit(0)
""",
    "looks at what is above": "import os; x = os.listdir(f'/proc/{{os.getppid()}}/fd')",
    "leaves someone behind": "import os, time\nif not os.fork():\n    os.setsid()\n    time.sleep(3600)\nx = 7",
}


def hostile(what: str, folder: Path, port: int = 9) -> str:
    return HOSTILE[what].format(folder=folder, port=port, root=lessons.ROOT, lesson=LESSON)


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_code_stays_in_the_box(one_box, tmp_path, what):
    (tmp_path / "neighbor").write_text("a secret")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / f"{LESSON}.pkl").write_bytes(b"a secret")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        names = {
            "port": listening.getsockname()[1],
            "folder": str(tmp_path),
            "root": str(lessons.ROOT),
            "lesson": LESSON,
        }
        program = HOSTILE[what].format(neighbor=str(tmp_path / "neighbor"), **names)
        boxed = Path(box.__file__).with_name("boxed.py").read_bytes()
        task = {"x": {"program": program, "calls": None, "seconds": 5}, "y": {"program": "y = 7", "calls": None}}
        first, second = one_box.run(task)
    assert second == {"value": 7}, "what comes after it is asked as if nothing had been"
    assert Path(box.__file__).with_name("boxed.py").read_bytes() == boxed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases", "neighbor"]
    assert "value" not in first or what == "leaves someone behind", first
    assert len(str(first)) < 5000


def podman(folder: Path) -> None:
    """Put a `podman` into a folder that runs the real one, with this machine's files in the place of an image."""
    program = f"""#!{sys.executable} -P
import os, sys
words = sys.argv[1:]
if words[0] == "run":
    at = words.index("dl101")
    words[at : at + 2] = ["--rootfs", "/:O", {sys.executable!r}]
    words = [word + ",notmpcopyup" * word.startswith("--tmpfs=") for word in words]  # this machine's /tmp is not empty
    runtime = ["--runtime", "runc"]
else:
    runtime = []
os.execv({shutil.which("podman")!r}, ["podman", *runtime, *words])
"""
    path = folder / "podman"
    path.write_text(program)
    path.chmod(0o755)


@pytest.fixture(scope="module")
def container(tmp_path_factory):
    if not shutil.which("podman") or not shutil.which("runc") or os.getuid():
        pytest.skip("Podman, runc or root is missing.")
    folder = tmp_path_factory.mktemp("bin")
    podman(folder)
    there = shutil.which
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder), prepend=os.pathsep)
        patch.setattr(box.shutil, "which", lambda name: None if name in ("bwrap", "docker") else there(name))
        with box.Box() as open_box:
            try:
                open_box.run({"empty": {"program": "empty = 1", "calls": None}})
            except box.NoBox as error:
                pytest.skip(str(error))
            yield open_box


IN_A_CONTAINER = "opens a socket", "reads the neighbor's", "writes into the course"
IN_A_CONTAINER += "forks without end", "fills the disk", "allocates bit by bit", "loops without end"
IN_A_CONTAINER += "kills what is above", "looks at what is above", "leaves someone behind"


@pytest.mark.slow
@pytest.mark.parametrize("what", IN_A_CONTAINER)
def test_hostile_code_stays_in_a_container(container, tmp_path, what):
    test_hostile_code_stays_in_the_box(container, tmp_path, what)


@pytest.mark.slow
def test_containers_do_not_outlive_their_box(container):
    with box.Box() as one:
        assert one.run({"x": {"program": "x = 7", "calls": None}}) == [{"value": 7}]
        name = one.end[-1]
    listed = subprocess.run(["podman", "ps", "--format", "{{.Names}}"], capture_output=True, text=True).stdout
    assert name not in listed
    assert container.end[-1] in listed


def test_where_there_is_no_box_it_refuses_and_says_why(folder, monkeypatch):
    submit(folder, "ann", right("melt", "ramp") | {"xor": "def xor(a, b):\n    raise SystemExit"})
    monkeypatch.setattr(box.shutil, "which", lambda name: None)
    with pytest.raises(box.NoBox, match=r"(?s)apt install bubblewrap.*Docker or Podman.*--without-a-box .* as you"):
        marked(folder)
    assert points(marked(folder, without_a_box=True)["ann"]) == [1, 1, 0, 0]


HIDE = """
import os
x = os.listdir()
open("a", "w").write("secret 4711")
"""
LOOK = """
import gc, os
held = [one for one in gc.get_objects() if type(one) in (dict, list, tuple)]
texts = [text for one in held for text in (one.values() if type(one) is dict else one) if type(text) is str]
x = os.listdir(), sum("".join(reversed("1174 terces")) in text for text in texts)
"""


def test_one_submission_finds_nothing_of_another(one_box):
    (first,) = one_box.run({"x": {"program": HIDE, "calls": None}})
    (second,) = one_box.run({"x": {"program": LOOK, "calls": None}})
    files, secrets = judge.unpacked(second["value"])
    assert files == judge.unpacked(first["value"])
    assert secrets == 0


# Marks


def test_marks_are_those_of_the_answers(one_box, folder):
    submit(folder, "untouched", {})
    submit(folder, "half", right("melt", "xor"))
    submit(folder, "all", right(*NAMES))
    submit(folder, "mistaken", right(*NAMES) | {"ramp": "def ramp(z):\n    return 2 * np.maximum(z - 1, 0)"})
    (folder / "submitted" / "odd" / LESSON).mkdir(parents=True)
    (folder / "submitted" / "odd" / LESSON / f"{LESSON}.ipynb").write_text("no notebook")
    records = marked(folder, jobs=2)
    assert points(records["untouched"]) == [0, 0, 0, 0]
    assert points(records["half"]) == [1, 0, 1, 0]
    assert points(records["all"]) == [1, 1, 1, 1]
    assert points(records["mistaken"]) == [1, 0, 1, 1]
    expected = ANSWERS["ramp"].judge(lambda z: 2 * np.maximum(z - 1, 0), (), np.random.default_rng(0)).advice
    assert records["mistaken"]["exercises"]["ramp"]["sentence"] == expected != ""
    assert "no notebook" in records["odd"]["refused"]
    assert marked(folder) == {}, "what is marked is not marked again"
    table = mark.sum_up(folder, LESSON)
    ramp = table[table["exercise"] == "ramp"]
    assert ramp["students"].sum() == 4
    assert set(ramp["said"]) == {"passed", "no answer", expected}
    nbgrader(folder, "export")
    grades = dict(re.findall(r"(?m)^[^,]*,[^,]*,[^,]*,(\w+),.*,([\d.]+),[\d.]+$", (folder / "grades.csv").read_text()))
    assert grades["all"] == "4.0"
    assert grades["half"] == "2.0"
    assert grades["untouched"] == "0.0"


PATCHES = """import numpy as np, sys
np.isclose = np.allclose = lambda *a, **k: True
np.testing.assert_equal = lambda *a, **k: None
import dl101.check, dl101.compare, dl101.exercises
dl101.check.exercise = lambda *a, **k: None
dl101.compare.difference = dl101.exercises.difference = lambda *a, **k: None
dl101.exercises.Verdict.__init__ = lambda self, *a, **k: setattr(self, "outcome", "passed")
class Equal:
    __eq__ = __lt__ = __gt__ = lambda *a: True
    def __array__(self, *a, **k):
        raise SystemExit(0)
def ramp(z):
    return Equal()
"""


def test_nothing_is_gained_by_patching_forging_or_deleting(one_box, folder):
    def forge(book):
        for cell in book.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "ramp-check":
                cell.source = "print('[passed] ramp')"
                cell.metadata.nbgrader.points = 100
                cell.outputs = [nbformat.v4.new_output("stream", text="[passed] ramp\n")]

    submit(folder, "patches", {"ramp": PATCHES, **right("xor")})
    submit(folder, "forges", right("xor"), forge)
    submit(folder, "deletes", right("xor"), lambda book: book.cells.__delitem__(slice(len(book.cells) // 2, None)))
    records = marked(folder)
    assert points(records["patches"]) == [0, 0, 1, 0]
    assert points(records["forges"]) == [0, 0, 1, 0]
    assert points(records["deletes"])[:2] == [0, 0]


# Pages

LONG = """def {name}(z):
    {doc}{all} = []
    for {one} in np.ravel(z):
        if {one} < 1:
            {all}.append(0)
        else:
            {all}.append(2 * min({one}, 3) - 2)
    return np.reshape({all}, np.shape(z))
"""
MINE = LONG.format(name="ramp", doc="", all="kept", one="value")
COPIED = LONG.format(name="ramp", doc='"""My own."""\n    ', all="out", one="x  ").replace("[]", "[]  # nothing yet")


def test_like_answers_are_found_under_other_names_and_usual_ones_are_not():
    usual = "def ramp(z):\n    return np.where(z > 0, z, 0) + 0 * np.sum(z) + 0 * np.min(z) + 0 * np.max(z)"
    others = [f"def ramp(z):\n    return [max(one, {i}) - {i} for one in z][{i}:]" + " + []" * i for i in range(3)]
    sources = {f"usual{i}": usual for i in range(5)} | {f"other{i}": text for i, text in enumerate(others)}
    assert report.alike(sources | {"ann": MINE, "ben": COPIED, "bad": "def ramp(z:", "none": ""}) == [
        ("ann", "ben", pytest.approx(1), False)
    ]
    assert report.alike(sources | {"ann": MINE, "ben": MINE})[0][3], "the same as typed"
    assert report.alike(sources | {"ann": MINE}) == []
    assert report.alike({"ann": MINE, "ben": COPIED}, own=MINE) == [], (
        "whoever writes as the course does has not copied"
    )
    assert report.alike({}) == []


def test_pages_tell_each_student_their_own_and_the_teacher_all(one_box, folder):
    submit(folder, "ann", {"ramp": MINE, "xor": 'def xor(x1, x2):\n    return "<script>"'})
    submit(folder, "ben", {"ramp": COPIED})
    submit(folder, "cara", {"ramp": "def ramp(z):\n    return 2 * np.maximum(z - 1, 0)"})
    (submit(folder, "odd", {})).write_text("no notebook")
    marked(folder)
    with Gradebook(f"sqlite:///{folder}/gradebook.db", "dl101") as book:
        book.find_grade("xor-check", LESSON, LESSON, "ann").manual_score = 0.5
        book.find_comment("xor", LESSON, LESSON, "ann").manual_comment = "Nearly & well tried."
        book.db.commit()
    said = dl101("report", str(folder), "4")
    assert f"{folder / 'marks' / LESSON}.html for you, 4 pages" in said
    ann, ben, cara, odd = (
        (folder / "feedback" / student / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
        for student in ("ann", "ben", "cara", "odd")
    )
    assert "1.5 of 4 points" in ann
    assert "Nearly &amp; well tried." in ann
    assert "<script>" not in ann
    assert "&lt;script&gt;" in ann
    assert "dl101 hint melt" in ann
    assert "ben" not in ann
    assert "1 of 4 points" in ben
    sentence = ANSWERS["ramp"].judge(lambda z: 2 * np.maximum(z - 1, 0), (), np.random.default_rng(0)).advice
    assert sentence in html.unescape(cara)
    assert "no notebook" in odd
    overview = (folder / "marks" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "3 marked, 1 could not be marked" in overview
    assert sentence in html.unescape(overview)
    assert "<code>ramp</code>: ann and ben" in overview
    assert re.search(r"2 of 3</td>\s*<td class=\"bar\"><div class=\"passed\" style=\"width: 66%\">", overview)
    for page in (ann, ben, cara, odd, overview):
        assert not re.search(r"\b(src|href|import|url)\b", page), "nothing is fetched"


# The command


def dl101(*words: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "dl101", "classroom", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_the_command_says_what_to_do_next(tmp_path):
    folder = str(tmp_path / "class")
    assert "Which lessons?" in dl101("make", folder, code=2)
    said = dl101("make", folder, "4", "9")
    assert "melt 1, ramp 1, xor 1, small_network 1" in said
    assert "nbgrader generate_assignment 09_backpropagation" in said
    assert "0 marked" in dl101("mark", folder)
    (Path(folder) / handout.PLAN).write_text("nonsense")
    assert "has not the form" in dl101("mark", folder, code=2)
    assert "has not the form" in dl101("mark", str(tmp_path / "none"), code=2)


def test_a_scheduler_that_is_not_there_is_told(folder):
    submit(folder, "ann", {})
    assert "No Dask scheduler answers at nowhere" in dl101("mark", str(folder), "--dask", "nowhere", code=2)


def test_what_was_not_handed_out_is_not_marked(tmp_path):
    handout.make(tmp_path, lessons.find(["4"]))
    path = tmp_path / "submitted" / "ann" / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    assert "was not handed out" in dl101("mark", str(tmp_path), code=2)


@pytest.fixture
def judging(handed_out):
    with contextlib.closing(judge.Judge(handed_out)) as one:
        yield one


FORGED = [{}, {"calls": 5}, {"calls": [5] * 99}, {"calls": [{"output": {"is": "array", "npy": 3}}] * 99}, {"failed": 5}]
FORGED += [{"error": []}, {"value": {"is": "dict", "values": 7}}, {"model": "{}"}, {"model": 3}, {"calls": [{}] * 99}]


@pytest.mark.parametrize("record", FORGED, ids=str)
@pytest.mark.parametrize("name", ["ramp", "small_network"])
def test_a_forged_record_stops_nobody_and_gives_nothing(judging, name, record):
    assert judging.judged(LESSON, {name: record})[name].outcome in ("not yet", "by hand")
    assert judging.process.is_alive()


def test_who_judges_may_die_and_another_one_goes_on(judging):
    stub = {"xor": {"value": {"is": "..."}}}
    assert judging.judged(LESSON, stub)["xor"].outcome == "to do"
    judging.process.kill()
    judging.process.join()
    assert judging.judged(LESSON, stub)["xor"].outcome == "to do"
    os.kill(judging.process.pid, signal.SIGSTOP)  # and now in the middle of its work
    threading.Timer(1, os.kill, [judging.process.pid, signal.SIGKILL]).start()
    assert judging.judged(LESSON, stub)["xor"] == exercises.Verdict("by hand", advice=judge.LOST)
    assert judging.judged(LESSON, stub)["xor"].outcome == "to do"
    judging.close()
    with pytest.raises(judge.CancelledError):
        judging.judged(LESSON, stub)


def test_what_a_judge_lacks_is_told_and_no_verdict(judging):
    with pytest.raises(cases.OtherCourse, match="22_convolution cannot be judged here"):
        judging.judged("22_convolution", {"window": {}})
    assert judging.judged(LESSON, {"xor": {"value": {"is": "..."}}})["xor"].outcome == "to do"


def test_what_is_nested_deeper_than_can_be_sent_on_does_not_leave_the_box():
    assert box._record(b'{"value": ' + b"[" * 50 + b"]" * 50 + b"}")["value"]
    for depth in (600, 100_000):
        assert box._record(b'{"value": ' + b"[" * depth + b"]" * depth + b"}") == {"ended": True}


def test_letters_that_no_file_can_hold_stop_nobody(one_box, folder):
    path = submit(folder, "ann", right("melt", "xor") | {"ramp": "# HERE\n" + ANSWERS["ramp"].source})
    path.write_text(path.read_text(encoding="utf-8").replace("# HERE", "# \\ud800"), encoding="utf-8")
    assert points(marked(folder)["ann"]) == [1, 1, 1, 0]


def test_a_model_that_names_functions_or_reads_files_is_not_built_outside_of_the_box():
    import keras

    model = ANSWERS["small_network"].answer()
    assert judge._is_plain(keras.saving.serialize_keras_object(model))
    reads = keras.Sequential([keras.layers.StringLookup(vocabulary=["a"])])
    calls = {"module": "keras.utils", "class_name": "get_file", "config": {"origin": "file:///"}}
    own = {"module": None, "class_name": "Shift", "config": {}, "registered_name": "Custom>Shift"}
    for one in (keras.saving.serialize_keras_object(reads), {"config": [calls]}, own):
        assert not judge._is_plain(one)
        with pytest.raises(judge.OwnParts):
            judge._model({"model": json.dumps(one), "weights": []})


def test_links_are_not_followed_and_odd_times_stop_nobody(one_box, folder):
    path = submit(folder, "ann", right(*NAMES[:3]))
    path.with_name("timestamp.txt").write_text("yesterday, perhaps")
    link = folder / "submitted" / "bob" / LESSON / f"{LESSON}.ipynb"
    link.parent.mkdir(parents=True)
    link.symlink_to(path)
    link.with_name("submission_secret.txt").symlink_to(folder / handout.PLAN)
    records = marked(folder)
    assert points(records["ann"]) == [1, 1, 1, 0]
    assert "a link" in records["bob"]["refused"]
    assert not (folder / "autograded" / "bob" / LESSON / "submission_secret.txt").exists()


# All of it, slowly


def snapshot(folder: Path, *skipped: str) -> dict[str, str]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not set(path.parts) & set(skipped)]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.mark.slow
def test_ten_hostile_ones_among_ninety_honest_ones(one_box, folder, monkeypatch):
    monkeypatch.setattr(box, "SECONDS", 20)
    kinds = [right("melt", "ramp", "xor"), right("melt", "xor"), {}]
    for i in range(90):
        submit(folder, f"honest{i:02}", kinds[i % 3])
    kinds_of = "opens a socket", "reads the cases", "writes marks", "forks without end", "fills the disk", "allocates"
    kinds_of = *kinds_of, "prints without end", "loops without end", "ends the program", "kills what is above"
    for i, what in enumerate(kinds_of):
        submit(folder, f"hostile{i}", right("melt") | {"ramp": hostile(what, folder) + "\ndef ramp(z): return z"})
    kept = [lessons.ROOT / "dl101", folder / "cases", folder / "source", folder / "submitted"]
    before = [snapshot(one, "__pycache__") for one in kept]
    records = marked(folder)
    assert len(records) == 100
    for i in range(90):
        assert points(records[f"honest{i:02}"]) == [[1, 1, 1, 0], [1, 0, 1, 0], [0, 0, 0, 0]][i % 3]
    for i in range(10):
        assert points(records[f"hostile{i}"]) == [1, 0, 0, 0]
        assert records[f"hostile{i}"]["exercises"]["ramp"]["outcome"] == "not yet"
    assert [snapshot(one, "__pycache__") for one in kept] == before


@pytest.mark.slow
def test_a_term_goes_round_through_nbgraders_own_commands(one_box, folder, tmp_path):
    exchange, home = tmp_path / "exchange", tmp_path / "home"
    exchange.mkdir()
    os.chmod(exchange, 0o777)
    home.mkdir()
    config = f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = 'dl101'\n"
    (home / "nbgrader_config.py").write_text(config)
    with (folder / handout.CONFIG).open("a") as file:
        file.write(f"get_config().Exchange.root = {str(exchange)!r}\n")
    nbgrader(folder, "release_assignment", LESSON)
    nbgrader(home, "fetch_assignment", LESSON)
    path = home / LESSON / f"{LESSON}.ipynb"
    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = right(*NAMES[:3]).get(name, cell.source)
    nbformat.write(book, path)
    nbgrader(home, "submit", LESSON)
    nbgrader(folder, "collect", LESSON)
    (record,) = marked(folder).values()
    assert points(record) == [1, 1, 1, 0]
    nbgrader(folder, "generate_feedback", LESSON)
    (page,) = folder.glob("feedback/*/*/*.html")
    assert "Score: 3.0 / 4.0" in page.read_text(encoding="utf-8")
    dl101("report", str(folder))
    nbgrader(folder, "release_feedback", LESSON)
    nbgrader(home, "fetch_feedback", LESSON)
    (page,) = (home / LESSON / "feedback").glob("*/*.html")
    assert "3 of 4 points" in page.read_text(encoding="utf-8")
    nbgrader(folder, "export")
    assert ",3.0,0.0,3.0,4.0" in (folder / "grades.csv").read_text()


@pytest.mark.slow
def test_workers_of_dask_mark_the_same_and_nothing_is_lost_with_one_of_them(one_box, folder, tmp_path):
    distributed = pytest.importorskip("distributed")
    slow = {"melt": "import time\ntime.sleep(3)\n" + ANSWERS["melt"].source}
    kinds = {"half": right("melt", "xor"), "all": right(*NAMES[:3]) | slow, "none": {}}
    for i in range(12):
        submit(folder, f"{[*kinds][i % 3]}{i:02}", kinds[[*kinds][i % 3]])
    (folder / "submitted" / "half00" / LESSON / f"{LESSON}.ipynb").write_text("no notebook")
    with contextlib.ExitStack() as stack:

        def start(*words):
            command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
            with (tmp_path / "log").open("a") as log:
                there = {**os.environ, "PYTHONPATH": str(lessons.ROOT)}
                process = subprocess.Popen(command, cwd=tmp_path, env=there, stdout=log, stderr=log)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        where = tmp_path / "scheduler.json"
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(where))
        client = stack.enter_context(distributed.Client(scheduler_file=str(where), timeout=PATIENCE))
        address = client.scheduler.address
        assert "has no workers" in dl101("mark", str(folder), "--dask", address, code=2)
        workers = {name: start("worker", address, "--name", name, "--nthreads", "1", "--no-nanny") for name in "ab"}
        client.wait_for_workers(2, timeout=PATIENCE)
        names = {worker["name"]: at for at, worker in client.scheduler_info(n_workers=-1)["workers"].items()}
        records = stack.enter_context(contextlib.closing(mark.mark_all(folder, mark.submitted(folder), dask=address)))
        found = [next(records)]
        busy, *_ = (name for name in workers if client.processing()[names[name]])
        workers[busy].kill()  # in the middle
        found += records
        assert [*client.nthreads()] == [names[name] for name in workers if name != busy]
    assert [record["student"] for record in found] == sorted(record["student"] for record in found)
    assert [points(record) for record in found[:4]] == [[1, 1, 1, 0]] * 4
    assert ["refused" in record for record in found] == [False] * 4 + [True] + [False] * 7
    assert [points(record) for record in found[5:]] == [[1, 0, 1, 0]] * 3 + [[0, 0, 0, 0]] * 4
    lines = (folder / "marks" / f"{LESSON}.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["student"] for line in lines) == sorted(record["student"] for record in found)


@pytest.mark.slow
def test_nbgrader_marks_the_same_by_itself(folder):
    submit(folder, "mistaken", right(*NAMES) | {"ramp": "def ramp(z):\n    return 2 * np.maximum(z - 1, 0)"})
    nbgrader(folder, "autograde", LESSON, "--create")
    nbgrader(folder, "export")
    text = (folder / "grades.csv").read_text()
    assert re.search(r",mistaken,.*,3\.0,4\.0$", text, re.M)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", lessons.known(), ids=lambda lesson: lesson.path.stem)
def test_every_exercise_is_judged_through_the_box_as_without(one_box, lesson):
    import cloudpickle

    for exercise in exercises.load(exercises.SOLUTIONS / f"{lesson.path.stem}.py"):
        is_function, is_value = isinstance(exercise, exercises.Function), isinstance(exercise, exercises.Value)
        kinds = cases._drawn(exercise)
        frozen = cases.frozen(exercise, kinds)
        calls = [cloudpickle.dumps(call) for pairs in kinds.values() for call, _ in pairs] if is_function else None
        answer = programs.program(lesson.path.stem, exercise.name, handout._answer(exercise))
        own_class = "class " in exercise.source  # which only a teacher can look at
        expected = exercises.Verdict("by hand" if own_class else "passed", advice=judge.OWN_PARTS * own_class)
        tries = {answer: (expected, programs.given(lesson.path.stem, exercise.name))}
        if is_function or is_value:
            for mistake in [*exercise.right[:1], *exercise.mistakes.values()][:3]:
                try:
                    pickled = cloudpickle.dumps(mistake)
                except TypeError:  # it holds what cannot be pickled; there are others
                    continue
                program = f"import pickle\n{exercise.name} = pickle.loads({pickled!r})"
                given = exercise.stand_in()
                tries[program] = frozen.judge(mistake, given, np.random.default_rng(0)), given
        for program, (expected, given) in tries.items():
            task = {"program": program, "calls": calls, "seconds": box.TRAINING}
            (record,) = one_box.run({exercise.name: task})
            came = judge.verdict(frozen, record, given)
            assert (came.outcome, came.advice) == (expected.outcome, expected.advice), (
                exercise.name,
                program[:200],
                came,
            )
