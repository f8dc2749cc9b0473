"""How well a learned dictionary is the true one, where the data was made from a known one."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

FOUND = 0.9
"""Cosine from which a true atom counts as found."""
SHARED = 0.7
"""Cosine from which a learned atom counts as having a part of its nearest true one."""


def cosines(learned: Tensor, true: Tensor) -> Tensor:
    """Cosine of every true atom with every learned one: [M, D], [A, D] → float64 [A, M].

    An atom of length zero has cosine 0 with everything.
    """
    return F.normalize(true.double(), dim=1) @ F.normalize(learned.double(), dim=1).T


def mmcs(learned: Tensor, true: Tensor) -> float:
    """Mean over true atoms of the largest cosine with a learned atom (Sharkey et al., 2022).

    Signed: an atom learned upside down is not found. Several true atoms may have the same best
    learned one, so 1 does not say that the dictionaries are equal. learned [M, D], true [A, D].
    """
    return float(cosines(learned, true).amax(dim=1).mean())


def mcc(learned: Tensor, true: Tensor) -> float:
    """Mean |cosine| of true atoms with learned ones, paired one to one as well as can be.

    The pairing is the Hungarian one; true atoms that find no partner, because fewer were learned,
    count as 0. learned [M, D], true [A, D].
    """
    return float(matching(learned, true).cosine.abs().mean())


@dataclass(frozen=True)
class Matching:
    """Which learned atom is which true one, as far as any is."""

    partner: Tensor
    """[A] the learned atom paired with each true one, -1 where there were too few"""
    cosine: Tensor
    """[A] cosine of each pair, signed; 0 without a partner"""
    nearest: Tensor
    """[M] the true atom with which each learned one has the largest cosine"""
    nearest_cosine: Tensor
    """[M] that cosine"""

    @property
    def shares(self) -> Tensor:
        """[A] how many learned atoms have each true one as their nearest, at a cosine ≥ 0.7."""
        near = self.nearest[self.nearest_cosine >= SHARED]
        return torch.bincount(near, minlength=len(self.partner))

    @property
    def fate(self) -> Tensor:
        """[A] 0 missed, 1 found (one learned atom, at a cosine ≥ 0.9), 2 split among several."""
        found = (self.cosine >= FOUND).long()
        return found.masked_fill(self.shares > 1, 2)


def matching(learned: Tensor, true: Tensor) -> Matching:
    """The one-to-one pairing of largest total |cosine| (Hungarian), and each learned atom's
    nearest true one: learned [M, D], true [A, D]."""
    from scipy.optimize import linear_sum_assignment

    similarity = cosines(learned, true)
    rows, columns = linear_sum_assignment(similarity.abs().cpu().numpy(), maximize=True)
    partner = torch.full((len(true),), -1, dtype=torch.int64)
    cosine = torch.zeros(len(true), dtype=torch.float64)
    partner[torch.as_tensor(rows)] = torch.as_tensor(columns)
    cosine[torch.as_tensor(rows)] = similarity.cpu()[rows, columns]
    nearest = similarity.cpu().max(dim=0)
    return Matching(partner, cosine, nearest.indices, nearest.values)
