"""Disentanglement on sprites, a look-alike of dSprites: MIG and FactorVAE score.

Published numbers are of dSprites (64×64 pixels, 737,280 pictures), by other networks and longer
training; ours are of smaller pictures drawn by this program. They stand beside each other, and none
is held against another.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from core.data import Prepared, load
from core.evaluation import disentanglement
from core.evaluation.labelled import Case
from core.evaluation.protocols import FULL
from core.reproductions import Experiment, Number, Reference
from core.spec import RunSpec, parse_spec
from core.training.clock import Clock
from core.training.session import Session

TITLE = "Single dimensions for single causes, on sprites"
FAMILY = "variational"
SOURCE = "Chen et al. (2018) and Kim and Mnih (2018)"
SEEDS = (0, 1, 2)
MODELS: dict[str, tuple[dict[str, Any], tuple[float, ...], float]] = {
    "VAE": ({"objective": "beta"}, (0.10,), 0.63),
    "β-VAE, β 4": ({"objective": "beta", "beta": 4.0}, (0.21,), 0.63),
    "FactorVAE, γ 5": ({"objective": "factor", "gamma": 5.0}, (0.15, 0.43), 0.82),
    "β-TCVAE, β 3": ({"objective": "beta_tc", "beta": 3.0}, (0.45,), 0.62),
}
"""Ours, with MIG (of several, the lowest and the highest) and FactorVAE score on dSprites."""
MIG = "dSprites, MIG by integration over q(z|x)"
SCORE = "dSprites"
WHY = (
    "Other data, another network, another length of training, and another definition of MIG: no "
    "mark can be held. Compare ours with ours."
)


def specification(model: dict[str, Any], full: bool, seed: int = 0) -> RunSpec:
    """Ten latent dimensions and our recommended network."""
    return parse_spec(
        {
            "dataset": {"name": "sprites", **({"train_size": 50_000} if full else {})},
            "model": {"family": "variational", "latent_dim": 10, **model},
            "training": {"epochs": 30, "device": "cpu", "seed": seed},
        }
    )


def plan(full: bool) -> list[Experiment]:
    """One seed and 10,000 sprites; in full three seeds and 50,000."""
    sizes = FULL.disentanglement
    assert sizes is not None
    protocol = (
        "codes of 5,000 test sprites at the posterior mean; MIG with 20 bins of equal width; "
        f"FactorVAE score by {sizes.train_votes:,} and {sizes.test_votes:,} votes of "
        f"{sizes.vote_batch}, as `python -m core evaluate --full` measures them"
    )
    experiments = []
    for name, (model, migs, score) in MODELS.items():
        numbers = (
            Number("MIG", "mig", beside=tuple(Reference(m, SOURCE, "read", MIG) for m in migs)),
            Number(
                "FactorVAE score",
                "factor_score",
                beside=(Reference(score, SOURCE, "read", SCORE),),
            ),
        )
        spec = specification(model, full).as_dict()
        seeds = SEEDS if full else SEEDS[:1]
        experiments.append(Experiment(name, protocol, numbers, spec, seeds, WHY))
    return experiments


def measure(full: bool) -> Iterator[Experiment]:
    models = [model for model, _, _ in MODELS.values()]
    prepared = load(specification(models[0], full).dataset)
    for model, planned in zip(models, plan(full), strict=True):
        found = [scores(specification(model, full, seed), prepared) for seed in planned.seeds]
        yield planned.found(*zip(*found, strict=True))


def scores(spec: RunSpec, prepared: Prepared) -> tuple[float, float]:
    """MIG and FactorVAE score of a model trained as any run would be."""
    session = Session(spec, prepared, torch.device("cpu"), Clock())
    while session.step < session.total:
        session.advance()
    case = Case(session.model.eval(), spec, prepared, FULL)
    factors, sizes = prepared.test.factors, FULL.disentanglement
    assert factors is not None
    assert sizes is not None
    with torch.inference_mode():
        codes = case.codes(case.examples("test"))
    mig = disentanglement.told(codes, factors, prepared.factor_names, FULL.told)["mig"]
    score = disentanglement.factor_score(
        codes,
        factors,
        (sizes.train_votes, sizes.test_votes),
        sizes.vote_batch,
        sizes.least_deviation,
        np.random.default_rng(case.seed("disentanglement")),
    )
    return float(mig), score
