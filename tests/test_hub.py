"""The hub: a class from the sign-up to the marks, on its real pages, and what one student sees of another: nothing.

It runs in a world of its own: users, homes and exchange are changes to /etc, /home, /var and /srv that are kept in
memory, that nobody outside sees, and that are gone with the process.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import string
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
import yaml
from conftest import PATIENCE, ROOT, in_front
from traitlets.config import Config

from dl101 import parallel

for package in ("jupyterhub", "nativeauthenticator", "nbgrader"):
    pytest.importorskip(package, reason="pip install -r requirements-hub.txt")

LESSON = "01_single_neuron"
CLASSROOM = ROOT / "classroom"
TEACHER, ONE, TWO = (f"dl101-{secrets.token_hex(3)}-{who}" for who in ("t", "1", "2"))
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
PASSWORD = "four words and more"

WORLD = """
set -e
mount -t tmpfs -o mode=755 tmpfs /srv
cover() {
    mkdir -p "/srv/over$1" "/srv/work$1"
    mount -t overlay overlay -o "lowerdir=$1,upperdir=/srv/over$1,workdir=/srv/work$1" "$1"
}
mkdir /srv/course /srv/venv
mount --bind "$COURSE" /srv/course
mount --bind "$PREFIX" /srv/venv
for folder in /etc /home /var $CLOSED; do cover "$folder"; done
for folder in $CLOSED; do chmod 755 "$folder"; done
cd /srv
exec "$@"
"""


def closed(path: Path) -> list[str]:
    """Return the folders above a path that only root may enter."""
    return [str(one) for one in [*path.parents][::-1] if one.stat().st_mode & 0o005 != 0o005]


def world(*command: str) -> list[str]:
    """Return a command that runs in a world of its own, and all that it has started ends when it is killed."""
    shut = " ".join(dict.fromkeys([*closed(Path(sys.base_prefix)), *closed(Path(sys.prefix))]))
    given = [f"COURSE={ROOT}", f"PREFIX={sys.prefix}", f"CLOSED={shut}"]
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    return ["env", *given, *apart, "bash", "-c", WORLD, "world", *command]


def why_not() -> str | None:
    if os.name == "nt" or os.getuid():
        return "a hub makes users, so it needs root"
    if not shutil.which("configurable-http-proxy"):
        return "npm install -g configurable-http-proxy"
    if sys.prefix == sys.base_prefix:
        return "it takes the Python of a virtual environment along"
    if Path("/tmp") in Path(sys.prefix).parents:
        return "its users have a /tmp of their own, so they would not find the course in there"
    tried = subprocess.run(world("true"), capture_output=True, text=True)
    return f"this system does not let root mount: {tried.stderr}" if tried.returncode else None


reason = why_not()
pytestmark = [pytest.mark.slow, pytest.mark.skipif(reason is not None, reason=str(reason))]


class Hub:
    """A hub that runs: its address, the teacher's first password, and what was said so far."""

    def __init__(self, process: subprocess.Popen, log: Path, address: str):
        self.process, self.log, self.address = process, log, address

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, pattern: str) -> re.Match:
        until = time.monotonic() + PATIENCE / 3
        while not (found := re.search(pattern, self.said())):
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.2)
        return found

    def server(self, user: str) -> Path:
        """Return the folder in /proc of a user's server."""
        mark = f"JUPYTERHUB_USER={user}\0".encode()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                started = b"/server.py" in (process / "cmdline").read_bytes()
                if started and mark in (process / "environ").read_bytes():
                    return process
        raise AssertionError(f"{user} has no server\n{self.said()}")

    def run(self, user: str, *command: str, folder: str = ".") -> str:
        """Run a command where a user's server runs, in their home, as if they had given it in a terminal there."""
        server = self.server(user)
        environment = dict(one.split("=", 1) for one in (server / "environ").read_text().split("\0") if one)
        umask = int(re.search(r"Umask:\s*(\d+)", (server / "status").read_text())[1], 8)
        enter = ["nsenter", "--target", server.name, "--mount", "--pid", f"--wdns={environment['HOME']}/{folder}"]
        call = [*enter, "setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *command]
        given = {"env": environment, "umask": umask, "timeout": PATIENCE}
        done = subprocess.run(call, capture_output=True, text=True, **given)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, user: str, *words: str, **how) -> str:
        return self.run(user, "python", "-m", *words, **how)


