"""KL sparsity: every feature is to be active so often on average, and no oftener."""

from typing import ClassVar, Literal

from core.spec.knob import knob, number
from core.spec.sparse.base import SPARSE, SparseSpec


@SPARSE.register
class KLSpec(SparseSpec):
    title: ClassVar[str] = "KL"
    about: ClassVar[str] = (
        "Sigmoid codes; the loss gains β Σ KL(ρ‖ρ̂ⱼ), which asks for a mean activation ρ̂ⱼ of ρ."
    )
    idle: ClassVar[frozenset[str]] = SparseSpec.idle | {"model.dead_window"}

    variant: Literal["kl"] = "kl"
    weight: float = knob(
        3.0,
        symbol="β",
        label="sparsity weight",
        help=(
            "The loss is ‖x − x̂‖² + β Σⱼ [ρ ln(ρ/ρ̂ⱼ) + (1−ρ) ln((1−ρ)/(1−ρ̂ⱼ))], the error "
            "averaged over examples. Ng's lecture notes halve the error: their β = 3 is 6 here."
        ),
        more="Mean activations closer to ρ, blurrier reconstructions (higher FVU).",
        less="Sharper reconstructions from denser codes; at 0 nothing asks for sparsity.",
        bounds=(0, 10_000),
        step=1,
        scale="log",
        main=True,
    )
    target: float = knob(
        0.05,
        symbol="ρ",
        label="mean activation wanted",
        help="What the activation of each feature, between 0 and 1, should be on average.",
        more="Features take part in more examples; reconstructions get sharper.",
        less="Each feature keeps to fewer examples.",
        bounds=(0.001, 0.5),
        step=0.01,
        main=True,
    )
    decay: float = knob(
        0.99,
        label="memory of ρ̂",
        help=(
            "ρ̂ is a running mean over batches: each batch keeps this share of it and adds its own "
            "mean; the gradient is that of the batch's mean. At 0 each batch stands for itself."
        ),
        more="A steadier ρ̂, which lags behind the weights.",
        less="A ρ̂ of the latest batches alone: exact for them, noisy when they are small.",
        bounds=(0, 0.9999),
        step=0.01,
    )
    weight_decay: float = knob(
        1e-4,
        label="weight decay",
        help="The loss gains ½ w (‖W_enc‖² + ‖W_dec‖²), w this number; biases go free.",
        more="Smaller weights, smoother features.",
        less="Weights grow as they like; at 0 there is no such term.",
        bounds=(0, 10),
        step=0.0001,
        scale="log",
    )
    revive: Literal["none"] = knob(
        "none",
        label="revive dead features",
        help="Nothing to revive: ρ pulls the activation of every feature up as well as down.",
        choices={"none": "no"},
    )

    def naming(self) -> tuple[str, ...]:
        return ("Sparse KL", f"ρ {number(self.target)}", f"weight {number(self.weight)}")
