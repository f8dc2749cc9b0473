"""What every model offers: loss terms, a code, a decoder, and weights for the browser."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from core.errors import BadInput
from core.rows import as_rows, column_mean, mean_square
from core.spec import RunSpec

if TYPE_CHECKING:
    from core.data import Prepared


@dataclass(frozen=True)
class DataInfo:
    """What a model needs to know about its data before it is built.

    `mean` is the per-feature mean of the training examples, [D]; `scale` the one scalar inputs are
    divided by: with `dataset.scale` "unit" the root of the mean, over training examples and
    features, of the squared centred value (so that E‖x‖² = D afterwards), with "none" 1.
    `train_size`: how many training examples there are.
    """

    dimension: int
    shape: tuple[int, ...]
    mean: Tensor
    scale: float
    train_size: int

    @classmethod
    def of(cls, prepared: "Prepared", spec: RunSpec) -> "DataInfo":
        """Measured on the training examples; BadInput when they are all equal."""
        x = as_rows(prepared.train.x)
        mean = column_mean(x)
        scale = 1.0
        if spec.dataset.scale == "unit":
            scale = float(mean_square(x, mean).sqrt())
            if scale == 0:
                raise BadInput(
                    f"All {len(x)} training examples are equal, so they cannot be scaled to unit "
                    "variance; give examples that differ."
                )
        return cls(x.shape[1], tuple(prepared.shape), mean, scale, len(x))


@dataclass(frozen=True)
class Step:
    """Where in training a batch is: `number` is 1 for the first step of `total`.

    `noise` draws posterior samples (on the model's device). `training` is false for validation and
    tests: then no buffer changes.

    A step that is recorded once and replayed, or shared by several models, finds what differs in
    tensors: `dials` holds `Model.dials` and `epsilon` the noise [S, B, L], drawn ahead.
    """

    number: int
    total: int
    noise: torch.Generator | None = None
    training: bool = True
    dials: Mapping[str, Tensor] = field(default_factory=dict)
    epsilon: Tensor | None = None

    @property
    def fraction(self) -> float:
        """Share of training done before this step, 0 for the first; schedules read this."""
        return min(1.0, max(0, self.number - 1) / self.total)

    @classmethod
    def after(cls, total: int, noise: torch.Generator | None = None) -> "Step":
        """Past the last step: every schedule has arrived; for evaluation."""
        return cls(total + 1, total, noise, training=False)


@dataclass(frozen=True)
class Export:
    """decoder.json or encoder.json, and its tensors: fp16 weights [in, out], fp32 offsets.

    `json` lacks only `hash`, which whoever writes the weights file adds.
    """

    json: dict[str, Any]
    tensors: dict[str, np.ndarray]


@dataclass(frozen=True)
class Adversary:
    """A part of the model that an Adam of its own trains: the submodule's name, rate, moments.

    Its gradient, too, comes from "objective"; the model sees to it that it is that of its own loss.
    """

    name: str
    rate: float
    moments: tuple[float, float]


class Model(nn.Module, ABC):
    """An autoencoder. Everything that must survive a restart is a parameter or a buffer."""

    latent_size: int
    binarise: bool = False
    """Whether `terms` wants binary x (the training loop draws it); everything else takes either."""
    dequantise: bool = False
    """Whether `terms` wants x spread over its grey levels (the training loop does it)."""
    uncapturable: str | None = None
    """Why a training step cannot be recorded once and replayed: something other than `dials`, the
    batch and the noise changes from step to step. None when it can."""
    adversary: Adversary | None = None
    """What is trained against the rest, if there is such a part."""

    @abstractmethod
    def terms(self, x: Tensor, step: Step) -> dict[str, Tensor]:
        """Scalar loss terms and monitors of a batch x [B, D], averaged over its examples.

        Where data is sparse, x may be compressed rows (`core.rows`).

        "objective" is what is differentiated. Nothing here waits for the device.
        """

    def forward(self, x: Tensor, step: Step) -> dict[str, Tensor]:
        """`terms`, by the name under which `torch.func` calls a module."""
        return self.terms(x, step)

    @abstractmethod
    def encode(self, x: Tensor) -> Tensor:
        """x [B, D] → deterministic code [B, latent_size] (the mean, or the sparse code)."""

    @abstractmethod
    def decode(self, z: Tensor) -> Tensor:
        """z [..., latent_size] → mean picture [..., D] in data units."""

    def expected(self, z: Tensor, x: Tensor) -> Tensor:
        """`decode` where more of x [B, D] is known than its code z [B, L]: a document's length."""
        return self.decode(z)

    @abstractmethod
    def initialise_from(self, x: Tensor) -> None:
        """Sets output biases from grey training examples x [N, D]; once, before the first step."""

    @abstractmethod
    def expect_compressed(self) -> None:
        """Called once, before the optimiser is made, when batches are to be compressed rows."""

    @abstractmethod
    def encoder_export(self) -> Export:
        """What the browser needs to compute `encode`."""

    @abstractmethod
    def decoder_export(self) -> Export:
        """What the browser needs to compute `decode`."""

    def dials(self, step: Step) -> dict[str, float]:
        """The numbers by which one step's `terms` differ from another's, by name: schedules."""
        return {}

    def dial(self, name: str, step: Step) -> float | Tensor:
        """One of `dials`: the tensor that stands in for it, where the step brings one."""
        return step.dials[name] if step.dials else self.dials(step)[name]

    def before_optimiser_step(self) -> None:
        """Called between the backward pass and the optimiser's step."""

    def after_optimiser_step(self) -> None:
        """Called after the optimiser's step."""

    def restarts_after(self, step: Step) -> bool:
        """Whether `restart` is due once this step is done."""
        return False

    def restart(self, x: Tensor, generator: torch.Generator) -> dict[str, Tensor]:
        """Starts anew what has come to nothing, from training examples x [N, D].

        Gives, by the names of parameters, bool masks of the entries replaced, which broadcast to
        the parameter: the optimiser then forgets what it knows of them.
        """
        return {}

    def parameter_count(self) -> int:
        """Trained numbers in the model."""
        return sum(p.numel() for p in self.parameters())


def scalar(value: float | Tensor, like: Tensor) -> Tensor:
    """A number as a scalar tensor of `like`'s device and type; no wait for the device."""
    return value if isinstance(value, Tensor) else like.new_full((), value)


def half(tensor: Tensor) -> np.ndarray:
    """A tensor as the fp16 array that travels to the browser, held within what that can hold."""
    largest = float(np.finfo(np.float16).max)
    return tensor.detach().clamp(-largest, largest).cpu().numpy().astype(np.float16)


def encoder_json(
    inputs: int,
    layers: list[dict[str, Any]],
    input_map: dict[str, Any] | None = None,
    kind: str = "mlp",
    **head: Any,
) -> dict[str, Any]:
    """encoder.json; `head` holds "head" and what belongs to it ("rule", "k", …)."""
    return {
        "kind": kind,
        "input": inputs,
        "layers": layers,
        "input_map": input_map or {"scale": 1.0, "offset": None},
        "weights": "encoder.safetensors",
        **head,
    }


def decoder_json(
    inputs: int, layers: list[dict[str, Any]], output: dict[str, Any], kind: str = "mlp"
) -> dict[str, Any]:
    """decoder.json: picture = map(y)·scale + offset, y held to b tanh(y/b) by an output "bound"."""
    return {
        "kind": kind,
        "input": inputs,
        "layers": layers,
        "output": output,
        "weights": "decoder.safetensors",
        "latent": {"names": None},
    }
