"""What is measured of a VQ-VAE."""

import math

import torch
from torch import Tensor

from core.evaluation import metrics
from core.evaluation.examples import Examples, Numbers, per_word, separation, total
from core.evaluation.protocols import Protocol
from core.models.variational.codebook import perplexity
from core.models.variational.vq import VQVAE


def measure(model: VQVAE, data: Examples, train_mean: Tensor, protocol: Protocol) -> Numbers:
    """Everything at the code, which nothing random enters; the rate is that of the uniform prior.

    What has no meaning is not there: no KL, deviation or activity of single numbers of the code,
    and no importance-sampled NLL, since the posterior rules out all codes but one.
    """
    N, size = len(data.grey), len(model.codebook.entries)
    distortion = commitment = 0.0
    errors = torch.zeros(2, dtype=torch.float64)
    usage = torch.zeros(size, dtype=torch.float64)
    codes = []
    for grey, given in data.batches(protocol.batch):
        q = model.posterior(given)
        params = model.decoder(q.code)
        distortion -= total(model.likelihood.log_prob(given, params))
        commitment += model.commitment * float(q.commitment()) * len(grey)
        mean = model.likelihood.mean_given(params, grey)
        errors += metrics.squared_errors(grey, mean, train_mean).cpu()
        usage += model.codebook.usage(q.indices).cpu()
        codes.append(q.code)
    rate = model.groups * math.log(size)
    return {
        "reconstruction": distortion / N,
        "kl": rate,
        "elbo": -(distortion / N + rate),
        "objective": (distortion + commitment) / N,
        "commitment": commitment / N,
        "fvu": metrics.fvu_of(errors),
        "codebook_perplexity": float(perplexity(usage)),
        "codebook_used": float((usage > 0).double().mean()),
        **per_word(model.likelihood, data, distortion / N + rate),
        **separation(torch.cat(codes), data.labels, protocol),
    }
