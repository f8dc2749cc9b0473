"""How far a worker gives way to pages, browsers and everything else on the machine."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from core.errors import BadInput

VARIABLE = "LATENT_LAB_NICE"
IDLE = 19
CROWD = 18
"""For several workers at once and nobody at a page: to the idle class, a core that such a worker
holds looks free, so that two of them may share it. Two took 17 s for what they do in 14 at 18."""


def niceness() -> int:
    """`LATENT_LAB_NICE`, else 19: from 0, an equal of everything else, to 19, only what is idle.

    Raises `BadInput` for anything else.
    """
    given = os.environ.get(VARIABLE, str(IDLE))
    if not given.isdigit() or int(given) > IDLE:
        raise BadInput(f"{VARIABLE} is {given!r}; valid is a whole number from 0 to {IDLE}.")
    return int(given)


def give_way(nice: int) -> None:
    """Lower this process's claim on the processor, as far as the system knows how to.

    Measured on two cores: with a plain niceness a click took 1.3 to 1.65 times as long while a run
    trained, with the two calls that follow it 1.1 to 1.2 times.
    """
    if hasattr(os, "nice"):
        os.nice(nice)
    if sys.platform != "linux" or not nice:
        return
    # Where Linux groups processes by session (autogroup, the rule on desktops), niceness counts
    # within the session only; ours has a session of its own, so its group has to give way.
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(nice))
    if nice == IDLE:  # whoever wakes up then takes this core at once
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
