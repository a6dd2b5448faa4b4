"""Plots draw on the axes they are given, return them, and show nothing by themselves; figures are saved safely."""

import os
import re
import subprocess
import sys

import matplotlib
import numpy as np
import pytest

matplotlib.use("agg")

from matplotlib import pyplot as plt
from PIL import Image, ImageSequence

from dl101 import figures, plot

X = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.5], [0.5, 2.0]])
Y = np.array([0, 1, 1, 0])


def model(*sizes):
    import keras

    dense = [keras.layers.Dense(size, activation="relu") for size in sizes[1:-1]] + [keras.layers.Dense(sizes[-1])]
    return keras.Sequential([keras.Input((sizes[0],)), *dense])


DRAWINGS = {
    "line": lambda **on: plot.line(X[:, 0], X[:, 1], lambda x: 2 * x, **on),
    "loss": lambda **on: plot.loss({"loss": [3, 2, 1], "val_loss": [3, 2.5]}, **on),
    "regions": lambda **on: plot.regions(lambda points: points[:, 0] > 1, X, Y, names=["left", "right"], **on),
    "network": lambda **on: plot.network(model(2, 3, 1), inputs=["a", "b"], outputs=["c"], **on),
}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_uses_the_axes_it_is_given_and_returns_them(name, monkeypatch):
    monkeypatch.setattr(plt, "show", lambda: pytest.fail("a drawing must not call show"))
    given = plt.subplots()[1]
    assert DRAWINGS[name](ax=given) is given
    assert given.has_data()
    made = DRAWINGS[name]()
    assert made is not given
    assert made.has_data()


def test_a_network_shows_every_weight_and_counts_the_parameters():
    import keras

    drawn = model(2, 3, 1)
    axes = plot.network(drawn, inputs=["a", "b"], outputs=["c"])
    lines = [len(one.get_segments()) for one in axes.collections if hasattr(one, "get_segments")]
    assert lines == [6, 3]
    assert axes.get_title() == "13 parameters"
    texts = [one.get_text() for one in axes.texts]
    assert {"a", "b", "c", "input\n2 values", "hidden\n3 units\nrelu", "output\n1 unit"} <= set(texts)
    assert plot.network(model(2, 10, 1)).get_title() == "41 parameters"
    bias_only = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    assert plot.network(bias_only).get_title() == "1 parameter"


def test_signs_of_weights_differ_by_style_as_well_as_by_color():
    drawn = model(2, 1)
    drawn.set_weights([np.array([[1.5], [-0.5]]), np.array([0.25])])
    (lines,) = [one for one in plot.network(drawn).collections if hasattr(one, "get_segments")]
    (_, solid), (_, dashed) = lines.get_linestyles()
    assert solid is None
    assert dashed is not None
    assert lines.get_linewidths()[0] > lines.get_linewidths()[1]
    texts = [one.get_text() for one in plt.gca().texts]
    assert {"w = 1.5", "w = -0.5", "b = 0.25"} <= set(texts)


def test_a_wide_layer_is_drawn_in_part_and_says_so():
    texts = [one.get_text() for one in plot.network(model(2, 20, 1)).texts]
    assert "… 12 more" in texts


def test_regions_have_the_colors_of_their_classes():
    axes = plot.regions(lambda points: (points[:, 0] > 1).astype(int), X, Y)
    classes = axes.collections[0].get_array()
    assert set(np.unique(classes)) == {0, 1}
    assert len(axes.collections) == 3  # the plane and two classes


def test_images_share_a_scale_unless_they_are_signed(monkeypatch):
    monkeypatch.setattr(plt, "show", lambda: pytest.fail("a drawing must not call show"))
    pixels = np.array([[0.0, 1.0, 2.0, 3.0], [0.0, 0.0, 0.0, 6.0], [1.0, 1.0, 1.0, 1.0]])
    axes = plot.images(pixels, titles=[7, 8, 9], columns=2).axes
    assert [ax.get_title() for ax in axes] == ["7", "8", "9"]  # and the fourth place is empty
    assert np.allclose(axes[0].images[0].get_array(), [[0, 1 / 6], [2 / 6, 3 / 6]])
    signed = plot.images(-pixels.reshape(3, 2, 2), signed=True).axes
    assert [ax.images[0].get_array().min() for ax in signed] == [-1, -1, -1]
    assert signed[0].images[0].get_clim() == (-1, 1)


