"""Continuous Bernoulli: a density on grey pixels, as program text."""

from core.takeaway.script.likelihoods.base import LOGIT_START, Likelihood
from core.takeaway.script.template import Setting, filled

_CONTINUOUS = '''
def log_prob(self, x, outputs):
    """log C(λ) + x log λ + (1 − x) log(1 − λ), summed over pixels (Loaiza-Ganem and Cunningham,
    2019), by the logit a = log λ/(1 − λ): C = a / tanh(a/2), near a = 0 its series."""
    a = self.logits(outputs)
    near = a.abs() <= NEAR
    safe = torch.where(near, 1.0, a)
    series = math.log(2) + a**2 / 12 - 7 * a**4 / 1440
    log_normaliser = torch.where(near, series, (safe / torch.tanh(safe / 2)).log())
    x = x.expand_as(a)
    cross_entropy = F.binary_cross_entropy_with_logits(a, x, reduction="none")
    return (log_normaliser - cross_entropy).sum(dim=-1)

def picture(self, outputs):
    """The mean, ½ + ½ / tanh(a/2) − 1/a, near a = 0 its series."""
    a = self.logits(outputs)
    near = a.abs() <= NEAR
    safe = torch.where(near, 1.0, a)
    series = 0.5 + a / 12 - a**3 / 720
    return torch.where(near, series, 0.5 + 0.5 / torch.tanh(safe / 2) - 1 / safe)

def logits(self, outputs):
    """Softly within ±16: on pixels that are always black the density has no bound."""
    return 16 * torch.tanh(outputs / 16)
'''


def continuous_bernoulli() -> Likelihood:
    """By the logit, with series where formulas cancel."""
    near = Setting("NEAR", 0.04, "|a| up to which series replace formulas that cancel")
    return Likelihood(filled(_CONTINUOUS), LOGIT_START, settings=(near,))
