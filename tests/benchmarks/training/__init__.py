"""Speed of training on a CPU: our loop as the product runs it beside three others, in one process.

*product*: a whole run of ours, from before its first step until its results are due, with rows,
snapshots, validation, checkpoints, status and heartbeat. *tutorial*: the widely copied PyTorch
loop, with a Dataset that turns one image at a time into a tensor. *in_memory*: the same loop, each
batch indexed out of one tensor. *floor*: the matrix products of the network's forward and backward
pass, and nothing else, by PyTorch's own product; *own_floor*: by the one that we use. Our share of
the rate is of the faster. All see the same examples in the same batches, and have the same
architecture, optimiser settings, precision and number of threads.

The loops take turns, round after round, and medians count, so that a moment in which the machine is
busy with something else hits none alone. Ratios are of medians. With more threads than idle cores
every number is noise, since threads then wait for each other.

What was found to pay, and is in the program: large products by oneDNN (half the time of MKL's on an
AMD EPYC), gradients written out for the VAE (a fifth of what was left), batches gathered and
binarised in place, Adam in one fused kernel, activations in place, no value read back between rows,
no gradient of the data, the halves of the encoder's output copied apart, and for sparse
autoencoders no gradient that the unit norms take away again and no second gradient of the encoder's
size. What was tried and did not pay: all weights in one flat buffer for Adam, each layer's Adam
right behind its gradient, weights laid out input by input, MKL told to use other instructions, the
gradients of weights by MKL where it is as fast, huge pages, cross-entropy with its gradient as one
function of our own (PyTorch's takes as long), counting features that fire another way (.4 % of a
step).
"""

import argparse
import os
import statistics
from typing import Any

import torch

from core.catalogue import CATALOGUE, full_set_files
from core.data import load
from tests.benchmarks.training.loops import Costs, floor, in_memory, own_floor, product, tutorial
from tests.benchmarks.training.precision import precision
from tests.benchmarks.training.problems import PROBLEMS, Problem

TARGETS = {"times_tutorial": 2.3, "times_in_memory": 1.6, "share_of_floor_rate": 0.5}
OVERHEAD_TARGET = 0.05
VALIDATION = 1_000
LARGE_BATCH = 512


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks training", description=__doc__
    )
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, default=3, help="each measures every loop once")
    parser.add_argument("--epochs", type=int, default=10, help="of each of our runs")
    parser.add_argument("--examples", type=int, help="train on fewer (default: all)")
    parser.add_argument("--problems", nargs="+", default=list(PROBLEMS), choices=PROBLEMS)
    given = parser.parse_args(arguments)
    torch.set_num_threads(given.threads)
    whole = bool(full_set_files("mnist"))
    most = 60_000 - VALIDATION if whole else CATALOGUE["mnist"].bundled.train
    examples = min(given.examples or most, most)
    problems = {name: PROBLEMS[name](examples, VALIDATION, given.epochs) for name in given.problems}
    tables = {name: table(p, given.rounds, given.threads) for name, p in problems.items()}
    formats = {
        name: [precision(problem, size, given.threads) for size in (problem.batch, LARGE_BATCH)]
        for name, problem in problems.items()
    }
    return {
        "data": "MNIST, full set" if whole else "MNIST, bundled 10,000: no full set is at hand",
        "examples": examples,
        "validation_examples": VALIDATION,
        "batch": next(iter(problems.values())).batch,
        "epochs_of_a_run": given.epochs,
        "threads": given.threads,
        "load_average": os.getloadavg(),
        "omp_wait_policy": os.environ.get("OMP_WAIT_POLICY"),
        "problems": tables,
        "precision": formats,
    }


def table(problem: Problem, rounds: int, threads: int) -> dict[str, Any]:
    """Seconds an epoch of every loop, and how ours compares."""
    split = load(problem.spec.dataset).train
    seconds: dict[str, list[float]] = {}
    costs: list[Costs] = []
    for _ in range(rounds):
        costs.append(product(problem, threads))
        measured = {
            "product": costs[-1].seconds_per_epoch,
            "tutorial": tutorial(problem, split),
            "in_memory": in_memory(problem, split),
            "floor": floor(problem),
            "own_floor": own_floor(problem),
        }
        for name, value in measured.items():
            seconds.setdefault(name, []).append(value)
    median = {name: statistics.median(values) for name, values in seconds.items()}
    ours, work = median["product"], problem.flops * len(split)
    ratios = {
        "times_tutorial": median["tutorial"] / ours,
        "times_in_memory": median["in_memory"] / ours,
        "share_of_floor_rate": min(median["floor"], median["own_floor"]) / ours,
    }
    overhead = {
        name: statistics.median(one.shares[name] for one in costs) for name in costs[0].shares
    }
    total = sum(overhead.values())
    return {
        "seconds_per_epoch": {
            name: {"median": round(median[name], 3), "min": round(min(values), 3)}
            for name, values in seconds.items()
        },
        "memory_mebibytes": costs[-1].memory,
        "gflops": {
            name: round(work / median[name] / 1e9, 1) for name in ("product", "floor", "own_floor")
        },
        "ratios": {name: round(value, 3) for name, value in ratios.items()},
        "target_ratios": TARGETS,
        "overhead": {name: round(share, 4) for name, share in overhead.items()},
        "overhead_total": round(total, 4),
        "target_overhead_total": OVERHEAD_TARGET,
        "met": {
            **{name: value >= TARGETS[name] for name, value in ratios.items()},
            "overhead": total < OVERHEAD_TARGET,
        },
    }
