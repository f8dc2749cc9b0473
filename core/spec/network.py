"""The encoder's and decoder's layers."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator

from core.spec.knob import knob
from core.spec.section import Section


def as_tuple(value: Any) -> Any:
    """JSON has lists only."""
    return tuple(value) if isinstance(value, list) else value


class NetworkSpec(Section):
    """Layers between data and code. Sparse autoencoders are one layer and do not use this."""

    prefix: ClassVar[str] = "network"

    kind: Literal["mlp"] = knob(
        "mlp",
        label="kind",
        help="Fully connected layers: every unit sees every unit of the layer before.",
        choices={"mlp": "fully connected"},
    )
    hidden: Annotated[tuple[int, ...], BeforeValidator(as_tuple)] = knob(
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
    )
    activation: Literal["relu", "tanh", "softplus", "gelu"] = knob(
        "relu",
        label="activation",
        help="The bend after each hidden layer; without it all layers together are one linear map.",
        choices={"relu": "ReLU", "tanh": "tanh", "softplus": "softplus", "gelu": "GELU"},
    )
