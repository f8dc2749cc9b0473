"""The published schedule of Burda's one-layer VAE, k = 1: 3,280 epochs at batch 20, on a GPU.

Hours: a command trains for one sitting, pauses, and the next command goes on exactly. The run lies
in the folder that LATENT_LAB_RUNS names.
"""

import sys
import time
from collections.abc import Iterator
from threading import Timer

import torch

from core.evaluation.examples import examples_of
from core.evaluation.metrics import standard_error
from core.evaluation.protocols import FULL
from core.evaluation.variational import log_evidence
from core.models.variational import VariationalAutoencoder
from core.reproductions import Experiment, Number, Reference
from core.runs import Library, RunFolder
from core.spec import RunSpec
from core.training import load_run, train
from tests.benchmarks.science.burda import FULL_DATA, MODELS, SOURCE, specification

TITLE = "Burda's VAE, the published schedule"
FAMILY = "variational"
NAME = "Burda's VAE, complete"
SITTING = 480.0
"""Seconds a command trains for."""
EPOCHS = 3_280
PUBLISHED = MODELS["VAE"][2]
PROTOCOL = "60,000 digits at batch 20, Adam, 1e-3 → 1e-4 in 8 steps; NLL with K = 5,000"


WHY = "Hours on a GPU: a command trains for one sitting, and the same command goes on from there."


def specification_complete() -> RunSpec:
    training = {"epochs": EPOCHS, "batch_size": 20, "schedule": "staircase", "device": "cuda"}
    return specification(MODELS["VAE"][0], FULL_DATA, **training)


def plan(full: bool) -> list[Experiment]:
    """The published number ± 1 nat, as far apart as independent re-runs lie."""
    number = Number.near("NLL", "nll", Reference(PUBLISHED, SOURCE, "read"), 1.0, "nats")
    spec = specification_complete().as_dict()
    return [Experiment("VAE, k = 1", PROTOCOL, (number,), spec, (0,), WHY)]


def measure(full: bool) -> Iterator[Experiment]:
    """One sitting, or the NLL of all test digits once the run is finished; only with a GPU."""
    if not full or not torch.cuda.is_available():
        print("burda_complete: only in full, and only with a GPU.", file=sys.stderr)
        return
    run = the_run()
    if run.raw_status().state != "finished":
        sit(run)
        done = run.raw_status().step / run.spec.steps_per_epoch
        print(f"{done:.0f} of {EPOCHS:,} epochs; the same command goes on", file=sys.stderr)
        return
    model, spec, prepared = load_run(run)
    assert isinstance(model, VariationalAutoencoder)
    data = examples_of(model.cuda(), spec, prepared, "test", None)
    began = time.perf_counter()
    nll = -log_evidence(model, data, FULL)
    print(f"burda_complete: {time.perf_counter() - began:.0f} s for the NLL", file=sys.stderr)
    yield plan(full)[0].found([float(nll.mean())], error=standard_error(nll))


def the_run() -> RunFolder:
    """The run begun earlier, or a new one."""
    spec = specification_complete()
    library = Library(gallery=None)
    begun = (run for run in library.list() if run.spec == spec)
    return next(begun, None) or library.create(spec, NAME)


def sit(run: RunFolder) -> None:
    """Train for one sitting, or to the end if that comes first."""
    run.want("run")
    bell = Timer(SITTING, run.want, ("pause",))
    bell.start()
    try:
        train(run)
    finally:
        bell.cancel()
