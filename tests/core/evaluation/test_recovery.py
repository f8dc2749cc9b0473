"""Dictionaries against themselves, turned, doubled, halved and replaced by chance."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.evaluation.recovery import matching, mcc, mmcs


def atoms(count: int, dimension: int = 6, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.nn.functional.normalize(torch.randn(count, dimension, generator=generator), dim=1)


def test_the_true_dictionary_is_found_in_any_order_and_length() -> None:
    true = atoms(8)
    learned = true[torch.randperm(8)] * torch.rand(8, 1).add(0.1)
    assert mmcs(learned, true) == pytest.approx(1)
    assert mcc(learned, true) == pytest.approx(1)


def test_mmcs_has_a_sign_and_mcc_has_none() -> None:
    true = torch.eye(4)
    assert mmcs(-true, true) == 0
    assert mcc(-true, true) == pytest.approx(1)


def test_one_atom_cannot_be_two_of_a_matching() -> None:
    """Two true atoms 60° apart, both nearest to a learned atom between them."""
    half = math.radians(30)
    true = torch.tensor([[math.cos(half), math.sin(half)], [math.cos(half), -math.sin(half)]])
    learned = torch.tensor([[1.0, 0.0], [-1.0, 0.0], [0.0, 0.0]])
    assert mmcs(learned, true) == pytest.approx(math.cos(half))
    assert mcc(learned, true) == pytest.approx(math.cos(half))
    assert mcc(learned[:1], true) == pytest.approx(math.cos(half) / 2)
    assert mcc(learned[[0, 2]], true) == pytest.approx(math.cos(half) / 2)


def test_a_greedy_pairing_would_be_worse() -> None:
    true = torch.eye(2)
    learned = torch.tensor([[0.8, 0.6], [1.0, 0.0]])
    assert mcc(learned, true) == pytest.approx((1.0 + 0.6) / 2)


@given(st.integers(1, 6), st.integers(1, 12), st.integers(0, 99))
def test_within_bounds_and_a_matching_is_never_above_the_best(A: int, M: int, seed: int) -> None:
    true, learned = atoms(A, seed=seed), atoms(M, seed=seed + 100)
    assert -1 <= mmcs(learned, true) <= 1
    assert 0 <= mcc(learned, true) <= 1 + 1e-12
    signless = torch.cat([learned, -learned])
    assert mcc(learned, true) <= mmcs(signless, true) + 1e-12


def test_atoms_are_found_split_or_missed() -> None:
    """The first is there, the second as two halves, the third upside down, the fourth is not."""
    true = torch.eye(4)
    halves = torch.tensor([[0.0, 0.8, 0.0, 0.6], [0.0, 0.8, 0.0, -0.6]])
    learned = torch.cat([halves, true[:1], -true[2:3]])
    found = matching(learned, true)
    assert found.partner.tolist()[0] == 2
    assert found.partner.tolist()[2] == 3
    assert found.cosine[[0, 2]].tolist() == pytest.approx([1, -1])
    assert found.nearest[:3].tolist() == [1, 1, 0]
    assert found.shares.tolist() == [1, 2, 0, 0]
    assert found.fate.tolist() == [1, 2, 0, 0]


def test_what_has_no_partner_is_missed() -> None:
    found = matching(torch.eye(3)[:1], torch.eye(3))
    assert found.partner.tolist() == [0, -1, -1]
    assert found.cosine.tolist() == [1, 0, 0]
    assert found.fate.tolist() == [1, 0, 0]
