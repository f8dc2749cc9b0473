"""The gradients of the β-VAE."""

import torch
from torch import Tensor

from core.models.base import Step, scalar
from core.models.by_hand.likelihood import gradient_of_params
from core.models.by_hand.network import MLPByHand
from core.models.variational.beta import BetaVAE
from core.models.variational.posterior import DiagonalGaussian, bounded, slope_of_bounded


class BetaByHand:
    """D + β R with one sample z = μ + σ ε an example, there and back.

    D reaches μ with the gradient g of z, and log σ² with g ε σ / 2. The mean KL of B examples,
    ½ Σ (μ² + σ² − 1 − log σ²) / B, reaches μ with μ / B, and log σ² with (σ² − 1) / 2B.
    """

    def __init__(self, model: BetaVAE) -> None:
        self._model = model
        self._encoder, self._decoder = MLPByHand(model.encoder), MLPByHand(model.decoder)

    @torch.no_grad()
    def __call__(self, x: Tensor, step: Step) -> dict[str, Tensor]:
        model = self._model
        mean, free = self._encoder.forward(x).chunk(2, dim=-1)
        q = DiagonalGaussian(mean, bounded(free))
        z = model.samples_of(q, step)
        params = self._decoder.forward(z[0])
        terms = model.told(x, model.weighed(x, q, z, params[None], step.training), step)

        of_z = self._decoder.backward_to_input(gradient_of_params(model.likelihood, x, params))
        price = scalar(model.dial("beta", step), x) / len(x)
        half_noise = (z[0] - mean).mul_(0.5)  # ε σ / 2
        half_excess = torch.expm1(q.log_variance).mul_(0.5)  # (σ² − 1) / 2
        of_log_variance = of_z * half_noise + price * half_excess
        of_mean = of_z + price * mean
        of_free = of_log_variance * slope_of_bounded(free)
        self._encoder.backward(torch.cat((of_mean, of_free), dim=-1))
        return terms
