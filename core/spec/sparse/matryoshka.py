"""Matryoshka: every nested part of the dictionary must do on its own."""

from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import model_validator

from core.errors import BadInput
from core.spec.knob import Real, knob, shown
from core.spec.sparse.base import SPARSE, KeptSpec


@SPARSE.register
class MatryoshkaSpec(KeptSpec):
    title: ClassVar[str] = "Matryoshka"
    about: ClassVar[str] = (
        "BatchTopK whose error is summed over nested parts of the dictionary, the first few "
        "features to all of them: the first ones learn what is general."
    )

    variant: Literal["matryoshka"] = "matryoshka"
    prefixes: Real = knob(
        (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0),
        label="nested parts",
        unit="share of the features",
        help=(
            "Each part, the first so many features, must reconstruct the example on its own; the "
            "shares rise, and the last one is 1: all features."
        ),
        more="More levels from the general to the special, and slower steps.",
        less="Fewer levels; with 1 alone it is BatchTopK.",
        bounds=(0.001, 1),
        length=(1, 8),
    )

    @model_validator(mode="after")
    def _nested(self) -> "MatryoshkaSpec":
        rising = all(small < large for small, large in pairwise(self.prefixes))
        if not rising or self.prefixes[-1] != 1:
            raise BadInput(
                f"model.prefixes is {shown(list(self.prefixes))}, but the shares must rise and "
                "the last one be 1, which stands for all features."
            )
        return self

    def naming(self) -> tuple[str, ...]:
        return ("Matryoshka", f"k {self.k}")
