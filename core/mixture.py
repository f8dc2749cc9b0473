"""A Gaussian mixture over a run's codes: where its decoder was trained, whatever its prior says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.mixture import GaussianMixture

COMPONENTS = (1, 2, 4, 8, 16, 32)
"""Numbers of Gaussians that are tried, until two in a row have been no better than the best."""
FULL_UP_TO = 32
"""Latent dimensions up to which every Gaussian has a covariance matrix; beyond, only variances."""
ROUNDS = 100


@dataclass(frozen=True)
class Mixture:
    """K Gaussians of L dimensions: `weights` [K] that add up to 1, `means` [K, L], and `factors`.

    These are lower triangles [K, L, L] whose products with their transposes are the covariances,
    or deviations [K, L] where `diagonal`.

    `tried`: each number of Gaussians with its mean log density of validation codes, in nats, or
    with its BIC (less is better) where there are none.
    """

    weights: np.ndarray
    means: np.ndarray
    factors: np.ndarray
    diagonal: bool
    chosen_by: str
    tried: tuple[tuple[int, float], ...]

    def arrays(self) -> dict[str, np.ndarray]:
        """As they are stored, float32."""
        named = {"weights": self.weights, "means": self.means, "factors": self.factors}
        return {name: values.astype(np.float32) for name, values in named.items()}

    def about(self) -> dict[str, Any]:
        """What people should know of it."""
        return {
            "components": len(self.weights),
            "covariance": "diagonal" if self.diagonal else "full",
            "chosen_by": self.chosen_by,
            "tried": [{"components": count, "score": round(s, 4)} for count, s in self.tried],
        }


def fit(
    codes: np.ndarray,
    validation: np.ndarray,
    seed: int,
    report: Callable[[float], None] | None = None,
) -> Mixture:
    """The mixture of codes [N, L] that validation codes [V, L] are likeliest under (Ghosh et al.,
    2020: ex-post density estimation); by BIC on the codes themselves where V is 0.

    `report` is called with the share done, in [0, 1].
    """
    diagonal = codes.shape[1] > FULL_UP_TO
    kind = "diag" if diagonal else "full"
    tried: list[tuple[int, float]] = []
    best: tuple[float, GaussianMixture] | None = None
    worse = 0
    for place, count in enumerate(COMPONENTS):
        if worse == 2 or count * 2 > len(codes):
            break
        if report:
            report(place / len(COMPONENTS))
        floor = 1e-6 * max(float(codes.var(axis=0).mean()), 1e-12)
        model = GaussianMixture(
            count, covariance_type=kind, max_iter=ROUNDS, reg_covar=floor, random_state=seed
        ).fit(codes)
        score = float(model.score(validation)) if len(validation) else float(model.bic(codes))
        tried.append((count, score))
        gain = score if len(validation) else -score
        if best is None or gain > best[0]:
            best, worse = (gain, model), 0
        else:
            worse += 1
    assert best is not None  # one Gaussian is always tried
    chosen = best[1]
    spread = chosen.covariances_
    return Mixture(
        chosen.weights_,
        chosen.means_,
        np.sqrt(spread) if diagonal else np.linalg.cholesky(spread),
        diagonal,
        "validation likelihood" if len(validation) else "BIC",
        tuple(tried),
    )
