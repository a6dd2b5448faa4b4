"""Deep Learning 101: a quiet start and a backend that is there, before Keras is imported.

Importing this package costs milliseconds. It decides three things for what is imported after it:

* `KERAS_BACKEND`, if neither it nor Keras's own settings file names a backend that is installed;
* `MPLBACKEND`, where there is no screen for what it names: figures are then saved (see `dl101.figures`);
* that `import keras` prints nothing: TensorFlow writes log lines while it loads, at every log level.
"""

import importlib.machinery
import importlib.util
import json
import logging
import os
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  an old Python gets as far as this, and has to be told
    python = "{}, Python {}.{}".format(sys.executable, *sys.version_info)
    sys.exit("Deep Learning 101 needs Python 3.11, 3.12 or 3.13, and this is " + python)

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("DL101_HOME") or ROOT)  # where readers' own files are; set on a hub, where many share ROOT
BACKENDS = ("tensorflow", "jax", "torch")
WITHOUT_SCREEN = ("agg", "cairo", "pdf", "pgf", "ps", "svg", "template", "inline", "nbagg", "notebook", "webagg")


def settings_file() -> Path:
    """Return the path of Keras's settings file, which need not be there."""
    return Path(os.environ.get("KERAS_HOME") or Path(os.path.expanduser("~"), ".keras")) / "keras.json"


def _backend() -> "str | None":
    """Return the backend of Keras's settings file if it is installed, else the first one that is."""
    try:
        configured = json.loads(settings_file().read_text(encoding="utf-8")).get("backend")
    except (OSError, ValueError, AttributeError):
        configured = None
    wanted = (configured, *BACKENDS) if configured in BACKENDS else BACKENDS
    return next((name for name in wanted if importlib.util.find_spec(name)), None)


def _has_screen() -> bool:
    """Say whether Matplotlib can open a window: always assumed on macOS and Windows, looked for elsewhere."""
    if sys.platform in ("darwin", "win32"):
        return True
    toolkits = ("_tkinter", "PyQt6", "PySide6", "PyQt5", "PySide2", "gi", "wx")
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(display) and any(importlib.util.find_spec(name) for name in toolkits)


class _QuietImport:
    """A finder that lets the other finders find `keras` and `tensorflow`, and silences their loading."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in ("keras", "tensorflow"):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module
            spec.loader.exec_module = lambda module: _without_stderr(load, module)
        return spec


def _without_stderr(load, module) -> None:
    """Call `load(module)` with file descriptor 2 closed off, which native libraries write to; exceptions pass."""
    try:
        saved = os.dup(2)
    except OSError:  # no error stream at all, as under pythonw
        return load(module)
    devnull = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(devnull, 2)
        load(module)
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(devnull)


if not os.environ.get("KERAS_BACKEND"):
    os.environ["KERAS_BACKEND"] = _backend() or "tensorflow"
_chosen = os.environ.get("MPLBACKEND", "").lower()
if not (_chosen.startswith("module://") or _chosen in WITHOUT_SCREEN or _has_screen()):
    os.environ["MPLBACKEND"] = "module://dl101.figures"
    if "matplotlib" in sys.modules:  # imported before this package: it has read the environment already
        sys.modules["matplotlib"].use("module://dl101.figures")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
# TensorFlow's advice is on speed, in words for experts. A filter, because in a notebook it sets its level itself.
logging.getLogger("tensorflow").addFilter(lambda record: record.levelno >= logging.ERROR)
sys.meta_path.insert(0, _QuietImport)
