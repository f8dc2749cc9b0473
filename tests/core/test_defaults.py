"""Defaults that teach: on bundled MNIST they learn well, and each knob does what it promises."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core.runs import Library
from core.spec import parse_spec
from core.training import train

pytestmark = pytest.mark.science

SPARSE = {"family": "sparse", "variant": "l1"}
TOPK = {"family": "sparse", "variant": "topk"}
VAE = {"family": "variational"}
SHORT = {"epochs": 8}


@pytest.fixture
def summary(runs: Path) -> Any:
    """Trains a specification and gives its summary."""

    def made(model: dict[str, Any], size: int = 8000, **training: Any) -> dict[str, Any]:
        raw = {"dataset": {"name": "mnist", "train_size": size}, "model": model}
        run = Library(runs).create(parse_spec(raw | {"training": training}))
        assert train(run) == "finished"
        found = run.summary()
        assert found is not None
        return found

    return made


def test_the_default_l1_model_is_sparse_and_explains(summary: Any) -> None:
    test = summary(SPARSE)["test"]
    assert test["fvu"] <= 0.25
    assert test["l0"] <= 25
    assert test["dead"] < 0.02


def test_the_default_topk_model_explains_more(summary: Any) -> None:
    test = summary(TOPK)["test"]
    assert test["fvu"] <= 0.165
    assert test["l0"] == pytest.approx(32, abs=0.5)
    assert test["dead"] < 0.02


def test_the_default_vae_separates_digits_it_was_never_told_about(summary: Any) -> None:
    found = summary(VAE)
    # The mark is .70, met at this seed on the machine it was measured on (.71). Seeds, and so the
    # rounding of other processors, spread from .68 to .73: a test allows for that.
    assert found["test"]["knn_accuracy"] >= 0.67
    assert found["test"]["active_units"] == 2


def rising(values: list[float]) -> bool:
    return all(a < b for a, b in pairwise(values))


def test_more_sparsity_weight_fires_fewer_features_and_explains_less(summary: Any) -> None:
    tests = [summary(SPARSE | {"weight": w}, 2000, **SHORT)["test"] for w in (1.0, 3.0, 9.0)]
    assert rising([-test["l0"] for test in tests])
    assert rising([test["fvu"] for test in tests])


def test_more_beta_buys_less_information_and_reconstructs_worse(summary: Any) -> None:
    model = VAE | {"latent_dim": 10}
    tests = [summary(model | {"beta": b}, 2000, **SHORT)["test"] for b in (1.0, 3.0, 9.0)]
    assert rising([-test["kl"] for test in tests])
    assert rising([test["reconstruction"] for test in tests])


def test_more_latent_dimensions_reconstruct_better(summary: Any) -> None:
    tests = [summary(VAE | {"latent_dim": n}, 2000, **SHORT)["test"] for n in (1, 3, 9)]
    assert rising([-test["reconstruction"] for test in tests])


def test_fewer_kept_features_explain_less(summary: Any) -> None:
    tests = [summary(TOPK | {"k": k}, 2000, **SHORT)["test"] for k in (4, 12, 36)]
    assert rising([-test["fvu"] for test in tests])
