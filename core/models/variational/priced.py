"""What the objectives share that put a price of β(t) on the KL."""

from torch import Tensor

from core.models.base import DataInfo, Step, scalar
from core.models.variational.base import Regularised, Sampled
from core.models.variational.schedule import beta_factor
from core.spec import RunSpec
from core.spec.variational.priced import PricedSpec


class Priced(Regularised):
    """β and its schedule, for objectives that charge β(t)·R or something in its place."""

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, PricedSpec)
        self.beta = spec.model.beta
        self.schedule = spec.model.schedule

    def dials(self, step: Step) -> dict[str, float]:
        """β(t)."""
        return {"beta": self.beta * beta_factor(self.schedule, step.fraction)}

    def regulariser(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        beta = self.dial("beta", step)
        return beta * sampled.rate, {"beta": scalar(beta, sampled.kl)}
