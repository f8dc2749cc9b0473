"""A codebook that follows the vectors it stands for by running means."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SMOOTHING = 1e-5
FORGOTTEN = 0.01
"""An entry with a smaller running count is put where the data is."""


class Codebook(nn.Module):
    """K entries of d numbers; the entries learn by no gradient, and all they learn is in buffers.

    Running means (van den Oord et al., 2017, appendix A.1): of how often entry i is the nearest,
    N_i ← γ N_i + (1−γ) n_i, and of the sum of the vectors it is nearest to, m_i likewise; the entry
    is m_i / N_i, with counts smoothed so that none is 0.
    """

    entries: Tensor
    counts: Tensor
    sums: Tensor

    def __init__(self, size: int, width: int, decay: float) -> None:
        super().__init__()
        self.decay = decay
        self.register_buffer("entries", torch.zeros(size, width))
        self.register_buffer("counts", torch.ones(size))
        self.register_buffer("sums", torch.zeros(size, width))

    def start_at(self, entries: Tensor) -> None:
        """Entries [K, d] to begin with, each counted once."""
        self.entries.copy_(entries)
        self.sums.copy_(entries)
        self.counts.fill_(1.0)

    def nearest(self, vectors: Tensor) -> Tensor:
        """Index of the entry nearest to each vector: [..., d] → int64 [...]."""
        flat = vectors.reshape(-1, vectors.shape[-1])
        # ‖v − e‖² without ‖v‖², which is the same for all entries.
        distances = self.entries.square().sum(dim=1) - 2 * flat @ self.entries.T
        return distances.argmin(dim=1).reshape(vectors.shape[:-1])

    def forward(self, indices: Tensor) -> Tensor:
        """The entries themselves: [...] → [..., d]."""
        return self.entries[indices]

    def usage(self, indices: Tensor) -> Tensor:
        """How often each entry is among the indices, [K]."""
        return F.one_hot(indices.flatten(), len(self.entries)).sum(dim=0)

    @torch.no_grad()
    def follow(self, vectors: Tensor, indices: Tensor, noise: torch.Generator) -> None:
        """One step of the running means over vectors [N, d] and their nearest entries [N].

        Entries whose running count has died away are put onto random ones of the vectors.
        """
        chosen = F.one_hot(indices, len(self.entries)).to(vectors.dtype)
        self.counts.lerp_(chosen.sum(dim=0), 1 - self.decay)
        self.sums.lerp_(chosen.T @ vectors, 1 - self.decay)
        shape = (len(self.entries),)
        at = torch.randint(len(vectors), shape, generator=noise, device=noise.device)
        forgotten = self.counts < FORGOTTEN
        self.sums.copy_(torch.where(forgotten[:, None], vectors[at.to(vectors.device)], self.sums))
        self.counts.masked_fill_(forgotten, 1.0)
        total = self.counts.sum()
        smoothed = (self.counts + SMOOTHING) / (total + len(self.counts) * SMOOTHING) * total
        self.entries.copy_(self.sums / smoothed[:, None])


def perplexity(usage: Tensor) -> Tensor:
    """exp H of the entries' shares: 1 when one entry does all the work, K when all do as much."""
    shares = usage / usage.sum()
    return torch.special.entr(shares).sum().exp()
