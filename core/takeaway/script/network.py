"""The part of the program that makes fully connected networks."""

from core.errors import BadInput
from core.spec import RunSpec
from core.takeaway.script.model import setting
from core.takeaway.script.template import Setting, filled

_LAYERS = {
    "relu": "nn.ReLU()",
    "tanh": "nn.Tanh()",
    "softplus": "nn.Softplus()",
    "gelu": "nn.GELU()",
}

_MLP = '''
def mlp(sizes, name):
    """Linear layers with $activation between them; Glorot-uniform weights, biases 0."""
    layers = []
    for i, (inputs, outputs) in enumerate(pairwise(sizes)):
        layer = nn.Linear(inputs, outputs)
        nn.init.xavier_uniform_(layer.weight, generator=stream(f"initialise/{name}.{i}"))
        nn.init.zeros_(layer.bias)
        layers += [layer, $layer]
    return nn.Sequential(*layers[:-1])
'''


def network(spec: RunSpec) -> tuple[str, tuple[Setting, ...]]:
    """The text of `mlp` and its settings; BadInput for other networks."""
    if spec.network.kind != "mlp":
        raise BadInput(
            "There is no code for convolutional networks yet; there is for fully connected ones."
        )
    layer = _LAYERS[spec.network.activation]
    code = filled(_MLP, activation=layer.removeprefix("nn.").removesuffix("()"), layer=layer)
    return code, (setting(spec, "network.hidden", "HIDDEN"),) if spec.network.hidden else ()


def sizes(spec: RunSpec) -> tuple[str, str]:
    """The hidden layers as the program names them: of the encoder, and mirrored of the decoder."""
    if not spec.network.hidden:
        return "", ""
    return "*HIDDEN, ", "*HIDDEN[::-1], "
