"""What a teacher's link may hide or fix: the names, and one sentence for a name that is none."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from core.catalogue import CATALOGUE
from core.errors import BadInput
from core.spec import FAMILIES, DatasetSpec, Knob, NetworkSpec, TrainingSpec, acting
from core.spec.errors import nearest, not_valid
from core.spec.knob import LISTS
from core.spec.section import all_knobs

HIDE, FIX = "hide", "fix"
"""The names in a link's query under which they stand, each a list with commas."""


@dataclass(frozen=True)
class Part:
    """Something on a page that a link can hide.

    `pages` are the stems of the pages that hold it, none where it is on all of them; `what` ends
    the sentence "hides …". `knobs` are the settings that it stands for in the form of Train: dotted
    paths, and sections that end with a dot.
    """

    name: str
    title: str
    pages: tuple[str, ...]
    what: str
    knobs: tuple[str, ...] = ()


_MODEL = "model."
_SPARSITY = (
    "weight", "k", "k_start", "alpha", "rate", "target", "target_l0", "warmup", "threshold",
    "bandwidth", "prefixes", "spike",
)  # fmt: skip
_PRICE = ("beta", "schedule.", "capacity", "share", "gamma", "nats", "lambda_od", "lambda_d")
_LEARN, _TRAIN, _LATENT, _SPARSE, _COMPARE = (
    (name,) for name in ("learn", "train", "latent", "sparse", "compare")
)

_PARTS = (
    Part("mathematics", "Mathematics", _LEARN, "the formulas of a lesson"),
    Part("skip", "Show me without", _LEARN, "the way past a prediction without making one"),
    Part("presets", "Presets", _TRAIN, "the ready-made settings to start from"),
    Part("data", "Data", _TRAIN, "the data set, its size and its split", ("dataset.",)),
    Part("model", "Model", _TRAIN, "the kind of model and its size", (_MODEL,)),
    Part(
        "sparsity", "Sparsity knobs", _TRAIN, "λ, k and what else decides how sparse a code is",
        tuple(_MODEL + name for name in _SPARSITY),
    ),
    Part(
        "beta", "β knobs", _TRAIN, "β, its schedule and what stands in its place",
        tuple(_MODEL + name for name in _PRICE),
    ),
    Part("network", "Network", _TRAIN, "kind, layers and activation", ("network.",)),
    Part("training", "Training", _TRAIN, "length, batches, optimiser and seed", ("training.",)),
    Part("advanced", "The folded settings", _TRAIN, "every setting that is folded away at first"),
    Part("map", "Map", _LATENT, "the maps of codes, by PCA and UMAP"),
    Part("input", "Your own input", _LATENT, "drawing or loading an example of one’s own"),
    Part("interpolate", "Interpolate", _LATENT, "walks between examples"),
    Part("sample", "Sample", _LATENT, "examples made up from the prior or a fitted density"),
    Part("kl", "What the KL did", _LATENT, "the KL of each dimension, and collapse with its cure"),
    Part("traverse", "Traverse", _LATENT, "one dimension at a time, over its range"),
    Part("activations", "Activations", _SPARSE, "the histogram of code values"),
    Part("density", "Density", _SPARSE, "how often each feature fires, and which were dead when"),
    Part("dictionary", "Dictionary", _SPARSE, "the wall of atoms"),
    Part("feature", "A feature’s page", _SPARSE, "what one feature fires on"),
    Part("edit", "Edit a code", _SPARSE, "switching features of an example off and on"),
    Part("trade-off", "What sparsity costs", _SPARSE, "FVU against L0, beside other methods"),
    Part("constraint", "The constraint matters", _SPARSE, "five rules from one start"),
    Part("edges", "Edges", _SPARSE, "photographs with a sparsity rule and without"),
    Part("output-sparsity", "Sparse outputs", (*_LATENT, *_SPARSE), "whether outputs are sparse"),
    Part("beside", "A second run", (*_LATENT, *_SPARSE), "the choice of a run beside the first"),
    Part("curves", "Curves", _COMPARE, "the curves of the compared runs"),
    Part("pictures", "Pictures", _COMPARE, "the same examples by each run"),
    Part("maps", "Maps side by side", _COMPARE, "the latent maps of the compared runs"),
    Part("codes", "Codes on one axis", _COMPARE, "how the codes of the compared runs are spread"),
    Part("frontiers", "Frontiers", _COMPARE, "rate against distortion, L0 against FVU"),
    Part("effect", "Effect of a knob", _COMPARE, "one number of all runs against one knob"),
    Part("sweeps", "Sweeps", _COMPARE, "many runs from one question"),
    Part("library", "Library", (), "the page of every run, and the way there"),
    Part("delete", "Rename and delete", (), "renaming and deleting runs"),
    Part("copy", "Duplicate", (), "the buttons “Use these settings” and “Train a copy”"),
    Part("take-away", "Take it away", (), "report, zip and code of runs"),
    Part("tour", "Tour", (), "the tour of a first visit"),
)  # fmt: skip

