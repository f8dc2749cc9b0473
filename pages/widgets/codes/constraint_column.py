"""One of five runs that are compared: how far it is, its atoms, and how large its codes are."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from safetensors.numpy import load_file

from core.figures.code_values import code_values
from core.runs import RunFolder, read_json
from pages.widgets import words
from pages.widgets.component import load

ATOMS, COLUMNS = 16, 4


def column(run: RunFolder) -> None:
    """What there is of the run so far, by its newest snapshot."""
    _progress(run)
    steps = run.snapshot_steps()
    if not steps:
        return
    step = steps[-1]
    meta = run.snapshot(step)
    arrays = load_file(run.snapshot_path(step) / "arrays.safetensors")
    order = np.argsort(-arrays["density"], kind="stable")[:ATOMS].tolist()
    if words.is_text(run):
        atoms = (read_json(run.snapshot_path(step) / "words.json") or {}).get("atoms", [])
        st.caption("  \n".join(words.names(atoms[i], 3) for i in order[:8]))
    else:
        sheet = meta["sheets"]["atoms"]
        url = (
            f"/api/runs/{run.id}/snapshots/{step}/{sheet['file']}?h={meta['files'][sheet['file']]}"
        )
        alt = f"The {ATOMS} atoms of {run.name} that fire most often"
        data = {"url": url, "sheet": sheet, "tiles": order, "columns": COLUMNS, "alt": alt}
        load("data_sheet")(key=f"constraint.atoms:{run.id}", data=data)
    edges, zeros = arrays["histogram_edges"].tolist(), float(meta["scalars"]["zeros"])
    near = meta["scalars"].get("near_zero")
    figure = code_values(arrays["histogram"].tolist(), edges, zeros)
    key = f"constraint.values:{run.id}"
    st.plotly_chart(figure, key=key, config={"displayModeBar": False})
    st.caption(_said(zeros, near, arrays["magnitudes"]))


def _said(zeros: float, near: float | None, magnitudes: NDArray[np.uint32]) -> str:
    """How many codes are zero, and where the rule counts what is near, how many are just that."""
    if near is None:
        return f"{zeros:.0%} of the code values of validation examples are exactly 0."
    exact = float(magnitudes[0] / magnitudes.sum())
    return (
        f"{zeros:.0%} of the code values of validation examples are near zero (at most {near:g}), "
        f"{exact:.0%} at most 10⁻⁶."
    )


def _progress(run: RunFolder) -> None:
    status = run.status()
    if status.active:
        share = status.step / status.total if status.total else 0.0
        text = "waiting" if status.state == "queued" else f"{share:.0%} trained"
        st.progress(min(share, 1.0), text=text)
    elif status.state != "finished":
        st.caption(f"{status.state}.{f' {status.error}' if status.error else ''}")
