"""What a sweep will cost, before it starts: seconds and bytes, from what runs cost here so far."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from statistics import median
from typing import Any

from core.errors import BadInput
from core.jobs.estimate import estimate, flops_per_example
from core.runs import Library, RunFolder
from core.spec import RunSpec

_REMEMBERED = 20
_START = 4.0  # seconds until the first worker is ready
_ASIDE = 1.0  # seconds of a run beside its training: data, evaluation, exports
_TRAINED = 6.0  # of flops_per_example: of each weight, see there
_COPIES = 4 + 12 + 8 + 2  # bytes a weight: result, checkpoint with moments, 8 fp16 decoders, export
_PICTURES, _PIXEL = 240_000, 1_100  # bytes of snapshots and sheets, and more for each feature
_MEASURE = (
    "import time, numpy as np; a = np.ones((512, 512), np.float32); a @ a; n = 20;"
    "t = time.perf_counter(); [a @ a for _ in range(n)];"
    "print(n * 2 * 512**3 / (time.perf_counter() - t) / 1e9)"
)


@dataclass(frozen=True)
class Forecast:
    """Runs to do, the seconds they will take together, and the bytes of their folders."""

    runs: int
    seconds: float
    bytes: int


def forecast(jobs: Sequence[Sequence[RunSpec]], library: Library, at_once: int) -> Forecast:
    """For jobs of one thread, `at_once` at a time.

    From finished runs of one thread in the library; before there are any, from the speed of a
    matrix product on one core, measured now. Runs that are one job, stacked, are counted as if one
    after another: how much sooner they are done depends on a GPU that was not measured.
    """
    known = _finished(library)
    pace = [(run.spec, summary["examples_per_second"]) for run, summary in known]
    aside = [summary["seconds"] - summary["training_seconds"] for _, summary in known]
    gflops = None if pace else _gflops()
    each = median(aside) if aside else _ASIDE
    seconds = [sum((estimate(spec, gflops, pace) or 0.0) + each for spec in job) for job in jobs]
    together = max(sum(seconds) / at_once, *seconds) if jobs else 0.0
    specs = [spec for job in jobs for spec in job]
    return Forecast(len(specs), _START + together, sum(map(_bytes, specs)))


def _finished(library: Library) -> list[tuple[RunFolder, dict[str, Any]]]:
    """The newest finished runs of one thread that were not stacked, with their summaries."""
    found: list[tuple[RunFolder, dict[str, Any]]] = []
    for run in library.list():
        summary = (None if run.is_gallery else run.summary()) or {}
        alike = summary.get("threads") == 1 and not summary.get("population")
        if alike and summary.get("examples_per_second") and _readable(run):
            found.append((run, summary))
            if len(found) == _REMEMBERED:
                break
    return found


def _readable(run: RunFolder) -> bool:
    try:
        return bool(run.spec)
    except BadInput:  # of another version of the program
        return False


def _bytes(spec: RunSpec) -> int:
    samples = getattr(spec.model, "samples", 1)
    weights = flops_per_example(spec) / _TRAINED / samples
    return int(_PICTURES + _PIXEL * prod(spec.dataset.shape) + _COPIES * weights)


def _gflops() -> float:
    """10⁹ floating-point operations a second of one thread, in a process that has no more."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE],
        env=os.environ | dict.fromkeys(names, "1"),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def in_words(cost: Forecast) -> str:
    """`24 runs, about 3 min, about 80 MB of disk`."""
    runs = f"{cost.runs:,} run{'' if cost.runs == 1 else 's'}"
    return f"{runs}, about {_time(cost.seconds)}, about {cost.bytes / 1e6:,.0f} MB of disk"


def _time(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
