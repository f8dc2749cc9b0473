"""β over time, as a pure function of the share of training done."""

import math

from core.spec.variational import ScheduleSpec


def beta_factor(schedule: ScheduleSpec, fraction: float) -> float:
    """Factor on β, in [0, 1], at `fraction` of training; the end of training has 1.

    linear and cosine rise from 0 over `share` of training. cyclical (Fu et al., 2019): in each of
    `cycles` equal parts, rise linearly over `ramp` of the part, then stay.
    """
    if fraction >= 1:
        return 1.0
    match schedule.kind:
        case "linear":
            return _ramp(fraction, schedule.share)
        case "cosine":
            return (1 - math.cos(math.pi * _ramp(fraction, schedule.share))) / 2
        case "cyclical":
            return _ramp(fraction * schedule.cycles % 1.0, schedule.ramp)
        case _:
            return 1.0


def _ramp(position: float, length: float) -> float:
    return min(1.0, position / length) if length > 0 else 1.0
