"""ROC curves: which share of positives a score finds, against the share of false alarms."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

LINES = {
    "reconstruction_error": ("Reconstruction error", "#0072B2", "solid"),
    "negative_elbo": ("Negative ELBO", "#56B4E9", "dash"),
    "mahalanobis_distance": ("Mahalanobis distance", "#E69F00", "dashdot"),
    "logistic_regression": ("Logistic regression", "#009E73", "dot"),
}
"""Name, colour (Okabe-Ito) and dash of each score."""


@dataclass(frozen=True)
class Scored:
    """A score's curve and the area under it; `score` is a key of `LINES`, `own` the learner's."""

    score: str
    false_alarms: Sequence[float]
    found: Sequence[float]
    auc: float
    own: bool = False

    @property
    def name(self) -> str:
        name = LINES[self.score][0]
        return f"Yours: {name[0].lower()}{name[1:]}" if self.own else name


def roc(curves: Sequence[Scored], positive: str) -> go.Figure:
    """A curve a score; the learner's own are thinner, with marks. `positive` is what is looked
    for."""
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        name="Guessing",
        mode="lines",
        line={"color": "gray", "width": 1, "dash": "longdash"},
        hoverinfo="skip",
    )
    for one in curves:
        name, color, dash = one.name, *LINES[one.score][1:]
        figure.add_scatter(
            x=list(one.false_alarms),
            y=list(one.found),
            name=f"{name}, AUC {one.auc:.3f}",
            mode="lines+markers" if one.own else "lines",
            marker={"symbol": "diamond-open", "size": 7},
            line={"color": color, "dash": dash, "width": 1.5 if one.own else 3},
            hovertemplate=f"{name}<br>finds %{{y:.0%}} of the {positive}"
            "<br>for %{x:.0%} false alarms<extra></extra>",
        )
    figure.update_xaxes(
        title="false alarms: share of the others", range=[-0.02, 1.02], tickformat=".0%"
    )
    figure.update_yaxes(
        title=f"found: share of the {positive}", range=[-0.02, 1.02], tickformat=".0%"
    )
    figure.update_layout(
        height=460,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "y": -0.2},
    )
    return figure
