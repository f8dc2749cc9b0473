"""The numbers of a summary, for every family, against the model computed by hand."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from core.data.prepared import Prepared, Split
from core.evaluation import variational
from core.evaluation.binarise import fixed_binarisation
from core.evaluation.evaluate import evaluate
from core.evaluation.examples import examples_of
from core.evaluation.given import given_of
from core.evaluation.metrics import fvu
from core.evaluation.protocols import FAST, TRAINED, Protocol
from core.evaluation.variational import log_evidence
from core.models import DataInfo, Step, build
from core.spec import parse_spec

D, TEST = 12, 130
SPARSE = {"family": "sparse", "features": 10, "variant": "l1", "weight": 2.0}
PLAIN = {"family": "plain", "latent_dim": 2}
VARIATIONAL = {"family": "variational", "latent_dim": 3, "beta": 4.0}
SPIKES = {"family": "variational", "objective": "sparse", "latent_dim": 3}
VQ = {"family": "variational", "objective": "vq", "latent_dim": 4, "groups": 2, "codebook": 7}


VARIATIONAL_IWAE = {"family": "variational", "objective": "iwae", "latent_dim": 3}
OBJECTIVES = [
    {"family": "variational", "objective": name} for name in ("beta_tc", "factor", "iwae")
]


@pytest.fixture(scope="module")
def prepared():
    generator = torch.Generator().manual_seed(0)

    def split(n):
        labels = torch.arange(n) % 3
        x = (torch.rand(n, D, generator=generator) + labels[:, None] / 2) / 2
        return Split(x.numpy(), labels.numpy())

    return Prepared(split(1200), split(50), split(TEST), (3, 4), ("a", "b", "c"), "bundled", (0, 1))


def made(model, prepared, scale="unit"):
    spec = parse_spec(
        {
            "dataset": {"name": "digits", "scale": scale},
            "model": model,
            "network": {"hidden": [9]},
            "training": {"epochs": 2},
        }
    )
    built = build(spec, DataInfo.of(prepared, spec))
    built.initialise_from(torch.as_tensor(prepared.train.x))
    return built, spec


@pytest.mark.parametrize("model", [SPARSE, PLAIN, VARIATIONAL, SPIKES, VQ])
def test_a_summary_is_json_with_sizes_and_parameters(prepared, model):
    built, spec = made(model, prepared)
    found = evaluate(built, spec, prepared)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["test_set"] == "bundled"
    assert found["test_size"] == TEST
    assert found["train"]["examples"] == 1000
    assert set(found["train"]) == set(found["test"]) | {"examples"}
    assert found["validation"]["examples"] == 50
    assert set(found["validation"]) == set(found["train"])
    assert found["parameters"] == sum(p.numel() for p in built.parameters())


@pytest.mark.parametrize("model", [SPARSE, PLAIN, VARIATIONAL, SPIKES, VQ, *OBJECTIVES])
def test_evaluation_repeats_itself_and_changes_nothing(prepared, model):
    built, spec = made(model, prepared)
    before = {name: value.clone() for name, value in built.state_dict().items()}
    assert evaluate(built, spec, prepared, FAST) == evaluate(built, spec, prepared, FAST)
    assert all(torch.equal(v, before[n]) for n, v in built.state_dict().items())


def test_variational_numbers(prepared):
    built, spec = made(VARIATIONAL, prepared)
    test = evaluate(built, spec, prepared)["test"]
    given = fixed_binarisation(torch.as_tensor(prepared.test.x), spec.dataset.seed, "test")
    assert set(given.unique().tolist()) == {0, 1}
    with torch.no_grad():
        q = built.posterior(given)
        mean, kl = q.mean, q.kl().mean(dim=0)
        picture = built.decode(mean)
        at_mean = -built.likelihood.log_prob(given, built.decoder(mean)).mean()
    assert test["kl_per_dimension"] == pytest.approx(kl.tolist())
    assert test["kl"] == pytest.approx(float(kl.sum()))
    assert test["elbo"] == -(test["reconstruction"] + test["kl"])
    assert test["objective"] == pytest.approx(test["reconstruction"] + 4 * test["kl"], rel=1e-5)
    assert test["reconstruction_at_mean"] == pytest.approx(float(at_mean), rel=1e-5)
    assert test["reconstruction"] > test["reconstruction_at_mean"]
    x, train = torch.as_tensor(prepared.test.x), torch.as_tensor(prepared.train.x)
    grey = fvu(x, picture, train.mean(dim=0))
    assert test["fvu"] == pytest.approx(grey, rel=1e-5)
    assert 0 <= test["mutual_information"] <= math.log(TEST)
    assert test["mutual_information_codes"] == TEST
    assert 0 <= test["active_units"] <= 3
    assert 0 <= test["knn_accuracy"] <= 1
    assert "nll" not in test


def test_the_objective_of_a_summary_has_the_schedule_behind_it(prepared):
    for kind in ("linear", "cyclical"):
        built, spec = made({**VARIATIONAL, "schedule": {"kind": kind}}, prepared)
        test = evaluate(built, spec, prepared)["test"]
        expected = test["reconstruction"] + 4 * test["kl"]
        assert test["objective"] == pytest.approx(expected, rel=1e-5)


def test_test_numbers_are_averages_over_examples_not_over_batches(prepared):
    built, spec = made(VARIATIONAL, prepared)
    test = examples_of(built, spec, prepared, "test", None)
    mean = torch.as_tensor(prepared.train.x).mean(dim=0)
    with torch.no_grad():
        found = [
            variational.measure(built, test, mean, replace(TRAINED, batch=batch), 1)
            for batch in (TEST, 50)  # 50 + 50 + 30
        ]
    for name in ("reconstruction_at_mean", "kl", "fvu"):
        assert found[1][name] == pytest.approx(found[0][name], rel=1e-5)
    assert found[1]["reconstruction"] == pytest.approx(found[0]["reconstruction"], rel=0.01)


def test_the_objective_of_iwae_is_of_its_own_number_of_samples(prepared):
    """On test examples, too, groups of k: neither the 16 samples of a summary nor 4 at once."""
    built, spec = made({**VARIATIONAL_IWAE, "samples": 24}, prepared)
    test = evaluate(built, spec, prepared)["test"]
    assert -test["elbo"] > test["objective"]
    x = fixed_binarisation(torch.as_tensor(prepared.test.x), spec.dataset.seed, "test")
    step = Step(1, 1, torch.Generator().manual_seed(0), training=False)
    with torch.no_grad():
        expected = sum(float(built.terms(x, step)["objective"]) for _ in range(20)) / 20
    assert test["objective"] == pytest.approx(expected, abs=0.1)


def test_the_nll_is_asked_for_and_tightens_the_elbo(prepared):
    built, spec = made({**VARIATIONAL, "likelihood": "gaussian"}, prepared)
    stages: dict[str, list[float]] = {}
    begin = lambda name: stages.setdefault(name, []).append  # noqa: E731
    found = evaluate(built, spec, prepared, FAST, stage=begin)
    assert stages["likelihood"][-1] == 1
    test = found["test"]
    assert (test["nll_samples"], test["nll_examples"]) == (100, len(prepared.test.x))
    assert test["nll_standard_error"] > 0
    assert test["nll"] < -test["elbo"] + 0.05
    assert "nll" not in found["train"]


def test_validation_numbers_are_those_of_the_validation_examples(prepared):
    """Given as test examples they measure the same, noise included; of none there is nothing."""
    built, spec = made({**VARIATIONAL, "likelihood": "gaussian"}, prepared)
    measured = evaluate(built, spec, prepared)["validation"]
    swapped = replace(prepared, test=prepared.validation)
    as_test = evaluate(built, spec, swapped)["test"]
    assert {**as_test, "examples": 50} == measured
    without = replace(prepared, validation=Split(np.zeros((0, D), np.float32), np.zeros(0, int)))
    assert "validation" not in evaluate(built, spec, without)


def test_the_nll_is_of_the_first_test_examples_where_so_many_are_asked_for(prepared):
    built, spec = made(VARIATIONAL, prepared)
    data = examples_of(built, spec, prepared, "test", None)
    protocol = Protocol("test", nll_samples=5, nll_examples=7)
    found = variational.nll(built, data, protocol)
    with torch.inference_mode():
        expected = -log_evidence(built, data.first(7), protocol)
    assert len(expected) == found["nll_examples"] == 7
    assert found["nll"] == pytest.approx(float(expected.mean()))


def test_cross_entropy_has_no_nll(prepared):
    built, spec = made({**VARIATIONAL, "likelihood": "cross_entropy"}, prepared)
    assert "nll" not in evaluate(built, spec, prepared, FAST)["test"]


def test_sparse_numbers(prepared):
    built, spec = made(SPARSE, prepared)
    with torch.no_grad():
        built.b_enc[[3, 7]] = -1000.0
        x = torch.as_tensor(prepared.test.x)
        z = built.encode(x)
        terms = built.terms(x, Step.after(10))
        inputs, outputs = built.to_units(x), built.to_units(built.decode(z))
    test = evaluate(built, spec, prepared)["test"]
    for name in ("objective", "reconstruction", "sparsity", "l0"):
        assert test[name] == pytest.approx(float(terms[name]), rel=1e-5)
    error = (inputs - outputs).square().sum(dim=1).mean()
    assert test["reconstruction"] == pytest.approx(float(error), rel=1e-4)
    assert test["dead"] == pytest.approx(0.2)
    assert test["dead_window"] == TEST
    assert test["density"] == pytest.approx((z > 0).float().mean(dim=0).tolist(), abs=1e-5)
    assert test["zeros"] == pytest.approx(float((z == 0).float().mean()))
    ratios = outputs.norm(dim=1) / inputs.norm(dim=1)
    assert test["shrinkage"] == pytest.approx(float(ratios.mean()), rel=1e-5)
    # In unit scale E‖x‖² = D, so the squared error over D is the FVU on training examples.
    train = evaluate(built, spec, prepared)["train"]
    assert train["fvu"] == pytest.approx(train["reconstruction"] / D, rel=0.05)


def test_codes_that_are_never_zero_are_counted_against_a_threshold_that_is_told(prepared):
    built, spec = made({"family": "sparse", "features": 10, "variant": "kl"}, prepared)
    with torch.no_grad():
        built.b_enc[:5] = -1000.0
        z = built.encode(torch.as_tensor(prepared.test.x))
    test = evaluate(built, spec, prepared)["test"]
    assert test["l0_threshold"] == 0.1
    assert test["l0"] == pytest.approx(float((z > 0.1).float().sum(dim=1).mean()))
    assert test["dead"] == pytest.approx(0.5)
    exact, spec = made(SPARSE, prepared)
    assert "l0_threshold" not in evaluate(exact, spec, prepared)["test"]


def test_a_known_dictionary_is_looked_for(prepared):
    built, spec = made(SPARSE, prepared)
    assert "mmcs" not in evaluate(built, spec, prepared)["test"]
    known = replace(prepared, atoms=built.atoms()[[4, 1]].numpy())
    found = evaluate(built, spec, known)
    assert found["test"]["mmcs"] == pytest.approx(1)
    assert found["test"]["mcc"] == found["train"]["mcc"] == pytest.approx(1)


def test_silent_codes_have_no_hoyer_sparsity_and_are_json(prepared):
    built, spec = made(SPARSE, prepared)
    with torch.no_grad():
        built.b_enc[:] = -1000.0
    test = evaluate(built, spec, prepared)["test"]
    assert test["hoyer"] is None
    assert test["dead"] == 1
    assert test["l0"] == 0


def test_plain_numbers_and_one_dimension_has_no_neighbours(prepared):
    built, spec = made({**PLAIN, "likelihood": "gaussian"}, prepared)
    test = evaluate(built, spec, prepared)["test"]
    x = torch.as_tensor(prepared.test.x)
    with torch.no_grad():
        params = built.decoder(built.encode(x))
        expected = -float(built.likelihood.log_prob(x, params).mean())
    assert test["reconstruction"] == pytest.approx(expected, rel=1e-5)
    assert test["objective"] == test["reconstruction"]
    assert "knn_accuracy" in test
    built, spec = made({**PLAIN, "latent_dim": 1}, prepared)
    assert "knn_accuracy" not in evaluate(built, spec, prepared)["test"]


def test_averages_do_not_depend_on_the_batches(prepared):
    for model in (SPARSE, PLAIN):
        built, spec = made(model, prepared)
        whole = evaluate(built, spec, prepared)["test"]
        parts = evaluate(built, spec, prepared, replace(TRAINED, batch=47))["test"]
        for name, value in whole.items():
            if isinstance(value, dict):
                assert parts[name] == value, name
            else:
                assert np.allclose(parts[name], value, rtol=1e-5), name


def test_dequantised_data_is_drawn_once_and_measured_as_the_model_is_given_it(prepared):
    built, spec = made({**VARIATIONAL, "likelihood": "gaussian_learned"}, prepared)
    x = torch.as_tensor(prepared.test.x)
    given = given_of(built, x, spec.dataset.seed, "test")
    assert torch.equal(given, given_of(built, x, spec.dataset.seed, "test"))
    assert not torch.equal(given, given_of(built, x, spec.dataset.seed, "validation"))
    assert float((256 * given - 255 * x).min()) >= -1e-4
    assert float((256 * given - 255 * x).max()) <= 1 + 1e-4
    with torch.no_grad():
        at_mean = -built.likelihood.log_prob(given, built.decoder(built.encode(given))).mean()
    test = evaluate(built, spec, prepared, FAST)["test"]
    assert test["reconstruction_at_mean"] == pytest.approx(float(at_mean), rel=1e-5)
    assert test["nll"] < -test["elbo"] + 0.05


def test_sparse_vae_numbers(prepared):
    built, spec = made({**SPIKES, "likelihood": "gaussian"}, prepared)
    test = evaluate(built, spec, prepared, FAST)["test"]
    x = torch.as_tensor(prepared.test.x)
    with torch.no_grad():
        q = built.posterior(x)
    assert test["kl"] == pytest.approx(float(q.kl().sum(dim=1).mean()), rel=1e-5)
    assert test["slab_share"] == pytest.approx(float(q.gamma.mean()), rel=1e-5)
    assert test["zeros"] == pytest.approx(float((q.gamma < 0.5).double().mean()), abs=1e-6)
    assert test["nll"] < -test["elbo"] + 0.05
    assert 0 <= test["mutual_information"] <= math.log(TEST)


def test_vq_numbers_are_those_that_mean_something(prepared):
    built, spec = made(VQ, prepared)
    test = evaluate(built, spec, prepared, FAST)["test"]
    given = fixed_binarisation(torch.as_tensor(prepared.test.x), spec.dataset.seed, "test")
    with torch.no_grad():
        q = built.posterior(given)
        distortion = -built.likelihood.log_prob(given, built.decoder(q.code)).mean()
        commitment = 0.25 * (q.vectors - q.entries).square().sum(dim=(1, 2)).mean()
    assert test["reconstruction"] == pytest.approx(float(distortion), rel=1e-5)
    assert test["kl"] == pytest.approx(2 * math.log(7))
    assert test["elbo"] == -(test["reconstruction"] + test["kl"])
    assert test["objective"] == pytest.approx(float(distortion + commitment), rel=1e-5)
    shares = torch.bincount(q.indices.flatten(), minlength=7) / (2 * TEST)
    assert test["codebook_perplexity"] == pytest.approx(
        float(torch.special.entr(shares).sum().exp())
    )
    assert test["codebook_used"] == pytest.approx(float((shares > 0).double().mean()))
    absent = {"nll", "kl_per_dimension", "active_units", "mutual_information"}
    assert not absent & test.keys()


def test_binarisation_is_drawn_once_from_the_data_seed():
    x = torch.rand(500, 20, generator=torch.Generator().manual_seed(0))
    first = fixed_binarisation(x, 0, "test")
    assert torch.equal(first, fixed_binarisation(x, 0, "test"))
    assert not torch.equal(first, fixed_binarisation(x, 0, "validation"))
    assert not torch.equal(first, fixed_binarisation(x, 1, "test"))
    assert float((first - x).mean().abs()) < 0.02
    assert torch.equal(fixed_binarisation(first, 3, "test"), first)
