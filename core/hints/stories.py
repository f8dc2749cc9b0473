"""What a finished run of a story came to, in its own numbers, and where that is seen.

Sides are said as they are: training, validation. Whether it went as told is looked up, never
supposed: another seed may tell another tale.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.quantities import quantity, written
from core.spec import GROUPS, Preset, RunSpec, flat, parse_spec

Summary = Mapping[str, Any]


@dataclass(frozen=True)
class Ending:
    """`said` has places {side.key} for the summary's numbers; `holds` tells whether it went so,
    and `otherwise` is said where it did not. `query` opens the view that shows it; `changes` are
    the next thing to try."""

    holds: Callable[[Summary], bool]
    said: str
    otherwise: str
    see: str
    query: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    action: str = ""


ENDINGS: dict[str, Ending] = {
    "memoriser": Ending(
        lambda s: s["train"]["fvu"] < 0.1 and s["validation"]["fvu"] > 5 * s["train"]["fvu"],
        "It knows its own digits by heart (training FVU {train.fvu}) and is of little use for new "
        "ones (validation FVU {validation.fvu}; the mean picture has 1). Between its codes lie "
        "holes.",
        "Training FVU {train.fvu}, validation FVU {validation.fvu}: this time it did not learn "
        "them by heart.",
        "Drag through the holes",
        changes={"dataset.train_size": 1297},
        action="Give it all 1,297 training digits",
    ),
    "collapse": Ending(
        lambda s: s["validation"]["active_units"] == 0,
        "{validation.active_units} of 10 dimensions are active, and the KL is {validation.kl} "
        "nats: the decoder draws the mean picture whatever it is shown (validation FVU "
        "{validation.fvu}).",
        "{validation.active_units} of 10 dimensions are still active, with a KL of "
        "{validation.kl} nats: this time it did not collapse wholly.",
        "See what the KL did",
        query={"view": "kl"},
    ),
    "all_dead": Ending(
        lambda s: s["validation"]["dead"] >= 0.9,
        "{validation.dead} of the features never fired on {validation.dead_window} validation "
        "examples. What is left is the mean picture (validation FVU {validation.fvu}), and a "
        "feature that never fires gets no gradient to come back by.",
        "{validation.dead} of the features never fired on {validation.dead_window} validation "
        "examples: this time some are alive.",
        "See the dead features",
        changes={"model.weight": 1.0, "training.learning_rate": 0.001},
        action="Train it with weight 1 at rate 0.001",
    ),
    "too_small": Ending(
        lambda s: s["validation"]["fvu"] > 0.4 and s["train"]["fvu"] > 0.4,
        "One number leaves {validation.fvu} of the variance unexplained in new digits, and "
        "{train.fvu} in those it learned from: it is too small, and not overfitted.",
        "Validation FVU {validation.fvu}: this time one number went surprisingly far.",
        "Walk along its only line",
        changes={"model.latent_dim": 10},
        action="Train it with 10 dimensions",
    ),
    "just_right": Ending(
        lambda s: s["validation"]["fvu"] < 0.25 and s["validation"]["active_units"] >= 6,
        "{validation.active_units} of 10 dimensions are active. New digits come back almost as "
        "well as those it learned from (validation FVU {validation.fvu}, training {train.fvu}), "
        "and its codes lie where samples are drawn from.",
        "{validation.active_units} of 10 dimensions are active, and the validation FVU is "
        "{validation.fvu}: this time it did not come out so well.",
        "Walk its space",
    ),
}
"""By the preset's name."""


def story_of(spec: RunSpec) -> Preset | None:
    """The story that a run was trained as, whatever its seed; None for all other runs."""
    values = _without_seed(spec)
    found = (one for one in GROUPS[next(iter(GROUPS))] if _without_seed(_complete(one)) == values)
    return next(found, None)


def told(preset: Preset, spec: RunSpec, summary: Summary) -> str:
    """What the run came to, in a sentence or two with its own numbers."""
    ending = ENDINGS[preset.name]
    text = ending.said if ending.holds(summary) else ending.otherwise
    return re.sub(r"\{(\w+)\.(\w+)\}", lambda m: _number(m[1], m[2], spec, summary), text)


def _number(side: str, key: str, spec: RunSpec, summary: Summary) -> str:
    return written(summary[side][key], quantity(key, spec.as_dict()))


def _complete(preset: Preset) -> RunSpec:
    return parse_spec(preset.spec)


def _without_seed(spec: RunSpec) -> dict[str, Any]:
    return {path: value for path, value in flat(spec.as_dict()).items() if path != "training.seed"}
