"""Figures of data sets: shares add up, and exact zeros are counted once, wherever zero lies."""

from typing import Any

import pytest

from core.figures.datasets import value_histogram

SIGNED: dict[str, Any] = {
    "histogram": [1, 2, 6, 1], "histogram_span": [-2.0, 2.0], "zeros": 0.3,
}  # fmt: skip
GREY: dict[str, Any] = {"histogram": [7, 1, 1, 1], "histogram_span": [0.0, 1.0], "zeros": 0.5}


@pytest.mark.parametrize(
    ("facts", "others"), [(SIGNED, [0.1, 0.2, 0.3, 0.1]), (GREY, [0.2, 0.1, 0.1, 0.1])]
)
def test_zeros_have_their_own_bar(facts: dict[str, Any], others: list[float]) -> None:
    zeros, rest = value_histogram(facts).data
    assert list(zeros.y) == [facts["zeros"]]
    assert list(rest.y) == pytest.approx(others)


def test_without_zeros_there_is_no_bar_for_them() -> None:
    (rest,) = value_histogram(SIGNED | {"zeros": 0.0}).data
    assert sum(rest.y) == pytest.approx(1)
