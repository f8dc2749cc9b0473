"""What the pages show of the data is true, and what is shipped is what the command writes."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.catalogue import CATALOGUE
from core.data.prepare import hoyer, prepare
from core.paths import ASSETS


def test_hoyer_of_known_vectors() -> None:
    x = np.array([[1, 1, 1, 1], [5, 0, 0, 0], [0, 0, 0, 0], [1, 1, 0, 0]], np.float32)
    assert np.allclose(hoyer(x), [0, 1, 2 - np.sqrt(2)])


@pytest.mark.parametrize("name", CATALOGUE)
def test_shipped_files_are_what_the_command_writes(name: str, tmp_path: Path) -> None:
    entry = CATALOGUE[name]
    prepare(entry, tmp_path)
    shipped = ASSETS / "data" / name
    assert json.loads((tmp_path / "facts.json").read_text()) == json.loads(
        (shipped / "facts.json").read_text()
    )
    if CATALOGUE[name].kind == "text":
        assert not (tmp_path / "sheet.png").exists()
        words = json.loads((tmp_path / "vocabulary.json").read_text())
        assert words == json.loads((shipped / "vocabulary.json").read_text())
        assert len(words) == len(set(words)) == entry.dimension
        return
    with Image.open(tmp_path / "sheet.png") as ours, Image.open(shipped / "sheet.png") as theirs:
        described = json.loads((shipped / "facts.json").read_text())["sheet"]
        assert ours.width == described["columns"] * described["width"]
        assert ours.height == -(-described["count"] // described["columns"]) * described["height"]
        assert np.array_equal(np.asarray(ours), np.asarray(theirs))


def test_facts_of_mnist() -> None:
    facts = json.loads((ASSETS / "data" / "mnist" / "facts.json").read_text())
    assert facts["examples"] == 10_000 == sum(each["count"] for each in facts["classes"])
    assert facts["zeros"] == pytest.approx(0.81, abs=0.01)
    assert sum(facts["histogram"]) == 10_000 * 784
    assert np.mean(facts["feature_mean"]) == pytest.approx(facts["mean"], abs=1e-4)
