"""Sparse VAE: codes with exact zeros from a spike-and-slab prior."""

import torch
from torch import Tensor

from core.models.base import DataInfo, Export, Step, encoder_json
from core.models.variational.base import OBJECTIVES, Sampled
from core.models.variational.posterior import LOG_VARIANCE_BOUND, Posterior, bounded
from core.models.variational.priced import Priced
from core.models.variational.spike_and_slab import SpikeAndSlab, from_spike_and_slab
from core.spec import RunSpec
from core.spec.variational.sparse_vae import SparseVAESpec

SHARPNESS = (50.0, 200.0)
"""c at the start and at the end of training, rising linearly."""


@OBJECTIVES.register("sparse")
class SparseVAE(Priced):
    """Objective D + β(t)·R with the prior α N(0, 1) + (1−α) δ₀ on every latent.

    Variational sparse coding (Tonolini, Jensen and Murray-Smith, 2019) with a given α in the place
    of learned pseudo-inputs. In training spikes are relaxed; validation and evaluation draw exact
    samples, so their ELBO is one.
    """

    encoder_outputs = 3
    normal_prior = False

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, SparseVAESpec)
        self.alpha = 1 - spec.model.spike

    def posterior(self, x: Tensor) -> SpikeAndSlab:
        mean, log_variance, logit = self.encoder(x).chunk(3, dim=-1)
        return SpikeAndSlab(mean, bounded(log_variance), logit, self.alpha)

    def dials(self, step: Step) -> dict[str, float]:
        """With the sharpness of relaxed samples."""
        start, end = SHARPNESS
        return {**super().dials(step), "sharpness": start + (end - start) * step.fraction}

    def draw(self, q: Posterior, step: Step, noise: torch.Generator) -> Tensor:
        if not step.training:
            return super().draw(q, step, noise)
        assert isinstance(q, SpikeAndSlab)
        return q.relaxed(self.samples, noise, self.dial("sharpness", step))

    def objective(self, sampled: Sampled, step: Step) -> tuple[Tensor, dict[str, Tensor]]:
        objective, monitors = super().objective(sampled, step)
        assert isinstance(sampled.q, SpikeAndSlab)
        return objective, {**monitors, "slab_share": sampled.q.gamma.detach().mean()}

    def from_prior(self, noise: Tensor) -> Tensor:
        return from_spike_and_slab(noise, self.alpha)

    def encoder_export(self) -> Export:
        layers, tensors = self.encoder.export()
        json = encoder_json(
            self.encoder.inputs,
            layers,
            kind=self.encoder.kind,
            head="spike_and_slab",
            latent_size=self.latent_size,
            log_variance_bound=LOG_VARIANCE_BOUND,
        )
        return Export(json, tensors)
