"""Matryoshka: every nested part of the dictionary must do on its own."""

from torch import Tensor

from core.models.base import DataInfo, Step
from core.models.products import affine
from core.models.sparse.base import VARIANTS, Pass
from core.models.sparse.batch_topk import BatchTopK
from core.spec import RunSpec
from core.spec.sparse.matryoshka import MatryoshkaSpec


@VARIANTS.register("matryoshka")
class Matryoshka(BatchTopK):
    """BatchTopK with the reconstruction loss summed over prefixes of the dictionary.

    Bussmann et al. (2025), "Learning multi-level features with Matryoshka sparse autoencoders".
    "reconstruction" is that of the whole dictionary, "nested" the sum over the smaller ones.
    """

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, MatryoshkaSpec)
        sizes = {max(1, int(share * self.latent_size)) for share in spec.model.prefixes}
        self.prefixes = sorted(sizes - {self.latent_size})

    def costs(self, batch: Pass, step: Step) -> dict[str, Tensor]:
        total = batch.z.new_zeros(())
        y, start = self.b_dec.expand_as(batch.inputs), 0
        for end in self.prefixes:
            y = y + affine(batch.z[:, start:end], self.W_dec[start:end].T)
            total = total + self.errors(y, batch)
            start = end
        return {"nested": total / len(batch.x)}