@pytest.fixture
def hub(tmp_path):
    port, inner, api = parallel.free_ports(3)
    given = [f"DL101_TEACHER={TEACHER}", "DL101_HUB=/srv/hub", "DL101_EXCHANGE=/srv/exchange", "PYTHONPATH=/srv/course"]
    call = ["/srv/venv/bin/python", "-m", "jupyterhub", "-f", "/srv/course/classroom/jupyterhub_config.py"]
    call += ["--ip", "127.0.0.1", "--port", str(port), f"--JupyterHub.hub_port={inner}"]
    call += [f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{api}"]
    log = tmp_path / "log"
    with log.open("w") as file:
        process = subprocess.Popen(world("env", *given, *call), stdout=file, stderr=file, start_new_session=True)
    one = Hub(process, log, f"http://127.0.0.1:{port}")
    try:
        one.wait_for("JupyterHub is now running")
        yield one
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


class Person:
    """Someone with a browser of their own."""

    def __init__(self, hub: Hub, browser, name: str):
        self.hub, self.name = hub, name
        self.page = browser.new_context(viewport={"width": 1600, "height": 1000}).new_page()
        self.page.set_default_timeout(PATIENCE * 1000 / 3)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.hub.address}/hub/{path}")

    def sign_up(self) -> None:
        self.go("signup")
        self.page.fill("#username_input", self.name)
        self.page.fill("#password_input", PASSWORD)
        self.page.fill("#password_confirmation_input", PASSWORD)
        self.page.click("#signup_submit")
        self.page.locator(".alert", has_text="Your information has been sent to the admin").wait_for()

    def log_in(self, password: str = PASSWORD) -> None:
        self.go("login")
        self.page.fill("#username_input", self.name)
        self.page.fill("#password_input", password)
        self.page.click("#login_submit")

    def type_in_terminal(self, command: str) -> None:
        """Give a command in a terminal of JupyterLab, and wait until it has ended well."""
        for item in ("File", "New", "Terminal"):
            self.page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel").get_by_text(item, exact=True).first.click()
        self.page.locator(".jp-Terminal .xterm-screen").first.wait_for()
        self.page.keyboard.type(f"{command} && touch ended\n")
        until = time.monotonic() + PATIENCE / 3
        while "ended" not in self.hub.run(self.name, "ls").split():
            assert time.monotonic() < until, f"{command} has not ended"
            time.sleep(0.5)

    def list_assignments(self):
        """Open nbgrader's list by its menu, or read it anew, and return where it is shown."""
        shown = self.page.locator("#nbgrader-assignment-list")
        if shown.count():
            self.page.locator(".lm-TabBar-tab", has_text="Assignments").click()
            shown.locator("button[title*=Refresh], #refresh_assignments_list").first.click()
        else:
            self.page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
            self.page.locator(".lm-Menu-itemLabel", has_text="Assignment List").click()
        return shown


PROBE = string.Template("""
import glob, json, os, pwd
def tried(call):
    try:
        return str(call())
    except (OSError, MemoryError) as error:
        return type(error).__name__
def owner(process):
    try:
        return pwd.getpwuid(os.stat(process).st_uid).pw_name
    except OSError:
        return "$two"
seen = {
    "home": tried(lambda: os.listdir("/home/$one")),
    "notebook": tried(lambda: open("/home/$one/$lesson/$lesson.ipynb").read(9)),
    "teacher": tried(lambda: os.listdir("/home/$teacher")),
    "cases": tried(lambda: open("/home/$teacher/autumn/cases/$lesson.pkl", "rb").read(9)),
    "passwords": tried(lambda: os.listdir("/srv/hub")),
    "submissions": tried(lambda: os.listdir("/srv/exchange/dl101/inbound")),
    "feedback": tried(lambda: os.listdir("/srv/exchange/dl101/feedback")),
    "exchange": tried(lambda: os.rename("/srv/exchange/dl101", "/srv/exchange/gone")),
    "course": tried(lambda: open("/srv/course/lessons/$lesson.py", "a")),
    "python": tried(lambda: open("/srv/venv/pyvenv.cfg", "a")),
    "too much memory": tried(lambda: len(bytearray(4 << 30))),
    "processes": sorted({owner(one) for one in glob.glob("/proc/[0-9]*")}),
    "left": [one for folder in ("/tmp", "/dev/shm") for one in os.listdir(folder) if "left" in one],
    "cores": len(os.sched_getaffinity(0)),
}
print("SEEN" + json.dumps(seen) + "END")
""")


