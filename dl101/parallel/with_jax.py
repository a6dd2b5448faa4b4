"""Train on two devices with JAX. Keras shares out each batch, and `fit` stays as it is."""

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2"  # two devices are made of one processor

import keras
import numpy as np

folder = Path(sys.argv[1])
devices = keras.distribution.list_devices()
keras.distribution.set_distribution(keras.distribution.DataParallel(devices=devices))
model = keras.saving.load_model(folder / "model.keras")

data = np.load(folder / "data.npz")
model.fit(data["x"], data["y"], batch_size=64, shuffle=False, verbose=0)
model.save_weights(folder / "trained.weights.h5")
print(len(devices), "devices")
