"""What people type becomes what a sweep file says."""

from typing import Any

import pytest

from core.errors import BadInput
from core.spec import knobs, parse_spec
from core.sweeps.typed import range_of, values_of

SPEC = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "variational"}})
KNOBS = {knob.path: knob for knob in knobs(SPEC)}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1, 2, 4", [1, 2, 4]),
        ("0.5,1e-3", [0.5, 0.001]),
        ("relu, tanh", ["relu", "tanh"]),
        ("[512, 256], [128]", [[512, 256], [128]]),
        ("true, false", [True, False]),
        ("optimal, 0.5,", ["optimal", 0.5]),
    ],
)
def test_values_stand_between_commas(text: str, values: list[Any]) -> None:
    assert values_of(text) == values


@pytest.mark.parametrize("text", ["", " , ,"])
def test_nothing_to_try_is_said(text: str) -> None:
    with pytest.raises(BadInput, match="missing"):
        values_of(text)


def test_ranges_follow_the_knob() -> None:
    beta, size = KNOBS["model.beta"], KNOBS["model.latent_dim"]
    assert range_of(beta, "0.1 to 10") == {
        "low": 0.1, "high": 10, "log": beta.scale == "log", "integer": False,
    }  # fmt: skip
    assert range_of(size, "2–32")["integer"] is True
    assert range_of(beta, "0 to 10")["log"] is False
    assert range_of(beta, "1, 2") == [1, 2]
