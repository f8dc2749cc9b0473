"""The `sampling/` folder: what judging made-up examples takes, beyond a run's decoder.

A mixture fitted to the codes; training examples, to look for copies among; and how far real and
rebuilt test examples lie from those, for "near" to mean something.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core import mixture
from core.data import Prepared
from core.data.sheets import Drawing
from core.data.words import Wording, rendering_of
from core.errors import BadInput
from core.evaluation.examples import Examples, examples_of
from core.models import Model
from core.models.sparse.base import SparseAutoencoder
from core.models.variational.base import VariationalAutoencoder
from core.rows import dense, first, parts_of
from core.runs import RunFolder, write_json
from core.spec import RunSpec
from core.streams import stream, stream_seed
from core.training.files import appearing, content_hash, half, write_arrays
from core.training.finish import load_run

COMPARED = 10_000
"""Training examples that copies are looked for among, at most."""
PIXELS = 8_000_000
"""Pixels of their sheet, at most: a browser holds it whole."""
REFERENCES = 1_000
"""Test examples whose distances from the nearest training example are the yardstick."""
FITTED = 5_000
"""Training codes that the mixture is fitted to, at most, and validation codes that judge it."""
COLUMNS = 100
NO_GAUSSIAN = {
    "spike_and_slab": "Most numbers of this run’s codes are exactly 0, which no Gaussian has.",
    "codebook": "This run’s codes are entries of a codebook, which no Gaussian has.",
}
"""Why no mixture is fitted, by the prior of the code."""
_BATCH = 500

Report = Callable[[float], None]


def prepare(folder: RunFolder, most: int = COMPARED, *, report: Report | None = None) -> str:
    """Write `sampling/` into a finished plain or variational run's folder; gives its name.

    `most` training examples are kept to compare with. What `report` raises, to cancel, passes
    through and leaves no file. Raises `BadInput` for a sparse autoencoder, or a run without
    weights.
    """
    begin = time.monotonic()
    report = report or (lambda share: None)
    model, spec, prepared = load_run(folder)
    if isinstance(model, SparseAutoencoder):
        raise BadInput(f"{folder.name} is a sparse autoencoder: there is no density to fit to it.")
    report(0.02)
    with torch.inference_mode():
        meta: dict[str, Any] = {"mixture": None}
        fitted, meta["no_mixture_because"] = _fitted(model, spec, prepared, report)
        kept, train = _training(model, spec, prepared, most)
        report(0.95)
        meta["distances"] = _distances(model, spec, prepared, train)
    with appearing(folder.path / "sampling") as place:
        if fitted is not None:
            write_arrays(place / "mixture.safetensors", fitted.arrays())
            meta["mixture"] = fitted.about() | {"examples": _fitted_on(prepared)}
        meta["training"] = _write_training(place, prepared, kept)
        names = sorted(file.name for file in place.iterdir())
        meta["files"] = {name: content_hash(place / name) for name in names}
        meta["seconds"] = round(time.monotonic() - begin, 3)
        write_json(place / "meta.json", meta)
    return "sampling"


def _fitted(
    model: Model, spec: RunSpec, prepared: Prepared, report: Report
) -> tuple[mixture.Mixture | None, str | None]:
    """The mixture, to one draw from each example's posterior (of a plain run: to its codes); or
    None, and the sentence that says why."""
    if spec.model.prior in NO_GAUSSIAN:
        return None, NO_GAUSSIAN[spec.model.prior]
    parts = {}
    for part in ("train", "validation"):
        noise = stream(spec.training.seed, f"mixture/{part}")
        given = examples_of(model, spec, prepared, part, FITTED)
        drawn = [_drawn(model, x, noise) for _, x in given.batches(_BATCH)]
        parts[part] = torch.cat(drawn).double().numpy() if drawn else np.zeros((0, 1))
    if np.ptp(parts["train"], axis=0).max() == 0:
        return None, "All codes of this run are equal: there is no density to fit."
    seed = stream_seed(spec.training.seed, "mixture") % 2**32
    found = mixture.fit(
        parts["train"], parts["validation"], seed, lambda done: report(0.02 + 0.9 * done)
    )
    return found, None


def _fitted_on(prepared: Prepared) -> int:
    return min(len(prepared.train), FITTED)


def _drawn(model: Model, x: Tensor, noise: torch.Generator) -> Tensor:
    if isinstance(model, VariationalAutoencoder):
        return model.posterior(x).sample(1, noise)[0]
    return model.encode(x)


def _training(
    model: Model, spec: RunSpec, prepared: Prepared, most: int
) -> tuple[Examples, Tensor]:
    """The training examples to compare with, and as `features`."""
    shape = rendering_of(prepared)
    if isinstance(shape, Drawing):
        most = min(most, PIXELS // (shape.width * shape.height))
    some = examples_of(model, spec, prepared, "train", most)
    return some, torch.cat([features(grey, prepared) for grey, _ in some.batches(_BATCH)])


def features(x: Tensor, prepared: Prepared) -> Tensor:
    """Rows whose Euclidean distance says how alike two examples are: values as they are; of text
    the roots of the shares of its words, which makes it √2 times the Hellinger distance."""
    if not prepared.vocabulary:
        return x
    return (x / x.sum(dim=1, keepdim=True).clamp(min=1e-12)).clamp(min=0).sqrt()


def _distances(model: Model, spec: RunSpec, prepared: Prepared, train: Tensor) -> dict[str, Any]:
    """Percentiles 0 … 100 of the distance from the nearest training example, of test examples and
    of their reconstructions from the mean code: a made-up mean is as smooth as the latter."""
    test = examples_of(model, spec, prepared, "test", REFERENCES)
    found: dict[str, list[Tensor]] = {"test": [], "reconstructions": []}
    for grey, given in test.batches(_BATCH):
        rebuilt = model.decode(model.encode(given))
        for name, rows in (("test", grey), ("reconstructions", rebuilt)):
            found[name].append(torch.cdist(features(rows, prepared), train).min(dim=1).values)
    shares = np.linspace(0, 1, 101)
    return {"examples": len(test.labels)} | {
        name: np.quantile(torch.cat(parts).numpy(), shares).round(5).tolist()
        for name, parts in found.items()
    }


def _write_training(place: Path, prepared: Prepared, kept: Examples) -> dict[str, Any]:
    """Training examples as a sheet; as values too where a sheet would clip them; text as counts."""
    count = len(kept.labels)
    about: dict[str, Any] = {"count": count, "of": len(prepared.train), "sheet": None}
    rendering = rendering_of(prepared)
    arrays: dict[str, np.ndarray] = {"labels": kept.labels.numpy().astype(np.int16)}
    if isinstance(rendering, Wording):
        starts, columns, values = (part.numpy() for part in parts_of(kept.grey))
        arrays["starts"] = starts.astype(np.int32)
        arrays["columns"] = columns.astype(np.uint16)
        arrays["counts"] = half(values)
        write_json(place / "names.json", list(prepared.train.names[:count]))
    else:
        whole = dense(first(kept.grey, count)).numpy()
        about["sheet"] = rendering.write(place / "training.png", whole, COLUMNS).as_dict()
        if rendering.scale != 1:
            arrays["values"] = half(whole)
    write_arrays(place / "training.safetensors", arrays)
    return about
