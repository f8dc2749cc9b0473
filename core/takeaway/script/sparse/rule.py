"""What a sparsity rule's part of the program consists of, and what it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.spec import RunSpec
from core.spec.sparse import SparseSpec
from core.takeaway.script.model import rounded
from core.takeaway.script.template import Setting


@dataclass(frozen=True)
class Parts:
    """What rules ask of the rest: `price` is λ as the program names it ("" without a penalty)."""

    spec: RunSpec
    price: str

    @property
    def model(self) -> SparseSpec:
        assert isinstance(self.spec.model, SparseSpec)
        return self.spec.model

    @property
    def linear(self) -> bool:
        return self.model.output == "linear"

    @property
    def unit(self) -> bool:
        """Whether atoms are kept at length 1."""
        return self.model.decoder_norm == "unit"

    def error(self, y: str) -> str:
        """The reconstruction loss of outputs y, an expression."""
        if self.linear:
            return f"({y} - x).square().sum(dim=1).mean()"
        return f'F.binary_cross_entropy_with_logits({y}, x, reduction="sum") / len(x)'

    def affine(self, x: str, weight: str, bias: str) -> str:
        """x W + b, an expression."""
        if rounded(self.spec):
            return f"affine({x}, {weight}, {bias}, self.training)"
        return f"{f'({x})' if ' ' in x else x} @ {weight} + {bias}"


@dataclass(frozen=True)
class Rule:
    """One sparsity rule as program text.

    `codes` are lines that return codes z for pre-activations pi, each row by itself; `learning` is
    the method `training_codes`, where a batch is learned from by another rule than that; `taken`
    the lines of `losses` that make z where neither will do. `cost` is what the objective gains, in
    words, and `terms` the same as expressions, by the names of their curves.
    """

    words: str = "ReLU(π)"
    codes: str = "return pi.relu()"
    learning: str = ""
    follows: bool = False
    """Whether `training_codes` follows the progress of training."""
    taken: str = ""
    cost: str = ""
    terms: Mapping[str, str] = field(default_factory=dict)
    lines: str = ""
    """Lines of `losses` that `terms` build on."""
    reads_pi: bool = False
    """Whether `terms` or `lines` read pi."""
    helpers: str = ""
    settings: tuple[Setting, ...] = ()
    state: str = ""
    methods: str = ""
    threshold: str = "0"
    """What a code must exceed for its feature to count as on."""
    after: str = ""
    starts: Mapping[str, str] = field(default_factory=dict)
    """Parameters of the rule with an entry a feature, and what these start from."""


TOP_K = '''
def top_k(pi, k):
    """The k largest of each row, through ReLU, and 0 elsewhere."""
    largest, where = pi.topk(k, dim=1)
    return torch.zeros_like(pi).scatter(1, where, largest.relu())
'''
