"""FVU against the size of the code: plain autoencoders as dots, PCA as the line to beat."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from core.figures.colors import FAMILIES
from core.figures.trade_off import METHODS


@dataclass(frozen=True)
class Size:
    """A model whose code has `numbers` numbers, and the FVU that it reaches on the test set."""

    name: str
    numbers: int
    fvu: float


def against_pca(pca: Sequence[Size], runs: Sequence[Size]) -> go.Figure:
    """Lower is better; where a dot lies under the line, bending the space has paid."""
    name, symbol, color, dash = METHODS["pca"]
    figure = go.Figure()
    line = sorted(pca, key=lambda one: one.numbers)
    figure.add_scatter(
        x=[one.numbers for one in line],
        y=[one.fvu for one in line],
        name=name,
        mode="lines+markers",
        line={"color": color, "dash": dash},
        marker={"symbol": symbol, "size": 9, "color": color},
        hovertemplate="PCA, %{x} components<br>FVU %{y:.3f}<extra></extra>",
    )
    figure.add_scatter(
        x=[one.numbers for one in runs],
        y=[one.fvu for one in runs],
        text=[one.name for one in runs],
        name="Plain autoencoders",
        mode="markers",
        marker={
            "symbol": "circle",
            "size": 12,
            "color": FAMILIES["variational"]["light"],
            "line": {"width": 1, "color": "gray"},
        },
        hovertemplate="%{text}<br>%{x} numbers, FVU %{y:.3f}<extra></extra>",
    )
    sizes = sorted({one.numbers for one in (*pca, *runs)})
    figure.update_xaxes(title="numbers in the code (log)", type="log", tickvals=sizes)
    figure.update_yaxes(title="FVU: share of variance unexplained", rangemode="tozero")
    figure.update_layout(
        height=340,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "y": -0.25},
    )
    return figure
