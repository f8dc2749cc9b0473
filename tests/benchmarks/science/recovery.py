"""Do sparse autoencoders find the atoms that examples were made of?

64 known atoms in 32 dimensions, examples drawn fresh throughout, in their own units: 4,000 steps of
512. The rows were measured with plain reference code on two CPU cores; ours train the product's
models with the product's optimiser. The convex method has the lowest FVU at equal L0, and the
lowest FVU of all comes with the worst features: both are rows here.

Not all marks are met. A second plain implementation, which shares no model or optimiser with ours,
falls short in the same rows by as much (L1 .05 and .1, TopK, BatchTopK, JumpReLU), so the marks
come from a protocol that differs in something that is not written down. L1 .1 reaches its row after
40,000 steps (MMCS .987, FVU .061, L0 11.7); the variants that count features lose 5 to 14 % of them
early, and those stay dead.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from core.data import Prepared, load
from core.evaluation import metrics
from core.evaluation.evaluate import evaluate
from core.evaluation.recovery import mcc, mmcs
from core.spec import RunSpec, parse_spec
from core.training.clock import Clock
from core.training.session import Session
from tests.benchmarks.science.row import Row

STEPS, BATCH = 4_000, 512
SOURCE = "reference code on two CPU cores, two seeds"
ROWS = 20_000
ITERATIONS = 20
ALPHA = 0.2
NAMES = ("mmcs", "fvu", "l0", "shrinkage")

MARKS: tuple[tuple[str, dict[str, Any], dict[str, float]], ...] = (
    (
        "L1 .05",
        {"variant": "l1", "weight": 0.05},
        {"mmcs": 0.86, "fvu": 0.016, "l0": 25, "shrinkage": 0.94},
    ),
    (
        "L1 .1",
        {"variant": "l1", "weight": 0.1},
        {"mmcs": 0.984, "fvu": 0.059, "l0": 12.3, "shrinkage": 0.87},
    ),
    (
        "L1 .2",
        {"variant": "l1", "weight": 0.2},
        {"mmcs": 0.996, "fvu": 0.083, "l0": 7.5, "shrinkage": 0.81},
    ),
    (
        "L1 .4",
        {"variant": "l1", "weight": 0.4},
        {"mmcs": 0.998, "fvu": 0.122, "l0": 5.2, "shrinkage": 0.73},
    ),
    ("TopK 3", {"variant": "topk", "k": 3}, {"mmcs": 0.998, "fvu": 0.168, "l0": 2.9}),
    ("BatchTopK 3", {"variant": "batch_topk", "k": 3}, {"mmcs": 0.999, "fvu": 0.092, "l0": 3.0}),
    (
        "JumpReLU .05",
        {"variant": "jumprelu", "weight": 0.05, "theta0": 0.1, "bandwidth": 0.1},
        {"mmcs": 0.998, "fvu": 0.085, "l0": 3.4},
    ),
)
PEER = {"mmcs": 0.986, "fvu": 0.057, "l0": 4.0}


def specification(model: dict[str, Any], seed: int, steps: int = STEPS) -> RunSpec:
    """A run of the toy: everything the mark fixes is given, whatever the defaults are."""
    return parse_spec(
        {
            "dataset": {"name": "superposition", "scale": "none", "seed": seed},
            "model": {"family": "sparse", "features": 64, **_warmup(model), **model},
            "training": {
                "steps": steps,
                "batch_size": BATCH,
                "learning_rate": 1e-3,
                "seed": seed,
                "device": "cpu",
            },
        }
    )


def _warmup(model: dict[str, Any]) -> dict[str, float]:
    """Over 500 of 4,000 steps, where there is a penalty."""
    return {"warmup": 500 / STEPS} if "weight" in model else {}


def trained(spec: RunSpec, prepared: Prepared) -> dict[str, float]:
    """The toy's numbers of a model on 20,000 fresh test examples."""
    session = Session(spec, prepared, torch.device("cpu"), Clock())
    while session.step < session.total:
        session.advance()
    found = evaluate(session.model.eval(), spec, prepared)["test"]
    return {name: found[name] for name in (*NAMES, "mcc", "dead")}


def convex(prepared: Prepared, seed: int) -> dict[str, float]:
    """scikit-learn's dictionary: positive codes, fitted and coded by coordinate descent."""
    from sklearn.decomposition import MiniBatchDictionaryLearning

    assert prepared.atoms is not None
    model = MiniBatchDictionaryLearning(
        64,
        alpha=ALPHA,
        max_iter=ITERATIONS,
        fit_algorithm="cd",
        transform_algorithm="lasso_cd",
        transform_alpha=ALPHA,
        positive_code=True,
        random_state=seed,
        n_jobs=1,
    ).fit(prepared.train.x[:ROWS].astype(np.float64))
    x = torch.as_tensor(prepared.test.x)
    codes = model.transform(prepared.test.x.astype(np.float64))
    guess = torch.as_tensor((codes @ model.components_).astype(np.float32))
    learned, true = torch.as_tensor(model.components_), torch.as_tensor(prepared.atoms)
    mean = torch.as_tensor(prepared.train.x).mean(dim=0)
    found = metrics.fvu(x, guess, mean)
    assert found is not None
    return {
        "mmcs": mmcs(learned, true),
        "fvu": found,
        "l0": metrics.l0(torch.as_tensor(codes)),
        "shrinkage": float(metrics.shrinkage(x, guess).mean()),
        "mcc": mcc(learned, true),
    }


def rows(
    name: str, found: list[dict[str, float]], expected: dict[str, float], protocol: str
) -> Iterator[Row]:
    """One row a number: averages over seeds, held to the marks that there are."""
    for what in found[0]:
        mean = float(np.mean([one[what] for one in found]))
        spread = ", ".join(f"{one[what]:.3f}" for one in found)
        if what in expected:
            margin = 0.1 * expected[what] if what == "l0" else 0.03 if name == "L1 .05" else 0.02
            yield Row.near(
                f"{name}: {what}",
                mean,
                expected[what],
                margin,
                source=SOURCE,
                protocol=f"{protocol} ({spread})",
            )
        else:
            yield Row(f"{name}: {what}", mean, protocol=f"{protocol} ({spread})")


def measure(full: bool) -> Iterator[Row]:
    seeds = (0, 1) if full else (0,)
    protocol = f"mean over {len(seeds)} seed{'s' if full else ''}"
    prepared = {}
    for seed in seeds:
        prepared[seed] = load(specification({"variant": "none"}, seed).dataset)
    for name, model, expected in MARKS:
        found = [trained(specification(model, seed), prepared[seed]) for seed in seeds]
        yield from rows(name, found, expected, protocol)
    found = [convex(prepared[seed], seed) for seed in seeds]
    yield from rows(f"MiniBatchDictionaryLearning α {ALPHA:g}", found, PEER, protocol)
