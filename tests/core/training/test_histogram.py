"""Codes counted by size, and examples by how many features are on."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.training.histogram import THRESHOLDS, active, magnitudes, spread

CODES = arrays(np.float32, (7, 5), elements=st.floats(0, 2, width=32))


def test_magnitudes_of_known_codes() -> None:
    counts, edges = magnitudes(np.array([[0.0, 1e-8, 0.5, -0.5], [1.0, 1.0, 2e4, 3.0]]))
    assert counts.sum() == 8
    assert counts[0] == 2  # zero, and what is below the first edge
    assert counts[-1] == 1
    place = {int(i): int(n) for i, n in enumerate(counts) if n}
    # entry i counts what lies in (edge i − 1, edge i]
    assert place == {0: 2, 57: 2, 60: 2, 65: 1, 101: 1}
    assert edges[60] == 1


@given(CODES)
def test_what_is_below_an_edge_can_be_counted_exactly(codes: np.ndarray) -> None:
    counts, edges = magnitudes(codes)
    for i in range(THRESHOLDS.start, THRESHOLDS.stop):
        assert counts[: i + 1].sum() == (np.abs(codes) <= edges[i]).sum()


@given(CODES)
def test_active_features_add_up_to_the_codes_above_the_threshold(codes: np.ndarray) -> None:
    kept = spread(codes, near_zero=0.1)
    for row, width, threshold in zip(
        kept["active"], kept["active_width"], kept["active_thresholds"], strict=True
    ):
        assert width == 1
        assert row.sum() == len(codes)
        assert (row * np.arange(64)).sum() == (codes > threshold).sum()


def test_many_features_share_bins() -> None:
    codes = np.zeros((3, 200), np.float32)
    codes[0, :129], codes[1, :2] = 1, 1
    rows, widths = active(codes, np.zeros(1, np.float32))
    assert widths.tolist() == [3]
    assert {int(i): int(n) for i, n in enumerate(rows[0]) if n} == {0: 2, 43: 1}


def test_codes_that_can_be_zero_have_one_threshold() -> None:
    kept = spread(np.eye(4, dtype=np.float32))
    assert kept["active_thresholds"].tolist() == [0]
    assert kept["active"][0, 1] == 4
