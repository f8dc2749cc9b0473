"""Capacity: the KL is held at a number of nats that rises in the course of training."""

from typing import ClassVar, Literal

from core.spec.knob import knob, number
from core.spec.variational.base import VARIATIONAL, VariationalSpec


@VARIATIONAL.register
class CapacitySpec(VariationalSpec):
    title: ClassVar[str] = "Capacity"
    about: ClassVar[str] = (
        "Reconstruction + γ · |KL − C(t)|, where the capacity C(t) rises from 0 (Burgess)."
    )

    objective: Literal["capacity"] = "capacity"
    capacity: float = knob(
        15.0,
        symbol="C",
        label="capacity",
        unit="nats",
        help=(
            "Nats that a code is to carry. The loss is reconstruction + γ · |KL − C(t)|, the KL "
            "averaged over the batch; C(t) rises from 0 to C in a straight line."
        ),
        more="Codes carry more: sharper reconstructions, more dimensions in use.",
        less="Codes carry less: blurrier reconstructions, fewer dimensions in use.",
        bounds=(0, 1_000),
        step=1,
        main=True,
    )
    gamma: float = knob(
        10.0,
        symbol="γ",
        label="price of a nat off capacity",
        help="How strongly the KL is held at the capacity, whether it is above or below.",
        more="The KL follows the capacity closely, at the cost of a noisier training.",
        less="The KL follows loosely; below 1 it may not be worth reaching the capacity at all.",
        bounds=(0, 10_000),
        step=1,
        scale="log",
    )
    share: float = knob(
        0.5,
        label="rise",
        unit="share of training",
        help="Share of training over which the capacity rises, step by step, from 0 to its value.",
        more="Dimensions come into use one after another, the most useful first.",
        less="Full capacity early on; dimensions come into use together.",
        bounds=(0, 1),
        step=0.05,
    )

    def naming(self) -> tuple[str, ...]:
        return ("Capacity VAE", f"C {number(self.capacity)}")
