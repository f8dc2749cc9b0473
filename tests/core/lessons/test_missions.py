"""Missions: conditions, the nearest try, and pairs of runs that differ in one knob."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadInput
from core.lessons import lessons
from core.lessons.missions import (
    HIGH,
    LOW,
    Condition,
    Mission,
    best_try,
    condition,
    facts,
    read_by_missions,
)
from core.runs import Library, RunFolder, write_json
from core.spec import parse_spec
from core.training import train

Make = Callable[..., RunFolder]


@pytest.fixture
def make(runs: Path) -> Make:
    """A finished run of a β-VAE with the given test numbers."""

    def made(beta: float = 1.0, seed: int = 0, **test: Any) -> RunFolder:
        model = {"family": "variational", "latent_dim": 10, "beta": beta}
        spec = {"dataset": {"name": "digits"}, "model": model, "training": {"seed": seed}}
        run = Library().create(parse_spec(spec))
        write_json(run.summary_file, {"test": test, "train": {"elbo": -20.0}, "seconds": 3.0})
        return run

    return made


@pytest.mark.parametrize(
    ("text", "facts", "holds"),
    [
        ("fvu < 0.1", {"fvu": 0.09}, True),
        ("fvu < 0.1", {"fvu": 0.1}, False),
        ("fvu <= 0.1", {"fvu": 0.1}, True),
        ("collapsed == 3", {"collapsed": 3}, True),
        ("elbo > -90", {"elbo": -89.5}, True),
        ("fvu < 0.1", {}, False),
        ("model.family == sparse", {"model.family": "sparse"}, True),
        ("model.family == sparse", {"model.family": "plain"}, False),
        ("high.kl < low.kl", {"high.kl": 2.0, "low.kl": 3.0}, True),
        ("high.kl < low.kl", {"high.kl": 2.0}, False),
    ],
)
def test_a_condition_is_read_and_holds_or_not(text: str, facts: Any, holds: bool) -> None:
    assert condition(text).holds(facts) is holds
    assert str(condition(text)) == text


@pytest.mark.parametrize("text", ["fvu", "fvu < ", "fvu ~ 3", "FVU < 1", "fvu<0.1"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is no condition"):
        condition(text)


def test_facts_hold_numbers_knobs_and_what_collapsed(make: Make) -> None:
    known = facts(make(4.0, kl=3.0, active_units=7))
    assert known["kl"] == 3.0
    assert known["train.elbo"] == -20.0
    assert known["model.beta"] == 4.0
    assert known["collapsed"] == 3


def test_the_nearest_try_meets_most_and_is_the_newest_of_equals(make: Make) -> None:
    wanted = Mission("m", "?", (Condition("kl", "<", 5), Condition("elbo", ">", -30)))
    assert best_try(wanted, []) is None
    bad, half, whole = make(kl=9.0, elbo=-40.0), make(kl=9.0, elbo=-20.0), make(kl=1.0, elbo=-20.0)
    assert best_try(wanted, [bad]).met == (False, False)  # type: ignore[union-attr]
    assert best_try(wanted, [bad, half]).runs == (half,)  # type: ignore[union-attr]
    found = best_try(wanted, [bad, half, whole])
    assert found is not None
    assert found.done
    assert found.runs == (whole,)
    assert best_try(wanted, [half, make(kl=8.0, elbo=-21.0)]).runs == (half,)  # type: ignore[union-attr]


def test_a_pair_differs_in_that_knob_alone(make: Make) -> None:
    reach = (Condition("high.kl", "<", "low.kl"),)
    wanted = Mission("m", "?", reach, pair="model.beta")
    low, high, other = make(1.0, kl=9.0), make(4.0, kl=2.0), make(8.0, seed=1, kl=1.0)
    assert best_try(wanted, [low]) is None
    assert best_try(wanted, [other, low]) is None, "two things differ"
    found = best_try(wanted, [high, low])
    assert found is not None
    assert found.done
    assert found.runs == (low, high)


MISSIONS = {m.arguments["name"]: m.arguments for o in lessons().values() for m in o.live("mission")}


@pytest.mark.science
@pytest.mark.parametrize("name", list(MISSIONS))
def test_every_mission_can_be_reached(name: str, runs: Path) -> None:
    """Its own solution, trained here, meets every condition."""
    said = MISSIONS[name]
    tried = []
    for spec in said["solution"]:
        run = Library().create(parse_spec(dict(spec)))
        train(run)
        tried.append(run)
    reach = tuple(condition(text) for text in said["reach"])
    best = best_try(Mission(name, said["ask"], reach, said.get("pair", "")), tried)
    assert best is not None
    known = {c.name: best.facts.get(c.name) for c in reach}
    assert best.done, known


def test_what_missions_read_is_known_without_the_side_of_a_pair() -> None:
    names = read_by_missions()
    assert "kl" in names
    assert not any(name.startswith((LOW, HIGH)) for name in names)
