"""A decoder as the browser computes it: each feature's mean, and σ where the model learns it."""

from core.models.base import Export, decoder_json
from core.models.likelihoods import Likelihood
from core.models.network import Network

DEVIATION = "deviation"


def export_decoder(
    decoder: Network,
    likelihood: Likelihood,
    shape: tuple[int, ...],
    latent_size: int,
    features: int,
) -> Export:
    """decoder.json and its fp16 weights. Of a likelihood that learns σ, "output" has a "deviation":
    the layer that takes the last layer's place, and the floor of log σ = floor + softplus(y −
    floor)."""
    layers, tensors = decoder.export(outputs=features)
    output = likelihood.output_json(shape)
    if likelihood.log_sigma_floor is not None:
        others, more = decoder.export(outputs=2 * features, start=features)
        layer = {**others[-1]}
        for part in ("weight", "bias"):
            name = f"{DEVIATION}.{part}"
            tensors[name] = more[layer[part]]
            layer[part] = name
        output[DEVIATION] = {"layer": layer, "floor": likelihood.log_sigma_floor}
    return Export(decoder_json(latent_size, layers, output, decoder.kind), tensors)
