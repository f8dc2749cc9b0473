"""The `further/` folder: codes and thumbnails of the test examples that `test/` has no room for.

Every panel loads `test/`, so it stays small; a map may show more, and asks for these. Of a test set
of 10,000 pictures of 28 × 28 they are 1.3 to 3.2 MB; a small test set has none.
"""

from pathlib import Path

import numpy as np
import torch

from core.data import Prepared
from core.data.sheets import Drawing
from core.data.words import rendering_of
from core.evaluation.given import given_of
from core.models import Model
from core.models.sparse.base import SparseAutoencoder
from core.rows import as_rows, chunks, dense
from core.runs import write_json
from core.spec import RunSpec
from core.training.examples import EXAMPLES, THUMBNAIL_COLUMNS
from core.training.files import appearing, half, hashes_of, write_arrays

FURTHEST = 10_000
"""Test examples that a map shows at most."""
_CHUNK = 1_000


@torch.no_grad()
def write_further(folder: Path, spec: RunSpec, prepared: Prepared, model: Model) -> None:
    """Write mean codes f16 [N, L], labels i16 [N] and thumbnails of test examples 2,000 to 9,999.

    Nothing is written where there are none, of text, which has no thumbnails, or of a sparse
    autoencoder, whose codes are no place to lay out. The model is in evaluation mode.
    """
    rendering = rendering_of(prepared)
    labels = np.asarray(prepared.test.y[EXAMPLES:FURTHEST])
    if (
        not isinstance(rendering, Drawing)
        or isinstance(model, SparseAutoencoder)
        or not len(labels)
    ):
        return
    whole = as_rows(prepared.test.x)
    device = next(model.parameters()).device
    fed = given_of(model, whole, spec.dataset.seed, "test")[EXAMPLES:FURTHEST]
    codes = torch.cat([model.encode(dense(x).to(device)) for x in chunks(fed, _CHUNK)])
    with appearing(folder / "further") as place:
        write_arrays(
            place / "arrays.safetensors",
            {"codes": half(codes.cpu().numpy()), "labels": labels.astype(np.int16)},
        )
        sheet = rendering.write(
            place / "thumbnails.png", dense(whole[EXAMPLES:FURTHEST]).numpy(), THUMBNAIL_COLUMNS
        )
        about = {
            "first": EXAMPLES,
            "count": len(labels),
            "sheets": {"thumbnails": sheet.as_dict()},
            "files": hashes_of(place, ["arrays.safetensors", "thumbnails.png"]),
        }
        write_json(place / "meta.json", about)
