"""The knobs of variational objectives: what they refuse, recommend and are called by."""

import pytest

from core.errors import BadInput
from core.spec import PRESETS, describe, parse_spec


def spec(objective: str, dataset: str = "mnist", **knobs: object):
    model = {"family": "variational", "objective": objective, **knobs}
    return parse_spec({"dataset": {"name": dataset}, "model": model})


@pytest.mark.parametrize(
    ("objective", "knobs", "expected"),
    [
        ("beta", {"beta": -3.5}, "model.beta is -3.5, but must be a number from 0 to 1,000."),
        ("capacity", {"capacity": -0.5}, "model.capacity is -0.5, but must be a number from 0 to "),
        (
            "capacity",
            {"gamma": -0.5},
            "model.gamma is -0.5, but must be a number from 0 to 10,000.",
        ),
        ("capacity", {"share": 2.5}, "model.share is 2.5, but must be a number from 0 to 1."),
        ("capacity", {"beta": 2}, "model.beta is no knob of variational capacity; "),
        ("free_bits", {"nats": -0.1}, "model.nats is -0.1, but must be a number from 0 to 100."),
        ("beta_tc", {"beta": -0.5}, "model.beta is -0.5, but must be a number from 0 to 1,000."),
        ("factor", {"gamma": -0.5}, "model.gamma is -0.5, but must be a number from 0 to 10,000."),
        (
            "factor",
            {"discriminator": []},
            "model.discriminator is [], but must be a list of 1 to 8 whole numbers from 1 to 4,096",
        ),
        ("factor", {"discriminator_rate": -0.5}, "model.discriminator_rate is -0.5, but "),
        ("dip_i", {"lambda_od": -0.5}, "model.lambda_od is -0.5, but must be a number from 0 to "),
        ("dip_ii", {"lambda_d": -0.5}, "model.lambda_d is -0.5, but must be a number from 0 to "),
        ("iwae", {"samples": 0}, "model.samples is 0, but must be a whole number from 1 to 500."),
        ("iwae", {"samples": 2.5}, "model.samples is 2.5, but must be a whole number from 1 to"),
        ("beta_tcvae", {}, 'model.objective is "beta_tcvae", but must be beta, '),
    ],
)
def test_bad_knobs_are_answered_by_one_sentence(objective, knobs, expected) -> None:
    with pytest.raises(BadInput) as refused:
        spec(objective, **knobs)
    said = str(refused.value)
    assert said.startswith(expected)
    assert said[-1] in ".?"
    assert "\n" not in said


def test_runs_are_called_by_their_objective_and_its_main_knobs() -> None:
    assert describe(spec("capacity")) == "Capacity VAE · 10 dimensions · C 15 · MNIST"
    assert describe(spec("free_bits", nats=0.5, beta=2.0)) == (
        "Free bits VAE · 10 dimensions · λ 0.5 · β 2 · MNIST"
    )
    assert describe(spec("dip_ii")) == "DIP-VAE II · 10 dimensions · λ 2/2 · MNIST"
    assert describe(spec("iwae", samples=50)) == "IWAE · 10 dimensions · k 50 · MNIST"


def test_small_digits_take_less() -> None:
    assert spec("dip_i", "digits").model.lambda_od < spec("dip_i").model.lambda_od
    assert spec("capacity", "digits").model.capacity < spec("capacity").model.capacity
    assert spec("factor", "digits").model.schedule.kind == "linear"
    assert spec("factor").model.schedule.kind == "constant"


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_presets_are_whole(preset) -> None:
    whole = parse_spec(preset.spec)
    assert parse_spec(whole.as_dict()) == whole
