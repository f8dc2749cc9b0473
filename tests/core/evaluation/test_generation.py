"""Made-up examples, and the report of how sparse they are."""

import pytest
import torch

from core.evaluation.examples import examples_of
from core.evaluation.generation import generate, sparsity_report
from core.evaluation.protocols import TRAINED, Protocol
from core.evaluation.sparsity import HALF_LEVEL, log_histogram, sparsity
from tests.core.evaluation.made import Made, made

SPARSE = {"family": "sparse", "features": 10, "variant": "topk", "k": 2}
VAE = {"family": "variational", "latent_dim": 3, "likelihood": "bernoulli"}


def report_of(one: Made, protocol: Protocol = TRAINED, grey: bool = True) -> dict:
    generated = generate(one.model, one.spec, one.prepared, protocol)
    assert generated is not None
    test = examples_of(one.model, one.spec, one.prepared, "test", None)
    return sparsity_report(one.model, test, generated, grey, protocol)


def rows(report: dict) -> dict[tuple[str, str, str], dict]:
    return {(row["of"], row["what"], row["form"]): row for row in report["rows"]}


def test_sparsity_by_hand() -> None:
    values = torch.tensor([[0.0, 0.0, 1.0, HALF_LEVEL / 2], [0.0, 0.0, 0.0, 0.0], [1, 1, 1, 1]])
    found = sparsity(values, grey=True)
    assert found["zeros"] == pytest.approx(6 / 12)
    assert found["dark"] == pytest.approx(7 / 12)
    first = 2 - (1 + HALF_LEVEL / 2) / (1 + (HALF_LEVEL / 2) ** 2) ** 0.5
    assert found["hoyer"] == pytest.approx((first + 0) / 2, abs=1e-6)
    assert "dark" not in sparsity(values)
    assert sparsity(torch.zeros(3, 2))["hoyer"] is None


def test_a_log_histogram_has_a_bar_for_zeros_and_counts_everything_once() -> None:
    values = torch.tensor([0.0, 0.0, 1.0, 0.1, 0.011, 1e-9])
    found = log_histogram(values, low=-4, bins=4)
    assert found == {"low": -4, "high": 0.0, "counts": [1, 0, 1, 2], "zeros": 2}
    assert sum(log_histogram(torch.zeros(3))["counts"]) == 0


def test_a_sparse_model_makes_up_codes_as_sparse_as_its_own() -> None:
    one = made(SPARSE)
    report = report_of(one)
    found = rows(report)
    assert set(found) == {
        ("output", "data", "mean"), ("output", "reconstructions", "mean"),
        ("output", "generated", "mean"), ("code", "data", "mean"), ("code", "generated", "mean"),
    }  # fmt: skip
    real, drawn = found["code", "data", "mean"], found["code", "generated", "mean"]
    assert drawn["zeros"] == pytest.approx(real["zeros"], abs=0.05)
    assert report["l0"][1] == pytest.approx(report["l0"][0], abs=0.5)
    assert report["sampler"] == "copula"
    assert report["fitted_on"] == 1200
    assert report["apart"] == 0
    # Ten atoms added up are never exactly the mean's opposite: the output is dense.
    assert found["output", "generated", "mean"]["zeros"] == 0
    test = examples_of(one.model, one.spec, one.prepared, "test", None)
    assert found["output", "data", "mean"] == pytest.approx(
        {"of": "output", "what": "data", "form": "mean"} | sparsity(test.grey, grey=True)
    )


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian", "continuous_bernoulli"])
def test_a_variational_model_is_drawn_from_its_prior_as_means_and_as_draws(likelihood: str) -> None:
    found = rows(report_of(made(VAE | {"likelihood": likelihood})))
    for what in ("reconstructions", "generated"):
        mean, draw = found["output", what, "mean"], found["output", what, "draw"]
        assert mean["zeros"] == 0
        if likelihood == "bernoulli":
            assert draw["zeros"] > 0.2
    assert (("output", "data", "draw") in found) == (likelihood == "bernoulli")


def test_cross_entropy_is_no_likelihood_and_has_no_draws() -> None:
    found = rows(report_of(made(VAE | {"likelihood": "cross_entropy"})))
    assert not any(form == "draw" for _, _, form in found)


def test_nothing_is_half_a_grey_level_where_there_is_no_grey() -> None:
    assert not any("dark" in row for row in report_of(made(SPARSE), grey=False)["rows"])


def test_a_plain_autoencoder_makes_nothing_up() -> None:
    one = made({"family": "plain", "latent_dim": 2})
    assert generate(one.model, one.spec, one.prepared, TRAINED) is None


@pytest.mark.parametrize("model", [SPARSE, VAE])
def test_the_same_is_made_up_every_time(model: dict) -> None:
    one = made(model)
    first, second = (generate(one.model, one.spec, one.prepared, TRAINED) for _ in range(2))
    assert first is not None
    assert second is not None
    assert torch.equal(first.pictures, second.pictures)
