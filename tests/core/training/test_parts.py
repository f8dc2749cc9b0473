"""Batches, means, sheets and histograms: known answers."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from core.data.sheets import Drawing, tile_size
from core.streams import stream
from core.training.batches import Batches, Binariser, Dequantiser
from core.training.histogram import histogram
from core.training.meter import Meter
from core.training.probe import classes_in_turn
from core.training.snapshots import manifold_grid


def test_an_epoch_shows_every_example_once_and_the_last_batch_is_short() -> None:
    batches = Batches(torch.arange(10.0)[:, None], batch_size=4, seed=0)
    epoch = [batches.at(step)[:, 0].tolist() for step in range(3)]
    assert [len(batch) for batch in epoch] == [4, 4, 2]
    assert sorted(number for batch in epoch for number in batch) == list(range(10))


def test_any_step_can_be_asked_for_without_the_ones_before() -> None:
    x = torch.rand(50, 3)
    walked, jumped = (Batches(x, batch_size=8, seed=5) for _ in range(2))
    all_steps = [walked.at(step).clone() for step in range(20)]
    assert torch.equal(jumped.at(17), all_steps[17])
    assert torch.equal(jumped.at(3), all_steps[3])


def test_batches_fingerprint_sees_seed_data_and_size() -> None:
    x = torch.rand(20, 2)
    same = Batches(x, 4, 0).fingerprint()
    assert same == Batches(x.clone(), 4, 0).fingerprint()
    assert same not in {
        Batches(x, 4, 1).fingerprint(),
        Batches(x, 5, 0).fingerprint(),
        Batches(x + 1, 4, 0).fingerprint(),
    }


def test_binarisation_is_drawn_anew_with_the_grey_values_chance() -> None:
    binarise = Binariser(stream(0, "binarisation"))
    x = torch.tensor([[0.0, 0.25, 1.0]]).repeat(4000, 1)
    first, second = binarise(x).clone(), binarise(x).clone()
    assert set(first.unique().tolist()) == {0.0, 1.0}
    assert first.mean(dim=0).tolist() == pytest.approx([0, 0.25, 1], abs=0.03)
    assert not torch.equal(first, second)
    assert torch.equal(x[0], torch.tensor([0.0, 0.25, 1.0]))


def test_dequantisation_spreads_each_grey_value_over_its_own_level_anew() -> None:
    dequantise = Dequantiser(stream(0, "dequantisation"))
    levels = torch.arange(256)
    x = (levels / 255).repeat(200, 1)
    first, second = dequantise(x).clone(), dequantise(x).clone()
    assert torch.equal((first * 256).floor().long(), levels.expand_as(x))
    assert (first * 256 - levels).mean() == pytest.approx(0.5, abs=0.01)
    assert not torch.equal(first, second)
    assert torch.equal(x[0], levels / 255)


def test_a_meter_averages_over_examples_not_batches() -> None:
    meter = Meter()
    meter.add({"objective": torch.tensor(1.0)}, 30)
    meter.add({"objective": torch.tensor(5.0)}, 10)
    assert meter.means() == {"objective": 2.0}
    meter.reset()
    assert meter.means() == {}


def test_a_sheet_is_row_major_and_clipped(tmp_path: Path) -> None:
    pictures = np.array([[0.0] * 6, [1.0] * 6, [2.0] * 6, [-1.0] * 6, [0.5] * 6])
    sheet = Drawing(2, 3).write(tmp_path / "s.png", pictures, columns=2)
    assert sheet.as_dict() == {
        "file": "s.png", "count": 5, "columns": 2, "width": 3, "height": 2, "signed": False,
        "scale": 1.0,
    }  # fmt: skip
    canvas = np.asarray(Image.open(tmp_path / "s.png"))
    assert canvas.shape == (6, 6)
    assert canvas.dtype == np.uint8
    assert canvas[::2, ::3].tolist() == [[0, 255], [255, 0], [128, 0]]


def test_a_signed_sheet_keeps_each_tiles_own_scale(tmp_path: Path) -> None:
    pictures = np.array([[0.0, 0.1, -0.2], [0.0, 0.0, 0.0], [-4.0, 2.0, 0.0]])
    sheet, scales = Drawing(1, 3).write_signed(tmp_path / "a.png", pictures, columns=3)
    assert sheet.signed
    assert sheet.scale is None
    assert scales.tolist() == pytest.approx([0.2, 0.0, 4.0])
    levels = np.asarray(Image.open(tmp_path / "a.png"), np.float64).reshape(3, 3)
    assert (levels - 128) / 127 * scales[:, None] == pytest.approx(pictures, abs=4 / 127)
    assert levels[1].tolist() == [128, 128, 128]


def test_signed_data_share_one_scale_and_leave_the_rest_of_a_tile_blank(tmp_path: Path) -> None:
    drawing = Drawing(2, 2, scale=2.0, signed=True)
    sheet = drawing.write(tmp_path / "v.png", np.array([[1.0, -2.0, 9.0]]), columns=1)
    assert (sheet.signed, sheet.scale) == (True, 2.0)
    levels = np.asarray(Image.open(tmp_path / "v.png"))
    assert levels.tolist() == [[192, 1], [255, 128]]


@pytest.mark.parametrize(
    ("shape", "size"),
    [((28, 20), (28, 20)), ((32,), (6, 6)), ((30,), (5, 6)), ((1,), (1, 1)), ((5,), (2, 3))],
)
def test_vectors_are_tiles_as_nearly_square_as_can_be(
    shape: tuple[int, ...], size: tuple[int, int]
) -> None:
    assert tile_size(shape) == size


def test_histogram_counts_what_is_not_exactly_zero() -> None:
    counts, edges = histogram(np.array([[0.0, 1.0, 2.0], [0.0, 0.0, 64.0]], np.float32))
    assert counts.dtype == np.uint32
    assert len(counts) == 64
    assert counts.sum() == 3
    assert (edges[0], edges[-1], edges.dtype, len(edges)) == (0, 64, np.float32, 65)
    assert histogram(np.zeros((2, 2), np.float32))[0].sum() == 0


def test_probe_takes_the_classes_in_turn() -> None:
    labels = np.array([3, 3, 1, 3, 1, 2])
    assert classes_in_turn(labels, 5).tolist() == [2, 5, 0, 4, 1]


def test_manifold_rises_to_the_right_and_upwards() -> None:
    grid = manifold_grid(20).reshape(20, 20, 2)
    assert grid[0, 0] == pytest.approx([-2.0537, 2.0537], abs=1e-4)
    assert grid[-1, -1] == pytest.approx([2.0537, -2.0537], abs=1e-4)
    assert (np.diff(grid[:, :, 0], axis=1) > 0).all()
