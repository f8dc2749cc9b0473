"""Gradients written out by hand are autograd's, and the terms are the same."""

from typing import Any

import pytest
import torch

from core.models import DataInfo, Model, Step, build, products
from core.models.by_hand import by_hand
from core.models.variational.posterior import bounded, bounded_and_slope
from core.spec import parse_spec

LIKELIHOODS: dict[str, dict[str, Any]] = {
    "bernoulli": {"likelihood": "bernoulli"},
    "cross_entropy": {"likelihood": "cross_entropy"},
    "continuous_bernoulli": {"likelihood": "continuous_bernoulli"},
    "gaussian": {"likelihood": "gaussian"},
}
FAMILIES: dict[str, dict[str, Any]] = {
    "plain": {"family": "plain", "latent_dim": 3},
    "beta": {"family": "variational", "latent_dim": 3, "beta": 2.5},
    "rising beta": {"family": "variational", "latent_dim": 3, "schedule": {"kind": "linear"}},
}
COVERED = {
    f"{family}, {likelihood}": FAMILIES[family] | LIKELIHOODS[likelihood]
    for family in FAMILIES
    for likelihood in LIKELIHOODS
} | {"beta, σ given": FAMILIES["beta"] | {"likelihood": "gaussian", "sigma": 0.3}}


def made(
    model: dict[str, Any], network: dict[str, Any], dtype: torch.dtype
) -> tuple[Model, torch.Tensor]:
    """A model in which no two weights are equal, and examples in [0, 1], one of them twice."""
    x = torch.rand(17, 64, generator=torch.Generator().manual_seed(7))
    x[0] = x[1]
    x[:, 5] = 0.0
    spec = parse_spec(
        {
            "dataset": {"name": "digits"},
            "model": model,
            "network": network,
            "training": {"seed": 3},
        }
    )
    built = build(spec, DataInfo(64, (8, 8), x.mean(dim=0), 1.0, len(x)))
    built.initialise_from(x)
    draws = torch.Generator().manual_seed(1)
    for parameter in built.parameters():
        parameter.data.add_(torch.randn(parameter.shape, generator=draws), alpha=0.1)
    return built.to(dtype), x.round().to(dtype) if built.binarise else x.to(dtype)


def both(
    given: dict[str, Any], network: dict[str, Any], dtype: torch.dtype
) -> list[tuple[dict[str, torch.Tensor], Model, torch.Generator]]:
    """Terms, model with gradients and noise after a step by autograd and by hand."""
    found = []
    for written_out in (False, True):
        model, x = made(given, network, dtype)
        noise = torch.Generator().manual_seed(5)
        step = Step(3, 10, noise)
        if written_out:
            gradients = by_hand(model)
            assert gradients is not None
            terms = gradients(x, step)
        else:
            terms = model.terms(x, step)
            terms["objective"].backward()
        found.append((terms, model, noise))
    return found


@pytest.mark.parametrize("hidden", [[9], [9, 7]], ids=str)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("name", COVERED)
def test_every_gradient_is_autograds(name: str, activation: str, hidden: list[int]) -> None:
    """In double precision; the continuous Bernoulli's to where its series near λ = ½ are cut."""
    close = {"rtol": 1e-10, "atol": 1e-8 if "continuous" in name else 1e-12}
    (terms, model, noise), (own_terms, own, own_noise) = both(
        COVERED[name], {"hidden": hidden, "activation": activation}, torch.float64
    )
    assert list(own_terms) == list(terms)
    for key, value in terms.items():
        torch.testing.assert_close(own_terms[key], value, rtol=1e-12, atol=0, msg=key)
    for (path, mine), reference in zip(own.named_parameters(), model.parameters(), strict=True):
        assert mine.grad is not None
        assert reference.grad is not None
        torch.testing.assert_close(mine.grad, reference.grad, **close, msg=path)
    for (path, mine), reference in zip(own.named_buffers(), model.buffers(), strict=True):
        assert torch.equal(mine, reference), path
    assert torch.equal(own_noise.get_state(), noise.get_state())


@pytest.mark.parametrize("border", [0, products.LARGE], ids=["all by oneDNN", "by size"])
@pytest.mark.parametrize("name", COVERED)
def test_in_single_precision_they_differ_by_rounding(
    name: str, border: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By 10⁻⁵ of the largest entry of a gradient."""
    monkeypatch.setattr(products, "LARGE", border)
    (terms, model, _), (own_terms, own, _) = both(COVERED[name], {"hidden": [9, 7]}, torch.float32)
    for key, value in terms.items():
        torch.testing.assert_close(own_terms[key], value.detach(), rtol=1e-6, atol=0, msg=key)
    for (path, mine), reference in zip(own.named_parameters(), model.parameters(), strict=True):
        assert mine.grad is not None
        assert reference.grad is not None
        scale = float(reference.grad.abs().max())
        torch.testing.assert_close(mine.grad, reference.grad, rtol=0, atol=1e-5 * scale, msg=path)
        assert mine.grad.stride() == mine.stride()


def test_a_log_variance_beyond_its_bound_has_the_slope_of_the_bound() -> None:
    free = torch.linspace(-40, 40, 81, dtype=torch.float64, requires_grad=True)
    held = bounded(free)
    held.sum().backward()
    value, slope = bounded_and_slope(free.detach())
    assert torch.equal(value, held)
    # PyTorch's softplus is the identity beyond 20.
    torch.testing.assert_close(slope, free.grad, rtol=1e-8, atol=0)
    assert free.grad is not None
    assert 0 < float(free.grad[0]) < 1e-10


@pytest.mark.parametrize(
    ("model", "network"),
    [
        ({"family": "variational", "objective": "free_bits", "latent_dim": 3}, {}),
        ({"family": "variational", "latent_dim": 3, "likelihood": "gaussian_learned"}, {}),
        ({"family": "plain", "latent_dim": 3}, {"activation": "gelu"}),
        ({"family": "plain", "latent_dim": 3}, {"kind": "conv", "channels": [4]}),
        ({"family": "sparse", "variant": "l1"}, {}),
    ],
)
def test_every_other_model_is_left_to_autograd(
    model: dict[str, Any], network: dict[str, Any]
) -> None:
    built, _ = made(model, network, torch.float32)
    assert by_hand(built) is None
