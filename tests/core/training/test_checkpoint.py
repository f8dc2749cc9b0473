"""Checkpoints are whole or absent, and come back exactly."""

from pathlib import Path

import pytest
import torch

from core.training.checkpoint import (
    Checkpoint,
    checkpoint_folders,
    drop_checkpoints,
    newest_checkpoint,
    read_checkpoint,
    write_checkpoint,
)


def some(step: int) -> Checkpoint:
    tensors = {
        "model/w": torch.randn(3, 4, generator=torch.Generator().manual_seed(step)),
        "generator/noise": torch.Generator().manual_seed(step).get_state(),
        "meter/sums": torch.tensor([1.5, 2.0], dtype=torch.float64),
        "optimiser/w/step": torch.tensor(float(step)),
    }
    return Checkpoint(step, tensors, {"device": "cpu", "seconds": 0.5})


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    back = read_checkpoint(write_checkpoint(tmp_path, some(7)))
    assert back.step == 7
    assert back.counters == some(7).counters
    assert back.tensors.keys() == some(7).tensors.keys()
    for name, tensor in some(7).tensors.items():
        assert back.tensors[name].dtype == tensor.dtype
        assert torch.equal(back.tensors[name], tensor)
    assert torch.equal(back.part("model")["w"], some(7).tensors["model/w"])


def test_two_newest_are_kept_and_nothing_else_is_left(tmp_path: Path) -> None:
    for step in (9, 10, 100):
        write_checkpoint(tmp_path, some(step))
    names = ["checkpoint.00000010", "checkpoint.00000100"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    drop_checkpoints(tmp_path, after=10)
    assert [path.name for path in checkpoint_folders(tmp_path)] == names[:1]


@pytest.mark.parametrize("file", ["state.safetensors", "state.json"])
@pytest.mark.parametrize("damage", ["cut", "flip", "remove"])
def test_a_damaged_checkpoint_is_passed_over_with_a_reason(
    tmp_path: Path, file: str, damage: str
) -> None:
    write_checkpoint(tmp_path, some(1))
    broken = write_checkpoint(tmp_path, some(2)) / file
    content = bytearray(broken.read_bytes())
    if damage == "remove":
        broken.unlink()
    else:
        # The last digit of the JSON's "step" stands for any byte of its meaning.
        place = content.index(b'"step": 2') + 8 if file.endswith("json") else len(content) - 3
        content[place] ^= 1
        broken.write_bytes(bytes(content[: len(content) // 2] if damage == "cut" else content))
    back, reasons = newest_checkpoint(tmp_path)
    assert back is not None
    assert back.step == 1
    assert len(reasons) == 1
    assert "checkpoint.00000002" in reasons[0]


def test_no_checkpoint_is_none(tmp_path: Path) -> None:
    (tmp_path / ".checkpoint.00000003.99").mkdir()
    assert newest_checkpoint(tmp_path) == (None, [])