PARTS: dict[str, Part] = {part.name: part for part in _PARTS}


@dataclass(frozen=True)
class Wish:
    """What a link asks for: names to hide, and settings to fix with their values (None: the one
    that is recommended). `problems` are sentences on what it asked for in vain."""

    hidden: frozenset[str] = frozenset()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.hidden or self.fixed)


def wish(hide: str, fix: str, values: Mapping[str, Any]) -> Wish:
    """The wish of a link whose query holds `hide`, `fix` and the `values` of settings by path."""
    hidden, fixed, problems = set(), {}, []
    for name in _names(hide):
        if name in PARTS:
            hidden.add(name)
        else:
            problems.append(_unknown(name, "hide", PARTS))
    known = settings()
    for path in _names(fix):
        if path not in known:
            problems.append(_unknown(path, "fix", known))
            continue
        value = values.get(path)
        if value is not None and not any(_fits(knob, value) for knob in known[path]):
            problems.append(f"The link fixes a setting wrongly: {not_valid(known[path][0], value)}")
            continue
        fixed[path] = value
    return Wish(frozenset(hidden), fixed, tuple(problems))


@cache
def settings() -> dict[str, list[Knob]]:
    """Every setting that can be fixed, by dotted path, as each kind of model has it."""
    names = dict.fromkeys(CATALOGUE)
    found = {"dataset.name": [_head("dataset.name", names)]}
    found["model.family"] = [_head("model.family", FAMILIES)]
    for family in FAMILIES.values():
        if family.key:
            path = f"model.{family.key}"
            found[path] = [_head(path, family.members)]
        for member in family.members.values():
            for path, knob in all_knobs(member).items():
                found.setdefault(path, []).append(knob)
    for section in (DatasetSpec, NetworkSpec, TrainingSpec):
        for path, knob in all_knobs(section).items():
            found.setdefault(path, []).append(knob)
    return found


def part_of(path: str) -> str:
    """The name that hides a setting: `model.beta` belongs to `beta`, `model.latent_dim` to
    `model`."""
    matching = [
        (len(prefix), part.name)
        for part in _PARTS
        for prefix in part.knobs
        if path == prefix or (prefix.endswith(".") and path.startswith(prefix))
    ]
    return max(matching)[1]


def imposed(
    chosen: Mapping[str, Any], fixed: Mapping[str, Any], kind: Mapping[str, Any]
) -> dict[str, Any]:
    """The `chosen` settings with the `fixed` ones in their place.

    What then does not act falls away, of both; names that are none stay, for the form to say so.
    `kind` is the data set and family where none is chosen.
    """
    if not fixed:
        return dict(chosen)
    free = {path: value for path, value in chosen.items() if path not in fixed}
    together = free | {path: value for path, value in fixed.items() if value is not None}
    wanted = {**kind, **together}
    for family in FAMILIES.values():
        if family.name != wanted["model.family"]:
            wanted.pop(f"model.{family.key}", None)
    try:
        kept = acting(wanted)
    except BadInput:  # what is wrong was chosen freely, and the form says it
        return free
    return {p: v for p, v in together.items() if p in kept or p not in settings()}


def on_page(page: str) -> list[Part]:
    """What can be hidden on a page (its stem), what is on all of them last."""
    own = [part for part in _PARTS if page in part.pages]
    return own + [part for part in _PARTS if not part.pages]


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(name for part in text.split(",") if (name := part.strip())))


def _unknown(name: str, verb: str, valid: Iterable[str]) -> str:
    if not re.fullmatch(r"[\w.-]{1,40}", name):
        return f"The link asks to {verb} something whose name is none: letters, dots and hyphens."
    near = nearest(name, valid)
    hint = f"the nearest name is {near}" if near else "the page For teachers lists the names"
    return f"The link asks to {verb} “{name}”, which is unknown; {hint}."


def _head(path: str, names: Iterable[str]) -> Knob:
    choices = {name: name for name in names}
    return Knob(path=path, kind="choice", default=None, label=path, help="", choices=choices)


def _fits(knob: Knob, value: Any) -> bool:
    """Whether a value from a link has the knob's type and lies in its bounds."""
    if knob.kind == "bool":
        return isinstance(value, bool)
    if knob.kind in LISTS:
        kinds = int if knob.kind == "int_list" else (int, float)
        numbers = isinstance(value, list) and all(isinstance(one, kinds) for one in value)
        return numbers and knob.allows(value)
    if isinstance(value, bool | list | dict) or (knob.kind == "int" and isinstance(value, float)):
        return False
    if isinstance(value, str):
        return value in knob.choices or value in knob.words
    return knob.kind != "choice" and knob.allows(value)
