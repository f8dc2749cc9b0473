"""When a run writes what: pure functions of its length."""

import math

import numpy as np

ROWS = 1000
"""A curve on a screen is no wider than that, and each row costs about a tenth of a small step."""
SNAPSHOTS = 22
WEIGHTS = 8
STAIRCASE_PARTS = 3280
"""Σ 3^i of eight steps: the published protocol's epochs."""


def rate_factor(schedule: str, fraction: float) -> float:
    """Factor on the learning rate at `fraction` of training, 1 at its start.

    "staircase" (Burda et al., 2016): 10^(−i/7) for 3^i parts of training, i = 0 … 7.
    """
    match schedule:
        case "cosine":
            return (1 + math.cos(math.pi * fraction)) / 2
        case "staircase":
            ends = [(3**i - 1) / 2 / STAIRCASE_PARTS for i in range(1, 8)]
            return 10 ** (-sum(fraction >= end for end in ends) / 7)
        case _:
            return 1.0


def row_interval(total: int) -> int:
    """Steps between two logged rows, so that a run has about `ROWS` of them."""
    return max(1, math.ceil(total / ROWS))


def is_row(step: int, total: int, steps_per_epoch: int) -> bool:
    """Whether a row is logged after this step (1-based): the first, each interval, epoch ends."""
    return step in (1, total) or step % row_interval(total) == 0 or step % steps_per_epoch == 0


def validation_interval(train: int, validation: int) -> int:
    """Epochs between two validations, so that they cost at most about a tenth of the training.

    A validation example costs a third of a training example (no backward pass), so four
    validation examples for each 10 trained on would be 13 %; we ask for 4 trained on for each.
    """
    return max(1, math.ceil(4 * validation / train))


def is_validation(step: int, total: int, steps_per_epoch: int, interval: int) -> bool:
    """Whether validation follows this step (1-based): every `interval` epochs, and the last."""
    return step == total or step % (steps_per_epoch * interval) == 0


def snapshot_steps(total: int, count: int = SNAPSHOTS) -> tuple[int, ...]:
    """Step 0, then at most `count` steps log-spaced from 1 to `total` inclusive, rising."""
    spaced = np.rint(np.geomspace(1, total, count)).astype(int)
    return (0, *sorted({int(step) for step in spaced} | {total}))


def weight_steps(total: int, count: int = WEIGHTS) -> tuple[int, ...]:
    """At most `count` of the snapshot steps, evenly spread among them, the last included."""
    steps = snapshot_steps(total)
    places = np.rint(np.linspace(0, len(steps) - 1, count)).astype(int)
    return tuple(sorted({steps[place] for place in places}))
