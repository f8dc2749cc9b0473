"""Methods without a network on the same data and by the same measures: PCA, NMF, a dictionary.

`MiniBatchDictionaryLearning` solves the sparse coding problem by coordinate descent, code by code,
where a sparse autoencoder guesses the code in one matrix product.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray

from core.evaluation import metrics
from core.evaluation.protocols import Peers
from core.evaluation.recovery import mcc, mmcs
from core.rows import Matrix

Array = NDArray[np.floating]
SEARCHED = 12
"""Halvings of the interval in which the penalty with the wanted L0 lies."""
ROUNDS, BATCH = 4, 256
DENSE_ENTRIES = 10_000_000
"""Entries of sparse data that are made dense at most; what is measured names the rows that were."""
HELD_OUT = 200
"""Training examples that no dictionary is fitted on, where that penalty is looked for."""


@dataclass(frozen=True)
class Fit:
    """A fitted method: x [N, D] → codes [N, K] → reconstructions [N, D], in data units.

    `atoms` [K, D] are the directions that codes multiply; `settings` what was chosen.
    """

    name: str
    encode: Callable[[Array], Array]
    decode: Callable[[Array], Array]
    atoms: Array
    settings: dict[str, Any]


@dataclass(frozen=True)
class Data:
    """Training and test examples [N, D] in data units, and true atoms [A, D] where known."""

    train: Array
    test: Array
    atoms: Array | None = None

    @classmethod
    def of(cls, train: Matrix, test: Matrix, atoms: Array | None) -> Self:
        """Sparse examples are made dense, but only so many that memory stays bounded."""
        return cls(_dense(train), _dense(test), atoms)


def _dense(x: Matrix) -> Array:
    if isinstance(x, np.ndarray):
        return x
    some: Array = x[: DENSE_ENTRIES // x.shape[1]].toarray()
    return some


def measure(
    data: Data, components: int, l0: float | None, protocol: Peers, seed: int
) -> dict[str, dict[str, Any]]:
    """Each method's `fvu`, `l0`, `zeros` of test codes (and `mmcs`, `mcc`), by its name.

    `components` is the size of the run's code. With `l0` (of a sparse run) PCA and NMF get as many
    components as features fire on an example there, and the dictionary as many atoms as there are
    features, its penalty such that equally many fire. The same training mean is under every FVU.
    """
    data = Data(data.train[: protocol.train], data.test[: protocol.test], data.atoms)
    sizes = {"train_examples": len(data.train), "test_examples": len(data.test)}
    with unfinished_allowed():
        fits = _methods(data.train, components, l0, protocol, seed)
        return {fit.name: scores(fit, data) | fit.settings | sizes for fit in fits}


@contextmanager
def unfinished_allowed() -> Iterator[None]:
    """No warning of what has not converged: iterations are part of a protocol, and how far they
    came shows in the numbers."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def _methods(
    train: Array, components: int, l0: float | None, protocol: Peers, seed: int
) -> Iterator[Fit]:
    most = min(train.shape)
    narrow = min(most, components if l0 is None else max(1, round(l0)))
    yield pca(train, narrow)
    if train.min() >= 0:
        yield nmf(train, narrow, seed)
    if l0 is not None:
        yield dictionary(train, components, l0, protocol.iterations, seed)


def scores(fit: Fit, data: Data) -> dict[str, Any]:
    """`fvu`, `l0`, `zeros` of the test codes and, where true atoms are known, `mmcs` and `mcc`.

    On is what is not exactly zero: all components of PCA are, and of NMF those that are used.
    """
    codes = fit.encode(data.test)
    x, x_hat = torch.as_tensor(data.test), torch.as_tensor(fit.decode(codes))
    z = torch.as_tensor(codes)
    scores = {
        "fvu": metrics.fvu(x, x_hat, torch.as_tensor(data.train.mean(axis=0))),
        "l0": float((z != 0).sum(dim=1).double().mean()),
        "zeros": metrics.zeros_share(z),
    }
    if data.atoms is not None:
        learned, true = torch.as_tensor(fit.atoms), torch.as_tensor(data.atoms)
        scores |= {"mmcs": mmcs(learned, true), "mcc": mcc(learned, true)}
    return scores


def pca(train: Array, components: int) -> Fit:
    """Principal components: no linear code of this many numbers has a lower FVU in training."""
    from sklearn.decomposition import PCA

    model = PCA(components, svd_solver="full").fit(train)
    return Fit(
        "pca",
        model.transform,
        model.inverse_transform,
        model.components_,
        {"components": components},
    )


def nmf(train: Array, components: int, seed: int) -> Fit:
    """Non-negative matrix factorisation of data ≥ 0: parts that are only ever added."""
    from sklearn.decomposition import NMF

    model = NMF(components, init="nndsvda", max_iter=200, random_state=seed).fit(train)
    return Fit(
        "nmf",
        model.transform,
        model.inverse_transform,
        model.components_,
        {"components": components},
    )


def dictionary(train: Array, components: int, l0: float, iterations: int, seed: int) -> Fit:
    """A dictionary with positive codes, fitted and coded by coordinate descent.

    Data is centred and scaled by one number first, as in a sparse autoencoder. It is learned in
    rounds, each at the penalty α at which `l0` atoms of the dictionary so far, random at first, are
    on for a training example held out; test codes are found at the α of the learned one.
    """
    from sklearn.decomposition import MiniBatchDictionaryLearning, sparse_encode

    mean = train.mean(axis=0)
    scale = float(np.sqrt(np.square(train - mean, dtype=np.float64).mean())) or 1.0
    x = ((train - mean) / scale).astype(np.float64)
    chance = np.random.default_rng(seed)
    kept = min(HELD_OUT, len(x) // 5)
    x, tried = x[kept:], x[:kept]

    def code(some: Array, atoms: Array, alpha: float) -> Array:
        settings = {"algorithm": "lasso_cd", "positive": True, "n_jobs": 1}
        return np.asarray(sparse_encode(some, atoms, alpha=alpha, **settings))

    def penalty(atoms: Array) -> float:
        """α at which l0 atoms are on, by bisection of its logarithm: more penalty, fewer on."""
        low, high = -12.0, float(np.log(np.abs(tried @ atoms.T).max() + 1e-12))
        for _ in range(SEARCHED):
            middle = (low + high) / 2
            on = (code(tried, atoms, np.exp(middle)) > 0).sum(axis=1).mean()
            low, high = (middle, high) if on > l0 else (low, middle)
        return float(np.exp((low + high) / 2))

    atoms = chance.normal(size=(components, x.shape[1]))
    atoms /= np.linalg.norm(atoms, axis=1, keepdims=True)
    for _ in range(ROUNDS):
        model = MiniBatchDictionaryLearning(
            components,
            alpha=penalty(atoms),
            batch_size=BATCH,
            max_iter=max(1, iterations * BATCH // (ROUNDS * len(x))),
            fit_algorithm="cd",
            transform_algorithm="lasso_cd",
            positive_code=True,
            dict_init=atoms,
            random_state=seed,
            n_jobs=1,
        )
        atoms = model.fit(x).components_
    alpha = penalty(atoms)
    return Fit(
        "dictionary_learning",
        lambda some: code((some - mean).astype(np.float64) / scale, atoms, alpha),
        lambda codes: (codes @ atoms) * scale + mean,
        atoms,
        {"components": components, "alpha": alpha},
    )
