"""JumpReLU: every feature learns its own threshold, and firing is what costs."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import model_validator

from core.errors import BadInput
from core.spec.knob import Limit, knob, number, shown
from core.spec.sparse.base import SPARSE, SparseSpec


@SPARSE.register
class JumpReLUSpec(SparseSpec):
    title: ClassVar[str] = "JumpReLU"
    about: ClassVar[str] = (
        "A feature fires when its pre-activation exceeds a learned threshold θ; the loss gains λ "
        "for each that fires, whatever its size."
    )

    variant: Literal["jumprelu"] = "jumprelu"
    weight: float = knob(
        1.0,
        symbol="λ",
        label="sparsity weight",
        help=(
            "The loss is ‖x − x̂‖² + λ L0, averaged over examples, in the scaled units of the "
            "data. Give either a weight or a number of features wanted on."
        ),
        more="Fewer features on (lower L0), blurrier reconstructions.",
        less="More features on and sharper reconstructions; at 0 nothing asks for sparsity.",
        bounds=(0, 10_000),
        step=0.5,
        scale="log",
        main=True,
    )
    target_l0: float | None = knob(
        None,
        symbol="L0*",
        label="features wanted on",
        help=(
            "How many features should fire on an example on average, in place of a weight: the "
            "loss is ‖x − x̂‖² + D (L0/L0* − 1)², D the numbers in an example."
        ),
        more="More features on, sharper reconstructions.",
        less="Fewer features on, blurrier reconstructions.",
        bounds=(0.1, 16_384),
        step=1,
    )
    threshold: float = knob(
        0.1,
        symbol="θ₀",
        label="threshold at the start",
        help="Where every threshold starts, in the scaled units of the data; none falls below 0.",
        more="Features must be more certain to fire at the start.",
        less="More features fire at the start; at 0 it starts as ReLU.",
        bounds=(0, 100),
        step=0.1,
    )
    bandwidth: float = knob(
        0.1,
        symbol="ε",
        label="bandwidth",
        help=(
            "A threshold learns from pre-activations within ε/2 of it: its gradient is "
            "−(1/ε) 1[|π − θ| < ε/2], times θ for the code, in the scaled units of the data."
        ),
        more="Thresholds learn from more examples, less exactly.",
        less="A more exact gradient from fewer examples, hence noisier.",
        bounds=(1e-4, 100),
        step=0.1,
        scale="log",
    )

    @model_validator(mode="before")
    @classmethod
    def _one_price(cls, given: Any) -> Any:
        weight, wanted = given.get("weight"), given.get("target_l0")
        if weight is not None and wanted is not None:
            raise BadInput(
                f"model.weight is {shown(weight)} and model.target_l0 is {shown(wanted)}; give "
                "only one of them."
            )
        return given

    def inactive(self) -> set[str]:
        return super().inactive() | ({"weight"} if self.target_l0 is not None else set())

    def limits(self) -> Mapping[str, Limit]:
        reason = f"model.features is {number(self.features)}"
        return {"target_l0": Limit(0.1, self.features, reason)}

    def naming(self) -> tuple[str, ...]:
        if self.target_l0 is not None:
            return ("JumpReLU", f"L0 {number(self.target_l0)}")
        return ("JumpReLU", f"weight {number(self.weight)}")
