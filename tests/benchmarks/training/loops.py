"""The loops that are compared; each does as many steps as it is told.

They are told few at a time and by turns, so that a moment in which the machine is slow hits all.
"""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from core.data import load
from core.data.prepared import Split
from core.models.products import times_transposed
from core.runs import Library
from core.training import loop
from core.training.batches import Batches
from core.training.clock import Clock
from core.training.meter import Meter
from core.training.record import Recorder
from core.training.session import Session
from core.training.validation import Validation
from tests.benchmarks.training.problems import Problem

Steps = Callable[[int], None]
"""Does so many training steps, and comes back when they are done."""

CPU = torch.device("cpu")
WARM_UP = 20
PARTS: dict[str, tuple[type, str]] = {
    "steps": (Session, "advance"),
    "logging": (Recorder, "_log"),
    "meter": (Meter, "add"),
    "validation": (Validation, "terms"),
    "snapshots": (Recorder, "_snapshot"),
    "checkpoints": (Recorder, "_save"),
    "status": (Recorder, "_tell"),
}


class Images(Dataset[tuple[Tensor, int]]):
    """As torchvision's MNIST with ToTensor: uint8 kept, a PIL image and a float tensor a call."""

    def __init__(self, split: Split) -> None:
        pixels = np.rint(np.asarray(split.x) * 255).astype(np.uint8).reshape(-1, 28, 28)
        self.images, self.labels = torch.from_numpy(pixels), torch.from_numpy(split.y)

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        picture = Image.fromarray(self.images[index].numpy(), mode="L")
        pixels = torch.from_numpy(np.array(picture, np.uint8, copy=True))
        tensor = pixels.view(picture.size[1], picture.size[0], 1).permute(2, 0, 1).contiguous()
        return tensor.to(torch.get_default_dtype()).div(255), int(self.labels[index])


def ours(problem: Problem) -> Steps:
    """The steps of a run of ours, without what a run does beside them."""
    session = Session(problem.spec, load(problem.spec.dataset), CPU, Clock())

    def steps(number: int) -> None:
        torch.set_flush_denormal(True)  # as in a run
        for _ in range(number):
            session.advance()
        torch.set_flush_denormal(False)

    steps(WARM_UP)
    return steps


def tutorial(problem: Problem, split: Split) -> Steps:
    """With the per-image loader, which collates as it comes."""
    order = _order(problem, split).tolist()
    loader = DataLoader(Images(split), batch_size=problem.batch, sampler=order)
    return _textbook(problem, lambda: (x.view(len(x), -1) for x, _label in loader))


def in_memory(problem: Problem, split: Split) -> Steps:
    """With batches indexed out of the tensor of all examples."""
    x = torch.from_numpy(np.array(split.x))
    order = _order(problem, split)
    return _textbook(problem, lambda: (x[chosen] for chosen in order.split(problem.batch)))


def _order(problem: Problem, split: Split) -> Tensor:
    """In which our first epoch shows the examples."""
    x = torch.empty(len(split), 0)
    return Batches(x, problem.batch, problem.spec.training.seed).order(0)


def _textbook(problem: Problem, epoch: Callable[[], Iterable[Tensor]]) -> Steps:
    """The textbook's loop over one epoch after another."""
    torch.manual_seed(0)
    model = problem.twin()
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    batches: Iterator[Tensor] = (x for _ in count() for x in epoch())

    def steps(number: int) -> None:
        total = 0.0
        for x in islice(batches, number):
            optimiser.zero_grad()
            loss = model.loss(x)
            loss.backward()
            model.before_step()
            optimiser.step()
            model.after_step()
            total += loss.item()

    steps(WARM_UP)
    return steps


def floor(problem: Problem) -> Steps:
    """The matrix products of each step, by PyTorch's own, into preallocated results."""
    rows = problem.batch
    layers = [
        (
            torch.randn(rows, inputs),
            torch.randn(inputs, outputs),
            torch.randn(rows, outputs),
            (torch.empty(rows, outputs), torch.empty(inputs, outputs), torch.empty(rows, inputs)),
        )
        for inputs, outputs in problem.layers
    ]

    def steps(number: int) -> None:
        for _ in range(number):
            for place, (x, weight, gradient, (y, of_weight, of_x)) in enumerate(layers):
                torch.mm(x, weight, out=y)
                torch.mm(x.T, gradient, out=of_weight)
                if place:
                    torch.mm(gradient, weight.T, out=of_x)

    steps(WARM_UP)
    return steps


def own_floor(problem: Problem) -> Steps:
    """The same products in the way that the program multiplies."""
    rows = problem.batch
    layers = [
        (torch.randn(rows, inputs), torch.randn(outputs, inputs), torch.randn(rows, outputs))
        for inputs, outputs in problem.layers
    ]

    def steps(number: int) -> None:
        for _ in range(number):
            for place, (x, weight, gradient) in enumerate(layers):
                times_transposed(x, weight)
                times_transposed(gradient.T, x.T)
                if place:
                    times_transposed(gradient, weight.T)

    steps(WARM_UP)
    return steps


@dataclass(frozen=True)
class Costs:
    """Of a whole run of ours: of its time, what its steps take and each part beside them."""

    shares: dict[str, float]
    """By name; they sum to 1."""
    memory: dict[str, float]
    """What it holds in MiB, as its summary says."""


def whole_run(problem: Problem, threads: int) -> Costs:
    """From when its data and model are there until its results are due."""
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as patches:
        run = Library(Path(folder), gallery=None).create(problem.spec, "benchmark")
        for name, (owner, method) in PARTS.items():
            timed = watch.timed(name, getattr(owner, method))
            patches.enter_context(patch.object(owner, method, timed))
        started, ended = Moment(Recorder.__init__, before=False), Moment(loop.write_results)
        patches.enter_context(patch.object(Recorder, "__init__", started.seen))
        patches.enter_context(patch.object(loop, "write_results", ended.seen))
        loop.train(run, threads=threads)
        memory = (run.summary() or {})["memory"]
    seconds = ended.time - started.time
    shares = {name: spent / seconds for name, spent in watch.spent.items()}
    return Costs({**shares, "rest": 1 - sum(shares.values())}, memory)


class Moment:
    """When a function was called last, or came back."""

    def __init__(self, function: Callable[..., Any], before: bool = True) -> None:
        self.time = 0.0

        def seen(*args: Any, **given: Any) -> Any:
            called = time.perf_counter()
            result = function(*args, **given)
            self.time = called if before else time.perf_counter()
            return result

        self.seen = seen


class Stopwatch:
    """Seconds spent in each of some functions; what one spends within another is its own alone."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = dict.fromkeys(PARTS, 0.0)
        self._within: list[str] = []

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **given: Any) -> Any:
            self._within.append(name)
            begin = time.perf_counter()
            try:
                return function(*args, **given)
            finally:
                seconds = time.perf_counter() - begin
                self._within.pop()
                self.spent[name] += seconds
                if self._within:
                    self.spent[self._within[-1]] -= seconds

        return call
