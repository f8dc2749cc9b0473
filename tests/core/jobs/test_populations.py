"""The choice between processes and populations."""

from typing import Any

from core.jobs.populations import LARGEST, plan
from core.spec import RunSpec, parse_spec

VAE = {"family": "variational", "latent_dim": 2, "likelihood": "bernoulli"}


def spec(model: dict[str, Any] | None = None, **training: Any) -> RunSpec:
    data = {"name": "digits", "train_size": 300}
    given = {"dataset": data, "model": model or VAE, "training": {"epochs": 2} | training}
    return parse_spec(given)


BETAS = [spec(VAE | {"beta": beta}) for beta in (0.5, 1, 2, 4)]


def test_on_a_cpu_every_run_has_a_process() -> None:
    groups = plan(BETAS, "cpu", 2)
    assert [group.members for group in groups] == [(0,), (1,), (2,), (3,)]
    assert {group.how for group in groups} == {"alone"}
    assert "about as fast" in groups[0].reason
    assert "2 at once" in groups[0].reason


def test_on_a_gpu_runs_that_differ_in_stackable_numbers_are_stacked() -> None:
    groups = plan(BETAS, "cuda", 16)
    assert [(group.members, group.how) for group in groups] == [((0, 1, 2, 3), "stacked")]


def test_what_is_wanted_on_the_cpu_stays_there() -> None:
    groups = plan([spec(device="cpu"), spec(device="cpu", seed=1)], "cuda", 2)
    assert [group.how for group in groups] == ["alone", "alone"]


def test_runs_are_grouped_by_what_they_have_in_common() -> None:
    specs = [
        spec(VAE | {"beta": 2}),
        spec(VAE, batch_size=48),
        spec(VAE | {"latent_dim": 5}, seed=3),
        spec(VAE | {"objective": "beta_tc"}),
        spec(VAE | {"beta": 3, "schedule": {"kind": "linear"}}, batch_size=48),
    ]
    groups = plan(specs, "cuda", 4)
    assert [(group.members, group.how) for group in groups] == [
        ((0, 2), "stacked"),
        ((1, 4), "stacked"),
        ((3,), "alone"),
    ]
    assert "beta_tc" in groups[2].reason


def test_one_of_a_kind_is_alone() -> None:
    (group,) = plan([spec()], "cuda", 4)
    assert group.how == "alone"


def test_a_population_has_a_largest_size_and_nobody_is_left_out() -> None:
    specs = [spec(seed=seed) for seed in range(LARGEST + 5)]
    groups = plan(specs, "cuda", 4)
    assert [len(group.members) for group in groups] == [LARGEST, 5]
    assert sorted(place for group in groups for place in group.members) == list(range(LARGEST + 5))
