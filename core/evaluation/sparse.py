"""What is measured of a sparse autoencoder."""

import torch
from torch import Tensor

from core.evaluation import metrics
from core.evaluation.examples import Examples, Numbers, average
from core.evaluation.protocols import Protocol
from core.evaluation.sparsity import log_histogram
from core.models.base import Step
from core.models.sparse import SparseAutoencoder


def measure(
    model: SparseAutoencoder,
    data: Examples,
    train_mean: Tensor,
    protocol: Protocol,
    steps: int,
) -> Numbers:
    """Reconstruction in the model's scaled units; shrinkage there too, so about the mean.

    Where the variant makes codes small rather than zero they are counted against `l0_threshold`,
    which is then told.
    """
    N = len(data.grey)
    sums: dict[str, float] = {}
    errors = torch.zeros(2, dtype=torch.float64)
    fired = torch.zeros(model.latent_size, dtype=torch.float64)
    ratios, sparsities = [], []
    for grey, given in data.batches(protocol.batch):
        for name, value in model.terms(given, Step.after(steps)).items():
            sums[name] = sums.get(name, 0.0) + float(value) * len(grey)
        code = model.encode(given)
        picture = model.decode(code)
        errors += metrics.squared_errors(grey, picture, train_mean).cpu()
        fired += metrics.density(code, model.l0_threshold).cpu() * len(grey)
        ratios.append(metrics.shrinkage(model.to_units(grey), model.to_units(picture)))
        if model.latent_size > 1:
            sparsities.append(metrics.hoyer(code))
    densities = fired / N
    return {
        **{name: value / N for name, value in sums.items()},
        "fvu": metrics.fvu_of(errors),
        "l0": float(densities.sum()),
        **({"l0_threshold": model.l0_threshold} if model.l0_threshold else {}),
        "zeros": 1 - float(densities.mean()),
        "hoyer": average(sparsities),
        "dead": metrics.dead_share(densities),
        "dead_window": N,
        "density": [round(share, 5) for share in densities.tolist()],
        "density_histogram": log_histogram(densities),
        "shrinkage": average(ratios),
        "atom_length": float(model.W_dec.norm(dim=1).mean()),
    }
