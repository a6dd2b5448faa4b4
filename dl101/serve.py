"""A kept model as a server: pictures come in as JSON, the kinds that they show go out. For the command `dl101 serve`.

A folder holds the model, `model.onnx`, and its card, `card.json`, with the kinds, the shape of a picture, and the
version: the SHA-256 of the model's file. Only ONNX Runtime runs here, so the server starts fast, and no matter which
backend has trained the model.

    GET  /health   {"ready": true, "version": …, "answered": …, "batches": …}
    POST /predict  {"pixels": rows of whole numbers from 0 to 255}  →  {"kind": …, "probability": …, "version": …}

What is wrong with a request is said in a sentence, {"error": …}, with the status 413 if it is too large, else 422.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import numpy as np
import requests

from dl101 import ROOT

MOST_BYTES = 100_000  # of a request: a picture of 28 × 28 pixels is some 4000
MOST_AT_ONCE = 512  # pictures in a batch
PATIENCE = 120  # seconds for a start, on the slowest of machines


class NotServed(Exception):
    """A folder that cannot be served, or a server that did not start; the message says why."""


def version(path: Path) -> str:
    """Return the SHA-256 of a file: another model has another one, so it is a name that cannot be mixed up."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def write_card(folder: Path, facts: dict) -> dict:
    """Write a card with these facts beside the model, and return it: the facts, and the model's version.

    Args:
        facts: among them `kinds`, the names of the classes in their order, and `shape`, that of a picture.
    """
    card = {**facts, "version": version(Path(folder) / "model.onnx")}
    (Path(folder) / "card.json").write_text(json.dumps(card, indent=1), encoding="utf-8")
    return card


def opened(folder: Path):
    """Return the card in a folder, and a function from pictures to logits.

    Raises:
        NotServed: there is no model or no card, or the card is of another model.
    """
    try:
        card = json.loads((Path(folder) / "card.json").read_text(encoding="utf-8"))
        found = version(Path(folder) / "model.onnx")
    except (OSError, ValueError) as error:
        raise NotServed(f"{folder} holds no model with its card: {error}") from error
    if card.get("version") != found:
        raise NotServed(f"The card in {folder} is of another model: its version is not the SHA-256 of model.onnx.")
    import onnxruntime

    session = onnxruntime.InferenceSession(Path(folder) / "model.onnx", providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()

    def predict(pixels):
        return session.run(None, {given.name: np.reshape(pixels, (-1, *card["shape"])).astype("float32")})[0]

    return card, predict


def to_onnx(folder: Path) -> None:
    """Write `model.onnx` from the folder's `model.keras`, which any backend may have saved.

    Keras does it on TensorFlow or PyTorch: here, if one of them is its backend, else in a process of its own. Where
    neither is installed, `by_hand` does it.

    Raises:
        NotServed: there is no model, or it cannot be written.
    """
    import keras

    able = [backend for backend in ("tensorflow", "torch") if find_spec(backend)]
    if not able:
        return by_hand(folder)
    if keras.backend.backend() in able:
        try:
            return _export(folder)
        except Exception as error:  # of Keras or its backend
            raise NotServed(f"No model.onnx: {error}") from error
    environment = {**os.environ, "KERAS_BACKEND": able[0], "TF_CPP_MIN_LOG_LEVEL": "3"}
    call = [sys.executable, "-c", f"from dl101 import serve; serve._export({str(Path(folder).resolve())!r})"]
    done = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotServed(f"No model.onnx: {done.stderr.strip().splitlines()[-1]}")


def _export(folder: Path) -> None:
    import keras

    model = keras.models.load_model(Path(folder) / "model.keras", compile=False)
    model(keras.ops.zeros((1, *model.input_shape[1:])))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of code inside Keras, about NumPy and about tracing
        model.export(str(Path(folder) / "model.onnx"), format="onnx", verbose=False)


def by_hand(folder: Path) -> None:
    """Write `model.onnx` node by node, for a model that rescales, flattens, and has dense layers with or without ReLU.

    Raises:
        NotServed: the model has another layer.
    """
    import keras
    import onnx
    from onnx import helper, numpy_helper

    model = keras.models.load_model(Path(folder) / "model.keras", compile=False)
    nodes, arrays, last = [], [], "pixels"

    def add(kind, *numbers):
        nonlocal last
        names = [f"{kind}{len(arrays) + i}" for i in range(len(numbers))]
        arrays.extend(
            numpy_helper.from_array(np.asarray(one, "float32"), name) for one, name in zip(numbers, names, strict=True)
        )
        nodes.append(helper.make_node(kind, [last, *names], [f"after{len(nodes)}"]))
        (last,) = nodes[-1].output

    for layer in model.layers:
        activation = getattr(getattr(layer, "activation", None), "__name__", "linear")
        if isinstance(layer, keras.layers.Rescaling):
            add("Mul", layer.scale)
            add("Add", layer.offset)
        elif isinstance(layer, keras.layers.Flatten):
            add("Flatten")
        elif isinstance(layer, keras.layers.Dense) and activation in ("linear", "relu"):
            add("Gemm", *layer.get_weights())
            if activation == "relu":
                add("Relu")
        else:
            raise NotServed(f"No model.onnx: the layer {layer.name} is written by Keras, on TensorFlow or PyTorch.")
    shapes = {"pixels": model.input_shape, last: model.output_shape}
    ends = [[helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)] for name, shape in shapes.items()]
    graph = helper.make_graph(nodes, "model", *ends, arrays)
    versions = {"opset_imports": [helper.make_opsetid("", 17)], "ir_version": 10}
    onnx.save(helper.make_model(graph, **versions), Path(folder) / "model.onnx")


