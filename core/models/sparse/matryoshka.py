"""Matryoshka: every nested part of the dictionary must do on its own."""

import torch
from torch import Tensor

from core.models.base import DataInfo, Step
from core.models.sparse.base import VARIANTS, Pass
from core.models.sparse.batch_topk import BatchTopK
from core.spec import RunSpec

SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2)
"""Of the features, beside all of them."""


@VARIANTS.register("matryoshka")
class Matryoshka(BatchTopK):
    """BatchTopK with the reconstruction loss summed over prefixes of the dictionary.

    Bussmann et al. (2025), "Learning multi-level features with Matryoshka sparse autoencoders".
    "reconstruction" is that of the whole dictionary, "nested" the sum over the smaller ones.
    """

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        sizes = {max(1, int(share * self.latent_size)) for share in SHARES}
        self.prefixes = sorted(sizes - {self.latent_size})

    def costs(self, batch: Pass, step: Step) -> dict[str, Tensor]:
        total = batch.z.new_zeros(())
        y, start = self.b_dec.expand_as(batch.inputs), 0
        for end in self.prefixes:
            y = torch.addmm(y, batch.z[:, start:end], self.W_dec[start:end])
            total = total + self.errors(y, batch)
            start = end
        return {"nested": total / len(batch.x)}
