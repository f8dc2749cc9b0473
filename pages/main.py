"""The frame around every page: title, navigation, and what is running on this server."""

from pathlib import Path

import streamlit as st

from core.errors import BadInput
from core.paths import ASSETS
from pages.widgets import classroom, tour
from pages.widgets.component import load
from pages.widgets.press import pressed

HERE = Path(__file__).resolve().parent
BRAND = ASSETS / "brand"


def page(
    name: str, title: str, icon: str, help: str, default: bool = False, shown: bool = True
) -> st.Page:
    """A page of the program; its file's name is its address (the first one lives at `/`)."""
    return st.Page(
        HERE / f"{name}.py",
        title=title,
        icon=f":material/{icon}:",
        help=help,
        default=default,
        visibility="visible" if shown else "hidden",
    )


def pages() -> list[st.Page]:
    """Every page, in the order of the sidebar. Absolute paths, so that any page opens first."""
    return [
        page("home", "Home", "home", "What this is, and examples that open at once.", default=True),
        page("learn", "Learn", "school", "Lessons: predict, try, understand, and a mission."),
        page("train", "Train", "model_training", "Choose data and a model, and watch it learn."),
        page("sparse", "Sparse codes", "grain", "Which features fire, how often, and for what."),
        page("latent", "Latent space", "scatter_plot", "Walk through what a model has learned."),
        page("compare", "Compare", "compare_arrows", "Runs side by side: only what differs."),
        page(
            "library",
            "Library",
            "inventory_2",
            "Every run: find, file, compare, go on.",
            shown=classroom.shows("library"),
        ),
        page("data", "Data", "dataset", "Every data set: pictures, sparsity, origin, licence."),
        page("teachers", "For teachers", "co_present", "Lessons at a glance, links, hand-outs."),
        page("reproductions", "Reproductions", "fact_check", "Published results beside ours."),
    ]


def frame() -> None:
    """Draw the frame and run the page that was asked for."""
    # The icon first: without it, Streamlit fetches the page's symbol from afar as the tab's icon.
    st.set_page_config(
        "Latent Lab",
        page_icon=str(BRAND / "icon.svg"),
        layout="wide",
        initial_sidebar_state=240,  # pixels
    )
    classroom.enter()
    chosen = st.navigation(pages())
    if chosen.url_path:
        st.set_page_config(f"{chosen.title} · Latent Lab")
    tone = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(
        str(BRAND / f"logo-{tone}.svg"), size="large", icon_image=str(BRAND / f"mark-{tone}.svg")
    )
    with st.sidebar:
        running()
        if classroom.shows("tour") and pressed(
            "Take the tour",
            key="tour.begin",
            on_click=tour.begin,
            icon=":material/tour:",
            type="tertiary",
        ):
            st.switch_page("home.py")
    classroom.line()
    name = chosen.url_path or "home"
    place = tour.slot(name) if classroom.shows("tour") else None
    try:
        chosen.run()
    except BadInput as problem:  # what no widget could have asked for, such as a run of old
        st.error(str(problem), icon=":material/error:")
    if place is not None:
        tour.strip(place, name)


def running() -> None:
    """What is queued or running on this server, with the time left, whatever the page."""
    load("jobs_list")(key="jobs", data={}, on_finished_change=lambda: None)


frame()
