"""Convolutional networks as program text."""

from core.spec import RunSpec
from core.takeaway.script.model import rounded, setting
from core.takeaway.script.network.base import ACTIVATIONS, ROUNDED, Network
from core.takeaway.script.template import filled

_CONV = '''
$rounded


def initialised(layer, name):
    """Glorot-uniform weights, biases 0."""
    nn.init.xavier_uniform_(layer.weight, generator=stream(f"initialise/{name}"))
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


class Encoder(nn.Module):
    """Convolutions that halve a picture's sides, then a linear layer."""

    def __init__(self, outputs):
        super().__init__()
        layers = []
        for i, (before, after) in enumerate(pairwise((1, *CHANNELS))):
            layer = ${conv2d}(before, after, kernel_size=4, stride=2, padding=1)
            layers += [initialised(layer, f"encoder.{i}"), $activation]
        self.convolutions = nn.Sequential(*layers)
        self.head = initialised(${linear}($inner, outputs), "encoder.$last")

    def forward(self, x):
        y = self.convolutions(x.reshape(-1, 1, $height, $width))
        return self.head(y.flatten(1)).reshape(*x.shape[:-1], -1)


class Decoder(nn.Module):
    """A linear layer, then transposed convolutions that double a picture's sides.

    Kernel 4 with stride 2: every pixel is written by as many filters, so no chequerboard appears.
    """

    def __init__(self, inputs):
        super().__init__()
        self.head = initialised(${linear}(inputs, $inner), "decoder.0")
        layers = [$activation, nn.Unflatten(1, ($channels, $top, $left))]
        sizes = pairwise((*CHANNELS[::-1], $heads))
        left_over = $odd  # by halving an odd side
        for i, ((before, after), odd) in enumerate(zip(sizes, left_over)):
            layer = ${transposed}(before, after, 4, 2, 1, odd, bias=i < $inside)
            layers += [initialised(layer, f"decoder.{i + 1}"), $activation]
        self.convolutions = nn.Sequential(*layers[:-1])
        self.bias = nn.Parameter(torch.zeros($pixels))  # one a pixel

    def forward(self, z):
        y = self.convolutions(self.head(z.reshape(-1, z.shape[-1])))
        return (y.flatten(1) + self.bias).reshape(*z.shape[:-1], -1)
'''


def conv(spec: RunSpec, inputs: str, outputs: str, heads: int) -> Network:
    """Convolutions, mirrored in the decoder."""
    height, width = spec.dataset.shape
    channels = spec.network.channels
    sizes = [(height, width)]
    for _ in channels:
        above, beside = sizes[-1]
        sizes.append((above // 2, beside // 2))
    top, left = sizes[-1]
    odd = [(above % 2, beside % 2) for above, beside in sizes[-2::-1]]
    prefix = "" if rounded(spec) else "nn."
    kinds = ("Conv2d", "ConvTranspose2d", "Linear")
    code = filled(
        _CONV,
        rounded="\n\n\n".join(filled(ROUNDED, name=kind) for kind in kinds)
        if rounded(spec)
        else "",
        conv2d=f"{prefix}Conv2d",
        transposed=f"{prefix}ConvTranspose2d",
        linear=f"{prefix}Linear",
        activation=ACTIVATIONS[spec.network.activation],
        inner=str(channels[-1] * top * left),
        last=str(len(channels)),
        height=str(height),
        width=str(width),
        channels=str(channels[-1]),
        top=str(top),
        left=str(left),
        heads=str(heads),
        odd=str(odd),
        inside=str(len(channels) - 1),
        pixels=str(heads * height * width),
    )
    return Network(
        code,
        (setting(spec, "network.channels", "CHANNELS"),),
        encoder=f"Encoder({inputs})",
        decoder=f"Decoder({outputs})",
        bias="self.decoder.bias",
    )
