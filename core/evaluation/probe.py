"""What a linear classifier reads from codes: logistic regression, its C chosen on validation."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.rows import Matrix

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

Labelled = tuple[Matrix, NDArray[np.integer]]
"""Codes [N, L], or inputs that may be sparse, and labels [N]."""

ITERATIONS = 500


@dataclass(frozen=True)
class Probe:
    """What a probe reads: its accuracy, the C that validation chose, and P(label | test code).

    `probabilities` [N, K], their columns named by `classes` [K].
    """

    accuracy: float
    validation_accuracy: float
    strength: float
    probabilities: NDArray[np.float64]
    classes: NDArray[np.integer]


def probe(
    train: Labelled, validation: Labelled, test: Labelled, strengths: tuple[float, ...]
) -> Probe:
    """Multinomial logistic regression with an L2 penalty, fitted on training codes.

    C is the one of `strengths` with the best validation accuracy, the smallest among equals. Codes
    are divided by one number, the root mean square length of centred training codes, so that C
    means the same whatever a model measures its codes in. At most 500 iterations of L-BFGS.
    Training codes of at least two classes.
    """
    scale = _length(train[0]) or 1.0
    (x, y), (x_val, y_val), (x_test, y_test) = (
        (codes / scale, labels) for codes, labels in (train, validation, test)
    )
    tried = [(c, _fitted(x, y, c)) for c in sorted(strengths)]
    accuracies = [float(model.score(x_val, y_val)) for _, model in tried]
    best = int(np.argmax(accuracies))
    strength, chosen = tried[best]
    return Probe(
        accuracy=float(chosen.score(x_test, y_test)),
        validation_accuracy=accuracies[best],
        strength=strength,
        probabilities=chosen.predict_proba(x_test),
        classes=chosen.classes_,
    )


def _length(x: Matrix) -> float:
    """Root mean square length of centred rows; of sparse ones √(E‖x‖² − ‖E x‖²), without centring
    them."""
    if isinstance(x, np.ndarray):
        centred = x - x.mean(axis=0)
        return float(np.sqrt(np.square(centred, dtype=np.float64).sum(axis=1).mean()))
    squares = np.square(x.data, dtype=np.float64).sum() / x.shape[0]
    return float(np.sqrt(max(0.0, squares - np.square(x.mean(axis=0, dtype=np.float64)).sum())))


def _fitted(x: Matrix, y: NDArray[np.integer], c: float) -> "LogisticRegression":
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        # An unfinished fit is one of the candidates; validation judges it like the others.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return LogisticRegression(C=c, max_iter=ITERATIONS).fit(x, y)
