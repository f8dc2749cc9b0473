"""Edges from photographs: Ng's sparse autoencoder with its penalty, and without.

CS294A lecture notes: 64-25-64 sigmoid units, J = ½ Σ(x − x̂)² averaged over patches, plus weight
decay and β Σ KL(ρ‖ρ̂), by full-batch L-BFGS. The marks are for this file's own J and SciPy's
optimiser on patches of scikit-learn's photographs; the product's pair trains the KL variant with
Adam, whose output is linear, and its numbers are shown beside. How oriented filters are is a number
too: 1 for gratings, 0 without a direction.
"""

from collections.abc import Iterator
from dataclasses import replace

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
from core.reproductions import Experiment, Number, Reference
from core.spec import RunSpec, parse_spec
from core.streams import stream
from core.training.clock import Clock
from core.training.session import Session

TITLE = "Edges from photographs"
FAMILY = "sparse"
HIDDEN, RHO, DECAY = 25, 0.01, 1e-4
ITERATIONS = 400
PATCHES = 10_000
SEEDS = (0, 1, 2)
SOURCE = "reference code on two CPU cores"
BETAS = {3.0: 0.78, 0.0: 0.19}
"""β → FVU."""
ACTIVE = 0.0104
"""Mean activation at β 3."""


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


def by_lbfgs(planned: Experiment, x: Tensor, beta: float) -> Experiment:
    found = []
    for seed in planned.seeds:
        parameters = fitted(x, beta, seed)
        _, y, mean = objective(parameters, x, beta)
        fvu = metrics.fvu(x, y, x.mean(dim=0))
        assert fvu is not None
        found.append((fvu, float(mean.mean()), orientation(parameters[0].T.numpy())))
    return planned.found(*zip(*found, strict=True))


def specification(beta: float, epochs: int, seed: int = 0) -> RunSpec:
    """The KL variant with Adam: twice Ng's weights, since its error is not halved."""
    return parse_spec(
        {
            "dataset": {"name": "patches", "squash": True, "scale": "none"},
            "model": {
                "family": "sparse",
                "variant": "kl",
                "features": HIDDEN,
                "weight": 2 * beta,
                "target": RHO,
                "weight_decay": 2 * DECAY,
                "decoder_norm": "free",
                "warmup": 0,
            },
            "training": {
                "epochs": epochs,
                "learning_rate": 1e-2,
                "device": "cpu",
                "seed": seed,
            },
        }
    )


def by_the_product(planned: Experiment, beta: float, epochs: int) -> Experiment:
    found = []
    for seed in planned.seeds:
        spec = specification(beta, epochs, seed)
        prepared = load(spec.dataset)
        session = Session(spec, prepared, torch.device("cpu"), Clock())
        while session.step < session.total:
            session.advance()
        model = session.model.eval()
        test = evaluate(model, spec, prepared)["test"]
        with torch.no_grad():
            active = float(model.encode(torch.as_tensor(prepared.test.x)).mean())
        filters = model.get_parameter("W_enc").detach().T.double().numpy()
        found.append((test["fvu"], active, orientation(filters)))
    return planned.found(*zip(*found, strict=True))


def plan(full: bool) -> list[Experiment]:
    """One seed and 60 epochs of Adam; in full three seeds and 300 epochs."""
    seeds, epochs = (SEEDS, 300) if full else (SEEDS[:1], 60)
    protocol = f"{PATCHES:,} training patches, L-BFGS {ITERATIONS}"
    experiments = []
    for beta, fvu in BETAS.items():
        active = Number("Mean activation", "mean_activation")
        if beta:
            theirs = Reference(ACTIVE, SOURCE, "code")
            active = Number.near(active.what, active.quantity, theirs, 0.001)
        numbers = (
            Number.near("FVU", "fvu", Reference(fvu, SOURCE, "code"), 0.03),
            active,
            Number("Orientation", "orientation"),
        )
        experiments.append(Experiment(f"β {beta:g}", protocol, numbers, seeds=seeds))
    protocol = f"the KL variant: linear output, Adam at .01, {epochs} epochs, test patches"
    shown = tuple(replace(one, reference=None, low=None, high=None) for one in numbers)
    for beta in BETAS:
        spec = specification(beta, epochs).as_dict()
        experiments.append(Experiment(f"β {beta:g} with Adam", protocol, shown, spec, seeds))
    return experiments


def measure(full: bool) -> Iterator[Experiment]:
    dataset = parse_spec(
        {
            "dataset": {"name": "patches", "scale": "none"},
            "model": {"family": "sparse", "variant": "kl"},
        }
    ).dataset
    patches = load(dataset).train.x[:PATCHES].astype(np.float64)
    x = torch.as_tensor(squashed(patches))
    planned = plan(full)
    for beta, experiment in zip(BETAS, planned[:2], strict=True):
        yield by_lbfgs(experiment, x, beta)
    for beta, experiment in zip(BETAS, planned[2:], strict=True):
        yield by_the_product(experiment, beta, epochs=300 if full else 60)
