"""Sweeps that answer a question asked often, ready to run on a base specification."""

from collections.abc import Callable, Mapping
from typing import Any

from core.errors import BadInput
from core.spec import FAMILIES, RunSpec, flat, knobs, parse_spec
from core.spec.errors import not_a_choice

DIMENSIONS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
BETAS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
FACTORS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Around the weight that is recommended."""
FOLDS, SEEDS = 5, 3

Recipe = Callable[[RunSpec], dict[str, Any]]


def recipe(name: str, base: Mapping[str, Any]) -> dict[str, Any]:
    """The sweep file of that recipe for a base specification; raises `BadInput`."""
    if name not in RECIPES:
        raise not_a_choice("recipe", name, RECIPES)
    return {"base": dict(base), **RECIPES[name](parse_spec(base))}


def _dimensions(spec: RunSpec) -> dict[str, Any]:
    """How many latent dimensions? The validation score of each, over folds where there can be."""
    largest = _bounds(spec, "model.latent_dim")[1]
    groups = getattr(spec.model, "groups", 1)
    sizes = [n for n in DIMENSIONS if n <= largest and n % groups == 0]
    repeats = {"seeds": SEEDS} if spec.dataset.entry.most else {"folds": FOLDS}
    return {"name": "How many latent dimensions?", "grid": {"model.latent_dim": sizes}, **repeats}


def _betas(spec: RunSpec) -> dict[str, Any]:
    """What does a nat of rate buy at each price?"""
    low, high = _bounds(spec, "model.beta")
    prices = [beta for beta in BETAS if low <= beta <= high]
    return {"name": "A ladder of β", "grid": {"model.beta": prices}, "seeds": SEEDS}


def _lambdas(spec: RunSpec) -> dict[str, Any]:
    """What does each further active feature explain?"""
    low, high = _bounds(spec, "model.weight")
    usual = next(knob.default for knob in knobs(spec) if knob.path == "model.weight")
    weights = [float(f"{usual * factor:.4g}") for factor in FACTORS]
    kept = [weight for weight in weights if low <= weight <= high]
    return {"name": "A ladder of λ", "grid": {"model.weight": kept}, "seeds": SEEDS}


RECIPES: dict[str, Recipe] = {"dimensions": _dimensions, "beta": _betas, "lambda": _lambdas}


def _bounds(spec: RunSpec, path: str) -> tuple[float, float]:
    """Smallest and largest value of a knob; `BadInput` where the model has none of that name."""
    for knob in knobs(spec):
        if knob.path == path and path in flat(spec.as_dict()):
            assert knob.minimum is not None
            assert knob.maximum is not None
            return knob.minimum, knob.maximum
    name = path.rpartition(".")[2]
    having = [family.name for family in FAMILIES.values() if family.owners(name)]
    raise BadInput(
        f"This recipe varies {path}, which {spec.model.family} {spec.model.member()} does not "
        f"have; models of the {' and '.join(having)} family do."
    )
