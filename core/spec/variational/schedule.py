"""How the price of information gets to its value in the course of training."""

from typing import ClassVar, Literal

from core.spec.knob import knob
from core.spec.section import Section


class ScheduleSpec(Section):
    """How β gets to its value in the course of training."""

    prefix: ClassVar[str] = "model.schedule"

    kind: Literal["constant", "linear", "cyclical", "cosine"] = knob(
        "constant",
        label="β over time",
        help=(
            "Constant: β throughout. Linear and cosine: from 0 up to β over a share of training, "
            "in a straight line or smoothly. Cyclical: again and again from 0 up to β."
        ),
        choices={
            "constant": "constant",
            "linear": "linear warm-up",
            "cyclical": "cyclical",
            "cosine": "cosine warm-up",
        },
    )
    share: float = knob(
        0.25,
        label="warm-up",
        unit="share of training",
        help="Share of training over which β rises from 0 to its value.",
        more="The decoder learns to use the code before the KL is charged in full.",
        less="The full price from early on; dimensions may collapse before they are used.",
        bounds=(0, 1),
        step=0.05,
        when=("kind", ("linear", "cosine")),
    )
    cycles: int = knob(
        4,
        label="cycles",
        help="How many times β rises from 0 in the course of training.",
        more="More fresh starts for unused dimensions, each shorter.",
        less="Fewer and longer cycles; with one it is a linear warm-up.",
        bounds=(1, 1_000),
        step=1,
        when=("kind", ("cyclical",)),
    )
    ramp: float = knob(
        0.5,
        label="ramp",
        unit="share of a cycle",
        help="Share of each cycle over which β rises; for the rest it stays at its value.",
        more="A gentler rise, less time at the full β.",
        less="A steeper rise, more time at the full β.",
        bounds=(0, 1),
        step=0.05,
        when=("kind", ("cyclical",)),
    )
