"""A specification survives the address bar, and sliders stop where people would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spec import Knob, flat, knobs, nested, parse_spec
from pages.widgets import link
from pages.widgets.form import ladder

USUAL = {"dataset": {"name": "mnist"}, "model": {"family": "variational"}}


def test_a_usual_specification_needs_only_its_kind() -> None:
    assert link.to_query(parse_spec(USUAL)) == {
        "dataset.name": "mnist",
        "model.family": "variational",
        "model.objective": "beta",
    }


def test_what_a_person_chose_stands_in_the_link() -> None:
    spec = parse_spec(
        {**USUAL, "network": {"hidden": [64, 32]}, "training": {"epochs": 7, "learning_rate": 0.01}}
    )
    query = link.to_query(spec)
    assert query["network.hidden"] == "[64, 32]"
    assert query["training.epochs"] == "7"
    assert "training.batch_size" not in query


@given(
    beta=st.floats(0, 1000),
    latent_dim=st.integers(1, 512),
    hidden=st.lists(st.integers(1, 2000), min_size=0, max_size=4),
    likelihood=st.sampled_from(["bernoulli", "continuous_bernoulli", "gaussian", "cross_entropy"]),
    schedule=st.sampled_from(["constant", "linear", "cyclical", "cosine"]),
    steps=st.one_of(st.none(), st.integers(1, 10**6)),
)
def test_every_link_leads_back(beta, latent_dim, hidden, likelihood, schedule, steps) -> None:  # type: ignore[no-untyped-def]
    model = {"beta": beta, "latent_dim": latent_dim, "likelihood": likelihood}
    raw = {
        "dataset": {"name": "fashion_mnist"},
        "model": {"family": "variational", "schedule": {"kind": schedule}, **model},
        "network": {"hidden": hidden},
        "training": {"steps": steps} if steps else {},
    }
    spec = parse_spec(raw)
    assert parse_spec(nested(link.from_query(link.to_query(spec)))) == spec


def test_other_parameters_of_the_address_are_left_alone() -> None:
    assert link.from_query({"run": "vae-0123456789abcd", "model.beta": "4"}) == {"model.beta": 4}


def numbers() -> list[Knob]:
    found: dict[str, Knob] = {}
    for family in ("plain", "sparse", "variational"):
        for knob in knobs(parse_spec({"dataset": {"name": "mnist"}, "model": {"family": family}})):
            if knob.kind in ("int", "float") and not knob.words:
                found[knob.path] = knob
    return list(found.values())


@pytest.mark.parametrize("knob", numbers(), ids=lambda knob: knob.path)
def test_sliders_rise_within_bounds_and_hold_the_default(knob: Knob) -> None:
    values = ladder(knob)
    assert values == sorted(set(values))
    assert knob.default is None or knob.default in values
    assert all(knob.allows(value) for value in values)


def test_small_whole_numbers_are_all_there() -> None:
    knob = next(k for k in numbers() if k.path == "model.latent_dim")
    assert ladder(knob)[:12] == list(range(1, 13))


def test_flat_paths_are_what_the_link_speaks() -> None:
    assert flat(nested({"model.schedule.kind": "linear"})) == {"model.schedule.kind": "linear"}
