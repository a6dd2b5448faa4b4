"""The notebooks: as they are made, as a kernel runs them, and as a reader has them in JupyterLab."""

import base64
import copy
import io
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from conftest import LESSON, LESSONS, PATIENCE, ROOT, command, heed_ctrl_c, in_front, in_turn, mounted, needs_mounts
from matplotlib import image

from dl101 import files, lab, lessons, machine, notebooks, progress, promises

BEFORE, FIRST, *OTHERS = map(Path, LESSONS)
OTHERS.append(BEFORE)  # it has no network
NOW = [path for path in OTHERS if str(path) in in_turn(0)]
START = lessons.FOLDER / "START.py"
KEPT = re.compile(r"^✓ .+", re.M)
BROKEN = re.compile(r"^✗ .+", re.M)
NOISE = re.compile(r"WARNING|<(?:keras|matplotlib|tensorflow|Axes|Figure)\b.*|\bText\(")


# As they are made


@pytest.mark.parametrize("source", [START, FIRST, *OTHERS], ids=lambda path: path.stem)
def test_a_notebook_is_in_step_with_its_source(source):
    there = source.with_suffix(".ipynb").read_bytes().decode("utf-8")
    assert there == notebooks.notebook(source), "run: dl101 notebooks"
    nbformat.validate(nbformat.reads(there, as_version=4))


def test_start_is_no_lesson_and_links_to_all_of_them():
    assert START not in [one.path for one in lessons.known()]
    text = "".join(cell.source + "\n" for cell in nbformat.reads(notebooks.notebook(START), as_version=4).cells)
    listed = re.findall(r"^(\d+)\. \[(.+)\]\((.+)\), (\d+) minutes$", text, re.M)
    entries = lessons.known()
    assert listed == [(str(one.number), one.title, f"{one.path.stem}.ipynb", str(one.minutes)) for one in entries]
    assert all(one.title not in START.read_text(encoding="utf-8").partition("## The lessons")[2] for one in entries)


def test_each_lesson_links_to_its_neighbors_and_to_start():
    chain = [None, *lessons.known(), None]
    for before, one, after in zip(chain[:-2], chain[1:-1], chain[2:], strict=True):
        cells = nbformat.reads(notebooks.notebook(one.path), as_version=4).cells
        assert "**Next:**" not in "".join(cell.source for cell in cells[:-1])
        links = dict(re.findall(r"\[(.+?)\]\((.+?)\)", cells[-1].source))
        wanted = {entry.title: f"{entry.path.stem}.ipynb" for entry in (before, after) if entry}
        assert links == wanted | {"All lessons": "START.ipynb"}


# As a kernel runs them


def execute(source: Path, folder: Path, times: int = 1) -> list[dict]:
    """Execute a notebook in a real kernel, `times` times over, and return what came of each time.

    Returns:
        kept and broken: the lines of its promises; noise: what no reader should see; figures: PNG files as bytes;
        movies: the HTML of each moving picture.
    """
    from jupyter_client import KernelManager
    from nbclient import NotebookClient

    book = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    count, book.cells = len(book.cells), [copy.deepcopy(cell) for _ in range(times) for cell in book.cells]
    quiet = {} if os.name == "nt" else {"transport": "ipc", "ip": str(folder / "kernel")}  # ipykernel warns about TCP
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    kernel = KernelManager(**quiet)
    client = NotebookClient(book, timeout=PATIENCE, km=kernel, resources={"metadata": {"path": str(folder)}})
    try:
        client.execute(env=environment)
    finally:
        kernel.shutdown_kernel(now=True)
    parts = [book.cells[i * count : (i + 1) * count] for i in range(times)]
    return [_seen([output for cell in part for output in cell.get("outputs", [])], bool(quiet)) for part in parts]


