"""What is known of each feature: known answers, and what must hold whatever the codes are."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.evaluation import features
from core.evaluation.metrics import fvu
from core.models import DataInfo, build
from core.models.sparse.base import SparseAutoencoder
from core.spec import parse_spec


def test_each_tenth_of_the_activations_gives_examples_of_its_own() -> None:
    fired = np.zeros((40, 3), np.float32)
    fired[:40, 0] = np.arange(1, 41)  # part q holds the examples 4q … 4q + 3
    fired[7, 1] = 2.0
    drawn = features.quantile_examples(fired, seed=0)
    for q in range(10):
        assert set(drawn[0, q].tolist()) <= set(range(4 * q, 4 * q + 4))
        assert len(set(drawn[0, q].tolist())) == 2
    assert drawn[1].tolist() == [[features.PADDING] * 2] * 9 + [[7, features.PADDING]]
    assert (drawn[2] == features.PADDING).all()


def test_histograms_count_what_fires_up_to_each_largest_value() -> None:
    fired = np.zeros((50, 2), np.float32)
    fired[:48, 0] = np.arange(1, 49) / 2
    counts, most = features.histograms(fired)
    assert most.tolist() == [24, 0]
    assert counts[0].tolist() == [1, *[2] * 22, 3]  # 0.5 alone in the first; 24 in the last
    assert counts[1].sum() == 0


def test_label_counts_are_of_examples_on_which_it_fires() -> None:
    fired = np.array([[1, 0], [2, 0], [0, 3], [1, 1]], np.float32)
    assert features.label_counts(fired, np.array([0, 2, 2, 2])).tolist() == [[1, 0, 2], [0, 0, 2]]


def test_partners_are_measured_beyond_what_frequency_explains() -> None:
    fired = torch.zeros(100, 4)
    fired[:20, 0] = 1.0
    fired[:10, 1] = 3.0  # fires only with feature 0, on half of its examples
    fired[:, 2] = 1.0  # always on: together with everything, and tells nothing
    places, phi, jaccard = features.partners(fired)
    assert places[0, 0] == 1
    assert phi[0, 0].item() == pytest.approx(np.corrcoef(fired[:, 0], fired[:, 1] > 0)[0, 1])
    assert jaccard[0, 0].item() == pytest.approx(0.5)
    assert (places[2] == features.PADDING).all()
    assert (places[3] == features.PADDING).all()


@given(st.integers(0, 10_000), st.integers(2, 60), st.integers(1, 9))
def test_partners_agree_with_correlations_of_on_and_off(seed: int, n: int, m: int) -> None:
    z = torch.randn(n, m, generator=torch.Generator().manual_seed(seed)).relu()
    places, phi, _ = features.partners(z)
    on = (z > 0).double().numpy()
    for feature in range(m):
        for place, value in zip(places[feature].tolist(), phi[feature].tolist(), strict=True):
            if place != features.PADDING:
                assert place != feature
                expected = np.corrcoef(on[:, feature], on[:, place])[0, 1]
                assert value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("output", ["linear", "sigmoid"])
def test_without_a_feature_is_the_fvu_of_decoding_without_it(output: str) -> None:
    generator = torch.Generator().manual_seed(1)
    x = torch.rand(60, 6, generator=generator)
    spec = parse_spec(
        {
            "dataset": {"name": "digits"},
            "model": {"family": "sparse", "variant": "l1", "features": 5, "output": output},
        }
    )
    info = DataInfo(6, (6,), x.mean(dim=0), 0.3, len(x))
    model = build(spec, info)
    assert isinstance(model, SparseAutoencoder)
    z = torch.randn(60, 5, generator=generator).relu()
    mean = x.mean(dim=0)
    batches = zip(x.split(25), z.split(25), strict=True)
    worth = features.worth(model, batches, mean)
    with torch.no_grad():
        assert worth.fvu == pytest.approx(fvu(x, model.decode(z), mean))
        for feature in range(5):
            off = z.clone()
            off[:, feature] = 0
            assert worth.fvu_without[feature] == pytest.approx(
                fvu(x, model.decode(off), mean), rel=1e-5
            )
