"""A run trained again: what is said of its weights is looked up, not supposed."""

from pathlib import Path

import pytest

from core.runs import Library, RunFolder, write_json
from core.runs.again import proof
from core.spec import parse_spec, revised

SPEC = {"dataset": {"name": "digits"}, "model": {"family": "variational"}}


@pytest.fixture
def pair(runs: Path) -> tuple[RunFolder, RunFolder]:
    library = Library(runs)
    before = library.create(parse_spec(SPEC))
    after = library.create(parse_spec(SPEC), parent=before.id)
    for run, threads in ((before, 1), (after, 2)):
        (run.path / "model.safetensors").write_bytes(b"weights")
        write_json(run.summary_file, {"device": "cpu", "threads": threads})
    return before, after


def test_equal_weights_are_said_to_be_equal(pair: tuple[RunFolder, RunFolder]) -> None:
    assert proof(*pair).endswith("the weights are the same, bit for bit.")


def test_other_weights_are_never_said_to_be_equal(pair: tuple[RunFolder, RunFolder]) -> None:
    (pair[1].path / "model.safetensors").write_bytes(b"others!")
    said = proof(*pair)
    assert "not the same bit for bit" in said
    assert "cpu, 1 thread," in said
    assert "cpu, 2 threads," in said


def test_an_example_has_only_its_exported_weights(pair: tuple[RunFolder, RunFolder]) -> None:
    (pair[0].path / "model.safetensors").unlink()
    assert "bit" not in proof(*pair)
    for run in pair:
        (run.path / "decoder.safetensors").write_bytes(b"half")
    assert proof(*pair).endswith("the exported weights are the same, bit for bit.")


def test_another_seed_is_said(runs: Path) -> None:
    library = Library(runs)
    spec = parse_spec(SPEC)
    before, after = library.create(spec), library.create(revised(spec, {"training.seed": 1}))
    assert proof(before, after).startswith("Only “training seed” differs")
