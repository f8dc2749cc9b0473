"""The slip that a lesson shows is what training gives, and does what the lesson says of it."""

import json
from functools import cache
from typing import Any

import pytest

from core.training.unsampled import FILE, MEASURED, PICTURES, record

NEARLY = 0.1
"""Between machines, after a thousand steps whose rounding differs: another order of the same sums
has moved the KL by 5.5 %."""


@cache
def shipped() -> Any:
    return json.loads(FILE.read_text())


def test_what_ships_is_what_training_gives() -> None:
    ours = json.loads(json.dumps(record()))
    assert ours["spec"] == shipped()["spec"]
    assert ours["inputs"] == shipped()["inputs"]
    for name in ("sampled", "unsampled"):
        for key in (*MEASURED, "told", "sigma", "spread"):
            rough = 4 * NEARLY if name == "unsampled" else NEARLY
            assert ours[name][key] == pytest.approx(shipped()[name][key], rel=rough), (name, key)


def test_the_lesson_says_what_the_slip_does() -> None:
    right, slip = shipped()["sampled"], shipped()["unsampled"]
    assert right["told"] == pytest.approx(-right["elbo"], rel=1e-4)
    assert slip["told"] == pytest.approx(slip["reconstruction_at_mean"] + slip["kl"], rel=1e-4)
    assert slip["told"] < 0.75 * right["told"], "its loss looks far better"
    assert slip["elbo"] < 4 * right["elbo"], "and its ELBO is several times worse"
    assert slip["sigma"] == pytest.approx(1, abs=0.01)
    assert slip["kl"] < right["kl"]
    assert slip["spread"] < right["spread"]


def test_every_picture_is_there() -> None:
    for pictures in (
        shipped()["inputs"],
        *(
            shipped()[name][row]
            for name in ("sampled", "unsampled")
            for row in ("rebuilt", "drawn")
        ),
    ):
        assert len(pictures) == PICTURES
        assert {len(one) for one in pictures} == {64}
