"""How far the estimated time of a run is from what it takes, for models it was not fitted to.

Seconds are CPU seconds of one thread, and so is the measured speed: work beside it does not count.
`without` is the estimate on a machine that has trained nothing yet, `with` the one that has learned
from the other runs here.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from core.jobs.estimate import estimate
from core.jobs.tasks import prepare_training
from core.runs import Library
from core.spec import RunSpec, parse_spec
from core.training import train

RUNS: dict[str, dict[str, Any]] = {
    "fashion VAE, 2 dimensions": {
        "dataset": {"name": "fashion_mnist"},
        "model": {"family": "variational", "latent_dim": 2},
    },
    "MNIST VAE, 300, batch 128": {
        "dataset": {"name": "mnist"},
        "model": {"family": "variational", "latent_dim": 20},
        "network": {"hidden": [300]},
        "training": {"batch_size": 128},
    },
    "MNIST TopK, 512 features": {
        "dataset": {"name": "mnist"},
        "model": {"family": "sparse", "variant": "topk", "features": 512},
    },
    "MNIST L1, 256 features": {
        "dataset": {"name": "mnist"},
        "model": {"family": "sparse", "variant": "l1", "features": 256},
    },
    "digits autoencoder": {"dataset": {"name": "digits"}, "model": {"family": "plain"}},
}


def main(arguments: list[str]) -> dict[str, Any]:
    """Ratios of estimated to measured time, run by run."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks estimate")
    parser.add_argument("--steps", type=int, default=1000, help="steps a run (default: 1000)")
    steps = parser.parse_args(arguments).steps
    torch.set_num_threads(1)
    prepare_training()
    gflops = _gflops()
    taken = {name: _train(given, steps) for name, given in RUNS.items()}
    ratios = {}
    for name, (spec, seconds, _) in taken.items():
        others = [(one, rate) for key, (one, _, rate) in taken.items() if key != name]
        ratios[name] = {
            "seconds": round(seconds, 2),
            "without": round((estimate(spec, gflops) or 0) / seconds, 2),
            "with": round((estimate(spec, gflops, others) or 0) / seconds, 2),
        }
    return {"gflops": round(gflops, 1), "steps": steps, "estimated_over_measured": ratios}


def _train(given: dict[str, Any], steps: int) -> tuple[RunSpec, float, float]:
    """The specification, its CPU seconds, and examples a CPU second."""
    training = given.get("training", {}) | {"steps": steps, "device": "cpu"}
    spec = parse_spec(given | {"training": training})
    with tempfile.TemporaryDirectory() as folder:
        run = Library(Path(folder), gallery=None).create(spec)
        begin = time.process_time()
        train(run, threads=1)
        seconds = time.process_time() - begin
    epochs = spec.total_steps / spec.steps_per_epoch
    return spec, seconds, epochs * spec.dataset.train_size / seconds


def _gflops(size: int = 512, seconds: float = 0.5) -> float:
    """10⁹ operations a CPU second in matrix products."""
    a = torch.rand(size, size)
    begin, count = time.process_time(), 0
    while time.process_time() - begin < seconds:
        (a @ a)[0, 0].item()
        count += 1
    return count * 2 * size**3 / (time.process_time() - begin) / 1e9
