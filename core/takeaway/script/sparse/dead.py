"""What is done about features that no longer fire: AuxK, and resampling."""

from math import ceil, prod

from core.takeaway.script.model import last_alone, setting
from core.takeaway.script.sparse.rule import Parts, Rule
from core.takeaway.script.template import Setting, filled

COUNTING = """
if self.training:
    self.unfired += len(x)
    self.unfired[(z > $threshold).any(dim=0)] = 0
"""

STATE = "self.unfired = torch.zeros(FEATURES)  # examples since each was last on"

_AUXK = '''
def auxk(self, pi, residual):
    """How badly the dead features alone explain what the living leave over (Gao et al., 2024):
    the error of decoding their $size largest π, by the residual's variance."""
    dead = self.unfired >= DEAD_WINDOW
    if not dead.any()$alone:
        return torch.zeros(())
    z = top_k(pi.masked_fill(~dead, -torch.inf), $size)
    error = (residual - z @ self.W_dec).square().sum(dim=1).mean()
    variance = (residual - residual.mean(dim=0)).square().sum(dim=1).mean()
    return (dead.sum() / $size).clamp(max=1) * error / variance
'''

_RESAMPLE = '''
@torch.no_grad()
def resample(self, x, generator, optimiser):
    """Starts dead features anew from badly reconstructed examples (Bricken et al., 2023), each
    drawn with a chance that rises as the square of its loss."""
    $exactly
    $inputs
    dead = self.unfired >= DEAD_WINDOW
    y = self.decode(self.encode(x))
    losses = $loss
    chances = (losses * $units.any(dim=1)).double().square()
    count, possible = int(dead.sum()), int((chances > 0).sum())
    $again
    if count == 0 or possible == 0:
        return
    drawn = torch.multinomial(chances, min(count, possible), generator=generator)
    units = F.normalize($units[drawn.repeat(-(-count // len(drawn)))[:count]], dim=1)
    lengths = self.W_enc.norm(dim=0)
    length = 0.2 * (lengths if dead.all() else lengths[~dead]).mean()
    self.W_dec[dead], self.W_enc[:, dead] = units, length * units.T
    $starts
    forgotten = (
        (self.W_dec, dead),
        (self.W_enc, (..., dead)),
        $own
    )
    for parameter, entries in forgotten:
        $moments
'''

_EVERY = """
if (step + 1) % RESAMPLE_EVERY == 0:
    draws = stream(f"restart/{step + 1}")
    some = $some
    model.resample(some, draws, optimiser)
"""


def settings(parts: Parts) -> tuple[Setting, ...]:
    """The window after which a feature is dead, and how often the dead begin anew."""
    if parts.model.revive == "none":
        return ()
    window = setting(parts.spec, "model.dead_window", "DEAD_WINDOW")
    if parts.model.revive == "auxk":
        return (window,)
    every = ceil(parts.model.dead_window / parts.spec.training.batch_size)
    return (window, Setting("RESAMPLE_EVERY", every, "steps of a dead window"))


def methods(parts: Parts, rule: Rule) -> str:
    """The method `auxk` or `resample`, or nothing."""
    match parts.model.revive:
        case "auxk":
            size = min(ceil(prod(parts.spec.dataset.shape) / 2), parts.model.features)
            alone = " or len(pi) == 1" if last_alone(parts.spec) else ""
            return filled(_AUXK, size=str(size), alone=alone)
        case "resample":
            return _resample(parts, rule)
    return ""


def every(parts: Parts) -> str:
    """The lines of the training loop in which the dead begin anew."""
    if parts.model.revive != "resample":
        return ""
    if parts.spec.dataset.name == "superposition" and parts.spec.dataset.fresh:
        drawn = "draw(2048, draws)"
        some = f"scaled({drawn})" if parts.spec.dataset.scale == "unit" else drawn
    else:
        some = "data[torch.randperm(len(data), generator=draws)[:2048]]"
    return filled(_EVERY, some=some)


def _resample(parts: Parts, rule: Rule) -> str:
    adam = parts.spec.training.optimizer == "adam"
    starts = {"b_enc": "0.0", **rule.starts}
    scaled = not parts.linear and parts.spec.dataset.scale == "unit"
    own = "\n".join(f"(self.{name}, dead)," for name in starts)
    loss = (
        "(y - x).square().sum(dim=1)"
        if parts.linear
        else 'F.binary_cross_entropy_with_logits(y, x, reduction="none").sum(dim=1)'
    )
    moments = ("exp_avg", "exp_avg_sq") if adam else ("momentum_buffer",)
    rounded = parts.spec.training.precision == "bfloat16"
    return filled(
        _RESAMPLE,
        exactly="self.eval()  # in 32-bit products" if rounded else "",
        again="self.train()" if rounded else "",
        inputs="inputs = self.scaled(x)" if scaled else "",
        units="inputs" if scaled else "x",
        loss=loss,
        starts="\n".join(f"self.{name}[dead] = {value}" for name, value in starts.items()),
        own=own,
        moments="\n".join(f'optimiser.state[parameter]["{m}"][entries] = 0' for m in moments),
    )
