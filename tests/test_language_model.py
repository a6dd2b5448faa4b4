"""The bundled language model: small, as its card says, made anew by the lesson's own code, and the same by hand."""

import importlib.util
import inspect
import re
import sys

import numpy as np
import pandas as pd
import pytest

from dl101 import data, exercises


@pytest.fixture(scope="module")
def recipe():
    sys.path.insert(0, str(data.FOLDER))
    spec = importlib.util.spec_from_file_location("language_model", data.FOLDER / "language_model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(data.FOLDER))


@pytest.fixture(scope="module")
def code(recipe):
    """What the lesson that trains the model defines, by name, without running it."""
    return recipe.lesson()


def answer(name):
    return exercises.find(name).answer


def test_the_bundled_model_is_as_large_as_its_card_says():
    card = (data.FOLDER / "README.md").read_text(encoding="utf-8").partition("## The language model\n")[2]
    pieces, weights = data.language_model("austen")
    assert (data.FOLDER / "austen.model.npz").stat().st_size < 4_000_000
    assert len(pieces) == len(set(pieces)) == 1024
    assert f"{sum(weight.size for weight in weights):,} weights" in card
    assert {weight.dtype for weight in weights} == {np.dtype("float32")}
    assert all(np.isfinite(weight).all() for weight in weights)
    best = data.load("language_models").iloc[-1]
    assert f"{best['steps']:,.0f} steps" in card
    assert f"{best['bits']:.2f} bits" in card
    assert best["parameters"] == sum(weight.size for weight in weights)


def test_all_letters_of_the_novels_can_be_written():
    pieces, _ = data.language_model("austen")
    texts = "".join(map(data.text, data.names("txt.bz2")))
    assert set(" ".join(texts.split())) <= set(pieces)
    assert "\n" in pieces


@pytest.mark.slow
def test_the_recipe_of_the_models_runs_again(recipe, tmp_path, monkeypatch):
    recipe.main(tmp_path, [(32, 1, 20), (32, 2, 40)])
    rows = pd.read_csv(tmp_path / "language_models.csv")
    assert rows["steps"].tolist() == [*range(1, 21), *range(2, 41, 2)]
    assert list(rows.columns) == list(data.load("language_models").columns)
    assert rows["bits"].iloc[-1] < rows["bits"].iloc[20] - 0.2
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    pieces, weights = data.language_model("austen")
    assert sum(weight.size for weight in weights) == rows["parameters"].iloc[-1]
    monkeypatch.undo()
    assert pieces == data.language_model("austen")[0]
    assert re.findall(r"  (\S+)", (tmp_path / "SHA256SUMS").read_text()) == [
        "language_models.csv",
        "austen.model.npz",
    ]


def test_all_by_hand_is_what_keras_does(code):
    weights = data.language_model("austen")[1]
    model = code["build"](160, 4)
    model.set_weights(weights)
    assert [one.shape for one in model.get_weights()] == [one.shape for one in weights]
    lines = np.random.default_rng(0).integers(len(weights[0]), size=(3, 64))
    for line, by_keras in zip(lines, model.predict(lines, verbose=0), strict=True):
        largest = np.abs(by_keras).max()
        by_hand = answer("twin")(line, weights)
        assert np.abs(by_hand - by_keras).max() < 1e-4 * largest
        assert np.abs(answer("twin")(line[:20], weights) - by_keras[:20]).max() < 1e-4 * largest


def test_all_by_hand_is_short():
    assert len(inspect.getsource(answer("twin")).splitlines()) < 60


def test_so_many_numbers_learn_when_only_lora_and_biases_do():
    import keras

    model = keras.Sequential([keras.Input((160,)), keras.layers.Dense(640), keras.layers.Dense(160)])
    for layer in model.layers:
        layer.enable_lora(8)
    assert sum(np.prod(one.shape) for one in model.trainable_weights) == answer("lora_size")()


def test_the_lesson_counts_as_its_exercise_does(code):
    """In its function `counted`, each model of longer runs is mixed with that of shorter ones."""
    before, after = code["read"][:3000], code["read"][3000:3040]
    chances = []
    for i in range(3, len(after)):
        chance = 1 / 256
        for k in range(4):
            chance = (
                answer("mixed_chance")(before, after[i - k : i], after[i], chance) if k else _alone(before, after[i])
            )
        chances.append(chance)
    bits = code["counted"](*(np.array([*map(ord, text)]) for text in (before, after)), 4, 256)
    assert bits[-1] == pytest.approx(answer("bits_per_letter")(np.array(chances), list(after[3:])))


def _alone(text, letter):
    kinds = len(set(text))
    return (text.count(letter) + kinds / 256) / (len(text) + kinds)
