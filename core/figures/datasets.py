"""Figures of a data set's facts: how often each class, how often each value."""

from typing import Any

import plotly.graph_objects as go

_MARGIN = {"l": 10, "r": 10, "t": 10, "b": 10}


def class_counts(facts: dict[str, Any]) -> go.Figure:
    """Bars of examples a class."""
    names = [one["name"] for one in facts["classes"]]
    counts = [one["count"] for one in facts["classes"]]
    figure = go.Figure(go.Bar(x=names, y=counts, marker_color="#0072B2"))
    figure.update_layout(height=220, margin=_MARGIN)
    figure.update_yaxes(title="examples")
    figure.update_xaxes(type="category")
    return figure


def value_histogram(facts: dict[str, Any]) -> go.Figure:
    """Share of values by size, on a log axis; exact zeros have a bar of their own, at the left.

    The outermost bars hold what lies beyond them too.
    """
    counts = list(facts["histogram"])
    total = sum(counts)
    low, high = facts["histogram_span"]
    width = (high - low) / len(counts)
    counts[min(int(-low / width), len(counts) - 1)] -= facts["zeros"] * total
    middles = [low + (i + 0.5) * width for i in range(len(counts))]
    figure = go.Figure()
    if facts["zeros"]:
        figure.add_bar(
            x=[low - width],
            y=[facts["zeros"]],
            width=width * 0.9,
            marker_color="#D55E00",
            name="exactly 0",
            hovertemplate="exactly 0: %{y:.1%}<extra></extra>",
        )
    figure.add_bar(
        x=middles,
        y=[count / total for count in counts],
        width=width * 0.9,
        marker_color="#0072B2",
        name="other values",
        hovertemplate="around %{x:.2f}: %{y:.1%}<extra></extra>",
    )
    legend = {"orientation": "h", "y": 1.15}
    figure.update_layout(height=220, margin=_MARGIN, legend=legend, bargap=0)
    figure.update_yaxes(title="share of values", type="log", tickformat=".2~%")
    figure.update_xaxes(title="value")
    return figure
