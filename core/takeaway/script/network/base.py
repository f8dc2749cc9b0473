"""What networks offer to the families, and the layers they are made of."""

from dataclasses import dataclass
from math import prod

from core.spec import RunSpec
from core.takeaway.script.template import Setting

ACTIVATIONS = {
    "relu": "nn.ReLU()",
    "tanh": "nn.Tanh()",
    "softplus": "nn.Softplus()",
    "gelu": "nn.GELU()",
}

AFFINE = '''
def affine(x, weight, bias, rounded):
    """x W + b, its factors `rounded` to bfloat16 in training; sums and all else stay 32-bit."""
    with torch.autocast("cpu", torch.bfloat16, enabled=rounded):
        return F.linear(x, weight.T, bias).float()
'''

ROUNDED = '''
class $name(nn.$name):
    """Rounds its factors to bfloat16 while it is trained; sums and all else stay 32-bit."""

    def forward(self, x):
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            return super().forward(x).float()
'''


@dataclass(frozen=True)
class Network:
    """Text of what makes networks, and two expressions that use it; `bias` is the last one's."""

    code: str
    settings: tuple[Setting, ...]
    encoder: str
    decoder: str
    bias: str


def at_once(spec: RunSpec) -> int:
    """Test examples that are measured together at most: of wide ones, such as text, fewer."""
    return (
        max(1, 2_000_000 // prod(spec.dataset.shape)) if spec.dataset.entry.kind == "text" else 1000
    )
