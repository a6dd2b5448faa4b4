"""Train in two processes with TensorFlow. `fit` fails here under Keras 3 (github.com/keras-team/keras/issues/20585)."""

import json
import os
import sys
from pathlib import Path

folder, rank, ports = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
os.environ["KERAS_BACKEND"] = "tensorflow"
workers = [f"127.0.0.1:{port}" for port in ports]  # on a cluster: the names of the machines
task = {"type": "worker", "index": rank}  # on a cluster: another number on each machine
os.environ["TF_CONFIG"] = json.dumps({"cluster": {"worker": workers}, "task": task})

import keras
import numpy as np
import tensorflow as tf

strategy = tf.distribute.MultiWorkerMirroredStrategy()  # connects the workers
with strategy.scope():
    model = keras.saving.load_model(folder / "model.keras")


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = model.loss(y, model(x, training=True))  # Keras divides it by the number of workers
    gradients = tape.gradient(loss, model.trainable_variables)
    model.optimizer.apply_gradients(zip(gradients, model.trainable_variables))  # adds up those of all workers


data = np.load(folder / "data.npz")
for start in range(0, len(data["x"]), 64):
    mine = slice(start + 32 * rank, start + 32 * rank + 32)
    strategy.run(step, args=(tf.constant(data["x"][mine]), tf.constant(data["y"][mine])))
if rank == 0:
    model.save_weights(folder / "trained.weights.h5")
print(strategy.num_replicas_in_sync, "workers")
