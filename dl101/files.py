"""Write a file whole or not at all, whatever comes in between; and tell which files are the course's own."""

import contextlib
import fnmatch
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a path to write to, which takes the place of `path` at the end if no error came."""
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    try:
        yield unfinished
        os.replace(unfinished, path)
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def write(path: Path, text: str) -> None:
    """Write a text file."""
    with whole(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")


def not_ignored(root: Path) -> list[str]:
    """Return the files below a folder as git would name them, and without git: all that its .gitignore does not name.

    Of .gitignore's forms it knows the two that the course uses: `folder/` and `*.name`, each at any depth.
    """
    lines = (root / ".gitignore").read_text(encoding="utf-8").split()
    found = []
    for folder, inside, names in os.walk(root):
        inside[:] = [name for name in inside if name != ".git" and not _ignored(name + "/", lines)]
        names = [name for name in names if name != ".git" and not _ignored(name, lines)]
        found += [(Path(folder) / name).relative_to(root).as_posix() for name in names]
    return sorted(found)


def _ignored(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
