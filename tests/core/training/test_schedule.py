"""When a run writes what."""

from itertools import pairwise

import pytest

from core.training.schedule import (
    ROWS,
    is_row,
    is_validation,
    rate_factor,
    row_interval,
    snapshot_steps,
    validation_interval,
    weight_steps,
)


@pytest.mark.parametrize("total", [1, 2, 7, 23, 100, 3750, 1_000_000])
def test_snapshot_steps_rise_from_0_to_the_last_in_even_ratios(total: int) -> None:
    steps = snapshot_steps(total)
    assert steps[0] == 0
    assert steps[-1] == total
    assert list(steps) == sorted(set(steps))
    assert len(steps) <= 24


def test_snapshot_steps_of_a_long_run_are_log_spaced() -> None:
    steps = snapshot_steps(1_000_000)
    ratios = [b / a for a, b in pairwise(steps[8:])]
    assert max(ratios) / min(ratios) < 1.02


@pytest.mark.parametrize("total", [1, 5, 3750])
def test_weights_are_kept_at_no_more_than_8_snapshots_and_the_last(total: int) -> None:
    steps = weight_steps(total)
    assert len(steps) <= 8
    assert steps[-1] == total
    assert set(steps) <= set(snapshot_steps(total))


def test_rows_come_at_the_first_step_each_interval_and_epoch_ends() -> None:
    assert row_interval(ROWS) == 1
    assert row_interval(ROWS + 1) == 2
    rows = [step for step in range(1, 3001) if is_row(step, 3000, 125)]
    assert rows[0] == 1
    assert rows[-1] == 3000
    assert 125 in rows
    assert len(rows) <= ROWS + 24 + 1


def test_validation_follows_epochs_and_the_last_step() -> None:
    assert validation_interval(8000, 1000) == 1
    assert validation_interval(100, 1000) == 40
    assert validation_interval(100, 0) == 1
    assert is_validation(125, 1000, 125, 1)
    assert not is_validation(125, 1000, 125, 2)
    assert is_validation(1001, 1001, 125, 2)


def test_the_staircase_is_the_published_one() -> None:
    """10^(−i/7) of the learning rate for 3^i epochs, i = 0 … 7: 3,280 epochs."""
    found = [rate_factor("staircase", epoch / 3280) for epoch in range(3280)]
    expected = [10 ** (-i / 7) for i in range(8) for _ in range(3**i)]
    assert found == pytest.approx(expected)
    assert found[-1] == pytest.approx(0.1)


def test_rates_start_whole_and_a_constant_one_stays() -> None:
    for schedule in ("constant", "cosine", "staircase"):
        assert rate_factor(schedule, 0.0) == 1
    assert {rate_factor("constant", part / 10) for part in range(11)} == {1.0}
    assert rate_factor("cosine", 0.5) == pytest.approx(0.5)
    assert rate_factor("cosine", 1.0) == pytest.approx(0.0)
