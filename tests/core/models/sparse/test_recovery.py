"""Known atoms are found again: rows of the recovery mark that a few seconds can hold."""

import pytest
import torch

from core.data import load
from core.evaluation.recovery import mmcs
from tests.benchmarks.science.edges import fitted, objective
from tests.benchmarks.science.recovery import MARKS, specification, trained

MODELS = {name: model for name, model, _ in MARKS}


@pytest.mark.science
def test_l1_recovers_the_atoms_and_the_lowest_error_has_the_worst_features():
    found = {}
    for name in ("L1 .2", "L1 .05"):
        spec = specification(MODELS[name], seed=0)
        found[name] = trained(spec, load(spec.dataset), at_truth=False)
    marked = found["L1 .2"]
    assert marked["mmcs"] == pytest.approx(0.996, abs=0.02)
    assert marked["fvu"] == pytest.approx(0.083, abs=0.02)
    assert marked["l0"] == pytest.approx(7.5, rel=0.1)
    assert marked["shrinkage"] == pytest.approx(0.81, abs=0.02)
    assert found["L1 .05"]["fvu"] < marked["fvu"] / 4
    assert found["L1 .05"]["mmcs"] < marked["mmcs"] - 0.1


@pytest.mark.science
def test_l1_too_weak_leaves_the_true_atoms_and_a_stronger_one_keeps_them():
    """The published rows, to which 4,000 steps from the true atoms lead."""
    for name, model, marks in MARKS[:2]:
        spec = specification(model, seed=0)
        found = trained(spec, load(spec.dataset), at_truth=True)
        assert found["mmcs"] == pytest.approx(marks["mmcs"], abs=0.03), name
        assert found["fvu"] == pytest.approx(marks["fvu"], abs=0.02), name
        assert found["l0"] == pytest.approx(marks["l0"], rel=0.1), name
        assert found["shrinkage"] == pytest.approx(marks["shrinkage"], abs=0.02), name


@pytest.mark.science
@pytest.mark.parametrize("name", ["L1 .2", "TopK 3", "BatchTopK 3", "JumpReLU .05"])
def test_our_defaults_find_the_atoms_from_a_random_start(name):
    """L1 .1 is not among them: at its rate it ends between .94 and .985, as rounding has it."""
    spec = specification(MODELS[name], seed=0, fixed={})
    assert trained(spec, load(spec.dataset), at_truth=False)["mmcs"] > 0.96


def test_a_model_begun_at_the_true_atoms_has_found_them_all():
    spec = specification(MODELS["TopK 3"], seed=0, steps=1)
    prepared = load(smaller(spec.dataset))
    assert trained(spec, prepared, at_truth=True)["mmcs"] > 0.999


def test_the_toy_starts_from_features_that_are_not_the_atoms():
    """What the rows show is learned: the dictionary at the start finds little."""
    spec = specification(MODELS["TopK 3"], seed=0, steps=1)
    prepared = load(smaller(spec.dataset))
    assert trained(spec, prepared, at_truth=False)["mmcs"] < 0.6
    assert mmcs(torch.eye(32), torch.as_tensor(prepared.atoms)) < 0.6


def smaller(dataset):
    return dataset.model_copy(update={"train_size": 1024})


def test_the_edges_objective_falls_and_holds_the_mean_activation():
    x = torch.rand(200, 16, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    parameters = fitted(0.1 + 0.8 * x, beta=3.0, seed=0, iterations=40)
    _, _, mean = objective(parameters, x, beta=3.0)
    assert float(mean.mean()) == pytest.approx(0.01, abs=0.01)
