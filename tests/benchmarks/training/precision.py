"""What training in bfloat16 costs and gives: the same steps in either format, measured in float32.

Only steps are timed; a tenth of an epoch at a time, the formats taking turns.
"""

import statistics
import time
from typing import Any

import torch

from core.data import load
from core.data.prepared import Prepared
from core.spec import parse_spec
from core.training.clock import Clock
from core.training.probe import Probe
from core.training.session import Session
from core.training.snapshots import content
from core.training.validation import Validation
from tests.benchmarks.training.problems import Problem

FORMATS = ("float32", "bfloat16")
PARTS = 10


def precision(problem: Problem, batch_size: int, threads: int) -> dict[str, Any]:
    """Milliseconds a step and the validation result after the problem's epochs, in each format."""
    prepared = load(problem.spec.dataset)
    sessions = {name: _session(problem, prepared, name, batch_size) for name in FORMATS}
    steps = max(1, len(sessions["float32"].batches) // PARTS)
    seconds: dict[str, list[float]] = {name: [] for name in FORMATS}
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    while not sessions["float32"].ended:
        for name, session in sessions.items():
            begin = time.perf_counter()
            done = session.step
            while session.step < done + steps and not session.ended:
                session.advance()
            seconds[name].append((time.perf_counter() - begin) / (session.step - done))
    torch.set_flush_denormal(False)
    median = {name: statistics.median(values) for name, values in seconds.items()}
    return {
        "batch": batch_size,
        "steps": sessions["float32"].step,
        "milliseconds_a_step": {name: round(1e3 * value, 3) for name, value in median.items()},
        "float32_over_bfloat16": round(median["float32"] / median["bfloat16"], 3),
        "validation": {name: _result(session) for name, session in sessions.items()},
    }


def _session(problem: Problem, prepared: Prepared, precision: str, batch_size: int) -> Session:
    given = problem.spec.as_dict()
    given["training"] |= {"precision": precision, "batch_size": batch_size}
    return Session(parse_spec(given), prepared, torch.device("cpu"), Clock())


def _result(session: Session) -> dict[str, float]:
    """ELBO in nats or FVU on the validation examples, by products in float32."""
    spec, prepared, model = session.spec, session.prepared, session.model
    if spec.model.family == "variational":
        terms = Validation(spec, prepared, model, session.device).terms(model, session.total)
        return {"elbo": terms["elbo"]}
    fvu = content(model, Probe.of(spec, prepared, model, session.device)).scalars["fvu"]
    assert fvu is not None
    return {"fvu": round(fvu, 5)}
