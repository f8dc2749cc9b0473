"""What a finished run leaves for others: exact weights for us, fp16 networks for the browser."""

from pathlib import Path

import torch
from safetensors.torch import save

from core.data import Prepared
from core.data.sheets import Drawing
from core.data.words import Rendering
from core.evaluation.recovery import matching
from core.models import Export, Model
from core.models.sparse.base import SparseAutoencoder
from core.runs import write_bytes, write_json
from core.training.files import content_hash, half, write_arrays


def write_model(folder: Path, model: Model, metadata: dict[str, str]) -> None:
    """`model.safetensors`: every weight and buffer as it is in memory. No times, so that equal
    runs give equal bytes."""
    tensors = {k: v.detach().cpu().contiguous() for k, v in model.state_dict().items()}
    write_bytes(folder / "model.safetensors", save(tensors, metadata))


@torch.no_grad()
def write_exports(folder: Path, model: Model, rendering: Rendering) -> None:
    """`encoder.json`, `decoder.json` (which says how to draw its output) and their fp16 weights."""
    write_encoder(folder, model)
    write_decoder(folder, model, rendering)


@torch.no_grad()
def write_encoder(folder: Path, model: Model) -> None:
    """`encoder.json` and its fp16 weights."""
    _write(folder, "encoder", model.encoder_export())


@torch.no_grad()
def write_decoder(folder: Path, model: Model, rendering: Rendering) -> None:
    """`decoder.json`, which says how to draw its output, and its fp16 weights."""
    decoder = model.decoder_export()
    if isinstance(rendering, Drawing):
        decoder.json["output"]["drawing"] = rendering.as_dict()
    _write(folder, "decoder", decoder)


@torch.no_grad()
def write_matching(folder: Path, model: Model, prepared: Prepared) -> None:
    """`recovery.safetensors`, where the data has true atoms and the model a dictionary: `true`
    [A, D], and what `core.evaluation.recovery` says of each atom."""
    if prepared.atoms is None or not isinstance(model, SparseAutoencoder):
        return
    found = matching(model.atoms().cpu(), torch.as_tensor(prepared.atoms))
    arrays = {
        "true": half(prepared.atoms),
        "partner": found.partner.int().numpy(),
        "cosine": found.cosine.float().numpy(),
        "fate": found.fate.to(torch.uint8).numpy(),
        "shares": found.shares.int().numpy(),
        "nearest": found.nearest.int().numpy(),
        "nearest_cosine": found.nearest_cosine.float().numpy(),
    }
    write_arrays(folder / "recovery.safetensors", arrays)


def _write(folder: Path, name: str, export: Export) -> None:
    weights = folder / f"{name}.safetensors"
    write_arrays(weights, export.tensors)
    described = {**export.json, "weights": weights.name, "hash": content_hash(weights)}
    write_json(folder / f"{name}.json", described)
