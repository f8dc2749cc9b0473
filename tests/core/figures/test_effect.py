"""The chart of a knob's effect carries every run, on the axis that fits its values."""

from typing import Any

import pytest

from core.comparing.effect import Measured, lines
from core.figures.effect import MOST, effect


def drawn(values: list[Any], *, log: bool = True) -> Any:
    runs = [Measured(f"run{i}", {"model.x": v}, float(i)) for i, v in enumerate(values)]
    return effect(lines(runs, "model.x", []), "x", "y", ["all runs"], log=log)


def test_each_run_is_a_dot_that_carries_its_id() -> None:
    line, dots = drawn([1.0, 1.0, 4.0]).data
    assert list(dots.customdata) == ["run0", "run1", "run2"]
    assert list(dots.y) == [0.0, 1.0, 2.0]
    assert list(line.y) == [0.5, 2.0]
    assert list(line.error_y.array) == [pytest.approx(0.5), 0.0]


@pytest.mark.parametrize(
    ("values", "kind"),
    [([0.5, 4.0], "log"), ([0.0, 4.0], "linear"), (["relu", "tanh"], "category"),
     ([[8, 4], [4]], "category"), ([False, True], "category")],
)  # fmt: skip
def test_the_axis_fits_the_values(values: list[Any], kind: str) -> None:
    figure = drawn(values)
    assert figure.layout.xaxis.type == kind
    assert len(figure.layout.xaxis.tickvals) == 2


def test_more_lines_than_can_be_told_apart_are_left_out() -> None:
    runs = [Measured(str(i), {"a": i, "b": b}, 0.0) for i in range(12) for b in (1, 2)]
    figure = effect(lines(runs, "b", ["a"]), "b", "y", [str(i) for i in range(12)])
    assert len(figure.data) == 2 * MOST
