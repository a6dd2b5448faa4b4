"""What stands beside the code: README and its map, links, pictures, data sheets, and the state of the repository."""

import json
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
from conftest import ROOT, clean_environment, course_files
from matplotlib import image

from dl101 import data, lessons

FILES = course_files()
OWN = "If the file is your own, keep it in a folder that .gitignore names, such as my_lessons/."
MARKDOWN = [*sorted(ROOT.glob("*.md")), ROOT / "datasets" / "README.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_courses_own_files_are_those_that_git_would_name():
    git = ["git", "ls-files", "--cached", "--others", "--exclude-per-directory=.gitignore", "-z"]
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this is no git repository, or there is no git")
    names = subprocess.run(git, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")[:-1]
    assert sorted(name for name in names if (ROOT / name).is_file()) == FILES


def test_every_lesson_has_its_line_in_the_map():
    for one in lessons.known():
        assert f"](lessons/{one.path.stem}.ipynb) |" in README, f"{one.path.name} is not in README.md. {OWN}"


def test_every_numbered_file_of_the_repository_is_a_lesson():
    files = [f"lessons/{one.path.name}" for one in lessons.known()]
    for name in FILES:
        if re.fullmatch(r"lessons/\d\d_.+\.py", name):
            assert name in files, f"{name}: {lessons.FORM} {OWN}"


@pytest.mark.parametrize("document", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_inside_the_repository_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    for target in targets:
        if target.startswith("#"):
            headings = re.findall(r"(?m)^## (.+)$", text)
            assert target[1:] in [heading.lower().replace(" ", "-") for heading in headings]
        elif not target.startswith("https://"):
            assert (document.parent / target).is_file(), target


def test_every_image_says_what_it_shows():
    texts = [path.read_text(encoding="utf-8") for path in [*MARKDOWN, *(one.path for one in lessons.known())]]
    for text in texts:
        assert re.findall(r"!\[\s*\]\(", text) == []
        for tag in re.findall(r"<img[^>]*>", text):
            alt = re.search(r'alt="([^"]*)"', tag)
            assert alt is not None, tag
            assert len(alt[1]) > 40, tag


def test_all_pictures_of_the_readme_are_there_and_all_that_are_there_are_used():
    pictures = {path.name for path in (ROOT / "Assets").iterdir() if path.suffix in (".svg", ".gif", ".png")}
    assert pictures == set(re.findall(r'src="Assets/([^"]+)"', README))


@pytest.mark.parametrize("path", sorted((ROOT / "Assets").glob("*.gif")), ids=lambda path: path.name)
def test_an_animation_is_small_and_moves(path):
    from PIL import Image, ImageSequence

    assert path.stat().st_size < 1e6
    with Image.open(path) as animation:
        assert animation.n_frames >= 8
        assert animation.info["loop"] == 0  # without an end
        frames = {frame.convert("RGB").tobytes() for frame in ImageSequence.Iterator(animation)}
    assert len(frames) >= 8


@pytest.mark.slow
def test_pictures_are_drawn_by_the_courses_own_code(tmp_path, environment):
    """All but three of those that a lesson draws: the fourth stands for them, and other tests run the lessons."""
    there = {path.name for path in (ROOT / "Assets").iterdir() if path.suffix in (".svg", ".gif")}
    names = sorted(there - {"game.gif", "driving.gif", "video.gif"})
    call = [sys.executable, str(ROOT / "Assets" / "draw.py"), str(tmp_path), *names]
    subprocess.run(call, env=environment, check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    for movie in tmp_path.glob("*.gif"):
        assert image.imread(movie).std() > 10
    for picture in tmp_path.glob("*.svg"):
        text = picture.read_text(encoding="utf-8")
        assert "<title>" in text
        assert "<path" in text


def test_every_data_set_has_its_sheet_and_its_checksum():
    sheets = (ROOT / "datasets" / "README.md").read_text(encoding="utf-8")
    sums = (ROOT / "datasets" / "SHA256SUMS").read_text(encoding="ascii")
    names = data.names() + data.names("npz")
    assert re.findall(r"^## (\w+)$", sheets, re.M) == names
    texts = data.names("txt.bz2")
    assert re.findall(r"  (\w+)\.(?:csv|npz|txt\.bz2)$", sums, re.M) == names + texts
    assert re.findall(r"  (\w+)\.model\.npz$", sums, re.M) == data.names("model.npz") == ["austen"]
    for name, sheet in zip(names, re.split(r"(?m)^## \w+$", sheets)[1:], strict=True):
        assert "*Source:*" in sheet, name
        assert "*License:*" in sheet, name
    for name in data.names():
        rows, columns = data.load(name).shape
        assert f"| [{name}](#{name}) | {rows} | {columns} |" in sheets
    for name in data.names("npz"):
        (x_train, _), (x_test, _) = data.images(name)
        counts = f"{len(x_train)} | {len(x_test)} | {x_train.shape[1]} × {x_train.shape[2]}"
        assert f"| [{name}](#{name}) | {counts} |" in sheets
    for name in texts:
        novel = data.text(name)
        assert f"| [{name}](#the-novels) | {len(novel)} | {len(novel.split())} |" in sheets
        assert f"`{name}`" in sheets.partition("## The novels\n")[2]


def test_every_lesson_names_the_data_that_it_loads():
    for one in lessons.known():
        text = one.path.read_text(encoding="utf-8")
        line = re.search(r"minutes · .+ · data: (.+)", text)[1]
        assert [name for name in re.findall(r'data\.(?:load|images|text)\("(\w+)"\)', text) if name not in line] == []


def test_python_code_is_tidy():
    files = [name for name in FILES if name.endswith(".py")]
    for command in (["check"], ["format", "--check", "--force-exclude"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *files], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{done.stdout}{OWN}"


def test_requirements_have_ranges_and_the_lock_satisfies_them():
    from packaging.requirements import Requirement

    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and line[0] not in "#-"]
    lock = [Requirement(line) for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()]
    for one in wanted:
        pins = [pin for pin in lock if pin.name == one.name]
        assert pins, f"{one.name} is not in the lock"
        for pin in pins:
            (exact,) = pin.specifier
            assert exact.operator == "=="
            assert one.specifier.contains(exact.version)
    assert "-e ." in lines


def test_without_further_packages_every_module_is_there_but_those_that_are_about_them():
    program = """
import importlib, pkgutil, sys
from importlib.metadata import packages_distributions
from pathlib import Path
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
locked = {canonicalize_name(Requirement(line).name) for line in Path("requirements.lock").read_text().splitlines()}
for name, owners in packages_distributions().items():
    if not {"dl101", *locked} & {canonicalize_name(owner) for owner in owners}:
        sys.modules[name] = None
import dl101
for one in pkgutil.walk_packages(dl101.__path__, "dl101."):
    try:
        if not one.name.startswith(("dl101.__main__", "dl101.parallel.")):  # programs
            importlib.import_module(one.name)
    except ImportError as trouble:
        print(one.name, trouble.name)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=clean_environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    missing = [line.split() for line in done.stdout.splitlines()]
    assert {name.split(".")[0] for _, name in missing} == {"nbgrader"}, missing
    assert all(module.startswith("dl101.classroom.") for module, _ in missing), missing


def test_the_services_in_the_browser_are_given_a_python_of_the_course_and_its_requirements():
    from packaging.specifiers import SpecifierSet

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pythons = SpecifierSet(project["requires-python"])
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert container["image"].removeprefix("python:") in pythons
    assert container["postCreateCommand"].split()[1] == "course.py"
    binder = ROOT / ".binder"
    assert (binder / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-") in pythons
    (named,) = re.findall(r"(?m)^-r (.+)$", (binder / "requirements.txt").read_text(encoding="utf-8"))
    assert (binder / named).samefile(ROOT / "requirements.txt")


# A home, or where builds are made, on any machine. Neither "/home/<name>/" nor a part of an address is one.
MACHINES_PATH = re.compile(
    r"(?<![\w.>)}])/(?:home|Users|root|work|workspace|builds|tmp|mnt|media|private|var/folders)/[\w.-]+"
    r"|\b[A-Za-z]:[\\/]+Users[\\/]+\w+"
)


def test_nothing_tells_where_it_was_made():
    for name in FILES:
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture
            continue
        assert str(ROOT) not in text, f"{name} names this folder. {OWN}"
        assert (found := MACHINES_PATH.search(text)) is None, f"{name} names {found[0]}, a path of one machine. {OWN}"


@pytest.mark.parametrize("slash", ["/", "\\", "\\\\"])
@pytest.mark.parametrize(
    "path", ["|home|ada|x.py", "|Users|ada|x", "|root|.cache", "|tmp|x", "file:|||work|x", "C:|Users|ada"]
)
def test_a_path_of_any_machine_is_recognized(path, slash):
    path = path.replace("|", slash if path[0] == "C" else "/")  # with | here, for this file is searched, too
    for text in (path, f'"{path}"', f"open({path})", f"x = {path}: no such file"):
        assert MACHINES_PATH.search(text), text


@pytest.mark.parametrize(
    "text", ["/home/<name>/", "https:||a.example|home|ada", "mount /tmp /tmp", "lessons|root|x", "/usr/bin"]
)
def test_what_is_no_path_of_a_machine_may_stand(text):
    assert MACHINES_PATH.search(text.replace("|", "/")) is None


def test_the_repository_is_small():
    sizes = {name: (ROOT / name).stat().st_size for name in FILES}
    largest = sorted(sizes, key=sizes.get)[-3:]
    assert sum(sizes.values()) < 25e6, f"The largest: {', '.join(largest)}. {OWN}"


def test_each_lesson_needs_only_lessons_before_it():
    titles = [lesson.title for lesson in lessons.known()]
    for lesson in lessons.known():
        assert set(lesson.needs) <= set(titles[: lesson.number]), lesson.title


def test_plans_for_teachers_keep_to_the_time_and_to_what_lessons_need():
    known = {lesson.title: lesson for lesson in lessons.known()}
    text = (ROOT / "TEACHING.md").read_text(encoding="utf-8")
    plans = re.findall(r"(?m)^## (One day|\d+ sessions)(?s:(.*?))(?=^## )", text)
    assert [name for name, _ in plans] == ["One day", "10 sessions", "14 sessions", "20 sessions"]
    for name, plan in plans:
        sessions = [re.findall(r"\*([^*]+)\*", line) for line in re.findall(r"(?m)^\d+\. .+$", plan)]
        assert len(sessions) == (4 if name == "One day" else int(name.split()[0]))
        done = []
        for session in sessions:
            assert sum(known[title].minutes for title in session) <= 90, session
            for title in session:
                assert set(known[title].needs) <= set(done), (name, title)
                done.append(title)
        assert len(set(done)) == len(done)
