"""The encoder and the decoder that a specification asks for."""

from core.models.base import DataInfo
from core.models.conv import ConvDecoder, ConvEncoder
from core.models.network import MLP, Network
from core.spec import RunSpec


def encoder_for(spec: RunSpec, info: DataInfo, outputs: int) -> Network:
    """Examples [..., D] → [..., outputs]."""
    network, seed = spec.network, spec.training.seed
    if network.kind == "conv":
        height, width = info.shape
        return ConvEncoder(
            (height, width), network.channels, outputs, network.activation, seed, "encoder"
        )
    sizes = (info.dimension, *network.hidden, outputs)
    return MLP(sizes, network.activation, seed, "encoder")


def decoder_for(spec: RunSpec, info: DataInfo, inputs: int, heads: int = 1) -> Network:
    """Codes [..., inputs] → what the likelihood reads, `heads` numbers a feature, [..., heads·D].

    The first D are the first head's, and so on.
    """
    network, seed = spec.network, spec.training.seed
    if network.kind == "conv":
        height, width = info.shape
        return ConvDecoder(
            (height, width), network.channels, inputs, network.activation, seed, "decoder", heads
        )
    sizes = (inputs, *network.hidden[::-1], heads * info.dimension)
    return MLP(sizes, network.activation, seed, "decoder")
