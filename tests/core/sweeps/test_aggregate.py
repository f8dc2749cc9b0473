"""Means, standard errors and the choice of a size, against numbers worked out by hand."""

import math

import pytest

from core.sweeps.aggregate import Mean, answer, choose, table


def row(state="finished", point=(), **validation):
    return {"run": "r", "point": dict(point), "state": state, "validation": validation, "test": {}}


def test_means_and_standard_errors_over_seeds_and_folds():
    rows = [
        row(point={"model.beta": 1, "training.seed": 0}, elbo=-1.0),
        row(point={"model.beta": 1, "training.seed": 1}, elbo=-2.0),
        row(point={"model.beta": 1, "training.seed": 2}, elbo=-6.0),
        row(point={"model.beta": 2, "training.seed": 0}, elbo=-4.0),
        row("failed", point={"model.beta": 2, "training.seed": 1}),
        {"run": None, "point": {"model.beta": 2, "training.seed": 2}, "state": "waiting"},
    ]
    one, two = table(rows)
    assert (one.values, one.points, one.runs) == ({"model.beta": 1}, 3, 3)
    # mean −3; deviations 2, 1, −3; variance 14 / 2 = 7; error √(7 / 3)
    assert one.metrics["validation.elbo"].mean == pytest.approx(-3.0)
    assert one.metrics["validation.elbo"].error == pytest.approx(math.sqrt(7 / 3))
    assert (two.points, two.runs) == (3, 1)
    assert two.metrics["validation.elbo"] == Mean(-4.0, None, 1)


def test_a_run_that_was_given_up_does_not_count():
    (one,) = table([row("stopped", point={"model.beta": 1}, elbo=-9.0)])
    assert one.runs == 0
    assert one.metrics == {}


ELBO = {"larger_is_better": True, "metric": "a validation ELBO of", "noun": "latent dimension"}


def test_the_smallest_within_one_standard_error_of_the_best_is_chosen():
    sizes = {
        2: Mean(-110.0, 0.5, 5),
        4: Mean(-101.0, 0.5, 5),
        8: Mean(-100.2, 0.5, 5),
        16: Mean(-100.0, 1.0, 5),
        32: Mean(-103.0, 0.5, 5),
    }
    choice = choose(sizes, **ELBO)
    assert (choice.best, choice.chosen) == (16, 4)  # −101 lies on the edge −100 − 1
    assert choice.sentence == (
        "4 latent dimensions: a validation ELBO of −101 ± 0.5 (mean ± standard error of 5 runs), "
        "as good within one standard error as the best, 16 with −100 ± 1."
    )


def test_a_lower_fvu_is_better():
    sizes = {1: Mean(0.5, 0.01, 3), 2: Mean(0.3, 0.01, 3), 3: Mean(0.2, 0.01, 3)}
    choice = choose(sizes, larger_is_better=False, metric="a validation FVU of", noun="unit")
    assert (choice.best, choice.chosen) == (3, 3)
    assert "the largest that was tried" in choice.sentence


def test_one_run_each_has_no_uncertainty_and_says_so():
    choice = choose({2: Mean(-5.0, None, 1), 4: Mean(-4.0, None, 1)}, **ELBO)
    assert choice.chosen == 4
    assert "not known how sure" in choice.sentence


def test_the_answer_has_the_active_units_beside_it_and_never_asks_the_test_set():
    rows = [
        row(point={"model.latent_dim": n, "dataset.fold": f}, elbo=e + f, active_units=n - 1)
        | {"test": {"elbo": -1000.0 * e}}
        for n, e in ((1, -50.0), (2, -40.0))
        for f in (0, 1)
    ]
    said = answer(table(rows))
    assert said is not None
    assert said.startswith("2 latent dimensions: a validation ELBO of −39.5 ± 0.5")
    assert said.endswith("Active dimensions among them: 1.")


def test_only_a_ladder_of_dimensions_is_answered():
    assert answer(table([row(point={"model.beta": 1}, elbo=1.0)])) is None
    both = {"model.beta": 1, "model.latent_dim": 2}
    assert answer(table([row(point=both, elbo=1.0)])) is None
