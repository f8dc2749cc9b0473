"""What a finished run leaves for others: exact weights for us, fp16 networks for the browser."""

from pathlib import Path

import torch
from safetensors.torch import save

from core.data.sheets import Drawing
from core.data.words import Rendering
from core.models import Export, Model
from core.runs import write_bytes, write_json
from core.training.files import content_hash, write_arrays


def write_model(folder: Path, model: Model, metadata: dict[str, str]) -> None:
    """`model.safetensors`: every weight and buffer as it is in memory. No times, so that equal
    runs give equal bytes."""
    tensors = {k: v.detach().cpu().contiguous() for k, v in model.state_dict().items()}
    write_bytes(folder / "model.safetensors", save(tensors, metadata))


@torch.no_grad()
def write_exports(folder: Path, model: Model, rendering: Rendering) -> None:
    """`encoder.json`, `decoder.json` (which says how to draw its output) and their fp16 weights."""
    _write(folder, "encoder", model.encoder_export())
    decoder = model.decoder_export()
    if isinstance(rendering, Drawing):
        decoder.json["output"]["drawing"] = rendering.as_dict()
    _write(folder, "decoder", decoder)


def _write(folder: Path, name: str, export: Export) -> None:
    weights = folder / f"{name}.safetensors"
    write_arrays(weights, export.tensors)
    described = {**export.json, "weights": weights.name, "hash": content_hash(weights)}
    write_json(folder / f"{name}.json", described)
