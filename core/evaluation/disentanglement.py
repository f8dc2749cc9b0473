"""Whether single latents stand for single known causes: MIG, DCI, FactorVAE score and SAP.

Codes are float [N, L] (posterior means), factors int [N, F]. The definitions are those of Locatello
et al. (2019); where the literature has several, the one used is named.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.protocols import Disentanglement, Told

Codes = NDArray[np.floating]
Factors = NDArray[np.integer]
Matrix = NDArray[np.float64]
Numbers = dict[str, Any]


def told(codes: Codes, factors: Factors, names: tuple[str, ...], sizes: Told) -> Numbers:
    """`mig` (None of one latent), the points it comes from, and the matrix behind it: what each
    latent tells of each factor in nats [L][F], and what there is to tell [F]."""
    z, y = codes[: sizes.points], factors[: sizes.points]
    matrix, entropy = information(z, y, sizes.bins), entropies(y)
    return {
        "mig": float(gaps(matrix, entropy).mean()) if codes.shape[1] > 1 else None,
        "mig_points": len(z),
        "factor_information": {
            "factors": list(names),
            "nats": matrix.tolist(),
            "entropy": entropy.tolist(),
        },
    }


def measure(codes: Codes, factors: Factors, protocol: Disentanglement, seed: int) -> Numbers:
    """`dci`, `factor_score`, `sap`, and how many points they come from.

    The first `train` points teach the classifiers, the next `test` examine them. SAP, a gap
    between the best two latents, is None where there is one latent.
    """
    points = len(codes)
    train = min(protocol.train, points * protocol.train // (protocol.train + protocol.test))
    test = min(protocol.test, points - train)
    halves = slice(0, train), slice(train, train + test)
    (z, y), (z_test, y_test) = ((codes[some], factors[some]) for some in halves)
    votes = protocol.train_votes, protocol.test_votes
    chance = np.random.default_rng(seed)
    several = codes.shape[1] > 1
    return {
        "dci": dci(z, y, z_test, y_test, protocol.rounds, seed),
        "factor_score": factor_score(
            codes, factors, votes, protocol.vote_batch, protocol.least_deviation, chance
        ),
        "sap": sap(z, y, z_test, y_test, protocol.svc, seed) if several else None,
        "factor_points": train + test,
    }


def information(codes: Codes, factors: Factors, bins: int = 20) -> Matrix:
    """What each latent tells of each factor: I(z_j; v_k) in nats [L, F], codes in equal-width bins.

    A plug-in estimate: of a finite number of points it is never below 0, and a little too high.
    """
    from sklearn.metrics import mutual_info_score

    binned = [_binned(column, bins) for column in codes.T]
    return np.array([[mutual_info_score(v, z) for v in factors.T] for z in binned])


def entropies(factors: Factors) -> Matrix:
    """H(v_k) in nats [F], what there is to tell of each factor."""
    shares = [np.unique(v, return_counts=True)[1] / len(v) for v in factors.T]
    return np.array([-(share * np.log(share)).sum() for share in shares])


def gaps(told: Matrix, entropy: Matrix) -> Matrix:
    """(I(z_1; v) − I(z_2; v)) / H(v) of each factor that varies, z_1 and z_2 the two latents that
    tell most of it. told [L, F] with L ≥ 2, entropy [F]."""
    varied = entropy > 0
    ranked = np.sort(told[:, varied], axis=0)
    gap: Matrix = (ranked[-1] - ranked[-2]) / entropy[varied]
    return gap


def mig(codes: Codes, factors: Factors, bins: int = 20) -> float:
    """Mutual information gap, the *discretised* one (Locatello et al.): codes in equal-width bins.

    Mean over factors of their gaps. Chen et al. (2018) integrate over q(z|x) instead; the numbers
    do not compare. Factors that do not vary are left out. At least two latents.
    """
    return float(gaps(information(codes, factors, bins), entropies(factors)).mean())


def _binned(column: Codes, bins: int) -> NDArray[np.int64]:
    """Which of `bins` equally wide bins over its range each value lies in."""
    edges = np.histogram_bin_edges(column, bins)
    return np.digitize(column, edges[1:-1]).astype(np.int64)


def dci(
    codes: Codes, factors: Factors, test_codes: Codes, test_factors: Factors, rounds: int, seed: int
) -> dict[str, float]:
    """Disentanglement, completeness and informativeness (Eastwood and Williams, 2018).

    One gradient-boosting classifier a factor gives the importances R [L, F]; informativeness is
    their accuracy on test points, mean over factors.
    """
    from sklearn.ensemble import GradientBoostingClassifier

    importances, right = [], []
    for factor, test_factor in zip(factors.T, test_factors.T, strict=True):
        if len(np.unique(factor)) < 2:
            continue
        model = GradientBoostingClassifier(n_estimators=rounds, random_state=seed)
        model.fit(codes, factor)
        importances.append(model.feature_importances_)
        right.append(float((model.predict(test_codes) == test_factor).mean()))
    matrix = np.stack(importances, axis=1)
    return {
        "disentanglement": disentanglement(matrix),
        "completeness": completeness(matrix),
        "informativeness": float(np.mean(right)),
    }


def disentanglement(importance: Matrix) -> float:
    """Σ_i ρ_i (1 − H(R_i·)), entropy to the base of the factors, ρ_i the share of all importance
    that code i has. importance [L, F]."""
    return _specialised(importance)


def completeness(importance: Matrix) -> float:
    """Σ_j ρ_j (1 − H(R_·j)), entropy to the base of the codes, ρ_j the share of factor j.
    importance [L, F]."""
    return _specialised(importance.T)


def _specialised(rows: Matrix) -> float:
    """Mean over rows, weighted by their sums, of 1 − entropy to the base of the columns.

    Rows of zeros weigh nothing; with one column there is nothing to choose between: 1.
    """
    weights = rows.sum(axis=1)
    if weights.sum() == 0:
        return 0.0
    if rows.shape[1] == 1:
        return 1.0
    shares = rows / np.where(weights > 0, weights, 1)[:, None]
    logs = np.log(np.where(shares > 0, shares, 1)) / np.log(rows.shape[1])
    return float(((1 + (shares * logs).sum(axis=1)) * weights).sum() / weights.sum())


def factor_score(
    codes: Codes,
    factors: Factors,
    votes: tuple[int, int],
    batch: int,
    least_deviation: float,
    chance: np.random.Generator,
) -> float:
    """FactorVAE score (Kim and Mnih, 2018): accuracy of the majority vote.

    A vote fixes a factor at the value of a random example, draws `batch` examples with that value
    (with replacement, from the given ones), and names the latent whose variance, over its variance
    among all examples, is least. Latents with a deviation below `least_deviation` take no part; 0
    when none is left. `votes`: how many teach which factor a latent means, and how many test it.
    """
    deviations = codes.std(axis=0)
    living = deviations >= least_deviation
    if not living.any():
        return 0.0
    scaled = codes[:, living] / deviations[living]
    draw = _voter(scaled, factors, batch, chance)
    taught, tested = (np.array([draw() for _ in range(count)]) for count in votes)
    table = np.zeros((scaled.shape[1], factors.shape[1]), np.int64)
    np.add.at(table, (taught[:, 0], taught[:, 1]), 1)
    meaning = table.argmax(axis=1)
    return float((meaning[tested[:, 0]] == tested[:, 1]).mean())


def _voter(
    scaled: Codes, factors: Factors, batch: int, chance: np.random.Generator
) -> Callable[[], tuple[int, int]]:
    """A function that casts one vote: (the latent that varies least, the factor held fixed)."""
    alike = [
        {value: np.flatnonzero(factor == value) for value in np.unique(factor)}
        for factor in factors.T
    ]

    def vote() -> tuple[int, int]:
        fixed = int(chance.integers(factors.shape[1]))
        value = factors[chance.integers(len(factors)), fixed]
        some = chance.choice(alike[fixed][value], batch)
        return int(scaled[some].var(axis=0).argmin()), fixed

    return vote


def sap(
    codes: Codes, factors: Factors, test_codes: Codes, test_factors: Factors, c: float, seed: int
) -> float:
    """Separated attribute predictability (Kumar et al., 2018).

    Test accuracy of a linear SVC (C, classes weighted to balance) from each single latent to each
    factor; mean over factors of the gap between the best two latents. At least two latents.
    """
    from sklearn.svm import LinearSVC

    gaps = []
    for factor, test_factor in zip(factors.T, test_factors.T, strict=True):
        if len(np.unique(factor)) < 2:
            continue
        scores = []
        for latent in range(codes.shape[1]):
            some = slice(latent, latent + 1)
            model = LinearSVC(C=c, class_weight="balanced", random_state=seed)
            model.fit(codes[:, some], factor)
            scores.append(float((model.predict(test_codes[:, some]) == test_factor).mean()))
        best = np.sort(scores)
        gaps.append(best[-1] - best[-2])
    return float(np.mean(gaps))
