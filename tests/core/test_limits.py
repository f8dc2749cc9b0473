"""Limits: each has a default, a variable and a sentence, and is asked before anything starts."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from core.data import load
from core.errors import BadInput
from core.jobs.estimate import weights
from core.limits import LIMITS, QUEUE, Limit, check_line, check_size
from core.models import DataInfo, build
from core.spec import PRESETS, RunSpec, parse_spec


def spec(**sections: dict[str, Any]) -> RunSpec:
    return parse_spec({"dataset": {"name": "digits"}, "model": {"family": "plain"}} | sections)


@pytest.mark.parametrize("preset", PRESETS)
def test_what_we_recommend_is_allowed(preset: str) -> None:
    check_size(parse_spec(dict(PRESETS[preset].spec)))


@pytest.mark.parametrize(
    ("variable", "value", "sections", "words"),
    [
        (
            "LATENT_LAB_EXAMPLES",
            "1e4",
            {"training": {"epochs": 20}},
            r"20 epochs of this data are .* at most 10,000 are allowed \(LATENT_LAB_EXAMPLES\)",
        ),
        (
            "LATENT_LAB_EXAMPLES",
            "1e4",
            {"training": {"steps": 200, "batch_size": 100}},
            "200 steps of this data are 20,000 examples; at most 10,000",
        ),
        (
            "LATENT_LAB_FEATURES",
            "100",
            {"model": {"family": "sparse", "features": 101}},
            "This model has 101 features; at most 100 are allowed",
        ),
        (
            "LATENT_LAB_PARAMETERS",
            "1000",
            {"network": {"hidden": [16]}, "model": {"family": "plain", "latent_dim": 2}},
            "about 2,112 weights; at most 1,000 are allowed",
        ),
    ],
)
def test_what_is_too_large_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    sections: dict[str, Any],
    words: str,
) -> None:
    large = spec(**sections)
    check_size(large)
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadInput, match=words):
        check_size(large)


@pytest.mark.parametrize(
    "model",
    [
        {"family": "plain", "latent_dim": 3},
        {"family": "variational", "latent_dim": 3},
        {"family": "sparse", "features": 40},
    ],
)
@pytest.mark.parametrize("network", [{"hidden": [30, 20]}, {"kind": "conv", "channels": [4, 8]}])
def test_weights_are_those_of_the_model(model: dict[str, Any], network: dict[str, Any]) -> None:
    one = spec(model=model, network=network, dataset={"name": "digits", "train_size": 50})
    built = build(one, DataInfo.of(load(one.dataset), one))
    assert weights(one) == sum(p.numel() for p in built.parameters() if p.ndim > 1)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda one: one.variable)
def test_a_limit_is_a_number(monkeypatch: pytest.MonkeyPatch, limit: Limit) -> None:
    assert limit.value == limit.default
    monkeypatch.setenv(limit.variable, "12.5")
    assert limit.value == 12.5
    for wrong in ("", "much", "0", "-1", "nan"):
        monkeypatch.setenv(limit.variable, wrong)
        with pytest.raises(BadInput, match=f"{limit.variable} is '{wrong}'; valid is a number"):
            _ = limit.value


def test_the_line_has_room_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_LAB_QUEUE", "4")
    monkeypatch.setenv("LATENT_LAB_QUEUE_EACH", "2")
    check_line(["ann", "bob", None], "ann")
    with pytest.raises(BadInput, match="2 runs of yours are in line, as many as one person may"):
        check_line(["ann", "bob", "ann"], "ann")
    with pytest.raises(BadInput, match="4 runs are in line, as many as this server takes"):
        check_line(["ann", "bob", "eve", None], "dan")
    check_line(["ann"] * int(QUEUE.value), None)  # whoever owns the machine


def test_the_command_line_refuses_before_there_is_a_run(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LATENT_LAB_EXAMPLES", "10")
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(spec().as_dict()))
    assert main(["train", str(file)]) == 2
    assert "at most 10 are allowed" in capsys.readouterr().err
    assert list(runs.iterdir()) == []
