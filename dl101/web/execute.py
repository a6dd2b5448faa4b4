"""Execute a lesson's notebook in this process, and keep what came out.

A kernel of its own would import Keras once more for each lesson. So IPython runs here, in a process forked from the
server that has imported it (see `dl101.processes`), and what a cell shows is gathered as a kernel would send it.
"""

import hashlib
import os
import re
import tempfile
import time
import traceback
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path

import nbformat
import numpy as np
from PIL import Image

from dl101 import ROOT, files, lessons, notebooks, progress, promises
from dl101.runner import Result

PACKAGE = [  # what outputs depend on: what lessons import, and this file
    *("alt.py", "cart.py", "check.py", "compare.py", "data.py", "games.py", "look*.mplstyle", "parallel/*.py"),
    *("playground/__init__.py", "plot.py", "road.py", "serve.py", "web/execute.py"),
]


FRAME = re.compile(r'data:image/png;base64,([^"]+)')  # of a moving picture, as matplotlib's player holds them
NETWORKS = {"Playing a game": "model"}  # by title, which network of a lesson the page with the playground has


def kept(source: Path, cache: Path) -> Path:
    """Return where the executed notebook of a lesson is kept: the name holds all that its outputs depend on.

    These are its code, the checksums of the data sets, the package, and the versions of Keras and its backend.
    """
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    parts = [promises.versions(backend), (ROOT / "datasets" / "SHA256SUMS").read_text(encoding="utf-8")]
    parts += [path.read_text(encoding="utf-8") for name in PACKAGE for path in sorted((ROOT / "dl101").glob(name))]
    parts += [cell.source for cell in nbformat.reads(notebooks.notebook(source), 4).cells if cell.cell_type == "code"]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    return cache / f"{source.stem}-{digest}.ipynb"


def lesson(path: str, cache: str) -> Result:
    """Execute a lesson, keep the notebook with its outputs, and return what came of it.

    The lesson runs in a folder of its own, which is deleted. Exercises keep their dots, and nothing is remembered of
    them. A broken promise is an error: no page shows a number that its text does not keep.
    """
    source, start = Path(path), time.perf_counter()
    title = next(one.title for one in lessons.known() if one.path == source)
    with tempfile.TemporaryDirectory(prefix="dl101-") as folder:
        tempfile.tempdir = os.environ["TMPDIR"] = folder
        progress.FILE = Path(folder, "progress.json")
        os.environ.pop("DL101_STRICT", None)
        os.chdir(folder)
        try:
            book, error, weights = _execute(nbformat.reads(notebooks.notebook(source), 4), NETWORKS.get(title))
        except Exception:
            book, error, weights = None, traceback.format_exc(), None
        os.chdir(ROOT)
    if error is None:
        for old in Path(cache).glob(f"{source.stem}-*"):
            old.unlink()
        there = kept(source, Path(cache))
        if weights:
            np.savez(there.with_suffix(".npz"), *weights)
        files.write(there, nbformat.writes(book))
    return Result(path, seconds=time.perf_counter() - start, error=error)


def _execute(book, network: str | None) -> tuple[nbformat.NotebookNode, str | None, list[np.ndarray] | None]:
    """Run the code cells one after the other, and write into each what it shows.

    Returns the book, what went wrong, and the weights of the network of this name.
    """
    import matplotlib

    matplotlib.use("module://matplotlib_inline.backend_inline")  # before dl101.plot asks for it
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import display
    from IPython.utils.capture import capture_output
    from matplotlib_inline.backend_inline import configure_inline_support

    from dl101 import check

    class Shell(InteractiveShell):
        kernel = None  # by which `dl101.check` knows a notebook

    shell = Shell.instance(colors="nocolor")
    configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
    shell.display_trap.hook = lambda value: None if value is None else display(value)  # what a last line gives
    _tell_what_figures_show(shell)
    for number, cell in enumerate((cell for cell in book.cells if cell.cell_type == "code"), start=1):
        with capture_output() as captured:
            result = shell.run_cell(cell.source)
        if not result.success:
            return book, f"{cell.source}\n\n{captured.stdout[-3000:]}", None
        cell.execution_count = number
        cell.outputs = _outputs(captured)
    broken = [one["said"] for one in check.results if one["outcome"] == "broken"]
    return book, "\n".join(broken) or None, shell.user_ns[network].get_weights() if network else None


def _tell_what_figures_show(shell) -> None:
    """Let a figure bring its description along, where the notebook's format has a place for it, and a game its page."""
    from matplotlib.figure import Figure

    from dl101.alt import describe

    png = shell.display_formatter.formatters["image/png"]
    draw = png.lookup_by_type(Figure)
    png.for_type(Figure, lambda figure: (draw(figure), {"alt": describe(figure)}))
    page = shell.display_formatter.formatters["text/html"]
    page.for_type_by_name("dl101.playground", "Playground", lambda game: game.html())


def _webp(png: str, **how) -> str:
    """Return a picture, base64 in and out, in a format for less room: half without loss, a third as frames of films."""
    made = BytesIO()
    Image.open(BytesIO(b64decode(png))).save(made, "WEBP", method=4, **how)
    return b64encode(made.getvalue()).decode()


def _smaller(frame: re.Match) -> str:
    """Return a frame of a moving picture as matplotlib's player holds it, smaller."""
    picture = _webp(frame[1].replace("\\\n", ""), quality=80)
    return f"data:image/webp;base64,{picture}"


def _outputs(captured) -> list[nbformat.NotebookNode]:
    """Return what a cell printed and showed, in the form of a notebook."""
    outputs = []
    if captured.stdout:
        outputs.append(nbformat.v4.new_output("stream", text=captured.stdout))
    for one in captured.outputs:
        data = dict(one.data)
        if "image/png" in data:
            data["image/webp"] = _webp(data.pop("image/png"), lossless=True)
        if "text/html" in data:
            data["text/html"] = FRAME.sub(_smaller, data["text/html"])
        outputs.append(nbformat.v4.new_output("display_data", data, metadata=one.metadata or {}))
    return outputs
