"""The dictionary: a map of atoms is asked for, and what an older run lacks is said."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs.manager import NullManager
from core.runs import Library, RunFolder, read_json, write_json
from core.spec import parse_spec
from core.training import train

BUTTON = "Put alike atoms side by side (UMAP of the decoder)"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    spec = {
        "dataset": {"name": "superposition"},
        "model": {"family": "sparse", "variant": "topk", "k": 3, "features": 20},
        "training": {"steps": 3, "device": "cpu"},
    }
    run = Library(tmp_path_factory.mktemp("made"), gallery=None).create(parse_spec(spec))
    train(run, threads=1)
    return run


@pytest.fixture
def copied(trained: RunFolder, runs: Path) -> RunFolder:
    """The run in this test's library."""
    shutil.copytree(trained.path, runs / trained.id)
    return RunFolder(runs / trained.id)


def buttons(at: AppTest) -> list[str]:
    return [one.label for one in at.button]


def test_a_map_of_the_atoms_is_asked_for_once(
    opened: Callable[..., AppTest], copied: RunFolder, null_jobs: NullManager
) -> None:
    at = opened("sparse", run=copied.id)
    (button,) = [one for one in at.button if one.label == BUTTON]
    button.click().run()
    assert null_jobs.projected == [(copied.id, "atoms", {})]
    copied.projection.mkdir()
    (copied.projection / "atoms-n15-d0.1-s0.safetensors").write_bytes(b"")
    assert BUTTON not in buttons(opened("sparse", run=copied.id))


def test_a_run_without_its_pairing_says_what_adds_it(
    opened: Callable[..., AppTest], copied: RunFolder
) -> None:
    def captions() -> str:
        return " ".join(one.value for one in opened("sparse", run=copied.id).caption)

    assert "core evaluate" not in captions()
    (copied.path / "recovery.safetensors").unlink()
    assert f"python -m core evaluate {copied.id}" in captions()
    summary = read_json(copied.summary_file)
    summary["train"].pop("mmcs")
    write_json(copied.summary_file, summary)
    assert "core evaluate" not in captions()
