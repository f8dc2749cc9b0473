"""The benchmark of GPUs on a machine without one: it says nothing that it did not measure."""

import pytest
import torch

from tests.benchmarks import gpu


def test_without_a_gpu_it_says_that_nothing_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    found = gpu.main([])
    assert found["measured"] is False
    assert "no CUDA device" in found["why"]
    assert found.keys() == {"measured", "why", "targets"}


def test_the_same_loops_run_on_the_processor() -> None:
    found = gpu.main(["--cpu", "--examples", "300", "--epochs", "1", "--members", "2"])
    assert found["device"] == "CPU"
    assert found["single"].keys() == {"eager"}
    assert "kernel_share" not in found["single"]["eager"]
    population = found["population"]
    assert population["members"] == 2
    assert population["times_one_after_another"] > 0
