"""Set the course up once, then run it: python course.py run | test | lab | any command of dl101 (list, verify, doctor).

It needs Python 3.11, 3.12 or 3.13 and nothing else; all that it installs goes into the folder .venv beside it.
The file is written so that an old Python can read it, and say that it is too old.
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
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
MARKER = os.path.join(VENV, "course.txt")  # what .venv was made from, or "unfinished"
TEST = ["-P", "-m", "pytest", "-c", os.path.join(ROOT, "pyproject.toml"), os.path.join(ROOT, "tests")]
LAB = ["-P", "-m", "dl101", "lab"]
ADVICE = (  # words that pip says when it fails, and what to do
    ("No space left|not enough space", "The disk is full. Make 3 GB of room, then give the command again."),
    ("Permission denied", "This folder cannot be written to. Copy the course to a folder of your own."),
    ("resolution|getaddrinfo|Connection|timed out|Proxy|SSL", "Is the network up? Then give the command again."),
)


def stop(message):
    sys.exit("course.py: " + message)


def runs(python):
    """Say whether a program of this name is there and starts."""
    try:
        with open(os.devnull, "w") as nowhere:
            return subprocess.call([python, "-c", ""], stdout=nowhere, stderr=nowhere) == 0
    except EnvironmentError:
        return False


def check_machine():
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        found = [name for name in ("python3.13", "python3.12", "python3.11") if runs(name)]
        advice = (
            "You have one: " + found[0] + " course.py run" if found else "Get one: https://www.python.org/downloads"
        )
        stop("this is Python %d.%d, the course needs 3.11, 3.12 or 3.13. %s" % (sys.version_info[:2] + (advice,)))
    machine = sys.platform, platform.machine()
    if sys.maxsize < 2**32 or machine in (("darwin", "x86_64"), ("win32", "ARM64")):
        stop("there is no TensorFlow for this Python on %s %s. README.md names another backend." % machine)


def marked():
    """Return what the marker holds, or None if there is no .venv that this file made."""
    try:
        with open(MARKER) as file:
            return file.read()
    except EnvironmentError:
        return None


def mark(text):
    with open(MARKER, "w") as file:
        file.write(text)


def wanted():
    """Return a text that changes when something else has to be installed, or when the folder is moved."""
    digest = hashlib.sha256(ROOT.encode("utf-8"))
    for name in ("requirements.lock", "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def pip(*arguments):
    """Install with pip, show what it is at, and explain its words if it fails."""
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    process = subprocess.Popen(command + list(arguments), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = []
    for line in process.stdout:
        said.append(line.decode("utf-8", "replace").strip())
        if said[-1].startswith(("Collecting", "Installing")) and sys.stdout.isatty():
            print("\r\033[K%.75s" % said[-1], end="", flush=True)
    print("\r\033[K" if sys.stdout.isatty() else "", end="", flush=True)
    if process.wait():
        known = [advice for signs, advice in ADVICE if any(sign in "\n".join(said) for sign in signs.split("|"))]
        stop("\n".join(["pip could not install the packages. " + "".join(known[:1]), "Its last words:"] + said[-6:]))


def set_up():
    if marked() is None and os.path.isdir(VENV) and os.listdir(VENV):
        stop("there is a .venv that this file did not make. Rename it, or use it: pip install -r requirements.txt")
    if shutil.disk_usage(ROOT).free < 3e9:
        stop("the disk is almost full. Make 3 GB of room, then give the command again.")
    if marked() in (None, "unfinished") or not runs(PYTHON):
        print("Setting up the course in .venv, once: about 500 MB to fetch, some minutes ...", flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        os.mkdir(VENV)
        mark("unfinished")
        import ensurepip  # noqa: F401  Debian keeps it in a package of its own, and venv cannot do without
        import venv

        venv.create(VENV, with_pip=True)
    else:
        print("The course has changed, bringing .venv up to date ...", flush=True)
    mark("unfinished")
    pip("-r", "requirements.lock")
    pip("--no-deps", "--no-build-isolation", "-e", ".")
    mark(wanted())


def main(words):
    check_machine()
    if marked() != wanted() or not os.path.exists(PYTHON):
        set_up()
    short = {"test": TEST, "lab": LAB}
    command = [PYTHON] + (short[words[0]] + words[1:] if words and words[0] in short else ["-P", "-m", "dl101"] + words)
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(PYTHON, command)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        stop("stopped. Give the command again to go on.")
    except ImportError:
        stop("this Python cannot make environments. On Debian, Ubuntu: sudo apt install python3-venv python3-pip")
    except (EnvironmentError, subprocess.CalledProcessError) as error:
        stop("%s. Is the disk full, or the folder not yours to write to?" % error)
