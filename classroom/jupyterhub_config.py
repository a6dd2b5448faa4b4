"""A JupyterHub for one class on one Linux machine. TEACHING.md, "A hub for the class", tells how to start it.

Each student is a user of the system. What the kernel keeps them from, and what not:

* Homes have mode 700, so nobody reads another's files, and nobody but the teacher the course that is handed out.
* The course and its Python belong to root: students read them.
* In /proc a student sees no process of others, and /tmp and /dev/shm are each student's own.
* Memory and cores: with systemd, a student's processes together stay within `mem_limit` and `cpu_limit`. Without it,
  `mem_limit` holds for each process, so two notebooks may take twice as much, and a student who knows how can get to
  more cores. The number of processes is limited in both cases.
* Not kept apart: the network of the machine. Servers listen on 127.0.0.1, and let in their owner and the teacher.
  Kernels speak on sockets in their owner's home, and have one port, which takes output in and gives none. A server of a
  student's own making is open to all who are on the machine.
* Not limited: the disk. That takes quotas of the file system.

Whatever else the site needs goes onto the command line, as JupyterHub's own options: --port 443, --ssl-key FILE,
--ssl-cert FILE, --Spawner.mem_limit=4G. Without a certificate, passwords cross the network as they are.
"""

import ctypes
import grp
import os
import pwd
import re
import resource
import secrets
import subprocess
import sys
from pathlib import Path

from jupyterhub.auth import LocalAuthenticator
from jupyterhub.handlers.login import LoginHandler
from jupyterhub.spawner import LocalProcessSpawner
from nativeauthenticator import NativeAuthenticator

COURSE = Path(__file__).resolve().parent.parent
SETTINGS = COURSE / "classroom" / "jupyter"
TEACHER = os.environ.get("DL101_TEACHER", "")  # a user of the system, who is made if there is none
FOLDER = Path(os.environ.get("DL101_HUB", "/var/lib/dl101"))  # the hub's own: passwords, tokens, cookies
EXCHANGE = Path(os.environ.get("DL101_EXCHANGE", "/usr/local/share/nbgrader/exchange"))  # nbgrader's default
GROUP = "dl101"  # of the users that the hub has made
NAME = re.compile("[a-z][a-z0-9_-]{0,19}")  # longer, and the path of a kernel's socket would be too long
PROCESSES = 1000  # threads count: a notebook with TensorFlow has some 50


def stop(text: str) -> None:
    sys.exit(f"The hub does not start: {text}")


if os.getuid():
    stop("it makes users of the system, so it has to be started as root (sudo).")
if not NAME.fullmatch(TEACHER):
    stop("set DL101_TEACHER to your own user name.")
for needed in (COURSE, Path(sys.prefix), Path(sys.base_prefix), EXCHANGE):
    for folder in (needed, *needed.parents):
        if folder.is_dir() and folder.stat().st_mode & 0o005 != 0o005 and folder != EXCHANGE:
            stop(f"students cannot get to {needed}, since {folder} is closed to them.")
    if needed.is_relative_to("/tmp") or needed.is_relative_to("/var/tmp"):
        stop(f"students cannot get to {needed}, since each has a /tmp of their own.")

subprocess.run(["groupadd", "--force", "--system", GROUP], check=True)
FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
FOLDER.chmod(0o700)
EXCHANGE.mkdir(parents=True, exist_ok=True)
EXCHANGE.chmod(0o1777)  # nbgrader wants 777; the 1 keeps students from taking away what is the teacher's

c = get_config()  # noqa: F821
c.JupyterHub.cookie_secret_file = str(FOLDER / "cookie_secret")
c.JupyterHub.db_url = f"sqlite:///{FOLDER}/jupyterhub.sqlite"
c.ConfigurableHTTPProxy.pid_file = str(FOLDER / "proxy.pid")


# Who may come in: students sign up, and the teacher authorizes them, at /hub/authorize.


