"""TopK: exactly so many features may fire."""

from typing import ClassVar, Literal

from core.spec.sparse.base import SPARSE, KeptSpec


@SPARSE.register
class TopKSpec(KeptSpec):
    title: ClassVar[str] = "TopK"
    about: ClassVar[str] = (
        "Only the k largest pre-activations stay on; there is no penalty to tune."
    )

    variant: Literal["topk"] = "topk"

    def naming(self) -> tuple[str, ...]:
        return ("Sparse TopK", f"k {self.k}")
