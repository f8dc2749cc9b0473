"""Fully connected networks as program text."""

from math import prod

from core.spec import RunSpec
from core.takeaway.script.model import rounded, setting
from core.takeaway.script.network.base import ACTIVATIONS, ROUNDED, Network
from core.takeaway.script.template import filled

_MLP = '''
$linear


def mlp(sizes, name):
    """Linear layers with $activation between them; Glorot-uniform weights, biases 0."""
    layers = []
    for i, (inputs, outputs) in enumerate(pairwise(sizes)):
        layer = $make(inputs, outputs)
        nn.init.xavier_uniform_(layer.weight, generator=stream(f"initialise/{name}.{i}"))
        nn.init.zeros_(layer.bias)
        layers += [layer, $layer]
    return nn.Sequential(*layers[:-1])
'''


def mlp(spec: RunSpec, inputs: str, outputs: str, heads: int) -> Network:
    """Hidden layers, mirrored in the decoder."""
    size, hidden = prod(spec.dataset.shape), bool(spec.network.hidden)
    layer = ACTIVATIONS[spec.network.activation]
    code = filled(
        _MLP,
        linear=filled(ROUNDED, name="Linear") if rounded(spec) else "",
        make="Linear" if rounded(spec) else "nn.Linear",
        activation=layer.removeprefix("nn.").removesuffix("()"),
        layer=layer,
    )
    there, back = ("*HIDDEN, ", "*HIDDEN[::-1], ") if hidden else ("", "")
    return Network(
        code,
        (setting(spec, "network.hidden", "HIDDEN"),) if hidden else (),
        encoder=f'mlp(({size}, {there}{inputs}), "encoder")',
        decoder=f'mlp(({outputs}, {back}{heads * size}), "decoder")',
        bias="self.decoder[-1].bias",
    )
