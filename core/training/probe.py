"""The fixed examples and the fixed noise that a run is looked at with, the same all along."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor

from core.data import Prepared
from core.data.sheets import Drawing
from core.evaluation.given import given_of
from core.models import Model
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
    drawing: Drawing
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
        split = "validation" if len(prepared.validation.x) else "train"
        source = prepared.validation if split == "validation" else prepared.train
        grey = torch.as_tensor(source.x[:CODES], dtype=torch.float32)
        labels = np.asarray(source.y[:CODES])
        noise = torch.randn(
            (PICTURES, model.latent_size), generator=stream(spec.training.seed, "probe")
        )
        mean = torch.as_tensor(prepared.train.x, dtype=torch.float32).mean(dim=0)
        return cls(
            split=split,
            drawing=Drawing.of(prepared),
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
    """Write `probe/inputs.png` and `probe/meta.json` into the run's folder."""
    place = folder / "probe"
    place.mkdir(exist_ok=True)
    shown = probe.shown.cpu().numpy()
    inputs = probe.grey.cpu().numpy()[shown]
    sheet = probe.drawing.write(place / "inputs.png", inputs, columns=PICTURES)
    meta = {
        "sheets": {"inputs": sheet.as_dict()},
        "files": hashes_of(place, ["inputs.png"]),
        "split": probe.split,
        "labels": probe.labels[shown].tolist(),
        "code_labels": probe.labels.tolist(),
    }
    write_json(place / "meta.json", meta)
