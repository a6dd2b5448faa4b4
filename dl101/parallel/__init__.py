"""Two workers on one machine train one model, each on its half of every batch, in the way of each backend.

Three programs, to be read and changed: `with_tensorflow.py`, `with_jax.py` and `with_torch.py`. Each is given a folder
that holds `model.keras`, compiled, and `data.npz`, with x and y. It goes through the data once, in batches of 64 and in
their order, and leaves `trained.weights.h5` there.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

FOLDER = Path(__file__).parent
# Two workers would fight over one graphics card, and over the cores.
SETTINGS = {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu", "OMP_NUM_THREADS": "1"}


def program() -> Path:
    """Return the program for the backend that Keras uses."""
    import keras

    return FOLDER / f"with_{keras.backend.backend()}.py"


def train(folder: str | Path, patience: float = 600) -> None:
    """Run the program of this backend on what is in the folder, and wait until all of its processes have ended.

    Raises:
        RuntimeError: one of them failed, or took more than `patience` seconds; with the end of what it wrote.
    """
    ports = [str(port) for port in free_ports(2)]
    ranks = ["0"] if "jax" in program().name else ["0", "1"]  # JAX lets one process have two devices
    with ExitStack() as stack:
        workers = []
        for rank in ranks:
            said = stack.enter_context(tempfile.TemporaryFile())  # and no pipe, which can be full
            call = [sys.executable, str(program()), str(folder), rank, *ports]
            worker = subprocess.Popen(call, stdout=said, stderr=said, env=os.environ | SETTINGS)
            stack.callback(worker.wait)
            stack.callback(worker.kill)  # which does nothing to one that has ended
            workers.append((worker, said))
        end = time.monotonic() + patience
        running = True
        while running:
            running = any(worker.poll() is None for worker, _ in workers)
            for worker, said in workers:
                if worker.poll():
                    said.seek(0)
                    raise RuntimeError(f"A worker failed:\n{said.read().decode(errors='replace')[-2000:]}")
            if running and time.monotonic() > end:
                raise RuntimeError(f"The workers were not done after {patience} seconds.")
            time.sleep(0.05)


def free_ports(count: int) -> list[int]:
    """Return numbers of ports on which nobody listens at the moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
