"""What can be wrong with a machine, and what to do about it, in words for a beginner.

Each examination is a generator of findings; one that fails is a finding as well. To add one, write it below and name
it in `EXAMINATIONS`.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import PathFinder
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import dl101
from dl101 import lab, lessons, machine

INSTALL = "Run `python course.py doctor`, which installs what is missing, or `pip install -r requirements.txt`."
OURS = {"dl101", "sitecustomize", "usercustomize"}  # names that may stand in several places

Findings = Iterator[tuple[str, str, str]]


def examine() -> Findings:
    """Yield findings as (ok, note or problem; what was found; what to do)."""
    with ThreadPoolExecutor() as pool:  # while Keras starts, the others are done
        for findings in pool.map(_safely, EXAMINATIONS):
            yield from findings


def _safely(examination: Callable[[], Findings]) -> list[tuple[str, str, str]]:
    """Return the findings of an examination; that it failed is one as well."""
    findings = []
    try:
        findings.extend(examination())
    except Exception as error:
        name = examination.__name__.strip("_").replace("_", " ")
        findings.append(("problem", f"{name}: could not be examined, {type(error).__name__}: {error}", INSTALL))
    return findings


def _python() -> Findings:
    found = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if not (3, 11) <= sys.version_info < (3, 14):
        yield "problem", found, "The course needs Python 3.11, 3.12 or 3.13: python.org/downloads"
    elif (sys.platform, platform.machine()) in (("darwin", "x86_64"), ("win32", "ARM64")):
        yield "problem", found, "There is no TensorFlow for this machine. README.md, Another backend, says what to do."
    else:
        yield "ok", found, ""
    if sys.dont_write_bytecode:
        advice = "Each start of Keras takes more than twice as long. Unset PYTHONDONTWRITEBYTECODE, if you can."
        yield "note", "Python does not keep what it has compiled", advice


def _course() -> Findings:
    """Is this the course that the reader is in, and its environment?"""
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "dl101" / "doctor.py").is_file() and folder.resolve() != lessons.ROOT:
            advice = f"This folder holds another one. For that: python course.py doctor, in {folder}"
            yield "problem", f"this is the course in {lessons.ROOT}", advice
    if (lessons.ROOT / ".venv" / "course.txt").is_file() and Path(sys.prefix).resolve() != lessons.ROOT / ".venv":
        advice = "If something is missing, use the course's own: `python course.py` in place of `dl101`."
        yield "note", f"{sys.executable} is not the Python in the course's .venv", advice
    for path in lessons.unlisted():
        yield "note", f"lessons/{path.name} is not listed: {lessons.FORM}", "If it is yours: it does no harm."


def _packages() -> Findings:
    from packaging.requirements import Requirement

    lines = (lessons.ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and line[0] not in "#-"]
    right = 0
    for package in wanted:
        if package.marker and not package.marker.evaluate():
            continue
        try:
            found = version(package.name)
        except PackageNotFoundError:
            if package.name.startswith("tensorflow"):
                continue  # another backend will do: see below
            yield "problem", f"{package.name} is not installed", INSTALL
            continue
        if package.specifier.contains(found, prereleases=True):
            right += 1
        else:
            yield "problem", f"{package.name} {found} is installed, the course needs {package.specifier}", INSTALL
    yield "ok", f"{right} packages in the versions the course is tested with", ""


def _files_in_the_way() -> Findings:
    """Is there a random.py or keras.py that is found in place of the real package?"""
    added = [Path(folder) for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    folders = {folder.resolve() for folder in (Path.cwd(), lessons.FOLDER, lab.FOLDER, *added)}
    elsewhere = [folder for folder in sys.path if Path(folder).resolve() not in folders]
    for path in sorted(
        path for folder in folders for pattern in ("*.py", "*/__init__.py") for path in folder.glob(pattern)
    ):
        path = path.parent if path.name == "__init__.py" else path
        fixed = path.stem in OURS or path.stem in sys.builtin_module_names
        if not fixed and PathFinder.find_spec(path.stem, elsewhere):
            advice = f"Rename it: programs and notebooks beside it load it when they mean the real {path.stem}."
            yield "problem", f"{path} stands in the way of the library {path.stem}", advice


def _settings_of_Keras() -> Findings:
    path = dl101.settings_file()
    usual = {"floatx": "float32", "image_data_format": "channels_last", "epsilon": 1e-7}
    delete = "Delete the file; Keras makes a new one."
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
        other = {name: value for name, value in settings.items() if value != usual.get(name, value)}
        backend = settings.get("backend")
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError, AttributeError):
        yield "problem", f"Keras cannot read its settings, {path}", delete
        return
    for name, value in other.items():
        yield "problem", f"{path} sets {name} to {value!r}: the lessons will give other numbers", delete
    if backend and (backend not in dl101.BACKENDS or not find_spec(backend)):
        advice = f"The course takes {os.environ['KERAS_BACKEND']}. For programs of your own: {delete}"
        yield "note", f"{path} names the backend {backend!r}, which is not installed", advice


def _backend() -> Findings:
    there = [name for name in dl101.BACKENDS if find_spec(name)]
    backend = os.environ["KERAS_BACKEND"]
    if not there:
        yield "problem", "no backend is installed: TensorFlow, JAX or PyTorch", INSTALL
    elif backend not in there:
        wrong = "one that the course runs on" if find_spec(backend) else "installed"
        advice = f"Set KERAS_BACKEND to {' or '.join(there)}, or to nothing."
        yield "problem", f"the backend {backend!r} is chosen but not {wrong}", advice
    else:
        _, error = _try("import dl101, keras; print(keras.ops.add(1, 1))")
        if error:
            yield "problem", f"Keras does not start with {backend}: {error}", INSTALL
        else:
            yield "ok", f"Keras computes with {backend} (installed: {', '.join(there)})", ""


def _try(program: str) -> tuple[str, str]:
    """Run a program in a Python of its own, and return what it printed, and the last line of its error or nothing."""
    options = {"capture_output": True, "text": True, "errors": "replace", "cwd": lessons.ROOT}
    done = subprocess.run([sys.executable, "-c", program], **options)
    last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    return done.stdout.strip(), last if done.returncode else ""


def _memory() -> Findings:
    free, cores, at_once = machine.memory(), machine.cores(), machine.lessons_at_once()
    few = free < 1 or at_once < cores
    advice = "Close other programs if you can: with 1 GB for each core, as many lessons run at a time."
    yield "note" if few else "ok", f"{free:.1f} GB of memory free, {cores} cores: {at_once} at a time", advice * few


def _folders() -> Findings:
    figures = Path(os.environ.get("DL101_FIGURES", "figures"))
    elsewhere = "Go to a folder of your own, or set DL101_FIGURES to one."
    yield _room(figures.resolve() if figures.is_dir() else Path.cwd(), "figures", elsewhere)
    yield _room(Path(tempfile.gettempdir()), "what is kept for a moment", "Set TMPDIR to a folder of your own.")
    home = Path(os.path.expanduser("~"))
    advice = "Set HOME to a folder of your own; else Matplotlib starts slowly and warns each time."
    state, found, advice = _room(home, "settings", advice)
    yield "note" if state == "problem" else state, found, advice


def _room(folder: Path, what: str, advice: str) -> tuple[str, str, str]:
    """Try to write 1 MB in a folder."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(1_000_000))
    except OSError as error:
        return "problem", f"{folder} cannot be written to, for {what}: {error.strerror}", advice
    free = shutil.disk_usage(folder).free / 1e9
    return "note" if free < 0.2 else "ok", f"{folder} has {free:.1f} GB free, for {what}", "Make room." * (free < 0.2)


