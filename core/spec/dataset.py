"""Which examples a run learns from."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from core.catalogue import CATALOGUE, Entry
from core.spec.knob import Limit, knob
from core.spec.section import Section

SEED_BOUNDS = (0, 2**32 - 1)


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

    @property
    def entry(self) -> Entry:
        return CATALOGUE[self.name]

    @property
    def uses_full_set(self) -> bool:
        """Whether this asks for more than the bundled examples."""
        return self.entry.uses_full_set(self.train_size)

    def limits(self) -> Mapping[str, Limit]:
        entry = CATALOGUE.get(self.name)
        if entry is None:
            return {}
        most = entry.full_train_size
        sizes = {"train_size": Limit(10, most, f"{entry.title} has no more")}
        if entry.full and self.train_size > entry.bundled.train:
            left = max(0, most - self.train_size)
            reason = f"what {self.train_size:,} for training leave of {most:,}"
            return {**sizes, "validation_size": Limit(0, left, reason)}
        kept = entry.bundled.validation
        return {**sizes, "validation_size": Limit(0, kept, f"bundled {entry.title} has no more")}
