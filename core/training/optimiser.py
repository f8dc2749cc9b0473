"""Adam and SGD over named parameters, with state that is a flat set of named tensors.

Not `torch.optim`: its first optimiser in a process imports PyTorch's compiler (seconds, before the
first loss can be shown), and its bookkeeping costs a sixth of a step of our smaller models. The
arithmetic is PyTorch's own; tests compare step by step.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from core.spec import RunSpec

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
MOMENTUM = 0.9


class Optimiser(ABC):
    """Steps over parameters that all take part in the loss, at one learning rate."""

    def __init__(self, parameters: Mapping[str, nn.Parameter], rate: float) -> None:
        self._names = list(parameters)
        self._parameters: list[Tensor] = list(parameters.values())
        self._rate = rate

    @abstractmethod
    def state(self) -> dict[str, Tensor]:
        """Everything that steps have left behind; the tensors themselves, not copies."""

    @abstractmethod
    def step(self) -> None:
        """Change every parameter by its gradient."""

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Take over what `state` gave earlier."""
        for name, tensor in self.state().items():
            tensor.copy_(state[name])

    @torch.no_grad()
    def forget(self, entries: Mapping[str, Tensor]) -> None:
        """Zero the running means of these entries alone: bool masks by the parameters' names."""
        for key, tensor in self.state().items():
            name, _, _ = key.rpartition("/")
            if name in entries:
                tensor.masked_fill_(entries[name], 0)

    def zero_gradients(self) -> None:
        """Forget the gradients; the next backward pass then writes them without adding."""
        for parameter in self._parameters:
            parameter.grad = None

    def _gradients(self) -> list[Tensor]:
        return [p.grad for p in self._parameters if p.grad is not None]

    def _zeros(self) -> list[Tensor]:
        return [torch.zeros_like(parameter.detach()) for parameter in self._parameters]


class Adam(Optimiser):
    """Kingma and Ba (2015) with moments (.9, .999) and ε 1e-8, in PyTorch's fused kernel."""

    def __init__(self, parameters: Mapping[str, nn.Parameter], rate: float) -> None:
        super().__init__(parameters, rate)
        self._means, self._squares = self._zeros(), self._zeros()
        self._count = torch.zeros((), device=self._parameters[0].device)

    def state(self) -> dict[str, Tensor]:
        means = {f"{name}/mean": m for name, m in zip(self._names, self._means, strict=True)}
        squares = {f"{name}/square": s for name, s in zip(self._names, self._squares, strict=True)}
        return {"steps": self._count, **means, **squares}

    @torch.no_grad()
    def step(self) -> None:
        self._count += 1
        torch._fused_adam_(
            self._parameters,
            self._gradients(),
            self._means,
            self._squares,
            [],
            [self._count] * len(self._parameters),
            lr=self._rate,
            beta1=BETA1,
            beta2=BETA2,
            weight_decay=0.0,
            eps=EPSILON,
            amsgrad=False,
            maximize=False,
        )


class SGD(Optimiser):
    """Gradient descent with momentum .9: v ← .9 v + g, θ ← θ − η v."""

    def __init__(self, parameters: Mapping[str, nn.Parameter], rate: float) -> None:
        super().__init__(parameters, rate)
        self._velocities = self._zeros()

    def state(self) -> dict[str, Tensor]:
        pairs = zip(self._names, self._velocities, strict=True)
        return {f"{name}/velocity": velocity for name, velocity in pairs}

    @torch.no_grad()
    def step(self) -> None:
        each = zip(self._parameters, self._gradients(), self._velocities, strict=True)
        for parameter, gradient, velocity in each:
            velocity.mul_(MOMENTUM).add_(gradient)
            parameter.add_(velocity, alpha=-self._rate)


OPTIMISERS: dict[str, type[Optimiser]] = {"adam": Adam, "sgd": SGD}


def optimiser_for(spec: RunSpec, model: nn.Module) -> Optimiser:
    """The optimiser that the specification names, over all of the model's parameters."""
    parameters = {name: p for name, p in model.named_parameters() if p.requires_grad}
    return OPTIMISERS[spec.training.optimizer](parameters, spec.training.learning_rate)
