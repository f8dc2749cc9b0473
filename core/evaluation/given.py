"""What a model is given of grey pictures in validation and tests, drawn once and for all."""

from torch import Tensor

from core.evaluation.binarise import fixed_binarisation
from core.evaluation.dequantise import fixed_dequantisation
from core.models.base import Model


def given_of(model: Model, x: Tensor, seed: int, part: str) -> Tensor:
    """Grey x [N, D], on the CPU, as the model wants it: as it is, binarised or dequantised.

    What is drawn comes from the data seed's stream of this part ("validation", "test"), so that
    models with equal data seeds are tested on equal examples.
    """
    if model.binarise:
        return fixed_binarisation(x, seed, part)
    return fixed_dequantisation(x, seed, part) if model.dequantise else x
