"""How many runs are best trained: each in a process of its own, or stacked into populations."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.jobs.employer import Device
from core.spec import RunSpec
from core.spec.stackable import common, why_not_stacked

Stacking = Literal["auto", "always", "never"]
"""Whether to stack what can be: `auto` does so on a GPU only."""
LARGEST = 32
"""Members of one population: each has its own weights, moments and batch in the GPU's memory."""


@dataclass(frozen=True)
class Group:
    """Runs, by their places in the list, that are trained by one process, and why."""

    members: tuple[int, ...]
    how: Literal["alone", "stacked"]
    reason: str


def plan(
    specs: Sequence[RunSpec], device: Device, slots: int, stack: Stacking = "auto"
) -> list[Group]:
    """Groups of runs where `slots` processes work at once, whose `auto` device is `device`.

    Every run is in one group. Those alone have one thread each.
    """
    groups: list[Group] = []
    alike: dict[str, list[int]] = {}
    for place, spec in enumerate(specs):
        if reason := _alone(spec, device, slots, stack):
            groups.append(Group((place,), "alone", reason))
        else:
            alike.setdefault(json.dumps(common(spec), sort_keys=True), []).append(place)
    for places in alike.values():
        for start in range(0, len(places), LARGEST):
            groups.append(_group(tuple(places[start : start + LARGEST])))
    return sorted(groups, key=lambda group: group.members)


def _alone(spec: RunSpec, device: Device, slots: int, stack: Stacking) -> str | None:
    if stack == "never":
        return "A process of its own, as the sweep asks."
    if stack == "auto" and "cpu" in (device, spec.training.device):
        return (
            "On a CPU, stacked models were measured to be about as fast as one after another, so "
            f"each run has a process of its own with one thread, {slots} at once."
        )
    if reason := why_not_stacked([spec]):
        return f"A process of its own: {reason}."
    return None


def _group(members: tuple[int, ...]) -> Group:
    if len(members) == 1:
        return Group(members, "alone", "A process of its own: no other run is so like it.")
    return Group(
        members,
        "stacked",
        f"{len(members)} runs that differ in a few numbers only train as one stacked program.",
    )
