"""New sparse codes that look like the codes of real examples: a Gaussian copula over features."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.special import ndtr, ndtri

PAIRED = 1_024
NODES = 48
STRONGEST = 0.98


@dataclass(frozen=True)
class Copula:
    """Fitted code statistics: `values` [N, M], each column sorted, and what ties features together.

    `paired` [P] are the features drawn together, through `root` [P, P] with root rootᵀ their
    correlations; the others are drawn each by itself.
    """

    values: Tensor
    paired: Tensor
    root: Tensor

    def draw(self, count: int, noise: torch.Generator) -> Tensor:
        """New codes [count, M]: each entry is one that its feature had on a real example.

        g ~ N(0, R), u = Φ(g), z_j = the u_j-quantile of feature j's codes, zeros included; so each
        feature fires as often and as strongly as it does, and pairs fire together as they do.
        """
        N, M = self.values.shape
        g = torch.randn((count, M), generator=noise, dtype=torch.float64)
        g[:, self.paired] = g[:, self.paired] @ self.root.T
        rank = (ndtr(g) * N).long().clamp(max=N - 1)
        return self.values.gather(0, rank)


def fit(codes: Tensor, paired: int = PAIRED) -> Copula:
    """The copula of codes [N, M] ≥ 0 (or of any sign), on the CPU.

    Marginals are empirical. The correlation of features j and k is the one at which two Gaussians
    exceed their thresholds together as often as j and k are on together (tetrachoric; Pearson,
    1900), "on" meaning above zero and above the feature's median. The share of joint firing has one
    imagined example of independence added, or pairs of rare features never seen together would be
    taken to exclude each other. Of more than `paired` living features the ones that fire most often
    are tied, the rest independent.

    Limits: pairs are matched, triples are not, and strength follows firing; classes of examples
    blur into one another.
    """
    codes = codes.detach().cpu()
    values, _ = codes.sort(dim=0)
    on = codes > values[len(codes) // 2].clamp(min=0)
    shares = on.double().mean(dim=0)
    busiest = shares.argsort(descending=True, stable=True)[:paired]
    tied = busiest[(shares[busiest] > 0) & (shares[busiest] < 1)].sort().values
    fired = on[:, tied].float()
    together = (fired.T @ fired).double()
    alone = shares[tied]
    expected = len(codes) * alone[:, None] * alone
    joint = (together + 1) / (expected + 1) * alone[:, None] * alone
    return Copula(values, tied, _root(tetrachoric(-ndtri(alone), joint)))


def tetrachoric(thresholds: Tensor, joint: Tensor) -> Tensor:
    """Correlations [P, P] at which P(g_j > t_j, g_k > t_k) is `joint` [P, P]; thresholds t [P].

    From Φ₂'s derivative in its correlation, which is the bivariate density: the integral over
    θ = arcsin ρ is followed from 0 until it makes up the difference to independence (Drezner and
    Wesolowsky, 1990), never beyond |ρ| = 0.98. The diagonal is 1.
    """
    h, k = thresholds[:, None], thresholds[None, :]
    tail = ndtr(-thresholds)
    missing = joint - tail[:, None] * tail
    sign = missing.sign()
    missing = 2 * math.pi * missing.abs()
    step = math.asin(STRONGEST) / NODES
    squares, product = h.square() + k.square(), 2 * h * k * sign

    def density(theta: float) -> Tensor:
        return ((product * math.sin(theta) - squares) / (2 * math.cos(theta) ** 2)).exp()

    angle, reached = torch.zeros_like(joint), torch.zeros_like(joint)
    before = density(0.0)
    for i in range(NODES):
        after = density((i + 1) * step)
        gained = step * (before + after) / 2
        share = ((missing - reached) / gained.clamp(min=1e-300)).clamp(0, 1)
        angle += step * share
        reached, before = reached + gained, after
    return (sign * angle.sin()).fill_diagonal_(1)


def _root(correlations: Tensor) -> Tensor:
    """A matrix A with A Aᵀ the nearest thing to these correlations that can be had: negative
    eigenvalues are cut off and the diagonal put back to 1."""
    values, vectors = torch.linalg.eigh(correlations)
    root = vectors * values.clamp(min=0).sqrt()
    return root / root.norm(dim=1, keepdim=True)
