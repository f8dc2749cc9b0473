"""What a run's folder holds is what its metas say, readable with numpy and PIL alone."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.numpy import load_file

from core.runs import RunFolder
from core.training import load_run, train
from core.training.examples import sparse_arrays
from core.training.files import content_hash
from core.training.schedule import snapshot_steps, weight_steps
from tests.core.training.tiny import MODELS, Create

GAUSSIAN = ("vae", "learned", "factor")
"""Kinds of which every latent is a Gaussian against N(0, 1)."""


def trained(create: Create, kind: str) -> RunFolder:
    run = create(kind)
    train(run, threads=1)
    return run


def check_sheets(place: Path, meta: dict[str, Any]) -> None:
    for sheet in meta["sheets"].values():
        canvas = np.asarray(Image.open(place / sheet["file"]))
        rows = -(-sheet["count"] // sheet["columns"])
        assert canvas.dtype == np.uint8
        assert canvas.shape == (rows * sheet["height"], sheet["columns"] * sheet["width"])


@pytest.mark.parametrize("kind", MODELS)
def test_snapshots_are_as_described(create: Create, kind: str) -> None:
    run = trained(create, kind)
    assert run.snapshot_steps() == list(snapshot_steps(40))
    for step in run.snapshot_steps():
        place, meta = run.snapshot_path(step), run.snapshot(step)
        assert (meta["step"], meta["epoch"]) == (step, step / 10)
        files = {file.name for file in place.iterdir()} - {"meta.json"}
        assert files == meta["files"].keys()
        assert all(content_hash(place / name) == value for name, value in meta["files"].items())
        arrays = load_file(place / "arrays.safetensors")
        assert {name: list(array.shape) for name, array in arrays.items()} == meta["arrays"]
        assert meta["weights"] == (step in weight_steps(40)) == ("decoder.safetensors" in files)
        assert meta["weights"] == ("decoder.json" in files)
        dictionary = MODELS[kind]["family"] == "sparse"
        for name in ("encoder.json", "encoder.safetensors"):
            assert (name in files) == (meta["weights"] and not dictionary)
        check_sheets(place, meta)
        assert meta["sheets"]["reconstructions"]["count"] == 16
    shapes = {name: (array.dtype, array.shape) for name, array in arrays.items()}
    if MODELS[kind]["family"] == "sparse":
        thresholds = arrays["active_thresholds"]
        assert shapes == {
            "density": (np.float32, (24,)),
            "histogram": (np.uint32, (64,)),
            "histogram_edges": (np.float32, (65,)),
            "magnitudes": (np.uint32, (102,)),
            "magnitude_edges": (np.float32, (101,)),
            "active": (np.uint16, (len(thresholds), 64)),
            "active_width": (np.uint16, (len(thresholds),)),
            "active_thresholds": (np.float32, (len(thresholds),)),
            "norms": (np.float32, (24,)),
            "cosines": (np.float16, (24,)),
            "scales": (np.float32, (24,)),
            **({"thresholds": (np.float32, (24,))} if kind == "batch_topk" else {}),
        }
        assert (len(thresholds) == 41) == (kind == "kl")
        assert meta["scalars"].keys() - {"near_zero"} == {"zeros", "l0", "fvu"}
        assert meta["scalars"].get("near_zero") == (0.1 if kind == "kl" else None)
        assert meta["sheets"]["atoms"]["signed"]
        assert meta["sheets"]["atoms"]["columns"] == 32
    else:
        assert shapes["codes"] == (np.float16, (60, 3 if kind == "plain" else 2))
    if kind in GAUSSIAN:
        assert shapes["kl_per_dimension"] == (np.float32, (2,))
        assert shapes["deviations"] == (np.float16, (60, 2))
        squares = (arrays[name].astype(np.float64) ** 2 for name in ("codes", "deviations"))
        means, variances = (values.mean(axis=0) for values in squares)
        logs = np.log(arrays["deviations"].astype(np.float64) ** 2).mean(axis=0)
        costs = (means + variances - 1 - logs) / 2
        np.testing.assert_allclose(arrays["kl_per_dimension"], costs, atol=2e-3)
        assert meta["sheets"].keys() == {"reconstructions", "samples", "manifold"}
        assert meta["sheets"]["manifold"]["count"] == 400
    if kind in ("sparse_vae", "vq"):  # the quantiles of N(0, I) are no map of another prior
        assert ("kl_per_dimension" in shapes) == (kind == "sparse_vae")
        assert "deviations" not in shapes
        assert meta["sheets"].keys() == {"reconstructions", "samples"}


def test_the_probe_is_validation_data(create: Create) -> None:
    run = trained(create, "vae")
    meta = json.loads((run.path / "probe" / "meta.json").read_text())
    assert meta["split"] == "validation"
    assert len(meta["labels"]) == 16
    assert len(meta["code_labels"]) == 60
    check_sheets(run.path / "probe", meta)
    _, _, prepared = load_run(run)
    assert meta["code_labels"] == prepared.validation.y.tolist()


def test_without_validation_data_the_probe_says_that_it_is_training_data(create: Create) -> None:
    dataset = {"name": "digits", "train_size": 100, "validation_size": 0}
    run = create("plain", dataset=dataset)
    train(run, threads=1)
    assert json.loads((run.path / "probe" / "meta.json").read_text())["split"] == "train"
    assert not any("validation" in row for row in run.metrics())


@pytest.mark.parametrize("kind", MODELS)
def test_exports_compute_what_the_model_does(create: Create, kind: str) -> None:
    run = trained(create, kind)
    model, _, _ = load_run(run)
    for name in ("encoder", "decoder"):
        described = json.loads((run.path / f"{name}.json").read_text())
        assert described["hash"] == content_hash(run.path / described["weights"])
    described = json.loads((run.path / "decoder.json").read_text())
    weights = {k: v.astype(np.float64) for k, v in load_file(
        run.path / "decoder.safetensors"
    ).items()}  # fmt: skip
    z = torch.randn(64, model.latent_size).relu()
    y = z.numpy().astype(np.float64)
    for layer in described["layers"]:
        y = y @ weights[layer["weight"]] + weights[layer["bias"]]
        y = np.maximum(y, 0) if layer["activation"] == "relu" else y
    output = described["output"]
    if output["map"] == "sigmoid":
        y = 1 / (1 + np.exp(-y))
    y = y * output["scale"] + (weights[output["offset"]] if output["offset"] else 0)
    if output["map"] != "continuous_bernoulli_mean":
        assert y == pytest.approx(model.decode(z).detach().numpy(), abs=5e-3)


@pytest.mark.parametrize("kind", MODELS)
def test_test_folder_is_as_described(create: Create, kind: str) -> None:
    run = trained(create, kind)
    place = run.path / "test"
    meta = json.loads((place / "meta.json").read_text())
    arrays = load_file(place / "arrays.safetensors")
    assert {name: list(array.shape) for name, array in arrays.items()} == meta["arrays"]
    assert all(content_hash(place / name) == value for name, value in meta["files"].items())
    check_sheets(place, meta)
    model, _, prepared = load_run(run)
    count = len(prepared.test)
    assert meta["count"] == meta["of"] == count
    assert arrays["labels"].tolist() == prepared.test.y.tolist()
    assert meta["sheets"]["thumbnails"]["columns"] == 50
    assert ("std" in arrays) == (kind in (*GAUSSIAN, "sparse_vae"))
    assert ("codes" in arrays) == (kind in ("plain", *GAUSSIAN, "sparse_vae", "vq"))
    if kind == "plain":
        codes = model.encode(torch.as_tensor(prepared.test.x)).detach().numpy()
        assert arrays["codes"] == pytest.approx(codes, rel=2e-3, abs=2e-3)
    if kind == "topk":
        assert arrays["l0"].max() <= 4
    summary = run.summary() or {}
    assert arrays["per_example/reconstruction"].shape == (count,)
    for name in (name for name in arrays if name.startswith("per_example/")):
        mean = float(arrays[name].mean(dtype=np.float64))
        assert mean == pytest.approx(summary["test"][name.partition("/")[2]], rel=1e-3), name
    assert ("generated" in meta["sheets"]) == ("sparsity_report" in summary) == (kind != "plain")


@pytest.mark.parametrize("kind", ["l1", "topk", "kl"])
def test_features_are_those_of_the_test_examples(create: Create, kind: str) -> None:
    run = trained(create, kind)
    place = run.path / "test"
    about, arrays = (
        load_file(place / "features.safetensors"),
        load_file(place / "arrays.safetensors"),
    )
    summary = run.summary() or {}
    assert about["fvu"][0] == pytest.approx(summary["test"]["fvu"], rel=1e-4)
    fires = np.rint(arrays["density"] * len(arrays["labels"]))
    assert about["label_counts"].sum(axis=1).tolist() == fires.tolist()
    assert about["value_histogram"].sum(axis=1).tolist() == fires.tolist()
    drawn, values = about["quantile_examples"], about["quantile_values"]
    rising = values[:, :, 0][np.arange(len(fires))[fires >= 10]]
    assert (np.diff(rising, axis=1) >= 0).all()
    assert ((drawn == 65_535) == (values == 0)).all()
    assert about["fvu_without"].max() > about["fvu"][0]


def test_what_is_near_zero_does_not_fire() -> None:
    z = torch.full((30, 5), 0.05)
    z[7, 3] = 0.5
    arrays = sparse_arrays(z, seed=0, near_zero=0.1)
    assert arrays["density"].tolist() == pytest.approx([0, 0, 0, 1 / 30, 0])
    assert arrays["l0"].tolist() == [0] * 7 + [1] + [0] * 22
    assert arrays["histogram"].sum() == 1
    assert arrays["top_examples"][0].tolist() == [-1] * 20
    assert arrays["random_examples"][3].tolist() == [7] + [-1] * 11
    assert arrays["active_indices"][7].tolist() == [3] + [65535] * 63


def test_sparse_arrays_know_who_fires_where() -> None:
    z = torch.zeros(30, 5)
    z[:, 1] = torch.arange(30.0)  # fires on all but the first, ever more
    z[7, 3] = 2.5
    arrays = sparse_arrays(z, seed=0)
    assert arrays["density"].tolist() == pytest.approx([0, 29 / 30, 0, 1 / 30, 0])
    assert arrays["l0"].dtype == np.uint16
    assert arrays["l0"].tolist() == [0, *[1] * 6, 2, *[1] * 22]
    assert arrays["top_examples"][1].tolist() == list(range(29, 9, -1))
    assert arrays["top_values"][1].tolist() == list(range(29, 9, -1))
    assert arrays["top_examples"][3].tolist() == [7] + [-1] * 19
    assert arrays["top_examples"][0].tolist() == [-1] * 20
    assert arrays["random_examples"][3].tolist() == [7] + [-1] * 11
    assert len(set(arrays["random_examples"][1].tolist()) - {0, -1}) == 12
    assert arrays["active_indices"][7].tolist() == [1, 3] + [65535] * 62
    assert arrays["active_values"][7].tolist() == [7, 2.5] + [0] * 62
    assert arrays["active_indices"].dtype == np.uint16
