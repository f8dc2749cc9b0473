"""Who trains which points."""

import pytest

from core.errors import BadInput
from core.sweeps import parse_sweep
from core.sweeps.batches import batches, hinges_on_device
from core.sweeps.report import ways

BASE = {"dataset": {"name": "digits"}, "model": {"family": "variational"}}
BETAS = {"base": BASE, "grid": {"model.beta": [1, 2, 4]}}
MIXED = {"base": BASE, "grid": {"model.objective": ["beta", "iwae"]}, "seeds": 2}


def sizes(file, stack, device):
    points = parse_sweep(file).points
    found = batches(points, stack, device, 2)
    assert sorted(p.key for batch in found for p in batch.points) == sorted(p.key for p in points)
    assert all((len(batch.points) > 1) == (batch.how == "stacked") for batch in found)
    return [len(batch.points) for batch in found]


def test_what_can_be_stacked_is_where_it_pays_or_is_asked_for():
    assert sizes(BETAS, "auto", "cpu") == [1, 1, 1]
    assert sizes(BETAS, "auto", "cuda") == [3]
    assert sizes(BETAS, "always", "cpu") == [3]
    assert sizes(BETAS, "never", "cuda") == [1, 1, 1]
    assert sizes(MIXED, "always", "cpu") == [2, 1, 1]


def test_it_hinges_on_the_device_only_where_something_would_be_stacked_there():
    assert hinges_on_device(parse_sweep(BETAS).points, "auto")
    assert not hinges_on_device(parse_sweep(BETAS).points, "always")
    assert not hinges_on_device(parse_sweep(BETAS).points, "never")
    vector_quantised = {**BASE, "model": {"family": "variational", "objective": "vq"}}
    assert not hinges_on_device(parse_sweep({"base": vector_quantised, "seeds": 3}).points, "auto")


def test_a_sweep_file_says_how():
    assert parse_sweep(BETAS).stack == "auto"
    assert parse_sweep({**BETAS, "stack": "always"}).stack == "always"
    with pytest.raises(BadInput, match="stack is true, but must be auto, always or never"):
        parse_sweep({**BETAS, "stack": True})


def test_the_report_counts_reasons():
    rows = [{"how": "alone", "why": "So."}] * 2 + [
        {"how": "stacked", "why": "Thus."},
        {"run": None},
    ]
    assert ways(rows) == ["2 runs alone: So.", "1 run stacked: Thus."]
