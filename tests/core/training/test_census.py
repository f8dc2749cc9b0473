"""The census of features: which are dead when, which begin anew, the same when interrupted."""

import base64

import numpy as np
import pytest

from core.training import train
from core.training.census import is_census, written
from core.training.schedule import is_row
from tests.core.training.tiny import Create


def read(text: str, count: int) -> list[int]:
    bits = np.unpackbits(np.frombuffer(base64.b64decode(text), np.uint8), bitorder="little")
    return np.flatnonzero(bits[:count]).tolist()


def test_sets_of_features_are_written_as_bits() -> None:
    features = np.zeros(20, bool)
    features[[0, 9, 19]] = True
    assert base64.b64decode(written(features)) == bytes([1, 2, 8])
    assert read(written(features), 20) == [0, 9, 19]


@pytest.mark.parametrize("total", [1, 7, 120, 121, 1_500, 4_000, 98_765])
def test_moments_are_logged_steps_and_few(total: int) -> None:
    moments = [step for step in range(1, total + 1) if is_census(step, total)]
    assert moments[-1] == total
    assert min(total, 40) <= len(moments) <= 121
    assert all(is_row(step, total, 10**9) for step in moments)


def test_what_resampling_begins_anew_was_dead(create: Create) -> None:
    run = create("batch_topk")
    train(run, threads=1)
    rows = run.census()
    restarts = [row for row in rows if "restarted" in row]
    assert restarts
    assert all(row["step"] % 2 == 0 for row in restarts)  # a window of 64 is two batches of 32
    assert {"step", "epoch", "dead"} == rows[-1].keys()
    assert rows[-1]["step"] == 40
    for row in restarts:
        assert row["epoch"] == row["step"] / 10
        (same,) = [one for one in rows if "dead" in one and one["step"] == row["step"]]
        assert read(row["restarted"], 24) == read(same["dead"], 24)


def test_nothing_is_dead_before_a_window_has_passed(create: Create) -> None:
    settings = {"weight": 1e4, "warmup": 0, "dead_window": 320}
    run = create("l1", model=settings, training={"learning_rate": 0.1})
    train(run, threads=1)
    dead = {row["step"]: len(read(row["dead"], 24)) for row in run.census()}
    assert all(not count for step, count in dead.items() if step < 10)
    assert dead[40] > 12


def test_models_without_features_have_no_census(create: Create) -> None:
    run = create("vae")
    train(run, threads=1)
    assert run.census() == []


def test_an_interruption_leaves_no_trace(create: Create) -> None:
    whole, broken = create("batch_topk"), create("batch_topk")
    train(whole, threads=1)

    def pause(row: dict) -> None:
        if row.get("step") == 20:
            broken.want("pause")

    while train(broken, threads=1, progress=pause) == "paused":
        broken.want("run")
    assert broken.census_file.read_bytes() == whole.census_file.read_bytes()
