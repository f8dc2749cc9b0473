"""VQ-VAE: codes are made of entries of a codebook."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import model_validator

from core.errors import BadInput
from core.spec.family import counted
from core.spec.knob import Limit, knob, number
from core.spec.variational.base import VARIATIONAL, VariationalSpec


@VARIATIONAL.register
class VQSpec(VariationalSpec):
    title: ClassVar[str] = "VQ-VAE"
    about: ClassVar[str] = (
        "The code is G vectors, each replaced by its nearest e of K entries; reconstruction + "
        "β ‖v − sg[e]‖². Its KL is G log K nats, fixed."
    )
    prior: ClassVar[str] = "codebook"

    objective: Literal["vq"] = "vq"
    groups: int = knob(
        8,
        symbol="G",
        label="groups",
        help=(
            "Vectors that the L numbers of the code are divided into, of L/G numbers each; L must "
            "be a multiple of G. Every vector becomes the nearest entry of the codebook."
        ),
        more="More combinations of entries and better reconstructions, at log K nats a group.",
        less="Fewer and longer vectors; with one, there are only as many pictures as entries.",
        bounds=(1, 512),
        step=1,
        main=True,
    )
    codebook: int = knob(
        64,
        symbol="K",
        label="codebook entries",
        help="Entries that a vector can become, the same for all groups.",
        more="Finer codes at log K nats a group; more entries may go unused.",
        less="Coarser codes and blurrier reconstructions.",
        bounds=(2, 4_096),
        step=16,
        scale="log",
        main=True,
    )
    commitment: float = knob(
        0.25,
        symbol="β",
        label="commitment",
        help=(
            "The loss gains β ‖v − sg[e]‖², summed over the code: it holds the encoder's vectors v "
            "near their entries e. The entries themselves follow by running means."
        ),
        more="Vectors keep close to the entries that there are; codes change slowly.",
        less="Vectors may drift away from the codebook and jump between entries.",
        bounds=(0, 100),
        step=0.05,
        scale="log",
    )
    decay: float = knob(
        0.99,
        symbol="γ",
        label="memory of the codebook",
        help=(
            "An entry is the running mean of the vectors it replaced: at each batch, the old sums "
            "count γ and the new ones 1 − γ."
        ),
        more="Steadier entries, which follow the encoder late.",
        less="Entries jump to the newest batch.",
        bounds=(0, 0.9999),
        step=0.01,
    )

    def limits(self) -> Mapping[str, Limit]:
        reason = f"model.latent_dim is {number(self.latent_dim)}"
        return {"groups": Limit(1, self.latent_dim, reason)}

    @model_validator(mode="after")
    def _groups_of_equal_length(self) -> "VQSpec":
        if self.latent_dim % self.groups:
            raise BadInput(
                f"model.groups is {self.groups}, but model.latent_dim, which is {self.latent_dim}, "
                "must be a multiple of it, so that all groups are of equal length."
            )
        return self

    def naming(self) -> tuple[str, ...]:
        size = f"{counted(self.groups, 'group')} of {number(self.codebook)}"
        return ("VQ-VAE", size)
