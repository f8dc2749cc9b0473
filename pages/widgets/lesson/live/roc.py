"""How well scores that no label taught find one kind of example: ROC curves, and a table."""

from typing import Any

import streamlit as st

from core.figures.roc import Scored, roc
from core.runs import Library, RunFolder
from pages.widgets import picker

_OF_A_MODEL = ("reconstruction_error", "negative_elbo")
"""Scores that another run has others of."""
_TOLD = "logistic_regression"


def show(*, key: str, run: str) -> None:
    """The scores of `run` and, beside them, those of the learner's newest run on the same tests.

    Raises `KeyError` where the run's summary holds no anomaly scores.
    """
    example = Library().find(run)
    summary = example.summary() or {}
    measured = summary["anomaly"]
    scores = [_scored(name, one, own=False) for name, one in measured["scores"].items()]
    intervals = [one["interval"] for one in measured["scores"].values()]
    mine = next((one for one in picker.my_runs() if _fits(one, summary["test_set"])), None)
    if mine is not None:
        own = (mine.summary() or {})["anomaly"]["scores"]
        scores += [_scored(name, own[name], own=True) for name in _OF_A_MODEL if name in own]
        intervals += [own[name]["interval"] for name in _OF_A_MODEL if name in own]
    whose = f", and yours, {picker.plain(mine.name)}" if mine is not None else ""
    st.markdown(f"**{example.name}**{whose}")
    figure = roc(scores, measured["positive"])
    st.plotly_chart(figure, key=f"{key}:chart", config={"displayModeBar": False})
    rows = [
        {
            "score": one.name,
            "told labels": "yes" if one.score == _TOLD else "no",
            "AUC": f"{one.auc:.3f}",
            "95 % interval": f"{low:.3f} to {high:.3f}",
        }
        for one, (low, high) in zip(scores, intervals, strict=True)
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
    st.caption(
        f"{measured['positives']} {measured['positive']} among {measured['examples']} test "
        "examples. Each curve is a score: as its threshold falls more are found, and more others "
        "are flagged with them. AUC, the area under it, is how often one of the sought scores "
        "above one of the others: 1 is perfect, 0.5 is guessing. Intervals come from "
        f"{summary['evaluation']['anomaly']['resamples']:,} redraws of the test examples."
    )


def _scored(name: str, one: dict[str, Any], *, own: bool) -> Scored:
    curve = one["curve"]
    return Scored(name, curve["false_alarms"], curve["found"], one["auc"], own)


def _fits(run: RunFolder, test_set: str) -> bool:
    """A finished run with such scores of the same test examples."""
    summary = run.summary() or {}
    return "anomaly" in summary and summary["test_set"] == test_set
