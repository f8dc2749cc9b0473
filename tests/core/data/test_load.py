"""Bundled splits are disjoint, stable, and what their names say."""

import numpy as np
import pytest

from core.catalogue import CATALOGUE
from core.data import Prepared, Split, load
from core.spec import parse_spec


def prepared(name: str, **dataset: object) -> Prepared:
    given = {"dataset": {"name": name, **dataset}, "model": {"family": "plain"}}
    return load(parse_spec(given).dataset)


def rows(split: Split) -> set[bytes]:
    if not isinstance(split.x, np.ndarray):  # CSR: a row is its columns and their values
        cuts = split.x.indptr[1:-1]
        parts = (np.split(part, cuts) for part in (split.x.indices, split.x.data))
        return {
            columns.tobytes() + values.tobytes() for columns, values in zip(*parts, strict=True)
        }
    return {row.tobytes() for row in split.x}


def same(a: Split, b: Split) -> bool:
    return np.array_equal(a.x, b.x) and np.array_equal(a.y, b.y)


@pytest.mark.parametrize("name", CATALOGUE)
def test_sizes_types_and_range(name: str) -> None:
    data, entry = prepared(name), CATALOGUE[name]
    sizes = (len(data.train), len(data.validation), len(data.test))
    assert sizes == (entry.bundled.train, entry.bundled.validation, entry.bundled.test)
    assert data.train.x.dtype == np.float32
    assert data.train.y.dtype == np.int64
    assert data.train.x.shape[1] == entry.dimension
    assert data.value_range == entry.range
    if entry.range == (0, 1):
        assert (data.train.x.min(), data.train.x.max()) == (0, 1)
    assert data.label_names == entry.label_names
    assert set(data.train.y) == set(range(max(1, entry.classes)))
    assert data.shape == entry.shape


@pytest.mark.parametrize("name", CATALOGUE)
def test_splits_share_no_example(name: str) -> None:
    data = prepared(name)
    # Fashion-MNIST has a few images twice; the indices behind the splits are what is disjoint.
    duplicates = {"fashion_mnist": 3}.get(name, 0)
    # Where nothing fires, examples of a superposition are zero, and so alike.
    train, validation, test = (
        {row for row in rows(part) if row.strip(b"\0")}
        for part in (data.train, data.validation, data.test)
    )
    shared = len(train & test) + len(train & validation) + len(validation & test)
    assert shared <= duplicates


def test_train_size_moves_neither_validation_nor_test() -> None:
    large, small = prepared("mnist"), prepared("mnist", train_size=500)
    assert same(large.validation, small.validation)
    assert same(large.test, small.test)
    assert np.array_equal(large.train.x[:500], small.train.x)
    assert large.test_set == small.test_set


def test_validation_size_moves_neither_training_nor_test() -> None:
    large, small = prepared("mnist"), prepared("mnist", validation_size=0)
    assert same(large.train, small.train)
    assert same(large.test, small.test)
    assert small.validation.x.shape == (0, 784)


def test_the_seed_decides_the_split() -> None:
    first, again, other = (prepared("digits", seed=seed) for seed in (0, 0, 1))
    assert same(first.test, again.test)
    assert not same(first.test, other.test)


def test_names_of_test_sets() -> None:
    assert prepared("mnist").test_set == "mnist: bundled test split of 1,000 (seed 0)"
    assert prepared("digits", seed=3).test_set == "digits: bundled test split of 250 (seed 3)"


def test_digits_are_scikit_learns() -> None:
    from sklearn.datasets import load_digits

    official = {(row / 16).astype(np.float32).tobytes() for row in load_digits().data}
    assert rows(prepared("digits").train) <= official
