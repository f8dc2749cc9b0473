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


def decoder_for(spec: RunSpec, info: DataInfo, inputs: int, heads: int) -> Network:
    """Codes [..., inputs] → what the likelihood reads, [..., heads·D], head by head."""
    network, seed = spec.network, spec.training.seed
    if network.kind == "conv":
        height, width = info.shape
        return ConvDecoder(
            (height, width), network.channels, inputs, heads, network.activation, seed, "decoder"
        )
    sizes = (inputs, *network.hidden[::-1], heads * info.dimension)
    return MLP(sizes, network.activation, seed, "decoder")
