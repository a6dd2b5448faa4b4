"""What a reader has tried, asked and passed: one small file in the course's folder, for notebooks and terminal alike.
On a hub it is in the reader's home.

Nothing leaves the machine. Where the file cannot be written, all goes on, and only the memory is lost.
"""

import json

from dl101 import HOME, files

FILE = HOME / "progress.json"
_unwritten: dict[str, dict] = {}


def of(name: str) -> dict:
    """Return what is known of an exercise: passed (True or False), tries and hints (how many)."""
    return {"passed": False, "tries": 0, "hints": 0} | read().get(name, {})


def read() -> dict[str, dict]:
    """Return what is known of all exercises that were tried, by their names."""
    try:
        known = json.loads(FILE.read_text(encoding="utf-8"))
        known = {name: noted for name, noted in known.items() if isinstance(noted, dict)}
    except (OSError, ValueError, AttributeError):  # none yet, or damaged
        known = {}
    return known | _unwritten


def note(name: str, **changed) -> None:
    """Remember something of an exercise."""
    known = read()
    known[name] = of(name) | changed
    try:
        files.write(FILE, json.dumps(known, indent=1) + "\n")
        _unwritten.clear()
    except OSError:
        _unwritten[name] = known[name]


def forget() -> None:
    """Forget everything.

    Raises:
        OSError: the file cannot be deleted.
    """
    FILE.unlink(missing_ok=True)
    _unwritten.clear()


def dots(names) -> str:
    """Return a sign for each exercise: ● for a passed one, ○ for the others."""
    known = read()
    return "".join("●" if known.get(name, {}).get("passed") else "○" for name in names)
