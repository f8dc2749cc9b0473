"""Throughput of a sweep on CPUs: the same runs of a small VAE on MNIST as processes of one thread,
one after another with all cores, and one after another with one thread.

The three ways take turns, so that what else the machine does meets them alike; every run has the
same specification but for its seed, and does everything that runs do. Workers are warm: their start
is paid once a sweep, and told apart. Beside the ratios stands their ceiling: what as many processes
of nothing but this network's matrix products gain over one (`side_by_side`).
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.jobs.manager import Manager
from core.jobs.priority import CROWD, VARIABLE
from core.jobs.process import cores
from core.runs import Library, RunFolder
from core.sweeps import Sweep, Sweeps, parse_sweep
from core.sweeps.run import drive
from core.training import train
from tests.benchmarks.side_by_side import ceiling

BATCH, HIDDEN, LATENTS, PIXELS = 128, 256, 10, 784
PRODUCTS = [(PIXELS, HIDDEN), (HIDDEN, 2 * LATENTS), (LATENTS, HIDDEN), (HIDDEN, PIXELS)]
"""Inputs and outputs of the network's layers."""
TARGETS = {"one_after_another_all_cores": 1.1, "one_after_another_one_thread": 1.8}


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks sweep")
    parser.add_argument("--runs", type=int, default=4, help="runs of each way and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=10)
    args = parser.parse_args(arguments)
    at_once = cores()
    os.environ["LATENT_LAB_SLOTS"] = str(at_once)
    os.environ.setdefault(VARIABLE, str(CROWD))  # as the command has it
    seconds: dict[str, list[float]] = {name: [] for name in ("processes", *TARGETS)}
    with tempfile.TemporaryDirectory() as place:
        library = Library(Path(place), gallery=None)
        manager = Manager(library, spares=at_once)  # as the command has it
        try:
            begin = time.perf_counter()
            drive(_sweep(library, "warm", at_once, 1), manager)
            cold = time.perf_counter() - begin
            for number in range(args.rounds):
                sweep = _sweep(library, f"round {number}", args.runs, args.epochs)
                seconds["processes"].append(_timed(lambda sweep=sweep: drive(sweep, manager)))
                for name, threads in zip(TARGETS, (at_once, 1), strict=True):
                    seconds[name].append(_timed(lambda n=threads, s=sweep: _singly(library, s, n)))
            states = {run.status().state for run in library.list()}
        finally:
            manager.shutdown()
    assert states == {"finished"}, states
    fastest = {name: min(values) for name, values in seconds.items()}
    ratios = {name: fastest[name] / fastest["processes"] for name in TARGETS}
    return {
        "cores": at_once,
        "runs": args.runs,
        "epochs": args.epochs,
        "load": round(os.getloadavg()[0], 1),
        "start_seconds": round(cold, 2),
        "seconds": {name: [round(value, 2) for value in each] for name, each in seconds.items()},
        "ceiling_by_matrix_products": round(ceiling(at_once, BATCH, PRODUCTS, 15, 0.5), 2),
        "throughput_ratios": {name: round(value, 2) for name, value in ratios.items()},
        "targets": TARGETS,
        "met": all(ratios[name] >= target for name, target in TARGETS.items()),
    }


def _sweep(library: Library, name: str, runs: int, epochs: int) -> Sweep:
    base = {
        "dataset": {"name": "mnist"},
        "model": {"family": "variational", "latent_dim": LATENTS},
        "network": {"hidden": [HIDDEN]},
        "training": {"epochs": epochs, "batch_size": BATCH, "device": "cpu"},
    }
    return Sweeps(library).create(parse_sweep({"name": name, "base": base, "seeds": runs}))


def _singly(library: Library, sweep: Sweep, threads: int) -> None:
    for point in sweep.plan.points:
        run: RunFolder = library.create(point.spec)
        train(run, threads=threads)


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
