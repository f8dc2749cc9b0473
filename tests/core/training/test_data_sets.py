"""Every family takes a few steps on every data set, and what the run leaves can be looked at."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load_file

from core.catalogue import CATALOGUE
from core.data.sheets import tile_size
from core.runs import Heartbeat, Library, RunFolder
from core.spec import parse_spec
from core.training import load_run, train

DRAWN = [name for name, entry in CATALOGUE.items() if entry.kind != "text"]
"""Text is put in words instead: test_text.py."""
FAMILIES = ("plain", "sparse", "variational")


def trained(folder: Path, name: str, family: str, steps: int = 2, **training: object) -> RunFolder:
    given: dict[str, Any] = {
        "dataset": {"name": name, "train_size": 64, "validation_size": 20},
        "model": {"family": family} | ({"features": 16} if family == "sparse" else {}),
        "network": {"hidden": [8]},
        "training": {"steps": steps, "batch_size": 32, "device": "cpu", **training},
    }
    run = Library(folder, gallery=None).create(parse_spec(given))
    assert train(run, threads=1) == "finished"
    return run


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", DRAWN)
def test_a_run_on_any_data_set_leaves_pictures(tmp_path: Path, name: str, family: str) -> None:
    run, entry = trained(tmp_path, name, family), CATALOGUE[name]
    height, width = tile_size(entry.shape)
    place = run.snapshot_path(2)
    meta = run.snapshot(2)
    signed = entry.range[0] < 0
    for sheet in meta["sheets"].values():
        assert (sheet["height"], sheet["width"]) == (height, width)
        assert sheet["signed"] == (signed or sheet["file"] == "atoms.png")
    inputs = json.loads((run.path / "probe" / "meta.json").read_text())["sheets"]["inputs"]
    assert inputs["scale"] == meta["sheets"]["reconstructions"]["scale"]
    assert np.asarray(Image.open(place / "reconstructions.png")).shape == (height, 16 * width)
    decoder = json.loads((run.path / "decoder.json").read_text())["output"]
    assert decoder["drawing"] == {
        "height": height, "width": width, "scale": inputs["scale"], "signed": signed,
    }  # fmt: skip
    summary = run.summary()
    assert summary is not None
    assert ("knn_accuracy" in summary["test"]) == (family != "sparse" and entry.classes > 1)


def test_values_that_a_picture_clips_are_kept_for_encoders(tmp_path: Path) -> None:
    run = trained(tmp_path, "breast_cancer", "sparse")
    _, _, prepared = load_run(run)
    arrays = load_file(run.path / "test" / "arrays.safetensors")
    assert arrays["inputs"] == pytest.approx(prepared.test.x, rel=1e-3, abs=1e-3)
    digits = trained(tmp_path, "digits", "sparse")
    assert "inputs" not in load_file(digits.path / "test" / "arrays.safetensors")


def test_true_atoms_stand_beside_what_was_learned(tmp_path: Path) -> None:
    run = trained(tmp_path, "superposition", "sparse")
    _, _, prepared = load_run(run)
    kept = load_file(run.path / "recovery.safetensors")
    assert kept["true"] == pytest.approx(prepared.atoms, rel=1e-3, abs=1e-3)
    assert sorted(i for i in kept["partner"] if i >= 0) == list(range(16))
    summary = run.summary()
    assert summary is not None
    assert abs(kept["cosine"]).mean() == pytest.approx(summary["train"]["mcc"], rel=1e-5)
    assert not (trained(tmp_path, "digits", "sparse").path / "recovery.safetensors").exists()


def test_training_on_fresh_examples_goes_on_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paused in the middle and resumed, weights and rows are those of a run never paused."""
    whole = trained(tmp_path / "a", "superposition", "sparse", steps=12)
    paused = Library(tmp_path / "b", gallery=None).create(whole.spec)
    wanted = iter(["run"] * 5)
    with monkeypatch.context() as patch:
        patch.setattr(Heartbeat, "wanted", property(lambda self: next(wanted, "pause")))
        assert train(paused, threads=1) == "paused"
    assert paused.raw_status().step == 5
    assert train(paused, threads=1) == "finished"
    for name in ("model.safetensors", "metrics.jsonl"):
        assert (whole.path / name).read_bytes() == (paused.path / name).read_bytes()
