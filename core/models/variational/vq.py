"""VQ-VAE: a code of entries from a codebook."""

import math

import torch
from torch import Tensor

from core.models.base import DataInfo, Export, Step, encoder_json, half
from core.models.variational.base import OBJECTIVES, Sampled, VariationalAutoencoder
from core.models.variational.codebook import Codebook, perplexity
from core.models.variational.posterior import Posterior
from core.rows import take
from core.spec import RunSpec
from core.spec.variational.vq import VQSpec
from core.streams import stream


class Quantised(Posterior):
    """Everything on one entry for each of G groups, against the uniform prior over K entries.

    One-hot, so its KL is log K a group, whatever x. Densities are of groups: [..., G].
    """

    per_latent = False

    def __init__(self, vectors: Tensor, indices: Tensor, entries: Tensor, size: int) -> None:
        self.vectors = vectors
        """What the encoder gave, [B, G, d]."""
        self.indices = indices
        """The nearest entry of each, [B, G]."""
        self.entries = entries
        """These entries, [B, G, d]."""
        self._log_size = math.log(size)
        # Straight through: the entry, with the gradient of the vector that it replaces.
        self.mean = (vectors + (entries - vectors).detach()).flatten(1)

    @property
    def deviation(self) -> Tensor:
        return torch.zeros_like(self.mean)

    def sample(self, count: int, noise: torch.Generator) -> Tensor:
        """The same code `count` times: nothing is random."""
        return self.mean.expand(count, *self.mean.shape)

    def kl(self) -> Tensor:
        return self._all(self.indices.shape, self._log_size)

    def log_density(self, z: Tensor) -> Tensor:
        return self._all((*z.shape[:-1], self.indices.shape[1]), 0.0)

    def log_prior(self, z: Tensor) -> Tensor:
        return self._all((*z.shape[:-1], self.indices.shape[1]), -self._log_size)

    def commitment(self) -> Tensor:
        """Σ ‖v − sg[e]‖², averaged over examples: how far the encoder is from the codebook."""
        return (self.vectors - self.entries).square().sum() / len(self.vectors)

    def _all(self, shape: tuple[int, ...], value: float) -> Tensor:
        return self.mean.detach().new_full(shape, value)


@OBJECTIVES.register("vq")
class VQVAE(VariationalAutoencoder):
    """Objective D + β ‖v − sg[e]‖²; entries follow by running means (van den Oord et al., 2017).

    The encoder's L numbers are G vectors, each replaced by its nearest entry of one codebook. The
    rate is G log K: that of a one-hot posterior under a uniform prior, the same at every step.
    """

    encoder_outputs = 1
    normal_prior = False

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        settings = spec.model
        assert isinstance(settings, VQSpec)
        self.groups = settings.groups
        width = settings.latent_dim // settings.groups
        self.commitment = settings.commitment
        self.codebook = Codebook(settings.codebook, width, settings.decay)
        self._seed = spec.training.seed

    def posterior(self, x: Tensor) -> Quantised:
        vectors = self.encoder(x).unflatten(1, (self.groups, -1))
        indices = self.codebook.nearest(vectors.detach())
        return Quantised(vectors, indices, self.codebook(indices), len(self.codebook.entries))

    def objective(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        q = sampled.q
        assert isinstance(q, Quantised)
        commitment = self.commitment * q.commitment()
        if step.training:
            assert step.noise is not None
            self.codebook.follow(q.vectors.detach().flatten(0, 1), q.indices.flatten(), step.noise)
        monitors = {
            "commitment": commitment.detach(),
            "codebook_perplexity": perplexity(self.codebook.usage(q.indices)),
        }
        return sampled.distortion + commitment, monitors

    def from_prior(self, noise: Tensor) -> Tensor:
        """Uniform entries: the noise's first G quantiles say which."""
        quantile = torch.special.ndtr(noise[:, : self.groups].double())
        size = len(self.codebook.entries)
        indices = (quantile * size).long().clamp(max=size - 1)
        return self.codebook(indices).flatten(1)

    @torch.no_grad()
    def initialise_from(self, x: Tensor) -> None:
        """Entries start at what the encoder gives for random examples, with a little noise so that
        no two are the same."""
        super().initialise_from(x)
        generator = stream(self._seed, "initialise/codebook")
        size, width = self.codebook.entries.shape
        rows = torch.randint(len(x), (size,), generator=generator).to(x.device)
        groups = torch.randint(self.groups, (size,), generator=generator).to(x.device)
        vectors = self.encoder(take(x, rows)).unflatten(1, (self.groups, width))
        chosen = vectors[torch.arange(size, device=x.device), groups]
        jitter = torch.randn(size, width, generator=generator).to(x)
        self.codebook.start_at(chosen + 0.01 * vectors.std() * jitter)

    def encoder_export(self) -> Export:
        layers, tensors = self.encoder.export()
        tensors["codebook"] = half(self.codebook.entries)
        json = encoder_json(
            self.encoder.inputs,
            layers,
            kind=self.encoder.kind,
            head="code",
            rule="nearest",
            latent_size=self.latent_size,
        )
        return Export(json, tensors)

    def decoder_export(self) -> Export:
        """With the codebook, so that the browser can draw codes from the prior."""
        export = super().decoder_export()
        return Export(export.json, {**export.tensors, "codebook": half(self.codebook.entries)})
