"""The pictures that several lessons need, always drawn the same way.

Every function draws on `ax` (by default on a new figure) and returns the axes; `images` makes a figure of its own and
returns that, `playground` a widget. None calls `plt.show()`, except `movie`. The colors are Okabe and Ito's, which
people with any kind of color vision can tell apart (https://jfly.uni-koeln.de/color/); classes also differ by marker
and signs of weights by line style, so that a grey projector is enough.

In a notebook, figures are transparent, and what else is black is of a gray that stands out from a white page and from a
dark one equally, 4 to 1. Windows and saved figures are black on white.
"""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.animation import FuncAnimation
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dl101.alt import describe

IN_NOTEBOOK = "inline" in str(matplotlib.get_backend(auto_select=False)).lower()
BLUE, ORANGE, GREEN, PINK, SKY, RED, YELLOW, BLACK = COLORS = (
    *("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442"),
    "#7F7F7F" if IN_NOTEBOOK else "#000000",
)
MARKERS = "o^sDvPX*"
SIGNS = {  # on the buttons of a moving picture: Matplotlib's names of the icons → characters that every font has
    **{"minus": "−", "plus": "+", "pause": "‖", "play fa-flip-horizontal": "◀", "play": "▶"},
    **{"fast-backward": "|◀◀", "step-backward": "|◀", "step-forward": "▶|", "fast-forward": "▶▶|"},
}
STYLES = ("-", "--", "-.", ":")

for look in ("look", "look_in_notebooks")[: 1 + IN_NOTEBOOK]:
    plt.style.use(Path(__file__).with_name(f"{look}.mplstyle"))


def line(x: np.ndarray, y: np.ndarray, predict: Callable, ax: Axes | None = None, label: str = "prediction") -> Axes:
    """Draw points and the curve that a function predicts for them.

    Args:
        x, y: arrays of n numbers each, of any shape with n entries.
        predict: a function from an array of shape (m, 1) to m numbers.
    """
    ax = ax or plt.subplots()[1]
    x, y = np.ravel(x), np.ravel(y)
    grid = np.linspace(x.min(), x.max(), 200)
    ax.scatter(x, y, s=18, color=SKY, alpha=0.7, linewidths=0)
    ax.plot(grid, np.ravel(predict(grid[:, None])), color=RED, label=label)
    ax.legend()
    return ax


def loss(curves: Mapping[str, Sequence[float]], ax: Axes | None = None, log: bool = False) -> Axes:
    """Draw one loss curve for each entry of `curves`, such as Keras's `history.history`: the loss of each epoch.

    Args:
        curves: name in the legend → losses; curves may differ in length.
        log: whether the axis of the loss is logarithmic.
    """
    ax = ax or plt.subplots()[1]
    for position, (name, values) in enumerate(curves.items()):
        epochs = np.arange(1, len(values) + 1)
        ax.plot(epochs, values, label=name, color=COLORS[position % 6], linestyle=STYLES[position % 4])
    ax.set(xlabel="epoch", ylabel="loss", yscale="log" if log else "linear")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if len(curves) > 1:
        ax.legend()
    return ax


def regions(
    predict: Callable,
    x: np.ndarray,
    y: np.ndarray,
    ax: Axes | None = None,
    names: Sequence[str] | None = None,
) -> Axes:
    """Color the plane by the class that a function predicts, with the examples on top.

    Args:
        predict: a function from points of shape (m, 2) to m class numbers 0, 1, 2 … 7.
        x: examples of shape (n, 2).
        y: their n classes.
        names: what to call the classes in the legend; no legend by default.
    """
    ax = ax or plt.subplots(figsize=(5.4, 4.6))[1]
    y = np.ravel(y).astype(int)
    low, high = x.min(axis=0), x.max(axis=0)
    margin = 0.08 * (high - low)
    across, up = (np.linspace(low[i] - margin[i], high[i] + margin[i], 150) for i in (0, 1))
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    classes = np.asarray(predict(grid)).reshape(len(up), len(across)).astype(int)
    count = max(y.max(), classes.max()) + 1
    ax.pcolormesh(across, up, classes, cmap=ListedColormap(COLORS[:count]), vmin=-0.5, vmax=count - 0.5, alpha=0.25)
    for number in range(count):
        look = {"color": COLORS[number], "marker": MARKERS[number], "edgecolors": "white", "lw": 0.5}
        ax.scatter(*x[y == number].T, s=26, label=names[number] if names is not None else None, **look)
    ax.set(xlabel="first input", ylabel="second input")
    if names is not None:
        ax.legend(frameon=True, facecolor="white", labelcolor="black")
    return ax


