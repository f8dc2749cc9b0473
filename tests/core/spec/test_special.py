"""What is special about a run, in a few words."""

from typing import Any

import pytest

from core.spec import parse_spec
from core.spec.special import special

VAE = {"family": "variational"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "as recommended"),
        ({"model": {**VAE, "beta": 4, "latent_dim": 8}}, "8 dimensions, β 4"),
        ({"network": {"hidden": [32, 16]}}, "layers 32–16"),
        ({"training": {"epochs": 3, "seed": 2}}, "3 epochs, seed 2"),
        ({"model": {**VAE, "likelihood": "gaussian", "sigma": 0.5}}, "likelihood Gaussian, σ 0.5"),
        ({"training": {"batch_size": 7}, "model": {**VAE, "beta": 2}}, "β 2, batch size 7"),
    ],
)
def test_only_what_leaves_the_recommendation_is_said(changes: dict[str, Any], words: str) -> None:
    assert special(parse_spec({"dataset": {"name": "mnist"}, "model": VAE} | changes)) == words


def test_of_many_the_rest_is_counted() -> None:
    training = {"epochs": 3, "seed": 2, "batch_size": 7, "learning_rate": 0.1, "optimizer": "sgd"}
    spec = parse_spec({"dataset": {"name": "mnist"}, "model": VAE, "training": training})
    assert special(spec, most=3).endswith("2 more")
