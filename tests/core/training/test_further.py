"""Codes of test examples beyond those that every panel loads."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from core.data import Prepared, load
from core.models import DataInfo, Model, build
from core.projection import codes_of
from core.runs import Library
from core.spec import RunSpec, parse_spec
from core.training.examples import write_examples
from core.training.further import write_further


def made(model: dict[str, object]) -> tuple[RunSpec, Prepared, Model]:
    """A model on digits whose test set is so many times itself that it has 2,500 examples."""
    spec = parse_spec({"dataset": {"name": "digits"}, "model": model, "network": {"hidden": [8]}})
    prepared = load(spec.dataset)
    places = np.resize(np.arange(len(prepared.test)), 2_500)
    test = dataclasses.replace(
        prepared.test, x=prepared.test.x[places], y=prepared.test.y[places], names=()
    )
    prepared = dataclasses.replace(prepared, test=test)
    torch.manual_seed(0)
    return spec, prepared, build(spec, DataInfo.of(prepared, spec)).eval()


def test_further_codes_go_on_where_the_first_end(tmp_path: Path) -> None:
    spec, prepared, model = made({"family": "plain", "latent_dim": 3})
    run = Library(tmp_path, gallery=None).create(spec)
    write_examples(run.path, spec, prepared, model)
    write_further(run.path, spec, prepared, model)
    about = json.loads((run.path / "further" / "meta.json").read_text())
    assert (about["first"], about["count"]) == (2_000, 500)
    assert about["sheets"]["thumbnails"]["count"] == 500
    with torch.no_grad():
        wanted = model.encode(torch.as_tensor(prepared.test.x)).numpy()
    np.testing.assert_allclose(codes_of(run, 10_000), wanted, atol=2e-3)
    assert len(codes_of(run)) == 2_000
    labels = load_file(run.path / "further" / "arrays.safetensors")["labels"]
    assert (labels == prepared.test.y[2_000:]).all()


@pytest.mark.parametrize("model", [{"family": "sparse", "variant": "topk", "k": 4}, None])
def test_nothing_is_written_where_there_is_nothing_to_map(
    tmp_path: Path, model: dict[str, object] | None
) -> None:
    spec, prepared, built = made(model or {"family": "plain"})
    if model is None:
        few = dataclasses.replace(
            prepared.test, x=prepared.test.x[:2_000], y=prepared.test.y[:2_000]
        )
        prepared = dataclasses.replace(prepared, test=few)
    write_further(tmp_path, spec, prepared, built)
    assert not (tmp_path / "further").exists()
