"""L1: codes cost their size."""

from typing import ClassVar, Literal

from core.spec.knob import knob, number
from core.spec.sparse.base import SPARSE, SparseSpec


@SPARSE.register
class L1Spec(SparseSpec):
    title: ClassVar[str] = "L1"
    about: ClassVar[str] = "ReLU codes; the loss gains λ Σ zᵢ‖dᵢ‖, the cost of what is switched on."

    variant: Literal["l1"] = "l1"
    weight: float = knob(
        3.0,
        symbol="λ",
        label="sparsity weight",
        help=(
            "The loss is ‖x − x̂‖² + λ Σ zᵢ‖dᵢ‖, summed over features and averaged over examples, "
            "in the scaled units of the data. A useful λ grows with the number of pixels."
        ),
        more="Fewer features on (lower L0), blurrier reconstructions (higher FVU), smaller codes.",
        less="More features on and sharper reconstructions; at 0 nothing asks for sparsity.",
        bounds=(0, 10_000),
        step=0.5,
        scale="log",
        main=True,
    )
    charge: Literal["contribution", "code"] = knob(
        "contribution",
        label="what is charged",
        help=(
            "Of free atoms. The contribution zᵢ‖dᵢ‖: how much a feature adds to the output. The "
            "code zᵢ alone: then codes may shrink while atoms grow, so that the same output costs "
            "less and less, and the penalty ends up asking for nothing."
        ),
        choices={"contribution": "code × length of its atom", "code": "the code alone"},
        when=("decoder_norm", ("free",)),
    )

    def naming(self) -> tuple[str, ...]:
        alone = ("codes alone charged",) if self.charge == "code" else ()
        return ("Sparse L1", f"weight {number(self.weight)}", *alone)