class Batches:
    """Answers requests that wait at the same time together, in one call of the network."""

    def __init__(self, predict, most: int):
        self.predict, self.most = predict, most
        self.waiting: asyncio.Queue = asyncio.Queue()
        self.answered = self.count = 0

    async def answer(self, pixels: np.ndarray) -> np.ndarray:
        """Return what the network gives for one picture, as soon as its batch is done."""
        place = asyncio.get_running_loop().create_future()
        await self.waiting.put((pixels, place))
        return await place

    async def work(self) -> None:
        """Answer for ever: take the first that waits, and all that have come meanwhile."""
        while True:
            batch = [await self.waiting.get()]
            while not self.waiting.empty() and len(batch) < self.most:
                batch.append(self.waiting.get_nowait())
            pictures, places = zip(*batch, strict=True)
            outcome = await asyncio.to_thread(self._outcome, np.stack(pictures))
            for place, one in zip(places, outcome, strict=True):
                if place.done():
                    continue  # the client has gone
                if isinstance(one, Exception):
                    place.set_exception(one)
                else:
                    place.set_result(one)
            self.answered, self.count = self.answered + len(batch), self.count + 1

    def _outcome(self, pictures: np.ndarray):
        try:
            return self.predict(pictures)
        except Exception as error:  # of this batch alone: the next one is answered again
            return [error] * len(pictures)


def app(folder: Path, most: int = MOST_AT_ONCE):
    """Return the server of a folder as a FastAPI application; `most` is how many pictures a batch may have."""
    from fastapi import FastAPI, Request
    from fastapi.exceptions import RequestValidationError
    from fastapi.responses import JSONResponse
    from pydantic import BaseModel, Field

    card, predict = opened(folder)
    height, width = card["shape"][:2]
    gray = Annotated[int, Field(strict=True, ge=0, le=255)]
    row = Annotated[list[gray], Field(min_length=width, max_length=width)]

    class Picture(BaseModel):
        pixels: Annotated[list[row], Field(min_length=height, max_length=height)]

    batches = Batches(predict, most)

    @contextlib.asynccontextmanager
    async def at_work(_):
        worker = asyncio.create_task(batches.work())
        yield
        worker.cancel()

    server = FastAPI(title="A model of Deep Learning 101", lifespan=at_work, docs_url=None, redoc_url=None)

    @server.middleware("http")
    async def not_too_large(request: Request, go_on):
        length = request.headers.get("content-length", "" if request.method == "POST" else "0")
        if not length:
            return JSONResponse({"error": "Say how long the request is (Content-Length)."}, 411)
        if int(length) > MOST_BYTES:
            return JSONResponse({"error": f"{length} bytes are too many: at most {MOST_BYTES}."}, 413)
        return await go_on(request)

    @server.exception_handler(RequestValidationError)
    async def refused(_, error):
        return JSONResponse({"error": sentence(error.errors()[0], height, width)}, 422)

    @server.get("/health")
    async def health():
        done = {"answered": batches.answered, "batches": batches.count}
        return {"ready": True, "version": card["version"], **done}

    @server.post("/predict")
    async def kind(picture: Picture):
        logits = await batches.answer(np.array(picture.pixels))
        powers = np.exp(logits - logits.max())
        best = int(logits.argmax())
        found = {"kind": card["kinds"][best], "probability": float(powers[best] / powers.sum())}
        return {**found, "version": card["version"]}

    return server