def test_text_is_large_enough_for_a_projector():
    assert plt.rcParams["font.size"] >= 11
    assert plt.rcParams["axes.titlesize"] >= 11


@pytest.fixture
def saving(tmp_path, monkeypatch):
    monkeypatch.setenv("DL101_FIGURES", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["lessons/05_some.py"])
    monkeypatch.setattr(figures, "_made", set())
    monkeypatch.setattr(plt, "show", figures.show)
    return tmp_path / "05_some"


def draw(number=1):
    for _ in range(number):
        plt.subplots()[1].plot([1, 2])
    figures.show()


def test_figures_are_saved_numbered_and_closed(saving, capsys):
    draw(2)
    draw()
    assert sorted(path.name for path in saving.iterdir()) == ["1.png", "2.png", "3.png"]
    assert plt.get_fignums() == []
    assert capsys.readouterr().out.count("[figure] ") == 3


def test_a_second_run_replaces_its_own_figures_only(saving):
    draw()
    saving.joinpath("2.png").write_bytes(b"somebody's holiday")
    figures._made.clear()
    draw(2)
    assert saving.joinpath("2.png").read_bytes() == b"somebody's holiday"
    assert sorted(path.name for path in saving.iterdir()) == ["1.png", "2.png", "3.png"]


def test_a_folder_that_cannot_be_written_to_is_told_and_does_not_stop_the_lesson(saving, capsys):
    saving.write_text("a file is in the way")
    draw()
    assert "[figure] not saved" in capsys.readouterr().out


def power(ax, exponent):
    ax.plot(np.linspace(0, 1, 20) ** exponent)


def test_a_movie_is_saved_as_a_gif_that_rests_on_its_last_frame(saving, capsys):
    draw()
    plot.movie(power, [1, 2, 5], seconds=0.6)
    with Image.open(saving / "2.gif") as gif:
        assert gif.n_frames == 3
        assert gif.info["duration"] == 200
        frames = [np.asarray(frame.convert("L")) for frame in ImageSequence.Iterator(gif)]
        assert gif.info["duration"] >= 2000
    assert not np.array_equal(frames[0], frames[1])
    assert "2.gif" in capsys.readouterr().out
    assert plt.get_fignums() == []


def test_a_movie_is_drawn_but_not_saved_where_figures_are_not_wanted(saving, monkeypatch):
    monkeypatch.setenv("DL101_FIGURES", os.devnull)
    seen = []
    plot.movie(lambda ax, frame: seen.append(frame), "ab")
    assert seen
    assert not saving.exists()


def test_a_movie_in_a_notebook_needs_no_network(monkeypatch):
    shown = []
    monkeypatch.setattr(plot, "IN_NOTEBOOK", True)
    monkeypatch.setattr("IPython.display.display", shown.append)
    plot.movie(power, [1, 2])
    player = shown[0].data
    assert player.count("data:image/png") == 2
    assert re.findall(r"https?:|fa-|<link", player) == []
    assert plt.get_fignums() == []


def test_no_half_figure_is_left_when_saving_fails(saving, monkeypatch):
    def fill_the_disk(self, path, **options):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", fill_the_disk)
    draw()
    assert list(saving.iterdir()) == []


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="there is always a screen")
@pytest.mark.parametrize(
    ("first", "chosen"),
    [
        ("dl101", ""),
        ("matplotlib.pyplot", ""),
        ("matplotlib.pyplot", "TkAgg"),
        ("dl101", "TkAgg"),
        ("dl101", "nonsense"),
    ],
)
def test_without_a_screen_figures_are_saved_whatever_comes_first_or_was_chosen(first, chosen, environment, tmp_path):
    environment |= {"MPLBACKEND": chosen} if chosen else {}
    program = f"import {first}, dl101\nfrom matplotlib import pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    script = tmp_path / "mine.py"
    script.write_text(program)
    done = subprocess.run([sys.executable, script.name], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stderr == ""
    assert (tmp_path / "figures" / "mine" / "1.png").is_file()
