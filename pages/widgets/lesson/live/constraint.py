"""Five sparsity rules from one start: examples at once, and one's own five by a click."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.runs import Library
from core.spec import parse_spec
from pages.widgets.codes import constraint


def show(*, key: str, runs: Sequence[str], spec: Mapping[str, Any], label: str) -> None:
    """Examples `runs`, one of each rule, and under `label` five of the learner's own, with the
    data, size and training of the partial specification `spec`."""
    found = [Library().find(run) for run in runs]
    constraint.results({run.spec.as_dict()["model"]["variant"]: run for run in found})
    with st.container(border=True, key=f"{key}:own".replace(" ", "-")):
        constraint.experiment(constraint.specs_for(parse_spec(dict(spec))), label)
