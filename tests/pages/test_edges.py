"""The pair on patches: what it is, what it says by its numbers, and the button that trains it."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs.manager import NullManager
from core.runs import Library
from core.spec import differences, parse_spec
from pages.widgets import picker
from pages.widgets.codes import edges

SPARSE = parse_spec(edges.RECOMMENDED)
EDGES = {"orientation": 0.6, "fvu": 0.3}
NOISE = {"orientation": 0.13, "fvu": 0.002}


@pytest.mark.parametrize("variant", ["l1", "topk", "jumprelu", "none"])
def test_the_two_differ_in_the_rule_alone(variant: str) -> None:
    spec = parse_spec(
        {"dataset": {"name": "patches"}, "model": {"family": "sparse", "variant": variant}}
    )
    sparse, plain = edges.specs_of(spec)
    assert spec in (sparse, plain)
    assert sparse.as_dict()["model"]["variant"] != "none"
    assert plain.as_dict()["model"]["variant"] == "none"
    assert (sparse.dataset, sparse.training) == (plain.dataset, plain.training)
    own = {"model.variant", "model.weight", "model.k", "model.warmup", "model.threshold",
           "model.bandwidth", "model.target_l0"}  # fmt: skip
    assert differences(sparse, plain).keys() <= own


def test_the_sentence_follows_the_numbers() -> None:
    assert edges.sentence(EDGES, NOISE).startswith("**With the rule most atoms are edges, noise")
    assert "error is higher (FVU 0.300 against 0.002)" in edges.sentence(EDGES, NOISE)
    assert edges.sentence(NOISE, NOISE).startswith("**No edges**")
    assert "not higher" in edges.sentence(NOISE, EDGES)
    assert "not measured" in edges.sentence({"fvu": 0.3}, {"fvu": 0.1})


def test_one_button_trains_what_is_missing(
    opened: Callable[..., AppTest], null_jobs: NullManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = Library().find("sparse-3c97be05d1f86a")
    every = picker.visible_runs
    monkeypatch.setattr(  # the pair ships too
        picker,
        "visible_runs",
        lambda families: [r for r in every(families) if r == digits or not r.is_gallery],
    )
    at = opened("sparse", run=digits.id)
    (button,) = [one for one in at.button if one.label == "Train the pair"]
    button.click().run()
    assert not at.exception
    made = [Library().find(run_id) for run_id, _ in null_jobs.submitted]
    assert {run.spec.as_dict()["model"]["variant"] for run in made} == {"none", "l1"}
    assert {run.spec for run in made} == set(edges.specs_of(SPARSE))
    assert "edges.start" not in [one.key for one in at.button]
