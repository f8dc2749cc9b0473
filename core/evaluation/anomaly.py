"""Anomaly scores: how well one number per example tells a class that no training label named."""

from dataclasses import dataclass
from typing import Any

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
class Curve:
    """Corners of a ROC curve from (0, 0) to (1, 1), as the threshold falls.

    `false_alarms`: share of negatives at or above it, `found`: share of positives. Examples with
    equal scores pass together, on a slope, so that the area under the lines is the AUC.
    """

    false_alarms: tuple[float, ...]
    found: tuple[float, ...]

    def as_dict(self) -> dict[str, list[float]]:
        """Rounded to 5 digits."""
        return {
            "false_alarms": [round(one, 5) for one in self.false_alarms],
            "found": [round(one, 5) for one in self.found],
        }


def roc_curve(scores: Values, positive: NDArray[np.bool_]) -> Curve:
    """The ROC curve of scores [N], higher meaning positive; both kinds must be among them."""
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.diff(scores[order]) != 0, True)
    hits = np.concatenate([[0], np.cumsum(positive[order])[last]])
    alarms = np.concatenate([[0], np.cumsum(~positive[order])[last]])
    steps = np.stack([np.diff(hits), np.diff(alarms)])
    turn = steps[0, 1:] * steps[1, :-1] != steps[0, :-1] * steps[1, 1:]
    corner = np.concatenate([[True], turn, [True]])
    return Curve(
        tuple((alarms[corner] / alarms[-1]).tolist()), tuple((hits[corner] / hits[-1]).tolist())
    )


@dataclass(frozen=True)
class Area:
    """ROC AUC of a score, with the ends of its bootstrap interval, and the curve above it."""

    auc: float
    low: float
    high: float
    curve: Curve

    def as_dict(self) -> dict[str, Any]:
        return {
            "auc": self.auc,
            "interval": [self.low, self.high],
            "curve": self.curve.as_dict(),
        }


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
    return Area(found, float(low), float(high), roc_curve(scores, positive))


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
