"""What encoders and decoders share, and the fully connected ones.

Every layer is initialised from a random stream of its own.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.models.base import half
from core.models.products import affine
from core.rows import is_sparse, multiply
from core.streams import stream

# In place where the backward pass needs only the output: one temporary less per layer.
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": torch.relu_,
    "tanh": torch.tanh_,
    "softplus": F.softplus,
    "gelu": F.gelu,
}


def linear(inputs: int, outputs: int, seed: int, name: str) -> nn.Linear:
    """A layer with Glorot-uniform weights from stream `initialise/<name>` and bias 0.

    A stream a layer: changing one layer's size leaves every other layer's start untouched.
    """
    layer: nn.Linear = nn.utils.skip_init(nn.Linear, inputs, outputs)
    nn.init.xavier_uniform_(layer.weight, generator=stream(seed, f"initialise/{name}"))
    nn.init.zeros_(layer.bias)
    return layer


def _apply(layer: nn.Module, x: Tensor) -> Tensor:
    assert isinstance(layer, nn.Linear)
    if is_sparse(x):
        return multiply(x, layer.weight.T) + layer.bias
    return affine(x, layer.weight, layer.bias)


Layers = list[dict[str, Any]]
"""The "layers" of a browser's network description, first to last."""


class Network(nn.Module, ABC):
    """A map of vectors, as an encoder or a decoder; its activation follows all layers but the last.

    What it is made of stays inside: models give it and get from it [..., features].
    """

    kind: ClassVar[str]
    """Its name in the specification and in what the browser reads."""
    inputs: int
    activation: str

    @abstractmethod
    def forward(self, x: Tensor) -> Tensor:
        """x [..., inputs] → [..., outputs]."""

    def expect_compressed(self) -> None:
        """Called once, before the optimiser is made, when inputs are to be compressed rows."""

    @property
    @abstractmethod
    def bias(self) -> nn.Parameter:
        """What is added to each output at last, [outputs]."""

    @abstractmethod
    def export(
        self, outputs: int | None = None, start: int = 0
    ) -> tuple[Layers, dict[str, np.ndarray]]:
        """The layers as the browser computes them, and their fp16 weights by name.

        Of the last layer's outputs only those from `start` to before `outputs`.
        """


class MLP(Network):
    """Layers of the given sizes, the activation between them and none after the last."""

    kind = "mlp"

    def __init__(self, sizes: Sequence[int], activation: str, seed: int, name: str) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            linear(a, b, seed, f"{name}.{i}") for i, (a, b) in enumerate(pairwise(sizes))
        )
        self.activation = activation
        self.inputs = sizes[0]

    def forward(self, x: Tensor) -> Tensor:
        *hidden, last = self.layers
        activate = ACTIVATIONS[self.activation]
        for layer in hidden:
            x = activate(_apply(layer, x))
        return _apply(last, x)

    def expect_compressed(self) -> None:
        """Lays the first layer's weights out input by input, as compressed rows gather them."""
        weight = self.layers[0].weight
        assert isinstance(weight, nn.Parameter)
        weight.data = weight.data.T.contiguous().T

    @property
    def bias(self) -> nn.Parameter:
        last = self.layers[-1]
        assert isinstance(last, nn.Linear)
        return last.bias

    def export(
        self, outputs: int | None = None, start: int = 0
    ) -> tuple[Layers, dict[str, np.ndarray]]:
        """Weights are [in, out]."""
        layers: Layers = []
        tensors: dict[str, np.ndarray] = {}
        for i, layer in enumerate(self.layers):
            assert isinstance(layer, nn.Linear)
            weight, bias = f"{i}.weight", f"{i}.bias"
            inner = i + 1 < len(self.layers)
            kept = slice(None) if inner else slice(start, outputs)
            activation = self.activation if inner else "none"
            layers.append({"weight": weight, "bias": bias, "activation": activation})
            tensors[weight] = np.ascontiguousarray(half(layer.weight[kept]).T)
            tensors[bias] = half(layer.bias[kept])
        return layers, tensors
