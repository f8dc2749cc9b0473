"""The front holds what nothing beats; colours belong to a run for life."""

from core.figures.colors import distinct_colors, run_color
from core.figures.frontier import Dot, front


def test_colours_are_stable_and_distinct_when_shown_together():
    ids = [f"vae-{n:014x}" for n in range(12)]
    assert run_color(ids[3]) == run_color(ids[3])
    together = distinct_colors(ids)
    assert len(set(together.values())) == 12
    assert together[ids[0]] == run_color(ids[0])
    assert len({c for c, _ in distinct_colors(ids[:6]).values()}) == 6


def test_the_front_holds_what_no_other_run_beats() -> None:
    points = [(1.0, 9.0), (2.0, 5.0), (2.0, 7.0), (3.0, 6.0), (4.0, 5.0), (5.0, 1.0)]
    dots = [Dot(str(i), "", x, y, "", "") for i, (x, y) in enumerate(points)]
    assert [dot.run for dot in front(dots)] == ["0", "1", "5"]
    assert front([]) == []
