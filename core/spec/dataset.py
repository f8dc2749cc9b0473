"""Which examples a run learns from."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import model_validator

from core.catalogue import CATALOGUE, Entry
from core.errors import BadInput
from core.spec.knob import Limit, Real, knob
from core.spec.section import Section

_SUPERPOSITION = ("name", ("superposition",))

_FOLDABLE = ("name", tuple(name for name, entry in CATALOGUE.items() if entry.most is None))
"""What a program draws has as many validation examples as are asked for, and needs no folds."""

SEED_BOUNDS = (0, 2**32 - 1)
MOST_FOLDS = 50


def _titles() -> dict[str, str]:
    return {name: entry.title for name, entry in CATALOGUE.items()}


class DatasetSpec(Section):
    """A data set, how much of it, and how it is split and scaled."""

    prefix: ClassVar[str] = "dataset"

    name: str = knob(
        "mnist",
        label="data set",
        help="The examples to learn from.",
        choices=_titles,
        main=True,
    )
    train_size: int = knob(
        8_000,
        label="training examples",
        unit="examples",
        help=(
            "How many examples the model learns from. Beyond the bundled ones the full set is "
            "used, and the test set is then the official one."
        ),
        more="Better reconstructions of unseen examples; an epoch takes longer.",
        less="Faster epochs; the model learns its examples by heart sooner.",
        bounds=(10, 1_000_000),
        step=1_000,
    )
    validation_size: int = knob(
        1_000,
        label="validation examples",
        unit="examples",
        help=(
            "Examples kept aside to watch the loss on during training. They are neither "
            "trained on nor part of the test set."
        ),
        more="A steadier validation curve; with the full set, fewer images are left to train on.",
        less="A noisier validation curve; at 0 there is none.",
        bounds=(0, 100_000),
        step=250,
    )
    seed: int = knob(
        0,
        label="split seed",
        help=(
            "Decides which examples are for training, validation and testing, and how validation "
            "and test images are binarised. Runs with equal seeds are tested on equal examples."
        ),
        bounds=SEED_BOUNDS,
        step=1,
    )
    scale: Literal["unit", "none"] = knob(
        "unit",
        label="scaling",
        help=(
            "Acts on sparse autoencoders only. Unit: subtract the mean training example and divide "
            "by one number, so that the mean squared length of an example equals its number of "
            "features; sparsity weights are in these units, and pictures are mapped back."
        ),
        choices={"unit": "centred, unit variance", "none": "as it is"},
    )
    folds: int = knob(
        0,
        symbol="K",
        label="folds",
        help=(
            "Cross-validation: training and validation examples are put together and shared out "
            "to so many folds, each class evenly; one fold validates, the others train. The test "
            "set stays as it is. 0: no folds."
        ),
        more="More examples to train on in each run, and more runs to do.",
        less="Fewer runs, each trained on fewer examples; at 0 the usual split.",
        bounds=(0, MOST_FOLDS),
        step=1,
        when=_FOLDABLE,
    )
    fold: int = knob(
        0,
        label="fold to validate on",
        help="Which of the folds, counted from 0, is not trained on but validated on.",
        more="A later fold; all are alike.",
        less="An earlier fold; all are alike.",
        bounds=(0, MOST_FOLDS - 1),
        step=1,
        when=_FOLDABLE,
    )
    dimension: int = knob(
        32,
        symbol="D",
        label="dimensions",
        help="Numbers in one example. Atoms are random directions in so many dimensions.",
        more="Atoms overlap less; features are found more easily.",
        less="Atoms overlap more; below a point they cannot be told apart.",
        bounds=(2, 1_024),
        step=8,
        when=_SUPERPOSITION,
    )
    atoms: int = knob(
        64,
        symbol="A",
        label="true atoms",
        help="Known directions of length 1, of which every example is a sum of a few.",
        more="More to find, and more overlap in the same dimensions.",
        less="Less to find; with no more atoms than dimensions hardly any overlap.",
        bounds=(1, 4_096),
        step=8,
        when=_SUPERPOSITION,
    )
    probability: float = knob(
        0.05,
        symbol="p",
        label="chance that an atom fires",
        help="Each atom is part of an example with this chance, so that A · p are on average.",
        more="More atoms at a time: their sum is harder to take apart.",
        less="Fewer atoms at a time; some examples have none and are zero.",
        bounds=(0.001, 1),
        step=0.01,
        when=_SUPERPOSITION,
    )
    magnitude: Real = knob(
        (0.5, 1.5),
        label="smallest and largest magnitude",
        help="An atom that fires does so with a strength drawn evenly from smallest to largest.",
        more="Strengths differ more, and a sparsity weight counts for less.",
        less="Weak firings get lost in the overlap with stronger ones.",
        bounds=(0, 100),
        length=(2, 2),
        when=_SUPERPOSITION,
    )
    correlation: float = knob(
        0.0,
        symbol="ρ",
        label="correlation of neighbours",
        help=(
            "Correlation of the firing of each atom with the next: with this chance an atom does "
            "what the one before it does. Each still fires with chance p."
        ),
        more="Atoms come in company; a model may learn whole groups as one feature.",
        less="At 0 every atom fires on its own.",
        bounds=(0, 0.99),
        step=0.1,
        when=_SUPERPOSITION,
    )
    fresh: bool = knob(
        True,
        label="fresh examples",
        help=(
            "Every step draws new training examples, so that none is seen twice; an epoch is as "
            "many as there are training examples. Otherwise these are drawn once and repeated."
        ),
        when=_SUPERPOSITION,
    )

    squash: bool = knob(
        False,
        label="squash to [0.1, 0.9]",
        help=(
            "Each patch is centred, cut off at three standard deviations and mapped to "
            "[0.1, 0.9], where a sigmoid output can reach it (Ng, CS294A). Otherwise patches keep "
            "their signs, in units of the standard deviation of all training pixels."
        ),
        when=("name", ("patches",)),
    )

    @model_validator(mode="after")
    def _rising(self) -> "DatasetSpec":
        low, high = self.magnitude
        if low > high:
            raise BadInput(
                f"dataset.magnitude is [{low:g}, {high:g}], but the smallest magnitude comes "
                "first and the largest second."
            )
        return self

    @property
    def entry(self) -> Entry:
        return CATALOGUE[self.name]

    @property
    def shape(self) -> tuple[int, ...]:
        """Of one example: (height, width) of a picture, (D,) of anything else."""
        return (self.dimension,) if self.name == "superposition" else self.entry.shape

    @property
    def value_range(self) -> tuple[float, float]:
        """Smallest and largest value that a feature can take."""
        return (0.1, 0.9) if self.squash else self.entry.range

    @property
    def uses_full_set(self) -> bool:
        """Whether this asks for more than the bundled examples."""
        return self.entry.uses_full_set(self.train_size)

    @property
    def trained_on(self) -> int:
        """Training examples there really are: with folds, all but those of one fold."""
        return self._pool - self.validated_on if self.folds else self.train_size

    @property
    def validated_on(self) -> int:
        """Validation examples there really are; the first folds are larger by one, if need be."""
        if not self.folds:
            return self.validation_size
        return self._pool // self.folds + (self.fold < self._pool % self.folds)

    @property
    def _pool(self) -> int:
        return self.train_size + self.validation_size

    def inactive(self) -> set[str]:
        return super().inactive() | (set() if self.folds else {"fold"})

    @model_validator(mode="after")
    def _fold_of_folds(self) -> "DatasetSpec":
        if self.folds == 1:
            raise BadInput(
                f"dataset.folds is 1, but must be 0 for none, or from 2 to {MOST_FOLDS}: "
                "one fold would leave nothing to train on."
            )
        if self.fold and not self.folds:
            raise BadInput(
                f"dataset.fold is {self.fold}, but there are no folds; say with dataset.folds how "
                "many there are, or leave dataset.fold out."
            )
        return self

    def limits(self) -> Mapping[str, Limit]:
        entry = CATALOGUE.get(self.name)
        if entry is None:
            return {}
        return {**self._sizes(entry), **self._fold_limits()}

    def _fold_limits(self) -> Mapping[str, Limit]:
        if not self.folds:
            return {}
        pool = f"there are {self._pool:,} examples to share out"
        return {
            "folds": Limit(0, min(self._pool, MOST_FOLDS), pool),
            "fold": Limit(0, self.folds - 1, f"dataset.folds is {self.folds}"),
        }

    def _sizes(self, entry: Entry) -> Mapping[str, Limit]:
        most = entry.full_train_size
        sizes = {"train_size": Limit(10, most, f"{entry.title} has no more")}
        if entry.full and self.train_size > entry.bundled.train:
            left = max(0, most - self.train_size)
            reason = f"what {self.train_size:,} for training leave of {most:,}"
            return {**sizes, "validation_size": Limit(0, left, reason)}
        if entry.most:
            sizes["validation_size"] = Limit(0, entry.most.validation, f"{entry.title} has no more")
            return sizes
        kept = entry.bundled.validation
        return {**sizes, "validation_size": Limit(0, kept, f"bundled {entry.title} has no more")}
