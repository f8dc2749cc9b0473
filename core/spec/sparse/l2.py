"""L2: codes cost their square."""

from typing import ClassVar, Literal

from core.spec.knob import knob, number
from core.spec.sparse.base import SPARSE, SparseSpec


@SPARSE.register
class L2Spec(SparseSpec):
    title: ClassVar[str] = "L2"
    about: ClassVar[str] = (
        "ReLU codes; the loss gains λ Σ zᵢ², which makes codes small but asks for no zeros: those "
        "it has are ReLU’s."
    )

    variant: Literal["l2"] = "l2"
    weight: float = knob(
        0.3,
        symbol="λ",
        label="sparsity weight",
        help=(
            "The loss is ‖x − x̂‖² + λ Σ zᵢ², summed over features and averaged over examples, in "
            "the scaled units of the data. Near zero the square costs next to nothing, so codes "
            "shrink and are not switched off by it: the contrast to L1."
        ),
        more="Smaller codes spread over more features, blurrier reconstructions (higher FVU).",
        less="Larger codes and sharper reconstructions; at 0 there is no penalty.",
        bounds=(0, 10_000),
        step=0.1,
        scale="log",
        main=True,
    )

    def naming(self) -> tuple[str, ...]:
        return ("Sparse L2", f"weight {number(self.weight)}")
