"""What all sparse autoencoders have, and the number of features kept by those that count."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Literal

from core.spec.family import Family, ModelSpec, counted
from core.spec.knob import Limit, knob, number
from core.spec.likelihood import Needs

SPARSE = Family(
    name="sparse",
    title="Sparse autoencoder",
    about="One wide layer of features, of which each example may use only a few.",
    key="variant",
    key_label="sparsity rule",
    default="l1",
)


class SparseSpec(ModelSpec):
    """What every sparse variant has. `x̂ = z W_dec + b_dec`; row i of `W_dec` is atom `d_i`."""

    idle: ClassVar[frozenset[str]] = frozenset({"network"})

    family: Literal["sparse"] = "sparse"
    variant: str
    features: int = knob(
        256,
        symbol="M",
        label="features",
        help="Entries in the code, each with an atom: the picture that it adds to the output.",
        more="More specialised features, better reconstructions at equal sparsity, more dead ones.",
        less="Fewer and more general features; reconstructions lose detail.",
        bounds=(1, 16_384),
        step=32,
        main=True,
    )
    output: Literal["linear", "sigmoid"] = knob(
        "linear",
        label="output",
        help=(
            "Linear: atoms add up to the picture, and the loss is the squared error in the scaled "
            "units of the data. Sigmoid: the sum is squashed into [0, 1], and the loss is the "
            "cross-entropy with the grey data, which is not a likelihood."
        ),
        choices={"linear": "linear", "sigmoid": "sigmoid"},
    )
    decoder_norm: Literal["unit", "free"] = knob(
        "unit",
        label="length of atoms",
        help=(
            "Unit: every atom is kept at length 1. Free: lengths are learned, so that small codes "
            "on long atoms say the same as large codes on short ones."
        ),
        choices={"unit": "kept at 1", "free": "free"},
    )
    warmup: float = knob(
        0.2,
        label="sparsity warm-up",
        unit="share of training",
        help="Share of training over which the sparsity weight rises linearly from 0 to its value.",
        more="Features form before they are thinned out; fewer die.",
        less="Sparse from the start; more features may die early.",
        bounds=(0, 1),
        step=0.05,
    )
    revive: Literal["none", "auxk", "resample"] = knob(
        "none",
        label="revive dead features",
        help=(
            "AuxK: features that have not fired within the dead window are trained, with a small "
            "weight (1/32), to explain what the living ones leave over. Resampling: once a window, "
            "they start anew from examples that are reconstructed badly."
        ),
        choices={"none": "no", "auxk": "AuxK", "resample": "resampling"},
    )
    dead_window: int = knob(
        8_000,
        label="dead window",
        unit="examples",
        help="A feature that fired on none of this many last training examples counts as dead.",
        more="Rare features are called dead later.",
        less="Features are called dead, and revived, sooner.",
        bounds=(1, 100_000_000),
        step=1_000,
    )

    @classmethod
    def member(cls) -> str:
        return str(cls.model_fields["variant"].default)

    def headline(self) -> tuple[str, ...]:
        size = () if self.features == 256 else (counted(self.features, "feature"),)
        atoms = ("free atoms",) if self.decoder_norm == "free" else ()
        return (*self.naming(), *size, *atoms)

    @abstractmethod
    def naming(self) -> tuple[str, ...]:
        """What a run is called by first: the variant and its own main knob."""

    def needs(self) -> tuple[str, Needs]:
        return f"output {self.output}", "unit" if self.output == "sigmoid" else "real"


class KeptSpec(SparseSpec):
    """Variants that keep a given number of features on instead of charging for them."""

    idle: ClassVar[frozenset[str]] = SparseSpec.idle | {"model.warmup"}

    k: int = knob(
        32,
        symbol="k",
        label="features on at a time",
        help="The k largest pre-activations are kept and passed through ReLU; all others are 0.",
        more="Sharper reconstructions (lower FVU), less sparse codes (higher L0).",
        less="Sparser codes, each feature a larger part of the picture; more features may die.",
        bounds=(1, 16_384),
        step=1,
        main=True,
    )

    def limits(self) -> Mapping[str, Limit]:
        return {"k": Limit(1, self.features, f"model.features is {number(self.features)}")}
