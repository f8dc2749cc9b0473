"""Home: what this is, one living picture, runs that open at once, and three doors."""

import streamlit as st

from core.gallery import RECIPES
from core.quantities import quantity, written
from core.runs import Library, RunFolder
from core.spec import describe
from pages.widgets import controls, parts, picker
from pages.widgets.latent import pad

CARD_NUMBERS = {
    "plain": ("reconstruction", "fvu"),
    "sparse": ("fvu", "l0"),
    "variational": ("elbo", "kl"),
}


def page() -> None:
    library = Library()
    mine = picker.my_runs(library)
    examples = library.examples()
    _hero(examples)
    if any(run.status().state == "finished" for run in mine):
        _after_first(mine)
    _cards("Your runs", mine[:4])
    if len(mine) > 4:
        st.page_link("library.py", label=f"All {len(mine)} of them", icon=":material/inventory_2:")
    ladders = _ladders(examples)
    _cards("Trained already: open one", ladders.pop("", []))
    _more(ladders)


def _hero(examples: list[RunFolder]) -> None:
    left, right = st.columns([1, 1.15], gap="large", vertical_alignment="center")
    with left:
        st.title("Understand autoencoders by training them")
        st.markdown(
            "An autoencoder squeezes an input through a code and rebuilds it. A **sparse** one "
            "lets only a few of many features speak; a **variational** one turns the code into a "
            "space you can walk through and sample from. Choose data and a knob or two, press "
            "Train, and watch either learn."
        )
        with st.container(horizontal=True, key="doors"):
            st.page_link("train.py", label="Train your own", icon=":material/play_arrow:")
            st.page_link("latent.py", label="Walk a latent space", icon=":material/explore:")
            st.page_link("sparse.py", label="Look into a sparse code", icon=":material/grain:")
    with right:
        run = next((r for r in examples if _flat(r)), None)
        if run is not None:
            pad.latent_pad(run, compact=True, key="home.pad")


def _ladders(examples: list[RunFolder]) -> dict[str, list[RunFolder]]:
    """The examples by the story that they tell together; those that stand alone under ""."""
    found: dict[str, list[RunFolder]] = {}
    for run in examples:
        recipe = RECIPES.get(run.id)
        found.setdefault(recipe.ladder if recipe else "", []).append(run)
    return found


def _more(ladders: dict[str, list[RunFolder]]) -> None:
    """Ladders in a line each: their runs are opened from here, and stand on Compare's axes."""
    if not ladders:
        return
    st.header("And beside them", anchor=False)
    for story, runs in ladders.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(story)
            for run in runs:
                st.page_link(
                    controls.EXPLORE[run.info["family"]],
                    label=picker.plain(run.name),
                    icon=":material/arrow_forward:",
                    query_params={"run": run.id},
                )


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
    st.caption(describe(run.spec) if run.is_gallery else run.status().state.capitalize())
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
