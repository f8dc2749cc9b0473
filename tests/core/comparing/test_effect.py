"""Which runs say what about a knob, by hand-made runs."""

import pytest

from core.comparing.effect import Measured, lines, telling, varying


def run(name: str, value: float, **knobs: object) -> Measured:
    paths = {key.replace("__", "."): setting for key, setting in knobs.items()}
    return Measured(name, paths, value)


LADDER = [
    run("a", 1.0, model__beta=4.0, model__latent_dim=2, training__seed=0),
    run("b", 3.0, model__beta=4.0, model__latent_dim=2, training__seed=1),
    run("c", 5.0, model__beta=1.0, model__latent_dim=2, training__seed=0),
    run("d", 7.0, model__beta=1.0, model__latent_dim=8, training__seed=0),
]


def test_what_varies_leaves_repeats_out() -> None:
    assert varying([one.knobs for one in LADDER]) == ["model.beta", "model.latent_dim"]
    assert varying([one.knobs for one in LADDER[:2]]) == []


def test_a_dot_is_told_by_its_seed_or_its_fold() -> None:
    assert [one.repeat for one in LADDER[:2]] == ["seed 0", "seed 1"]
    assert run("e", 0.0, training__seed=0, dataset__folds=5, dataset__fold=2).repeat == "fold 2"


def test_held_knobs_make_lines_and_seeds_make_dots() -> None:
    two, eight = lines(LADDER, "model.beta", ["model.latent_dim"])
    assert two.held == {"model.latent_dim": 2}
    assert [level.value for level in two.levels] == [1.0, 4.0]
    assert [one.run for one in two.levels[1].runs] == ["a", "b"]
    mean = two.levels[1].mean
    assert (mean.mean, mean.error, mean.count) == (2.0, pytest.approx(1.0), 2)
    assert two.levels[0].mean.error is None
    assert not two.uneven
    assert [level.value for level in eight.levels] == [1.0]


def test_an_average_over_other_settings_says_that_it_is_uneven() -> None:
    (line,) = lines(LADDER, "model.beta", [])
    assert [level.mean.mean for level in line.levels] == [6.0, 2.0]
    assert line.uneven


def test_runs_without_the_knob_are_left_out() -> None:
    other = run("e", 9.0, model__k=3)
    assert all(
        one.run != "e"
        for line in lines([*LADDER, other], "model.beta", [])
        for level in line.levels
        for one in level.runs
    )
    assert lines([other], "model.beta", []) == []


def test_names_are_in_alphabetical_order_after_numbers() -> None:
    runs = [run(v, 0.0, training__x=v) for v in ("tanh", "relu")]
    runs.append(run("n", 0.0, training__x=10))
    runs.append(run("m", 0.0, training__x=9))
    (line,) = lines(runs, "training.x", [])
    assert [level.value for level in line.levels] == [9, 10, "relu", "tanh"]


def test_the_most_telling_knob_has_the_most_values_with_all_else_the_same() -> None:
    assert telling([one.knobs for one in LADDER]) in ("model.beta", "model.latent_dim")
    more = run("f", 0.0, model__beta=16.0, model__latent_dim=2, training__seed=0)
    assert telling([one.knobs for one in [*LADDER, more]]) == "model.beta"
    assert telling([LADDER[0].knobs, LADDER[3].knobs]) is None
