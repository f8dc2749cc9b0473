"""Sums of known atoms: their statistics are those asked for, and none is drawn twice."""

import numpy as np
import pytest
import torch

from core.data import Prepared, load
from core.data.superposition import Superposition
from core.errors import BadInput
from core.spec import RunSpec, parse_spec
from core.streams import stream
from core.training.fresh import FreshBatches


def spec(**dataset: object) -> RunSpec:
    given = {"dataset": {"name": "superposition", **dataset}, "model": {"family": "sparse"}}
    return parse_spec(given)


def prepared(**dataset: object) -> Prepared:
    return load(spec(**dataset).dataset)


def made(**dataset: object) -> Superposition:
    return Superposition.of(spec(**dataset).dataset)


def test_the_defaults_are_the_recovery_toy() -> None:
    toy = spec()
    assert (toy.dataset.dimension, toy.dataset.atoms, toy.dataset.probability) == (32, 64, 0.05)
    assert toy.dataset.magnitude == (0.5, 1.5)
    assert toy.dataset.scale == "none"
    assert toy.dataset.fresh
    assert (toy.total_steps, toy.training.batch_size) == (4_000, 512)
    assert toy.model.warmup * toy.total_steps == 500  # type: ignore[union-attr]


def test_atoms_are_unit_directions_and_examples_are_their_sums() -> None:
    toy = made()
    assert toy.atoms.shape == (64, 32)
    assert torch.allclose(toy.atoms.norm(dim=1), torch.ones(64))
    x, codes = toy.draw(100, stream(0, "test"))
    assert torch.allclose(x, codes @ toy.atoms)


@pytest.mark.parametrize("correlation", [0.0, 0.6])
def test_firing_has_the_chance_the_strength_and_the_correlation_asked_for(
    correlation: float,
) -> None:
    _, codes = made(correlation=correlation).draw(40_000, stream(1, "test"))
    fires = codes > 0
    assert float(fires.sum(dim=1).double().mean()) == pytest.approx(64 * 0.05, rel=0.02)
    chances = fires.double().mean(dim=0)
    assert float((chances - 0.05).abs().max()) < 0.006
    strengths = codes[fires]
    assert 0.5 <= float(strengths.min()) < 0.51 < 1.49 < float(strengths.max()) <= 1.5
    assert float(strengths.mean()) == pytest.approx(1.0, abs=0.005)
    found = np.corrcoef(fires.numpy().T)
    for gap in (1, 2, 3):
        measured = np.diag(found, gap).mean()
        assert measured == pytest.approx(correlation**gap if correlation else 0, abs=0.01)


def test_splits_are_deterministic_distinct_and_independent_of_each_others_sizes() -> None:
    first, again = prepared(train_size=100), prepared(train_size=100)
    longer = prepared(train_size=200, validation_size=10)
    assert np.array_equal(first.train.x, again.train.x)
    assert np.array_equal(first.test.x, longer.test.x)
    assert first.atoms is not None
    assert not np.array_equal(first.atoms, prepared(seed=1, train_size=10).atoms)
    rows = [tuple(row) for part in (first.train, first.test) for row in part.x if row.any()]
    assert len(set(rows)) == len(rows)
    assert first.label_names == ()
    assert first.shape == (32,)


def test_test_sets_are_named_by_what_they_are_drawn_from() -> None:
    assert prepared(train_size=10).test_set == (
        "superposition: 20,000 drawn from 64 atoms in 32 dimensions, probability 0.05, "
        "magnitudes 0.5 to 1.5 (seed 0)"
    )
    assert prepared(train_size=10, dimension=8, correlation=0.5).test_set.endswith(
        "64 atoms in 8 dimensions, probability 0.05, magnitudes 0.5 to 1.5, correlation 0.5 "
        "(seed 0)"
    )


def test_fresh_batches_depend_on_seed_and_step_alone_and_never_repeat() -> None:
    draw = prepared(train_size=100).fresh
    assert draw is not None

    def batches(seed: int = 0) -> FreshBatches:
        return FreshBatches(draw, 100, 32, seed, torch.device("cpu"))

    some = batches()
    seen = [some.at(step) for step in range(8)]
    assert [len(x) for x in seen] == [32, 32, 32, 4] * 2
    assert torch.equal(batches().at(5), seen[5])
    assert not torch.equal(batches(seed=1).at(5), seen[5])
    rows = [tuple(row.tolist()) for x in seen for row in x if row.any()]
    assert len(set(rows)) == len(rows)
    assert prepared(train_size=100, fresh=False).fresh is None


@pytest.mark.parametrize(
    ("dataset", "sentence"),
    [
        ({"probability": 0.0}, "dataset.probability is 0.0, but must be a number from 0.001 to 1."),
        (
            {"magnitude": [2.0, 1.5]},
            "dataset.magnitude is [2, 1.5], but the smallest magnitude comes first and the largest",
        ),
        (
            {"magnitude": [2.0]},
            "dataset.magnitude is [2.0], but must be a list of 2 numbers from 0 to 100.",
        ),
        ({"correlation": -0.1}, "dataset.correlation is -0.1, but must be a number from 0 to 0.99"),
        (
            {"name": "mnist", "atoms": 10},
            'dataset.atoms acts only when dataset.name is superposition, but that is "mnist"; '
            "leave dataset.atoms out.",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(dataset: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadInput) as caught:
        spec(**dataset)
    assert str(caught.value).startswith(sentence)


def test_likelihoods_of_grey_pictures_do_not_fit() -> None:
    given = {
        "dataset": {"name": "superposition"},
        "model": {"family": "variational", "likelihood": "bernoulli"},
    }
    with pytest.raises(BadInput, match=r"in \[0, 1\], but superposition is not bounded"):
        parse_spec(given)