def with_notebook(hub: Hub, user: str, name: str, sources: list[str]) -> None:
    """Put a notebook into a student's home, as they would have written it."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [cell | {"id": str(i), "source": source} for i, source in enumerate(sources)]
    book = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": KERNEL, "cells": cells})
    hub.run(user, "python", "-c", f"open({name!r}, 'w').write({book!r})")


def test_a_class_from_the_sign_up_to_the_marks(hub, browser):
    password = hub.wait_for(r"your password is (\S+) until")[1]
    teacher, one, two = (Person(hub, browser, name) for name in (TEACHER, ONE, TWO))

    # The teacher hands out, and lets in who has signed up, and not before.
    teacher.log_in(password)
    in_front(teacher.page, "START.ipynb")
    teacher.type_in_terminal("dl101 classroom make autumn 1")
    for command in ("generate_assignment", "release_assignment"):
        hub.python(TEACHER, "nbgrader", command, LESSON, folder="autumn")
    for student in (one, two):
        student.sign_up()
        student.log_in()
        student.page.locator(".login_error", has_text="Invalid").wait_for()
    teacher.go("authorize")
    for name in (ONE, TWO):
        teacher.page.locator(f"tr#{name}").get_by_role("button", name="Authorize", exact=True).click()
        teacher.page.locator(f"tr#{name}.success").wait_for()
    for student in (one, two):
        student.log_in()
    for student in (one, two):
        in_front(student.page, "START.ipynb")

    # A student fetches, answers, and submits.
    listed = one.list_assignments()
    listed.get_by_role("button", name="Fetch", exact=True).click()
    listed.get_by_role("button", name="Submit", exact=True).wait_for()
    one.page.goto(f"{hub.address}/user/{ONE}/lab/tree/{LESSON}/{LESSON}.ipynb")
    notebook = in_front(one.page, f"{LESSON}.ipynb")
    cells = notebook.locator(".jp-CodeCell")
    cells.first.locator(".cm-content").click()
    one.page.keyboard.press("Shift+Enter")
    cells.filter(has_text="def neuron(").first.locator(".cm-content").click()
    one.page.keyboard.press("ControlOrMeta+a")
    one.page.keyboard.insert_text("def neuron(x, w, b):\n    return w * x + b")
    one.page.keyboard.press("Shift+Enter")
    one.page.keyboard.press("Shift+Enter")
    notebook.locator(".jp-OutputArea-output", has_text="passed neuron").first.wait_for()
    one.page.keyboard.press("ControlOrMeta+s")
    one.page.locator(".lm-TabBar-tab.lm-mod-current:not(.jp-mod-dirty)", has_text=LESSON).first.wait_for()
    listed = one.list_assignments()
    listed.get_by_role("button", name="Submit", exact=True).click()
    listed.get_by_role("button", name="Fetch Feedback", exact=True).wait_for()

    # The teacher collects and marks.
    hub.python(TEACHER, "nbgrader", "collect", LESSON, folder="autumn")
    marked = hub.python(TEACHER, "dl101", "classroom", "mark", "autumn")
    assert f"{LESSON}, {ONE}: 1 points" in marked
    hub.python(TEACHER, "dl101", "classroom", "report", "autumn")
    for words in (["release_feedback", LESSON], ["export"]):
        hub.python(TEACHER, "nbgrader", *words, folder="autumn")
    grades = hub.run(TEACHER, "cat", "grades.csv", folder="autumn").splitlines()
    (row,) = [dict(zip(grades[0].split(","), line.split(","), strict=True)) for line in grades[1:] if ONE in line]
    assert (row["score"], row["max_score"]) == ("1.0", "4.0")

    # The student reads the feedback.
    listed = one.list_assignments()
    listed.get_by_role("button", name="Fetch Feedback", exact=True).click()
    listed.get_by_text("view feedback").first.wait_for()
    (feedback,) = hub.run(ONE, "find", LESSON, "-name", "*.html").splitlines()
    one.page.goto(f"{hub.address}/user/{ONE}/files/{quote(feedback)}")
    one.page.get_by_text(f"{ONE}: 1 of 4 points").wait_for()
    one.page.get_by_role("heading", name=re.compile("neuron passed 1 of 1")).wait_for()

    # What the other one sees of all this. Over TCP, anyone on the machine could listen to what a kernel says.
    connections = hub.run(ONE, "sh", "-c", "cat .local/share/jupyter/runtime/kernel-*.json")
    assert set(re.findall(r'"transport": "(\w+)"', connections)) == {"ipc"}
    for folder in ("/tmp", "/dev/shm"):
        hub.run(ONE, "touch", f"{folder}/left-by-{ONE}")
    names = {"one": ONE, "two": TWO, "teacher": TEACHER, "lesson": LESSON}
    with_notebook(hub, TWO, "probe.ipynb", [PROBE.substitute(names)])
    two.page.goto(f"{hub.address}/user/{TWO}/lab/tree/probe.ipynb")
    probe = in_front(two.page, "probe.ipynb")
    probe.locator(".cm-content").first.click()
    two.page.keyboard.press("Shift+Enter")
    output = probe.locator(".jp-OutputArea-output", has_text="SEEN").first
    output.wait_for()
    seen = json.loads(re.search(r"SEEN(.*)END", output.inner_text(), re.S)[1])
    if Path("/run/systemd/system").is_dir():  # then the limit is for what is written to, and for all processes
        seen["too much memory"] = "MemoryError"
    refused = ["home", "notebook", "teacher", "cases", "passwords", "submissions", "feedback", "exchange", "course"]
    expected = dict.fromkeys([*refused, "python"], "PermissionError") | {"too much memory": "MemoryError"}
    expected |= {"processes": [TWO], "left": [], "cores": min(2, len(os.sched_getaffinity(0)))}
    assert seen == expected
    for path in ("hub/api/users", f"hub/api/users/{ONE}", f"user/{ONE}/api/contents", f"user/{ONE}/lab"):
        status = two.page.request.get(f"{hub.address}/{path}").status
        assert status in (403, 404), (path, status)


NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


@pytest.mark.parametrize(
    ("before", "given", "said"),
    [
        (NOBODY, {"DL101_TEACHER": TEACHER}, "started as root"),
        ([], {}, "set DL101_TEACHER"),
        ([], {"DL101_TEACHER": "A Name"}, "set DL101_TEACHER"),
        ([], {"DL101_TEACHER": TEACHER, "DL101_EXCHANGE": "/tmp"}, "a /tmp of their own"),
        ([], {"DL101_TEACHER": TEACHER, "DL101_EXCHANGE": "/srv/over/exchange"}, "/srv/over is closed"),
    ],
)
def test_a_hub_that_students_could_not_use_does_not_start(before, given, said):
    start = ["/srv/venv/bin/python", "/srv/course/classroom/jupyterhub_config.py"]
    call = world("bash", "-c", 'chmod 700 /srv/over; exec "$@"', "start", *before, *start)
    done = subprocess.run(call, env=os.environ | given, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1
    assert "The hub does not start" in done.stderr
    assert said in done.stderr


def test_the_values_for_kubernetes_fit_the_image():
    values = yaml.safe_load((CLASSROOM / "values.yaml").read_text())
    image = (CLASSROOM / "Dockerfile").read_text()
    one = values["singleuser"]
    assert one["cmd"] == json.loads(re.search(r"^CMD (.*)$", image, re.M)[1])
    assert (ROOT / Path(one["cmd"][-1]).relative_to("/opt/dl101")).is_file()
    (mount,) = one["storage"]["extraVolumeMounts"]
    assert f"DL101_EXCHANGE={mount['mountPath']} " in image
    c = Config()
    for text in values["hub"]["extraConfig"].values():
        exec(text, {"c": c})
    ids = [c.KubeSpawner.uid(SimpleNamespace(user=SimpleNamespace(id=number))) for number in (1, 9999)]
    first, end = map(int, re.search(r"id = (\d+); id < (\d+);", image).groups())
    assert first < ids[0] < ids[1] == end - 1
