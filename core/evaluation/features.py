"""What each feature of a sparse dictionary does on a set of examples, whatever fires it most.

Strongest examples alone mislead: most of what a feature says, it says in a lower voice. So examples
are drawn from all of its range, and what it is worth is measured by switching it off everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.evaluation.metrics import squared_errors
from core.models.sparse.base import SparseAutoencoder

QUANTILES = 10
EACH = 2
"""Examples drawn from each quantile."""
BINS = 24
PARTNERS = 8
PADDING = 65_535
_AT_ONCE = 1_024  # features whose pairs with all others are counted at a time


def quantile_examples(fired: NDArray[np.float32], seed: int) -> NDArray[np.uint16]:
    """Examples from ten equal parts of each feature's activations, weakest part first.

    fired [N, M], 0 where a feature is off, N < 65,535 → [M, 10, 2], 65535 where a part has fewer.
    Part q holds the firing examples ranked qF/10 to (q+1)F/10 of F; which ones is drawn.
    """
    chance = np.random.default_rng(seed)
    found = np.full((fired.shape[1], QUANTILES, EACH), PADDING, np.uint16)
    for feature, values in enumerate(fired.T):
        rising = np.flatnonzero(values > 0)
        rising = rising[np.argsort(values[rising], kind="stable")]
        ends = np.arange(QUANTILES + 1) * len(rising) // QUANTILES
        for q in range(QUANTILES):
            some = chance.permutation(rising[ends[q] : ends[q + 1]])[:EACH]
            found[feature, q, : len(some)] = some
    return found


def histograms(fired: NDArray[np.float32]) -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
    """Counts of each feature's activations in 24 equal bins from 0 to its largest, and that one.

    Examples on which it is off are not counted. fired [N, M] → [M, 24], [M].
    """
    most = fired.max(axis=0)
    share = fired / np.where(most > 0, most, 1)
    places = np.minimum((share * BINS).astype(np.int64), BINS - 1)
    features = np.broadcast_to(np.arange(fired.shape[1]), fired.shape)
    on = fired > 0
    counts = np.zeros((fired.shape[1], BINS), np.int64)
    np.add.at(counts, (features[on], places[on]), 1)
    return counts.astype(np.uint16), most.astype(np.float32)


def label_counts(fired: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.uint16]:
    """Examples of each class on which each feature fires: [N, M], [N] from 0 → [M, classes]."""
    classes = np.eye(int(labels.max(initial=0)) + 1, dtype=np.float32)[labels]
    counts = (fired > 0).astype(np.float32).T @ classes
    return counts.astype(np.uint16)


def partners(fired: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The features that fire with each more than chance has it: places, φ, Jaccard, all [M, ≤ 8].

    φ is Pearson's correlation of on and off, (N n₁₁ − n₁ n₂) / √(n₁ (N−n₁) n₂ (N−n₂)), 0 where a
    feature is always or never on; Jaccard n₁₁ / (n₁ + n₂ − n₁₁), the share of examples with either
    that have both. The largest φ come first; places are 65535 where φ ≤ 0. fired [N, M].
    """
    on = (fired > 0).float()
    N, M = on.shape
    n = on.sum(dim=0).double()
    spread = (n * (N - n)).sqrt()
    kept = min(PARTNERS, M)
    found: list[tuple[Tensor, Tensor, Tensor]] = []
    for start in range(0, M, _AT_ONCE):
        rows = slice(start, min(start + _AT_ONCE, M))
        both = (on[:, rows].T @ on).double()
        scale = spread[rows, None] * spread
        phi = torch.where(scale > 0, (N * both - n[rows, None] * n) / scale.clamp(min=1), 0.0)
        own = torch.arange(rows.start, rows.stop)
        phi[own - rows.start, own] = -1
        value, place = phi.topk(kept, dim=1)
        together = both.gather(1, place)
        either = n[rows, None] + n[place] - together
        jaccard = together / either.clamp(min=1)
        found.append((place.masked_fill(value <= 0, PADDING), value.clamp(min=0), jaccard))
    places, phis, jaccards = (torch.cat(part) for part in zip(*found, strict=True))
    return places, phis, jaccards


@dataclass(frozen=True)
class Worth:
    """Σ‖x−x̂‖² over examples, Σ‖x−μ‖², and what the first grows by without each feature [M]."""

    error: float
    spread: float
    changes: NDArray[np.float64]

    @property
    def fvu(self) -> float:
        """As it is; NaN where all examples equal the training mean."""
        return self.error / self.spread if self.spread else float("nan")

    @property
    def fvu_without(self) -> NDArray[np.float64]:
        """With each feature off on every example: [M], or NaNs."""
        spread = self.spread or np.nan
        return (self.error + self.changes) / spread


@torch.no_grad()
def worth(
    model: SparseAutoencoder, batches: Iterable[tuple[Tensor, Tensor]], train_mean: Tensor
) -> Worth:
    """What each feature is worth on examples [B, D] in data units with codes [B, M]; mean [D]."""
    changes = torch.zeros(model.latent_size, dtype=torch.float64)
    sums = torch.zeros(2, dtype=torch.float64)
    for x, z in batches:
        sums += squared_errors(x, model.decode(z), train_mean.to(x)).cpu()
        changes += (_linear_changes if model.linear else _changes)(model, x, z).cpu()
    error, spread = sums.tolist()
    return Worth(error, spread, changes.numpy())


def _linear_changes(model: SparseAutoencoder, x: Tensor, z: Tensor) -> Tensor:
    """Σ‖r + z_i d_i‖² − Σ‖r‖² = 2 d_i·Σ z_i r + ‖d_i‖² Σ z_i², r the residual: [M]."""
    atoms = model.atoms()
    along = ((z.T @ (x - model.decode(z))) * atoms).sum(dim=1)
    squares = z.square().sum(dim=0) * atoms.square().sum(dim=1)
    return (2 * along + squares).double()


def _changes(model: SparseAutoencoder, x: Tensor, z: Tensor) -> Tensor:
    """What the squared error grows by where an output's map is not linear, feature by feature."""
    logits = z @ model.W_dec + model.b_dec
    before = (x - logits.sigmoid()).square().sum(dim=1)
    found = torch.zeros(z.shape[1], dtype=torch.float64, device=z.device)
    for feature in range(z.shape[1]):
        rows = z[:, feature] != 0
        less = logits[rows] - z[rows, feature, None] * model.W_dec[feature]
        after = (x[rows] - less.sigmoid()).square().sum(dim=1)
        found[feature] = (after - before[rows]).sum(dtype=torch.float64)
    return found
