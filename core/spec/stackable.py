"""Which runs could be trained as one stacked program: those that differ in a few numbers only."""

from collections.abc import Sequence
from typing import Any

from core.spec.run import RunSpec

KNOBS = {
    "plain": ("latent_dim",),
    "sparse": ("weight", "warmup"),
    "variational": ("beta", "schedule", "latent_dim"),
}
"""What members of one population may differ in, by family; beside the training seed."""

OBJECTIVES = ("beta",)
VARIANTS = ("none", "l1", "l2", "kl", "topk")


def why_not_stacked(specs: Sequence[RunSpec]) -> str | None:
    """The clause that says why these runs cannot be one population; None when they can."""
    for spec in specs:
        if reason := _alone(spec):
            return reason
    commons = [common(spec) for spec in specs]
    for other in commons[1:]:
        if names := _differences(commons[0], other):
            return f"they differ in {', '.join(names)}"
    return None


def common(spec: RunSpec) -> dict[str, Any]:
    """What all members of a population have in common, as the specification's sections."""
    sections = spec.as_dict()
    for name in KNOBS[spec.model.family]:
        sections["model"].pop(name, None)
    sections["training"].pop("seed")
    return sections


def _alone(spec: RunSpec) -> str | None:
    model = spec.model.model_dump()
    if model.get("objective", "beta") not in OBJECTIVES:
        return f'objective "{model["objective"]}" is not stacked'
    if model.get("variant", "l1") not in VARIANTS:
        return f'variant "{model["variant"]}" is not stacked'
    if model.get("revive", "none") != "none":
        return "reviving dead features depends on the data, each model in its own way"
    if spec.network.kind == "conv" and "network" not in spec.model.idle:
        return "convolutional networks are not stacked"
    if spec.training.precision != "float32":
        return f"{spec.training.precision} rounds so coarsely that the order of sums would show"
    if spec.dataset.entry.kind == "text":
        return "documents are kept as compressed rows, which are not stacked"
    if spec.dataset.fresh and "fresh" not in spec.dataset.inactive():
        return "fresh examples are drawn for each run by itself"
    return None


def _differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [
        f"{section}.{name}"
        for section, values in one.items()
        for name in sorted(values.keys() | other[section].keys())
        if values.get(name) != other[section].get(name)
    ]
