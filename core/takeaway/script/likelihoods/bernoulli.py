"""Bernoulli, and the same formula on grey pixels, as program text."""

from core.takeaway.script.likelihoods.base import LOGIT_START, Likelihood
from core.takeaway.script.template import filled

_BINARY = '''
def binary(x, generator):
    """Each pixel drawn black or white, its grey the chance of white."""
    return (torch.rand(x.shape, generator=generator) < x).float()
'''

_CROSS_ENTROPY = '''
def log_prob(self, x, logits):
    """$formula, summed over pixels,
    where λ = sigmoid(logits)."""
    x = x.expand_as(logits)
    return -F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(dim=-1)

def picture(self, logits):
    return logits.sigmoid()
'''


def bernoulli() -> Likelihood:
    """Pixels drawn black or white, anew at every access."""
    formula = "log p(x|z) = x log λ + (1 − x) log(1 − λ)"
    methods = filled(_CROSS_ENTROPY, formula=formula)
    return Likelihood(methods, LOGIT_START, filled(_BINARY), "binary", "binarise", "binarisation")


def cross_entropy() -> Likelihood:
    """The tutorials' loss on grey pixels."""
    formula = "x log λ + (1 − x) log(1 − λ) of grey x, no likelihood"
    return Likelihood(filled(_CROSS_ENTROPY, formula=formula), LOGIT_START)