def sentence(error: dict, height: int, width: int) -> str:
    """Return what is wrong with a request, from the first entry of Pydantic's list of errors."""
    place = [at for at in error["loc"] if isinstance(at, int)]
    if error["type"] == "json_invalid":
        return "This is not JSON."
    if "pixels" not in error["loc"] or error["type"] == "missing":
        return 'Send a JSON object, {"pixels": [rows of whole numbers]}.'
    if len(place) < 2:
        where = f"row {place[0]} has not {width} numbers" if place else f"there are not {height} rows"
        return f"A picture has {height} rows of {width} numbers, but here {where}."
    return f"A pixel is a whole number from 0 to 255, but the one in row {place[0]}, column {place[1]} is not."


def run(folder: Path, port: int, most: int = MOST_AT_ONCE) -> None:
    """Serve a folder on this machine, and to this machine alone, until Ctrl-C."""
    import uvicorn

    uvicorn.run(app(folder, most), host="127.0.0.1", port=port, log_level="warning", backlog=2048)


class Running:
    """A server in a process of its own, which ends with `stop`, with a `with` block, or with the process that made it.

    Attributes:
        url: where it is, `http://127.0.0.1:…`, on a port that was free; after `restart` as well.
    """

    def __init__(self, folder: Path, most: int = MOST_AT_ONCE):
        self.folder, self.most = Path(folder), most
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.session = requests.Session()
        self.session.trust_env = False  # straight to this machine, whatever stands between it and the internet
        _many_connections()
        self._start()

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def health(self) -> dict:
        """Return what the server says of itself."""
        return self.session.get(f"{self.url}/health", timeout=PATIENCE).json()

    def ask(self, pixels) -> dict:
        """Send a picture, a list of rows, and again if no answer comes.

        Returns:
            The answer, and with it its `status`, how many `seconds` it took and after how many `tries` it came.
        """
        body, kind = json.dumps({"pixels": pixels}), {"Content-Type": "application/json"}
        start = time.perf_counter()
        for tries in range(1, 20 * PATIENCE):
            try:
                reply = self.session.post(f"{self.url}/predict", body, headers=kind, timeout=PATIENCE)
                seconds = time.perf_counter() - start
                return reply.json() | {"status": reply.status_code, "seconds": seconds, "tries": tries}
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
                time.sleep(0.05)  # it is not there, or was killed while it answered
        raise NotServed(f"{self.url} did not answer.")

    def ask_all(self, pictures, at_once: int, restart_after: int | None = None) -> list[dict]:
        """Return what `ask` gives for each picture, from this many clients at once.

        Args:
            restart_after: after how many answers to kill the server, and to start it again; by default never.
        """
        with ThreadPoolExecutor(at_once) as pool:
            waiting = [pool.submit(self.ask, picture) for picture in pictures]
            if restart_after is not None:
                waiting[restart_after - 1].result()
                self.restart()
            return [one.result() for one in waiting]

    def restart(self) -> None:
        """Kill the server, with all that it is doing, and start it again."""
        self.stop()
        self._start()

    def _start(self) -> None:
        call = [sys.executable, "-m", "dl101.serve", str(self.folder), str(self.port), str(self.most)]
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(call, env=environment, **pipes)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self) -> None:
        for _ in range(20 * PATIENCE):
            if self.process.poll() is not None:
                said = self.process.stderr.read().decode(errors="replace").strip().splitlines()
                raise NotServed(said[-1] if said else f"The server ended with {self.process.returncode}.")
            with contextlib.suppress(requests.ConnectionError):
                self.health()
                return
            time.sleep(0.05)
        raise NotServed(f"The server did not start within {PATIENCE} seconds.")

    def stop(self) -> None:
        """Kill the server."""
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stderr.close()


def _many_connections() -> None:
    """Let this process, and those that it starts, have a file for each of many connections: macOS gives 256."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < 4096:
            most = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _end_with_parent() -> None:
    """End this process when the one that has started it ends, however it does: then the pipe from it is closed."""

    def wait():
        while os.read(0, 1):  # not sys.stdin, whose lock would be held when Python ends
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    _end_with_parent()
    try:
        run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    except NotServed as error:
        sys.exit(str(error))