def images(pixels: np.ndarray, titles: Sequence = (), columns: int = 8, signed: bool = False) -> Figure:
    """Draw square images side by side on a new figure, and return it.

    Args:
        pixels: n images, as an array of shape (n, side * side) or (n, side, side). 0 is white, the largest is black.
        titles: what to write above the images, from the first one on; nothing by default.
        columns: how many images stand in a row.
        signed: whether numbers may be negative. Red is then positive, blue negative, and each image has its own scale.
    """
    pixels = np.asarray(pixels).reshape(len(pixels), -1)
    side, most = int(pixels.shape[1] ** 0.5), np.abs(pixels).max(axis=1 if signed else None, keepdims=True)
    titles = [str(title) for title in titles] + [""] * (len(pixels) - len(titles))
    rows = int(np.ceil(len(pixels) / columns))
    height = 1.15 + 0.27 * max(len(title.splitlines()) for title in titles)
    figure, axes = plt.subplots(rows, columns, figsize=(1.2 * columns, height * rows), squeeze=False)
    for ax, image, title in zip(axes.flat, pixels / most, titles, strict=False):
        ax.imshow(image.reshape(side, side), cmap="RdBu_r" if signed else "gray_r", vmin=-1 if signed else 0, vmax=1)
        ax.set(title=title, xticks=[], yticks=[])
        ax.spines[:].set_visible(True)
    for ax in axes.flat[len(pixels) :]:
        ax.remove()
    return figure


def movie(draw: Callable, frames: Sequence, figsize: tuple[float, float] = (6.4, 4.6), seconds: float = 4) -> None:
    """Show a moving picture: with buttons in a notebook, in a window, or as the GIF that a script saves.

    Args:
        draw: a function that draws one frame, from empty axes and an entry of `frames`.
        frames: what the frames show, the first one first.
        seconds: how long it all lasts.
    """
    figure, ax = plt.subplots(figsize=figsize)

    def update(frame) -> None:
        ax.clear()
        draw(ax, frame)

    update(frames[-1])
    figure.canvas.draw()
    figure.set_layout_engine("none")  # the axes stay where they are, and a frame takes half the time
    interval = 1000 * seconds / len(frames)
    figure.update, figure.frames = update, list(frames)
    figure.movie = FuncAnimation(figure, update, frames=figure.frames, interval=interval, repeat=False)
    if IN_NOTEBOOK:
        from IPython.display import HTML, display

        player = figure.movie.to_jshtml()
        words = html.escape(f"Moving picture of {len(frames)} frames, the last one: {describe(figure)}")
        player = player.replace("<img ", f'<img alt="{words}" ', 1)
        player = re.sub(r"<link[^>]*>", "", player)  # the buttons' font, which Matplotlib has fetched from the network
        for icon, sign in SIGNS.items():
            player = re.sub(rf'<i class="fa fa-{icon}"></i>', sign, player)
        display(HTML(player))
        plt.close(figure)
    else:
        plt.show()


def network(
    model, ax: Axes | None = None, inputs: Sequence[str] = (), outputs: Sequence[str] = (), most: int = 8
) -> Axes:
    """Draw the dense layers of a Keras model: a circle for each unit, a line for each weight.

    Positive weights are solid and vermilion, negative ones dashed and blue, the strongest of a layer the widest. In a
    model of up to eight parameters each weight and bias is written out.

    Args:
        model: a built Keras model, with one `Dense` layer after the other; its other layers are passed over.
        inputs, outputs: names to write beside the first and the last units.
        most: how many units of a layer to draw; of a wider layer the first ones, and how many there are.
    """
    from keras.layers import Dense

    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    weights = [layer.get_weights() for layer in dense]
    sizes = [weights[0][0].shape[0]] + [pair[0].shape[1] for pair in weights]
    shown = [min(size, most) for size in sizes]
    ax = ax or plt.subplots(figsize=(2.2 + 1.9 * len(sizes), 1.4 + 0.42 * max(*shown, 3)))[1]
    heights = [(np.arange(n)[::-1] - (n - 1) / 2) * (most / n) ** 0.5 for n in shown]
    written = model.count_params() <= 8
    for position, (kernel, *bias) in enumerate(weights):
        _connections(ax, kernel, position, heights[position], heights[position + 1], written)
        if written and bias:
            for height, value in zip(heights[position + 1], bias[0], strict=True):
                _beside(ax, f"b = {value:.3g}", position + 1, height, 0, -12, "center", "top")
    kinds = ["input", *["hidden"] * (len(dense) - 1), "output"]
    activations = ["linear", *(layer.activation.__name__ for layer in dense)]
    for position, kind in enumerate(kinds):
        _units(ax, position, heights[position], kind, sizes[position], activations[position])
    for names, position, side, where in ((inputs, 0, -14, "right"), (outputs, len(sizes) - 1, 14, "left")):
        for name, height in zip(names, heights[position], strict=False):
            _beside(ax, name, position, height, side, 0, where, "center")
    reach = max(column.max() for column in heights) + 0.9
    longest = [max((len(name) for name in names), default=0) * 0.06 for names in (inputs, outputs)]
    ax.set(xlim=(-0.4 - longest[0], len(sizes) - 0.6 + longest[1]), ylim=(-reach, reach))
    ax.set_title(f"{model.count_params():,} parameter{'s' if model.count_params() > 1 else ''}")
    ax.axis("off")
    return ax


