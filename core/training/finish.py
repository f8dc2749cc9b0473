"""What a run leaves when it ends, and how its model is read back."""

import json
from typing import Any

import torch
from safetensors.torch import load_file

from core.data import Prepared, load
from core.data.words import rendering_of
from core.errors import BadInput
from core.evaluation.evaluate import evaluate
from core.evaluation.generation import generate
from core.evaluation.protocols import TRAINED
from core.models import DataInfo, Model, build
from core.runs import RunFolder, write_json
from core.spec import RunSpec
from core.training.checkpoint import newest_checkpoint
from core.training.examples import write_examples
from core.training.export import write_exports, write_matching, write_model
from core.training.further import write_further
from core.training.machine import peak_memory_mb
from core.training.memory import memory
from core.training.session import Session


def write_results(folder: RunFolder, session: Session, notes: list[str]) -> None:
    """Weights, browser exports, test arrays and, last, `summary.json`, all of the kept weights."""
    session.keep_best()
    model, spec = session.model.eval(), session.spec
    about = {"spec": spec.as_dict(), "step": session.kept_step}
    # One key only: safetensors writes several in an order that changes from process to process.
    metadata = {"latent-lab": json.dumps(about, sort_keys=True)}
    write_model(folder.path, model, metadata)
    write_exports(folder.path, model, rendering_of(session.prepared))
    made_up = generate(model, spec, session.prepared, TRAINED)
    write_examples(folder.path, spec, session.prepared, model, made_up)
    write_matching(folder.path, model, session.prepared)
    write_further(folder.path, spec, session.prepared, model)
    measured = evaluate(model, spec, session.prepared, TRAINED, made_up)
    if session.prepared.note:
        notes = [session.prepared.note, *notes]
    write_json(folder.summary_file, {**_facts(folder, session), **measured, "notes": notes})


def _facts(folder: RunFolder, session: Session) -> dict[str, Any]:
    """What a summary says beside the measurements. `seconds` are those of the whole command,
    `examples_per_second` counts logging, validation, snapshots and checkpoints as training;
    `memory` and `peak_memory_mb` are in MiB. `population`: how many runs it was trained with as one
    program, itself included, at least for a part; its seconds are then those of all."""
    spec = session.spec
    facts: dict[str, Any] = {
        "run": folder.id,
        "family": spec.model.family,
        "steps": session.step,
        "epochs": round(session.epoch, 6),
        "seconds": round(session.clock.seconds, 3),
        "training_seconds": round(session.clock.training_seconds, 3),
        "examples_per_second": None,
        "device": session.device.type,
        "threads": torch.get_num_threads(),
        "seed": spec.training.seed,
        "memory": memory(session),
        "peak_memory_mb": peak_memory_mb(session.device),
        "unused": sorted(spec.model.idle),
    }
    if session.device.type == "cuda":
        facts["eager_because"] = session.eager_because
    if session.step and session.clock.training_seconds:
        rate = session.epoch * len(session.x) / session.clock.training_seconds
        facts["examples_per_second"] = round(rate, 1)
    if together := folder.info.get("population"):
        facts["population"] = len(together)
    if session.early.exhausted:
        facts["stopped_early_at"] = session.step
    elif session.step < session.total:
        facts["stopped_at_step"] = session.step
    if session.early.patience:
        facts["best_epoch"] = round(session.kept_step / len(session.batches), 6)
    return facts


def load_run(folder: RunFolder) -> tuple[Model, RunSpec, Prepared]:
    """A run's model on the CPU in evaluation mode, its specification and its data.

    The weights are those of its results, or of the newest checkpoint while it has none. Raises
    `BadInput` when it has neither.
    """
    spec = folder.spec
    stored = folder.path / "model.safetensors"
    if stored.exists() and folder.summary() is not None:
        state = load_file(stored)
    else:
        checkpoint, _ = newest_checkpoint(folder.path)
        if checkpoint is None:
            raise BadInput(
                f"{folder.name} holds no exact weights: neither results nor a whole checkpoint."
            )
        state = checkpoint.part("model")
    prepared = load(spec.dataset)
    model = build(spec, DataInfo.of(prepared, spec))
    model.load_state_dict(state)
    return model.eval(), spec, prepared
