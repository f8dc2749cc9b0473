"""Data: what each set is, what it looks like, how sparse it is, and whose it is."""

import json

import streamlit as st

from core.catalogue import CATALOGUE, Entry, largest_train_size
from core.figures.datasets import class_counts, value_histogram
from core.figures.tiles import how_to_read
from core.paths import ASSETS
from pages.widgets import parts, words
from pages.widgets.strip import Stat, strip


def page() -> None:
    st.title("Data")
    asked = st.query_params.get("dataset")
    if asked and asked not in CATALOGUE and "data.name" not in st.session_state:
        st.warning(f"There is no data set “{asked}”; there are {', '.join(CATALOGUE)}.")
    st.session_state.setdefault("data.name", asked if asked in CATALOGUE else "mnist")
    name = st.segmented_control(
        "Data set",
        list(CATALOGUE),
        format_func=lambda n: CATALOGUE[n].title,
        key="data.name",
        required=True,
        label_visibility="collapsed",
    )
    st.query_params["dataset"] = str(name)
    _show(CATALOGUE[str(name)])


def _show(entry: Entry) -> None:
    facts = json.loads((ASSETS / "data" / entry.name / "facts.json").read_text())
    st.markdown(entry.description)
    if entry.notice:
        st.info(entry.notice, icon=":material/info:")
    strip(_stats(entry, facts))
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        if entry.kind == "text":
            words.documents(facts)
        else:
            st.header("What it looks like", anchor=False)
            st.caption(_caption(entry, facts["sheet"]))
            parts.data_sheet(entry, facts["sheet"], key=f"sheet:{entry.name}")
        if "columns" in facts:
            _columns(facts["columns"])
    with right:
        if facts["classes"]:
            st.header("Examples of each class", anchor=False)
            st.plotly_chart(class_counts(facts), config={"displayModeBar": False}, key="classes")
        st.header("How sparse it is", anchor=False)
        st.plotly_chart(value_histogram(facts), config={"displayModeBar": False}, key="values")
        st.header("Splits", anchor=False)
        st.markdown(_splits(entry))
        st.header("Origin and licence", anchor=False)
        st.markdown(f"{entry.origin}\n\nLicence: **{entry.licence}**.")
    if entry.kind == "text":
        words.telling_words(facts)
    st.page_link(
        "train.py",
        label=f"Train on {entry.title}",
        icon=":material/play_arrow:",
        query_params={"dataset.name": entry.name},
    )


def _caption(entry: Entry, sheet: dict) -> str:
    """How to read the sheet of examples."""
    count = sheet["count"]
    order = f"{count} examples."
    if entry.label_names:
        order = f"{count // entry.classes} of each class: {', '.join(entry.label_names)}."
    if entry.factors:
        order = (
            f"A row a factor ({', '.join(entry.factors)}): it takes its values in turn, and the "
            "others are held."
        )
    return f"{order} {how_to_read(entry.kind, entry.range[0])}"


def _columns(columns: list[dict]) -> None:
    st.header("Its columns", anchor=False)
    st.caption("Of all rows, in the units of their origin.")
    numbers = {
        name: st.column_config.NumberColumn(name, format="%.4g")
        for name in ("mean", "deviation", "smallest", "largest")
    }
    st.dataframe(columns, hide_index=True, column_config=numbers, height=320, key="columns")


def _stats(entry: Entry, facts: dict) -> list[Stat]:
    zeros = f"{100 * facts['zeros']:.1f}"
    return [
        Stat("Examples", f"{facts['examples']:,}", "", _provision(entry)),
        Stat("Features", f"{entry.dimension:,}", _layout(entry), "Numbers in one example."),
        Stat("Range", _range(facts["range"]), "", "Smallest and largest value."),
        Stat("Exact zeros", zeros, "%", "Share of all values that are exactly 0."),
        Stat(
            "Hoyer sparsity",
            f"{facts['hoyer']:.2f}",
            "",
            "(√n − ‖x‖₁/‖x‖₂)/(√n − 1), averaged over examples: 0 when all values are equal, "
            "1 when only one is not zero.",
        ),
        Stat("Mean", f"{facts['mean']:.3f}".replace("-", "−"), "", "Mean of all values."),
    ]


def _provision(entry: Entry) -> str:
    if entry.most:
        return "Examples that are made when nothing else is asked for."
    return "Examples that ship with the program."


def _layout(entry: Entry) -> str:
    return " × ".join(map(str, entry.shape)) if len(entry.shape) > 1 else ""


def _range(ends: list[float]) -> str:
    return "{:.3g} to {:.3g}".format(*ends).replace("-", "−")


def _splits(entry: Entry) -> str:
    sizes = entry.bundled
    if entry.most:
        return (
            f"Made when a run asks for them: {sizes.train:,} to train on (up to "
            f"{entry.most.train:,}), {sizes.validation:,} for validation, {sizes.test:,} to test. "
            f"The data seed decides which. {entry.splitting}"
        )
    text = (
        f"Bundled: {sizes.train:,} to train on, {sizes.validation:,} for validation, "
        f"{sizes.test:,} to test. The data seed decides which is which."
    )
    if entry.full is None:
        return text
    at_hand = largest_train_size(entry.name) > sizes.train
    where = "is in the data folder" if at_hand else "is downloaded when a run first asks for it"
    return (
        f"{text}\n\nAsk for more than {sizes.train:,} training examples and the full set is used: "
        f"{entry.full.train:,} official training images less those for validation, tested on the "
        f"official {entry.full.test:,}. It {where}."
    )


page()
