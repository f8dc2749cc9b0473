"""What is special about a run: the settings in which it leaves the recommendation."""

from typing import Any

from core.spec.knob import Knob, number
from core.spec.listing import knobs
from core.spec.run import RunSpec

_WORDS = {
    "model.latent_dim": "{} dimensions",
    "model.features": "{} features",
    "training.epochs": "{} epochs",
    "training.steps": "{} steps",
    "training.seed": "seed {}",
    "dataset.seed": "split seed {}",
    "dataset.folds": "{} folds",
    "dataset.train_size": "{} examples",
    "network.hidden": "layers {}",
}
_ASIDE = ("dataset.name", "model.family", "model.variant", "model.objective", "training.device")
"""What a run is rather than how it is set, and where it was computed."""


def special(spec: RunSpec, most: int = 5) -> str:
    """`β 4, 8 dimensions`: the model's own settings first; "as recommended" where there is none.

    Of more than `most` the others are counted.
    """
    acting = (k for k in knobs(spec) if k.path not in _ASIDE and k.value is not None)
    found = [knob for knob in acting if not _same(knob.value, knob.default)]
    found.sort(key=lambda knob: not knob.path.startswith("model."))
    words = [said(knob) for knob in found]
    if len(words) > most:
        words = [*words[:most], f"{len(words) - most} more"]
    return ", ".join(words) or "as recommended"


def _same(value: Any, default: Any) -> bool:
    """JSON has lists where a specification has tuples."""
    if isinstance(value, list | tuple) and isinstance(default, list | tuple):
        return [*value] == [*default]
    return bool(value == default)


def said(knob: Knob) -> str:
    """A knob with its value: `β 4`, `8 dimensions`, `seed 1`; folds are counted from 1."""
    value = knob.value
    if knob.path == "dataset.fold":
        return f"fold {value + 1}"
    if knob.path in _WORDS:
        return _WORDS[knob.path].format(_shown(value))
    if knob.path == "network.kind":
        return str(knob.choices[value])
    if knob.kind == "choice":
        return f"{knob.label} {knob.choices.get(value, value)}"
    return f"{knob.symbol or knob.label} {_shown(value)}"


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "–".join(map(_shown, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, int | float) else str(value if value else "none")
