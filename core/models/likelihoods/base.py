"""What every likelihood p(x|z) offers: the decoder's output read as its parameters."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from core.models.registry import Registry


class Likelihood(nn.Module, ABC):
    """One distribution per feature, independent given z."""

    name: ClassVar[str]
    is_likelihood: ClassVar[bool] = True
    unit: ClassVar[str] = "nats"
    output_map: ClassVar[str]
    """Name of the function from parameters to mean, as the browser knows it."""
    output_bound: ClassVar[float | None] = None
    """Where parameters p are held: what is mapped is b tanh(p / b)."""
    heads: ClassVar[int] = 1
    """Numbers that the decoder gives for each feature; the first D of them make the mean."""
    log_sigma_floor: ClassVar[float | None] = None
    """Where log σ is kept above, of a likelihood whose second head gives σ; else None."""
    binarise: ClassVar[bool] = False
    """Whether grey data is drawn black or white first."""
    dequantise: ClassVar[bool] = False
    """Whether grey data is spread over its 256 levels first."""
    takes_compressed: ClassVar[bool] = False
    """Whether x may come as compressed rows; otherwise the model makes them dense first."""

    @abstractmethod
    def log_prob(self, x: Tensor, params: Tensor) -> Tensor:
        """log p(x|params), summed over features: x [B, D], params [..., B, heads·D] → [..., B]."""

    @abstractmethod
    def mean(self, params: Tensor) -> Tensor:
        """E[x] of params [..., heads·D] → [..., D]."""

    def mean_given(self, params: Tensor, x: Tensor) -> Tensor:
        """E[x] where more of x [B, D] is known than its code, as the length of a document."""
        return self.mean(params)

    @abstractmethod
    def params_of_mean(self, mean: Tensor) -> Tensor:
        """Finite parameters [heads·D] whose mean is roughly `mean` [D]: where the output bias
        starts, asked for after `initialise_from`."""

    @abstractmethod
    def draw(self, params: Tensor, noise: torch.Generator) -> Tensor:
        """x ~ p(x|params), the same shape as the mean; noise comes from the generator's device."""

    def initialise_from(self, x: Tensor) -> None:
        """Sets what the likelihood itself learns from training examples x [N, D]."""

    def observe(self, x: Tensor, params: Tensor) -> None:
        """Updates what the likelihood itself learns from a training batch."""

    def monitors(self) -> dict[str, Tensor]:
        """Scalars worth logging beside the loss."""
        return {}

    def measures(self, x: Tensor, cost: Tensor) -> dict[str, Tensor]:
        """Scalars worth logging of a batch x [B, D] that costs `cost` nats an example."""
        return {}

    def output_json(self, shape: tuple[int, ...]) -> dict[str, Any]:
        """The "output" of decoder.json: how the browser gets a picture from parameters."""
        output = {"map": self.output_map, "shape": list(shape), "scale": 1.0, "offset": None}
        return output if self.output_bound is None else {**output, "bound": self.output_bound}


LIKELIHOODS: Registry[Likelihood] = Registry("likelihood")
