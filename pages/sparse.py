"""Sparse codes: which features fire, what they look like, and what sparsity costs."""

from typing import Any

import streamlit as st

from core.figures.colors import FAMILIES, run_color
from core.figures.frontier import Dot, l0_fvu
from core.runs import RunFolder
from pages.widgets import controls, parts, picker, words
from pages.widgets.advice import advice
from pages.widgets.sparsity import sparsity
from pages.widgets.strip import stats_of, strip
from pages.widgets.tiles import how_to_read

NUMBERS = ("fvu", "l0", "dead", "shrinkage", "reconstruction")


def page() -> None:
    st.title("Sparse codes")
    run = picker.pick_run(("sparse",), key="sparse.run")
    if run is None:
        picker.nothing_yet("sparse run")
        return
    live = run.status().active
    summary = run.summary()
    if summary:
        strip(stats_of(summary, run.spec.as_dict(), NUMBERS))
        advice(run)
    else:
        st.caption("Still without final numbers: pictures follow the newest snapshot.")
    left, right = st.columns(2, gap="large")
    with left:
        parts.histogram(run, "codes", live=live, key=f"codes:{run.id}")
    with right:
        parts.histogram(run, "density", live=live, key=f"density:{run.id}")
    parts.scrubber(run, live=live, key=f"sparse.scrubber:{run.id}")
    _dictionary(run, summary)
    sparsity(run)
    _trade_off(run)
    with st.expander("This run", icon=":material/info:"):
        controls.controls(run)


@st.fragment
def _dictionary(run: RunFolder, summary: dict[str, Any] | None) -> None:
    """The atoms and the one that was picked; a click runs this alone, not the page around it."""
    st.header("The dictionary", anchor=False)
    if not words.is_text(run):
        st.caption(
            "Each tile is one feature's atom: what it adds to the picture when it fires. Warm "
            "colours add ink, cool ones take it away. Click one to see when it fires. "
            f"{how_to_read(run.spec.dataset.entry.kind)}"
        )
    feature = parts.atom_wall(run, key=f"atoms:{run.id}")
    if summary:
        shown = feature if feature is not None else _busiest(summary)
        parts.feature_view(run, shown, key=f"feature:{run.id}")


def _busiest(summary: dict[str, Any]) -> int:
    """The feature that fires most often: what the view opens with."""
    density = summary["test"]["density"]
    return max(range(len(density)), key=density.__getitem__)


def _trade_off(run: RunFolder) -> None:
    st.header("What sparsity costs", anchor=False)
    st.caption(
        "Fewer active features explain less: each dot is a run on the same test set. Lower is a "
        "better reconstruction, further left a sparser code."
    )
    dots = trade_off_dots(run)
    if not dots:
        st.info("The dot appears when the run has finished.")
        return
    st.plotly_chart(l0_fvu(dots), key="trade_off", config={"displayModeBar": False})


def trade_off_dots(run: RunFolder) -> list[Dot]:
    """Finished sparse runs of the same test set as `run`, the present one marked."""
    own = run.summary()
    dots = []
    for other in picker.visible_runs(("sparse",)):
        summary = other.summary()
        if not own or not summary or summary.get("test_set") != own.get("test_set"):
            continue
        test = summary["test"]
        color = FAMILIES["sparse"]["light"] if other == run else run_color(other.id)[0]
        variant = other.spec.as_dict()["model"]["variant"]
        dots.append(
            Dot(other.id, other.name, test["l0"], test["fvu"], variant, color, other == run)
        )
    return dots


page()
