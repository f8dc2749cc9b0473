"""bfloat16 reaches the products of layers and nothing else."""

import pytest
import torch
import torch.nn.functional as F

from core.models import Step
from core.models.precision import product, products_in

MODELS = {
    "vae": {"family": "variational", "latent_dim": 3, "likelihood": "cross_entropy"},
    "plain": {"family": "plain", "latent_dim": 3},
    "l1": {"family": "sparse", "variant": "l1", "features": 24, "warmup": 0},
    "topk": {"family": "sparse", "variant": "topk", "features": 24, "k": 4, "revive": "auxk"},
    "gated": {"family": "sparse", "variant": "gated", "features": 24},
    "matryoshka": {"family": "sparse", "variant": "matryoshka", "features": 24, "k": 4},
}


def terms(model, x, precision):
    noise = torch.Generator().manual_seed(0)
    with products_in(precision):
        return model.terms((x > 0.5).float() if model.binarise else x, Step(5, 10, noise))


@pytest.mark.parametrize("kind", MODELS)
def test_losses_and_gradients_are_float32_and_close_but_not_equal(make, kind):
    model = make(MODELS[kind])
    exact = terms(model, make.x, "float32")["objective"]
    rounded = terms(model, make.x, "bfloat16")["objective"]
    assert rounded.dtype == torch.float32
    assert float(rounded.detach()) == pytest.approx(float(exact.detach()), rel=0.03)
    assert float(rounded.detach()) != float(exact.detach())
    rounded.backward()
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    assert {g.dtype for g in gradients} == {torch.float32}
    assert all(g.isfinite().all() for g in gradients)


def test_a_product_is_that_of_rounded_factors():
    draws = torch.Generator().manual_seed(0)
    x, weight = torch.randn(7, 300, generator=draws), torch.randn(5, 300, generator=draws)
    with products_in("bfloat16"):
        found = product(F.linear, x, weight)
    expected = x.bfloat16().double() @ weight.bfloat16().double().T
    assert found.dtype == torch.float32
    assert torch.allclose(found.double(), expected, rtol=2**-8, atol=1e-3)
    assert torch.equal(product(F.linear, x, weight), F.linear(x, weight))
