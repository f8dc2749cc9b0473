"""How the mark reads codes: every example of a split, by the rule that holds in use."""

import numpy as np
import pytest
import torch

from core.data.prepared import Split
from core.models import DataInfo, Model, build
from tests.benchmarks.science import makhzani


@pytest.fixture(scope="module")
def model() -> Model:
    spec = makhzani.specification(makhzani.FAST, 25)
    return build(spec, DataInfo(784, (28, 28), torch.zeros(784), 1.0, 1)).eval()


def test_codes_are_read_of_every_example_and_compressed(model: Model) -> None:
    count = makhzani.CHUNK + 7
    x = np.random.default_rng(0).random((count, 784), dtype=np.float32)
    codes, labels = makhzani.coded(model, Split(x, np.arange(count)))
    with torch.inference_mode():
        expected = model.encode(torch.as_tensor(x)).numpy()
    assert codes.shape == expected.shape == (count, makhzani.UNITS)
    assert codes.toarray() == pytest.approx(expected, abs=1e-5)
    assert labels.tolist() == list(range(count))
    assert np.diff(codes.indptr).max() <= 75  # α k of them stay on


def test_without_a_model_pixels_are_read() -> None:
    x = np.ones((3, 4), dtype=np.float32)
    assert makhzani.coded(None, Split(x, np.arange(3)))[0] is x


def test_standard_error_of_a_share() -> None:
    assert makhzani.spread(50.0, 100) == pytest.approx(5)
