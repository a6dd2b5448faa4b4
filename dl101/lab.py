"""Give the reader copies of the notebooks, and open JupyterLab on them: the command `dl101 lab`.

The copies are in `my_lessons/` beside `lessons/`, or in the reader's home on a hub, where many share the course. One
that the reader has not touched follows the course when that changes; one that they have is theirs, and is never written
to. Touched means that the source of a cell was changed, added or taken away. Running cells is not touching, and neither
are empty cells, such as JupyterLab adds at the end.
"""

import hashlib
import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path

from dl101 import HOME, files, lessons, notebooks, progress

FOLDER = HOME / "my_lessons"
RECORD = ".course.json"  # in that folder: the digest of each notebook as it was copied
SETTINGS = Path(__file__).resolve().parent / "jupyter"
LOOK = {  # of the lessons in JupyterLab: options, so that what readers have set up themselves is never written to
    "ServerApp.tornado_settings": {"static_custom_path": [str(SETTINGS)]},  # where custom.css is
    "ContentsManager.hide_globs": ["__pycache__", "*.pyc", "*~", "*.part", "figures"],
    "LabApp.app_settings_dir": SETTINGS,  # where overrides.json is
    "LabApp.custom_css": True,
    "LabApp.news_url": None,
    "LabApp.check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
}
NEWS = """**The course has a newer version of what you have changed:** {lessons}. Yours is kept as it is. To get the \
new one as well, rename yours: right-click on it in the list on the left. Then stop JupyterLab and start it again."""


def digest(text: str) -> str | None:
    """Return a digest of what a reader can change in a notebook: kind and source of its cells, in order.

    It is None for a text that is no notebook.
    """
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(text)["cells"]]
    except (ValueError, KeyError, TypeError):
        return None
    return hashlib.sha256(repr([cell for cell in cells if cell[1].strip()]).encode()).hexdigest()


def prepare() -> list[str]:
    """Bring the copies up to date, and return the names of those that are kept though the course has newer ones.

    Raises:
        OSError: the folder cannot be written to.
    """
    FOLDER.mkdir(exist_ok=True)
    record = FOLDER / RECORD
    try:
        copied = dict(json.loads(record.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # none yet, or damaged: then only equal copies count as untouched
        copied = {}
    now, kept = {}, []
    start, *copies = [source.with_suffix(".ipynb") for source in notebooks.sources()]
    for path in copies:
        now[path.name] = _copy(path.name, path.read_text(encoding="utf-8"), copied.get(path.name))
        if now[path.name] != digest(path.read_text(encoding="utf-8")):
            kept.append(path.name)
    text = _with_dots(_with_news(start.read_text(encoding="utf-8"), kept))
    now[start.name] = _copy(start.name, text, copied.get(start.name))
    for name in set(copied) - set(now):  # the course has no such lesson any more
        if _is_untouched(FOLDER / name, copied[name]):
            (FOLDER / name).unlink()
    files.write(record, json.dumps(now, indent=1) + "\n")
    return kept


def _copy(name: str, text: str, copied: str | None) -> str | None:
    """Write a notebook to the reader's folder, unless theirs is touched, and return the digest of what was copied."""
    mine = FOLDER / name
    if not _is_untouched(mine, digest(text)):
        if mine.exists() and not _is_untouched(mine, copied):
            return copied
        files.write(mine, text)
    return digest(text)


def _is_untouched(mine: Path, copied: str | None) -> bool:
    """Say whether a file is the notebook with this digest; what is no notebook any more is touched."""
    return mine.is_file() and copied == digest(mine.read_text(encoding="utf-8", errors="replace")) is not None


def _with_news(start: str, kept: Sequence[str]) -> str:
    """Return START with a cell, below its first one, that names the lessons that have newer versions, if there are."""
    if not kept:
        return start
    links = ", ".join(f"[{Path(name).stem}]({name})" for name in kept)
    cell = {"cell_type": "markdown", "id": "news", "metadata": {}, "source": NEWS.format(lessons=links)}
    book = json.loads(start)
    book["cells"].insert(1, cell)
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _with_dots(start: str) -> str:
    """Return START with the reader's passed exercises in its list of lessons."""
    for lesson in lessons.known():
        line = f"({lesson.path.stem}.ipynb), {lesson.minutes} minutes"
        start = start.replace(line, f"{line} {progress.dots(lesson.exercises)}".rstrip())
    return start


def start(words: Sequence[str] = ()) -> None:
    """Run JupyterLab on the reader's copies until Ctrl-C, with START open; `words` are further options for it."""
    from jupyter_server.serverapp import ServerApp
    from jupyterlab.labapp import LabApp

    def stop(number, frame) -> None:
        """End the server. Jupyter does so itself in a terminal; elsewhere an error could get lost in what just runs."""
        if not ServerApp.initialized() or getattr(ServerApp.instance(), "io_loop", None) is None:
            raise KeyboardInterrupt
        ServerApp.instance().stop(from_signal=True)

    signal.signal(signal.SIGINT, stop)
    os.environ.pop("MPLBACKEND", None)  # notebooks show their figures, whatever this process does with its own
    options = LOOK | {
        "ServerApp.root_dir": FOLDER,
        "ServerApp.answer_yes": True,  # Ctrl-C stops it without a question
        "Application.log_level": "WARN",
        "LabApp.default_url": f"/lab/tree/{notebooks.START}.ipynb",
        "LabApp.workspaces_dir": FOLDER / ".workspaces",
    }
    LabApp.launch_instance(argv=[*(f"--{name}={value}" for name, value in options.items()), *words])
