"""Capacity: the KL is held at a number of nats that rises in the course of training."""

from torch import Tensor

from core.models.base import DataInfo, Step, scalar
from core.models.variational.base import OBJECTIVES, Regularised, Sampled
from core.spec import RunSpec
from core.spec.variational.capacity import CapacitySpec


@OBJECTIVES.register("capacity")
class CapacityVAE(Regularised):
    """Objective D + γ·|R − C(t)|, C(t) = min(C, C·t/T) (Burgess et al., 2018).

    R is the batch's mean KL: the absolute value is of the mean, not the mean of absolute values,
    so that one example may carry more than C and another less. t counts optimiser steps.
    """

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, CapacitySpec)
        self.capacity, self.gamma = spec.model.capacity, spec.model.gamma
        self.share = spec.model.share

    def dials(self, step: Step) -> dict[str, float]:
        """C(t), in nats."""
        risen = min(1.0, step.fraction / self.share) if self.share else 1.0
        return {"capacity": self.capacity * risen}

    def regulariser(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        capacity = self.dial("capacity", step)
        off = (sampled.rate - capacity).abs()
        return self.gamma * off, {"capacity": scalar(capacity, off)}
