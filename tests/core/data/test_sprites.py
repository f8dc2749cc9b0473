"""Sprites: pictures follow from their factors, all of them, and no picture is in two splits."""

import numpy as np
import pytest

from core.catalogue import CATALOGUE
from core.data import Prepared, load, sprites
from core.spec import parse_spec


def prepared(**dataset: object) -> Prepared:
    given = {"dataset": {"name": "sprites", **dataset}, "model": {"family": "plain"}}
    return load(parse_spec(given).dataset)


def test_factors_reproduce_the_pictures_and_labels_are_shapes() -> None:
    data = prepared()
    for split in (data.train, data.validation, data.test):
        assert split.factors is not None
        assert np.array_equal(sprites.drawn(split.factors), split.x)
        assert np.array_equal(split.factors[:, 0], split.y)
    assert (
        data.factor_names == tuple(sprites.FACTORS) == ("shape", "scale", "orientation", "x", "y")
    )
    assert data.label_names == ("square", "ellipse", "heart")


def test_every_value_of_every_factor_occurs_about_equally_often() -> None:
    factors = prepared().train.factors
    assert factors is not None
    for column, count in zip(factors.T, sprites.FACTORS.values(), strict=True):
        shares = np.bincount(column, minlength=count) / len(column) * count
        assert shares == pytest.approx(np.ones(count), abs=0.15)
    assert len(np.unique(factors, axis=0)) == len(factors)


def test_no_picture_is_in_two_splits() -> None:
    data = prepared(train_size=50_000, validation_size=5_000)
    pictures = [
        {picture.tobytes() for picture in split.x}
        for split in (data.train, data.validation, data.test)
    ]
    assert [len(data.train), len(data.validation), len(data.test)] == [50_000, 5_000, 5_000]
    assert len(set().union(*pictures)) == sum(len(one) for one in pictures)


def test_combinations_look_alike_only_by_symmetry() -> None:
    stamps = sprites.stamped().reshape(3, 6, 16, -1)
    for shape, turns in enumerate(sprites.SYMMETRY):
        assert np.array_equal(stamps[shape, :, :turns], stamps[shape, :, -turns:])
    distinct = {
        stamps[shape, scale, turn].tobytes()
        for shape, turns in enumerate(sprites.SYMMETRY)
        for scale in range(6)
        for turn in range(turns)
    }
    assert len(distinct) == 6 * sum(sprites.SYMMETRY)


def test_a_square_and_an_ellipse_have_the_area_they_should() -> None:
    areas = sprites.stamped().sum(axis=(3, 4))
    radii = np.linspace(*sprites.RADIUS, 6)
    assert areas[0, :, 1] == pytest.approx(2 * radii**2, rel=0.03)
    assert areas[1, :, 3] == pytest.approx(np.pi * radii**2 / 2, rel=0.03)
    assert np.allclose(areas, areas[:, :, :1], rtol=0.04)  # turning changes no area


def test_places_move_the_picture_by_whole_pixels() -> None:
    base, right, down = sprites.drawn(
        np.array([[2, 3, 5, 4, 4], [2, 3, 5, 6, 4], [2, 3, 5, 4, 7]])
    ).reshape(3, 32, 32)
    assert np.array_equal(np.roll(base, 2, axis=1), right)
    assert np.array_equal(np.roll(base, 3, axis=0), down)


def test_it_is_the_same_again_and_another_with_another_seed() -> None:
    first, smaller = prepared(), prepared(train_size=100, validation_size=0)
    assert np.array_equal(first.train.x[:100], smaller.train.x)
    assert np.array_equal(first.test.x, smaller.test.x)
    assert not np.array_equal(first.test.x, prepared(seed=1).test.x)


def test_it_is_called_a_look_alike_wherever_it_is_a_source() -> None:
    entry = CATALOGUE["sprites"]
    assert "look-alike of dSprites" in entry.notice
    assert "look-alike of dSprites" in prepared().test_set


def test_the_showcase_walks_one_factor_at_a_time() -> None:
    rows = sprites.showcase(10).reshape(5, 10, -1)
    assert [len({tile.tobytes() for tile in row if tile.any()}) for row in rows] == [
        3, 6, 10, 10, 10,
    ]  # fmt: skip
