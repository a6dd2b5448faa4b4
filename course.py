"""Set the course up once, then run it: python course.py run | test | lab | any command of dl101 (list, verify, site).

`test` runs the quick tests, `test --all` all of them; other words go to pytest. It needs Python 3.11, 3.12 or
3.13 and nothing else; all that it installs goes into the folder .venv beside it. Where the folder wheels lies beside
it, which `dl101 classroom pack` puts into its archive, no network is used. The file is written so that an old Python
can read it, and say that it is too old.
"""

from __future__ import print_function

import hashlib
import os
import platform
import shutil
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
MARKER = os.path.join(VENV, "course.txt")  # what .venv was made from, or "unfinished"
MORE = {
    "site": "requirements-site.txt",
    "slides": "requirements-site.txt",
}  # what a command needs besides; another marker holds what was installed
WHEELS = "wheels"  # a folder beside this file with all that is installed
MADE_FOR = "made_for.txt"  # in it: for which machines it was made, as `this_machine` says it
TEST = ["-P", "-m", "pytest", "-c", os.path.join(ROOT, "pyproject.toml"), os.path.join(ROOT, "tests")]
UV = "uv>=0.11,<0.14"  # the range that was tried
FULL = "The disk is full. Make 3 GB of room, then give the command again."
ADVICE = (  # words that pip and uv say when they fail, and what to do
    ("No space left|not enough space|quota exceeded", FULL),
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


def this_machine():
    system = platform.system().replace("Darwin", "macOS")
    return "%s %s, Python %d.%d" % ((system, platform.machine()) + sys.version_info[:2])


def made_for():
    """Return for which machines the folder of wheels was made, or None if there is none."""
    try:
        with open(os.path.join(ROOT, WHEELS, MADE_FOR)) as file:
            return file.read().strip()
    except EnvironmentError:
        return None


def wanted():
    """Return a text that changes when something else has to be installed, or when the folder is moved."""
    digest = hashlib.sha256(ROOT.encode("utf-8"))
    for name in ("requirements.lock", "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def install(tool, *arguments):
    """Install by pip or uv, show what it is at, and return its words if it fails."""
    options = {"pip": ["--disable-pip-version-check", "--no-input", "--progress-bar=off"], "uv": ["--python", PYTHON]}
    options = options[tool] + ["--no-index", "--find-links", WHEELS] * (made_for() is not None)
    command = [PYTHON, "-m"] + ["uv"] * (tool == "uv") + ["pip", "install"] + options + list(arguments)
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    line = "\r%-79.79s" if sys.stdout.isatty() else "%.0s"
    begin, said = time.time(), None
    while said is None:
        try:
            said = process.communicate(timeout=0.2)[0]
        except subprocess.TimeoutExpired as waiting:
            last = (waiting.output or b"").decode("utf-8", "replace").strip().split("\n")[-1].strip()
            print(line % ("%4d s  %s" % (time.time() - begin, last)), end="", flush=True)
    print(line % "" + "\r" * sys.stdout.isatty(), end="", flush=True)
    return said.decode("utf-8", "replace").strip() or "nothing" if process.returncode else None


def advice(said):
    """Return what to do about what pip or uv said when it failed, or nothing."""
    return "".join([words for signs, words in ADVICE if any(sign in said for sign in signs.split("|"))][:1])


def install_all():
    """Install what the lock names, then the course itself: by uv, which is many times faster, else by pip."""
    lock, itself = ("-r", "requirements.lock"), ("--no-deps", "--no-build-isolation", "-e", ".")
    failed, tool = install("pip", UV) or install("uv", *lock) or install("uv", *itself), "uv"
    if failed and advice(failed) != FULL:  # uv knows nothing of the mirrors, proxies and certificates set for pip
        print("uv, the fast way, is not to be had here. Going on by pip, some minutes ...", flush=True)
        failed, tool = install("pip", *lock) or install("pip", *itself), "pip"
    if failed:
        parts = "Is a part of the folder wheels missing? Unzip the archive again." if made_for() else ""
        begin = "%s could not install the packages. %s" % (tool, advice(failed) or parts)
        stop("\n".join([begin, "Its last words:"] + failed.split("\n")[-6:]))
    print("Installed by %s." % tool, flush=True)


def set_up():
    if marked() is None and os.path.isdir(VENV) and os.listdir(VENV):
        stop("there is a .venv that this file did not make. Rename it, or use it: pip install -r requirements.txt")
    if made_for() not in (None, this_machine()):
        fit = "Take the archive for this machine, or that Python. With a network, delete the folder instead."
        stop("the folder wheels was made for %s, and this is %s. %s" % (made_for(), this_machine(), fit))
    if shutil.disk_usage(ROOT).free < 3e9:
        stop("the disk is almost full. Make 3 GB of room, then give the command again.")
    if marked() in (None, "unfinished") or not runs(PYTHON):
        if made_for():
            print("Setting up the course in .venv, once, from the folder wheels, with no network ...", flush=True)
        else:
            print("Setting up the course in .venv, once: about 550 MB to fetch,", flush=True)
            print("half a minute where the network is quick, some minutes where it is not ...", flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        os.mkdir(VENV)
        mark("unfinished")
        import ensurepip  # noqa: F401  Debian keeps it in a package of its own, and venv cannot do without
        import venv

        venv.create(VENV, with_pip=True)
    else:
        print("The course has changed, bringing .venv up to date ...", flush=True)
    mark("unfinished")
    install_all()
    mark(wanted())


def install_more(name):
    """Install what one command needs besides, once and after each change of the file that says so."""
    marker = os.path.join(VENV, name)
    with open(os.path.join(ROOT, name), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    if os.path.exists(marker):
        with open(marker) as file:
            if file.read() == digest:
                return
    print("Installing what this command needs besides ...", flush=True)
    failed = install("uv", "-r", name) and install("pip", "-r", name)
    if failed:
        stop("\n".join(["pip could not install " + name + ". " + advice(failed)] + failed.split("\n")[-6:]))
    with open(marker, "w") as file:
        file.write(digest)


def told(words):
    """Return what Python is to run for the words of the reader. The quick tests are pyproject.toml's choice."""
    if words[:1] == ["test"]:
        return TEST + [more for word in words[1:] for more in (["-m", ""] if word == "--all" else [word])]
    return ["-P", "-m", "dl101"] + words


def main(words):
    check_machine()
    if marked() != wanted() or not os.path.exists(PYTHON):
        set_up()
    for word in words[:1]:
        if word in MORE:
            install_more(MORE[word])
    command = [PYTHON] + told(words)
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    if "dl101" in command:  # which takes Ctrl-C when it is ready to
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
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
