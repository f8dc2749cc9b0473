"""KL sparsity: sigmoid codes whose mean activations are held to a small target."""

from core.spec.sparse.kl import KLSpec
from core.takeaway.script.model import setting
from core.takeaway.script.sparse.rule import Parts, Rule
from core.takeaway.script.template import filled

_KL = '''
def off_target(self, z):
    """Σ KL(ρ ‖ ρ̂_j) of the features' mean activations ρ̂ (Ng, CS294A)."""
    mean = z.mean(dim=0)
    if self.training:  # the value of a running mean, with the gradient of the batch's own
        self.batches += 1
        share = max(1 / self.batches, 1 - MEMORY)
        self.mean_activation += share * (mean.detach() - self.mean_activation)
        mean = mean + (self.mean_activation - mean).detach()
    mean = mean.clamp(1e-6, 1 - 1e-6)
    on, off = RHO * (RHO / mean).log(), (1 - RHO) * ((1 - RHO) / (1 - mean)).log()
    return (on + off).sum()
'''

_DECAY = "0.5 * WEIGHT_DECAY * (self.W_enc.square().sum() + self.W_dec.square().sum())"


def kl(parts: Parts) -> Rule:
    """β Σ KL(ρ ‖ ρ̂_j), and the decay of weights where there is one."""
    spec, model = parts.spec, parts.model
    assert isinstance(model, KLSpec)
    decays = bool(model.weight_decay)
    knobs = {"target": "RHO", "decay": "MEMORY"}
    knobs |= {"weight_decay": "WEIGHT_DECAY"} if decays else {}
    return Rule(
        words="sigmoid(π)",
        codes="return pi.sigmoid()",
        cost="β Σ KL(ρ ‖ ρ̂_j)" + (" + ½ w (‖W_enc‖² + ‖W_dec‖²)" if decays else ""),
        terms={"sparsity": f"{parts.price} * self.off_target(z)"}
        | ({"weight_decay": _DECAY} if decays else {}),
        settings=tuple(setting(spec, f"model.{knob}", name) for knob, name in knobs.items()),
        state="self.mean_activation, self.batches = torch.full((FEATURES,), RHO), 0",
        methods=filled(_KL),
        threshold="0.1",
    )
