"""Who trains which points of a sweep: each is a job of its own, or many are stacked into one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.jobs.employer import Device
from core.jobs.populations import Stacking, plan
from core.sweeps.plan import Point


@dataclass(frozen=True, eq=False)
class Batch:
    """Points that one worker trains together, how, and why so."""

    points: tuple[Point, ...]
    how: Literal["alone", "stacked"]
    why: str


def batches(points: Sequence[Point], stack: Stacking, device: Device, slots: int) -> list[Batch]:
    """Every point in one batch, for workers that compute on `device`, `slots` of them at once."""
    groups = plan([point.spec for point in points], device, slots, stack)
    return [Batch(tuple(points[i] for i in one.members), one.how, one.reason) for one in groups]


def hinges_on_device(points: Sequence[Point], stack: Stacking) -> bool:
    """Whether these points have other batches on a GPU than on a CPU."""
    on_a_gpu = batches(points, stack, "cuda", 1)
    return stack == "auto" and any(one.how == "stacked" for one in on_a_gpu)
