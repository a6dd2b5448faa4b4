"""Draw every picture of the README, from the course's own data, models and plots.

`python Assets/draw.py` writes them beside this file, `python Assets/draw.py FOLDER` into another folder, and with names
after the folder only these. Four come from lessons, which are run for them: that takes a few minutes. Every picture
brings its own light background, because GitHub shows it on white and on dark pages. Drawn again with the same backend
and the same versions of everything, a picture is the same to the byte.
"""

import io
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from itertools import pairwise
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Rectangle
from PIL import Image, ImageSequence

from dl101 import data, lessons, plot

# isort: split
import keras  # after dl101, which chooses the backend and keeps its start quiet
from keras import layers

PAPER, FRAME, GREY = "#FDFDFD", "#C8CDD3", "#57606A"
SMALL, NORMAL, LARGE = 12, 14, 19
DASHED = (0, (4, 1.5))  # as plot.network draws negative weights
plt.rcParams["figure.constrained_layout.use"] = False  # most places are given by hand, and must not move


def network(*sizes: int, loss, learning_rate: float) -> keras.Model:
    """Return an untrained network with ReLU between its layers, the same one each time."""
    keras.utils.set_random_seed(0)
    hidden = [layers.Dense(units, activation="relu") for units in sizes[1:-1]]
    model = keras.Sequential([keras.Input((sizes[0],)), *hidden, layers.Dense(sizes[-1])])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=loss)
    return model


def machine_learning() -> bytes:
    """Return a GIF: a small network learns to part two spirals, epoch by epoch, while its loss falls."""
    points, arms = two_spirals(800)
    model = network(2, 32, 32, 1, loss="mse", learning_rate=0.01)
    shown = [*range(25), *range(26, 51, 2)]  # most happens early
    figure = plt.figure(figsize=(8.3, 4.5))
    plane, curve = figure.add_axes((0.025, 0.045, 0.47, 0.83)), figure.add_axes((0.6, 0.145, 0.365, 0.73))
    frames, losses = [], []
    for epoch in range(shown[-1] + 1):
        if epoch > 0:
            losses += model.fit(points, 2.0 * arms - 1, batch_size=32, verbose=0).history["loss"]
        if epoch in shown:
            correct = draw_spirals(plane, model, points, arms)
            plane.set_title(f"epoch {epoch}", loc="left", size=LARGE)
            plane.set_title(f"{int(100 * correct)} % correct", loc="right", size=LARGE)  # 100 % only if all are
            draw_loss(curve, losses, shown[-1])
            file = io.BytesIO()
            figure.savefig(file, format="png", dpi=144, facecolor=PAPER)
            frames.append(Image.open(file).convert("RGB"))
    plt.close(figure)
    print(f"the two spirals after {shown[-1]} epochs: accuracy {correct:.2%}, loss {losses[-1]:.4f}")
    return gif(frames, milliseconds=[800, *[180] * (len(frames) - 2), 2000])


def of_lesson(title: str, number: int = -1) -> bytes:
    """Return one of a lesson's moving pictures, the last unless told, as the lesson draws it, but without an end."""
    with tempfile.TemporaryDirectory() as folder:
        run = [sys.executable, "-m", "dl101", "run", title]
        subprocess.run(run, env=os.environ | {"DL101_FIGURES": folder}, stdout=subprocess.DEVNULL, check=True)
        paths = sorted(Path(folder).rglob("*.gif"), key=lambda path: int(path.stem))
        with Image.open(paths[number]) as movie:
            frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(movie)]
            pause = movie.info["duration"]
    return gif(frames, milliseconds=[*[pause] * (len(frames) - 1), 2000])


