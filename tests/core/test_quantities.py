"""Numbers are written for people, and what a key means depends on the model."""

import pytest

from core.models.sparse import VARIANTS
from core.quantities import Quantity, quantity, written
from core.spec import parse_spec

PLAIN = Quantity("x", "X", "", "")
SHARE = Quantity("x", "X", "", "", share=True)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.21437, "0.214"), (7.5, "7.50"), (105.31, "105.3"), (-105.31, "−105.3"), (12345.6, "12,346"),
     (0, "0"), (534281, "534,281"), (0.00004, "4.0 × 10⁻⁵"), (-3.8e-6, "−3.8 × 10⁻⁶"), (None, "—")],
)  # fmt: skip
def test_three_digits(value, text):
    assert written(value, PLAIN) == text


@pytest.mark.parametrize(("value", "text"), [(0.0213, "2.1 %"), (0.41, "41 %"), (0, "0 %")])
def test_shares_are_per_cent(value, text):
    assert written(value, SHARE) == text


def test_cross_entropy_is_called_no_likelihood():
    spec = {"model": {"family": "variational", "likelihood": "cross_entropy"}}
    assert "not a likelihood" in quantity("reconstruction", spec).help


def test_a_density_on_dequantised_pixels_says_what_it_measures():
    spec = {"model": {"family": "variational", "likelihood": "gaussian_learned"}}
    assert "floor of σ" in quantity("reconstruction", spec).help


def test_squared_error_is_not_in_nats():
    spec = {"model": {"family": "sparse", "output": "linear"}}
    assert quantity("reconstruction", spec).unit == "scaled units"
    assert quantity("objective", spec).unit == "scaled units"


def test_an_unknown_term_shows_up_under_its_own_name():
    assert quantity("total_correlation").label == "Total correlation"


def test_the_rate_is_that_of_the_objectives_own_prior() -> None:
    """Every objective named for a prior of its own exists, and says another thing than a VAE."""
    usual = quantity("kl", {"model": {"family": "variational", "objective": "beta"}}).help
    for objective in ("vq", "sparse"):
        model = {"family": "variational", "objective": objective}
        spec = parse_spec({"dataset": {"name": "digits"}, "model": model})
        assert quantity("kl", spec.as_dict()).help != usual


def test_zeros_are_exact_but_for_rules_that_only_make_codes_small() -> None:
    """Near zero is what the models themselves take for it."""
    for variant in VARIANTS.names():
        model = {"family": "sparse", "variant": variant}
        label = quantity("zeros", {"model": model}).label
        near = VARIANTS[variant].l0_threshold
        assert label == (f"Near zero, up to {near:g}" if near else "Exact zeros"), variant
    assert quantity("zeros", {"model": {"family": "variational", "objective": "sparse"}}).label == (
        "Exact zeros"
    )
    assert quantity("zeros").label == "Zeros"  # of several rules together


@pytest.mark.parametrize(("output", "unit"), [("linear", "scaled units"), ("sigmoid", "nats")])
def test_every_term_of_a_sparse_objective_has_the_unit_of_its_error(output, unit):
    spec = {"model": {"family": "sparse", "variant": "l1", "output": output}}
    for term in ("reconstruction", "sparsity", "weight_decay", "objective"):
        assert quantity(term, spec).unit == unit
    assert quantity("fvu", spec).unit == quantity("fvu").unit
