"""Trains a small model and writes down one step of it, at a few moments.

The step is the training's own: batch, noise and order come from its streams, and the weights after
the step are those that `Session.advance` leaves. What lies between is computed a second time by the
model's own methods, with autograd, before the step is taken.
"""

from typing import Any

import torch

from core.data import load
from core.models.sparse.l1 import L1
from core.models.variational.beta import BetaVAE
from core.spec import RunSpec, parse_spec
from core.training.clock import Clock
from core.training.machine import settings
from core.training.session import Session
from core.training.slow_step.sparse import sparse_step
from core.training.slow_step.variational import variational_step

MOMENTS = (0, 100, 1_000)
"""Steps already done when one is written down."""

_TRAINING = {"steps": max(MOMENTS) + 1, "batch_size": 16, "learning_rate": 0.003}

SPECS: dict[str, dict[str, Any]] = {
    "sparse": {
        "dataset": {"name": "digits"},
        "model": {
            "family": "sparse",
            "variant": "l1",
            "features": 32,
            "weight": 2.0,
            "warmup": 0,
        },
        "training": _TRAINING,
    },
    "variational": {
        "dataset": {"name": "digits"},
        "model": {"family": "variational", "latent_dim": 2, "likelihood": "bernoulli"},
        "network": {"hidden": [32]},
        "training": _TRAINING,
    },
}
"""What is trained: small enough that every number can be shown."""


def record(name: str) -> dict[str, Any]:
    """The steps of the model `name` (a key of `SPECS`), one object for each of `MOMENTS`.

    Numbers are rounded to 7 digits; matrices are packed (`core.training.slow_step.numbers`).
    """
    spec = parse_spec(SPECS[name])
    cpu = torch.device("cpu")
    with settings(1, cpu):
        session = Session(spec, load(spec.dataset), cpu, Clock())
        return {"name": name, "spec": spec.as_dict(), "moments": _moments(spec, session)}


def _moments(spec: RunSpec, session: Session) -> list[dict[str, Any]]:
    labels = session.prepared.train.y
    steps = []
    for moment in MOMENTS:
        while session.step < moment:
            session.advance()
        rows = session.batches.rows_at(session.step)  # type: ignore[union-attr]
        model = session.model
        if isinstance(model, L1):
            step = sparse_step(session, model)
        else:
            assert isinstance(model, BetaVAE)
            step = variational_step(session, model)
        followed = step["example"]
        about = {
            "done": moment,
            "rate": spec.training.learning_rate,
            "batch": len(rows),
            "digit": int(labels[rows[followed]]),
        }
        steps.append(about | step)
    return steps
