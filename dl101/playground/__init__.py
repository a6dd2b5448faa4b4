"""A neural network to play with in a notebook: it takes the reader's Keras model, and hands back the weights.

The page itself is playground.js, one script without dependencies. Here anywidget brings it into a notebook, and keeps
the weights there and here the same.
"""

import json
from html import escape
from pathlib import Path

import anywidget
import numpy as np
import traitlets

SCRIPT = Path(__file__).with_name("playground.js")
ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid")
MOST_POINTS = 2000


class Playground(anywidget.AnyWidget):
    """The playground in a notebook. `weights` and `update` tell what was learned there, also while it learns."""

    _esm = SCRIPT.read_text(encoding="utf-8") + "\nexport default { render: dl101.render };\n"
    options = traitlets.Dict().tag(sync=True)
    parameters = traitlets.List().tag(sync=True)  # the weights as lists, for the page
    epoch = traitlets.Int(0).tag(sync=True)
    loss = traitlets.Float(None, allow_none=True).tag(sync=True)

    @property
    def weights(self) -> list[np.ndarray]:
        """The weights of now, as `model.set_weights` wants them."""
        return [np.array(values, dtype="float32") for values in self.parameters]

    def update(self, model) -> None:
        """Set the weights of a Keras model to those of now. Raises ValueError if it has other layers."""
        shapes, wanted = [[values.shape for values in part] for part in (self.weights, model.get_weights())]
        if shapes != wanted:
            raise ValueError(f"The playground has weights of the shapes {shapes}, the model {wanted}.")
        model.set_weights(self.weights)

    def html(self) -> str:
        """Return the element of which a page that loads playground.js makes the same."""
        options = json.dumps(self.options | ({"weights": self.parameters} if self.parameters else {}))
        return f'<div class="dl101-playground" data-options="{escape(options)}"></div>'


def playground(model=None, x=None, y=None, learn: bool = True, **settings) -> Playground:
    """Return a playground; see `dl101.plot.playground`."""
    options = {} if model is None else _described(model)
    if (x is None) != (y is None):
        raise ValueError("The playground wants both x and y, or neither.")
    if x is not None:
        options |= _points(x, y)
    if model is not None and (_squared(model) or options["activation"].rsplit(",")[-1] in ("relu", "tanh")):
        options["problem"] = "regression"
    weights = [] if model is None else [values.tolist() for values in model.get_weights()]
    return Playground(options=options | {"autoplay": learn} | settings, parameters=weights)


def _described(model) -> dict:
    """Return a model as the settings of the page. Raises ValueError for what the page does not have."""
    from keras.layers import Dense, InputLayer

    if not model.built:
        raise ValueError("The model has no weights yet: begin its layers with keras.Input((2,)).")
    if tuple(model.input_shape) != (None, 2):
        raise ValueError(f"The playground is a plane: the model must have 2 inputs, not {model.input_shape[1:]}.")
    layers = [layer for layer in model.layers if not isinstance(layer, InputLayer)]
    for layer in layers:
        if not isinstance(layer, Dense):
            kind = type(layer).__name__
            raise ValueError(f"The layer {layer.name} is a {kind}; the playground has only Dense layers.")
        name = getattr(layer.activation, "__name__", str(layer.activation))
        if name not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise ValueError(f"The layer {layer.name} has the activation {name}; the playground has {known}.")
        if not layer.use_bias:
            raise ValueError(f"The layer {layer.name} has no bias; in the playground each layer has one.")
        if layer.units > 256:
            raise ValueError(f"The layer {layer.name} has {layer.units} units; the playground takes up to 256.")
    if not 1 <= len(layers) <= 7:
        raise ValueError(f"The model has {len(layers)} layers; the playground takes 1 to 7.")
    if layers[-1].units != 1:
        raise ValueError(f"The last layer, {layers[-1].name}, has {layers[-1].units} units; the playground shows 1.")
    names = [layer.activation.__name__ for layer in layers]
    options = {"layers": [layer.units for layer in layers[:-1]], "activation": ",".join(names), "fixed": True}
    if len(names) == 1:  # a list names a hidden layer first, even where there is none
        options["activation"] = f"linear,{names[0]}"
    return options | {"batch": 32} | _optimizer(model)


def _optimizer(model) -> dict:
    """Return the optimizer and the learning rate that a model was compiled with, where the page has them."""
    optimizer = getattr(model, "optimizer", None)
    name = type(optimizer).__name__.lower()
    if name not in ("sgd", "adam"):
        return {}
    return {"optimizer": name, "rate": float(f"{float(optimizer.learning_rate):.6g}")}


def _squared(model) -> bool:
    """Say whether a model was compiled with the mean squared error."""
    loss = getattr(model, "loss", None)
    return str(getattr(loss, "name", loss)) in ("mse", "mean_squared_error")


def _points(x, y) -> dict:
    """Return points as the settings of the page."""
    x, y = np.asarray(x, dtype=float), np.ravel(y).astype(float)
    if x.ndim != 2 or x.shape[1] != 2 or len(x) != len(y):
        raise ValueError(f"x must have the shape (n, 2), and y n numbers; they have {x.shape} and {y.shape}.")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("x and y must hold numbers only, and here some are NaN or infinite.")
    points = np.column_stack([x, y])[:MOST_POINTS]
    problem = "classification" if set(np.unique(y)) <= {0.0, 1.0} else "regression"
    return {"points": points.round(6).tolist(), "problem": problem, "test": 0}
