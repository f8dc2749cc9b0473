"""The 8×8 digits that come with scikit-learn."""

import numpy as np
from sklearn.datasets import load_digits

from core.data.full import Progress
from core.data.images import Images
from core.data.prepared import Prepared
from core.data.splitting import split_bundled
from core.spec import DatasetSpec


def load(spec: DatasetSpec, progress: Progress | None = None) -> Prepared:
    """All there are, in 17 grey levels; nothing is downloaded."""
    digits = load_digits()
    images = Images(digits.images.astype(np.uint8), digits.target.astype(np.uint8), white=16)
    return split_bundled(spec, images)
