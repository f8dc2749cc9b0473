"""Adam and SGD over named parameters, with state that is a flat set of named tensors.

Not `torch.optim`: its first optimiser in a process imports PyTorch's compiler (seconds, before the
first loss can be shown), and its bookkeeping costs a sixth of a step of our smaller models. The
arithmetic is PyTorch's own; tests compare step by step.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from core.models import Model
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
    def step(self, factor: float | Tensor = 1.0) -> None:
        """Change every parameter by its gradient, at `factor` times the learning rate."""

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
    """Kingma and Ba (2015) with ε 1e-8, in PyTorch's fused kernel."""

    def __init__(
        self,
        parameters: Mapping[str, nn.Parameter],
        rate: float,
        moments: tuple[float, float] = (BETA1, BETA2),
    ) -> None:
        super().__init__(parameters, rate)
        self._moments = moments
        self._means, self._squares = self._zeros(), self._zeros()
        self._count = torch.zeros((), device=self._parameters[0].device)

    def state(self) -> dict[str, Tensor]:
        means = {f"{name}/mean": m for name, m in zip(self._names, self._means, strict=True)}
        squares = {f"{name}/square": s for name, s in zip(self._names, self._squares, strict=True)}
        return {"steps": self._count, **means, **squares}

    @torch.no_grad()
    def step(self, factor: float | Tensor = 1.0) -> None:
        self._count += 1
        torch._fused_adam_(
            self._parameters,
            self._gradients(),
            self._means,
            self._squares,
            [],
            [self._count] * len(self._parameters),
            lr=self._rate * factor,
            beta1=self._moments[0],
            beta2=self._moments[1],
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
    def step(self, factor: float | Tensor = 1.0) -> None:
        each = zip(self._parameters, self._gradients(), self._velocities, strict=True)
        for parameter, gradient, velocity in each:
            velocity.mul_(MOMENTUM).add_(gradient)
            parameter.sub_(velocity * (self._rate * factor))


class Opposed(Optimiser):
    """Two optimisers that step together, each over its own parameters.

    A schedule of the learning rate is the main one's.
    """

    def __init__(self, main: Optimiser, adversary: Optimiser) -> None:
        super().__init__({}, 0.0)
        self._main, self._adversary = main, adversary

    def state(self) -> dict[str, Tensor]:
        other = {f"adversary/{name}": tensor for name, tensor in self._adversary.state().items()}
        return {**self._main.state(), **other}

    def step(self, factor: float | Tensor = 1.0) -> None:
        self._main.step(factor)
        self._adversary.step()

    def zero_gradients(self) -> None:
        self._main.zero_gradients()
        self._adversary.zero_gradients()


OPTIMISERS: dict[str, type[Optimiser]] = {"adam": Adam, "sgd": SGD}


def optimiser_for(spec: RunSpec, model: Model) -> Optimiser:
    """The optimiser that the specification names, over all of the model's parameters.

    What the model trains against itself is left to an Adam of its own.
    """
    parameters = {name: p for name, p in model.named_parameters() if p.requires_grad}
    rival = model.adversary
    opposed = {}
    if rival:
        opposed = {n: parameters.pop(n) for n in [*parameters] if n.startswith(f"{rival.name}.")}
    main = OPTIMISERS[spec.training.optimizer](parameters, spec.training.learning_rate)
    return Opposed(main, Adam(opposed, rival.rate, rival.moments)) if rival else main
