"""A box for answers that nobody has read: bubblewrap on Linux (https://github.com/containers/bubblewrap).

In it there is Python with its packages, the package `dl101` and the data sets, all to be read only: no network, no
home, no other submission, no solutions and no cases, no process but its own. What can be written to is memory, and
little of it.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from dl101 import ROOT

SECONDS, TRAINING, START = 60.0, 300.0, 120.0  # for an answer, one that trains a model, and for Keras to come
MEMORY, DISK, FILE, PROCESSES = 4 << 30, 256 << 20, 64 << 20, 256
NOBODY = 65534


class NoBox(Exception):
    """There is no box on this machine; the message says what to do."""


def command(read_only: list[Path], write: int = DISK) -> list[str]:
    """Return the command that puts what follows into a box.

    Raises:
        NoBox: bubblewrap is not there.
    """
    if not shutil.which("bwrap"):
        raise NoBox(
            "Homework is code that nobody has read, so it runs in a box, and there is none here. On Linux: "
            "`sudo apt install bubblewrap`. Elsewhere mark in a container or a virtual machine with Linux."
        )
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
    settings = {"HOME": "/tmp", "TMPDIR": "/tmp", "PATH": "/usr/bin:/bin", "MPLBACKEND": "agg", "LANG": "C.UTF-8"}
    settings |= {"OMP_NUM_THREADS": "1", "KERAS_BACKEND": os.environ.get("KERAS_BACKEND", "tensorflow")}
    settings |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
    for name, value in settings.items():
        words += ["--setenv", name, value]
    words += ["--remount-ro", "/", "--chdir", "/tmp"]
    if os.getuid():
        return [*words, "--unshare-all", "--uid", str(NOBODY), "--gid", str(NOBODY)]
    apart = [f"--unshare-{what}" for what in ("ipc", "pid", "net", "uts", "cgroup-try")]
    rights = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"]
    nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
    return [*words, *apart, *rights, *nobody, "--inh-caps=-all", "--bounding-set=-all"]  # root knows no limits


class Box:
    """A box, open until the `with` block ends, for one submission after the other."""

    def __init__(self):
        self.command = [*command([ROOT / "dl101", ROOT / "datasets"]), sys.executable, "-P"]
        self.command += [str(Path(__file__).with_name("boxed.py"))]
        self.process = None

    def __enter__(self) -> "Box":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None

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
        end = threading.Timer(patience, self.process.kill)
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
        self.process.kill()
        said = self.process.communicate()[1].decode("utf-8", "replace")
        code, self.process = self.process.returncode, None
        if not found and said.startswith(("bwrap:", "setpriv:", "Traceback")):
            raise NoBox(f"The box does not open here (code {code}): {said.strip()[-300:]}")
        return found[:count], True


def _record(line: bytes) -> dict:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    return record if isinstance(record, dict) else {"ended": True}


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
