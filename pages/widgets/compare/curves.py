"""Curves of several runs on shared axes, those that differ only in their seed as one."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.comparing.seeds import Repeats, common_name, repeats
from core.runs import RunFolder
from pages.widgets import parts, picker
from pages.widgets.compare.alike import measured
from pages.widgets.component import load


def view(runs: list[RunFolder], colors: dict[str, tuple[str, str]]) -> None:
    """Curves overlaid; what is measured in other units or on other data gets axes of its own."""
    st.header("Curves", anchor=False)
    groups: dict[str, list[RunFolder]] = {}
    for run in runs:
        groups.setdefault(measured(run), []).append(run)
    mine = picker.my_runs()
    for number, (title, members) in enumerate(groups.items()):
        if len(groups) > 1:
            st.caption(f"**{title}**: its terms are in units of their own, so it has its own axes.")
        overlaid(members, colors, mine, key=f"compare.curves:{number}")


def overlaid(
    runs: Sequence[RunFolder],
    colors: dict[str, tuple[str, str]],
    others: Sequence[RunFolder] = (),
    *,
    key: str,
) -> None:
    """Curves of runs that are measured alike, each in its colour and dash; `others` are those among
    which their repeats are found that were not chosen."""
    data = _described(runs, colors, repeats(runs, others))
    load("live_curves")(key=key, data=data, on_ended_change=lambda: None)


def _described(
    runs: Sequence[RunFolder], colors: dict[str, tuple[str, str]], settings: Sequence[Repeats]
) -> dict[str, Any]:
    """What the component draws: runs, their settings by the ids of their repeats, and terms."""
    names = picker.unique_names(runs)
    shown = [_facts(run, names[run.id], colors[run.id], extra=False) for run in runs]
    for one in settings:
        color = colors[one.chosen[0].id]
        shown += [_facts(run, run.name, color, extra=True) for run in one.more]
    return {
        "runs": shown,
        "settings": [
            {
                "name": common_name([run.name for run in (*one.chosen, *one.more)]),
                "chosen": [run.id for run in one.chosen],
                "more": [run.id for run in one.more],
            }
            for one in settings
        ],
        "terms": parts.curve_terms(runs),
        "x": "step",
        "compare": True,
    }


def _facts(run: RunFolder, name: str, color: tuple[str, str], *, extra: bool) -> dict[str, Any]:
    drawn = {"name": name, "color": color[0], "dash": color[1], "extra": extra}
    seed = run.spec.as_dict()["training"]["seed"]
    return parts.facts(run, run.status().active) | drawn | {"seed": seed}
