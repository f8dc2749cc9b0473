"""A stacked population against its members trained alone."""

from typing import Any

import pytest
import torch

from core.data import load
from core.errors import BadInput
from core.spec import RunSpec, parse_spec
from core.training.clock import Clock
from core.training.population import Population
from core.training.session import Session

CPU = torch.device("cpu")
STEPS = 25
"""Two epochs and a half: both with a short last batch."""
TOLERANCE = 2e-5
"""Of weights and of terms relative to 1, after STEPS steps: products of other shapes round their
sums in another order."""

VAE = {"family": "variational", "latent_dim": 3, "likelihood": "bernoulli"}
SPARSE = {"family": "sparse", "features": 24}
RISING = {"kind": "linear", "share": 0.5}


def spec(model: dict[str, Any], **training: Any) -> RunSpec:
    return parse_spec(
        {
            "dataset": {"name": "digits", "train_size": 300, "validation_size": 60},
            "model": model,
            "network": {"hidden": [16]},
            "training": {"batch_size": 32, "epochs": 4, "device": "cpu"} | training,
        }
    )


def session(given: RunSpec) -> Session:
    return Session(given, load(given.dataset), CPU, Clock())


POPULATIONS: dict[str, list[RunSpec]] = {
    "beta": [spec(VAE | {"beta": beta}) for beta in (0.1, 1, 4)],
    "schedules": [spec(VAE | {"beta": 2}), spec(VAE | {"beta": 4, "schedule": RISING})],
    "seeds": [spec(VAE, seed=seed) for seed in (0, 1, 2)],
    "latents": [spec(VAE | {"latent_dim": count}) for count in (1, 5, 3)],
    "all": [
        spec(VAE | {"latent_dim": 2, "beta": 0.5}, seed=3),
        spec(VAE | {"latent_dim": 4, "beta": 2, "schedule": RISING}, seed=4),
    ],
    "gaussian": [spec(VAE | {"likelihood": "gaussian", "beta": beta}) for beta in (0.5, 2)],
    "learned": [
        spec(VAE | {"likelihood": "gaussian_learned", "latent_dim": n}, learning_rate=3e-4)
        for n in (2, 3)
    ],
    "cosine": [spec(VAE | {"beta": beta}, schedule="cosine") for beta in (0.5, 2)],
    "sgd": [
        spec(VAE | {"latent_dim": n}, optimizer="sgd", learning_rate=1e-4, schedule="cosine")
        for n in (2, 3)
    ],
    "plain": [spec({"family": "plain", "latent_dim": count}) for count in (2, 6)],
    **{
        variant: [
            spec(SPARSE | {"variant": variant, "weight": 0.5, "warmup": 0.3}),
            spec(SPARSE | {"variant": variant, "weight": 2, "warmup": 0}, seed=1),
        ]
        for variant in ("l1", "l2", "kl")
    },
    "topk": [spec(SPARSE | {"variant": "topk", "k": 4}, seed=seed) for seed in (0, 1)],
    "free": [
        spec(SPARSE | {"variant": "none", "decoder_norm": "free", "output": "sigmoid"}, seed=seed)
        for seed in (0, 1)
    ],
}


def close(found: dict[str, torch.Tensor], expected: dict[str, torch.Tensor]) -> None:
    assert found.keys() == expected.keys()
    for name, tensor in found.items():
        torch.testing.assert_close(
            tensor,
            expected[name],
            rtol=TOLERANCE,
            atol=TOLERANCE,
            msg=lambda m, n=name: f"{n}: {m}",
        )


@pytest.mark.parametrize("name", POPULATIONS)
def test_members_end_where_they_would_alone(name: str) -> None:
    together = [session(given) for given in POPULATIONS[name]]
    alone = [session(given) for given in POPULATIONS[name]]
    population = Population(together)
    for _ in range(STEPS):
        population.advance()
        for one in alone:
            one.advance()
    population.settle()
    for member, single in zip(together, alone, strict=True):
        assert member.step == single.step == STEPS
        means, expected = member.meter.means(), single.meter.means()
        assert means == pytest.approx(expected, rel=TOLERANCE, abs=TOLERANCE)
        close(member.model.state_dict(), single.model.state_dict())
        close(member.optimiser.state(), single.optimiser.state())
        for stream, generator in member.generators.items():
            assert torch.equal(generator.get_state(), single.generators[stream].get_state())


def test_latents_that_a_member_does_not_have_stay_zero() -> None:
    """Exactly: else what a member lacks would come to life and count."""
    population = Population([session(given) for given in POPULATIONS["latents"]])
    for _ in range(STEPS):
        population.advance()
    program = population._program.state_dict()
    rows = program["encoder.layers.1.weight"][0].unflatten(0, (2, 5))
    columns = program["decoder.layers.0.weight"][0]
    assert not rows[:, 1:].any()
    assert not columns[:, 1:].any()
    assert rows[:, :1].all(dim=-1).any()


def test_a_member_that_leaves_goes_on_alone_and_the_others_together() -> None:
    together = [session(given) for given in POPULATIONS["all"]]
    alone = [session(given) for given in POPULATIONS["all"]]
    population = Population(together)
    for _ in range(5):
        population.advance()
    population.settle()
    saved = together[0].checkpoint()
    resumed = session(POPULATIONS["all"][0])
    resumed.restore(saved)
    rest = Population(together[1:])
    for _ in range(STEPS - 5):
        rest.advance()
        resumed.advance()
    rest.settle()
    for _ in range(STEPS):
        for one in alone:
            one.advance()
    assert together[0].step == 5
    for found, expected in zip((resumed, together[1]), alone, strict=True):
        close(found.model.state_dict(), expected.model.state_dict())
        assert found.meter.means() == pytest.approx(expected.meter.means(), rel=TOLERANCE)


def test_a_population_repeats_itself_exactly() -> None:
    def weights() -> list[dict[str, torch.Tensor]]:
        members = [session(given) for given in POPULATIONS["beta"]]
        population = Population(members)
        for _ in range(STEPS):
            population.advance()
        population.settle()
        return [member.model.state_dict() for member in members]

    for one, other in zip(weights(), weights(), strict=True):
        assert all(torch.equal(tensor, other[name]) for name, tensor in one.items())


@pytest.mark.parametrize(
    ("model", "training", "words"),
    [
        (VAE | {"objective": "beta_tc"}, {}, 'objective "beta_tc" is not stacked'),
        (SPARSE | {"variant": "batch_topk"}, {}, 'variant "batch_topk" is not stacked'),
        (SPARSE | {"revive": "auxk"}, {}, "reviving dead features"),
        (VAE, {"precision": "bfloat16"}, "bfloat16 rounds"),
    ],
)
def test_what_cannot_be_stacked_is_refused(
    model: dict[str, Any], training: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        Population([session(spec(model, **training))])


def test_other_differences_are_named() -> None:
    with pytest.raises(BadInput, match=r"training\.batch_size, training\.learning_rate"):
        Population([session(spec(VAE)), session(spec(VAE, batch_size=16, learning_rate=1e-4))])


def test_members_stand_at_one_step() -> None:
    ahead, behind = (session(given) for given in POPULATIONS["beta"][:2])
    ahead.advance()
    with pytest.raises(BadInput, match="same step"):
        Population([ahead, behind])
