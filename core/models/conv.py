"""Small convolutional networks for pictures: filters 4×4, stride 2, all sides halved or doubled.

Kernel 4 with stride 2 (Radford et al., 2016): a kernel that the stride divides lets every pixel of
a transposed convolution be written by equally many filters, so no chequerboard appears. Pictures
are [height, width] flattened; between layers they are [channels, height, width].
"""

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.models.base import half
from core.models.network import ACTIVATIONS, Layers, Network, linear
from core.models.precision import product
from core.models.products import affine
from core.streams import stream

KERNEL, STRIDE, PADDING = 4, 2, 1

Size = tuple[int, int]


def halved(shape: Size, times: int) -> list[Size]:
    """The sides [h, w] of a picture before, between and after so many convolutions."""
    sizes = [shape]
    for _ in range(times):
        height, width = sizes[-1]
        sizes.append((height // 2, width // 2))
    return sizes


def filters(first: int, second: int, seed: int, name: str) -> nn.Parameter:
    """Weights [first, second, 4, 4], Glorot-uniform from stream `initialise/<name>`."""
    weight = torch.empty(first, second, KERNEL, KERNEL)
    nn.init.xavier_uniform_(weight, generator=stream(seed, f"initialise/{name}"))
    return nn.Parameter(weight)


class ConvEncoder(Network):
    """Pictures → convolutions, each halving the sides → one linear layer."""

    kind = "conv"

    def __init__(
        self,
        shape: Size,
        channels: Sequence[int],
        outputs: int,
        activation: str,
        seed: int,
        name: str,
    ) -> None:
        super().__init__()
        self.sizes = halved(shape, len(channels))
        self.channels = (1, *channels)
        self.weights = nn.ParameterList(
            filters(self.channels[i + 1], self.channels[i], seed, f"{name}.{i}")
            for i in range(len(channels))
        )
        self.biases = nn.ParameterList(torch.zeros(count) for count in channels)
        height, width = self.sizes[-1]
        inner = channels[-1] * height * width
        self.head = linear(inner, outputs, seed, f"{name}.{len(channels)}")
        self.activation = activation
        self.inputs = shape[0] * shape[1]

    def forward(self, x: Tensor) -> Tensor:
        activate = ACTIVATIONS[self.activation]
        y = x.reshape(-1, 1, *self.sizes[0])
        for weight, bias in zip(self.weights, self.biases, strict=True):
            y = activate(product(F.conv2d, y, weight, bias, STRIDE, PADDING))
        code = affine(y.flatten(1), self.head.weight, self.head.bias)
        return code.reshape(*x.shape[:-1], -1)

    @property
    def bias(self) -> nn.Parameter:
        return self.head.bias

    def export(
        self, outputs: int | None = None, start: int = 0
    ) -> tuple[Layers, dict[str, np.ndarray]]:
        """Filters are [in, 4, 4, out], and pictures between layers [height, width, channels]."""
        layers: Layers = []
        tensors: dict[str, np.ndarray] = {}
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            tensors[f"{i}.weight"] = _contiguous(half(weight).transpose(1, 2, 3, 0))
            tensors[f"{i}.bias"] = half(bias)
            facts = _facts(i, self.activation)
            layers.append({"kind": "conv", **facts, **_sides(self, i, i + 1)})
        head = _grid(half(self.head.weight), self.channels[-1], self.sizes[-1])
        i = len(self.weights)
        tensors[f"{i}.weight"] = _contiguous(head[start:outputs].T)
        tensors[f"{i}.bias"] = half(self.bias[start:outputs])
        return [*layers, _facts(i, "none")], tensors


class ConvDecoder(Network):
    """One linear layer → transposed convolutions, each doubling the sides → pictures.

    The mirror image of `ConvEncoder`, with `heads` pictures for one. Each pixel has an output bias
    of its own, so that training can start at the mean picture, as it does with an MLP.
    """

    kind = "conv"

    def __init__(
        self,
        shape: Size,
        channels: Sequence[int],
        inputs: int,
        activation: str,
        seed: int,
        name: str,
        heads: int = 1,
    ) -> None:
        super().__init__()
        self.sizes = halved(shape, len(channels))[::-1]
        self.channels = (*channels[::-1], heads)
        height, width = self.sizes[0]
        self.head = linear(inputs, channels[-1] * height * width, seed, f"{name}.0")
        self.weights = nn.ParameterList(
            filters(self.channels[i], self.channels[i + 1], seed, f"{name}.{i + 1}")
            for i in range(len(channels))
        )
        self.biases = nn.ParameterList(torch.zeros(count) for count in self.channels[1:-1])
        self.pixel_bias = nn.Parameter(torch.zeros(heads * shape[0] * shape[1]))
        self.activation = activation
        self.inputs = inputs

    def forward(self, x: Tensor) -> Tensor:
        activate = ACTIVATIONS[self.activation]
        y = activate(affine(x.reshape(-1, self.inputs), self.head.weight, self.head.bias))
        y = y.unflatten(1, (self.channels[0], *self.sizes[0]))
        for i, weight in enumerate(self.weights):
            # What halving an odd side left over is given back.
            odd = [side % 2 for side in self.sizes[i + 1]]
            bias = self.biases[i] if i < len(self.biases) else None
            y = product(F.conv_transpose2d, y, weight, bias, STRIDE, PADDING, odd)
            if bias is not None:
                y = activate(y)
        return (y.flatten(1) + self.pixel_bias).reshape(*x.shape[:-1], -1)

    @property
    def bias(self) -> nn.Parameter:
        return self.pixel_bias

    def export(
        self, outputs: int | None = None, start: int = 0
    ) -> tuple[Layers, dict[str, np.ndarray]]:
        """Filters are [in, 4, 4, out], and pictures between layers [height, width, channels].

        `start` and `outputs` count in whole pictures: those of some heads.
        """
        pixels = self.sizes[-1][0] * self.sizes[-1][1]
        own = half(self.pixel_bias[start:outputs])
        heads = slice(start // pixels, (start + len(own)) // pixels)
        last_bias = _grid(own[None], len(own) // pixels, self.sizes[-1])[0]
        weight = _grid(half(self.head.weight).T, self.channels[0], self.sizes[0])
        bias = _grid(half(self.head.bias)[None], self.channels[0], self.sizes[0])[0]
        tensors = {"0.weight": _contiguous(weight), "0.bias": _contiguous(bias)}
        layers: Layers = [_facts(0, self.activation)]
        for i, each in enumerate(self.weights):
            last = i == len(self.biases)
            kept = each[:, heads] if last else each
            tensors[f"{i + 1}.weight"] = _contiguous(half(kept).transpose(0, 2, 3, 1))
            tensors[f"{i + 1}.bias"] = _contiguous(last_bias) if last else half(self.biases[i])
            facts = _facts(i + 1, "none" if last else self.activation)
            sides = _sides(self, i, i + 1)
            sides["to"][-1] = kept.shape[1]
            layers.append({"kind": "conv_transpose", **facts, **sides})
        return layers, tensors


def _facts(i: int, activation: str) -> dict[str, str]:
    return {"weight": f"{i}.weight", "bias": f"{i}.bias", "activation": activation}


def _sides(network: ConvEncoder | ConvDecoder, before: int, after: int) -> dict[str, list[int]]:
    """Height, width and channels on both sides of a layer."""
    sizes, channels = network.sizes, network.channels
    return {
        "from": [*sizes[before], channels[before]],
        "to": [*sizes[after], channels[after]],
    }


def _grid(rows: np.ndarray, channels: int, size: Size) -> np.ndarray:
    """The last axis of `rows` from [channels, height, width] to [height, width, channels]."""
    whole = rows.reshape(-1, channels, *size).transpose(0, 2, 3, 1)
    return whole.reshape(rows.shape)


def _contiguous(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(array)