def playground(model=None, x: np.ndarray | None = None, y: np.ndarray | None = None, learn: bool = True, **settings):
    """Return a network to play with, for the last line of a cell: in a notebook it is shown, and learns there.

    What was learned is in `weights`, a list of arrays as `model.set_weights` wants it, and `update(model)` sets them.

    Args:
        model: a Keras model of `Dense` layers with a bias, two inputs, one output, and the activations linear, relu,
            tanh or sigmoid; by default a small one that can be changed. The model itself is left as it is.
        x, y: points of shape (n, 2), and n labels 0 or 1, or n other numbers; of more than 2000 the first ones.
        learn: whether it begins to learn at once.
        settings: others by their names in the page's address, such as `data="spiral"` or `rate=0.03`; and with
            `fixed=False` also a model's layers can be changed there. Then `update` wants a model with such layers.

    Raises:
        ValueError: the model has something that the playground has not; the message says in which layer.
    """
    from dl101.playground import playground as show

    return show(model, x, y, learn, **settings)


def _units(ax, position, column, kind, size, activation) -> None:
    """Draw the units of a layer above each other, at the heights in `column`, and write below what they are."""
    color = {"input": SKY, "hidden": YELLOW, "output": GREEN}[kind]
    ax.scatter(np.full(len(column), position), column, s=330, color=color, edgecolors=BLACK, zorder=3)
    below = f"{kind}\n{size} {'value' if kind == 'input' else 'unit'}{'s' if size > 1 else ''}"
    below += f"\n{activation}" if activation != "linear" else ""
    ax.text(position, 0, below, transform=ax.get_xaxis_transform(), ha="center", va="top")
    if size > len(column):
        _beside(ax, f"… {size - len(column)} more", position, column.min(), 0, -12, "center", "top")


def _beside(ax, text, x, y, right, up, ha, va) -> None:
    """Write `text` some points to the right of and above a place in the data."""
    ax.annotate(text, (x, y), xytext=(right, up), textcoords="offset points", ha=ha, va=va)


def _connections(ax, kernel, position, left, right, written) -> None:
    """Draw the weights between two columns of units; `left` and `right` are the heights of the units that are shown."""
    strongest = max(float(np.abs(kernel).max()), 1e-9)
    pairs = [(i, j) for i in range(len(left)) for j in range(len(right))]
    values = np.array([kernel[i, j] for i, j in pairs])
    strength = np.abs(values) / strongest
    lines = [((position, left[i]), (position + 1, right[j])) for i, j in pairs]
    colors = [RED if value >= 0 else BLUE for value in values]
    styles = ["solid" if value >= 0 else (0, (4, 1.5)) for value in values]
    alphas = 0.15 + 0.8 * strength
    collection = LineCollection(lines, linewidths=0.5 + 2.5 * strength, colors=colors, linestyles=styles, alpha=alphas)
    ax.add_collection(collection)
    if written:
        for (start, end), value in zip(lines, values, strict=True):
            middle = 0.65 * np.array(start) + 0.35 * np.array(end)  # nearer the inputs, where the lines are apart
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            ax.annotate(f"w = {value:.3g}", middle, ha="center", va="center", color="black", bbox=box)
