"""The probe on data with known answers, beside scikit-learn by hand."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from core.evaluation.probe import probe

STRENGTHS = (0.01, 1.0, 100.0)


def drawn(count: int, seed: int, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    centres = 4 * np.eye(3, 5)
    return centres[labels] + spread * chance.normal(size=(count, 5)), labels


def test_classes_far_apart_are_all_read() -> None:
    found = probe(drawn(300, 0, 0.1), drawn(90, 1, 0.1), drawn(90, 2, 0.1), STRENGTHS)
    assert found.accuracy == found.validation_accuracy == 1
    assert found.strength == 0.01  # the smallest of equals
    assert found.probabilities.shape == (90, 3)
    assert found.probabilities.sum(axis=1) == pytest.approx(1)


def test_noise_is_not_read() -> None:
    (x, y), validation, (x_test, y_test) = drawn(300, 0), drawn(90, 1), drawn(900, 2)
    shuffled = np.random.default_rng(3).permutation(y_test)
    assert probe((x, y), validation, (x_test, shuffled), STRENGTHS).accuracy < 0.42


def test_units_do_not_matter_and_validation_alone_chooses() -> None:
    train, validation, test = drawn(120, 0, 2.0), drawn(90, 1, 2.0), drawn(300, 2, 2.0)
    found = probe(train, validation, test, STRENGTHS)
    scaled = [(1000 * x, y) for x, y in (train, validation, test)]
    again = probe(*scaled, STRENGTHS)
    assert again.strength == found.strength
    assert again.probabilities == pytest.approx(found.probabilities, abs=1e-3)
    (x, y), (x_val, y_val) = train, validation
    scale = np.sqrt(x.var(axis=0).sum())
    by_hand = {
        c: LogisticRegression(C=c, max_iter=500).fit(x / scale, y).score(x_val / scale, y_val)
        for c in STRENGTHS
    }
    assert found.validation_accuracy == max(by_hand.values())
    assert by_hand[found.strength] == max(by_hand.values())


def test_codes_that_are_all_equal_give_the_commonest_class() -> None:
    y = np.array([0] * 6 + [1] * 4)
    zeros = np.zeros((10, 4))
    assert probe((zeros, y), (zeros, y), (zeros, y), STRENGTHS).accuracy == 0.6
