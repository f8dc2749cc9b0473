"""What a family's part of the program offers to the rest of it."""

from dataclasses import dataclass

from core.spec import RunSpec, knobs
from core.takeaway.script.template import Setting


@dataclass(frozen=True)
class Model:
    """The text that defines the model and measures it, and how training is to call it.

    `arguments` are what `losses` takes beside the batch: names in the training loop. `given` turns
    a grey batch into what the model is given ("" where that is the batch itself). `before`, `after`
    are lines around the optimiser's step, `restart` lines after those. `trained`: what the
    optimiser is given, where that is not all of the model's parameters.
    """

    name: str
    settings: tuple[Setting, ...]
    code: str
    measure: str
    arguments: tuple[str, ...] = ()
    given: str = ""
    pixels: str = ""
    """The random stream of what `given` draws of training examples."""
    part: str = ""
    """That of what it draws of validation and test examples, without the split's name."""
    before: str = ""
    after: str = ""
    restart: str = ""
    trained: str = ""
    settled: str = ""
    """When schedules have arrived, as a condition in the training loop; "" where there are none."""


PROGRESS = "step / STEPS"
"""Share of training done before a step: what schedules follow."""


def setting(spec: RunSpec, path: str, name: str) -> Setting:
    """The constant of a knob, explained in the knob's own words."""
    knob = next(knob for knob in knobs(spec) if knob.path == path)
    unit = f", in {knob.unit}" if knob.unit else ""
    return Setting(name, knob.value, f"{knob.heading}{unit}")


def rounded(spec: RunSpec) -> bool:
    """Whether layers multiply in bfloat16 while training."""
    return spec.training.precision == "bfloat16"


def last_alone(spec: RunSpec) -> bool:
    """Whether the last batch of an epoch is a single example."""
    size, count = spec.training.batch_size, spec.dataset.trained_on
    return size > 1 and count % size == 1
