"""Train in two processes with PyTorch. Its own wrapper shares out the gradients, and the loop is written by hand."""

import os
import sys
from pathlib import Path

folder, rank, ports = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch

meeting = f"tcp://127.0.0.1:{ports[0]}"  # on a cluster: the name of the first machine
# On a cluster: on each machine another rank, and in world_size how many there are; 32 and 64 below follow from it.
torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=2)
model = keras.saving.load_model(folder / "model.keras")
parallel = torch.nn.parallel.DistributedDataParallel(model)

data = np.load(folder / "data.npz")
for start in range(0, len(data["x"]), 64):
    mine = slice(start + 32 * rank, start + 32 * rank + 32)
    model.zero_grad()
    model.loss(torch.tensor(data["y"][mine]), parallel(torch.tensor(data["x"][mine]))).backward()  # and takes the means
    with torch.no_grad():
        model.optimizer.apply([w.value.grad for w in model.trainable_weights], model.trainable_weights)
if rank == 0:
    model.save_weights(folder / "trained.weights.h5")
print(torch.distributed.get_world_size(), "workers", flush=True)
torch.distributed.destroy_process_group()
# The wrapper keeps threads that still run. One that is at work would crash a Python that closes down: end at once.
os._exit(0)
