"""What a sweep will cost: arithmetic on what runs cost here so far."""

import pytest

from core.runs import Library, write_json
from core.spec import parse_spec
from core.sweeps.cost import _START, Forecast, forecast, in_words


def spec(epochs):
    return parse_spec(
        {
            "dataset": {"name": "digits", "train_size": 1000},
            "model": {"family": "variational"},
            "training": {"epochs": epochs},
        }
    )


def finished(library, threads, rate):
    run = library.create(spec(20))
    timing = {"seconds": 3.0, "training_seconds": 1.0}
    write_json(run.summary_file, {"threads": threads, "examples_per_second": rate, **timing})


def test_runs_of_one_thread_tell_how_long_others_will_take(tmp_path):
    library = Library(tmp_path / "runs", None)
    finished(library, threads=1, rate=5_000.0)
    finished(library, threads=2, rate=50_000.0)  # of no use here
    cost = forecast([[spec(20)]] * 4, library, at_once=2)
    each = 20 * 1000 / 5_000 + 2.0  # training, and what runs take beside it
    assert cost.seconds == pytest.approx(_START + 4 * each / 2)
    assert cost.runs == 4
    lone = forecast([[spec(20)]], library, at_once=2)
    assert lone.seconds == pytest.approx(_START + each)
    assert cost.bytes == 4 * lone.bytes


def test_stacked_runs_are_counted_as_if_one_after_another_and_teach_nothing(tmp_path):
    library = Library(tmp_path / "runs", None)
    finished(library, threads=1, rate=5_000.0)
    alone = forecast([[spec(20)]], library, at_once=2)
    stacked = forecast([[spec(20)] * 4], library, at_once=2)
    assert stacked.runs == 4
    assert stacked.seconds - _START == pytest.approx(4 * (alone.seconds - _START))
    run = library.create(spec(20))
    timing = {"seconds": 3.0, "training_seconds": 1.0, "examples_per_second": 1.0}
    write_json(run.summary_file, {"threads": 1, "population": 4, **timing})
    assert forecast([[spec(20)]], library, at_once=2) == alone


def test_before_there_are_any_the_speed_is_measured(tmp_path):
    short, long = (forecast([[spec(n)]], Library(tmp_path, None), 1).seconds for n in (1, 1000))
    assert _START < short < long


def test_the_cost_in_words():
    assert in_words(Forecast(24, 190.0, 80_000_000)) == (
        "24 runs, about 3 min, about 80 MB of disk"
    )
    assert in_words(Forecast(1, 45.2, 2_000_000)) == "1 run, about 45 s, about 2 MB of disk"
    assert in_words(Forecast(0, 9000.0, 0)).startswith("0 runs, about 2.5 h")
