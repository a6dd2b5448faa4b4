"""A Matplotlib backend for machines without a screen: `plt.show()` saves the open figures and says where.

It is chosen by `MPLBACKEND=module://dl101.figures`, which `import dl101` sets where no window can be opened. The files
are `figures/<script>/<number>.png` in the current folder, or in the folder that the environment variable
`DL101_FIGURES` names; if that is the null device, nothing is drawn and nothing saved. A file that this backend did not
write is never overwritten.
"""

import os
import sys
from pathlib import Path

from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas

from dl101 import files

__all__ = ["FigureCanvas", "show"]
MARK = b"Deep Learning 101"
_made: set[Path] = set()


def show(*args, **kwargs) -> None:
    """Save every open figure, print its path and close it."""
    if os.environ.get("DL101_FIGURES") == os.devnull:
        plt.close("all")
    folder = Path(os.environ.get("DL101_FIGURES", "figures")) / Path(sys.argv[0] or "figures").stem
    for number in plt.get_fignums():
        figure = plt.figure(number)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = _free_path(folder)
            with files.whole(path) as unfinished:
                figure.savefig(unfinished, format="png", dpi=110, metadata={"Software": MARK.decode()})
            _made.add(path)
            print(f"[figure] {path}")
        except OSError as error:
            print(f"[figure] not saved: {error}. Set DL101_FIGURES to a folder that can be written to.")
        plt.close(figure)


def _free_path(folder: Path) -> Path:
    """Return the first numbered path that this run has not used and that holds nobody else's file."""
    number = 1
    while True:
        path = folder / f"{number}.png"
        if path not in _made and (not path.exists() or MARK in path.read_bytes()[:200]):
            return path
        number += 1
