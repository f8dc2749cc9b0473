"""The catalogue agrees with what is bundled and knows what is at hand."""

import importlib.util
from pathlib import Path

import pytest

from core.catalogue import CATALOGUE, IDX_FILES, Entry, largest_train_size

EVERY = pytest.mark.parametrize("entry", CATALOGUE.values(), ids=list(CATALOGUE))


@EVERY
def test_entries_are_complete(entry: Entry) -> None:
    assert importlib.util.find_spec(entry.module)
    assert len(set(entry.label_names)) == entry.classes
    assert entry.range[0] < entry.range[1]
    assert len(entry.feature_names) == (entry.dimension if entry.kind == "table" else 0)
    assert entry.description
    assert entry.origin
    assert entry.licence


def test_sizes() -> None:
    assert CATALOGUE["digits"].bundled.total == 1_797
    assert CATALOGUE["mnist"].bundled.total == CATALOGUE["fashion_mnist"].bundled.total == 10_000
    assert CATALOGUE["digits"].dimension == 64
    assert not CATALOGUE["mnist"].uses_full_set(8_000)
    assert CATALOGUE["mnist"].uses_full_set(8_001)


def test_the_largest_size_at_hand_follows_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LATENT_LAB_DATA", str(tmp_path))
    sizes = [largest_train_size(name) for name in ("digits", "mnist", "fashion_mnist")]
    assert sizes == [1_297, 8_000, 8_000]
    (tmp_path / "mnist.npz").touch()
    assert largest_train_size("mnist") == 60_000
    folder = tmp_path / "fashion-mnist"
    folder.mkdir()
    for file in list(IDX_FILES.values())[:3]:
        (folder / file).touch()
    assert largest_train_size("fashion_mnist") == 8_000
    (folder / IDX_FILES["test_labels"]).touch()
    assert largest_train_size("fashion_mnist") == 60_000
