"""Which values a knob recommends, by validation examples and several seeds; test examples unseen.

Two rules, fixed before anything was measured. What helps training or is part of the model (a
schedule, nats to carry, the mass of the spike, the entries of a code) is best where the ELBO at
β = 1 is highest. What buys independence of dimensions at the ELBO's cost is the strongest whose
negative ELBO is at most 5 % above that of the VAE with as many latents, or else the weakest tried.
The rate of FC-WTA, whose features are for a classifier, is that of the most accurate probe.
"""

import argparse
import sys
from statistics import mean
from typing import Any

import numpy as np
import torch

from core.data import load
from core.evaluation import variational, vq
from core.evaluation.examples import examples_of
from core.evaluation.probe import probe
from core.evaluation.protocols import TRAINED
from core.models.variational import VariationalAutoencoder
from core.models.variational.vq import VQVAE
from core.rows import as_rows, column_mean
from core.spec import parse_spec
from core.training.clock import Clock
from core.training.session import Session

TOLERANCE = 0.05
STRENGTHS = (0.1, 1.0, 10.0, 100.0)
LINEAR, CONSTANT = {"kind": "linear"}, {"kind": "constant"}

Knobs = dict[str, Any]

PRICES: dict[str, tuple[Knobs, ...]] = {
    "beta_tc": tuple({"beta": beta} for beta in (2.0, 3.0, 4.0, 6.0)),
    "factor": tuple({"gamma": gamma, "schedule": LINEAR} for gamma in (2.0, 5.0, 10.0)),
    "dip_i": tuple({"lambda_od": od, "lambda_d": 10 * od} for od in (1.0, 2.0, 5.0)),
    "dip_ii": tuple({"lambda_od": p, "lambda_d": p, "schedule": LINEAR} for p in (1.0, 2.0, 5.0)),
}
"""Objective → what buys independence, from the weakest to the strongest."""

PARTS: dict[str, tuple[str, tuple[Knobs, ...]]] = {
    "factor_schedule": ("factor", ({"schedule": CONSTANT}, {"schedule": LINEAR})),
    "dip_ii_schedule": ("dip_ii", ({"schedule": CONSTANT}, {"schedule": LINEAR})),
    "capacity": ("capacity", tuple({"capacity": nats} for nats in (3.0, 5.0, 8.0, 12.0))),
    "free_bits": ("free_bits", tuple({"nats": nats} for nats in (0.1, 0.25, 0.5))),
    "sparse": ("sparse", tuple({"spike": spike} for spike in (0.9, 0.8, 0.6))),
    "vq_groups": ("vq", tuple({"groups": groups} for groups in (2, 4, 8))),
    "vq_codebook": ("vq", tuple({"codebook": size} for size in (16, 32, 64))),
}
"""Choice → objective and what is part of its model."""

RATES = {"fc_wta": tuple({"rate": rate} for rate in (0.05, 0.1, 0.2))}

CHOICES = (*PRICES, *PARTS, *RATES)


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks defaults",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", default="digits", help="a data set (digits)")
    parser.add_argument("--train", type=int, help="so many of its training examples (all bundled)")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--only", nargs="+", choices=CHOICES, default=CHOICES, metavar="CHOICE")
    given = parser.parse_args(arguments)
    dataset = {"name": given.data} | ({"train_size": given.train} if given.train else {})
    torch.set_num_threads(1)
    found = {name: choose(name, dataset, range(given.seeds)) for name in given.only}
    return {"dataset": dataset, "choices": found}


def choose(name: str, dataset: Knobs, seeds: range) -> dict[str, Any]:
    """What validation says of every candidate, and the one that the rule takes."""
    if name in RATES:
        rows = [
            _row({"family": "sparse", "variant": name, **k}, dataset, seeds) for k in RATES[name]
        ]
        return {"rows": rows, "taken": max(rows, key=lambda row: row["mean"])}
    objective, candidates = PARTS.get(name) or (name, PRICES[name])
    model = {"family": "variational", "objective": objective}
    rows = [_row({**model, **knobs}, dataset, seeds) for knobs in candidates]
    if name in PARTS:
        return {"rows": rows, "taken": min(rows, key=lambda row: row["mean"])}
    latents = parse_spec({"dataset": dataset, "model": model}).as_dict()["model"]["latent_dim"]
    vae = _row({"family": "variational", "latent_dim": latents}, dataset, seeds)
    bearable = [row for row in rows if row["mean"] <= (1 + TOLERANCE) * vae["mean"]]
    return {"vae": vae, "rows": rows, "taken": bearable[-1] if bearable else rows[0]}


def _row(model: Knobs, dataset: Knobs, seeds: range) -> dict[str, Any]:
    """A model's number on validation (negative ELBO in nats, or a probe's accuracy), per seed."""
    each = [validated(model, dataset, seed) for seed in seeds]
    print(model, [round(number, 4) for number in each], file=sys.stderr)
    return {"model": model, "mean": mean(each), "seeds": each}


def validated(model: Knobs, dataset: Knobs, seed: int) -> float:
    """What validation says of one model, trained for as long as such a run is by default."""
    spec = parse_spec(
        {"dataset": dataset, "model": model, "training": {"seed": seed, "device": "cpu"}}
    )
    session = Session(spec, load(spec.dataset), torch.device("cpu"), Clock())
    while not session.ended:
        session.advance()
    return _validated(session)


@torch.inference_mode()
def _validated(session: Session) -> float:
    spec, trained, prepared = session.spec, session.model.eval(), session.prepared
    held_out = examples_of(trained, spec, prepared, "validation", None)
    mean_x = column_mean(as_rows(prepared.train.x))
    if isinstance(trained, VQVAE):
        return -float(vq.measure(trained, held_out, mean_x, TRAINED)["elbo"])
    if isinstance(trained, VariationalAutoencoder):
        steps = spec.total_steps
        return -float(variational.measure(trained, held_out, mean_x, TRAINED, steps)["elbo"])
    train, validation = (
        (trained.encode(as_rows(part.x)).numpy(), part.y.astype(np.int64))
        for part in (prepared.train, prepared.validation)
    )
    return probe(train, validation, validation, STRENGTHS).validation_accuracy
