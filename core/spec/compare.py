"""What two specifications differ in, what one is called, and one made from another."""

from collections.abc import Mapping
from typing import Any

from core.spec.listing import flat
from core.spec.parse import parse_spec
from core.spec.run import RunSpec


def differences(a: RunSpec, b: RunSpec) -> dict[str, tuple[Any, Any]]:
    """Every knob in which two specifications differ: `{"model.beta": (1.0, 4.0)}`.

    A knob that only one of them has is None in the other.
    """
    left, right = flat(a.as_dict()), flat(b.as_dict())
    paths = list(dict.fromkeys((*left, *right)))
    return {
        path: (left.get(path), right.get(path))
        for path in paths
        if left.get(path) != right.get(path)
    }


def describe(spec: RunSpec) -> str:
    """A short name for people: `VAE · 2 dimensions · β 4 · MNIST`, with the seed if it is not 0.

    Of several folds it says which one is validated on, counted from 1.
    """
    data = spec.dataset
    fold = (f"fold {data.fold + 1} of {data.folds}",) if data.folds else ()
    seed = (f"seed {spec.training.seed}",) if spec.training.seed else ()
    return " · ".join((*spec.model.headline(), data.entry.title, *fold, *seed))


def revised(spec: RunSpec, changes: Mapping[str, Any]) -> RunSpec:
    """The same specification with some knobs set anew: `revised(spec, {"model.beta": 4})`.

    Giving a length in epochs replaces one in steps, and the other way round. Raises `BadInput` as
    `parse_spec` does.
    """
    nested = spec.as_dict()
    for path, value in changes.items():
        *outer, name = path.split(".")
        section = nested
        for key in outer:
            section = section.setdefault(key, {})
        section[name] = value
        other = {"training.epochs": "steps", "training.steps": "epochs"}.get(path)
        if other and other not in {key.rpartition(".")[2] for key in changes}:
            section.pop(other, None)
    return parse_spec(nested)
