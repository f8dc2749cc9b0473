"""What variational autoencoders share: posterior, samples, decoder, and importance weights."""

from abc import abstractmethod
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from core.models.base import DataInfo, Export, Model, Step, decoder_json, encoder_json
from core.models.likelihoods import build_likelihood
from core.models.network import MLP
from core.models.registry import Registry
from core.rows import column_mean, dense
from core.spec import RunSpec
from core.spec.variational import VariationalSpec

LOG_VARIANCE_BOUND = 12.0


def bounded(log_variance: Tensor) -> Tensor:
    """Softly within ±12: the identity to within 0.02 up to ±8, and never beyond the bound.

    An unbounded log-variance overflows in exp: the commonest NaN of variational autoencoders.
    """
    b = LOG_VARIANCE_BOUND
    return F.softplus(b - F.softplus(b - log_variance) + b) - b


def kl_per_latent(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² − 1 − log σ²), elementwise, in nats."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)


@dataclass(frozen=True)
class Sampled:
    """What an objective regularises: q(z|x) of a batch and a sample of it, each [B, L]."""

    mean: Tensor
    log_variance: Tensor
    z: Tensor
    kl: Tensor
    """Closed-form KL of each example and latent, in nats."""


class VariationalAutoencoder(Model):
    """q(z|x) = N(μ(x), diag σ²(x)), prior N(0, I), p(x|z) by the likelihood.

    An objective is one regulariser over (μ, log σ², z), added to the reconstruction.
    """

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__()
        settings = spec.model
        assert isinstance(settings, VariationalSpec)
        L = settings.latent_dim
        seed, activation = spec.training.seed, spec.network.activation
        sizes = (info.dimension, *spec.network.hidden)
        self.encoder = MLP((*sizes, 2 * L), activation, seed, "encoder")
        self.decoder = MLP((L, *sizes[::-1]), activation, seed, "decoder")
        self.likelihood = build_likelihood(settings.likelihood, settings.sigma)
        self.binarise = self.likelihood.binarise
        self.latent_size = L
        self.shape = info.shape

    @abstractmethod
    def regulariser(self, q: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        """What the objective adds to the reconstruction (a scalar), and monitors of its own."""

    def posterior(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x [B, D] → μ and log σ² of q(z|x), each [B, L]; log σ² within ±12."""
        mean, log_variance = self.encoder(x).chunk(2, dim=-1)
        return mean, bounded(log_variance)

    def terms(self, x: Tensor, step: Step) -> dict[str, Tensor]:
        if step.noise is None:
            raise ValueError("A variational model samples its posterior: Step.noise is missing.")
        mean, log_variance = self.posterior(x)
        if not self.likelihood.takes_compressed:
            x = dense(x)
        epsilon = torch.randn(
            mean.shape, generator=step.noise, device=mean.device, dtype=mean.dtype
        )
        z = torch.addcmul(mean, (0.5 * log_variance).exp(), epsilon)
        params = self.decoder(z)
        if step.training:
            self.likelihood.observe(x, params)
        reconstruction = -self.likelihood.log_prob(x, params).mean()
        q = Sampled(mean, log_variance, z, kl_per_latent(mean, log_variance))
        regulariser, monitors = self.regulariser(q, step)
        distortion, rate = reconstruction.detach(), q.kl.detach().sum() / len(x)
        return {
            "objective": reconstruction + regulariser,
            "reconstruction": distortion,
            "kl": rate,
            **monitors,
            "elbo": -(distortion + rate),
            **self.likelihood.monitors(),
            **self.likelihood.measures(x, distortion + rate),
        }

    def log_weights(self, x: Tensor, mean: Tensor, log_variance: Tensor, z: Tensor) -> Tensor:
        """log w = log p(x|z) + log p(z) − log q(z|x): x [B, D], z [..., B, L] → [..., B].

        Its mean under q is the ELBO, the log of its average an importance estimate of log p(x).
        """
        log_likelihood = self.likelihood.log_prob(x, self.decoder(z))
        standardised = (z - mean) * (-0.5 * log_variance).exp()
        log_prior_over_posterior = standardised.square() + log_variance - z.square()
        return log_likelihood + 0.5 * log_prior_over_posterior.sum(dim=-1)

    def encode(self, x: Tensor) -> Tensor:
        return self.posterior(x)[0]

    def decode(self, z: Tensor) -> Tensor:
        return self.likelihood.mean(self.decoder(z))

    def initialise_from(self, x: Tensor) -> None:
        self.likelihood.initialise_from(x)
        self.decoder.bias.data.copy_(self.likelihood.params_of_mean(column_mean(x)))

    def expect_compressed(self) -> None:
        self.encoder.expect_compressed()

    def encoder_export(self) -> Export:
        layers, tensors = self.encoder.export()
        json = encoder_json(
            self.encoder.inputs,
            layers,
            head="gaussian",
            latent_size=self.latent_size,
            log_variance_bound=LOG_VARIANCE_BOUND,
        )
        return Export(json, tensors)

    def decoder_export(self) -> Export:
        layers, tensors = self.decoder.export()
        output = self.likelihood.output_json(self.shape)
        return Export(decoder_json(self.latent_size, layers, output), tensors)


OBJECTIVES: Registry[VariationalAutoencoder] = Registry("variational objective")
