"""The gradients of the β-VAE."""

import torch
from torch import Tensor

from core.models.base import Step, scalar
from core.models.by_hand.likelihood import gradient_of_params
from core.models.by_hand.network import MLPByHand
from core.models.variational.beta import BetaVAE
from core.models.variational.posterior import DiagonalGaussian, bounded_and_slope


class BetaByHand:
    """D + β R with one sample z = μ + σ ε an example, there and back.

    D reaches μ with the gradient g of z, and log σ² with g ε σ / 2. The mean KL of B examples,
    ½ Σ (μ² + σ² − 1 − log σ²) / B, reaches μ with μ / B, and log σ² with (σ² − 1) / 2B.
    """

    def __init__(self, model: BetaVAE) -> None:
        self._model = model
        self._encoder, self._decoder = MLPByHand(model.encoder), MLPByHand(model.decoder)

    @torch.inference_mode()
    def __call__(self, x: Tensor, step: Step) -> dict[str, Tensor]:
        model = self._model
        # Halves of rows are copied apart: arithmetic on what has gaps is several times slower.
        mean, free = (half.contiguous() for half in self._encoder.forward(x).chunk(2, dim=-1))
        log_variance, slope = bounded_and_slope(free)
        q = DiagonalGaussian(mean, log_variance)
        z = model.samples_of(q, step)
        params = self._decoder.forward(z[0])
        terms = model.told(x, model.weighed(x, q, z, params[None], step.training), step)

        of_z = self._decoder.backward_to_input(gradient_of_params(model.likelihood, x, params))
        price = scalar(model.dial("beta", step), x) / len(x)
        noise = z[0] - mean  # ε σ
        excess = (q.variance - 1).mul_(price)
        of_free = excess.addcmul_(of_z, noise).mul_(slope).mul_(0.5)
        of_mean = of_z.add_(mean * price)
        self._encoder.backward(torch.cat((of_mean, of_free), dim=-1))
        return terms