def _seen(outputs: list, stderr_counts: bool) -> dict:
    figures = [one.data["image/png"] for one in outputs if "image/png" in one.get("data", {})]
    pages = [one.data.get("text/html", "") for one in outputs if "data" in one]
    shown = [one.data.get("text/plain", "") for one in outputs if "data" in one and "image/png" not in one.data]
    text = "\n".join([*(one.text for one in outputs if one.get("name") == "stdout"), *shown])
    noise = [match[0] for match in NOISE.finditer(text)]
    noise += [one for one in outputs if one.output_type == "error" or (stderr_counts and one.get("name") == "stderr")]
    return {
        "kept": KEPT.findall(text),
        "broken": BROKEN.findall(text),
        "noise": noise,
        "figures": [base64.b64decode(one) for one in figures],
        "movies": [html for html in pages if 'class="animation"' in html],
    }


@pytest.fixture(scope="session")
def first(tmp_path_factory) -> list[dict]:
    """What came of the notebook of the first lesson with a network, run twice in one kernel."""
    return execute(FIRST, tmp_path_factory.mktemp(FIRST.stem), times=2)


@pytest.fixture(scope="session")
def others(tmp_path_factory) -> dict[str, dict]:
    """What came of START and the other notebooks whose turn it is, as many at a time as there is room for."""
    folders = {source: tmp_path_factory.mktemp("nb") for source in (START, *NOW)}
    with ThreadPoolExecutor(machine.lessons_at_once()) as pool:
        results = pool.map(lambda source: _executed_or_error(source, folders[source]), folders)
        return dict(zip((source.stem for source in folders), results, strict=True))


def _executed_or_error(source: Path, folder: Path) -> dict:
    try:
        return execute(source, folder)[0]
    except Exception as error:  # which the test of this notebook shows, and no other
        return {"kept": [], "broken": [], "noise": [repr(error)], "figures": [], "movies": []}


def test_a_notebook_shows_the_promises_of_its_script_and_no_noise(first, script_run):
    assert first[0]["noise"] == []
    assert first[0]["broken"] == []
    assert len(first[0]["kept"]) >= 5
    assert first[0]["kept"] == KEPT.findall(script_run[0].stdout)


def test_a_notebook_can_be_run_twice_in_one_kernel(first):
    assert first[1]["noise"] == []
    assert first[1]["broken"] == []
    assert len(first[1]["kept"]) == len(first[0]["kept"])
    assert len(first[1]["figures"]) == len(first[0]["figures"])


def test_figures_of_a_notebook_are_transparent(first):
    assert len(first[0]["figures"]) == FIRST.read_text(encoding="utf-8").count("plt.show()")
    for figure in first[0]["figures"]:
        assert image.imread(io.BytesIO(figure))[0, 0, 3] == 0


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.parametrize("source", NOW, ids=lambda path: path.stem)
def test_every_notebook_shows_the_promises_of_its_script_and_no_noise(source, others):
    """Its script's promises are in the table of promises, as the quick tests prove: it need not be run again."""
    seen = others[source.stem]
    assert seen["noise"] == []
    assert seen["broken"] == []
    rows = promises.load().query("lesson == @source.stem and backend == 'tensorflow'").to_dict("records")
    for line, row in zip(seen["kept"], rows, strict=True):
        assert line.startswith(f"✓ {row['promise']}: ")
    assert len(seen["figures"]) >= source.read_text(encoding="utf-8").count("plt.show()")
    assert len(seen["movies"]) >= source.read_text(encoding="utf-8").count("plot.movie(") >= 1
    assert [one for one in seen["movies"] if one.count("data:image/png") < 6 or "://" in one] == []


@pytest.mark.slow
@pytest.mark.whole
def test_start_shows_a_picture_and_keeps_its_promise(others):
    seen = others[START.stem]
    assert seen["noise"] == []
    assert seen["broken"] == []
    assert (len(seen["kept"]), len(seen["figures"])) == (1, 1)


