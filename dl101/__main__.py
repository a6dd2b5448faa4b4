"""The command `dl101`, also as `python -m dl101`: what hinders its start is told in one sentence."""

import os
import sys

from dl101 import interrupt

ADVICE = "Use the course's own Python: `python course.py` in place of `dl101`, in the folder of the course."


def main() -> None:
    """Run the command that the program was called with.

    A file in the current folder, such as random.py, is not what a library means by that name: so the folder is
    searched last here, and not at all by the processes that run lessons.
    """
    try:
        here = os.getcwd()
    except OSError:
        sys.exit("dl101: the current folder is gone. Go to another one: cd")
    if sys.path[0] in ("", here) and not sys.flags.safe_path:
        sys.path.append(sys.path.pop(0))
    os.environ["PYTHONSAFEPATH"] = "1"
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that lacks a letter shows a question mark
            stream.reconfigure(errors="replace")
    try:
        interrupt.take_once()
        from dl101.cli import app

        app(prog_name="dl101")
    except KeyboardInterrupt:
        sys.exit(130)
    except ModuleNotFoundError as error:
        sys.exit(f"dl101: this Python, {sys.executable}, has no package {error.name!r}. {ADVICE}")
    except OSError as error:
        sys.exit(f"dl101: {error}. Is the disk full, or the folder not yours to write to?")
    finally:
        interrupt.ignore()


if __name__ == "__main__":
    main()
