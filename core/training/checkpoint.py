"""Checkpoints: everything needed to go on exactly, as safetensors and JSON, never a pickle.

A checkpoint is a folder `checkpoint.<step>` with `state.safetensors` and `state.json`; the JSON
holds the SHA-256 of the tensors and of itself. It is written beside its final name and renamed,
so that a killed process leaves either a whole checkpoint or none, and the newest two are kept.
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors.torch import load, save
from torch import Tensor

PREFIX = "checkpoint."
KEPT = 2
_FORMAT = 1


@dataclass(frozen=True)
class Checkpoint:
    """Named tensors (model, optimiser, generators, running sums) and plain counters."""

    step: int
    tensors: dict[str, Tensor]
    counters: dict[str, Any]

    def part(self, name: str) -> dict[str, Tensor]:
        """The tensors named `name/…`, by the rest of their names."""
        prefix = f"{name}/"
        return {
            path.removeprefix(prefix): tensor
            for path, tensor in self.tensors.items()
            if path.startswith(prefix)
        }


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> Path:
    """Write atomically into the run's folder, then remove all but the newest two."""
    tensors = save({k: v.detach().cpu().contiguous() for k, v in checkpoint.tensors.items()})
    record = {
        "format": _FORMAT,
        "step": checkpoint.step,
        "counters": checkpoint.counters,
        "tensors_sha256": hashlib.sha256(tensors).hexdigest(),
    }
    record["record_sha256"] = _record_hash(record)
    final = folder / f"{PREFIX}{checkpoint.step:08d}"
    temporary = folder / f".{final.name}.{os.getpid()}"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    try:
        _write_durably(temporary / "state.safetensors", tensors)
        _write_durably(temporary / "state.json", json.dumps(record, indent=1).encode())
        # A checkpoint of this very step can only be one found corrupt, or the same state again.
        if final.exists():
            shutil.rmtree(final)
        temporary.rename(final)
        _settle_names(folder)
    except OSError:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    prune_checkpoints(folder, KEPT)
    return final


def prune_checkpoints(folder: Path, keep: int) -> None:
    """Remove all but the newest `keep` checkpoints."""
    for old in checkpoint_folders(folder)[keep:]:
        shutil.rmtree(old, ignore_errors=True)


def drop_checkpoints(folder: Path, after: int) -> None:
    """Remove checkpoints of steps beyond `after`, which are not whole."""
    for path in checkpoint_folders(folder):
        if step_of(path) > after:
            shutil.rmtree(path, ignore_errors=True)


def drop_leftovers(folder: Path) -> None:
    """Remove checkpoints that killed processes began to write; only the run's trainer may."""
    for path in folder.glob(f".{PREFIX}*"):
        shutil.rmtree(path, ignore_errors=True)


def read_checkpoint(path: Path) -> Checkpoint:
    """Read one checkpoint folder; ValueError with the reason when it is not whole."""
    try:
        record = json.loads((path / "state.json").read_text())
        tensors = (path / "state.safetensors").read_bytes()
    except (OSError, ValueError) as error:
        raise ValueError(f"{path.name} cannot be read ({error})") from error
    if not isinstance(record, dict) or record.get("record_sha256") != _record_hash(record):
        raise ValueError(f"{path.name}/state.json does not match its checksum")
    if record.get("format") != _FORMAT:
        raise ValueError(f"{path.name} has format {record.get('format')}, not {_FORMAT}")
    if record["tensors_sha256"] != hashlib.sha256(tensors).hexdigest():
        raise ValueError(f"{path.name}/state.safetensors does not match its checksum")
    return Checkpoint(record["step"], load(tensors), record["counters"])


def newest_checkpoint(folder: Path) -> tuple[Checkpoint | None, list[str]]:
    """The newest whole checkpoint of a run, or None, and why newer ones were passed over."""
    reasons: list[str] = []
    for path in checkpoint_folders(folder):
        try:
            return read_checkpoint(path), reasons
        except ValueError as error:
            reasons.append(str(error))
    return None, reasons


def checkpoint_folders(folder: Path) -> list[Path]:
    """The run's checkpoint folders, newest first."""
    found = (p for p in folder.glob(f"{PREFIX}*") if p.suffix[1:].isdigit() and p.is_dir())
    return sorted(found, key=step_of, reverse=True)


def step_of(checkpoint: Path) -> int:
    return int(checkpoint.suffix[1:])


def _record_hash(record: dict[str, Any]) -> str:
    rest = {key: value for key, value in record.items() if key != "record_sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _settle_names(folder: Path) -> None:
    """Have the new name reach the disk before older checkpoints go, where the system knows how."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