def test_what_figures_are_written_in_stands_out_from_light_and_dark(environment):
    program = "from dl101 import plot; from matplotlib import pyplot as plt, colors as c; import json\n"
    program += "names = ['text.color', 'axes.labelcolor', 'axes.edgecolor', 'xtick.color', 'ytick.color']\n"
    program += "print(json.dumps([c.to_rgba(plt.rcParams[n]) for n in names + ['figure.facecolor']]))"
    looks = {}
    for backend in ("module://matplotlib_inline.backend_inline", "module://dl101.figures"):
        call = [sys.executable, "-c", program]
        said = subprocess.run(call, env=environment | {"MPLBACKEND": backend}, cwd=ROOT, capture_output=True, text=True)
        looks[backend] = json.loads(said.stdout)
    (*inks, background), (*inks_of_files, background_of_files) = looks.values()
    assert background[3] == 0
    assert background_of_files == [1, 1, 1, 1]
    for ink in inks:
        assert min(contrast(ink, paper) for paper in ((1, 1, 1), (0x11 / 255,) * 3, (0x21 / 255,) * 3)) >= 4
    assert all(contrast(ink, background_of_files) >= 7 for ink in inks_of_files)


def contrast(one, other) -> float:
    """Return the contrast ratio of two colors, as WCAG 2 defines it."""
    light = [[v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in color[:3]] for color in (one, other)]
    dim, bright = sorted(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in light)
    return (bright + 0.05) / (dim + 0.05)


# The reader's copies


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with START and no lesson yet; returns a function that writes a lesson, and its notebook."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    monkeypatch.setattr(lessons, "FOLDER", folder)
    monkeypatch.setattr(lab, "FOLDER", tmp_path / "my_lessons")

    def write(number, title, code="a = 1\n\n# %%\nb = 2"):
        path = folder / f"{number:02}_{title.lower()}.py"
        path.write_text(LESSON.format(number=number, title=title, code=code), encoding="utf-8")
        for source in notebooks.sources():
            files.write(source.with_suffix(".ipynb"), notebooks.notebook(source))
        return path

    shutil.copy(START, folder)
    write(1, "Good")
    write(2, "Better")
    return write


def edit(name: str, change) -> Path:
    """Change the reader's copy of a notebook as `change(cells)` does, and return its path."""
    path = lab.FOLDER / name
    book = json.loads(path.read_text(encoding="utf-8"))
    change(book["cells"])
    path.write_text(json.dumps(book), encoding="utf-8")
    return path


def mine(name: str) -> str:
    return (lab.FOLDER / name).read_text(encoding="utf-8")


def ran(cells: list) -> None:
    """Leave in a notebook what JupyterLab leaves when its cells are run."""
    code = next(cell for cell in cells if cell["cell_type"] == "code")
    code |= {"execution_count": 3, "outputs": [{"output_type": "stream", "name": "stdout", "text": ["hello"]}]}
    code["metadata"] |= {"scrolled": True}
    cells.append({"cell_type": "code", "source": [], "metadata": {}, "outputs": [], "execution_count": None})


def changed(cells: list) -> None:
    cells[1]["source"] = ["answer = 42"]


def added(cells: list) -> None:
    cells.insert(2, {"cell_type": "markdown", "source": ["my note"], "metadata": {}})


def deleted(cells: list) -> None:
    del cells[1]


def test_a_reader_gets_copies_of_all_notebooks(course):
    assert lab.prepare() == []
    names = ["01_good.ipynb", "02_better.ipynb", "START.ipynb"]
    assert sorted(path.name for path in lab.FOLDER.iterdir() if path.name[0] != ".") == names
    assert all(mine(name) == (lessons.FOLDER / name).read_text(encoding="utf-8") for name in names)


def test_start_shows_what_was_passed(course, monkeypatch, tmp_path):
    monkeypatch.setattr(progress, "FILE", tmp_path / "progress.json")
    course(1, "Good", 'check.exercise("neuron", ...)\ncheck.exercise("xor", ...)')
    lab.prepare()
    assert "(01_good.ipynb), 5 minutes ○○\\n" in mine("START.ipynb")
    progress.note("xor", passed=True)
    lab.prepare()
    assert "(01_good.ipynb), 5 minutes ○●\\n" in mine("START.ipynb")


def test_a_copy_that_was_only_run_keeps_its_outputs_and_follows_the_course(course):
    lab.prepare()
    path = edit("01_good.ipynb", ran)
    as_run = path.read_text(encoding="utf-8")
    assert lab.prepare() == []
    assert path.read_text(encoding="utf-8") == as_run
    course(1, "Good", "a = 'new'")
    assert lab.prepare() == []
    assert "a = 'new'" in mine("01_good.ipynb")


