"""FactorVAE: a second network is asked how far the dimensions are from independent."""

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import functional_call

from core.models.base import Adversary, DataInfo, Step
from core.models.network import linear
from core.models.variational.base import OBJECTIVES, Sampled
from core.models.variational.priced import Priced
from core.spec import RunSpec
from core.spec.variational.factor import FactorSpec

LEAK = 0.2
MOMENTS = (0.5, 0.9)


class Discriminator(nn.Module):
    """Codes [B, L] → logits [B] that they were not shuffled; leaky ReLU between the layers."""

    def __init__(self, latent_size: int, hidden: tuple[int, ...], seed: int) -> None:
        super().__init__()
        sizes = (latent_size, *hidden, 1)
        self.layers = nn.ModuleList(
            linear(a, b, seed, f"discriminator.{i}") for i, (a, b) in enumerate(pairwise(sizes))
        )

    def forward(self, z: Tensor) -> Tensor:
        *hidden, last = self.layers
        for layer in hidden:
            z = F.leaky_relu(layer(z), LEAK)
        logits: Tensor = last(z)
        return logits.squeeze(-1)


def permuted(z: Tensor, noise: torch.Generator) -> Tensor:
    """Each dimension of codes [B, L] shuffled across the batch by itself: a draw of Π_j q(z_j)."""
    order = torch.rand(z.shape, generator=noise, device=noise.device).argsort(dim=0)
    return z.gather(0, order.to(z.device))


@OBJECTIVES.register("factor")
class FactorVAE(Priced):
    """Objective D + β(t)·R + γ·TC, TC = E[log D/(1 − D)] by a discriminator (Kim and Mnih, 2018).

    The discriminator learns on the same batch, with an Adam of its own, to tell codes from
    shuffled codes: codes are detached there, and the discriminator's weights are in the VAE's
    loss, so neither's gradient reaches the other. The published algorithm shuffles a second batch.
    """

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        settings = spec.model
        assert isinstance(settings, FactorSpec)
        self.gamma = settings.gamma
        self.discriminator = Discriminator(
            self.latent_size, settings.discriminator, spec.training.seed
        )
        self.adversary = Adversary("discriminator", settings.discriminator_rate, MOMENTS)

    def total_correlation(self, z: Tensor) -> Tensor:
        """The discriminator's mean logit on codes [B, L], whose gradient reaches the codes only."""
        fixed = {name: p.detach() for name, p in self.discriminator.named_parameters()}
        logits: Tensor = functional_call(self.discriminator, fixed, (z,))
        return logits.mean()

    def discriminator_loss(self, z: Tensor, noise: torch.Generator) -> Tensor:
        """Cross-entropy of telling codes [B, L] from shuffled ones; ln 2 where it cannot."""
        z = z.detach()
        real, shuffled = self.discriminator(z), self.discriminator(permuted(z, noise))
        return 0.5 * (F.softplus(-real).mean() + F.softplus(shuffled).mean())

    def regulariser(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        assert step.noise is not None
        z = sampled.z[0]
        priced, monitors = super().regulariser(sampled, step)
        correlation = self.total_correlation(z)
        # One code, of the last example of an epoch, is the same shuffled: nothing to learn from.
        loss = (len(z) > 1) * self.discriminator_loss(z, step.noise)
        monitors |= {"tc": correlation.detach(), "discriminator": loss.detach()}
        # The last is 0: it brings the discriminator its gradient and leaves the objective's value.
        return priced + self.gamma * correlation + (loss - loss.detach()), monitors
