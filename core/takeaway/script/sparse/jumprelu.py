"""JumpReLU: every feature learns its own threshold, and firing is what costs."""

from core.spec.sparse.jumprelu import JumpReLUSpec
from core.takeaway.script.model import setting
from core.takeaway.script.sparse.rule import Parts, Rule
from core.takeaway.script.template import filled

_JUMP = '''
def jump(self, pi):
    """Codes π H(π − θ), and H(π − θ): which features are on.

    Straight through (Rajamanoharan et al., 2024): θ learns from π within half a bandwidth of
    it, as if H rose there in a straight line; nothing reaches π through H.
    """
    on = (pi > self.theta).float()
    near = ((pi - self.theta).detach().abs() < BANDWIDTH / 2) / BANDWIDTH
    pull = near * (self.theta - self.theta.detach())  # 0, with a gradient
    return pi * on - self.theta.detach() * pull, on - pull
'''


def jumprelu(parts: Parts) -> Rule:
    """λ L0, or D (L0/L0* − 1)² where so many features are asked for."""
    spec, model = parts.spec, parts.model
    assert isinstance(model, JumpReLUSpec)
    aims = model.target_l0 is not None
    aim = (setting(spec, "model.target_l0", "TARGET_L0"),) if aims else ()
    l0 = "on.sum(dim=1).mean()"
    cost = f"({l0} / TARGET_L0 - 1).square()" if aims else l0
    return Rule(
        words="π where π > θ and else 0",
        codes="return self.jump(pi)[0]",
        taken="z, on = self.jump(pi)",
        cost="D (L0/L0* − 1)²" if aims else "λ L0",
        terms={"sparsity": f"{parts.price} * {cost}"},
        settings=(
            *aim,
            setting(spec, "model.threshold", "THRESHOLD"),
            setting(spec, "model.bandwidth", "BANDWIDTH"),
        ),
        state="self.theta = nn.Parameter(torch.full((FEATURES,), THRESHOLD))",
        methods=filled(_JUMP),
        after="model.theta.data.clamp_(min=0)",
        starts={"theta": "THRESHOLD"},
    )
