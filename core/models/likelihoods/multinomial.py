"""Multinomial: how often each word occurs in a document of known length."""

from typing import Any

import torch
from torch import Tensor

from core.errors import BadInput
from core.models.likelihoods.base import LIKELIHOODS, Likelihood
from core.rows import is_sparse, row_indices, row_sum

EVEN = 0.001
"""Share of the even distribution in the frequencies that the output bias starts from: a word that
no training document has keeps a finite logit."""


@LIKELIHOODS.register("multinomial")
class Multinomial(Likelihood):
    """Counts x of D words, n = Σ x_i; params are logits, p = softmax(params).

    log p(x|p) = log n! − Σ log x_i! + Σ x_i log p_i. The first two terms, the logarithm of the
    multinomial coefficient, do not depend on p; they are included, so that probabilities of all
    bags of n words sum to one and nats are a likelihood's. n itself is given, not modelled.

    The mean is n p. Where no n is at hand, as for a sample, it is `length`: the mean length of the
    training documents. Compressed x is used as it is.
    """

    name = "multinomial"
    output_map = "softmax"
    takes_compressed = True
    length: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("length", torch.tensor(1.0))

    def log_prob(self, x: Tensor, params: Tensor) -> Tensor:
        return log_coefficient(x) + self._log_prob_of_words(x, params)

    @staticmethod
    def _log_prob_of_words(x: Tensor, params: Tensor) -> Tensor:
        """Σ x_i log p_i = Σ x_i params_i − n · logsumexp(params)."""
        if is_sparse(x):
            rows, places = row_indices(x), x.col_indices()
            chosen = params.flatten(-2).index_select(-1, rows * x.shape[1] + places) * x.values()
            weighed = torch.zeros(params.shape[:-1], device=params.device, dtype=params.dtype)
            weighed = weighed.index_add(-1, rows, chosen)
        else:
            weighed = (x * params).sum(dim=-1)
        return weighed - row_sum(x) * params.logsumexp(dim=-1)

    def mean(self, params: Tensor) -> Tensor:
        return self.length * params.softmax(dim=-1)

    def mean_given(self, params: Tensor, x: Tensor) -> Tensor:
        return row_sum(x)[:, None] * params.softmax(dim=-1)

    def draw(self, params: Tensor, noise: torch.Generator) -> Tensor:
        """Documents of `length` words, rounded."""
        shares = params.softmax(dim=-1).flatten(0, -2).to(noise.device)
        words = shares.multinomial(round(float(self.length)), replacement=True, generator=noise)
        counts = torch.zeros_like(shares).scatter_add_(1, words, torch.ones_like(words).to(shares))
        return counts.reshape(params.shape).to(params.device)

    def params_of_mean(self, mean: Tensor) -> Tensor:
        return ((1 - EVEN) * mean / mean.sum() + EVEN / len(mean)).log()

    def output_json(self, shape: tuple[int, ...]) -> dict[str, Any]:
        return {**super().output_json(shape), "scale": float(self.length)}

    @torch.no_grad()
    def initialise_from(self, x: Tensor) -> None:
        """BadInput when the training examples are not counts."""
        values = x.values() if is_sparse(x) else x
        wrong = values[(values < 0) | (values != values.round())]
        if len(wrong):
            raise BadInput(
                "multinomial needs counts (whole numbers from 0), but the training data holds "
                f"{float(wrong[0]):g}."
            )
        self.length.copy_(row_sum(x).mean())

    @torch.no_grad()
    def measures(self, x: Tensor, cost: Tensor) -> dict[str, Tensor]:
        """Perplexity: exp of the nats a word, without the multinomial coefficient (Blei, Ng and
        Jordan, 2003: Σ over documents of nats, over Σ of words).
        """
        nats = cost * len(x) + log_coefficient(x).sum()
        return {"perplexity": (nats / row_sum(x).sum()).exp()}


def log_coefficient(x: Tensor) -> Tensor:
    """log n! − Σ log x_i! of each row of counts, [N]."""
    total = (row_sum(x) + 1).lgamma()
    if not is_sparse(x):
        return total - (x + 1).lgamma().sum(dim=-1)
    each = (x.values() + 1).lgamma()
    return total.index_add(0, row_indices(x), each, alpha=-1)
