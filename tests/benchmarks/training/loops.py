"""The four loops; each gives seconds an epoch."""

import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from core.data.prepared import Split
from core.models.products import times_transposed
from core.runs import Library
from core.training import loop
from core.training.batches import Batches
from core.training.meter import Meter
from core.training.record import Recorder
from core.training.validation import Validation
from tests.benchmarks.training.problems import Problem

WARM_UP = 20
PARTS: dict[str, tuple[type, str]] = {
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


def tutorial(problem: Problem, split: Split) -> float:
    """One epoch with the per-image loader, which collates as it comes."""
    order = _order(problem, split).tolist()
    loader = DataLoader(Images(split), batch_size=problem.batch, sampler=order)
    return _epoch(problem, lambda: (x.view(len(x), -1) for x, _label in loader))


def in_memory(problem: Problem, split: Split) -> float:
    """One epoch with batches indexed out of the tensor of all examples."""
    x = torch.from_numpy(np.array(split.x))
    order = _order(problem, split)
    return _epoch(problem, lambda: (x[chosen] for chosen in order.split(problem.batch)))


def _order(problem: Problem, split: Split) -> Tensor:
    """In which our first epoch shows the examples."""
    x = torch.empty(len(split), 0)
    return Batches(x, problem.batch, problem.spec.training.seed).order(0)


def _epoch(problem: Problem, batches: Callable[[], Iterable[Tensor]]) -> float:
    """The textbook's loop, timed over one epoch after a few steps to warm up."""
    torch.manual_seed(0)
    model = problem.twin()
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)

    def steps(most: int | None = None) -> None:
        total = 0.0
        for number, x in enumerate(batches()):
            if number == most:
                break
            optimiser.zero_grad()
            loss = model.loss(x)
            loss.backward()
            model.before_step()
            optimiser.step()
            model.after_step()
            total += loss.item()

    steps(WARM_UP)
    return _seconds(steps)


def floor(problem: Problem) -> float:
    """The matrix products of one epoch, by PyTorch's own, into preallocated results."""
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

    def steps(count: int) -> None:
        for _ in range(count):
            for number, (x, weight, gradient, (y, of_weight, of_x)) in enumerate(layers):
                torch.mm(x, weight, out=y)
                torch.mm(x.T, gradient, out=of_weight)
                if number:
                    torch.mm(gradient, weight.T, out=of_x)

    return _epoch_of_products(problem, steps)


def own_floor(problem: Problem) -> float:
    """The same products in the way that the program multiplies."""
    rows = problem.batch
    layers = [
        (torch.randn(rows, inputs), torch.randn(outputs, inputs), torch.randn(rows, outputs))
        for inputs, outputs in problem.layers
    ]

    def steps(count: int) -> None:
        for _ in range(count):
            for number, (x, weight, gradient) in enumerate(layers):
                times_transposed(x, weight)
                times_transposed(gradient.T, x.T)
                if number:
                    times_transposed(gradient, weight.T)

    return _epoch_of_products(problem, steps)


def _epoch_of_products(problem: Problem, steps: Callable[[int], None]) -> float:
    steps(WARM_UP)
    examples = problem.spec.dataset.train_size
    whole = examples // problem.batch
    return _seconds(lambda: steps(whole)) * examples / (whole * problem.batch)


@dataclass(frozen=True)
class Costs:
    """Of one of our runs; `shares`: of its time, what each part beside the steps takes."""

    seconds_per_epoch: float
    shares: dict[str, float]
    memory: dict[str, float]
    """What it holds in MiB, as its summary says."""


def product(problem: Problem, threads: int) -> Costs:
    """A whole run of ours: from when its data and model are there until its results are due."""
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
    return Costs(seconds / (problem.spec.training.epochs or 1), shares, memory)


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


def _seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