@pytest.mark.parametrize("change", [changed, added, deleted])
def test_a_touched_copy_is_kept_and_told_once_the_course_has_a_newer_one(course, change):
    lab.prepare()
    path = edit("01_good.ipynb", change)
    touched = path.read_bytes()
    assert lab.prepare() == []
    course(1, "Good", "a = 'new'")
    for _ in range(2):
        assert lab.prepare() == ["01_good.ipynb"]
        assert path.read_bytes() == touched
        assert "[01_good](01_good.ipynb). Yours is kept as it is." in mine("START.ipynb")
    nbformat.validate(nbformat.reads(mine("START.ipynb"), as_version=4))
    path.rename(lab.FOLDER / "mine.ipynb")
    assert lab.prepare() == []
    assert "a = 'new'" in mine("01_good.ipynb")
    assert mine("mine.ipynb").encode() == touched
    assert mine("START.ipynb") == (lessons.FOLDER / "START.ipynb").read_text(encoding="utf-8")


def test_a_lesson_that_is_no_more_goes_away_unless_it_was_touched(course):
    paths = [course(3, "Old"), course(4, "Older")]
    lab.prepare()
    edit("04_older.ipynb", changed)
    for path in paths:
        path.unlink()
    assert lab.prepare() == []
    assert not (lab.FOLDER / "03_old.ipynb").exists()
    assert "answer = 42" in mine("04_older.ipynb")
    lab.prepare()
    assert "answer = 42" in mine("04_older.ipynb")


@pytest.mark.parametrize("damage", [None, "", "[1]", "{"])
def test_nothing_of_the_reader_is_lost_with_the_record(course, damage):
    lab.prepare()
    path = edit("01_good.ipynb", changed)
    record = lab.FOLDER / lab.RECORD
    if damage is None:
        record.unlink()
    else:
        record.write_text(damage)
    assert lab.prepare() == ["01_good.ipynb"]
    assert "answer = 42" in path.read_text(encoding="utf-8")
    course(2, "Better", "a = 'new'")
    assert lab.prepare() == ["01_good.ipynb"]
    assert "a = 'new'" in mine("02_better.ipynb")


@pytest.mark.parametrize("record_is_lost", [False, True])
def test_a_copy_that_is_no_notebook_any_more_is_kept(course, record_is_lost):
    old = course(3, "Old")
    lab.prepare()
    names = ["01_good.ipynb", "03_old.ipynb"]
    for name in names:
        (lab.FOLDER / name).write_bytes(b"\xff not a notebook")
    if record_is_lost:
        (lab.FOLDER / lab.RECORD).unlink()
        lab.prepare()
    old.unlink()
    course(1, "Good", "a = 'new'")
    for _ in range(2):
        assert lab.prepare() == ["01_good.ipynb"]
        assert [(lab.FOLDER / name).read_bytes() for name in names] == [b"\xff not a notebook"] * 2


def test_a_start_that_the_reader_wrote_into_is_kept(course):
    lab.prepare()
    edit("START.ipynb", added)
    edit("01_good.ipynb", changed)
    course(1, "Good", "a = 'new'")
    lab.prepare()
    assert "my note" in mine("START.ipynb")


def test_a_copy_is_written_whole_or_not_at_all(course, monkeypatch):
    lab.prepare()
    before = mine("01_good.ipynb")
    course(1, "Good", "a = 'new'")

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        lab.prepare()
    assert mine("01_good.ipynb") == before
    assert list(lab.FOLDER.glob("*.part")) == []
    monkeypatch.undo()


@needs_mounts
def test_a_course_that_cannot_be_written_to_is_told_with_what_to_do(environment):
    before = mounted(f"mount --bind '{ROOT}' '{ROOT}' && mount -o remount,ro,bind '{ROOT}'")
    done = command("lab", "--no-browser", env=environment, before=before)
    assert done.returncode == 1
    assert "copy the course to a folder of your own" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


# As a reader sees them


