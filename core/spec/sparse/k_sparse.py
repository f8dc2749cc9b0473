"""k-sparse: TopK with a k that falls in training and rises again for tests."""

from typing import ClassVar, Literal

from core.spec.knob import knob, number
from core.spec.sparse.base import SPARSE, KeptSpec


@SPARSE.register
class KSparseSpec(KeptSpec):
    title: ClassVar[str] = "k-sparse"
    about: ClassVar[str] = (
        "The k largest stay on; k falls to its value over the first half of training, and αk stay "
        "on in tests."
    )

    variant: Literal["k_sparse"] = "k_sparse"
    k_start: int = knob(
        100,
        label="features on at the start",
        help=(
            "k falls linearly from this number (at most all features, at least k) to its value "
            "over the first half of training, so that every feature learns something."
        ),
        more="Fewer features die, and training on the final k begins later.",
        less="Sparse from the start; more features may die.",
        bounds=(1, 16_384),
        step=10,
    )
    alpha: float = knob(
        3.0,
        symbol="α",
        label="kept in tests",
        unit="times k",
        help=(
            "After training αk features may fire instead of k, at most all of them: more than "
            "learning was allowed describes an example better to a classifier."
        ),
        more="Richer codes for a classifier; L0 rises.",
        less="Codes as sparse as in training, at 1 exactly so.",
        bounds=(1, 10),
        step=0.5,
    )

    def naming(self) -> tuple[str, ...]:
        return ("k-sparse", f"k {self.k}", *self._unusual_alpha())

    def _unusual_alpha(self) -> tuple[str, ...]:
        return () if self.alpha == 3 else (f"α {number(self.alpha)}",)
