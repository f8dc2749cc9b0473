"""A recorded sweep with its answer, and a smaller one that the learner starts and watches."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.errors import LabError
from core.lessons.sweeps import recorded
from core.runs import Library
from core.sweeps.aggregate import answer, table
from core.sweeps.plan import Plan, parse_sweep
from core.sweeps.store import Sweeps
from pages.owner import owner
from pages.widgets.compare import sweeps


def show(*, key: str, report: str, own: Mapping[str, Any]) -> None:
    """The recorded sweep `report` (see `core.lessons.sweeps`), and under it the sweep file `own`.

    A sweep of the learner's that asks for just the same is shown, not started again.
    """
    found = recorded(report)
    settings = table(found.rows)
    with st.container(border=True, key=f"recorded:{key}"):
        st.markdown(f"**{answer(settings)}**")
        specs = [point.spec for point in found.plan.points]
        sweeps.charts(found.rows, specs, key, log=True)
        st.caption(
            f"Recorded: {len(found.rows)} runs, {len(settings)} sizes. A dot is a run, the line "
            "their mean, its bars ± one standard error. Validation numbers, so that the choice "
            "leaves the test set alone."
        )
        sweeps.as_table(settings, specs[0])
    _own(key, parse_sweep(dict(own)))
    st.page_link(
        "compare.py",
        label="The whole question, on any run",
        icon=":material/grid_on:",
        query_params={"view": "sweeps"},
    )


def _own(key: str, plan: Plan) -> None:
    mine = Sweeps(Library()).same(plan, owner())
    if mine is not None:
        busy = mine.status().active
        st.fragment(sweeps.panel, run_every=sweeps.EVERY if busy else None)(mine, busy, False)
        return
    st.button(
        f"Start a small sweep of your own: {len(plan.points)} runs",
        type="primary",
        icon=":material/play_arrow:",
        key=f"{key}:start",
        on_click=_start,
        args=(plan,),
    )


def _start(plan: Plan) -> None:
    try:
        sweep = Sweeps(Library()).create(plan, owner())
    except LabError as problem:
        st.error(str(problem), icon=":material/error:")
        return
    sweeps.start(sweep)
