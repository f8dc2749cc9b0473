"""Products of layers by oneDNN: the same numbers as PyTorch's, and the same gradients."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F

from core.models import products
from core.models.products import affine

LAYOUTS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "output by output": lambda weight: weight,
    "input by input": lambda weight: weight.T.contiguous().T,
}


@pytest.fixture(params=[0, products.LARGE], ids=["all by oneDNN", "by size"])
def border(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "LARGE", request.param)


def factors(*shape: int, inputs: int = 300, outputs: int = 70) -> tuple[torch.Tensor, ...]:
    draws = torch.Generator().manual_seed(0)
    x = torch.randn(*shape, inputs, generator=draws)
    weight = torch.randn(outputs, inputs, generator=draws)
    return x, weight, torch.randn(outputs, generator=draws)


@pytest.mark.usefixtures("border")
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("shape", [(128,), (1,), (2, 64)])
def test_values_and_gradients_are_those_of_double_precision(shape, layout) -> None:
    x, weight, bias = factors(*shape)
    weight = LAYOUTS[layout](weight)
    found = [
        t.clone(memory_format=torch.preserve_format).requires_grad_() for t in (x, weight, bias)
    ]
    exact = [t.double().detach().requires_grad_() for t in (x, weight, bias)]
    y, expected = affine(*found), F.linear(*exact)
    torch.testing.assert_close(y.double(), expected, rtol=1e-5, atol=1e-4)
    y.square().sum().backward()
    expected.square().sum().backward()
    for mine, reference in zip(found, exact, strict=True):
        assert mine.grad is not None
        torch.testing.assert_close(mine.grad.double(), reference.grad, rtol=1e-4, atol=0.05)


def test_a_gradient_lies_in_memory_as_its_weight_does() -> None:
    x, weight, bias = factors(128)
    for layout in LAYOUTS.values():
        parameter = torch.nn.Parameter(layout(weight))
        affine(x, parameter, bias).sum().backward()
        assert parameter.grad is not None
        assert parameter.grad.stride() == parameter.stride()


@pytest.mark.usefixtures("border")
def test_what_wants_no_gradient_gets_none_and_a_bias_may_be_missing() -> None:
    x, weight, _ = factors(128)
    weight.requires_grad_()
    y = affine(x, weight)
    torch.testing.assert_close(y, F.linear(x, weight), rtol=1e-4, atol=1e-4)
    y.sum().backward()
    assert x.grad is None
    assert weight.grad is not None


@pytest.mark.usefixtures("border")
def test_an_activation_may_work_in_place_on_the_result() -> None:
    """Also where x [S, B, I] has samples."""
    x, weight, bias = factors(2, 64)
    weight.requires_grad_()
    torch.relu_(affine(x, weight, bias)).sum().backward()
    reference = weight.detach().clone().requires_grad_()
    torch.relu(F.linear(x, reference, bias)).sum().backward()
    torch.testing.assert_close(weight.grad, reference.grad, rtol=1e-4, atol=1e-3)


@pytest.mark.usefixtures("border")
def test_stacked_models_multiply_as_one_by_one() -> None:
    x, weight, bias = factors(3, 64)
    weights = torch.stack([weight, 2 * weight, -weight]).requires_grad_()
    y = torch.vmap(affine, (0, 0, None))(x, weights, bias)
    y.sum().backward()
    for i in range(3):
        torch.testing.assert_close(y[i], F.linear(x[i], weights[i], bias), rtol=1e-4, atol=1e-3)
    expected = x.sum(dim=1)[:, None].expand_as(weights)
    torch.testing.assert_close(weights.grad, expected, rtol=1e-4, atol=1e-3)


def test_double_precision_stays_double() -> None:
    x, weight, bias = (t.double() for t in factors(128))
    assert torch.equal(affine(x, weight, bias), F.linear(x, weight, bias))
