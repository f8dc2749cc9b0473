"""What variational autoencoders share: encoder and decoder, samples, and importance weights."""

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from core.models.base import DataInfo, Export, Model, Step, encoder_json
from core.models.decoding import export_decoder
from core.models.likelihoods import build_likelihood
from core.models.pair import decoder_for, encoder_for
from core.models.registry import Registry
from core.models.variational.posterior import (
    LOG_VARIANCE_BOUND,
    DiagonalGaussian,
    Posterior,
    bounded,
)
from core.rows import column_mean, dense
from core.spec import RunSpec
from core.spec.variational import VariationalSpec


@dataclass(frozen=True)
class Sampled:
    """A batch of B examples as an objective sees it: q(z|x), S samples of it, and what they say."""

    q: Posterior
    z: Tensor
    """[S, B, L]"""
    log_likelihood: Tensor
    """log p(x|z), [S, B]"""

    @cached_property
    def kl(self) -> Tensor:
        """KL of each example and latent in nats, [B, L], in closed form."""
        return self.q.kl()

    @cached_property
    def distortion(self) -> Tensor:
        """D = E_q[−log p(x|z)], a scalar: the mean over samples and examples."""
        return -self.log_likelihood.mean()

    @cached_property
    def rate(self) -> Tensor:
        """R: the KL, summed over latents and averaged over examples."""
        return self.kl.sum() / len(self.kl)

    @property
    def log_weights(self) -> Tensor:
        """log w = log p(x|z) + log p(z) − log q(z|x), [S, B].

        Its mean under q is the ELBO, −(D + R); the log of the mean weight over K samples is the
        bound of IWAE and, at large K, the estimate of log p(x).
        """
        ratio = self.q.log_prior(self.z) - self.q.log_density(self.z)
        return self.log_likelihood + ratio.sum(dim=-1)


class VariationalAutoencoder(Model):
    """q(z|x) by the encoder, held to the prior; p(x|z) by the likelihood.

    An objective is a subclass; most are `Regularised`. Another distribution of codes overrides
    `posterior` (and `encoder_outputs`, `from_prior` and `encoder_export`, where they differ), and
    everything that samples, weighs or measures codes follows.
    """

    encoder_outputs = 2
    """Numbers the encoder gives for each latent."""
    samples = 1
    """Posterior samples an example in `terms`."""
    normal_prior = True
    """Whether the prior is N(0, I), whose quantiles make a map of two latents."""

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__()
        settings = spec.model
        assert isinstance(settings, VariationalSpec)
        L = settings.latent_dim
        self.encoder = encoder_for(spec, info, self.encoder_outputs * L)
        self.likelihood = build_likelihood(settings.likelihood, settings.sigma)
        self.decoder = decoder_for(spec, info, L, self.likelihood.heads)
        self.binarise = self.likelihood.binarise
        self.dequantise = self.likelihood.dequantise
        self.latent_size = L
        self.shape = info.shape
        self.train_size = info.train_size

    def posterior(self, x: Tensor) -> Posterior:
        """q(z|x) of x [B, D]: here N(μ(x), diag σ²(x)) with log σ² within ±12."""
        mean, log_variance = self.encoder(x).chunk(2, dim=-1)
        return DiagonalGaussian(mean, bounded(log_variance))

    def draw(self, q: Posterior, step: Step, noise: torch.Generator) -> Tensor:
        """The posterior samples of a batch, [S, B, L], as training sees them."""
        return q.sample(self.samples, noise)

    def from_prior(self, noise: Tensor) -> Tensor:
        """Codes [N, L] from the prior, made of standard normal noise [N, L]."""
        return noise

    @abstractmethod
    def objective(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        """What is minimised (a scalar), and monitors of its own."""

    def sampled(self, x: Tensor, q: Posterior, z: Tensor, training: bool = False) -> Sampled:
        """What samples z [S, B, L] of q(z|x) say about x [B, D].

        `training` lets the likelihood learn from the batch what it keeps in buffers.
        """
        return self.weighed(x, q, z, self.decoder(z), training)

    def weighed(
        self, x: Tensor, q: Posterior, z: Tensor, params: Tensor, training: bool
    ) -> Sampled:
        """`sampled`, where the decoder's params [S, B, heads·D] of z are at hand."""
        if not self.likelihood.takes_compressed:
            x = dense(x)
        if training:
            self.likelihood.observe(x, params)
        return Sampled(q, z, self.likelihood.log_prob(x, params))

    def terms(self, x: Tensor, step: Step) -> dict[str, Tensor]:
        q = self.posterior(x)
        return self.told(x, self.sampled(x, q, self.samples_of(q, step), step.training), step)

    def told(self, x: Tensor, sampled: Sampled, step: Step) -> dict[str, Tensor]:
        """`terms` of a batch x [B, D] that has been sampled."""
        objective, monitors = self.objective(sampled, step)
        distortion, rate = sampled.distortion.detach(), sampled.rate.detach()
        return {
            "objective": objective,
            "reconstruction": distortion,
            "kl": rate,
            **monitors,
            "elbo": -(distortion + rate),
            **self.likelihood.monitors(),
            **self.likelihood.measures(x, distortion + rate),
        }

    def samples_of(self, q: Posterior, step: Step) -> Tensor:
        """The samples [S, B, L] of this step, by its noise."""
        if step.epsilon is not None:
            assert isinstance(q, DiagonalGaussian)  # only there is normal noise all that is drawn
            return q.at(step.epsilon)
        if step.noise is None:
            raise ValueError("A variational model samples its posterior: Step.noise is missing.")
        return self.draw(q, step, step.noise)

    def encode(self, x: Tensor) -> Tensor:
        return self.posterior(x).code

    def decode(self, z: Tensor) -> Tensor:
        return self.likelihood.mean(self.decoder(z))

    def expected(self, z: Tensor, x: Tensor) -> Tensor:
        return self.likelihood.mean_given(self.decoder(z), x)

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
            kind=self.encoder.kind,
            head="gaussian",
            latent_size=self.latent_size,
            log_variance_bound=LOG_VARIANCE_BOUND,
        )
        return Export(json, tensors)

    def decoder_export(self) -> Export:
        return export_decoder(
            self.decoder, self.likelihood, self.shape, self.latent_size, self.encoder.inputs
        )


class Regularised(VariationalAutoencoder):
    """Objectives of the form D + something that is not about reconstruction."""

    @abstractmethod
    def regulariser(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        """What the objective adds to the distortion (a scalar), and monitors of its own."""

    def objective(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        regulariser, monitors = self.regulariser(sampled, step)
        return sampled.distortion + regulariser, monitors


OBJECTIVES: Registry[VariationalAutoencoder] = Registry("variational objective")
