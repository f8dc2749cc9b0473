"""Sentences from a summary: what happened in a run, why, and the run that would show the cure."""

from dataclasses import dataclass, field
from typing import Any

INACTIVE_NATS = 0.01
"""A latent dimension with less KL than this carries nothing (SCIENCE.md, section 1)."""


@dataclass(frozen=True)
class Hint:
    """One observation in words, and the changes of the specification that would test the cure."""

    text: str
    cure: dict[str, Any] = field(default_factory=dict)
    action: str = ""


def hints(spec: dict[str, Any], summary: dict[str, Any]) -> list[Hint]:
    """What a finished run's numbers say, most important first; empty when all is well."""
    family = spec["model"]["family"]
    test = summary.get("test", {})
    if family == "variational":
        return _collapse(spec, test)
    if family == "sparse":
        return _dead(spec, test, summary.get("test_size", 0)) + _density(spec, test)
    return []


def _collapse(spec: dict[str, Any], test: dict[str, Any]) -> list[Hint]:
    per_dimension = test.get("kl_per_dimension") or []
    inactive = sum(kl < INACTIVE_NATS for kl in per_dimension)
    total = len(per_dimension)
    if not inactive:
        return []
    said = f"{inactive} of {total} dimensions have a KL under {INACTIVE_NATS} nats"
    if "beta" not in spec["model"]:
        return [Hint(f"{said}: the data, or the objective, asks for no more of them.")]
    beta = spec["model"]["beta"]
    if inactive * 2 < total:
        return [
            Hint(f"{said}: at this price of information (β = {beta:g}) the data needs no more.")
        ]
    cure = {"model.beta": round(beta / 4, 6)}
    return [
        Hint(
            f"{said}: posterior collapse. The decoder ignores them, because their information "
            f"costs more (β = {beta:g}) than it saves in reconstruction.",
            cure,
            f"Train it with β = {beta / 4:g}",
        )
    ]


def _dead(spec: dict[str, Any], test: dict[str, Any], size: int) -> list[Hint]:
    dead = test.get("dead", 0.0)
    if dead < 0.05:
        return []
    said = f"{100 * dead:.0f} % of features never fired on {size:,} test examples"
    model = spec["model"]
    if model.get("revive") == "none":
        text = f"{said}. A feature that never fires gets no gradient and stays dead."
        return [Hint(text, {"model.revive": "auxk"}, "Train it with AuxK")]
    if "weight" in model:
        lower = round(model["weight"] / 3, 6)
        text = f"{said}. The penalty (weight {model['weight']:g}) silences more than it needs to."
        return [Hint(text, {"model.weight": lower}, f"Train it with weight {lower:g}")]
    return [Hint(f"{said}. Fewer features would do as well.")]


def _density(spec: dict[str, Any], test: dict[str, Any]) -> list[Hint]:
    model = spec["model"]
    l0, features = test.get("l0"), model["features"]
    if l0 is None or "weight" not in model or l0 < 0.4 * features:
        return []
    return [
        Hint(
            f"{l0:.0f} of {features} features fire on a typical example: that is hardly sparse. "
            f"More weight makes the code choose.",
            {"model.weight": model["weight"] * 3},
            f"Train it with weight {model['weight'] * 3:g}",
        )
    ]
