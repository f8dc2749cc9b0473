"""A number against a knob: lines of runs that differ in it alone, and a dot for every run."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from core.comparing.effect import Line
from core.figures.colors import DASHES, RUNS

MOST = 8
"""Lines that still can be told apart."""
_MARKERS = ("circle", "diamond", "square", "triangle-up", "cross", "star", "hexagon", "x")


def effect(
    lines: Sequence[Line], x: str, y: str, names: Sequence[str], *, log: bool = False
) -> go.Figure:
    """At most `MOST` lines, named `names`; `x` and `y` are the titles of the axes.

    A line joins the means; its bars are standard errors, its dots single runs, which carry their
    ids. `log`: the knob is best seen on a logarithmic axis, where its values allow that.
    """
    figure = go.Figure()
    for place, line in enumerate(lines[:MOST]):
        color, symbol = RUNS[place % len(RUNS)], _MARKERS[place]
        shown = {"legendgroup": str(place), "name": names[place]}
        figure.add_scatter(
            x=[_mark(level.value) for level in line.levels],
            y=[level.mean.mean for level in line.levels],
            error_y={
                "array": [level.mean.error or 0.0 for level in line.levels],
                "visible": any(level.mean.error for level in line.levels),
            },
            mode="lines",
            line={"color": color, "width": 2, "dash": DASHES[place // len(RUNS)]},
            hoverinfo="skip",
            **shown,
        )
        dots = [(level, run) for level in line.levels for run in level.runs]
        figure.add_scatter(
            x=[_mark(level.value) for level, _ in dots],
            y=[run.value for _, run in dots],
            customdata=[run.run for _, run in dots],
            text=[run.repeat for _, run in dots],
            mode="markers",
            marker={"color": color, "symbol": symbol, "size": 10, "opacity": 0.85},
            hovertemplate=f"{x} %{{x}}<br>{y} %{{y:.4g}}<br>%{{text}}<extra></extra>",
            showlegend=False,
            **shown,
        )
    values = [level.value for line in lines[:MOST] for level in line.levels]
    figure.update_xaxes(title=x, type=_axis(values, log), **_ticks(values))
    figure.update_yaxes(title=y)
    figure.update_layout(
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        height=380,
        legend={"orientation": "h", "y": -0.22},
        showlegend=len(lines) > 1,
    )
    return figure


def _axis(values: Sequence[Any], log: bool) -> str:
    """Names stand in the order in which they come; numbers where they belong."""
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        return "category"
    return "log" if log and min(values) > 0 else "linear"


def _ticks(values: Sequence[Any]) -> dict[str, Any]:
    """A tick at each value that was tried, where they are few."""
    tried = list(dict.fromkeys(map(_mark, values)))
    if len(tried) > 10:
        return {}
    return {"tickvals": tried, "ticktext": [f"{v:g}" if isinstance(v, float) else v for v in tried]}


def _mark(value: Any) -> Any:
    """Lists as `512, 256`; numbers as they are."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value) if isinstance(value, bool) else value
