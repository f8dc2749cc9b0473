"""FVU against L0, and recovery against FVU: one's runs as marks, whole ladders as lines behind."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import plotly.graph_objects as go

METHODS = {
    "pca": ("PCA", "x", "#7F7F7F", "dot"),
    "nmf": ("NMF", "cross", "#009E73", "dash"),
    "dictionary_learning": ("Dictionary learning", "square", "#56B4E9", "dashdot"),
    "l1": ("L1, ladder", "circle", "#CC79A7", "solid"),
    "topk": ("TopK, ladder", "diamond", "#E69F00", "solid"),
}
"""Name, marker, colour (Okabe-Ito) and dash of each method of a ladder."""

_VARIANTS = ("l1", "topk", "jumprelu", "batch_topk", "gated", "k_sparse", "matryoshka")
_MARKERS = (
    "circle",
    "diamond",
    "triangle-up",
    "star",
    "hexagon",
    "pentagon",
    "bowtie",
    "hourglass",
)

Quantity = Literal["l0", "fvu", "mcc"]
_AXES = {
    "l0": "L0: features that are on for one example (log)",
    "fvu": "FVU: share of variance unexplained",
    "mcc": "MCC: mean |cosine| of true atoms with learned ones",
}


@dataclass(frozen=True)
class Mark:
    """One model: `key` names it; `method` groups a ladder, `variant` chooses a run's marker.

    `rule` is the variant as a legend calls it.
    """

    key: str
    name: str
    l0: float
    fvu: float
    mcc: float | None
    method: str | None
    variant: str
    color: str
    present: bool = False
    rule: str = ""


def trade_off(marks: Sequence[Mark], x: Quantity = "l0", y: Quantity = "fvu") -> go.Figure:
    """Ladders as thin lines with marks, runs as large marks, the present one ringed."""
    figure = go.Figure()
    for method, (name, marker, color, dash) in METHODS.items():
        members = sorted((m for m in marks if m.method == method), key=lambda m: m.l0)
        if members:
            line = {"color": color, "dash": dash, "width": 1.4}
            shape = {"symbol": marker, "size": 8, "color": color}
            figure.add_scatter(**_points(members, x, y), name=name, mode="lines+markers", line=line)
            figure.data[-1].marker = shape
    for variant in dict.fromkeys(m.variant for m in marks if m.method is None):
        members = [m for m in marks if m.method is None and m.variant == variant]
        figure.add_scatter(**_points(members, x, y), mode="markers")
        figure.data[-1].name = f"{members[0].rule or variant}, runs"
        figure.data[-1].marker = {
            "symbol": _marker(variant),
            "size": [17 if m.present else 12 for m in members],
            "color": [m.color for m in members],
            "line": {"width": [3 if m.present else 1 for m in members], "color": "gray"},
        }
    kind = "log" if x == "l0" else "linear"
    figure.update_xaxes(title=_AXES[x], type=kind, rangemode="tozero", **_ticks(marks, x))
    figure.update_yaxes(title=_AXES[y], rangemode="tozero")
    figure.update_layout(
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        height=400,
        legend={"orientation": "h", "y": -0.2},
        showlegend=True,
        clickmode="event+select",
    )
    return figure


def _points(members: Sequence[Mark], x: Quantity, y: Quantity) -> dict[str, object]:
    recovery = "<br>MCC %{customdata[1]:.3f}" if y == "mcc" else ""
    return {
        "x": [getattr(m, x) for m in members],
        "y": [getattr(m, y) for m in members],
        "text": [m.name for m in members],
        "customdata": [[m.key, m.mcc, m.l0, m.fvu] for m in members],
        "hovertemplate": "<b>%{text}</b><br>L0 %{customdata[2]:.1f}<br>"
        f"FVU %{{customdata[3]:.3f}}{recovery}<extra></extra>",
    }


def _marker(variant: str) -> str:
    return _MARKERS[_VARIANTS.index(variant)] if variant in _VARIANTS else "hourglass"


def _ticks(marks: Sequence[Mark], x: Quantity) -> dict[str, object]:
    """On a log axis 1, 2 and 5 of every decade, or over more than two decades whole ones: numbers
    in full, that have room on a phone."""
    values = [mark.l0 for mark in marks if mark.l0 > 0]
    if x != "l0" or not values:
        return {}
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    steps = (1, 2, 5) if high - low <= 2 else (1,)
    ticks = [step * 10.0**power for power in range(low, high + 1) for step in steps]
    return {"tickvals": ticks, "ticktext": [f"{tick:,g}" for tick in ticks]}