@pytest.fixture
def checkout(tmp_path, environment):
    """A copy of the course, and the environment of a reader who has set nothing up: folder and environment."""
    folder = tmp_path / "the course"
    for name in ("dl101", "lessons", "datasets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    (tmp_path / "home").mkdir()
    home = dict.fromkeys(("HOME", "USERPROFILE"), str(tmp_path / "home"))
    return folder, environment | home | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


@contextmanager
def jupyterlab(folder: Path, environment: dict):
    """Run `dl101 lab`, yield its address, stop it as Ctrl-C does, and see that it ends well."""
    call = [sys.executable, "-m", "dl101", "lab", "--no-browser", "--allow-root", "--port", "0"]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "start_new_session": True}
    with subprocess.Popen(call, cwd=folder, env=environment, preexec_fn=heed_ctrl_c, **options) as process:
        said = []
        try:
            for line in process.stdout:
                said.append(line)
                if found := re.search(r"http://127\S+token=\w+", line):
                    break
            else:
                pytest.fail("".join(said))
            yield found[0]
        finally:
            process.send_signal(signal.SIGINT)
            said.append(process.communicate(timeout=PATIENCE)[0])
    assert process.returncode == 0, "".join(said)
    ends = re.findall(r"^( *)Traceback.*\n(?:\1[ \t].*\n)*\1([\w.]+.*)", "".join(said), re.M)
    # Jupyter had a message on its way, or was about to open a line (jupyter_server #1265), when the page was closed
    closed = ("StreamClosedError", "WebSocketClosedError", "no attribute 'kernel_ws_protocol'")
    assert [end for _, end in ends if not any(one in end for one in closed)] == [], "".join(said)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are different on Windows")
def test_a_reader_finds_the_way_in_jupyterlab(checkout, browser):
    folder, environment = checkout
    with jupyterlab(folder, environment) as address:
        page = open_page(browser, address)
        see_start(page, folder).get_by_role("link", name="A single neuron", exact=True).click()
        lesson = in_front(page, "01_single_neuron.ipynb")
        lesson.locator(".jp-Cell").first.click()
        for _ in range(3):
            page.keyboard.press("Shift+Enter")
        lesson.locator(".jp-RenderedImage img").first.wait_for()
        assert 500 < lesson.locator(".jp-MarkdownOutput p").first.bounding_box()["width"] < 760
        lesson.get_by_role("link", name="Many inputs", exact=True).click()
        in_front(page, "02_many_inputs.ipynb").get_by_role("link", name="A single neuron", exact=True).click()
        lesson = in_front(page, "01_single_neuron.ipynb")
        lesson.locator(".jp-CodeCell .cm-content").first.click()
        page.keyboard.press("ControlOrMeta+End")
        page.keyboard.type("\n# a note of mine")
        page.keyboard.press("ControlOrMeta+s")
        copy_of_reader = folder / "my_lessons" / "01_single_neuron.ipynb"
        deadline = time.time() + PATIENCE / 3
        while "# a note of mine" not in copy_of_reader.read_text(encoding="utf-8"):  # saving takes a moment
            assert time.time() < deadline
            page.wait_for_timeout(100)
        assert popups(page) == []
        page.close()
    with jupyterlab(folder, environment) as address:
        page = open_page(browser, address)
        in_front(page, "START.ipynb")
        assert "# a note of mine" in copy_of_reader.read_text(encoding="utf-8")
        page.close()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are different on Windows")
