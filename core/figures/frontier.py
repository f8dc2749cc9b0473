"""Trade-off plots, one dot a run: L0 against FVU, and rate against distortion."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

MARKERS = ("circle", "diamond", "square", "triangle-up", "cross", "star", "hexagon", "x")


@dataclass(frozen=True)
class Dot:
    """One run on a frontier; `group` (variant, likelihood) chooses the marker."""

    run: str
    name: str
    x: float
    y: float
    group: str
    color: str
    chosen: bool = False


def l0_fvu(dots: Sequence[Dot]) -> go.Figure:
    """FVU (share of variance unexplained) against L0 (features that fire on an example)."""
    figure = _scatter(dots, "L0 %{x:.1f} features<br>FVU %{y:.3f}")
    figure.update_xaxes(title="L0: features that fire on one example", type="log")
    figure.update_yaxes(title="FVU: share of variance unexplained", rangemode="tozero")
    return figure


def rate_distortion(dots: Sequence[Dot]) -> go.Figure:
    """Distortion against rate in nats, with lines of equal ELBO = −(rate + distortion)."""
    figure = _scatter(dots, "rate %{x:.2f} nats<br>distortion %{y:.2f} nats")
    if dots:
        high = max(d.x for d in dots) * 1.15 + 1
        sums = sorted({round(d.x + d.y) for d in dots})
        for total in sums[:: max(1, len(sums) // 4)]:
            line = {"color": "gray", "width": 1, "dash": "dot"}
            text = f"equal ELBO: −{total} nats"
            figure.add_scatter(
                x=[0, high],
                y=[total, total - high],
                mode="lines",
                line=line,
                hovertemplate=text + "<extra></extra>",
                showlegend=False,
            )
    figure.update_xaxes(title="Rate: KL, nats", rangemode="tozero")
    figure.update_yaxes(title="Distortion: reconstruction, nats")
    return figure


def _scatter(dots: Sequence[Dot], hover: str) -> go.Figure:
    figure = go.Figure()
    for index, group in enumerate(dict.fromkeys(d.group for d in dots)):
        members = [d for d in dots if d.group == group]
        figure.add_scatter(
            x=[d.x for d in members],
            y=[d.y for d in members],
            mode="markers",
            name=group,
            text=[d.name for d in members],
            customdata=[d.run for d in members],
            hovertemplate=f"<b>%{{text}}</b><br>{hover}<extra></extra>",
            marker={
                "symbol": MARKERS[index % len(MARKERS)],
                "size": [15 if d.chosen else 10 for d in members],
                "color": [d.color for d in members],
                "line": {"width": [2.5 if d.chosen else 0 for d in members], "color": "gray"},
            },
        )
    figure.update_layout(
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        height=360,
        legend={"orientation": "h", "y": -0.22},
        showlegend=len({d.group for d in dots}) > 1,
    )
    return figure
