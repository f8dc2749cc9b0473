"""What the objectives share that put a price of β on the KL."""

from typing import Any

from core.spec.knob import knob, number
from core.spec.variational.base import VariationalSpec
from core.spec.variational.schedule import ScheduleSpec


def beta_knob(help: str, main: bool = False) -> Any:
    """β, the price of a nat of information; `help` says where it enters the loss."""
    return knob(
        1.0,
        symbol="β",
        label="price of a nat of information",
        help=help,
        more="Lower KL, blurrier reconstructions, smoother and fewer active dimensions.",
        less="Higher KL and sharper reconstructions; samples from the prior get worse.",
        bounds=(0, 1_000),
        step=0.5,
        scale="log",
        main=main,
    )


class PricedSpec(VariationalSpec):
    """β and its schedule: β(t) · KL in the loss, with β = 1 throughout unless told otherwise."""

    beta: float = beta_knob(
        "The KL enters the loss as β · KL, in nats an example; at 1 it is charged at its own "
        "price, that of the ELBO."
    )
    schedule: ScheduleSpec = ScheduleSpec()

    def priced(self) -> tuple[str, ...]:
        """β as part of a run's name, where it is not 1."""
        return () if self.beta == 1 else (f"β {number(self.beta)}",)
