"""Plain autoencoders against PCA with as many numbers: the examples and the learner's own."""

import streamlit as st

from core.figures.against_pca import Size, against_pca
from core.quantities import quantity, written
from core.runs import Library, RunFolder
from pages.widgets import parts, picker
from pages.widgets.codes.marks import ladder_of


def show(*, key: str, runs: list[str]) -> None:
    """FVU of `runs`, and of the learner's own plain runs on the same test set, beside PCA's.

    Raises `BadInput` where a run is not there, `ValueError` where no ladder was prepared.
    """
    examples = [Library().find(run) for run in runs]
    ladder = ladder_of(examples[0])
    if ladder is None:
        raise ValueError(f"no ladder is prepared for {examples[0].spec.dataset.name}")
    own = picker.my_runs()
    plain = [run for run in (*examples, *own) if _fits(run, examples[0])]
    sizes = [_size(run) for run in plain]
    pca = [
        Size("PCA", dot["settings"]["components"], dot["fvu"])
        for dot in ladder.dots
        if dot["method"] == "pca"
    ]
    figure = against_pca(pca, sizes)
    st.plotly_chart(figure, key=f"{key}:chart", config={"displayModeBar": False})
    with st.expander("The dots as a table", icon=":material/table:"):
        q = quantity("fvu")
        rows = [
            {"model": one.name, "numbers in the code": one.numbers, q.label: written(one.fvu, q)}
            for one in sorted((*pca, *sizes), key=lambda one: (one.numbers, one.fvu))
        ]
        st.dataframe(rows, hide_index=True, width="stretch")


def _fits(run: RunFolder, example: RunFolder) -> bool:
    """A finished plain run, tested on the examples that the ladder was measured on."""
    summary, wanted = run.summary(), (example.summary() or {})["test_set"]
    return (
        run.spec.model.family == "plain"
        and summary is not None
        and summary["test_set"] == wanted
        and "fvu" in summary["test"]
    )


def _size(run: RunFolder) -> Size:
    return Size(run.name, parts.latent_dim(run), (run.summary() or {})["test"]["fvu"])
