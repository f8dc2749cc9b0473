"""Sweeps on the Compare page: planned with their cost, refused in a sentence, started, followed."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.gallery import RECIPES
from core.runs import Library, Status, write_json
from core.runs.status import write_status
from core.sweeps import background
from core.sweeps.plan import parse_sweep
from core.sweeps.store import Sweep, Sweeps

VAE_2 = next(iter(RECIPES))
BASE = {"dataset": {"name": "digits"}, "model": {"family": "variational"}}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Sweep]:
    """Sweeps that the page starts, instead of their being driven."""
    found: list[Sweep] = []
    monkeypatch.setattr(background, "start", lambda sweep, backend: found.append(sweep))
    return found


@pytest.fixture(autouse=True)
def no_measuring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The speed of this machine is not what these tests are about."""
    monkeypatch.setattr("core.sweeps.cost._gflops", lambda: 50.0)


def planned(opened: Callable[..., AppTest], question: str) -> AppTest:
    at = opened("compare", view="sweeps")
    at.selectbox(key="sweep.base").select(VAE_2).run()
    at.get("button_group")[-1].set_value(question).run()
    assert not at.exception
    return at


def test_a_grid_is_planned_with_its_cost_and_started(
    opened: Callable[..., AppTest], started: list[Sweep]
) -> None:
    at = planned(opened, "grid")
    values = next(one for one in at.text_input if "Values of" in one.label)
    values.set_value("2, 3, 5").run()
    at.selectbox(key="sweep.repeats:nothing").select("seeds").run()
    at.number_input(key="sweep.count:nothing").set_value(2).run()
    assert any("6 runs, about" in one.value for one in at.markdown)
    assert started == []
    at.button(key="sweep.start").click().run()
    assert not at.exception
    (sweep,) = started
    assert len(sweep.plan.points) == 6
    assert sweep.plan.given["seeds"] == 2


def test_how_many_dimensions_is_a_ready_question(
    opened: Callable[..., AppTest], started: list[Sweep]
) -> None:
    at = planned(opened, "dimensions")
    at.button(key="sweep.start").click().run()
    (sweep,) = started
    assert sweep.plan.varied[0] == "model.latent_dim"
    assert sweep.name == "How many latent dimensions?"


def test_a_run_of_a_sweep_over_folds_may_be_the_base_of_another(
    opened: Callable[..., AppTest],
) -> None:
    plan = parse_sweep({"base": BASE, "grid": {"model.beta": [1, 2]}, "folds": 2})
    at = opened("compare", view="sweeps")
    sweep = Sweeps(Library()).create(plan, at.session_state["owner_without_cookie"])
    run = sweep.add(plan.points[0], "A process of its own.")
    write_status(run.status_file, Status(state="finished"))
    at.run()
    assert at.selectbox(key="sweep.base").value == VAE_2  # no run of a sweep at first
    at.selectbox(key="sweep.base").select(run.id).run()
    at.get("button_group")[-1].set_value("dimensions").run()
    assert not at.error
    assert any("50 runs, about" in one.value for one in at.markdown)


def test_bad_values_are_answered_in_a_sentence(opened: Callable[..., AppTest]) -> None:
    at = planned(opened, "grid")
    values = next(one for one in at.text_input if "Values of" in one.label)
    values.set_value("2, many").run()
    assert "many" in at.error[0].value
    assert not [one for one in at.button if one.key == "sweep.start"]


def test_draws_take_a_range(opened: Callable[..., AppTest], started: list[Sweep]) -> None:
    at = planned(opened, "random")
    at.number_input(key="sweep.draws").set_value(4).run()
    at.button(key="sweep.start").click().run()
    (sweep,) = started
    assert len(sweep.plan.points) == 4


def test_a_sweep_says_what_it_found_so_far(
    opened: Callable[..., AppTest], started: list[Sweep]
) -> None:
    at = opened("compare", view="sweeps")
    owner = at.session_state["owner_without_cookie"]
    plan = parse_sweep({"base": BASE, "grid": {"model.latent_dim": [2, 4, 8]}})
    sweep = Sweeps(Library()).create(plan, owner)
    for point, elbo in zip(plan.points[:2], (-30.0, -28.5), strict=True):
        run = sweep.add(point, "A process of its own.")
        write_status(run.status_file, Status(state="finished"))
        write_json(run.summary_file, {"validation": {"elbo": elbo}, "test": {}, "test_set": "t"})
    write_status(sweep.folder.status_file, Status(state="stopped", step=2, total=3))
    at.run()
    assert not at.exception
    words = "\n".join(one.value for one in [*at.markdown, *at.caption])
    assert "2 finished, 1 waiting" in words
    assert "4 latent dimensions did best" in words
    assert at.dataframe[0].value.iloc[1, 0] == "4 dimensions"
    assert at.dataframe[0].value.iloc[1, 2] == "−28.5"
    assert "Latent dimensions · Digits 8×8" in [one.value for one in at.header]
    at.button(key=f"sweep:{sweep.id}:on").click().run()
    assert [one.id for one in started] == [sweep.id]