def _data() -> Findings:
    from dl101 import data

    damaged = 0
    sums = (data.FOLDER / "SHA256SUMS").read_text(encoding="ascii")
    for line in sums.splitlines():  # also of those that are gone
        path = Path(line.split()[1])
        try:
            name, _, kind = path.name.partition(".")
            read = {"csv": data.load, "npz": data.images, "txt.bz2": data.text, "model.npz": data.language_model}
            read[kind](name)
        except data.DataError as error:
            damaged += 1
            yield "problem", str(error), "Or fetch the course again, and copy its folder datasets over this one."
    if not damaged:
        yield "ok", "the data sets are whole", ""


def _notebooks() -> Findings:
    from jupyter_client.kernelspec import KernelSpecManager

    program = KernelSpecManager().get_kernel_spec("python3").argv[0]
    ours = not os.path.dirname(program) or Path(program).parent.resolve() == Path(sys.executable).parent.resolve()
    advice = "Start them with `python course.py lab`, or once: python -m ipykernel install --sys-prefix"
    yield "ok" if ours else "problem", f"notebooks run in {sys.executable if ours else program}", advice * (not ours)


def _figures() -> Findings:
    chosen = os.environ.get("MPLBACKEND", "")
    advice = "Remove MPLBACKEND from your environment: unset MPLBACKEND (Windows: set MPLBACKEND=)"
    program = (
        "import dl101; from matplotlib import pyplot; print(pyplot.figure().canvas.required_interactive_framework)"
    )
    window, error = _try(program)
    if error:
        yield "problem", f"figures cannot be drawn, MPLBACKEND={chosen}: {error}", advice if chosen else INSTALL
    elif chosen == "module://dl101.figures":
        yield "note", "no screen for Matplotlib", "Scripts save their figures under figures/; notebooks show them."
    elif window == "None":
        yield "problem", f"figures are neither shown nor saved, MPLBACKEND={chosen}", advice
    else:
        yield "ok", f"figures are shown in {chosen or 'a window'}", ""


EXAMINATIONS = (
    _python,
    _course,
    _packages,
    _files_in_the_way,
    _settings_of_Keras,
    _backend,
    _memory,
    _folders,
    _data,
    _notebooks,
    _figures,
)
