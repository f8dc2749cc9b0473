"""Anomaly scores: how well one number per example tells a class that no training label named."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating]


def roc_auc(scores: Values, positive: NDArray[np.bool_]) -> float | None:
    """Area under the ROC curve: P(score of a positive > of a negative) + ½ P(equal).

    Scores [N]; None when all examples are of one kind.
    """
    from scipy.stats import rankdata

    count = int(positive.sum())
    rest = len(positive) - count
    if not count or not rest:
        return None
    above = rankdata(scores)[positive].sum() - count * (count + 1) / 2
    return float(above / (count * rest))


@dataclass(frozen=True)
class Area:
    """ROC AUC of a score, with the ends of its bootstrap interval."""

    auc: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float | list[float]]:
        return {"auc": self.auc, "interval": [self.low, self.high]}


def area(
    scores: Values,
    positive: NDArray[np.bool_],
    resamples: int,
    confidence: float,
    chance: np.random.Generator,
) -> Area | None:
    """ROC AUC with a percentile bootstrap interval over test examples.

    Positives and negatives are redrawn apart, each in their own number. None when there is but one
    kind. The same generator state draws the same examples for another score of the same test set.
    """
    found = roc_auc(scores, positive)
    if found is None:
        return None
    kinds = np.flatnonzero(positive), np.flatnonzero(~positive)
    drawn = []
    for _ in range(resamples):
        some = np.concatenate([chance.choice(kind, len(kind)) for kind in kinds])
        drawn.append(roc_auc(scores[some], positive[some]))
    tail = 50 * (1 - confidence)
    low, high = np.percentile(np.array(drawn, np.float64), [tail, 100 - tail])
    return Area(found, float(low), float(high))


def mahalanobis(train: Values, x: Values) -> NDArray[np.float64]:
    """(x − μ)ᵀ Σ⁺ (x − μ), μ and Σ of the training examples: [n, D], [N, D] → float64 [N].

    Σ is inverted where it has variance (pseudo-inverse): directions along which training examples
    do not differ say nothing.
    """
    train, x = train.astype(np.float64), x.astype(np.float64)
    centre = train.mean(axis=0)
    inverse = np.linalg.pinv(
        np.cov(train, rowvar=False).reshape(train.shape[1], -1), hermitian=True
    )
    centred = x - centre
    return np.einsum("nd,de,ne->n", centred, inverse, centred)
