"""Home: what this is, one living picture, the ways in, and runs that open at once."""

import streamlit as st

from core.quantities import quantity, written
from core.runs import Library, RunFolder
from pages.widgets import classroom, controls, ladders, parts, picker
from pages.widgets.latent import pad

CARD_NUMBERS = {
    "plain": ("reconstruction", "fvu"),
    "sparse": ("fvu", "l0"),
    "variational": ("elbo", "kl"),
}


DOORS = {
    "learn.py": (
        "Learn",
        "school",
        "Short lessons: predict what will happen, try it, and understand why.",
    ),
    "train.py": (
        "Train",
        "model_training",
        "Choose data, a model and a knob or two; watch it learn, in seconds to a minute.",
    ),
    "latent.py": (
        "Walk a latent space",
        "explore",
        "Walk between digits, sample new ones, and see what every dimension does.",
    ),
    "sparse.py": (
        "Look into a sparse code",
        "grain",
        "See which features speak for an example; switch one off, and watch it change.",
    ),
}
"""Ways in: a page, its name here, its symbol, and what is done there."""


def page() -> None:
    library = Library()
    mine = picker.my_runs(library)
    _hero(library.examples())
    if any(run.status().state == "finished" for run in mine):
        _after_first(mine)
    _cards("Your runs", mine[:4])
    if len(mine) > 4 and classroom.shows("library"):
        st.page_link("library.py", label=f"All {len(mine)} of them", icon=":material/inventory_2:")
    st.header("Trained already: one thing changes at a time", anchor=False)
    ladders.ladders()


def _hero(examples: list[RunFolder]) -> None:
    left, right = st.columns([1, 1.1], gap="large", vertical_alignment="center")
    with left:
        st.title("Understand autoencoders by training them")
        st.markdown(
            "An autoencoder squeezes an input through a code and rebuilds it. A **sparse** one "
            "lets only a few of many features speak; a **variational** one turns the code into a "
            "space to walk through and to sample from."
        )
        st.markdown("This map was made by one. Drag the point, and see what lies there.")
    with right:
        run = next((r for r in examples if _flat(r)), None)
        if run is not None:
            pad.latent_pad(run, compact=True, key="home.pad")
    with st.grid(len(DOORS), min_column_width=200):
        for target, (name, symbol, said) in DOORS.items():
            with st.container(border=True, height="stretch", key=f"door-{target[:-3]}"):
                st.page_link(target, label=name, icon=f":material/{symbol}:")
                st.caption(said)


def _flat(run: RunFolder) -> bool:
    model = run.spec.model
    return model.family == "variational" and model.latent_dim == 2


def _after_first(mine: list[RunFolder]) -> None:
    run = next(r for r in mine if r.status().state == "finished")
    with st.container(border=True):
        st.markdown(f"Your run **{picker.plain(run.name)}** is ready. What next?")
        with st.container(horizontal=True):
            st.page_link(
                controls.EXPLORE[run.info["family"]],
                label="Look at what it learned",
                icon=":material/travel_explore:",
                query_params={"run": run.id},
            )
            st.page_link("train.py", label="Change one knob", icon=":material/tune:")
            st.page_link("compare.py", label="Compare", icon=":material/compare_arrows:")


def _cards(heading: str, runs: list[RunFolder]) -> None:
    if not runs:
        return
    st.header(heading, anchor=False)
    with st.grid(4, min_column_width=175):
        for run in runs:
            with st.container(border=True, height="stretch"):
                _card(run)


def _card(run: RunFolder) -> None:
    family = run.info["family"]
    st.markdown(f"**{picker.plain(run.name)}**")
    st.caption(run.status().state.capitalize())
    parts.cover(run)
    summary = run.summary()
    if summary:
        spec = run.spec.as_dict()
        numbers = []
        for key in CARD_NUMBERS[family]:
            value = summary["test"].get(key)
            if value is not None:
                q = quantity(key, spec)
                numbers.append(f"{q.label} {written(value, q)}")
        st.caption(" · ".join(numbers))
    st.space("stretch")
    st.page_link(
        controls.EXPLORE[family] if run.snapshot_steps() else "train.py",
        label="Open",
        icon=":material/arrow_forward:",
        query_params={"run": run.id},
    )


page()
