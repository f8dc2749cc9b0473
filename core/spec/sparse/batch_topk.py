"""BatchTopK: so many features may fire on average."""

from typing import ClassVar, Literal

from core.spec.sparse.base import SPARSE, KeptSpec


@SPARSE.register
class BatchTopKSpec(KeptSpec):
    title: ClassVar[str] = "BatchTopK"
    about: ClassVar[str] = (
        "The k·B largest of a whole batch of B stay on, so that hard examples may use more than k."
    )

    variant: Literal["batch_topk"] = "batch_topk"

    def naming(self) -> tuple[str, ...]:
        return ("BatchTopK", f"k {self.k}")