def test_a_reader_gets_an_exercise_wrong_then_right_and_sees_a_moving_picture(checkout, browser):
    folder, environment = checkout
    book = json.loads((folder / "lessons" / "01_single_neuron.ipynb").read_text(encoding="utf-8"))
    (cell,) = [cell for cell in book["cells"] if 'check.exercise("neuron"' in "".join(cell["source"])]
    made = ["from dl101 import check", "".join(cell["source"]), *['check.hint("neuron")'] * 2, 'check.answer("neuron")']
    made.append("from dl101 import plot\nplot.movie(lambda ax, end: ax.plot([0, end]), range(1, 6))")
    book["cells"] = [cell | {"id": str(number), "source": source} for number, source in enumerate(made)]
    stub = "    return ...  # your code here"
    assert stub in made[1]
    with jupyterlab(folder, environment) as address:
        (folder / "my_lessons" / "practice.ipynb").write_text(json.dumps(book), encoding="utf-8")
        page = open_page(browser, address.replace("START.ipynb", "practice.ipynb"))
        lesson = in_front(page, "practice.ipynb")
        cells = lesson.locator(".jp-CodeCell")

        def see(number: int, text: str, source: str | None = None) -> None:
            """Run a cell, with other source if it is given, and wait until it says this."""
            cells.nth(number).locator(".cm-content").click()
            if source:
                page.keyboard.press("ControlOrMeta+a")
                page.keyboard.insert_text(source)
            page.keyboard.press("Shift+Enter")
            cells.nth(number).locator(".jp-OutputArea-output", has_text=text).first.wait_for()

        see(0, "", "from dl101 import check; print('ready')")
        see(1, "to do")
        see(4, "Try it first")
        see(1, "This adds the bias before it multiplies", made[1].replace(stub, "    return w * (x + b)"))
        see(2, "Hint 1 of 3")
        see(3, "Hint 2 of 3")
        see(1, "passed", made[1].replace(stub, "    return w * x + b"))
        see(4, "return w * x + b")
        see(5, "Once")  # a moving picture, with its buttons
        player = cells.nth(5).locator(".animation")
        first = player.locator("img").get_attribute("src")
        player.get_by_role("button", name="Last frame").click()
        assert player.locator("img").get_attribute("src") != first
        page.close()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are different on Windows")
def test_a_whole_lesson_is_run_at_once_and_its_network_learns_in_the_notebook(checkout, browser):
    folder, environment = checkout
    with jupyterlab(folder, environment) as address:
        page = open_page(browser, address.replace("START.ipynb", "04_activation_functions.ipynb"))
        lesson = in_front(page, "04_activation_functions.ipynb")

        def scrolled_to(what):
            """Scroll down and up again until this is there: JupyterLab holds only what is near the window."""
            page.mouse.move(900, 600)
            deadline = time.time() + PATIENCE
            for turn in itertools.count(1):
                if what.count():
                    what.first.scroll_into_view_if_needed()
                    return what
                assert time.time() < deadline, what
                page.mouse.wheel(0, 400 if turn % 100 else -100_000)
                page.wait_for_timeout(100)

        page.get_by_role("menubar").get_by_text("Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        game = scrolled_to(lesson.locator(".dl101-playground"))
        game.get_by_text(re.compile(r"Epoch [1-9]\d", re.I)).wait_for()
        game.get_by_role("button", name="Pause").click()
        game.get_by_role("button", name="fewer units in layer 1").click()
        game.get_by_text("15 units").wait_for()
        ramp = scrolled_to(lesson.locator(".jp-CodeCell", has_text='check.exercise("ramp"'))
        ramp.get_by_text("to do").first.wait_for()
        for answer, said in [
            ("np.maximum(z - 1, 0)", "not yet"),
            ("2 * np.maximum(z - 1, 0) - 2 * np.maximum(z - 3, 0)", "passed"),
        ]:
            ramp.locator(".cm-content").click()
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.insert_text(f'def ramp(z):\n    return {answer}\n\n\ncheck.exercise("ramp", ramp)')
            page.keyboard.press("Control+Enter")
            ramp.locator(".jp-OutputArea-output", has_text=said).first.wait_for()
        assert popups(page) == []
        page.close()


def open_page(browser, address: str):
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    page.set_default_timeout(PATIENCE * 1000 / 3)
    page.goto(address)
    return page


def popups(page) -> list[str]:
    return page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts()


def see_start(page, folder: Path):
    """See START in front, the list of the notebooks and nothing else, and return where START is shown."""
    start = in_front(page, "START.ipynb")
    listed = page.locator(".jp-DirListing-itemName")
    wanted = sorted(path.name for path in (folder / "lessons").glob("*.ipynb"))
    listed.nth(len(wanted) - 1).wait_for()
    assert sorted(listed.all_inner_texts()) == wanted
    assert popups(page) == []
    return start
