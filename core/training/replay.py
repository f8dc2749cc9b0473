"""Whole training steps recorded once and replayed, so that a GPU need not wait to be told."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

import torch
from torch import Tensor

WARM_UP = 3
"""Steps of each batch size that are done as they come before one is recorded, as PyTorch asks."""

Terms = dict[str, Tensor]


class Inputs(NamedTuple):
    """Everything by which one step differs from another; what it draws is the generators' matter.

    `rows`: the training examples of the batch, int64 [..., B]. `dials`: `Model.dials` as float32
    [..., K]. `factor`: that on the learning rate, a scalar.
    """

    rows: Tensor
    dials: Tensor
    factor: Tensor


class Tape(Protocol):
    """What can record work on tensors and do it again on the same memory."""

    def warm(self, work: Callable[[], Terms]) -> Terms:
        """Do the work now, so that what it sets up once is there."""

    def record(
        self, work: Callable[[], Terms], generators: Iterable[torch.Generator]
    ) -> tuple[Callable[[], None], Terms]:
        """A function that does the work anew each time, and the tensors that hold what it gives.

        Nothing is done yet. Draws go on from where the generators stand.
        """


class CudaTape:
    """CUDA graphs: all kernels of the work are launched by one call."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._side = torch.cuda.Stream(device)

    def warm(self, work: Callable[[], Terms]) -> Terms:
        main = torch.cuda.current_stream(self._device)
        self._side.wait_stream(main)
        with torch.cuda.stream(self._side):
            terms = work()
        main.wait_stream(self._side)
        return terms

    def record(
        self, work: Callable[[], Terms], generators: Iterable[torch.Generator]
    ) -> tuple[Callable[[], None], Terms]:
        graph = torch.cuda.CUDAGraph()
        for generator in generators:
            graph.register_generator_state(generator)
        with torch.cuda.graph(graph):
            terms = work()
        return graph.replay, terms


def tape_for(device: torch.device) -> Tape | None:
    """What records on this device; None on a CPU, where there is nothing to gain."""
    return CudaTape(device) if device.type == "cuda" else None


class _Recording:
    """The work for one batch size: inputs that stay in place, and the recording once there is."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = Inputs(*(torch.empty_like(tensor) for tensor in inputs))
        self.warmed = 0
        self.replay: Callable[[], None] | None = None
        self.terms: Terms = {}


class Replay:
    """Calls `work`, by a recording for each batch size once it is warm; without a tape, as it is.

    What it gives is overwritten by the next call.
    """

    def __init__(
        self,
        work: Callable[[Inputs], Terms],
        tape: Tape | None,
        generators: Iterable[torch.Generator],
    ) -> None:
        self._work, self._tape, self._generators = work, tape, list(generators)
        self._recordings: dict[int, _Recording] = {}

    def __call__(self, inputs: Inputs) -> Terms:
        if self._tape is None:
            return self._work(inputs)
        size = inputs.rows.shape[-1]
        recording = self._recordings.setdefault(size, _Recording(inputs))
        for static, given in zip(recording.inputs, inputs, strict=True):
            static.copy_(given)
        if recording.warmed < WARM_UP:
            recording.warmed += 1
            return self._tape.warm(lambda: self._work(recording.inputs))
        if recording.replay is None:
            recording.replay, recording.terms = self._tape.record(
                lambda: self._work(recording.inputs), self._generators
            )
        recording.replay()
        return recording.terms
