"""FC-WTA: each feature may fire on so many examples of a batch."""

from typing import ClassVar, Literal

from core.spec.knob import knob, number
from core.spec.sparse.base import SPARSE, SparseSpec


@SPARSE.register
class FCWTASpec(SparseSpec):
    title: ClassVar[str] = "FC-WTA"
    about: ClassVar[str] = (
        "In training each feature keeps its largest activations across the batch, a share p of "
        "them; in tests ReLU alone."
    )
    compares: ClassVar[str] = (
        "lets each feature fire on the examples of a batch that excite it most"
    )
    idle: ClassVar[frozenset[str]] = SparseSpec.idle | {"model.warmup"}

    variant: Literal["fc_wta"] = "fc_wta"
    rate: float = knob(
        0.05,
        symbol="p",
        label="lifetime sparsity",
        unit="share of a batch",
        help=(
            "The share of a batch on which each feature may fire: the p·B examples that excite it "
            "most, at least one. Every feature is trained by every batch, so none dies. Codes of "
            "tests are not thinned out, and denser."
        ),
        more="Sharper reconstructions from more general features.",
        less="Each feature keeps to fewer examples; with small batches p·B is soon 1.",
        bounds=(0.001, 1),
        step=0.01,
        main=True,
    )

    def naming(self) -> tuple[str, ...]:
        return ("FC-WTA", f"p {number(self.rate)}")
