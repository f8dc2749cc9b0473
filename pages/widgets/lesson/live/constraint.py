"""Five sparsity rules from one start: examples at once, and one's own five by a click."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.runs import Library
from core.spec import parse_spec
from pages.widgets.codes import constraint


def show(*, key: str, runs: Mapping[str, str], spec: Mapping[str, Any], label: str) -> None:
    """Examples `runs` by their rule, and under `label` the same five trained by the learner, of the
    data, size and training of the partial specification `spec`."""
    constraint.results({rule: Library().find(run) for rule, run in runs.items()})
    with st.container(border=True, key=f"{key}:own".replace(" ", "-")):
        constraint.experiment(constraint.specs_for(parse_spec(dict(spec))), label)
