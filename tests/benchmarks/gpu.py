"""Speed of training on a GPU: steps recorded and one by one, and a population beside its members.

The VAE 784-400-20-400-784 in batches of 128, on 60,000 pictures of uniform noise that lie on the
device: how long a step takes does not depend on what is in them. Rows, snapshots and validation are
left out. Each loop is warm, its graphs recorded, before it is timed.

*kernel_share*: the time in which the GPU computes (torch.profiler), of the wall time of as many
steps without the profiler. *times_one_after_another*: the seconds of the members alone, each with
its steps as `single` does them fastest, over those of their population.

Where there is no GPU nothing is measured, and the answer says so; with `--cpu` the same loops run
on the processor, which is no measurement of a GPU.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

import torch

from core.data import load
from core.spec import RunSpec, parse_spec
from core.training.clock import Clock
from core.training.machine import settings
from core.training.population import Population
from core.training.replay import tape_for
from core.training.session import Session

TARGETS = {"seconds_an_epoch": 0.05, "kernel_share": 0.8, "times_one_after_another": 6.0}
EXAMPLES, BATCH, MEMBERS = 60_000, 128, 16


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks gpu", description=__doc__)
    parser.add_argument("--epochs", type=int, default=5, help="timed, of each loop")
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--cpu", action="store_true", help="time the same loops on the processor")
    given = parser.parse_args(arguments)
    if not torch.cuda.is_available() and not given.cpu:
        return {
            "measured": False,
            "why": "This machine has no CUDA device, so nothing was measured.",
            "targets": TARGETS,
        }
    device = torch.device("cpu" if given.cpu else "cuda")
    with settings(None, device) as threads:
        return {
            "measured": True,
            "device": torch.cuda.get_device_name() if device.type == "cuda" else "CPU",
            "threads": threads,
            "torch": torch.__version__,
            "examples": given.examples,
            "epochs": given.epochs,
            "single": single(device, given.examples, given.epochs),
            "population": population(device, given.examples, given.epochs, given.members),
            "targets": TARGETS,
        }


def single(device: torch.device, examples: int, epochs: int) -> dict[str, Any]:
    """One run, its steps one by one and, on a GPU, recorded."""
    loops = {"eager": session(device, examples)}
    loops["eager"].capture(None)
    if tape := tape_for(device):
        loops["recorded"] = session(device, examples)
        loops["recorded"].capture(tape)
    return {name: timed(one.advance, one, epochs) for name, one in loops.items()}


def population(device: torch.device, examples: int, epochs: int, members: int) -> dict[str, Any]:
    """So many values of β, stacked and one run after another."""
    betas = [2.0 ** (i - members / 2) for i in range(members)]
    stacked = [session(device, examples, beta) for beta in betas]
    together = Population(stacked)
    found = timed(together.advance, stacked[0], epochs)
    alone = [session(device, examples, beta) for beta in betas]
    seconds = sum(timed(one.advance, one, epochs)["seconds_an_epoch"] for one in alone)
    return {
        "members": members,
        **found,
        "seconds_an_epoch_of_all_one_after_another": round(seconds, 4),
        "times_one_after_another": round(seconds / found["seconds_an_epoch"], 2),
    }


def session(device: torch.device, examples: int, beta: float = 1.0) -> Session:
    """The VAE on pictures of noise, before its first step."""
    noise = torch.rand(examples, 784, generator=torch.Generator().manual_seed(0))
    given = specification(device, beta)
    return Session(given, load(given.dataset), device, Clock(), noise.to(device))


def specification(device: torch.device, beta: float) -> RunSpec:
    """784-400-20-400-784, in batches of 128."""
    model = {"family": "variational", "likelihood": "bernoulli", "latent_dim": 20, "beta": beta}
    return parse_spec(
        {
            "dataset": {"name": "mnist", "train_size": 5_000},
            "model": model,
            "network": {"hidden": [400]},
            "training": {"batch_size": BATCH, "epochs": 1_000, "device": device.type},
        }
    )


def timed(advance: Callable[[], None], one: Session, epochs: int) -> dict[str, Any]:
    """Seconds an epoch of `advance`, the GPU's share of it, and the most memory."""
    steps = len(one.batches)
    cuda = one.device.type == "cuda"
    # A short last batch comes once an epoch, and is recorded the fourth time.
    repeat(advance, 4 * steps if cuda else min(steps, 20), cuda)
    if cuda:
        torch.cuda.reset_peak_memory_stats()
    seconds = repeat(advance, epochs * steps, cuda) / epochs
    found: dict[str, Any] = {"seconds_an_epoch": round(seconds, 4)}
    if cuda:
        found["kernel_share"] = round(kernel_seconds(advance, steps) / seconds, 3)
        found["peak_memory_mb"] = round(torch.cuda.max_memory_allocated() / 2**20, 1)
    return found


def repeat(advance: Callable[[], None], steps: int, cuda: bool) -> float:
    """Seconds that so many steps take, until the device is done with them."""
    start = time.perf_counter()
    for _ in range(steps):
        advance()
    if cuda:
        torch.cuda.synchronize()
    return time.perf_counter() - start


def kernel_seconds(advance: Callable[[], None], steps: int) -> float:
    """Seconds in which the GPU computes in so many steps."""
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CUDA]) as profile:
        repeat(advance, steps, cuda=True)
    cuda = torch.autograd.DeviceType.CUDA
    kernels = (event for event in profile.events() or [] if event.device_type == cuda)
    microseconds: float = sum(event.time_range.elapsed_us() for event in kernels)
    return microseconds / 1e6
