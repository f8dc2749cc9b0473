"""Frontiers hold one dot a run; colours belong to a run for life."""

from core.figures.colors import distinct_colors, run_color
from core.figures.frontier import Dot, l0_fvu, rate_distortion


def test_a_dot_carries_its_run_and_its_numbers():
    figure = l0_fvu([Dot("a", "A", 20, 0.2, "l1", "#000"), Dot("b", "B", 32, 0.15, "topk", "#111")])
    assert [tuple(t.customdata) for t in figure.data] == [("a",), ("b",)]
    assert figure.data[0].marker.symbol != figure.data[1].marker.symbol
    assert figure.layout.xaxis.type == "log"


def test_equal_elbo_lines_have_slope_minus_one():
    figure = rate_distortion([Dot("a", "A", 5.0, 100.0, "bernoulli", "#000")])
    line = next(t for t in figure.data if t.mode == "lines")
    assert (line.y[1] - line.y[0]) / (line.x[1] - line.x[0]) == -1
    assert line.y[0] == 105


def test_colours_are_stable_and_distinct_when_shown_together():
    ids = [f"vae-{n:014x}" for n in range(12)]
    assert run_color(ids[3]) == run_color(ids[3])
    together = distinct_colors(ids)
    assert len(set(together.values())) == 12
    assert together[ids[0]] == run_color(ids[0])
    assert len({c for c, _ in distinct_colors(ids[:6]).values()}) == 6
