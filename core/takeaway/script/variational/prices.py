"""Objectives that put a price on the KL: β-VAE, free bits, capacity."""

from dataclasses import replace

from core.takeaway.script.model import setting
from core.takeaway.script.variational.objective import Objective, Parts, gaussian


def beta(parts: Parts) -> Objective:
    """β a nat."""
    return gaussian(parts, "D + β R", f"objective = distortion + {parts.beta} * rate")


def free_bits(parts: Parts) -> Objective:
    """The first nats of every dimension cost nothing more."""
    charged = f"{parts.beta} * kl.mean(dim=0).clamp(min=FREE_NATS).sum()"
    formula = "D + β Σ max(λ, KL of each dimension)"
    settings = (setting(parts.spec, "model.nats", "FREE_NATS"),)
    return replace(
        gaussian(parts, formula, f"objective = distortion + {charged}"), settings=settings
    )


def capacity(parts: Parts) -> Objective:
    """A price on every nat off the capacity."""
    off = f"GAMMA * (rate - {parts.beta}).abs()"
    settings = (setting(parts.spec, "model.gamma", "GAMMA"),)
    formula = "D + γ |R − C|, C rising in training"
    return replace(gaussian(parts, formula, f"objective = distortion + {off}"), settings=settings)
