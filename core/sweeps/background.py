"""Sweeps that a server drives for its pages, each in a thread of its own; light, as pages are.

    plan = parse_sweep(file)                        # BadInput says what is wrong, in a sentence
    cost = forecast(jobs, library, slots)           # before anybody commits to it
    sweep = Sweeps(library).create(plan, owner)     # or `same(plan, owner)`, or `find(id)`
    start(sweep, manager())                         # and again, to go on
    sweep.status(), sweep.rows(), report(sweep)     # at any time, from any process
    sweep.want("stop")                              # pauses what is at work; nothing is lost

The thread only reads and writes small files and hands runs to the job manager. Its runs are
ordinary ones with ordinary pages; whoever may change `sweep.folder` may stop it.
"""

import logging
import threading

from core.errors import BadInput, LabError
from core.jobs.manager import Backend
from core.limits import check_size
from core.sweeps.run import drive
from core.sweeps.store import Sweep

_log = logging.getLogger(__name__)


def start(sweep: Sweep, backend: Backend) -> threading.Thread:
    """Drive a new sweep, or go on with one that was stopped or interrupted; what is finished is
    not trained again.

    Raises `BadInput` when it is at work already, or a point is larger than this machine bears.
    What goes wrong later is the error of `sweep.status()`.
    """
    status = sweep.status()
    if status.state == "running":
        raise BadInput(f"{sweep.name} is at work in process {status.pid} on {status.host}.")
    for point in sweep.plan.points:
        check_size(point.spec)
    sweep.want("run")
    thread = threading.Thread(target=_drive, args=(sweep, backend), name=sweep.id, daemon=True)
    thread.start()
    return thread


def _drive(sweep: Sweep, backend: Backend) -> None:
    try:
        drive(sweep, backend)
    except LabError as error:
        _log.warning("%s: %s", sweep.name, error)  # its status has it, unless another drives it
    except Exception:
        _log.exception("%s met an unexpected error.", sweep.name)
