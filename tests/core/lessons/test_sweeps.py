"""Recorded sweeps: what ships is a recipe's sweep, and says what the lesson says of it."""

from typing import Any

import pytest

from core.errors import BadInput
from core.lessons.sweeps import FOLDER, kept, recorded
from core.spec import parse_spec
from core.sweeps.aggregate import answer, table
from core.sweeps.recipes import DIMENSIONS, FOLDS

NAMES = [file.stem for file in FOLDER.glob("*.json")]


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_sweep_is_the_one_that_it_names(name: str) -> None:
    found = recorded(name)
    parse_spec(found.base)
    assert [row["point"] for row in found.rows] == [point.values for point in found.plan.points]
    for row in found.rows:
        numbers = row["validation"]
        assert numbers["elbo"] == pytest.approx(
            -(numbers["reconstruction"] + numbers["kl"]), abs=1e-3
        )
    assert answer(table(found.rows))


def test_the_lesson_on_dimensions_says_what_its_sweep_found() -> None:
    """Each claim of the lesson's prose, held against the recorded numbers."""
    found = table(recorded("digits_dimensions").rows)
    sizes = {one.values["model.latent_dim"]: one.metrics for one in found}
    assert tuple(sizes) == DIMENSIONS
    assert all(one.runs == FOLDS for one in found)
    elbo = {size: one["validation.elbo"] for size, one in sizes.items()}
    said = answer(found) or ""
    assert said.startswith("6 latent dimensions")
    assert elbo[6].mean - elbo[4].mean < (elbo[4].error or 0)
    assert elbo[2].mean - elbo[1].mean > 5 * (elbo[1].error or 0)
    assert elbo[3].mean - elbo[2].mean > 5 * (elbo[2].error or 0)
    assert 4 <= sizes[6]["validation.active_units"].mean <= 5
    for large in (24, 32):
        assert sizes[large]["validation.active_units"].mean == 0
        assert sizes[large]["validation.fvu"].mean == pytest.approx(1, abs=0.01)
        assert elbo[large].mean == pytest.approx(-27, abs=0.5)


def test_an_unfinished_sweep_is_not_kept() -> None:
    row: dict[str, Any] = {"point": {"model.latent_dim": 2}, "state": "failed"}
    with pytest.raises(BadInput, match="latent_dim 2 is failed"):
        kept({"runs": [row]}, {}, "dimensions")


def test_an_unknown_sweep_names_those_there_are() -> None:
    with pytest.raises(BadInput, match="digits_dimensions"):
        recorded("digits")