def two_spirals(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points of shape (count, 2) on two arms of one and three quarter turns, and the arm, 0 or 1, of each."""
    random = np.random.default_rng(0)
    arms = np.arange(count) % 2
    radius = np.sqrt(random.uniform(0.03, 1, count))  # the root spreads the points evenly along an arm
    angle = 3.5 * np.pi * radius + np.pi * arms
    points = radius * np.array([np.cos(angle), np.sin(angle)]) + random.normal(0, 0.02, (2, count))
    return points.T.astype("float32"), arms


def draw_spirals(ax, model, points, arms) -> float:
    """Draw the plane as the model divides it, and return the share of points on the right side."""

    def classify(places):
        return model.predict_on_batch(places.astype("float32"))[:, 0] > 0

    ax.clear()
    plot.regions(classify, points, arms, ax=ax)
    for dots in ax.collections[1:]:
        dots.set(sizes=[20], linewidths=0.4)  # smaller than in the lessons: 800 points must leave the plane visible
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return float(np.mean(classify(points) == arms))


def draw_loss(ax, losses, epochs) -> None:
    ax.clear()
    plot.loss({"loss": losses}, ax=ax)
    ax.plot(len(losses), losses[-1] if losses else np.nan, "o", color=plot.BLUE, clip_on=False)
    ax.set(xlim=(0, epochs), ylim=(0, 1), xticks=range(0, epochs + 1, 10), ylabel="mean squared error")
    ax.set_title("loss", loc="left", size=LARGE)


def gif(frames: list[Image.Image], milliseconds: list[int]) -> bytes:
    """Return an animation without end. All frames share one palette, or the colors would flicker."""
    ends = Image.fromarray(np.vstack([frames[0], frames[-1]]))
    palette = ends.quantize(96, method=Image.Quantize.MEDIANCUT)
    first, *rest = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    file = io.BytesIO()
    first.save(file, "GIF", save_all=True, append_images=rest, duration=milliseconds, loop=0)
    return file.getvalue()


def single_neuron() -> bytes:
    """Return an SVG: one neuron, with the weight and the bias that fit the diabetes data best."""
    patients = data.load("diabetes", columns=["bmi", "progression"])
    weight, bias = np.polyfit(patients["bmi"], patients["progression"], 1)
    ax = sheet(8.3, 3.4)
    arrow(ax, (2.2, 2.5), (4.6, 1.85), gap=19, color=plot.RED)
    arrow(ax, (2.2, 1.2), (4.6, 1.85), gap=19, color=plot.BLUE, linestyle=DASHED)
    arrow(ax, (4.6, 1.85), (5.95, 1.85))
    for x, y, name, color in (
        (2.2, 2.5, "x", plot.SKY),
        (2.2, 1.2, "1", plot.SKY),
        (4.6, 1.85, "+", plot.GREEN),
    ):
        ax.scatter(x, y, s=1300, color=color, edgecolors="black", zorder=3)
        ax.text(x, y, name, size=LARGE, ha="center", va="center_baseline", zorder=4)
    write(ax, 1.8, 2.5, "input", "body mass index", ha="right")
    write(ax, 1.8, 1.2, "constant", "always 1", ha="right")
    write(ax, 3.4, 2.62, "weight w", f"{weight:.2f}")
    write(ax, 3.4, 1.06, "bias b", f"−{-bias:.1f}")
    write(ax, 6.05, 1.85, "y = w x + b", "disease progression", ha="left", size=LARGE)
    ax.text(4.6, 2.28, "neuron", size=NORMAL, ha="center")
    learned = f"Learned from {len(patients)} patients:  progression = {weight:.2f} × body mass index − {-bias:.1f}"
    ax.text(4.15, 0.34, learned, size=SMALL, color=GREY, ha="center")
    return svg(ax.figure, "A single neuron")


def neural_network() -> bytes:
    """Return an SVG: a network that has learned to tell three kinds of iris apart, with all its weights."""
    flowers = data.load("iris")
    inputs = flowers.drop(columns="species")
    species, answers = np.unique(flowers["species"], return_inverse=True)
    scaled = ((inputs - inputs.mean()) / inputs.std()).to_numpy("float32")
    entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model = network(4, 7, 6, 3, loss=entropy, learning_rate=0.01)
    model.fit(scaled, answers, batch_size=16, epochs=40, verbose=0)
    print(f"the irises: accuracy {np.mean(model.predict_on_batch(scaled).argmax(axis=1) == answers):.1%}")
    figure, ax = plt.subplots(figsize=(8.3, 5.0), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.2, h_pad=0.2)
    plot.network(model, ax, inputs=[name.replace("_", " ") for name in inputs], outputs=species)
    ax.set_title(f"It tells three kinds of iris apart, with {model.count_params()} weights and biases", pad=30)
    signs = {"positive weight": (plot.RED, "-"), "negative weight": (plot.BLUE, DASHED)}
    lines = [Line2D([], [], label=name, color=color, linestyle=style) for name, (color, style) in signs.items()]
    ax.legend(handles=lines, loc="lower center", bbox_to_anchor=(0.5, 0.98), ncols=2)
    return svg(figure, "A neural network")


def how_deep_learning_works() -> bytes:
    """Return an SVG: the loop of learning, with a real digit, and its probability and loss after one epoch."""
    digits = data.load("digits")
    pixels, labels = digits.drop(columns="digit").to_numpy("float32") / 16, digits["digit"].to_numpy()
    entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model = network(64, 32, 10, loss=entropy, learning_rate=0.003)
    model.fit(pixels, labels, batch_size=32, verbose=0)
    example = slice(60, 61)  # a clear three
    exponentials = np.exp(model.predict_on_batch(pixels[example])[0])
    probabilities, digit = exponentials / exponentials.sum(), labels[example][0]
    chance = probabilities[digit]

    ax = sheet(8.3, 4.75)
    box(ax, 1.1, 2.75, "data", "examples x", plot.SKY)
    box(ax, 3.1, 2.75, "layers", "weights w", plot.ORANGE)
    box(ax, 5.1, 2.75, "prediction", f"“{digit}” with {100 * chance:.0f} %", plot.GREEN)
    box(ax, 7.1, 2.75, "loss", "how wrong?", plot.RED)
    box(ax, 5.1, 0.95, "optimizer", "a step downhill", plot.BLUE)
    for side in (1.85, 3.85, 5.85):
        arrow(ax, (side, 2.75), (side + 0.5, 2.75))
    arrow(ax, (1.1, 3.55), (7.1, 3.55), path="bar,fraction=-0.09")
    arrow(ax, (7.1, 1.95), (5.85, 0.95), path="angle,angleA=90,angleB=0,rad=8")
    arrow(ax, (4.35, 0.95), (3.1, 1.95), path="angle,angleA=0,angleB=90,rad=8")
    ax.text(4.1, 4.2, f"the true answer: {digit}", size=SMALL, ha="center")
    ax.text(7.0, 0.85, "gradient", size=SMALL, ha="right", va="top")
    ax.text(3.2, 0.85, "new weights", size=SMALL, va="top")
    ax.text(0.4, 0.95, "batch by batch,\nagain and again", size=SMALL, color=GREY, va="center")

    across, up = np.linspace(0.7, 1.5, 9), np.linspace(3.15, 2.35, 9)
    ax.pcolormesh(across, up, pixels[example].reshape(8, 8), cmap="gray_r", edgecolors="face", linewidth=0.1)
    columns = [[(x, 2.75 + 0.24 * (i - (n - 1) / 2)) for i in range(n)] for x, n in ((2.7, 3), (3.1, 4), (3.5, 3))]
    lines = [(start, end) for left, right in pairwise(columns) for start in left for end in right]
    ax.add_collection(LineCollection(lines, colors=GREY, linewidths=0.6))
    ax.scatter(*np.concatenate(columns).T, s=50, color=plot.YELLOW, edgecolors="black", lw=0.8, zorder=3)
    colors = [plot.GREEN if one == digit else GREY for one in range(10)]
    ax.bar(4.65 + 0.1 * np.arange(10), 0.02 + 0.75 * probabilities, width=0.08, bottom=2.38, color=colors)
    ax.text(7.1, 2.75, f"{-np.log(chance):.2f}", size=LARGE, ha="center", va="center")
    valley, steps = np.linspace(-1, 1, 50), np.array([-0.85, -0.5])
    ax.plot(5.1 + 0.5 * valley, 0.62 + 0.6 * valley**2, color=plot.BLUE)
    ax.scatter(5.1 + 0.5 * steps, 0.62 + 0.6 * steps**2, s=60, color=plot.RED, edgecolors="white", zorder=3)
    arrow(ax, (4.77, 1.1), (4.95, 0.87), color=plot.RED)
    return svg(ax.figure, "How deep learning works")


def activation_functions() -> bytes:
    """Return an SVG: ReLU, sigmoid and tanh, on equal axes."""
    x = np.linspace(-3, 3, 241, dtype="float32")
    figure, axes = plt.subplots(1, 3, figsize=(8.3, 3.05), layout="constrained", sharex=True, sharey=True)
    figure.get_layout_engine().set(w_pad=0.15, h_pad=0.15)
    formulas = (r"$\max(0,\ x)$", r"$1\ /\ (1 + e^{-x})$", r"$(e^x - e^{-x})\ /\ (e^x + e^{-x})$")
    colors = (plot.RED, plot.GREEN, plot.BLUE)
    for ax, name, formula, color in zip(axes, ("ReLU", "sigmoid", "tanh"), formulas, colors, strict=True):
        ax.axhline(0, color=GREY, lw=0.8)
        ax.axvline(0, color=GREY, lw=0.8)
        ax.plot(x, keras.ops.convert_to_numpy(keras.activations.get(name.lower())(x)), color=color, lw=2.8)
        ax.set(title=f"{name}\n{formula}", aspect="equal", xticks=range(-3, 4), yticks=range(-1, 4), xlabel="x")
        ax.tick_params(length=0)
        ax.grid(color=FRAME, lw=0.5)
        ax.spines[:].set_visible(False)
    return svg(figure, "Three activation functions")


def images_sequences_words() -> bytes:
    """Return an SVG: a window that slides over a digit, a state that fades, and where a language model looks."""
    ax = sheet(8.3, 5.6)
    for x, y, name, caption in (
        (2.1, 5.1, "convolution", "one small window, at every place"),
        (6.3, 5.1, "recurrence", "one step at a time, with a memory"),
        (4.15, 2.42, "attention", "each place asks the ones before it"),
    ):
        write(ax, x, y, name, caption, size=LARGE)
    draw_window(ax)
    draw_states(ax)
    draw_attention(ax)
    return svg(ax.figure, "Images, sequences, words")


def what_needs_what() -> bytes:
    """Return an SVG: the lessons one below the other, and for each an arc from those that it builds on."""
    known = lessons.known()
    row = {lesson.title: lesson.number for lesson in known}
    ax = sheet(7.4, 0.3 * len(known) + 0.5)
    ax.set(xlim=(-3.7, 3.7), ylim=(len(known) + 0.4, -1.2))
    for lesson in known:
        color = (plot.BLUE, plot.GREEN, plot.RED, plot.BLACK)[np.searchsorted((10, 22, 36), lesson.number, "right")]
        ax.text(0.1, lesson.number, f"{lesson.number}. {lesson.title}", va="center", size=SMALL, color=color)
        for need in lesson.needs:
            middle, half = (row[need] + lesson.number) / 2, (lesson.number - row[need]) / 2
            turn = np.linspace(-np.pi / 2, np.pi / 2, 40)
            ax.plot(-3.4 * (half / 20) ** 0.8 * np.cos(turn), middle + half * np.sin(turn), color=color, lw=1)
    return svg(ax.figure, "What needs what: the lessons in a column, joined by arcs to those that they build on.")


def draw_window(ax) -> None:
    """Draw a digit, a window for edges on one of its places, and the window's answers at all places."""
    digit = data.load("digits").drop(columns="digit").to_numpy()[60].reshape(8, 8) / 16
    window = np.array([[1, 0, -1]] * 3)
    answers = np.array([[np.sum(digit[i : i + 3, j : j + 3] * window) for j in range(6)] for i in range(6)])
    side, (row, column) = 0.19, np.unravel_index(answers.argmax(), answers.shape)
    for left, top, pixels, size, look in (
        (0.45, 4.6, digit, 3, {"cmap": "gray_r"}),
        (2.55, 4.41, answers, 1, {"cmap": "RdBu_r", "vmin": -4, "vmax": 4}),
    ):
        across, down = (start + step * side * np.arange(len(pixels) + 1) for start, step in ((left, 1), (top, -1)))
        ax.pcolormesh(across, down, pixels, edgecolors="face", linewidth=0.1, **look)
        ax.add_patch(Rectangle((across[0], down[-1]), side * len(pixels), side * len(pixels), fc="none", ec=FRAME))
        corner = (across[column], down[row + size])
        ax.add_patch(Rectangle(corner, side * size, side * size, fc="none", ec="black", lw=2, zorder=3))
    arrow(ax, (0.45 + side * (column + 3), 4.6 - side * (row + 1.5)), (2.5, 4.6 - side * (row + 1.5)))


def draw_states(ax) -> None:
    """Draw a recurrent unit at five steps: what comes in, and its state."""
    state, y = 0.0, 3.85
    for step, given in enumerate((1, 0, 0, 0, 0)):
        x = 4.85 + 0.74 * step
        state = np.tanh(given + 0.8 * state)
        ax.scatter(x, y, s=1050, color=(plot.GREEN, state), edgecolors="black", zorder=3)
        ax.text(x, y, f"{state:.2f}", size=SMALL, ha="center", va="center_baseline", zorder=4)
        ax.text(x, y - 0.75, given, size=NORMAL, ha="center", va="center_baseline")
        arrow(ax, (x, y - 0.62), (x, y), gap=17)
        if step:
            arrow(ax, (x - 0.5, y), (x, y), gap=17)


def draw_attention(ax) -> None:
    """Draw where one head of the bundled language model looks, and what the model expects to come next."""
    pieces, weights = data.language_model("austen")
    line = [" Mr", ".", " Knightley", " looked", " at", " Harriet", ".", " Mr", "."]
    expected, shares = look_back([pieces.index(piece) for piece in line], weights, block=2, head=2)
    y, places = 0.75, [0.62, 1.0, 1.62, 2.58, 3.22, 3.86, 4.42, 4.85, 5.22]
    for piece, place in zip(line, places, strict=True):
        ax.text(place, y, piece.strip(), size=NORMAL, ha="center", va="baseline")
    for place, share in zip(places[:-1], shares[:-1], strict=True):
        style = {"arrowstyle": "-", "connectionstyle": "arc3,rad=0.25", "color": plot.RED, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (place, y + 0.25), (places[-1], y + 0.2), arrowprops={**style, "lw": 0.4 + 5 * share})
    most = shares.argmax()
    ax.text(3.42, 1.72, f"{100 * shares[most]:.0f} % of one head", size=SMALL, color=plot.RED, ha="center")
    best = np.argsort(-expected)[:3]
    for nth, piece in enumerate(best):
        ax.barh(1.25 - 0.36 * nth, 1.6 * expected[piece], left=6.45, height=0.22, color=plot.GREEN)
        ax.text(6.38, 1.25 - 0.36 * nth, pieces[piece].strip(), size=SMALL, ha="right", va="center_baseline")
        share = f"{100 * expected[piece]:.0f} %"
        ax.text(6.53 + 1.6 * expected[piece], 1.25 - 0.36 * nth, share, size=SMALL, va="center_baseline")
    ax.text(6.38, 1.72, "what comes next?", size=SMALL, color=GREY, ha="center")


def look_back(line, weights, block, head) -> tuple[np.ndarray, np.ndarray]:
    """Return the chances of all pieces to come next, and how much the last place looks at each with one head."""

    def normalize(x, gain, shift):
        x = x - x.mean(axis=1, keepdims=True)
        return x / np.sqrt(x.var(axis=1, keepdims=True) + 0.001) * gain + shift

    def softmax(scores):
        chances = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return chances / chances.sum(axis=-1, keepdims=True)

    x, shares = weights[0][line] + weights[1][: len(line)], []
    for start in range(2, len(weights) - 4, 12):
        gain, shift, *to_heads, to_end, second_gain, second_shift, w, b, w2, b2 = weights[start : start + 12]
        query, key, value = (np.einsum("pw,whd->hpd", normalize(x, gain, shift), one) for one in to_heads)
        scores = query @ key.swapaxes(1, 2) / np.sqrt(query.shape[2])
        shares.append(softmax(np.where(np.tri(len(line)), scores, -1e9)))
        x = x + np.einsum("hpd,hdw->pw", shares[-1] @ value, to_end)
        x = x + np.maximum(normalize(x, second_gain, second_shift) @ w + b, 0) @ w2 + b2
    return softmax(normalize(x[-1:], *weights[-4:-2]) @ weights[-2] + weights[-1])[0], shares[block][head, -1]


def sheet(width: float, height: float) -> plt.Axes:
    """Return empty axes that fill a new figure and count in inches."""
    ax = plt.figure(figsize=(width, height)).add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    return ax


def write(ax, x, y, text, below, ha="center", size=NORMAL) -> None:
    """Write what a thing is called and, smaller below it, what it is here."""
    ax.text(x, y + 0.02, text, size=size, ha=ha, va="bottom")
    ax.text(x, y - 0.04, below, size=SMALL, color=GREY, ha=ha, va="top")


def box(ax, x, y, name, caption, color) -> None:
    """Draw a box around a middle, with room for a small drawing between its name and its caption."""
    shape = FancyBboxPatch((x - 0.75, y - 0.8), 1.5, 1.6, boxstyle="round,pad=0,rounding_size=0.12")
    shape.set(facecolor=(color, 0.14), edgecolor=color, linewidth=1.6)
    ax.add_patch(shape)
    ax.text(x, y + 0.6, name, size=NORMAL, ha="center", va="center")
    ax.text(x, y - 0.62, caption, size=SMALL, color=GREY, ha="center", va="center")


def arrow(ax, start, end, path="arc3", gap=0, color="black", linestyle="solid") -> None:
    """Draw an arrow that ends `gap` points before its end."""
    style = {
        "arrowstyle": "-|>,head_length=0.5,head_width=0.25",
        "connectionstyle": path,
        "shrinkA": 0,
        "shrinkB": gap,
    }
    ax.annotate("", end, start, arrowprops={**style, "color": color, "linestyle": linestyle, "lw": 2}, zorder=2)


def svg(figure, title: str) -> bytes:
    """Return the figure on a light sheet with round corners, and close it."""
    width, height = figure.get_size_inches() - 0.06
    corners = {"boxstyle": "round,pad=0,rounding_size=0.12", "transform": figure.dpi_scale_trans}
    figure.add_artist(FancyBboxPatch((0.03, 0.03), width, height, fc=PAPER, ec=FRAME, lw=1, zorder=-1, **corners))
    file = io.StringIO()  # and not a file, which would get other line ends on Windows
    with plt.rc_context({"svg.hashsalt": title, "svg.fonttype": "path"}):
        figure.savefig(file, format="svg", facecolor="none", metadata={"Title": title, "Date": None})
    plt.close(figure)
    return "".join(
        f"{line.rstrip()}\n" for line in file.getvalue().splitlines()
    ).encode()  # git dislikes spaces at ends


PICTURES = {
    "single-neuron.svg": single_neuron,
    "neural-network.svg": neural_network,
    "how-deep-learning-works.svg": how_deep_learning_works,
    "activation-functions.svg": activation_functions,
    "images-sequences-words.svg": images_sequences_words,
    "what-needs-what.svg": what_needs_what,
    "machine-learning.gif": machine_learning,
    "writing.gif": partial(of_lesson, "A model that writes"),
    "game.gif": partial(of_lesson, "Playing a game"),
    "driving.gif": partial(of_lesson, "Driving"),
    "video.gif": partial(of_lesson, "Making video", -2),
}


def main(folder: Path = Path(__file__).parent, *names: str) -> None:
    matplotlib.use("agg")
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or PICTURES:
        start = time.perf_counter()
        path = folder / name
        unfinished = path.with_suffix(".part")
        try:
            unfinished.write_bytes(PICTURES[name]())
            os.replace(unfinished, path)  # whole or not at all
        finally:
            unfinished.unlink(missing_ok=True)
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB, {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]), *sys.argv[2:])
