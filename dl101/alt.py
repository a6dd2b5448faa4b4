"""What a figure shows, in words: the text for those who hear a page instead of seeing it.

The words are the figure's own: titles, labels, names of lines, lengths of bars. So no figure needs a second text.
"""

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

MOST = 12  # of what there are more of, the first ones are told, and how many there are


def describe(figure: Figure) -> str:
    """Return a few sentences on what a figure shows."""
    heading = figure.get_suptitle()
    axes = [ax for ax in figure.axes if ax.get_visible() and _has_something(ax)]
    pictures = [ax for ax in axes if ax.images and not ax.lines and not ax.containers]
    if len(pictures) > 2:
        told = [_pictures(pictures)] + [_axes(ax) for ax in axes if ax not in pictures]
    else:
        told = [_axes(ax) for ax in axes]
    return " ".join(part for part in (_sentence(heading), *told) if part) or "A figure."


def _has_something(ax: Axes) -> bool:
    return bool(ax.lines or ax.collections or ax.images or ax.patches or ax.child_axes or ax.get_title() or ax.texts)


def _pictures(axes: list[Axes]) -> str:
    titles = [_one_line(ax.get_title()) for ax in axes]
    named = f": {_listed(titles)}" if any(titles) else ""
    sizes = {_size(ax.images[0]) for ax in axes}
    return f"{len(axes)} pictures{f' of {sizes.pop()}' if len(sizes) == 1 else ''}{named}."


def _size(image) -> str:
    height, width = image.get_array().shape[:2]
    return f"{height} × {width} pixels"


def _axes(ax: Axes) -> str:
    """Return what one pair of axes shows: its title, what is drawn, and what the axes measure."""
    parts = [_sentence(ax.get_title()), *map(_bars, _bar_containers(ax))]
    lines = [line for line in ax.lines if len(line.get_xdata(orig=False)) > 1]
    named = [line for line in lines if not str(line.get_label()).startswith("_")]
    parts += [_lines(named) or ("A curve." if len(lines) == 1 else f"{len(lines)} curves." if lines else "")]
    points = sum(len(collection.get_offsets()) for collection in ax.collections if hasattr(collection, "get_sizes"))
    parts += [f"{points} points." if points > 1 else ""]
    parts += [f"A picture of {_size(image)}." for image in ax.images[:1]]
    labels = {"Across": ax.get_xlabel(), "Upward": ax.get_ylabel()}
    parts += [f"{direction}: {_one_line(label)}." for direction, label in labels.items() if label]
    parts += [f"In it: {_listed(texts)}."] if (texts := _texts(ax)) else []
    parts += [_axes(child) for child in ax.child_axes]
    return " ".join(part for part in parts if part)


def _bar_containers(ax: Axes) -> list[BarContainer]:
    return [container for container in ax.containers if isinstance(container, BarContainer) and len(container)]


def _bars(bars: BarContainer) -> str:
    """Return the bars with what stands beside them and how long they are."""
    ax, flat = bars.patches[0].axes, bars.orientation == "horizontal"
    axis = ax.yaxis if flat else ax.xaxis
    places = axis.get_ticklocs()
    names = dict(zip(np.round(places, 3), axis.get_major_formatter().format_ticks(places), strict=True))
    told = []
    for bar in bars:
        start, width, length = (
            (bar.get_y(), bar.get_height(), bar.get_width())
            if flat
            else (bar.get_x(), bar.get_width(), bar.get_height())
        )
        told.append(f"{_one_line(names.get(np.round(start + width / 2, 3), ''))} {length:.3g}".strip())
    label = "" if str(bars.get_label()).startswith("_") else f", {_one_line(bars.get_label())}"
    return f"{len(told)} bars{label}: {_listed(told)}."


def _lines(lines: list) -> str:
    """Return the names of the lines, and where each begins and ends."""
    told = []
    for line in lines:
        values = np.asarray(line.get_ydata(orig=False), dtype=float)
        values = values[np.isfinite(values)]
        ends = f", from {values[0]:.3g} to {values[-1]:.3g}" if len(values) and line.get_linestyle() != "None" else ""
        told.append(f"{_one_line(line.get_label())}{ends}")
    kind = "Lines" if len(told) > 1 else "A line"
    return f"{kind}: {_listed(told, '; ')}." if told else ""


def _texts(ax: Axes) -> list[str]:
    """Return what is written into the axes, but not the numbers at the bars."""
    return [text for one in ax.texts if any(map(str.isalpha, text := _one_line(one.get_text())))]


def _listed(words: Iterable[str], between: str = ", ") -> str:
    words = [word for word in words if word]
    more = f" and {len(words) - MOST} more" if len(words) > MOST else ""
    return between.join(words[:MOST]) + more


def _one_line(text: str) -> str:
    return " ".join(str(text).split())


def _sentence(text: str) -> str:
    text = _one_line(text)
    return text if not text or text[-1] in ".?!" else f"{text}."
