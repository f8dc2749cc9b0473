"""Maps: test codes, or atoms, laid out in two dimensions by UMAP, with how far to trust them."""

import time
import warnings
from collections.abc import Callable

import numpy as np
import torch
import umap
from safetensors.numpy import load_file

from core.errors import BadInput
from core.faithfulness import faithfulness
from core.runs import RunFolder, saving, write_json
from core.training.examples import EXAMPLES, inputs_of
from core.training.files import content_hash, write_arrays
from core.training.finish import load_run

EPOCHS = 200

Report = Callable[[float], None]


def project(
    folder: RunFolder,
    neighbours: int = 15,
    minimum_distance: float = 0.1,
    seed: int = 0,
    examples: int = EXAMPLES,
    *,
    report: Report | None = None,
) -> str:
    """Write `projection/umap-n15-d0.1-s0.safetensors` (`points` float32 [N, 2]) and its JSON.

    Points are in the order of `test/` and then `further/`, whose first `examples` codes they lay
    out (sparse runs: computed anew by the model); where they are more than `test/` holds, the name
    ends in `-e` and how many. `report` is called with the share done in [0, 1]; what it raises, to
    cancel, passes through and leaves no file. Returns the map's name. Raises `BadInput` when the
    run has no codes.
    """
    begin = time.monotonic()
    codes = codes_of(folder, examples)
    settings = (neighbours, minimum_distance, seed)
    return _mapped(folder, "umap", "codes", codes, settings, report, begin)


def project_atoms(
    folder: RunFolder,
    neighbours: int = 15,
    minimum_distance: float = 0.1,
    seed: int = 0,
    *,
    report: Report | None = None,
) -> str:
    """Like `project`, of a dictionary's atoms at unit length: `projection/atoms-….safetensors`.

    Raises `BadInput` when the run has no dictionary yet.
    """
    begin = time.monotonic()
    atoms = atoms_of(folder)
    settings = (neighbours, minimum_distance, seed)
    return _mapped(folder, "atoms", "atoms", atoms, settings, report, begin)


def _mapped(
    folder: RunFolder,
    prefix: str,
    noun: str,
    values: np.ndarray,
    settings: tuple[int, float, int],
    report: Report | None,
    begin: float,
) -> str:
    """The map of values [N, D], made and written; its name."""
    neighbours, minimum_distance, seed = settings
    if len(values) <= neighbours:
        raise BadInput(
            f"A map with {neighbours} neighbours needs more than {neighbours} {noun}, "
            f"but {folder.name} has {len(values)}."
        )
    if np.ptp(values, axis=0).max() == 0:
        raise BadInput(f"All {noun} of {folder.name} are equal, so there is nothing to map.")
    points = umap_points(values, neighbours, minimum_distance, seed, report)
    name = f"{prefix}-n{neighbours}-d{minimum_distance:g}-s{seed}"
    if noun == "codes" and len(values) > EXAMPLES:
        name += f"-e{len(values)}"
    params = {"neighbours": neighbours, "minimum_distance": minimum_distance, "seed": seed}
    with saving(folder.projection):
        folder.projection.mkdir(exist_ok=True)
    write_arrays(folder.projection / f"{name}.safetensors", {"points": points})
    about = {
        "method": "umap",
        "of": noun,
        "params": {**params, "epochs": EPOCHS, "init": "pca"},
        "count": len(values),
        "hash": content_hash(folder.projection / f"{name}.safetensors"),
        **faithfulness(values, points),
        "seconds": round(time.monotonic() - begin, 3),
    }
    write_json(folder.projection / f"{name}.json", about)
    return name


def atoms_of(folder: RunFolder) -> np.ndarray:
    """The atoms of a finished sparse run at unit length, float32 [M, D]."""
    stored = folder.path / "decoder.safetensors"
    if folder.spec.model.family != "sparse" or not stored.exists():
        raise BadInput(f"{folder.name} has no dictionary yet: it comes when training ends.")
    atoms = load_file(stored)["0.weight"].astype(np.float32)
    lengths = np.linalg.norm(atoms, axis=1, keepdims=True)
    unit: np.ndarray = atoms / np.where(lengths > 0, lengths, 1)
    return unit


def codes_of(folder: RunFolder, examples: int = EXAMPLES) -> np.ndarray:
    """Mean codes float32 [N, L] of the first `examples` in the run's `test/` and `further/`."""
    arrays = folder.path / "test" / "arrays.safetensors"
    if not arrays.exists():
        raise BadInput(f"{folder.name} has no test codes yet: they come when training ends.")
    stored = load_file(arrays)
    if "codes" in stored:
        parts = [stored["codes"]]
        further = folder.path / "further" / "arrays.safetensors"
        if examples > len(parts[0]) and further.exists():
            parts.append(load_file(further)["codes"])
        return np.concatenate(parts)[:examples].astype(np.float32)
    model, spec, prepared = load_run(folder)
    _, fed = inputs_of(spec, prepared, model, EXAMPLES)
    with torch.inference_mode():
        return model.encode(fed[:examples]).numpy()


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
