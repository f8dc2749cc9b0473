"""What the network is shown, step by step, as a function of the step and the named streams."""

import hashlib

import torch
from torch import Tensor

from core.evaluation.dequantise import dequantised
from core.rows import density, is_sparse, parts_of, prefers_sparse, spread, take
from core.streams import stream


class Batches:
    """Batches of training data held in memory; the last, short batch of an epoch is kept.

    The order of epoch e comes from the stream (seed, "order/e") alone, so any step's batch can be
    asked for without having seen those before. Dense batches are views of one buffer: each call
    overwrites what the one before returned.

    Compressed data stays compressed in memory, and batches of it are `compressed` too, unless it is
    so dense that a model is faster with dense batches. (The benchmark forces either.)
    """

    def __init__(
        self, x: Tensor, batch_size: int, seed: int, compressed: bool | None = None
    ) -> None:
        self._x = x
        wanted = prefers_sparse(density(x)) if compressed is None else compressed
        self.compressed = is_sparse(x) and wanted
        self._size = min(batch_size, len(x))
        self._seed = seed
        room = (0 if self.compressed else self._size, x.shape[1])
        self._buffer = torch.empty(room, dtype=x.dtype, device=x.device)
        self._epoch = -1
        self._order = torch.empty(0, dtype=torch.int64)

    def __len__(self) -> int:
        """Steps of one epoch."""
        return -(-len(self._x) // self._size)

    def at(self, step: int) -> Tensor:
        """The batch [B, D] of the 0-based step, dense or compressed rows."""
        chosen = self.rows_at(step)
        if self.compressed:
            return take(self._x, chosen)
        batch = self._buffer[: len(chosen)]
        if is_sparse(self._x):
            return spread(take(self._x, chosen), batch)
        return torch.index_select(self._x, 0, chosen, out=batch)

    def rows_at(self, step: int) -> Tensor:
        """Which training examples make the batch of the 0-based step, int64 [B]."""
        epoch, place = divmod(step, len(self))
        if epoch != self._epoch:
            self._epoch, self._order = epoch, self.order(epoch).to(self._x.device)
        return self._order[place * self._size : (place + 1) * self._size]

    def order(self, epoch: int) -> Tensor:
        """The permutation [N] in which the 0-based epoch shows the training data."""
        return torch.randperm(len(self._x), generator=stream(self._seed, f"order/{epoch}"))

    def some(self, count: int, generator: torch.Generator) -> Tensor:
        """At most `count` training examples drawn without repetition, [≤ count, D]."""
        chosen = torch.randperm(len(self._x), generator=generator)[:count]
        return take(self._x, chosen.to(self._x.device))

    def fingerprint(self) -> str:
        """SHA-256 over the training data, the batch size and the order of the first epoch."""
        digest = hashlib.sha256(f"{self._size}/{len(self._x)}/".encode())
        for part in parts_of(self._x):
            digest.update(part.cpu().contiguous().numpy().data)
        digest.update(self.order(0).numpy().data)
        return digest.hexdigest()


class _Redrawn:
    """Something drawn anew at every access from uniform numbers as many as pixels."""

    def __init__(self, generator: torch.Generator) -> None:
        self._generator = generator
        self._buffer = torch.empty(0, device=generator.device)

    def _uniform(self, x: Tensor) -> Tensor:
        """Like x [B, D], in [0, 1); overwritten by the next call."""
        if len(self._buffer) < len(x):
            self._buffer = torch.empty_like(x)
        draws = self._buffer[: len(x)]
        return torch.rand(draws.shape, generator=self._generator, out=draws)


class Binariser(_Redrawn):
    """Dynamic binarisation: every access draws each pixel anew, 1 with the chance of its grey."""

    def __call__(self, x: Tensor) -> Tensor:
        """Zeros and ones [B, D] from x [B, D] in [0, 1]; overwritten by the next call."""
        return self._uniform(x).lt_(x)


class Dequantiser(_Redrawn):
    """Uniform dequantisation: every access spreads each pixel anew over its grey level."""

    def __call__(self, x: Tensor) -> Tensor:
        """(255 x + u) / 256 in [0, 1), [B, D] from x [B, D] in [0, 1]; overwritten like that."""
        return dequantised(x, self._uniform(x))
