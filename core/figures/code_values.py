"""How large code values are, as a small chart that stands beside others of its kind."""

from collections.abc import Sequence
from itertools import pairwise

import plotly.graph_objects as go

from core.figures.colors import FAMILIES


def code_values(counts: Sequence[float], edges: Sequence[float], zeros: float) -> go.Figure:
    """Shares of all code values, log scale: zeros in a bar of their own left of the rest.

    counts [B] of the values that are not zero, or not near it, between edges [B + 1]; `zeros` the
    share of the others.
    """
    most = edges[-1] or 1.0
    total = sum(counts) or 1.0
    shares = [(1 - zeros) * count / total for count in counts]
    centres = [(a + b) / 2 for a, b in pairwise(edges)]
    widths = [b - a for a, b in pairwise(edges)]
    figure = go.Figure()
    figure.add_bar(
        x=centres,
        y=shares,
        width=widths,
        marker_color=FAMILIES["sparse"]["light"],
        hovertemplate="about %{x:.3g}: %{y:.2%}<extra></extra>",
    )
    figure.add_bar(
        x=[-0.08 * most],
        y=[zeros],
        width=[0.09 * most],
        marker_color="gray",
        hovertemplate="zero: %{y:.1%}<extra></extra>",
    )
    figure.update_xaxes(range=[-0.15 * most, 1.02 * most], title="value of a code", nticks=4)
    ticks = {"tickvals": [1e-4, 1e-2, 1], "ticktext": ["0.01 %", "1 %", "100 %"]}
    figure.update_yaxes(type="log", range=[-5, 0.1], **ticks)
    figure.update_layout(
        height=170, margin={"l": 4, "r": 4, "t": 4, "b": 4}, showlegend=False, bargap=0
    )
    return figure
