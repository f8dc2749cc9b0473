"""Edges from photographs: Ng's sparse autoencoder with its penalty, and without.

CS294A lecture notes: 64-25-64 sigmoid units, J = ½ Σ(x − x̂)² averaged over patches, plus weight
decay and β Σ KL(ρ‖ρ̂), by full-batch L-BFGS. The marks are for this file's own J and SciPy's
optimiser on patches of scikit-learn's photographs; the product's pair trains the KL variant with
Adam, whose output is linear, and its numbers are shown beside. How oriented filters are is a number
too: 1 for gratings, 0 without a direction.
"""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch import Tensor

from core.data import load
from core.evaluation import metrics
from core.evaluation.evaluate import evaluate
from core.evaluation.orientation import orientation
from core.models.sparse.kl import bernoulli_kl
from core.spec import parse_spec
from core.streams import stream
from core.training.clock import Clock
from core.training.session import Session
from tests.benchmarks.science.row import Row

HIDDEN, RHO, DECAY = 25, 0.01, 1e-4
ITERATIONS = 400
PATCHES = 10_000
SOURCE = "reference code on two CPU cores"
BETAS = {3.0: 0.78, 0.0: 0.19}
"""β → FVU."""


def objective(parameters: list[Tensor], x: Tensor, beta: float) -> tuple[Tensor, Tensor, Tensor]:
    """J, x̂ [N, 64] and the mean activations ρ̂ [25]."""
    W1, b1, W2, b2 = parameters
    z = (x @ W1 + b1).sigmoid()
    y = (z @ W2 + b2).sigmoid()
    mean = z.mean(dim=0)
    decay = 0.5 * DECAY * (W1.square().sum() + W2.square().sum())
    error = 0.5 * (x - y).square().sum(dim=1).mean()
    return error + decay + beta * bernoulli_kl(RHO, mean), y, mean


def start(seed: int, dimension: int) -> list[Tensor]:
    """Weights uniform in ±√(6 / (D + M + 1)), biases 0, as in the notes."""
    draws = stream(seed, "edges")
    bound = (6 / (dimension + HIDDEN + 1)) ** 0.5
    shapes = ((dimension, HIDDEN), (HIDDEN,), (HIDDEN, dimension), (dimension,))
    return [
        (2 * torch.rand(shape, generator=draws, dtype=torch.float64) - 1) * bound
        if len(shape) == 2
        else torch.zeros(shape, dtype=torch.float64)
        for shape in shapes
    ]


def fitted(x: Tensor, beta: float, seed: int, iterations: int = ITERATIONS) -> list[Tensor]:
    """Parameters at the minimum that L-BFGS finds of J on x [N, D], float64."""
    first = start(seed, x.shape[1])
    shapes = [p.shape for p in first]
    sizes = [p.numel() for p in first]

    def parts(vector: Tensor) -> list[Tensor]:
        return [
            part.reshape(shape) for part, shape in zip(vector.split(sizes), shapes, strict=True)
        ]

    def value(vector: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        flat = torch.tensor(vector, requires_grad=True)
        J, _, _ = objective(parts(flat), x, beta)
        J.backward()
        assert flat.grad is not None
        return float(J.detach()), flat.grad.numpy()

    begin = torch.cat([p.flatten() for p in first]).numpy()
    found = minimize(value, begin, jac=True, method="L-BFGS-B", options={"maxiter": iterations})
    return parts(torch.tensor(found.x))


def squashed(patches: NDArray[np.float64]) -> NDArray[np.float64]:
    """As in the notes: each centred, cut off at three standard deviations of all, to [.1, .9]."""
    centred = patches - patches.mean(axis=1, keepdims=True)
    return np.clip(centred / (3 * centred.std()), -1, 1) * 0.4 + 0.5


def by_lbfgs(x: Tensor, beta: float, protocol: str, iterations: int = ITERATIONS) -> Iterator[Row]:
    parameters = fitted(x, beta, seed=0, iterations=iterations)
    _, y, mean = objective(parameters, x, beta)
    found = metrics.fvu(x, y, x.mean(dim=0))
    assert found is not None
    about = {"source": SOURCE, "protocol": protocol}
    yield Row.near(f"β {beta:g}: fvu", found, BETAS[beta], 0.03, **about)
    active = float(mean.mean())
    if beta:
        yield Row.near(f"β {beta:g}: mean activation", active, 0.0104, 0.001, **about)
    else:
        yield Row(f"β {beta:g}: mean activation", active, protocol=protocol)
    yield Row(f"β {beta:g}: orientation", orientation(parameters[0].T.numpy()), protocol=protocol)


def by_the_product(beta: float, epochs: int) -> Iterator[Row]:
    """The KL variant with Adam: twice Ng's weights, since its error is not halved."""
    spec = parse_spec(
        {
            "dataset": {"name": "patches", "squash": True, "scale": "none"},
            "model": {
                "family": "sparse",
                "variant": "kl",
                "features": HIDDEN,
                "weight": 2 * beta,
                "rho": RHO,
                "weight_decay": 2 * DECAY,
                "decoder_norm": "free",
                "warmup": 0,
            },
            "training": {"epochs": epochs, "learning_rate": 1e-2, "device": "cpu"},
        }
    )
    prepared = load(spec.dataset)
    session = Session(spec, prepared, torch.device("cpu"), Clock())
    while session.step < session.total:
        session.advance()
    model = session.model.eval()
    test = evaluate(model, spec, prepared)["test"]
    with torch.no_grad():
        active = float(model.encode(torch.as_tensor(prepared.test.x)).mean())
    protocol = f"the KL variant: linear output, Adam at .01, {epochs} epochs, test patches"
    yield Row(f"β {beta:g} with Adam: fvu", test["fvu"], protocol=protocol)
    yield Row(f"β {beta:g} with Adam: mean activation", active, protocol=protocol)
    filters = model.get_parameter("W_enc").detach().T.double().numpy()
    yield Row(f"β {beta:g} with Adam: orientation", orientation(filters), protocol=protocol)


def measure(full: bool) -> Iterator[Row]:
    dataset = parse_spec(
        {
            "dataset": {"name": "patches", "scale": "none"},
            "model": {"family": "sparse", "variant": "kl"},
        }
    ).dataset
    patches = load(dataset).train.x[:PATCHES].astype(np.float64)
    x = torch.as_tensor(squashed(patches))
    protocol = f"{len(x):,} training patches, L-BFGS {ITERATIONS}"
    for beta in BETAS:
        yield from by_lbfgs(x, beta, protocol)
    for beta in BETAS:
        yield from by_the_product(beta, epochs=300 if full else 60)
