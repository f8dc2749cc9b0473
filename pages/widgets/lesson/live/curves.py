"""Curves of one run, or of several overlaid."""

from core.figures.colors import distinct_colors
from core.runs import Library
from pages.widgets import parts


def show(*, key: str, runs: list[str]) -> None:
    """Every loss term over training; several runs keep the colours they have everywhere."""
    found = [Library().find(run) for run in runs]
    colors = distinct_colors(runs) if len(runs) > 1 else None
    parts.curves(found, colors=colors, key=f"{key}:curves")
