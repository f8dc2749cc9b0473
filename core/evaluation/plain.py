"""What is measured of a plain autoencoder."""

import torch
from torch import Tensor

from core.evaluation import metrics
from core.evaluation.examples import Examples, Numbers, per_word, separation, total
from core.evaluation.protocols import Protocol
from core.models.plain import PlainAutoencoder


def measure(
    model: PlainAutoencoder, data: Examples, train_mean: Tensor, protocol: Protocol
) -> Numbers:
    """Everything at the code: it is not a distribution."""
    reconstruction, errors, codes = 0.0, torch.zeros(2, dtype=torch.float64), []
    for grey, given in data.batches(protocol.batch):
        code = model.encode(given)
        params = model.decoder(code)
        reconstruction -= total(model.likelihood.log_prob(given, params))
        errors += metrics.squared_errors(
            grey, model.likelihood.mean_given(params, grey), train_mean
        ).cpu()
        codes.append(code)
    average = reconstruction / len(data.grey)
    return {
        "reconstruction": average,
        "objective": average,
        "fvu": metrics.fvu_of(errors),
        **per_word(model.likelihood, data, average),
        **separation(torch.cat(codes), data.labels, protocol),
    }
