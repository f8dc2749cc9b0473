"""What sparsity costs: reconstruction against sparsity, and recovery where the truth is known."""

from typing import Any

import streamlit as st

from core.figures.trade_off import Mark, trade_off
from core.runs import RunFolder
from pages.widgets.codes import shown_model
from pages.widgets.codes.marks import Ladder, ladder_of, marks_of

_PLAIN = {"displayModeBar": False}


def view(run: RunFolder) -> None:
    """The trade-off with a heading over it."""
    st.header("What sparsity costs", anchor=False)
    panel(run)


@st.fragment
def panel(run: RunFolder) -> None:
    """FVU against L0, a dot a model; a click, here alone, shows that one beside the run."""
    ladder = ladder_of(run)
    marks = marks_of(run, ladder)
    st.caption(_about(marks, ladder))
    figure, key = trade_off(marks), f"trade_off:{run.id}"
    _plot(figure, key, run)
    if any(mark.mcc is not None for mark in marks):
        _recovery(marks, run)
    with st.expander("The dots as a table", icon=":material/table:"):
        st.dataframe(rows(marks), hide_index=True, width="stretch")
    _beside(run, marks, ladder)


def _about(marks: list[Mark], ladder: Ladder | None) -> str:
    said = (
        "Fewer active features explain less: lower is a better reconstruction, further left a "
        "sparser code. The large ringed mark is this run, the others are yours and the examples."
    )
    if ladder is None:
        return f"{said} For these test examples no ladder of other methods was prepared."
    sizes = {dot["examples"] for dot in ladder.dots if "fitted_on" in dot}
    fitted = {dot["fitted_on"] for dot in ladder.dots if "fitted_on" in dot}
    return (
        f"{said} Lines are ladders, computed once with the program: sparse autoencoders at rising "
        "prices, and methods without a network. L0 is each method's own: of PCA the number of "
        "components, all of which are on; of NMF and dictionary learning, how many numbers of a "
        "code are not exactly zero. Those were fitted on "
        f"{max(fitted):,} training examples and measured on {max(sizes):,} test examples."
    )


def _plot(figure: Any, key: str, run: RunFolder) -> None:
    st.plotly_chart(
        figure,
        key=key,
        config=_PLAIN,
        on_select=lambda: _clicked(key, run),
        selection_mode="points",
    )


def _clicked(key: str, run: RunFolder) -> None:
    """A dot that was clicked becomes the one beside; a click beside them changes nothing."""
    points = st.session_state[key].selection.points
    if points:
        st.session_state[_chosen(run)] = points[0]["customdata"][0]


def _chosen(run: RunFolder) -> str:
    return f"trade_off.beside:{run.id}"


def _recovery(marks: list[Mark], run: RunFolder) -> None:
    """MCC against FVU: what a good reconstruction says of the dictionary."""
    known = [mark for mark in marks if mark.mcc is not None]
    st.subheader("The best reconstruction is not the best dictionary", anchor=False)
    st.markdown(verdict(known))
    figure = trade_off(known, x="fvu", y="mcc")
    _plot(figure, f"recovery:{run.id}", run)


def verdict(marks: list[Mark]) -> str:
    """Which model rebuilds best and which found most true atoms, in numbers."""
    rebuilds = min(marks, key=lambda mark: mark.fvu)
    finds = max(marks, key=lambda mark: mark.mcc or 0.0)
    said = (
        f"Lowest FVU: **{rebuilds.name}**, {rebuilds.fvu:.3f}, with an MCC of {rebuilds.mcc:.3f}. "
    )
    if rebuilds == finds:
        return said + "Here the same model also found the true atoms best; that is not the rule."
    return said + (
        f"Most of the true dictionary: **{finds.name}**, MCC {finds.mcc:.3f}, with an FVU of "
        f"{finds.fvu:.3f}. A denser code rebuilds more and needs the true atoms less, so FVU alone "
        "does not choose a dictionary."
    )


def rows(marks: list[Mark]) -> list[dict[str, Any]]:
    """The dots as a table, sparsest first."""
    recovery = any(mark.mcc is not None for mark in marks)
    return [
        {
            "model": f"{mark.name} (this run)" if mark.present else mark.name,
            "kind": "ladder" if mark.method else "run",
            "L0": round(mark.l0, 2),
            "FVU": round(mark.fvu, 4),
            **({"MCC": None if mark.mcc is None else round(mark.mcc, 4)} if recovery else {}),
        }
        for mark in sorted(marks, key=lambda mark: mark.l0)
    ]


def _beside(run: RunFolder, marks: list[Mark], ladder: Ladder | None) -> None:
    """Atoms and reconstructions of this run and of the chosen dot."""
    others = {mark.key: mark for mark in marks if not mark.present}
    if not others:
        return
    key = _chosen(run)
    if st.session_state.get(key) not in others:
        st.session_state[key] = next(iter(others))
    chosen = st.selectbox(
        "Beside this run",
        list(others),
        format_func=lambda one: others[one].name,
        key=key,
        help="A click on a dot chooses it too.",
    )
    left, right = st.columns(2, gap="large")
    with left:
        shown_model.of_run(run, next(mark for mark in marks if mark.present), "trade_off.own")
    with right:
        mark = others[chosen]
        if mark.method and ladder:
            shown_model.of_ladder(ladder, int(chosen.removeprefix("ladder:")), mark)
        else:
            shown_model.of_run(shown_model.found(chosen), mark, "trade_off.other")
