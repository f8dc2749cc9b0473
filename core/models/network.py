"""Fully connected networks whose every layer is initialised from a random stream of its own."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.models.base import half
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
    if is_sparse(x):
        assert isinstance(layer, nn.Linear)
        return multiply(x, layer.weight.T) + layer.bias
    output: Tensor = layer(x)
    return output


class MLP(nn.Module):
    """Layers of the given sizes, the activation between them and none after the last."""

    def __init__(self, sizes: Sequence[int], activation: str, seed: int, name: str) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            linear(a, b, seed, f"{name}.{i}") for i, (a, b) in enumerate(pairwise(sizes))
        )
        self.activation = activation
        self.inputs = sizes[0]

    def forward(self, x: Tensor) -> Tensor:
        """x [..., sizes[0]], or compressed rows [B, sizes[0]] → [..., sizes[-1]]."""
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
        """The output layer's bias."""
        last = self.layers[-1]
        assert isinstance(last, nn.Linear)
        return last.bias

    def export(
        self, outputs: int | None = None
    ) -> tuple[list[dict[str, str]], dict[str, np.ndarray]]:
        """The "layers" of a browser's network description, and their fp16 weights [in, out].

        `outputs`: only so many of the last layer's, from the first.
        """
        layers: list[dict[str, str]] = []
        tensors: dict[str, np.ndarray] = {}
        for i, layer in enumerate(self.layers):
            assert isinstance(layer, nn.Linear)
            weight, bias = f"{i}.weight", f"{i}.bias"
            inner = i + 1 < len(self.layers)
            kept = None if inner else outputs
            activation = self.activation if inner else "none"
            layers.append({"weight": weight, "bias": bias, "activation": activation})
            tensors[weight] = np.ascontiguousarray(half(layer.weight[:kept]).T)
            tensors[bias] = half(layer.bias[:kept])
        return layers, tensors
