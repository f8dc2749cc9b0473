"""k-fold cross-validation: folds are disjoint, cover the pool, and leave the test set alone."""

import numpy as np
import pytest

from core.data import Prepared, load
from core.errors import BadInput
from core.spec import RunSpec, describe, knobs, parse_spec


def spec(name: str = "digits", **dataset: object) -> RunSpec:
    return parse_spec({"dataset": {"name": name, **dataset}, "model": {"family": "plain"}})


def folded(name: str, folds: int, **dataset: object) -> list[Prepared]:
    return [load(spec(name, folds=folds, fold=f, **dataset).dataset) for f in range(folds)]


def lines(x: np.ndarray) -> list[bytes]:
    return sorted(row.tobytes() for row in x)


@pytest.mark.parametrize("folds", [2, 5, 7])
def test_folds_are_disjoint_and_cover_the_pool(folds: int) -> None:
    usual, parts = load(spec().dataset), folded("digits", folds)
    pool = lines(np.concatenate([usual.train.x, usual.validation.x]))
    assert lines(np.concatenate([part.validation.x for part in parts])) == pool
    for part in parts:
        assert lines(np.concatenate([part.train.x, part.validation.x])) == pool
        assert np.array_equal(part.test.x, usual.test.x)
        assert part.test_set == usual.test_set


def test_every_fold_holds_each_class_evenly() -> None:
    parts = folded("digits", 5)
    counts = np.stack([np.bincount(part.validation.y, minlength=10) for part in parts])
    assert np.ptp(counts, axis=0).max() <= 1


@pytest.mark.parametrize(("name", "sizes"), [("digits", {"train_size": 333}), ("mnist", {})])
def test_sizes_are_known_before_anything_is_loaded(name: str, sizes: dict[str, int]) -> None:
    """What the light half reckons with is what scikit-learn's splitters deal out."""
    for fold in range(7):
        data = spec(name, folds=7, fold=fold, **sizes).dataset
        prepared = load(data)
        assert len(prepared.train) == data.trained_on
        assert len(prepared.validation) == data.validated_on


def test_few_examples_of_a_class_are_shared_out_without_regard_to_classes() -> None:
    data = spec(train_size=30, validation_size=0, folds=20, fold=19).dataset
    prepared = load(data)
    assert (len(prepared.train), len(prepared.validation)) == (29, 1)


def test_tables_are_standardised_by_the_rows_that_are_trained_on() -> None:
    for part in folded("breast_cancer", 3):
        assert np.abs(part.train.x.mean(axis=0)).max() < 1e-5
        assert np.abs(part.validation.x.mean(axis=0)).max() > 1e-3


def test_text_is_shared_out_too() -> None:
    usual, parts = load(spec("docstrings").dataset), folded("docstrings", 3)
    names = [name for part in parts for name in part.validation.names]
    assert sorted(names) == sorted((*usual.train.names, *usual.validation.names))


def test_the_split_seed_decides_the_folds() -> None:
    first, again, other = (
        load(spec(folds=4, fold=1, seed=seed).dataset).validation.x for seed in (0, 0, 1)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_an_epoch_counts_what_is_trained_on() -> None:
    whole = spec(train_size=1000, validation_size=0)
    assert spec(train_size=1000, validation_size=0, folds=2).total_steps < whole.total_steps


@pytest.mark.parametrize(
    ("name", "dataset", "sentence"),
    [
        ("digits", {"folds": 1}, "dataset.folds is 1, but must be 0"),
        ("digits", {"fold": 2}, "there are no folds"),
        ("digits", {"folds": 5, "fold": 5}, "from 0 to 4 (dataset.folds is 5)"),
        ("digits", {"folds": 51}, "from 0 to 50"),
        (
            "digits",
            {"train_size": 10, "validation_size": 0, "folds": 11},
            "from 0 to 10 (there are 10 examples to share out)",
        ),
        ("superposition", {"folds": 5}, 'that is "superposition"; leave dataset.folds out'),
        ("sprites", {"folds": 5}, 'that is "sprites"; leave dataset.folds out'),
    ],
)
def test_folds_that_make_no_sense(name: str, dataset: dict[str, int], sentence: str) -> None:
    with pytest.raises(BadInput) as error:
        spec(name, **dataset)
    assert sentence in str(error.value)


def test_the_fold_is_part_of_the_name_and_asked_for_only_among_folds() -> None:
    assert "fold 2 of 5" in describe(spec(folds=5, fold=1))
    assert "fold" not in spec().as_dict()["dataset"]
    assert "dataset.fold" not in {knob.path for knob in knobs(spec())}
    assert parse_spec(spec(folds=5, fold=1).as_dict()) == spec(folds=5, fold=1)
