"""A tape for machines without a GPU: it replays by doing the work again, in the same memory."""

from collections.abc import Callable, Iterable

import torch

from core.training.replay import Terms


class MemoryTape:
    """Behaves as a CUDA graph does: recording does nothing, results stay where they are."""

    def __init__(self) -> None:
        self.warmed = self.recorded = self.replayed = 0

    def warm(self, work: Callable[[], Terms]) -> Terms:
        self.warmed += 1
        return work()

    def record(
        self, work: Callable[[], Terms], generators: Iterable[torch.Generator]
    ) -> tuple[Callable[[], None], Terms]:
        self.recorded += 1
        kept: Terms = {}

        def replay() -> None:
            self.replayed += 1
            for name, value in work().items():
                if name in kept:
                    kept[name].copy_(value)
                else:
                    kept[name] = value.clone()

        return replay, kept
