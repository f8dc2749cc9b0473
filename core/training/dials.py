"""Schedules as tensors: what changes from step to step, computed ahead and kept on the device."""

from collections.abc import Sequence

import torch
from torch import Tensor

from core.models import Model, Step
from core.training.schedule import rate_factor

BLOCK = 1024
"""Steps whose numbers are computed, and brought to the device, at once."""


class Dials:
    """`Model.dials` of P models of one make, and the factor on their learning rate."""

    def __init__(
        self, models: Sequence[Model], total: int, schedule: str, device: torch.device
    ) -> None:
        self._models, self._total, self._schedule, self._device = models, total, schedule, device
        self.names = tuple(models[0].dials(Step(1, total)))
        self._first = -1
        self._values = self._factors = torch.empty(0)

    def at(self, number: int) -> tuple[Tensor, Tensor]:
        """For the 1-based step: dials float32 [P, names], and the rate's factor, a scalar.

        The factor is float64 on a CPU, whose fused Adam reads it as such, as it does a number.
        """
        first = (number - 1) // BLOCK * BLOCK + 1
        if first != self._first:
            self._compute(first)
        return self._values[number - first], self._factors[number - first]

    def named(self, values: Tensor) -> dict[str, Tensor]:
        """Dials [..., names] by name."""
        return {name: values[..., i] for i, name in enumerate(self.names)}

    def _compute(self, first: int) -> None:
        steps = [Step(n, self._total) for n in range(first, min(first + BLOCK, self._total + 1))]
        values = [[[*m.dials(step).values()] for m in self._models] for step in steps]
        shape = (len(steps), len(self._models), len(self.names))
        self._values = torch.tensor(values, dtype=torch.float32).reshape(shape).to(self._device)
        factors = [rate_factor(self._schedule, step.fraction) for step in steps]
        kind = torch.float64 if self._device.type == "cpu" else torch.float32
        self._factors = torch.tensor(factors, dtype=kind).to(self._device)
        self._first = first
