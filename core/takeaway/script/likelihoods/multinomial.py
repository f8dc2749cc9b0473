"""Multinomial: the words of a document of known length, as program text."""

from core.takeaway.script.likelihoods.base import Likelihood
from core.takeaway.script.template import filled

_MULTINOMIAL = '''
def log_prob(self, x, logits):
    """log n! − Σ log x_i! + Σ x_i log p_i of counts x, where n = Σ x_i, p = softmax(logits)."""
    length = x.sum(dim=-1)
    arrangements = (length + 1).lgamma() - (x + 1).lgamma().sum(dim=-1)
    return arrangements + (x * logits).sum(dim=-1) - length * logits.logsumexp(dim=-1)

def picture(self, logits, x):
    """The counts to expect of a document as long as x."""
    return x.sum(dim=-1, keepdim=True) * logits.softmax(dim=-1)
'''


def multinomial() -> Likelihood:
    """Logits start at the words' frequencies, a little evened out."""
    return Likelihood(
        filled(_MULTINOMIAL),
        "(0.999 * words / words.sum() + 0.001 / len(words)).log()",
        before="words = x.mean(dim=0)",
        knows=", {x}",
    )
