"""A Matplotlib backend for machines without a screen: `plt.show()` saves the open figures and says where.

It is chosen by `MPLBACKEND=module://dl101.figures`, which `import dl101` sets where no window can be opened. The files
are `figures/<script>/<number>.png`, or `.gif` where the figure moves (see `plot.movie`), in the current folder, or in
the folder that the environment variable `DL101_FIGURES` names; if that is the null device, nothing is saved. A file
that this backend did not write is never overwritten.
"""

import os
import sys
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas
from PIL import Image

from dl101 import files

__all__ = ["FigureCanvas", "show"]
MARK = b"Deep Learning 101"
_made: set[Path] = set()


def show(*args, **kwargs) -> None:
    """Save every open figure, print its path and close it."""
    folder = Path(os.environ.get("DL101_FIGURES", "figures")) / Path(sys.argv[0] or "figures").stem
    for number in plt.get_fignums():
        figure = plt.figure(number)
        movie = hasattr(figure, "movie")
        if os.environ.get("DL101_FIGURES") == os.devnull:
            if movie:
                figure.canvas.draw()  # the first frame, so that a mistake in drawing is seen
        else:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                path = _free_path(folder, ".gif" if movie else ".png")
                with files.whole(path) as unfinished:
                    if movie:
                        _save_movie(figure, unfinished)
                    else:
                        figure.savefig(unfinished, format="png", dpi=110, metadata={"Software": MARK.decode()})
                _made.add(path)
                print(f"[figure] {path}")
            except OSError as error:
                print(f"[figure] not saved: {error}. Set DL101_FIGURES to a folder that can be written to.")
        plt.close(figure)


def _save_movie(figure, path: Path) -> None:
    """Write a GIF that rests on its last frame before it begins again.

    Matplotlib's own writer would take twice as long: it looks for the best colors of each frame.
    """
    figure.set_dpi(80)
    pictures = []
    for frame in figure.frames:
        figure.update(frame)
        figure.canvas.draw()
        pictures.append(Image.fromarray(np.array(figure.canvas.buffer_rgba())))
    milliseconds = [round(figure.movie.event_source.interval)] * (len(pictures) - 1) + [2500]
    settings = {"format": "GIF", "duration": milliseconds, "loop": 0, "comment": MARK}
    pictures[0].save(path, save_all=True, append_images=pictures[1:], **settings)


def _free_path(folder: Path, suffix: str) -> Path:
    """Return the first numbered path that this run has not used and that holds nobody else's file."""
    number = 1 + len({path for path in _made if path.parent == folder})
    while True:
        path = folder / f"{number}{suffix}"
        if not path.exists() or MARK in path.read_bytes()[:2000]:
            return path
        number += 1
