"""β-VAE: the KL at a price of β a nat."""

from torch import Tensor

from core.models.base import DataInfo, Step
from core.models.variational.base import OBJECTIVES, Sampled, VariationalAutoencoder
from core.models.variational.schedule import beta_factor
from core.spec import RunSpec
from core.spec.variational import BetaSpec


@OBJECTIVES.register("beta")
class BetaVAE(VariationalAutoencoder):
    """Objective D + β(t)·R (Kingma and Welling, 2014; Higgins et al., 2017)."""

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, BetaSpec)
        self.beta = spec.model.beta
        self.schedule = spec.model.schedule

    def regulariser(self, q: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        beta = self.beta * beta_factor(self.schedule, step.fraction)
        return beta * q.kl.sum() / len(q.kl), {"beta": q.kl.new_full((), beta)}
