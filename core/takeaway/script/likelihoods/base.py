"""What a likelihood's part of the program consists of."""

from dataclasses import dataclass

from core.takeaway.script.template import Setting


@dataclass(frozen=True)
class Likelihood:
    """Text of the likelihood: `methods` of the model, `helpers` before it, and of its start.

    `start`: what the decoder's last bias starts from, an expression in the training examples x.
    `state`: lines that make what the likelihood itself learns; `observe` the line that updates it.
    """

    methods: str
    start: str
    helpers: str = ""
    given: str = ""
    part: str = ""
    """The random stream of what validation and tests are given, without the split's name."""
    pixels: str = ""
    """The random stream of what is drawn anew whenever an example is trained on."""
    heads: int = 1
    before: str = ""
    """A line that `start` builds on."""
    state: str = ""
    observe: str = ""
    settings: tuple[Setting, ...] = ()
    knows: str = ""
    """What `picture` is told beside the decoder's output, of examples x."""

    def start_lines(self, bias: str) -> str:
        """What makes outputs start at the mean example."""
        copied = f"{bias}.data.copy_({self.start})"
        return "\n".join(
            filter(None, (self.before, "# Outputs start at the mean example.", copied))
        )

    def given_test(self) -> str:
        """The line that draws what tests are given, if that is not the grey picture."""
        if not self.given:
            return ""
        return f'given = {self.given}(x, stream("{self.part}/test", DATA_SEED))'

    @property
    def shown(self) -> str:
        """The name of what tests are given."""
        return "given" if self.given else "x"

    def observed(self, outputs: str) -> str:
        """The lines in which the likelihood learns from a training batch, if it does."""
        return f"if self.training:\n    {self.observe}(x, {outputs})" if self.observe else ""


LOGIT_START = "x.mean(dim=0).clamp(0.001, 0.999).logit()"
