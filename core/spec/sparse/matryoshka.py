"""Matryoshka: every nested part of the dictionary must do on its own."""

from typing import ClassVar, Literal

from core.spec.sparse.base import SPARSE, KeptSpec


@SPARSE.register
class MatryoshkaSpec(KeptSpec):
    title: ClassVar[str] = "Matryoshka"
    about: ClassVar[str] = (
        "BatchTopK whose error is summed over the first 1/16, 1/8, 1/4, 1/2 and all of the "
        "features: the first ones learn what is general."
    )

    variant: Literal["matryoshka"] = "matryoshka"

    def naming(self) -> tuple[str, ...]:
        return ("Matryoshka", f"k {self.k}")
