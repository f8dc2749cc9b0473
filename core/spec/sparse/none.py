"""No sparsity rule: the ordinary wide autoencoder."""

from typing import ClassVar, Literal

from core.spec.sparse.base import SPARSE, SparseSpec


@SPARSE.register
class NoPenaltySpec(SparseSpec):
    title: ClassVar[str] = "No penalty"
    about: ClassVar[str] = "ReLU codes without a penalty: the ordinary wide autoencoder."
    idle: ClassVar[frozenset[str]] = SparseSpec.idle | {"model.warmup"}

    variant: Literal["none"] = "none"

    def naming(self) -> tuple[str, ...]:
        return ("ReLU without penalty",)
