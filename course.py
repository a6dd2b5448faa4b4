"""Set the course up once, then run it: python course.py run, test, lab, or any command of dl101 (list, verify, doctor).

Needs Python 3.11, 3.12 or 3.13 and nothing else. All goes into the folder .venv beside this file. This file itself is
written for any Python back to 2.7, so that an old one can say that it is too old.
"""

from __future__ import print_function

import hashlib
import os
import platform
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
MARKER = os.path.join(VENV, "course-setup.txt")  # holds what .venv was made from, or "unfinished"
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
ADVICE = (  # what pip says when it fails, and what to do about it
    (
        ("No space left", "not enough space", "Errno 28"),
        "The disk is full. Make 3 GB of room, then give the command again.",
    ),
    (
        (
            "Temporary failure in name",
            "getaddrinfo",
            "NewConnectionError",
            "Connection",
            "timed out",
            "ProxyError",
            "SSLError",
        ),
        "The packages could not be fetched. Is the network up? Then give the command again.",
    ),
    (
        ("Permission denied", "Errno 13"),
        "This folder cannot be written to. Copy the course to a folder of your own.",
    ),
)


def stop(message):
    sys.exit("course.py: " + message)


def runs(python):
    try:
        with open(os.devnull, "w") as nowhere:
            return subprocess.call([python, "-c", ""], stdout=nowhere, stderr=nowhere) == 0
    except (IOError, OSError):
        return False


def check_machine():
    found = "%d.%d" % sys.version_info[:2]
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        names = [name for name in ("python3.13", "python3.12", "python3.11") if runs(name)]
        advice = (
            "You have one: %s course.py run" % names[0] if names else "Get one from https://www.python.org/downloads/"
        )
        stop("this is Python %s; the course needs Python 3.11, 3.12 or 3.13. %s" % (found, advice))
    if sys.maxsize < 2**32 or (sys.platform, platform.machine()) in (
        ("darwin", "x86_64"),
        ("win32", "ARM64"),
    ):
        stop(
            "there is no TensorFlow for this Python on %s %s. See 'Another backend' in README.md."
            % (sys.platform, platform.machine())
        )


def wanted():
    """Return a text that changes with what has to be installed."""
    digest = hashlib.sha256()
    for name in ("requirements.lock", "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest() + " " + ROOT


def state():
    """Return what the marker says: the text of `wanted`, "unfinished", or None where there is no .venv of ours."""
    try:
        with open(MARKER) as file:
            return file.read()
    except (IOError, OSError):
        return None


def mark(text):
    with open(MARKER, "w") as file:
        file.write(text)


def pip(what, *arguments):
    """Install with pip, showing what it is at; its words are explained if it fails."""
    said = []
    command = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
    ]
    process = subprocess.Popen(command + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT)
    for line in process.stdout:
        said.append(line.decode("utf-8", "replace").rstrip())
        if said[-1].startswith(("Collecting", "Installing", "Obtaining")) and sys.stdout.isatty():
            sys.stdout.write("\r\033[K%s: %s" % (what, said[-1][:60]))
            sys.stdout.flush()
    if sys.stdout.isatty():
        sys.stdout.write("\r\033[K")
    if process.wait():
        text = "\n".join(said)
        known = [advice for signs, advice in ADVICE if any(sign in text for sign in signs)]
        stop(
            (known or ["pip could not install the packages."])[0] + "\nThe last words of pip:\n" + "\n".join(said[-8:])
        )


def set_up():
    if state() is None and os.path.exists(VENV):
        stop("there is a .venv here that course.py did not make. Rename it, or use it: pip install -r requirements.txt")
    try:
        free = shutil.disk_usage(ROOT).free
        if free < 3e9:
            stop("the disk has %.1f GB left, the course needs 3 GB while it is set up." % (free / 1e9))
        if state() in (None, "unfinished") or not runs(PYTHON):
            print("Setting up the course in .venv: once, a few minutes, about 500 MB to fetch.", flush=True)
            shutil.rmtree(VENV, ignore_errors=True)
            os.mkdir(VENV)
            mark("unfinished")
            import ensurepip  # noqa: F401  Debian keeps it in a package of its own, and venv needs it
            import venv

            venv.create(VENV, with_pip=True)
        else:
            print("The course has changed: bringing .venv up to date.", flush=True)
        mark("unfinished")
        pip("packages", "-r", "requirements.lock")
        pip("the course", "--no-deps", "--no-build-isolation", "-e", ".")
        mark(wanted())
    except ImportError:
        stop(
            "this Python cannot make environments. On Debian or Ubuntu: sudo apt install python%d.%d-venv"
            % sys.version_info[:2]
        )
    except subprocess.CalledProcessError as error:
        stop("the environment could not be made (%s). Is the disk full? Is this Python whole?" % error)
    except OSError as error:
        stop("%s. Is the disk full, or the folder not yours to write to?" % error)


def main(words):
    check_machine()
    if state() != wanted() or not os.path.exists(PYTHON):
        set_up()
    here = {
        "test": [
            "-m",
            "pytest",
            "--rootdir",
            ROOT,
            "-c",
            os.path.join(ROOT, "pyproject.toml"),
            os.path.join(ROOT, "tests"),
        ]
    }
    here["lab"] = ["-m", "jupyterlab", os.path.join(ROOT, "lessons")]
    first = words[0] if words else "--help"
    command = [PYTHON] + (here[first] + words[1:] if first in here else ["-m", "dl101"] + (words or [first]))
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(PYTHON, command)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        stop("stopped. Give the command again to go on.")
