"""One step of an L1 sparse autoencoder."""

from typing import Any

import torch
from torch import Tensor

from core.models.base import Step
from core.models.products import affine
from core.models.sparse.base import Pass
from core.models.sparse.l1 import L1
from core.training.session import Session
from core.training.slow_step.adam import AdamStep, first_lowered
from core.training.slow_step.numbers import packed, rounded

WEIGHTS = ("W_enc", "b_enc", "W_dec", "b_dec")


def sparse_step(session: Session, model: L1) -> dict[str, Any]:
    """Takes the session's next step and tells everything that happens in it.

    Of the batch one example is followed: the first whose loss the step lowers.
    """
    data = session.batches.at(session.step).clone()
    step = Step(session.step + 1, session.total)
    before = _passed(model, data)
    errors, costs = _losses(model, before, step)
    weights = [model.get_parameter(name) for name in WEIGHTS]
    wanted = [before["y"], before["z"], before["pi"], *weights]
    found = torch.autograd.grad(errors.mean() + costs.mean(), wanted)
    gradients = dict(zip(("y", "z", "pi", *WEIGHTS), found, strict=True))
    kept = _projected(model, gradients["W_dec"])
    adam = AdamStep.coming(session, "W_dec", kept)
    start = {name: model.get_parameter(name).detach().clone() for name in WEIGHTS}

    session.advance()

    after = _passed(model, data)
    errors_after, costs_after = _losses(model, after, step)
    example = first_lowered(errors + costs, errors_after + costs_after)
    feature = int(before["z"][example].argmax())
    pixel = int(kept[feature].abs().argmax())
    along = (gradients["W_dec"] * start["W_dec"]).sum(dim=1)
    return {
        "example": example,
        "weight": model.dials(step)["weight"],
        "scale": rounded(model.scale),
        "centre": rounded(model.centre),
        "data": packed(data),
        **{name: rounded(before[name][example]) for name in ("inputs", "pi", "z", "y")},
        **{name: rounded(start[name]) for name in ("b_enc", "b_dec")},
        "W_enc": packed(start["W_enc"].T),
        "W_dec": packed(start["W_dec"]),
        "l0": rounded((before["z"] > 0).sum(dim=1).float().mean()),
        "reconstruction": {"before": rounded(errors), "after": rounded(errors_after)},
        "sparsity": {"before": rounded(costs), "after": rounded(costs_after)},
        "gradient": {
            **{name: rounded(gradients[name][example]) for name in ("y", "z", "pi")},
            "W_enc": packed(gradients["W_enc"].T),
            "W_dec": packed(gradients["W_dec"]),
            "norms": {name: rounded(value.norm()) for name, value in gradients.items()},
        },
        "feature": feature,
        "atom": rounded(start["W_dec"][feature]),
        "projection": {
            "gradient": rounded(gradients["W_dec"][feature]),
            "kept": rounded(kept[feature]),
            "along": rounded(along[feature]),
        },
        "adam": adam.of(feature, pixel)
        | {"pixel": pixel, "after": rounded(model.W_dec[feature, pixel])},
        "lengths": rounded(adam.moved.norm(dim=1)),
        "lengths_after": rounded(model.W_dec.norm(dim=1)),
        "after": {name: rounded(after[name][example]) for name in ("pi", "z", "y")},
    }


def _passed(model: L1, data: Tensor) -> dict[str, Tensor]:
    """A batch of data [B, D] on its way through the model."""
    inputs = model.to_units(data)
    pi = model.pre_activations(inputs)
    z = model.codes(pi)
    return {
        "x": data,
        "inputs": inputs,
        "pi": pi,
        "z": z,
        "y": affine(z, model.W_dec.T, model.b_dec),
    }


def _losses(model: L1, passed: dict[str, Tensor], step: Step) -> tuple[Tensor, Tensor]:
    """Squared error and price of the code of each example, [B] each."""
    batch = Pass(passed["x"], passed["inputs"], passed["pi"], passed["z"])
    errors = model.errors(passed["y"], batch, "none").sum(dim=1)
    price = model.dials(step)["weight"]
    return errors, price * (batch.z @ model.lengths())


def _projected(model: L1, gradient: Tensor) -> Tensor:
    """What the model leaves of its dictionary's gradient for the optimiser."""
    model.W_dec.grad = gradient.clone()
    model.before_optimiser_step()
    kept = model.W_dec.grad
    model.W_dec.grad = None
    return kept
