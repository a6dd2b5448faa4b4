"""What several files of tests need: the course's files, its command, lessons of the tests' own, and a browser."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from dl101 import files, lessons  # noqa: E402

PATIENCE = 1800  # seconds after which something hangs, on the slowest of machines; nothing else is told by a clock
LESSONS = [str(one.path) for one in lessons.known()]

LESSON = """# %% [markdown]
# # {number}. {title}
#
# > You see a lesson.
#
# 5 minutes · needs: nothing · data: none

# %%
from dl101 import check
import numpy as np
import keras

keras.utils.set_random_seed(0)
{code}
"""


def course_files() -> list[str]:
    """Return the course's own files as git would name them, and without git: all that .gitignore does not name."""
    return files.not_ignored(ROOT)


def in_turn(way: int) -> list[str]:
    """Return the lessons to run in this way, of the three 0, 1 and 2 that are dear.

    It is all of them, or a third if DL101_TURN is a number: another third in each of the ways, and for each turn.
    """
    turn = os.environ.get("DL101_TURN")
    return [path for number, path in enumerate(LESSONS) if turn is None or (number + way + int(turn)) % 3 == 0]


@pytest.fixture(scope="session")
def script_run(tmp_path_factory):
    """The first lesson with a network, run untouched as a script from another folder, and that folder."""
    folder = tmp_path_factory.mktemp("elsewhere")
    options = {"cwd": folder, "env": clean_environment(), "capture_output": True, "text": True, "timeout": PATIENCE}
    return subprocess.run([sys.executable, LESSONS[1]], **options), folder


@pytest.fixture(params=LESSONS, ids=lambda path: Path(path).stem)
def lesson(request) -> Path:
    """The path of each lesson in turn."""
    return Path(request.param)


@pytest.fixture
def environment() -> dict[str, str]:
    return clean_environment()


def clean_environment() -> dict[str, str]:
    """Return the environment of a user who has set nothing."""
    ours = ("KERAS_BACKEND", "MPLBACKEND", "DL101_", "DISPLAY", "OMP_NUM_THREADS")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def command(*words, env=None, cwd=ROOT, before=()):
    """Run `dl101` with these words, after what `mounted` returns, and return the ended process with its output."""
    call = [*before, sys.executable, "-m", "dl101", *words]
    options = {"capture_output": True, "text": True, "encoding": "utf-8", "errors": "replace", "timeout": PATIENCE}
    return subprocess.run(call, cwd=cwd, env=env, **options)


def mounted(how: str) -> list[str]:
    """Return the beginning of a command that sees file systems as `how` mounts them: no one else does."""
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", f'{how} && cd "$PWD" && exec "$@"', "sh"]


def _can_mount() -> bool:
    try:
        return subprocess.run([*mounted("mount --bind /tmp /tmp"), "true"], capture_output=True).returncode == 0
    except OSError:
        return False


needs_mounts = pytest.mark.skipif(not _can_mount(), reason="this system does not let a user mount")


def hold_ctrl_c_back() -> None:
    """Let a child process begin as `course.py` begins the command: it takes Ctrl-C when it is ready to."""
    heed_ctrl_c()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def heed_ctrl_c() -> None:
    """Let a child process take SIGINT as it would in a terminal: what starts the tests may have it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


# What the command needs of Keras, for tests that need no more: it starts at once.
STAND_IN = """
import random, numpy

class utils:
    def set_random_seed(seed):
        random.seed(seed)
        numpy.random.seed(seed)
"""


@pytest.fixture
def other_lessons(tmp_path, environment):
    """A copy of the package beside a stand-in for Keras and lessons of the test; returns a function that writes one."""
    (tmp_path / "dl101").symlink_to(ROOT / "dl101")
    (tmp_path / "keras.py").write_text(STAND_IN)
    (tmp_path / "lessons").mkdir()
    (tmp_path / "sitecustomize.py").write_text(
        "import pathlib, dl101.lessons, dl101.processes\ndl101.lessons.ROOT = pathlib.Path(__file__).parent\n"
        "dl101.lessons.FOLDER = dl101.lessons.ROOT / 'lessons'\n"
        "dl101.processes.PRELOAD = ['dl101.preloaded', 'keras']\n"
        "import dl101.progress\ndl101.progress.FILE = pathlib.Path(__file__).parent / 'progress.json'\n"
    )

    def write(number, title, code):
        stem = f"{number:02}_{title.lower().replace(' ', '_')}"
        text = LESSON.format(number=number, title=title, code=code)
        (tmp_path / "lessons" / f"{stem}.py").write_text(text)
        return environment | {"PYTHONPATH": str(tmp_path)}

    return write


@pytest.fixture
def browser():
    """Debian's Chromium without a window, by Playwright."""
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no program chromium")
    flags = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-component-update"
    with playwright.sync_playwright() as tool:
        program = tool.chromium.launch(
            executable_path=chromium, args=[f"--{flag}" for flag in [*flags.split(), "disable-sync"]]
        )
        yield program
        program.close()


def in_front(page, name: str):
    """Wait until the notebook of this name is in front and its kernel is ready, and return where it is shown."""
    tab = page.locator(".lm-DockPanel .lm-TabBar-tab.lm-mod-current", has_text=name).first
    tab.wait_for()
    notebook = page.locator(f"[id='{tab.get_attribute('data-id')}']")
    notebook.locator(".jp-Cell").first.wait_for()
    notebook.locator(".jp-Toolbar-kernelName", has_text="ipykernel").wait_for()  # before, cells are not run
    notebook.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    return notebook
