"""The sampler of sparse codes: the numbers it is fitted to come back in what it draws."""

import math

import pytest
import torch
from scipy.stats import multivariate_normal

from core.evaluation.copula import fit, tetrachoric


def noise(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def codes(count: int = 4000) -> torch.Tensor:
    """Five features: two that fire together, one that excludes them, a lone one, a dead one."""
    generator = noise(1)
    first = torch.rand(count, generator=generator) < 0.2
    same = first & (torch.rand(count, generator=generator) < 0.9)
    other = ~first & (torch.rand(count, generator=generator) < 0.3)
    lone = torch.rand(count, generator=generator) < 0.1
    on = torch.stack([first, same, other, lone, torch.zeros_like(lone)], dim=1)
    return on * (0.5 + torch.rand(count, 5, generator=generator))


@pytest.mark.parametrize("rho", [-0.8, -0.2, 0.0, 0.3, 0.9])
def test_tetrachoric_correlations_turn_the_bivariate_normal_back(rho: float) -> None:
    thresholds = torch.tensor([1.2, -0.3], dtype=torch.float64)
    normal = multivariate_normal([0, 0], [[1, rho], [rho, 1]])
    joint = torch.full((2, 2), float(normal.cdf((-thresholds).numpy())), dtype=torch.float64)
    assert float(tetrachoric(thresholds, joint)[0, 1]) == pytest.approx(rho, abs=2e-3)


def test_what_cannot_be_reached_is_held_inside() -> None:
    zero = torch.zeros(2, dtype=torch.float64)
    joint = torch.tensor([[0.5, 0.5], [0.5, 0.5]], dtype=torch.float64)
    assert float(tetrachoric(zero, joint)[0, 1]) == pytest.approx(0.98, abs=1e-6)
    assert float(tetrachoric(zero, 0 * joint)[0, 1]) == pytest.approx(-0.98, abs=1e-6)


def test_each_feature_fires_as_often_and_as_strongly() -> None:
    real = codes()
    drawn = fit(real).draw(4000, noise())
    assert (drawn > 0).double().mean(dim=0).tolist() == pytest.approx(
        (real > 0).double().mean(dim=0).tolist(), abs=0.02
    )
    for feature in range(4):
        strengths = [z[:, feature][z[:, feature] > 0] for z in (real, drawn)]
        assert float(strengths[1].mean()) == pytest.approx(float(strengths[0].mean()), abs=0.03)
        assert set(strengths[1].tolist()) <= set(strengths[0].tolist())
    assert float(drawn[:, 4].max()) == 0


def test_features_fire_together_as_they_do() -> None:
    real = codes()
    pairs = [
        ((z > 0).double().T @ (z > 0).double() / len(z))
        for z in (real, fit(real).draw(4000, noise()))
    ]
    assert torch.allclose(pairs[0], pairs[1], atol=0.025)
    apart = fit(real, paired=0).draw(4000, noise())
    alone = float(((apart[:, 0] > 0) & (apart[:, 1] > 0)).double().mean())
    assert alone == pytest.approx(0.2 * 0.18, abs=0.015)


def test_codes_that_are_never_zero_keep_their_median_and_correlation() -> None:
    g = torch.randn(4000, 2, generator=noise(2))
    real = torch.stack([g[:, 0], 0.8 * g[:, 0] + 0.6 * g[:, 1]], dim=1).sigmoid()
    drawn = fit(real).draw(4000, noise())
    assert float(drawn.median(dim=0).values.sub(0.5).abs().max()) < 0.02
    g = drawn.logit()
    assert float(torch.corrcoef(g.T)[0, 1]) == pytest.approx(0.8, abs=0.04)


def test_rare_features_never_seen_together_do_not_exclude_each_other() -> None:
    real = torch.zeros(100, 2)
    real[0, 0] = real[1, 1] = 1.0
    root = fit(real).root
    assert abs(float((root @ root.T)[0, 1])) < 0.05


def test_same_noise_same_codes_and_no_living_feature_is_no_trouble() -> None:
    fitted = fit(codes(300))
    assert torch.equal(fitted.draw(7, noise()), fitted.draw(7, noise()))
    assert fit(torch.zeros(10, 3)).draw(4, noise()).tolist() == [[0.0] * 3] * 4
    assert math.isclose(float((fitted.root @ fitted.root.T).diag().min()), 1, rel_tol=1e-9)
