"""DIP-VAE I and II: the covariance of codes is pulled towards the identity."""

import torch
from torch import Tensor

from core.models.base import DataInfo, Step
from core.models.variational.base import OBJECTIVES, Sampled
from core.models.variational.posterior import Posterior
from core.models.variational.priced import Priced
from core.spec import RunSpec
from core.spec.variational.dip import DIPSpec


def covariance(means: Tensor) -> Tensor:
    """Covariance of the batch [B, L] about its own mean, divided by B: [L, L]."""
    centred = means - means.mean(dim=0)
    return centred.T @ centred / len(means)


@OBJECTIVES.register("dip_i")
class DIPOne(Priced):
    """Objective D + β(t)·R + λ_od Σ_{i≠j} C_ij² + λ_d Σ_i (C_ii − 1)², C = Cov[μ(x)].

    Kumar et al. (2018); C is the batch's.
    """

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, DIPSpec)
        self.lambda_od, self.lambda_d = spec.model.lambda_od, spec.model.lambda_d

    def covariance(self, q: Posterior) -> Tensor:
        """C, [L, L]."""
        return covariance(q.mean)

    def regulariser(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        C = self.covariance(sampled.q)
        variances = C.diagonal()
        told = len(sampled.kl) > 1  # one example, the last of an epoch, has no covariance
        off_diagonal = told * self.lambda_od * (C.square().sum() - variances.square().sum())
        diagonal = told * self.lambda_d * (variances - 1).square().sum()
        priced, monitors = super().regulariser(sampled, step)
        monitors |= {"covariance": off_diagonal.detach(), "variance": diagonal.detach()}
        return priced + off_diagonal + diagonal, monitors


@OBJECTIVES.register("dip_ii")
class DIPTwo(DIPOne):
    """As DIP-VAE I with C = Cov[μ(x)] + E[diag σ²(x)], the covariance of sampled codes."""

    def covariance(self, q: Posterior) -> Tensor:
        return covariance(q.mean) + torch.diag(q.deviation.square().mean(dim=0))
