"""What loading examples offers to the rest of the program, and how splits are named in it."""

from dataclasses import dataclass
from math import prod

from core.spec import RunSpec
from core.takeaway.script.model import setting
from core.takeaway.script.template import Setting, filled


@dataclass(frozen=True)
class Data:
    """The program text, its settings, and what a reader must know: a file beside it, its needs."""

    code: str
    settings: tuple[Setting, ...]
    file: str | None = None
    needs: tuple[str, ...] = ()
    """Packages beside PyTorch and NumPy."""
    fresh: bool = False
    """Whether `draw` gives new examples for every step."""


@dataclass(frozen=True)
class Splits:
    """Which examples are in which split, as expressions that index them; `lines` come before."""

    train: str
    validation: str
    test: str
    lines: str = ""
    aside: str = ""
    """A comment on those that are in none."""


FOLDED = '''
def folded(pool, labels):
    """Which examples are in all folds but FOLD, and which in it; each class evenly if it can be."""
    _, counts = np.unique(labels, return_counts=True)
    kind = StratifiedKFold if len(counts) > 1 and counts.min() >= FOLDS else KFold
    seed = stream_seed("folds", DATA_SEED) % 2**32
    splits = kind(FOLDS, shuffle=True, random_state=seed).split(pool, labels)
    train, fold = next(islice(splits, FOLD, None))
    return pool[train], pool[fold]
'''

_POOL = """
pool = np.concatenate([$train, $validation])
train, $fold = folded(pool, labels[pool])
"""


def data_seed(spec: RunSpec) -> Setting:
    """The seed of everything about the examples."""
    seed = spec.dataset.seed
    return Setting("DATA_SEED", seed, "decides which examples are trained and tested on")


def seeds(spec: RunSpec) -> tuple[Setting, ...]:
    """The settings of data that may come in folds."""
    own = (data_seed(spec),)
    if not spec.dataset.folds:
        return own
    return (*own, setting(spec, "dataset.folds", "FOLDS"), setting(spec, "dataset.fold", "FOLD"))


def bundled_splits(spec: RunSpec) -> Splits:
    """Of the bundled examples, by their shuffled `order`: test, validation, then training."""
    data, sizes = spec.dataset, spec.dataset.entry.bundled
    begin = sizes.test + sizes.validation
    train = f"order[{begin:_}:{begin + data.train_size:_}]"
    validation = f"order[{sizes.test:_}:{sizes.test + data.validation_size:_}]"
    test = f"order[:{sizes.test:_}]"
    if data.folds:
        return folds(spec, train, validation, test)
    idle = data.validation_size and not watches(spec)
    aside = f"  # {data.validation_size:,} between are set aside" if idle else ""
    return Splits(train, validation, test, aside=aside)


def folds(spec: RunSpec, train: str, validation: str, test: str) -> Splits:
    """The training and validation examples shared out anew."""
    name = "fold" if watches(spec) else "_"
    lines = filled(_POOL, train=train, validation=validation, fold=name)
    return Splits("train", "fold", test, lines)


def helpers(spec: RunSpec) -> str:
    """Functions that splitting needs."""
    return filled(FOLDED) if spec.dataset.folds else ""


def watches(spec: RunSpec) -> bool:
    """Whether the program looks at validation examples."""
    return spec.training.early_stopping > 0


def returned(spec: RunSpec, splits: Splits, pick: str = "x[{}]") -> str:
    """The line that gives training, validation (where it is watched) and test examples."""
    parts = [splits.train, splits.validation, splits.test]
    if not watches(spec):
        parts.pop(1)
    return "return " + ", ".join(pick.format(part) for part in parts) + splits.aside


def about(spec: RunSpec) -> str:
    """How many examples of what are for what, in words."""
    data = spec.dataset
    parts = [f"{data.trained_on:,} examples of {data.entry.title} to train on"]
    parts += [f"{data.validated_on:,} to validate on"] if watches(spec) else []
    if data.uses_full_set:
        return f"{', '.join(parts)}, and the 10,000 official ones to test on"
    return f"{', '.join(parts)}, and {data.entry.bundled.test:,} to test on"


def size(spec: RunSpec) -> str:
    """Numbers in one example."""
    return str(prod(spec.dataset.shape))
