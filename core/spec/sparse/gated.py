"""Gated: whether a feature fires and how strongly are decided apart."""

from typing import ClassVar, Literal

from core.spec.knob import knob, number
from core.spec.sparse.base import SPARSE, SparseSpec


@SPARSE.register
class GatedSpec(SparseSpec):
    title: ClassVar[str] = "Gated"
    about: ClassVar[str] = (
        "A gate π_g > 0 decides whether a feature fires and a second path how strongly; only the "
        "gate is penalised, so that codes do not shrink."
    )

    variant: Literal["gated"] = "gated"
    weight: float = knob(
        3.0,
        symbol="λ",
        label="sparsity weight",
        help=(
            "The loss is ‖x − x̂‖² + λ ‖ReLU(π_g)‖₁ plus the squared error of decoding ReLU(π_g) "
            "with the decoder held fixed, which teaches the gates; in the scaled units of the data."
        ),
        more="Fewer features on (lower L0), blurrier reconstructions (higher FVU).",
        less="More features on and sharper reconstructions; at 0 nothing asks for sparsity.",
        bounds=(0, 10_000),
        step=0.5,
        scale="log",
        main=True,
    )
    output: Literal["linear"] = knob(
        "linear",
        label="output",
        help="Linear: the gated loss is a squared error on both of its paths.",
        choices={"linear": "linear"},
    )

    def naming(self) -> tuple[str, ...]:
        return ("Gated", f"weight {number(self.weight)}")
