"""Curves of one run, or of several overlaid."""

from core.figures.colors import distinct_colors
from core.runs import Library
from pages.widgets import parts
from pages.widgets.compare.curves import overlaid


def show(*, key: str, runs: list[str]) -> None:
    """Every loss term over training; several runs keep the colours they have everywhere."""
    found = [Library().find(run) for run in runs]
    if len(runs) > 1:
        overlaid(found, distinct_colors(runs), key=f"{key}:curves")
    else:
        parts.curves(found, key=f"{key}:curves")
