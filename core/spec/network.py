"""The encoder's and decoder's layers."""

from typing import ClassVar, Literal

from core.spec.knob import Whole, knob
from core.spec.section import Section


class NetworkSpec(Section):
    """Layers between data and code. Sparse autoencoders are one layer and do not use this."""

    prefix: ClassVar[str] = "network"

    kind: Literal["mlp", "conv"] = knob(
        "mlp",
        label="kind",
        help=(
            "Fully connected: every unit sees every unit of the layer before. Convolutional: each "
            "layer slides one small filter over the picture and halves its sides, and the decoder "
            "doubles them again by transposed convolutions; for images only."
        ),
        choices={"mlp": "fully connected", "conv": "convolutional"},
    )
    hidden: Whole = knob(
        (512, 256),
        label="hidden layers",
        unit="units",
        help=(
            "Units in each hidden layer of the encoder, from the data inwards; the decoder has the "
            "same in reverse. With no layer, encoder and decoder are linear maps."
        ),
        more="Finer reconstructions and slower epochs; small data sets are learned by heart.",
        less="Faster and smoother; below a point, reconstructions blur.",
        bounds=(1, 8_192),
        length=(0, 8),
        when=("kind", ("mlp",)),
    )
    channels: Whole = knob(
        (16, 32),
        label="channels",
        unit="filters",
        help=(
            "Filters (4×4, stride 2) in each convolution of the encoder, from the data inwards; "
            "every one halves the picture's sides, and the decoder has the same in reverse."
        ),
        more="Finer reconstructions and slower epochs; decoding in the browser takes longer.",
        less="Faster; below a point, reconstructions blur.",
        bounds=(1, 256),
        length=(1, 6),
        when=("kind", ("conv",)),
    )
    activation: Literal["relu", "tanh", "softplus", "gelu"] = knob(
        "relu",
        label="activation",
        help="The bend after each hidden layer; without it all layers together are one linear map.",
        choices={"relu": "ReLU", "tanh": "tanh", "softplus": "softplus", "gelu": "GELU"},
    )
