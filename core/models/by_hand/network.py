"""A fully connected network and its gradients."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from core.models.network import ACTIVATIONS, MLP
from core.models.products import affine, gradient_of_weight, times_transposed

_aten = torch.ops.aten

ACTIVATION_GRADIENTS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "relu": lambda g, y: _aten.threshold_backward.grad_input(g, y, 0, grad_input=g),
    "tanh": lambda g, y: _aten.tanh_backward.grad_input(g, y, grad_input=g),
}
"""From the gradient g of an activation's output y to that of its input, in g's memory."""


class MLPByHand:
    """An `MLP` forward, then backward; what the way back needs is kept in between."""

    def __init__(self, network: nn.Module) -> None:
        assert isinstance(network, MLP)
        layers = [layer for layer in network.layers if isinstance(layer, nn.Linear)]
        self._layers = [(layer.weight, layer.bias) for layer in layers]
        self._activate = ACTIVATIONS[network.activation]
        self._gradient = ACTIVATION_GRADIENTS[network.activation]
        self._inputs: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        """x [B, inputs] → [B, outputs]."""
        *hidden, last = self._layers
        self._inputs = [x]
        for layer in hidden:
            x = self._activate(affine(x, *layer))
            self._inputs.append(x)
        return affine(x, *last)

    def backward(self, g: Tensor) -> None:
        """From the gradient g [B, outputs] of a loss to those of all weights, which are set."""
        for i in reversed(range(1, len(self._layers))):
            self._leave(i, g)
            g = self._gradient(self._through(i, g), self._inputs[i])
        self._leave(0, g)
        self._first = g

    def backward_to_input(self, g: Tensor) -> Tensor:
        """As `backward`, and on to the gradient of the input, [B, inputs]."""
        self.backward(g)
        return self._through(0, self._first)

    def _leave(self, i: int, g: Tensor) -> None:
        """Set the gradients of layer i, whose outputs have the gradient g."""
        weight, bias = self._layers[i]
        weight.grad = gradient_of_weight(g, self._inputs[i], weight)
        bias.grad = g.sum(dim=0)

    def _through(self, i: int, g: Tensor) -> Tensor:
        """The gradient of layer i's inputs."""
        return times_transposed(g, self._layers[i][0].T)
