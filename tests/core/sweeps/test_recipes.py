"""Ready sweeps are valid ones, for whatever base they make sense of."""

import pytest

from core.errors import BadInput
from core.sweeps import parse_sweep
from core.sweeps.recipes import recipe

DIGITS, SUPERPOSITION = {"name": "digits"}, {"name": "superposition"}
VAE = {"family": "variational"}


def test_dimensions_are_cross_validated():
    plan = parse_sweep(recipe("dimensions", {"dataset": DIGITS, "model": VAE}))
    assert {point.spec.dataset.folds for point in plan.points} == {5}
    assert [p.values["model.latent_dim"] for p in plan.points][::5][:4] == [1, 2, 3, 4]


def test_data_made_by_a_program_is_repeated_over_seeds():
    given = {"dataset": SUPERPOSITION, "model": {"family": "plain"}}
    plan = parse_sweep(recipe("dimensions", given))
    assert {point.spec.training.seed for point in plan.points} == {0, 1, 2}


def test_a_ladder_of_prices():
    plan = parse_sweep(recipe("beta", {"dataset": DIGITS, "model": VAE}))
    prices = [point.values["model.beta"] for point in plan.points][::3]
    assert prices == sorted(prices)
    assert 1.0 in prices
    assert prices[-1] == 16.0


def test_a_ladder_of_weights_lies_around_the_recommended_one():
    sparse = {"family": "sparse", "variant": "l1"}
    plan = parse_sweep(recipe("lambda", {"dataset": DIGITS, "model": sparse}))
    weights = [point.values["model.weight"] for point in plan.points][::3]
    assert weights == [0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize(
    ("name", "model", "sentence"),
    [
        ("dimensions", {"family": "sparse"}, "varies model.latent_dim, which sparse l1 does not"),
        ("beta", {"family": "plain"}, "models of the variational family do"),
        ("lambda", {"family": "sparse", "variant": "topk"}, "model.weight, which sparse topk"),
        ("dimension", VAE, "did you mean dimensions?"),
    ],
)  # fmt: skip
def test_a_recipe_that_makes_no_sense(name, model, sentence):
    with pytest.raises(BadInput) as error:
        recipe(name, {"dataset": DIGITS, "model": model})
    assert sentence in str(error.value)
