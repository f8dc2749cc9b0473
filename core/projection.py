"""Maps: the test codes of a run laid out in two dimensions by UMAP, with how far to trust them."""

import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import umap
from safetensors.numpy import load_file
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

from core.errors import BadInput
from core.runs import RunFolder, write_json
from core.training.examples import EXAMPLES, inputs_of
from core.training.files import content_hash, write_arrays
from core.training.finish import load_run

EPOCHS = 200
TRUSTED = 1_000
"""Trustworthiness is measured on so many of the points: all pairs of them are compared."""
COMPARED = 15
"""Neighbours that both scores look at."""

Report = Callable[[float], None]


def project(
    folder: RunFolder,
    neighbours: int = 15,
    minimum_distance: float = 0.1,
    seed: int = 0,
    *,
    report: Report | None = None,
) -> str:
    """Write `projection/umap-n15-d0.1-s0.safetensors` (`points` float32 [N, 2]) and its JSON.

    Points are in the order of `test/`, whose codes they lay out (sparse runs: computed anew by the
    model). `report` is called with the share done in [0, 1]; what it raises, to cancel, passes
    through and leaves no file. Returns the map's name. Raises `BadInput` when the run has no codes.
    """
    begin = time.monotonic()
    codes = codes_of(folder)
    if len(codes) <= neighbours:
        raise BadInput(
            f"A map with {neighbours} neighbours needs more than {neighbours} codes, "
            f"but {folder.name} has {len(codes)}."
        )
    if np.ptp(codes, axis=0).max() == 0:
        raise BadInput(f"All codes of {folder.name} are equal, so there is nothing to map.")
    points = umap_points(codes, neighbours, minimum_distance, seed, report)
    name = f"umap-n{neighbours}-d{minimum_distance:g}-s{seed}"
    params = {"neighbours": neighbours, "minimum_distance": minimum_distance, "seed": seed}
    write_arrays(folder.projection / f"{name}.safetensors", {"points": points})
    about = {
        "method": "umap",
        "params": {**params, "epochs": EPOCHS, "init": "pca"},
        "count": len(codes),
        "hash": content_hash(folder.projection / f"{name}.safetensors"),
        **faithfulness(codes, points),
        "seconds": round(time.monotonic() - begin, 3),
    }
    write_json(folder.projection / f"{name}.json", about)
    return name


def codes_of(folder: RunFolder) -> np.ndarray:
    """Mean codes float32 [N, L] of the examples in the run's `test/`."""
    arrays = folder.path / "test" / "arrays.safetensors"
    if not arrays.exists():
        raise BadInput(f"{folder.name} has no test codes yet: they come when training ends.")
    stored = load_file(arrays)
    if "codes" in stored:
        return stored["codes"].astype(np.float32)
    model, spec, prepared = load_run(folder)
    _, fed = inputs_of(spec, prepared, model, EXAMPLES)
    with torch.inference_mode():
        return model.encode(fed).numpy()


def umap_points(
    codes: np.ndarray,
    neighbours: int,
    minimum_distance: float,
    seed: int,
    report: Report | None = None,
) -> np.ndarray:
    """UMAP of codes [N, L] from a PCA start, 200 epochs, seeded: float32 [N, 2].

    A one-dimensional code has no second principal component and starts at random.
    """
    wide = min(codes.shape) >= 2
    with warnings.catch_warnings():
        # That a seed makes UMAP run on one thread is known and wanted.
        warnings.filterwarnings("ignore", message="n_jobs value 1 overridden")
        points = umap.UMAP(
            n_neighbors=neighbours,
            min_dist=minimum_distance,
            init="pca" if wide else "random",
            n_epochs=EPOCHS,
            random_state=seed,
            n_jobs=1,
            tqdm_kwds={"disable": False, "file": _Bar(report), "mininterval": 0, "leave": False},
        ).fit_transform(codes)
    return np.asarray(points, np.float32)


def faithfulness(codes: np.ndarray, points: np.ndarray) -> dict[str, Any]:
    """How much of the codes' neighbourhoods the map keeps.

    `neighbours_kept`: mean share of each point's 15 nearest codes that are also among its 15
    nearest on the map, over all points. `trustworthiness` (Venna and Kaski, 2001): 1 less a
    penalty for map neighbours that are far apart as codes, on the first ≤ 1,000 points.
    """
    count = min(COMPARED, (len(codes) - 1) // 2)
    before, after = (_nearest(values, count) for values in (codes, points))
    kept = [len(np.intersect1d(a, b)) / count for a, b in zip(before, after, strict=True)]
    some = min(len(codes), TRUSTED)
    within = min(count, (some - 1) // 2)
    return {
        "compared_neighbours": count,
        "neighbours_kept": round(float(np.mean(kept)), 4),
        "trustworthiness": round(
            float(trustworthiness(codes[:some], points[:some], n_neighbors=within)), 4
        ),
        "trustworthiness_points": some,
    }


def _nearest(values: np.ndarray, count: int) -> np.ndarray:
    """Indices [N, count] of each row's nearest other rows, Euclidean."""
    index = NearestNeighbors(n_neighbors=count).fit(values)
    return index.kneighbors(return_distance=False)


class _Bar:
    """The file that UMAP's progress bar is written to: each write reports the share done."""

    def __init__(self, report: Report | None) -> None:
        self._report = report or (lambda share: None)

    def write(self, text: str) -> int:
        """Called with what a terminal would show, such as `Epochs completed:  42%| ██ 84/200`."""
        before, percent, _ = text.partition("%")
        digits = before.rpartition(" ")[2] or before.rpartition(":")[2]
        if percent and digits.isdigit():
            self._report(int(digits) / 100)
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""
