"""The `test/` folder: codes, labels, loss terms and pictures of test examples, and made-up ones.

Everything is over the same N ≤ 2,000 first test examples, by mean codes; `per_example/<term>` [N]
is each one's part in the loss.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from core.data import Prepared
from core.data.sheets import Drawing
from core.data.words import Wording, rendering_of
from core.evaluation import metrics
from core.evaluation.generation import Generated
from core.evaluation.given import given_of
from core.evaluation.per_example import per_example
from core.evaluation.protocols import TRAINED
from core.models import Model
from core.models.sparse.base import SparseAutoencoder
from core.models.variational.base import VariationalAutoencoder
from core.rows import as_rows, chunks, dense, first
from core.runs import write_json
from core.spec import RunSpec
from core.streams import stream_seed
from core.training.feature_files import write_counts, write_features
from core.training.files import appearing, half, hashes_of, write_arrays
from core.training.histogram import spread

EXAMPLES = 2_000
THUMBNAIL_COLUMNS = 50
RECONSTRUCTIONS = 100
RECONSTRUCTION_COLUMNS = 10
TOP = 20
RANDOM = 12
ACTIVE = 64
PADDING = 65_535
_CHUNK = 1_000


def inputs_of(spec: RunSpec, prepared: Prepared, model: Model, count: int) -> tuple[Tensor, Tensor]:
    """The first `count` test examples as the pictures they are and as the model is fed, [N, D]."""
    whole = as_rows(prepared.test.x)
    given = given_of(model, whole, spec.dataset.seed, "test")
    return first(whole, count), first(given, count)


@torch.no_grad()
def write_examples(
    folder: Path,
    spec: RunSpec,
    prepared: Prepared,
    model: Model,
    generated: Generated | None = None,
) -> None:
    """Write `test/` into the run's folder; the model is in evaluation mode, on any device.

    Of what the model made up, if anything, the first examples are drawn.
    """
    grey, fed = inputs_of(spec, prepared, model, EXAMPLES)
    device = next(model.parameters()).device
    labels = np.asarray(prepared.test.y[: len(grey)])
    arrays: dict[str, np.ndarray] = {"labels": labels.astype(np.int16)}
    rendering = rendering_of(prepared)
    if isinstance(rendering, Drawing) and rendering.scale != 1:
        # The thumbnails are clipped, and encoders want the values themselves.
        arrays["inputs"] = half(grey.numpy())
    z = torch.cat([model.encode(dense(x).to(device)) for x in chunks(fed, _CHUNK)])
    about: dict[str, object] = {}
    if isinstance(model, SparseAutoencoder):
        seed = stream_seed(spec.training.seed, "random examples")
        arrays |= sparse_arrays(z, seed, model.l0_threshold)
        truncated = float((arrays["l0"] > ACTIVE).mean())
        about = {"active": ACTIVE, "active_truncated": truncated}
    else:
        arrays["codes"] = half(z.cpu().numpy())
    if isinstance(model, VariationalAutoencoder):
        posteriors = [model.posterior(dense(x).to(device)) for x in chunks(fed, _CHUNK)]
        if posteriors[0].per_latent:
            arrays["std"] = half(torch.cat([q.deviation for q in posteriors]).cpu().numpy())
    terms = per_example(model, fed.to(device), spec.total_steps, TRAINED)
    arrays |= {f"per_example/{name}": values.numpy() for name, values in terms.items()}
    shown = dense(first(grey, RECONSTRUCTIONS)).to(device)
    pictures = {"reconstructions": model.expected(z[: len(shown)], shown)}
    if generated is not None:
        pictures["generated"] = generated.pictures[:RECONSTRUCTIONS]
    with appearing(folder / "test") as place:
        write_arrays(place / "arrays.safetensors", arrays)
        names, sheets = ["arrays.safetensors"], {}
        if isinstance(model, SparseAutoencoder):
            names.append(write_features(place, model, prepared, grey, z, spec.training.seed))
        if isinstance(rendering, Wording):
            names.append(write_counts(place, prepared.test.x[: len(grey)]))
            write_json(
                place / "words.json", _in_words(rendering, prepared.test.names, grey, pictures)
            )
            names.append("words.json")
        else:
            sheets["thumbnails"] = rendering.write(
                place / "thumbnails.png", grey.numpy(), THUMBNAIL_COLUMNS
            )
            for name, some in pictures.items():
                sheets[name] = rendering.write(
                    place / f"{name}.png", some.cpu().numpy(), RECONSTRUCTION_COLUMNS
                )
            names.extend(sheet.file for sheet in sheets.values())
        meta = {
            "count": len(grey),
            "of": len(prepared.test),
            "test_set": prepared.test_set,
            "label_names": list(prepared.label_names),
            "sheets": {name: sheet.as_dict() for name, sheet in sheets.items()},
            "arrays": {name: list(array.shape) for name, array in arrays.items()},
            "files": hashes_of(place, names),
            **about,
        }
        write_json(place / "meta.json", meta)


def _in_words(
    wording: Wording, names: tuple[str, ...], grey: Tensor, pictures: dict[str, Tensor]
) -> dict[str, object]:
    """What documents are called, and the top words of each and of every kind of picture."""
    parts = (wording.top(dense(x).numpy()) for x in chunks(grey, _CHUNK))
    return {
        "names": names[: len(grey)],
        "inputs": [words for part in parts for words in part],
        **{name: wording.top(some.cpu().numpy()) for name, some in pictures.items()},
    }


def sparse_arrays(z: Tensor, seed: int, near_zero: float = 0.0) -> dict[str, np.ndarray]:
    """What is kept of sparse codes [N, M]: per feature and per example, padded where fewer fire.

    Examples are indices into the N, -1 where a feature fires on fewer; active features are the 64
    largest of each example, 65535 where fewer fire. A feature fires when its code exceeds
    `near_zero`.
    """
    values = z.cpu().numpy()
    fired = z.masked_fill(z <= near_zero, 0)
    top_examples, top_values = _largest(fired.T, TOP, -1, -1.0)
    active_indices, active_values = _largest(fired, ACTIVE, PADDING, 0.0)
    return {
        "density": metrics.density(z, near_zero).float().cpu().numpy(),
        **spread(values, near_zero),
        "l0": (values > near_zero).sum(axis=1).astype(np.uint16),
        "top_examples": top_examples.astype(np.int32),
        "top_values": half(top_values),
        "random_examples": _random_examples(fired.cpu().numpy(), seed),
        "active_indices": active_indices.astype(np.uint16),
        "active_values": half(active_values),
    }


def _largest(
    z: Tensor, count: int, no_place: int, no_value: float
) -> tuple[np.ndarray, np.ndarray]:
    """Places and values of each row's largest positive entries, falling: [R, C] → [R, count]."""
    values, places = z.topk(min(count, z.shape[1]), dim=1)
    room = (0, count - values.shape[1])
    places = torch.nn.functional.pad(
        places.masked_fill(values <= 0, no_place), room, value=no_place
    )
    values = torch.nn.functional.pad(
        values.masked_fill(values <= 0, no_value), room, value=no_value
    )
    return places.cpu().numpy(), values.cpu().numpy()


def _random_examples(values: np.ndarray, seed: int) -> np.ndarray:
    """For each feature, up to 12 random examples on which it fires: [N, M] → int32 [M, 12]."""
    draws = np.random.default_rng(seed)
    chosen = np.full((values.shape[1], RANDOM), -1, np.int32)
    for feature, column in enumerate(values.T):
        firing = draws.permutation(np.flatnonzero(column > 0))[:RANDOM]
        chosen[feature, : len(firing)] = firing
    return chosen
