"""Speed of training on a CPU: our loop as the product runs it beside three others, in one process.

*ours*: the steps of a run of ours. *tutorial*: the widely copied PyTorch loop, with a Dataset that
turns one image at a time into a tensor. *in_memory*: the same loop, each batch indexed out of one
tensor. *floor*: the matrix products of the network's forward and backward pass, and nothing else,
by PyTorch's own product; *own_floor*: by the one that we use. All see the same examples in the same
batches, and have the same architecture, optimiser settings, precision and number of threads.

The loops take turns of some forty steps, and the median over turns of each ratio counts: the clock
of a shared machine changes within seconds, and hits all in that way. A whole run of ours then says
what share of its time is not its steps: rows, validation, snapshots, checkpoints, status. *product*
is our loop with all that on, its steps' time over their share, and what ratios are about. Our share
of the rate is of the faster floor. With more threads than idle cores every number is noise, since
threads then wait for each other.

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
import time
from typing import Any

import torch

from core.catalogue import CATALOGUE, full_set_files
from core.data import load
from tests.benchmarks.training.loops import (
    Steps,
    floor,
    in_memory,
    ours,
    own_floor,
    tutorial,
    whole_run,
)
from tests.benchmarks.training.precision import precision
from tests.benchmarks.training.problems import PROBLEMS, Problem

TARGETS = {"times_tutorial": 2.3, "times_in_memory": 1.6, "share_of_floor_rate": 0.5}
OVERHEAD_TARGET = 0.05
ASKED = ("logging", "meter", "validation", "snapshots")
"""What the target of the overhead is about."""
STEPS = 40
VALIDATION = 1_000
LARGE_BATCH = 512


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks training", description=__doc__
    )
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--turns", type=int, default=60, help=f"of {STEPS} steps, of every loop")
    parser.add_argument("--epochs", type=int, default=10, help="of our whole run")
    parser.add_argument("--examples", type=int, help="train on fewer (default: all)")
    parser.add_argument("--problems", nargs="+", default=list(PROBLEMS), choices=PROBLEMS)
    given = parser.parse_args(arguments)
    torch.set_num_threads(given.threads)
    whole = bool(full_set_files("mnist"))
    most = 60_000 - VALIDATION if whole else CATALOGUE["mnist"].bundled.train
    examples = min(given.examples or most, most)
    problems = {name: PROBLEMS[name](examples, VALIDATION, given.epochs) for name in given.problems}
    tables = {name: table(p, given.turns, given.threads) for name, p in problems.items()}
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


def table(problem: Problem, turns: int, threads: int) -> dict[str, Any]:
    """Milliseconds a step of every loop, and how ours compares."""
    split = load(problem.spec.dataset).train
    loops = {
        "ours": ours(problem),
        "tutorial": tutorial(problem, split),
        "in_memory": in_memory(problem, split),
        "floor": floor(problem),
        "own_floor": own_floor(problem),
    }
    seconds = by_turns(loops, turns)
    costs = whole_run(problem, threads)
    overhead = {name: share for name, share in costs.shares.items() if name != "steps"}
    steps = costs.shares["steps"] + costs.shares["meter"]  # which is in those that took turns, too

    def over_product(name: str) -> float:
        """A loop's time over that of ours as the product runs it."""
        pairs = zip(seconds[name], seconds["ours"], strict=True)
        return steps * statistics.median(other / own for other, own in pairs)

    median = {name: statistics.median(values) for name, values in seconds.items()}
    median["product"] = median["ours"] / steps
    work = problem.flops * problem.batch
    ratios = {
        "times_tutorial": over_product("tutorial"),
        "times_in_memory": over_product("in_memory"),
        "share_of_floor_rate": min(over_product("floor"), over_product("own_floor")),
    }
    asked = sum(overhead[name] for name in ASKED)
    return {
        "milliseconds_a_step": {
            name: {"median": round(1e3 * median[name], 3), "min": round(1e3 * min(values), 3)}
            for name, values in seconds.items()
        },
        "product_seconds_an_epoch": round(median["product"] * len(split) / problem.batch, 3),
        "memory_mebibytes": costs.memory,
        "gflops": {
            name: round(work / median[name] / 1e9, 1) for name in ("product", "floor", "own_floor")
        },
        "ratios": {name: round(value, 3) for name, value in ratios.items()},
        "target_ratios": TARGETS,
        "overhead": {name: round(share, 4) for name, share in overhead.items()},
        "overhead_total": round(sum(overhead.values()), 4),
        "overhead_asked": round(asked, 4),
        "target_overhead_asked": OVERHEAD_TARGET,
        "met": {
            **{name: value >= TARGETS[name] for name, value in ratios.items()},
            "overhead": asked < OVERHEAD_TARGET,
        },
    }


def by_turns(loops: dict[str, Steps], turns: int) -> dict[str, list[float]]:
    """Seconds a step of every loop in every turn."""
    seconds: dict[str, list[float]] = {name: [] for name in loops}
    for _ in range(turns):
        for name, steps in loops.items():
            begin = time.perf_counter()
            steps(STEPS)
            seconds[name].append((time.perf_counter() - begin) / STEPS)
    return seconds
