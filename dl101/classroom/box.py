"""A box for answers that nobody has read: bubblewrap (https://github.com/containers/bubblewrap), or else a container.

In it there is Python with its packages, the package `dl101` and the data sets, all to be read only: no network, no
home, no other submission, no solutions and no cases, no process but its own. What can be written to is memory, and
little of it.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from dl101 import ROOT

SECONDS, TRAINING, START = 60.0, 300.0, 120.0  # for an answer, one that trains a model, and for Keras to come
MEMORY, DISK, FILE, PROCESSES = 4 << 30, 256 << 20, 64 << 20, 256
NOBODY = 65534
IMAGE = "dl101"  # of a container, made of classroom/Dockerfile; its `python` has the packages of the course
ADVICE = (
    "Homework is code that nobody has read, so it runs in a box, and there is none here. On Linux: `sudo apt install "
    "bubblewrap`. Elsewhere: start Docker or Podman, and make the image once, `docker build -t dl101 -f "
    "classroom/Dockerfile .` With --without-a-box each answer runs as you: it can read, change and send what you can, "
    "the marks and the other answers as well."
)


NOT_OPEN = (
    "bwrap:",
    "setpriv:",
    "Traceback",
    "docker:",
    "Error",
    "Cannot connect",
    "Unable to find",
    "permission denied",
)


class NoBox(Exception):
    """There is no box on this machine; the message says what to do."""


def command(read_only: list[Path], write: int = DISK) -> list[str]:
    """Return bubblewrap's command that puts what follows into a box."""
    bound = [Path(one) for one in ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives")]
    bound += [Path(sys.base_prefix), Path(sys.prefix), *read_only]
    words = ["bwrap", "--die-with-parent", "--new-session", "--clearenv", "--proc", "/proc", "--dev", "/dev"]
    for folder in ("/tmp", "/dev/shm"):
        words += ["--perms", "1777", "--size", str(write), "--tmpfs", folder]
    words += ["--remount-ro", "/dev"]
    above = dict.fromkeys(folder for path in bound for folder in [*path.parents][-2::-1])
    for folder in (folder for folder in above if folder not in bound):  # or nobody but root could go there
        words += ["--perms", "755", "--dir", str(folder)]
    for path in dict.fromkeys(path for path in bound if path.exists()):
        words += ["--symlink", os.readlink(path), str(path)] if path.is_symlink() else ["--ro-bind", *[str(path)] * 2]
    for name, value in settings(str(ROOT)).items():
        words += ["--setenv", name, value]
    words += ["--remount-ro", "/", "--chdir", "/tmp"]
    if os.getuid():
        return [*words, "--unshare-all", "--uid", str(NOBODY), "--gid", str(NOBODY)]
    apart = [f"--unshare-{what}" for what in ("ipc", "pid", "net", "uts", "cgroup-try")]
    rights = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"]
    nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
    return [*words, *apart, *rights, *nobody, "--inh-caps=-all", "--bounding-set=-all"]  # root knows no limits


def settings(course: str) -> dict[str, str]:
    """Return the environment in a box where the course lies in this folder."""
    found = {"HOME": "/tmp", "TMPDIR": "/tmp", "PATH": "/usr/bin:/bin", "MPLBACKEND": "agg", "LANG": "C.UTF-8"}
    found |= {"OMP_NUM_THREADS": "1", "KERAS_BACKEND": os.environ.get("KERAS_BACKEND", "tensorflow")}
    return found | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": course}


def container(tool: str, name: str, write: int = DISK) -> list[str]:
    """Return the command of Docker or Podman that puts what follows into a container."""
    words = [tool, "run", "--rm", "--interactive", "--name", name, "--network=none", "--read-only", "--cap-drop=all"]
    words += [f"--user={NOBODY}:{NOBODY}", "--security-opt=no-new-privileges", f"--shm-size={write}", "--workdir=/tmp"]
    words += ["--ulimit=nofile=512:512", f"--ulimit=nproc={PROCESSES}:{PROCESSES}"]
    words += [f"--tmpfs=/tmp:rw,mode=1777,size={write}"]
    words += ["--tmpfs=/opt/dl101/lessons:ro,size=4k"]  # the image's own, with the solutions
    words += ["--read-only-tmpfs=false"] * (tool == "podman")  # or there would be more to write to than /tmp
    for folder in ("dl101", "datasets"):
        words += [f"--volume={ROOT / folder}:/course/{folder}:ro"]
    for setting, value in settings("/course").items():
        words += [f"--env={setting}={value}"] * (setting != "PATH")
    return [*words, IMAGE]


class Box:
    """A box, open until the `with` block ends, for one submission after the other.

    Raises:
        NoBox: neither bubblewrap nor Docker nor Podman is there.
    """

    def __init__(self):
        there = {tool: shutil.which(tool) for tool in ("bwrap", "docker", "podman")}
        found = next(filter(there.get, there), None)
        if not found:
            raise NoBox(ADVICE)
        if found == "bwrap":
            self.command, self.end = command([ROOT / "dl101", ROOT / "datasets"]), []
            self.command += [sys.executable, "-P", str(Path(__file__).with_name("boxed.py"))]
        else:
            name = f"dl101-{secrets.token_hex(6)}"
            self.command = [*container(found, name), "python", "-P", "/course/dl101/classroom/boxed.py"]
            self.end = [found, "kill", name]  # killing the command would leave the container
        self.process = None

    def __enter__(self) -> "Box":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        if self.process:
            self._kill()
            self.process.communicate()
            self.process = None

    def _kill(self) -> None:
        if self.end:
            subprocess.run(self.end, capture_output=True)
        self.process.kill()

    def run(self, task: dict[str, dict]) -> list[dict]:
        """Return what comes of the exercises of a task for `boxed`: one record for each, in their order.

        Each is allowed its `seconds`, or SECONDS. What breaks the box counts for the exercise
        at which it did; the others get a new one.
        """
        import cloudpickle

        todo, records = dict(task), []
        while todo:
            names = {name: {"seconds": SECONDS, **one} for name, one in todo.items()}
            names = {name: {**one, "resources": resources(one["seconds"])} for name, one in names.items()}
            patience = START + sum(one["seconds"] + 10 for one in names.values())
            found, broken = self._ask(cloudpickle.dumps({"memory": MEMORY, "names": names}), len(todo), patience)
            records += found + [{"ended": True}] * (broken and len(found) < len(todo))
            todo = dict(list(task.items())[len(records) :])
        return records

    def _ask(self, task: bytes, count: int, patience: float) -> tuple[list[dict], bool]:
        """Return the records that came, and whether the box broke."""
        if not self.process:
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            self.process = subprocess.Popen(self.command, **pipes)
        end = threading.Timer(patience, self._kill)
        end.start()
        found = []
        try:
            self.process.stdin.write(b"%d\n" % len(task) + task)
            self.process.stdin.flush()
            for line in self.process.stdout:
                if line == b"over\n":
                    return found, False
                found.append(_record(line))
        except BrokenPipeError:
            pass
        finally:
            end.cancel()
        self._kill()
        said = self.process.communicate()[1].decode("utf-8", "replace")
        code, self.process = self.process.returncode, None
        if not found and said.startswith(NOT_OPEN):
            raise NoBox(f"The box does not open here (code {code}): {said.strip()[-300:]}\n{ADVICE}")
        return found[:count], True


class Without:
    """No box: each answer in a process of its own, with the rights of whoever marks, and no limit but time."""

    def run(self, task: dict[str, dict]) -> list[dict]:
        return [self._one(name, task) for name, task in task.items()]

    def _one(self, name: str, task: dict) -> dict:
        import cloudpickle

        command = [sys.executable, "-P", str(Path(__file__).with_name("boxed.py")), "alone"]
        there = {**os.environ, "MPLBACKEND": "agg", "PYTHONPATH": str(ROOT)}
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            try:
                done = subprocess.run(
                    command,
                    input=cloudpickle.dumps((name, task)),
                    capture_output=True,
                    cwd=folder,
                    env=there,
                    timeout=task.get("seconds", SECONDS) + START,
                )
            except subprocess.TimeoutExpired:
                return {"stopped": True}
        return _record(done.stdout)

    def close(self) -> None:
        """Close nothing, as nothing is open."""


def _record(line: bytes) -> dict:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    return record if isinstance(record, dict) and _shallow(record) else {"ended": True}


def _shallow(value, left: int = 100) -> bool:
    """Say whether lists and dictionaries lie in each other no deeper than `boxed` packs them, and can be pickled."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left > 0 and all(_shallow(one, left - 1) for one in inside)


def resources(seconds: float) -> dict[str, int]:
    """Return the limits that the system keeps for each process."""
    return {
        "RLIMIT_CPU": int(4 * seconds),
        "RLIMIT_AS": 16 << 30,  # of addresses, which TensorFlow takes by the gigabyte
        "RLIMIT_FSIZE": FILE,
        "RLIMIT_NPROC": PROCESSES,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": 512,
    }
