"""DIP-VAE I and II: the covariance of codes is pulled towards the identity."""

from dataclasses import replace

from core.takeaway.script.model import setting
from core.takeaway.script.template import filled
from core.takeaway.script.variational.objective import Objective, Parts, gaussian

_DIP = """
centred = mean - mean.mean(dim=0)
covariance = centred.T @ centred / len(x)$of_samples
variances = covariance.diagonal()
off_diagonal = covariance.square().sum() - variances.square().sum()
objective = distortion + $beta * rate
$added
"""

_ADDED = """
objective = objective + LAMBDA_OD * off_diagonal
objective = objective + LAMBDA_D * (variances - 1).square().sum()
"""

_UNLESS_ALONE = """
if len(x) > 1:  # one example, the last of an epoch, has no covariance
    $added
"""


def dip_i(parts: Parts) -> Objective:
    """The covariance of mean codes."""
    return _dip(parts, "D + β R + λ ‖Cov[μ] − I‖²", "")


def dip_ii(parts: Parts) -> Objective:
    """The covariance of sampled codes."""
    of_samples = " + torch.diag(log_variance.exp().mean(dim=0))"
    return _dip(parts, "D + β R + λ ‖Cov[z] − I‖²", of_samples)


def _dip(parts: Parts, formula: str, of_samples: str) -> Objective:
    added = filled(_UNLESS_ALONE, added=_ADDED) if parts.last_alone else filled(_ADDED)
    lines = filled(_DIP, of_samples=of_samples, beta=parts.beta, added=added)
    lambdas = {"lambda_od": "LAMBDA_OD", "lambda_d": "LAMBDA_D"}
    settings = tuple(setting(parts.spec, f"model.{k}", name) for k, name in lambdas.items())
    return replace(gaussian(parts, formula, lines), settings=settings)
