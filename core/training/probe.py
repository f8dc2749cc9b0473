"""The fixed examples and the fixed noise that a run is looked at with, the same all along."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor

from core.data import Prepared
from core.data.words import Rendering, Wording, rendering_of
from core.evaluation.given import given_of
from core.models import Model
from core.rows import as_rows, column_mean, dense, first
from core.runs import write_json
from core.spec import RunSpec
from core.streams import stream
from core.training.files import hashes_of

PICTURES = 16
CODES = 1_000


@dataclass(frozen=True)
class Probe:
    """Validation examples as the pictures they are (`grey`) and as the model is fed (`fed`).

    The first `PICTURES` of `order` are shown as pictures, all Q of them as codes. Without a
    validation set the first training examples stand in, and `split` says so.
    """

    split: str
    rendering: Rendering
    names: tuple[str, ...]
    """[Q] what the examples are called, or nothing"""
    grey: Tensor
    """[Q, D]"""
    fed: Tensor
    """[Q, D], binarised or dequantised once from the data seed where the likelihood asks for it"""
    labels: np.ndarray
    """[Q]"""
    shown: Tensor
    """[16] indices into the Q examples, the classes in turn"""
    noise: Tensor
    """[16, L] standard normal"""
    train_mean: Tensor
    """[D] mean training example: what FVU is measured against"""

    @classmethod
    def of(cls, spec: RunSpec, prepared: Prepared, model: Model, device: torch.device) -> Self:
        split = "validation" if len(prepared.validation) else "train"
        source = prepared.validation if split == "validation" else prepared.train
        grey = dense(first(as_rows(source.x), CODES))
        labels = np.asarray(source.y[:CODES])
        noise = torch.randn(
            (PICTURES, model.latent_size), generator=stream(spec.training.seed, "probe")
        )
        mean = column_mean(as_rows(prepared.train.x))
        return cls(
            split=split,
            rendering=rendering_of(prepared),
            names=source.names[:CODES],
            grey=grey.to(device),
            fed=given_of(model, grey, spec.dataset.seed, split).to(device),
            labels=labels,
            shown=torch.from_numpy(classes_in_turn(labels, PICTURES)).to(device),
            noise=noise.to(device),
            train_mean=mean.to(device),
        )


def classes_in_turn(labels: np.ndarray, count: int) -> np.ndarray:
    """Indices of `count` examples: the first of each class, then the second of each, and so on."""
    turn = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        turn[members] = np.arange(len(members))
    return np.lexsort((labels, turn))[:count].astype(np.int64)


def write_probe(folder: Path, probe: Probe) -> None:
    """Write `probe/inputs.png` (or `words.json`) and `probe/meta.json` into the run's folder."""
    place = folder / "probe"
    place.mkdir(exist_ok=True)
    shown = probe.shown.cpu().numpy()
    inputs = probe.grey.cpu().numpy()[shown]
    sheets = {}
    if isinstance(probe.rendering, Wording):
        file = "words.json"
        names = [probe.names[i] for i in shown]
        write_json(place / file, {"names": names, "inputs": probe.rendering.top(inputs)})
    else:
        file = "inputs.png"
        sheets["inputs"] = probe.rendering.write(place / file, inputs, columns=PICTURES).as_dict()
    meta = {
        "sheets": sheets,
        "files": hashes_of(place, [file]),
        "split": probe.split,
        "labels": probe.labels[shown].tolist(),
        "code_labels": probe.labels.tolist(),
    }
    write_json(place / "meta.json", meta)
