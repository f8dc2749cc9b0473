"""What the page of a feature reads: `test/features.safetensors`; of text also its counts.

Over the same first test examples as the rest of `test/`, by the codes that are given.
"""

from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from torch import Tensor

from core.data import Prepared
from core.evaluation import features
from core.models.sparse.base import SparseAutoencoder
from core.rows import as_rows, chunks, column_mean, dense
from core.streams import stream_seed
from core.training.files import half, write_arrays

FEATURES = "features.safetensors"
COUNTS = "inputs.safetensors"
_CHUNK = 500


def write_features(
    place: Path, model: SparseAutoencoder, prepared: Prepared, grey: Tensor, z: Tensor, seed: int
) -> str:
    """Write what is known of each feature on pictures [N, D] with codes [N, M]; the file's name.

    `quantile_examples` u16 and `quantile_values` f16 [M, 10, 2], `value_histogram` u16 [M, 24] of
    values up to `value_max` f32 [M], `label_counts` u16 [M, C], `partners` u16 with `phi` and
    `jaccard` f16 [M, ≤ 8] (see `core.evaluation.features`), `fvu` f32 [1], `fvu_without` f32 [M],
    `spread` f32 [1]: the mean of ‖x−μ‖², which squared errors are divided by to give FVU.
    """
    codes = z.masked_fill(z <= model.l0_threshold, 0)
    fired = codes.cpu().numpy().astype(np.float32)
    labels = np.asarray(prepared.test.y[: len(fired)])
    drawn = features.quantile_examples(fired, stream_seed(seed, "quantile examples"))
    rows = np.where(drawn == features.PADDING, 0, drawn)
    values = fired[rows, np.arange(fired.shape[1])[:, None, None]]
    counts, most = features.histograms(fired)
    places, phi, jaccard = features.partners(codes.cpu())
    batches = (
        (dense(x).to(z.device), some)
        for x, some in zip(chunks(grey, _CHUNK), z.split(_CHUNK), strict=True)
    )
    mean = column_mean(as_rows(prepared.train.x))
    worth = features.worth(model, batches, mean)
    arrays = {
        "quantile_examples": drawn,
        "quantile_values": half(np.where(drawn == features.PADDING, 0, values)),
        "value_histogram": counts,
        "value_max": most,
        "label_counts": features.label_counts(fired, labels),
        "partners": places.numpy().astype(np.uint16),
        "phi": half(phi.numpy()),
        "jaccard": half(jaccard.numpy()),
        "fvu": np.array([worth.fvu], np.float32),
        "fvu_without": worth.fvu_without.astype(np.float32),
        "spread": np.array([worth.spread / len(fired)], np.float32),
    }
    write_arrays(place / FEATURES, arrays)
    return FEATURES


def write_counts(place: Path, documents: csr_array) -> str:
    """Write the word counts of documents [N, D], compressed: text has no thumbnails to be encoded
    from. `rows` i32 [N + 1], `places` u16 (i32 from 65,536 words on), `values` f16."""
    places = np.uint16 if documents.shape[1] <= 65_535 else np.int32
    arrays = {
        "rows": documents.indptr.astype(np.int32),
        "places": documents.indices.astype(places),
        "values": half(documents.data),
    }
    write_arrays(place / COUNTS, arrays)
    return COUNTS
