"""Where a run lies between telling much and rebuilding well, among one's others."""

import streamlit as st

from core.figures.colors import FAMILIES, run_color
from core.figures.frontier import Dot
from core.runs import RunFolder
from core.spec.likelihood import LIKELIHOODS
from pages.widgets import picker
from pages.widgets.frontier import dot_of, frontier, measured

CHOSEN = "latent.run"
"""Session key of the run that the page shows (its picker's)."""


def view(run: RunFolder) -> None:
    """Distortion against rate, a dot a run; a clicked one becomes the page's."""
    if st.session_state.get(CHOSEN, run.id) != run.id:
        st.rerun()  # the whole page: what was clicked may have run a fragment of it alone
    summary = run.summary()
    if not summary:
        return
    st.header("Rate against distortion", anchor=False)
    dots = dots_of(run)
    likelihood = LIKELIHOODS[run.spec.as_dict()["model"]["likelihood"]].title
    st.caption(
        "What the codes cost (rate, the KL) against what is lost with them (distortion), both in "
        "nats; on a dotted line the ELBO is the same. A larger β moves a run to the left and up, "
        "and along the best runs the slope is −β. "
        f"{_among(len(dots))} likelihood {likelihood} · {summary['test_set']}."
    )
    frontier("variational", dots, key=f"latent.rates:{run.id}", ringed="this run", pick=_show)
    others = [dot for dot in dots if not dot.chosen]
    if not others:
        return
    with st.expander(f"The other {len(others)} in words" if len(others) > 1 else "The other one"):
        for dot in sorted(others, key=lambda dot: dot.x):
            st.button(
                f"{dot.name}: rate {dot.x:.2f}, distortion {dot.y:.2f} nats",
                key=f"latent.rate:{run.id}:{dot.run}",
                type="tertiary",
                on_click=_show,
                args=(dot.run,),
            )


def dots_of(run: RunFolder) -> list[Dot]:
    """Finished runs that are measured as `run` is, which is marked."""
    runs = picker.visible_runs(("variational",))
    runs = runs if run in runs else [run, *runs]
    names = picker.unique_names(runs)
    own, color = measured(run), FAMILIES["variational"]["light"]
    return [
        dot_of(
            other,
            names[other.id],
            color if other == run else run_color(other.id)[0],
            chosen=other == run,
        )
        for other in runs
        if measured(other) == own
    ]


def _among(count: int) -> str:
    if count == 1:
        return "There is no other run to compare with yet:"
    those = "Both" if count == 2 else f"All {count}"
    return f"The ringed dot is this run, and a click on another opens it. {those} have the"


def _show(run_id: str) -> None:
    st.session_state[CHOSEN] = run_id
