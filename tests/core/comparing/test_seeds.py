"""Runs that differ only in their seed, from folders with specifications."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.comparing import seeds
from core.comparing.seeds import common_name, repeats, setting_of
from core.runs import Library, RunFolder, Status
from core.runs.status import write_status
from core.spec import parse_spec


@pytest.fixture
def made(runs: Path) -> Callable[..., RunFolder]:
    """A run with a seed and a β."""

    def make(seed: int, beta: float = 1.0, state: Any = "finished") -> RunFolder:
        spec = {
            "dataset": {"name": "digits"},
            "model": {"family": "variational", "beta": beta, "latent_dim": 2},
            "training": {"seed": seed, "epochs": 1},
        }
        run = Library().create(parse_spec(spec))
        write_status(run.status_file, Status(state))
        return run

    return make


def test_runs_of_one_setting_stand_together_in_order(made: Callable[..., RunFolder]) -> None:
    a, other, b = made(0), made(0, beta=4.0), made(7)
    found = repeats([a, other, b])
    assert [one.chosen for one in found] == [(a, b), (other,)]
    assert all(not one.more for one in found)


def test_finished_runs_of_the_same_setting_join(
    made: Callable[..., RunFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen, joins, stopped, other = made(0), made(1), made(2, state="stopped"), made(3, beta=2.0)
    (one,) = repeats([chosen], [chosen, joins, stopped, other])
    assert one.more == (joins,)
    monkeypatch.setattr(seeds, "MOST", 1)
    (one,) = repeats([chosen], [made(4), joins])
    assert len(one.more) == 1


def test_only_the_seed_of_training_is_left_out() -> None:
    spec = {"dataset": {"seed": 0}, "training": {"seed": 1, "epochs": 2}}
    assert setting_of(spec) == setting_of(spec | {"training": {"epochs": 2, "seed": 9}})
    assert setting_of(spec) != setting_of(spec | {"dataset": {"seed": 1}})
    assert setting_of(spec) != setting_of(spec | {"training": {"epochs": 3, "seed": 1}})


def test_repeats_are_called_by_what_their_names_share() -> None:
    assert common_name(["VAE · β 4", "VAE · β 4 · seed 1"]) == "VAE · β 4"
    assert common_name(["One", "Another"]) == "One"
    assert common_name(["Alone · seed 3"]) == "Alone · seed 3"
