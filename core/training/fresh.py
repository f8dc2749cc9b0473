"""Training on examples that are drawn when they are needed, so that none repeats."""

import hashlib

import torch
from torch import Tensor

from core.data.prepared import Draw
from core.streams import stream


class FreshBatches:
    """Batches of examples drawn for the step that sees them, from the stream (seed, "fresh/step").

    An epoch is `count` of them. Any step's batch can be asked for without having seen those before,
    so an interrupted training goes on exactly.
    """

    compressed = False

    def __init__(
        self, draw: Draw, count: int, batch_size: int, seed: int, device: torch.device
    ) -> None:
        self._draw, self._count, self._seed, self._device = draw, count, seed, device
        self._size = min(batch_size, count)

    def __len__(self) -> int:
        """Steps of one epoch."""
        return -(-self._count // self._size)

    def at(self, step: int) -> Tensor:
        """The batch [B, D] of the 0-based step; the last of an epoch may be shorter."""
        left = self._count - step % len(self) * self._size
        # Drawn on the CPU whatever the device, so that every machine sees the same examples.
        x = self._draw(min(self._size, left), stream(self._seed, f"fresh/{step}"))
        return x.to(self._device)

    def some(self, count: int, generator: torch.Generator) -> Tensor:
        """`count` further examples [count, D]."""
        return self._draw(count, generator).to(self._device)

    def fingerprint(self) -> str:
        """SHA-256 over batch size, epoch and the first batch."""
        digest = hashlib.sha256(f"{self._size}/{self._count}/fresh/".encode())
        digest.update(self.at(0).cpu().contiguous().numpy().data)
        return digest.hexdigest()
