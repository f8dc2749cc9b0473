"""The part of the program that loads a run's examples: the same ones, split the same way."""

from collections.abc import Callable

from core.errors import BadInput
from core.spec import RunSpec
from core.takeaway.script.data.base import Data
from core.takeaway.script.data.bundled import FILES, digits, docstrings, pictures, table
from core.takeaway.script.data.patches import patches
from core.takeaway.script.data.sprites import sprites
from core.takeaway.script.data.superposition import superposition

__all__ = ["FILES", "LOADERS", "Data", "data_of"]

LOADERS: dict[str, Callable[[RunSpec], Data]] = {
    "digits": digits,
    "mnist": pictures,
    "fashion_mnist": pictures,
    "patches": patches,
    "superposition": superposition,
    "sprites": sprites,
    "breast_cancer": table,
    "docstrings": docstrings,
}
"""The data sets that there is text for, by their names in the specification."""


def data_of(spec: RunSpec) -> Data:
    """How the program gets this run's examples; BadInput where it cannot."""
    if spec.dataset.name not in LOADERS:
        known = ", ".join(LOADERS)
        raise BadInput(
            f"There is no code for runs on {spec.dataset.name} yet; there is for {known}."
        )
    return LOADERS[spec.dataset.name](spec)
