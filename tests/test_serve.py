"""A kept model as a server, asked by real clients; the network is one that can be reckoned in the head."""

import json
import subprocess
import sys

import numpy as np
import pytest
import requests
from conftest import PATIENCE, ROOT

from dl101 import serve

GOOD = [[1, 2, 3], [4, 5, 6]]
SENT = {"headers": {"Content-Type": "application/json"}, "timeout": PATIENCE}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A network from 2 × 3 pixels to two logits: ten times the first pixel, and ten times the last one."""
    onnx = pytest.importorskip("onnx")
    folder = tmp_path_factory.mktemp("model")
    weights = np.zeros((6, 2), "float32")
    weights[0, 0] = weights[5, 1] = 10
    helper, number = onnx.helper, onnx.TensorProto.FLOAT
    given, made = (
        helper.make_tensor_value_info(name, number, shape) for name, shape in [("x", ["n", 2, 3]), ("y", ["n", 2])]
    )
    nodes = [helper.make_node("Flatten", ["x"], ["flat"]), helper.make_node("MatMul", ["flat", "w"], ["y"])]
    graph = helper.make_graph(nodes, "two", [given], [made], [onnx.numpy_helper.from_array(weights, "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, folder / "model.onnx")
    serve.write_card(folder, {"kinds": ["first", "last"], "shape": [2, 3]})
    return folder


@pytest.fixture(scope="module")
def server(folder):
    with serve.Running(folder) as server:
        yield server


def test_it_says_that_it_is_there_and_which_model_it_has(server, folder):
    health = server.health()
    assert health["ready"]
    assert health["version"] == serve.version(folder / "model.onnx")


def test_it_answers_with_the_likelier_kind(server):
    reply = server.ask([[2, 0, 0], [0, 0, 2]])
    assert reply["probability"] == pytest.approx(0.5)
    assert server.ask(GOOD)["kind"] == "last"
    assert server.ask([[7, 0, 0], [0, 0, 0]])["kind"] == "first"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ('{"pixels": [[1, 2, 3]]}', 422, "there are not 2 rows"),
        ('{"pixels": [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}', 422, "there are not 2 rows"),
        ('{"pixels": [[1, 2, 3], [4, 5]]}', 422, "row 1 has not 3 numbers"),
        ('{"pixels": [[1, 2, 3], 4]}', 422, "row 1 has not 3 numbers"),
        ('{"pixels": [[1, 2, 3], [4, 5, 256]]}', 422, "row 1, column 2"),
        ('{"pixels": [[-1, 2, 3], [4, 5, 6]]}', 422, "row 0, column 0"),
        ('{"pixels": [[1, NaN, 3], [4, 5, 6]]}', 422, "row 0, column 1"),
        ('{"pixels": [[1, Infinity, 3], [4, 5, 6]]}', 422, "row 0, column 1"),
        ('{"pixels": [[1, null, 3], [4, 5, 6]]}', 422, "row 0, column 1"),
        ('{"pixels": [[1, "2", 3], [4, 5, 6]]}', 422, "row 0, column 1"),
        ('{"pixels": [[1, true, 3], [4, 5, 6]]}', 422, "row 0, column 1"),
        ('{"pixels": [[1, 2.5, 3], [4, 5, 6]]}', 422, "row 0, column 1"),
        ('{"pixels": "a shirt"}', 422, "there are not 2 rows"),
        ('{"picture": [[1, 2, 3], [4, 5, 6]]}', 422, "Send a JSON object"),
        ("[1, 2, 3]", 422, "Send a JSON object"),
        ("a shirt", 422, "This is not JSON."),
        ("", 422, "Send a JSON object"),
        ('{"pixels": [' + "[1, 2, 3], " * 20000 + "[1, 2, 3]]}", 413, "bytes are too many"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence_and_it_goes_on(server, body, status, said):
    reply = requests.post(f"{server.url}/predict", body, **SENT)
    assert reply.status_code == status
    assert said in reply.json()["error"]
    assert server.ask(GOOD)["kind"] == "last"


def test_a_request_that_does_not_say_how_long_it_is_is_refused(server):
    reply = requests.post(f"{server.url}/predict", iter([b'{"pixels": ', b"[]}"]), **SENT)
    assert reply.status_code == 411


def pictures(count):
    random = np.random.default_rng(0)
    made = random.integers(0, 256, (count, 2, 3))
    return made.tolist(), ["first" if one[0, 0] >= one[1, 2] else "last" for one in made]


def test_500_at_once_are_answered_rightly_and_together(server):
    before, (given, expected) = server.health(), pictures(500)
    replies = server.ask_all(given, at_once=500)
    assert [reply["kind"] for reply in replies] == expected
    after = server.health()
    assert after["answered"] - before["answered"] == 500
    assert after["batches"] - before["batches"] < 500


def test_none_is_lost_when_the_server_is_killed_and_started_again(folder):
    given, expected = pictures(500)
    with serve.Running(folder, most=8) as server:
        replies = server.ask_all(given, at_once=20, restart_after=100)
        assert [reply["kind"] for reply in replies] == expected
        assert any(reply["tries"] > 1 for reply in replies)
        assert server.health()["answered"] < 500
    with pytest.raises(requests.ConnectionError):
        server.health()


def test_a_card_of_another_model_is_refused(folder, tmp_path):
    (tmp_path / "model.onnx").write_bytes((folder / "model.onnx").read_bytes() + b" ")
    (tmp_path / "card.json").write_bytes((folder / "card.json").read_bytes())
    with pytest.raises(serve.NotServed, match="is of another model"):
        serve.Running(tmp_path)


def test_the_command_says_what_a_folder_lacks(tmp_path, environment):
    call = [sys.executable, "-m", "dl101", "serve", str(tmp_path)]
    options = {"capture_output": True, "text": True, "timeout": PATIENCE, "check": False}
    done = subprocess.run(call, cwd=ROOT, env=environment, **options)
    assert done.returncode == 2
    assert "holds no model with its card" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_batch_that_fails_is_told_and_the_next_one_is_answered(folder):
    import asyncio

    def predict(pictures):
        if pictures.min() < 0:
            raise ValueError("negative")
        return pictures.sum(axis=1)

    async def both():
        batches = serve.Batches(predict, 4)
        worker = asyncio.create_task(batches.work())
        with pytest.raises(ValueError, match="negative"):
            await batches.answer(np.array([-1]))
        several = await asyncio.gather(*(batches.answer(np.array([i])) for i in range(9)))
        worker.cancel()
        return several, batches.count

    several, count = asyncio.run(both())
    assert several == list(range(9))
    assert count == 4  # the one that failed, and nine in batches of at most four


def test_the_card_names_the_version(folder):
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert card["version"] == serve.version(folder / "model.onnx")
    assert len(card["version"]) == 64


def test_a_model_is_written_by_hand_as_keras_writes_it(tmp_path, monkeypatch):
    import keras
    from keras import layers

    parts = [layers.Rescaling(0.01, -1.0), layers.Flatten(), layers.Dense(5, activation="relu"), layers.Dense(3)]
    model = keras.Sequential([keras.Input((4, 2)), *parts])
    model.save(tmp_path / "model.keras")
    x = np.random.default_rng(0).integers(0, 256, (50, 4, 2))
    expected = model.predict_on_batch(x.astype("float32"))
    seen = []
    for there in (True, False):
        if not there:
            monkeypatch.setattr(serve, "find_spec", lambda name: None)
        serve.to_onnx(tmp_path)
        serve.write_card(tmp_path, {"kinds": ["a", "b", "c"], "shape": [4, 2]})
        seen.append(serve.opened(tmp_path)[1](x))
        np.testing.assert_allclose(seen[-1], keras.ops.convert_to_numpy(expected), rtol=1e-5, atol=1e-5)
    keras.Sequential([keras.Input((4, 2)), layers.Conv1D(3, 2)]).save(tmp_path / "model.keras")
    with pytest.raises(serve.NotServed, match="conv1d"):
        serve.to_onnx(tmp_path)
