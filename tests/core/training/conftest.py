"""Runs to train."""

from pathlib import Path
from typing import Any

import pytest

from core.runs import Library, RunFolder
from core.spec import parse_spec
from tests.core.training.tiny import MODELS, Create


@pytest.fixture
def create(tmp_path: Path) -> Create:
    """`create("vae", model={…}, training={…})`: a queued run with a small network."""
    library = Library(tmp_path / "runs", gallery=None)

    def make(
        kind: str,
        model: dict[str, Any] | None = None,
        training: dict[str, Any] | None = None,
        **sections: dict[str, Any],
    ) -> RunFolder:
        given = {
            "dataset": {"name": "digits", "train_size": 300, "validation_size": 60},
            "model": MODELS[kind] | (model or {}),
            "network": {"hidden": [16]},
            "training": {"batch_size": 32, "epochs": 4, "device": "cpu"} | (training or {}),
        } | sections
        if "steps" in given["training"]:
            given["training"].pop("epochs")
        return library.create(parse_spec(given))

    return make
