"""What rises in the course of training, as program text."""

from core.spec import RunSpec
from core.takeaway.script.model import PROGRESS, setting
from core.takeaway.script.template import Setting, filled

_LINEAR = '''
def $name(progress):
    """From 0 to its value in a straight line, over the first part of training."""
    return $constant * min(1.0, progress / WARM_UP)
'''

_COSINE = '''
def $name(progress):
    """From 0 to its value along half a cosine, over the first part of training."""
    return $constant * (1 - math.cos(math.pi * min(1.0, progress / WARM_UP))) / 2
'''

_CYCLICAL = '''
def $name(progress):
    """From 0 to its value again and again (Fu et al., 2019)."""
    return $constant * min(1.0, progress * CYCLES % 1.0 / RAMP)
'''


def rise(
    spec: RunSpec, kind: str, share: str, name: str, constant: str
) -> tuple[str, tuple[Setting, ...], str]:
    """A function `name(progress)` that rises to `constant`, its settings, and when it has risen.

    `share`: the knob that says how long the rise takes; where that is 0 there is nothing to rise,
    and the text is empty. The last is a condition in the training loop.
    """
    length = setting(spec, share, "RAMP" if kind == "cyclical" else "WARM_UP")
    if not length.value:
        return "", (), ""
    more = (setting(spec, "model.schedule.cycles", "CYCLES"),) if kind == "cyclical" else ()
    template = {"linear": _LINEAR, "cosine": _COSINE, "cyclical": _CYCLICAL}[kind]
    text = filled(template, name=name, constant=constant)
    return text, (*more, length), f"{name}({PROGRESS}) == {constant}"
