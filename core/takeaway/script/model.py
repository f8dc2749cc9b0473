"""What a family's part of the program offers to the rest of it."""

from dataclasses import dataclass

from core.spec import RunSpec, knobs
from core.takeaway.script.template import Setting


@dataclass(frozen=True)
class Model:
    """The text that defines the model and measures it, and how training is to call it.

    `arguments` are what `losses` takes beside the batch: names in the training loop. `given` turns
    a grey batch into what the model is given ("" where that is the batch itself). `before` and
    `after` are methods called around the optimiser's step ("" for none).
    """

    name: str
    settings: tuple[Setting, ...]
    code: str
    measure: str
    arguments: tuple[str, ...] = ()
    given: str = ""
    before: str = ""
    after: str = ""


PROGRESS = "step / STEPS"
"""Share of training done before a step: what schedules follow."""


def setting(spec: RunSpec, path: str, name: str) -> Setting:
    """The constant of a knob, explained in the knob's own words."""
    knob = next(knob for knob in knobs(spec) if knob.path == path)
    unit = f", in {knob.unit}" if knob.unit else ""
    return Setting(name, knob.value, f"{knob.heading}{unit}")
