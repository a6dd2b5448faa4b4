"""Networks for a page's machines: their weights, in a script that hands them to machines.js."""

import json
from base64 import b64encode
from collections.abc import Sequence

import numpy as np


def script(name: str, weights: Sequence[np.ndarray], rounded: bool = False, **more) -> str:
    """Return the script that hands a network to `machines.js` by this name.

    Args:
        name: the machine that asks for it: tictactoe, or austen.
        weights: arrays as Keras gives them. Those of attention, with three axes, become matrices.
        rounded: give each weight as a whole number from -127 to 127, times a scale for its column.
        more: what else the machine wants to know.
    """
    matrices = [_matrix(np.asarray(one, dtype="float32")) for one in weights]
    given: dict = {"shapes": [one.shape for one in matrices]} | more
    if rounded:
        scales = [np.abs(one).max(axis=0, initial=1e-12) / 127 for one in matrices]
        matrices = [np.round(one / scale).astype("int8") for one, scale in zip(matrices, scales, strict=True)]
        given["scales"] = _text(scales)
    given["values"] = _text(matrices)
    return f"dl101.machines.give({json.dumps(name)}, {json.dumps(given, separators=(',', ':'))});\n"


def _matrix(values: np.ndarray) -> np.ndarray:
    """Return an array with two axes: heads and their numbers, which attention keeps apart, are one axis here."""
    if values.ndim < 3:
        return np.atleast_2d(values)
    leads_back = values.shape[0] * values.shape[1] == values.shape[2]
    return values.reshape(-1, values.shape[2]) if leads_back else values.reshape(len(values), -1)


def _text(arrays: Sequence[np.ndarray]) -> str:
    return b64encode(b"".join(np.ascontiguousarray(one).tobytes() for one in arrays)).decode()
