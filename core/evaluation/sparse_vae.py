"""What is measured of a sparse VAE beside what is measured of every variational autoencoder."""

import torch
from torch import Tensor

from core.evaluation import metrics, variational
from core.evaluation.examples import Examples, Numbers, total
from core.evaluation.protocols import Protocol
from core.models.variational.sparse_vae import SparseVAE


def measure(
    model: SparseVAE, data: Examples, train_mean: Tensor, protocol: Protocol, steps: int
) -> Numbers:
    """Pictures, FVU and neighbours at the code: μ where γ ≥ ½, else exactly 0."""
    gamma, codes = 0.0, []
    for _, given in data.batches(protocol.batch):
        q = model.posterior(given)
        gamma += total(q.gamma)
        codes.append(q.code)
    code = torch.cat(codes)
    return {
        **variational.measure(model, data, train_mean, protocol, steps),
        "slab_share": gamma / code.numel(),
        "zeros": metrics.zeros_share(code),
    }
