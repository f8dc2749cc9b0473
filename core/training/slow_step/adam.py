"""What Adam does to a parameter, told in its parts."""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from core.training.optimiser import BETA1, BETA2, EPSILON
from core.training.session import Session
from core.training.slow_step.numbers import rounded


@dataclass(frozen=True)
class AdamStep:
    """The coming step of one parameter, by Kingma and Ba (2015), algorithm 1.

    `mean` and `square`: the running means that earlier steps have left; `t` counts this step too.
    All tensors have the parameter's shape.
    """

    parameter: Tensor
    gradient: Tensor
    mean: Tensor
    square: Tensor
    t: int
    rate: float

    @classmethod
    def coming(cls, session: Session, name: str, gradient: Tensor) -> "AdamStep":
        """The step that the session will take next with this gradient of the parameter `name`."""
        state = session.optimiser.state()
        return cls(
            session.model.get_parameter(name).detach().clone(),
            gradient,
            state[f"{name}/mean"].clone(),
            state[f"{name}/square"].clone(),
            session.step + 1,
            session.spec.training.learning_rate,
        )

    @cached_property
    def new_mean(self) -> Tensor:
        return BETA1 * self.mean + (1 - BETA1) * self.gradient

    @cached_property
    def new_square(self) -> Tensor:
        return BETA2 * self.square + (1 - BETA2) * self.gradient.square()

    @cached_property
    def change(self) -> Tensor:
        """−η m̂ / (√v̂ + ε)."""
        return -self.rate * self.mean_corrected / (self.square_corrected.sqrt() + EPSILON)

    @property
    def mean_corrected(self) -> Tensor:
        return self.new_mean / (1 - BETA1**self.t)

    @property
    def square_corrected(self) -> Tensor:
        return self.new_square / (1 - BETA2**self.t)

    @property
    def moved(self) -> Tensor:
        """The parameter after the step, before anything else happens to it."""
        return self.parameter + self.change

    def of(self, *entry: int) -> dict[str, float | int]:
        """The numbers of one weight."""
        parts: dict[str, Tensor] = {
            "gradient": self.gradient,
            "mean_before": self.mean,
            "square_before": self.square,
            "mean": self.new_mean,
            "square": self.new_square,
            "mean_corrected": self.mean_corrected,
            "square_corrected": self.square_corrected,
            "step": self.change,
            "before": self.parameter,
            "moved": self.moved,
        }
        return {"t": self.t} | {name: rounded(part[entry]) for name, part in parts.items()}


def first_lowered(before: Tensor, after: Tensor) -> int:
    """The first example of the batch whose loss [B] has fallen (0 if none has)."""
    return int((after < before).to(torch.int8).argmax())