class OneClass(NativeAuthenticator, LocalAuthenticator):
    """Names and passwords of the hub's own, each name a user of the system."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.user_exists(TEACHER):  # or the first who signs up by this name would be the teacher
            password = secrets.token_urlsafe(12)
            self.create_user(TEACHER, password)
            print(f"{TEACHER}, your password is {password} until you change it: /hub/change-password", flush=True)

    def validate_username(self, username: str) -> bool:
        """Accept names that no user of the system has, but one that was made here: not root's, nor a colleague's."""
        try:
            known = pwd.getpwnam(username)
        except KeyError:
            return bool(NAME.fullmatch(username)) and super().validate_username(username)
        made_here = grp.getgrnam(GROUP).gr_gid in os.getgrouplist(username, known.pw_gid)
        return made_here or (username == TEACHER and known.pw_uid != 0)

    async def add_user(self, user) -> None:
        """Make the user of the system if there is none, and close the home, whatever defaults it was made with."""
        await super().add_user(user)
        os.chmod(pwd.getpwnam(user.name).pw_dir, 0o700)

    def get_handlers(self, app) -> list[tuple]:
        """Keep JupyterHub's own page for the login: NativeAuthenticator 1.3's fails with JupyterHub 6."""
        return [(path, LoginHandler if path == "/login" else page) for path, page in super().get_handlers(app)]


c.JupyterHub.authenticator_class = OneClass
c.JupyterHub.template_vars = {
    "announcement_login": 'New here? <a href="signup">Sign up</a>, and tell your teacher, who lets you in.'
}
c.Authenticator.admin_users = {TEACHER}
c.Authenticator.allow_all = True  # all who are authorized, which is NativeAuthenticator's to say
c.NativeAuthenticator.minimum_password_length = 8
c.NativeAuthenticator.check_common_password = True
c.NativeAuthenticator.allowed_failed_logins = 10
c.LocalAuthenticator.create_system_users = True
c.LocalAuthenticator.add_user_cmd = ["useradd", "--create-home", "--groups", GROUP, "--shell", "/bin/bash"]


# What each gets: a server of their own, with limits.


def mask(spawner) -> str:
    """Return the umask: nobody else reads what a student writes; the teacher's feedback is handed out with its mode."""
    return "0022" if spawner.user.admin else "0077"


class Limited(LocalProcessSpawner):
    """A server with what the kernel can do for it where there is no systemd."""

    def make_preexec_fn(self, name: str):
        become = super().make_preexec_fn(name)
        cores = sorted(os.sched_getaffinity(0))
        count = min(max(round(self.cpu_limit or len(cores)), 1), len(cores))
        mine = {cores[(self.user.id * count + i) % len(cores)] for i in range(count)}
        umask = int(mask(self), 8)
        system = ctypes.CDLL(None, use_errno=True)
        new_mounts, whole_tree, private, nosuid_nodev = 0x20000, 16384, 1 << 18, 2 | 4  # unshare(2) and mount(2)

        def call(function, *arguments) -> None:
            if function(*arguments):
                raise OSError(ctypes.get_errno(), f"{function.__name__} is not allowed here")

        def preexec() -> None:
            call(system.unshare, new_mounts)
            call(system.mount, None, b"/", None, whole_tree | private, None)
            call(system.mount, b"proc", b"/proc", b"proc", nosuid_nodev, b"hidepid=2")
            for folder in (b"/tmp", b"/dev/shm"):
                call(system.mount, b"tmpfs", folder, b"tmpfs", nosuid_nodev, b"mode=1777,size=1g")
            os.sched_setaffinity(0, mine)
            # Not RLIMIT_AS: TensorFlow reserves addresses by the gigabyte that it never writes to.
            resource.setrlimit(resource.RLIMIT_DATA, (self.mem_limit or resource.RLIM_INFINITY,) * 2)
            resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
            os.umask(umask)
            become()

        return preexec


if Path("/run/systemd/system").is_dir():  # as sd_booted(3) asks
    c.JupyterHub.spawner_class = "systemd"
    c.SystemdSpawner.isolate_tmp = True
    unit = {"ProtectProc": "invisible", "TemporaryFileSystem": "/dev/shm:mode=1777", "TasksMax": str(PROCESSES)}

    def set_unit(spawner) -> None:
        spawner.unit_extra_properties = unit | {"UMask": mask(spawner)}

    c.Spawner.pre_spawn_hook = set_unit
else:
    c.JupyterHub.spawner_class = Limited
c.Spawner.mem_limit = "3G"  # a lesson takes 1.6 GB at most, JupyterLab's server 0.2
c.Spawner.cpu_limit = 2
c.Spawner.cmd = [sys.executable, "-P", str(COURSE / "classroom" / "server.py")]
c.Spawner.args = [
    "--MappingKernelManager.cull_idle_timeout=3600",  # seconds, after which a notebook nobody looks at is stopped
    "--ServerApp.shutdown_no_activity_timeout=7200",  # and then the server
    "--KernelManager.transport=ipc",  # on TCP, whoever is on the machine could listen to what kernels say
]
c.Spawner.default_url = "/lab/tree/my_lessons/START.ipynb"
c.Spawner.start_timeout = c.Spawner.http_timeout = 120  # seconds, for all start at once when a session begins
c.Spawner.environment = {
    "DL101_EXCHANGE": str(EXCHANGE),
    # The debugger is off for all: it listens on TCP, and asks for no key. Students have no pages for teachers.
    "JUPYTER_CONFIG_PATH": lambda spawner: f"{SETTINGS / 'students'}:" * (not spawner.user.admin) + str(SETTINGS),
    "PATH": f"{Path(sys.prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin",
}
