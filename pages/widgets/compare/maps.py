"""The latent maps of several runs side by side: what is marked in one is marked in all."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.runs import RunFolder, read_json
from pages.widgets import parts, picker
from pages.widgets.component import load
from pages.widgets.latent import map as latent_map


def view(runs: Sequence[RunFolder], colors: dict[str, tuple[str, str]]) -> None:
    """A row of maps for each test set; examples are the same only within one."""
    latent = [run for run in runs if run.spec.model.family != "sparse"]
    if not latent:
        return
    st.header("Latent maps, one lasso", anchor=False)
    names = picker.unique_names(runs)
    groups = _groups(latent)
    waiting = [names[run.id] for run in latent if not any(run in some for some in groups.values())]
    if waiting:
        st.caption(f"{', '.join(waiting)}: the map is drawn when the run has finished.")
    if len(groups) > 1:
        st.caption("Tested on different sets: only maps of the same test set are linked.")
    for number, (test_set, members) in enumerate(groups.items()):
        st.caption(f"**{test_set}**: every dot is the mean code of a test example.")
        data = {"runs": [_map_of(run, names[run.id], colors[run.id]) for run in members]}
        load("compare_maps")(key=f"compare.maps:{number}", data=data)


def _groups(runs: Sequence[RunFolder]) -> dict[str, list[RunFolder]]:
    """Finished runs that kept test codes, by their test set."""
    found: dict[str, list[RunFolder]] = {}
    for run in runs:
        kept = (read_json(run.path / "test" / "meta.json") or {}).get("arrays", {})
        if "codes" in kept and (summary := run.summary()):
            found.setdefault(summary["test_set"], []).append(run)
    return found


def _map_of(run: RunFolder, name: str, color: tuple[str, str]) -> dict[str, Any]:
    drawn = {"name": name, "color": color[0], "dash": color[1]}
    return parts.facts(run, False) | drawn | {"methods": latent_map.methods(run)}
