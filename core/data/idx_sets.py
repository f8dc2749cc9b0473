"""Sets of pictures whose official form is four idx files: 10,000 are bundled, the rest fetched."""

import numpy as np

from core.catalogue import Entry
from core.data.full import Progress, full
from core.data.images import Images
from core.data.prepared import Prepared
from core.data.splitting import folded, shuffled, split_bundled
from core.paths import ASSETS
from core.spec import DatasetSpec


def load(spec: DatasetSpec, progress: Progress | None = None) -> Prepared:
    """The bundled images or, where the specification asks for more of them, the full set."""
    if spec.uses_full_set:
        return _full(spec, progress)
    return split_bundled(spec, bundled(spec.entry))


def bundled(entry: Entry) -> Images:
    """The 10,000 images that ship with the program."""
    with np.load(ASSETS / "data" / f"{entry.name}_10k.npz", allow_pickle=False) as archive:
        return Images(archive["images"], archive["labels"])


def _full(spec: DatasetSpec, progress: Progress | None) -> Prepared:
    """Training images from the front of a shuffled order, validation images from its end."""
    images, official = full(spec.entry, progress)
    order = shuffled(spec.seed, len(images))
    front, end = order[: spec.train_size], order[len(order) - spec.validation_size :]
    train, validation = folded(spec, front, end, images.labels)
    return Prepared.of(
        spec,
        train=images.split(train),
        validation=images.split(validation),
        test=official.split(np.arange(len(official))),
        test_set=f"{spec.name}: official test set of {len(official):,}",
    )
