"""Objectives that estimate something from a batch refuse batches of one example."""

import pytest

from core.errors import BadInput
from core.spec import parse_spec
from core.spec.families import FAMILIES

NEED_TWO = {
    ("variational", "beta_tc"),
    ("variational", "factor"),
    ("variational", "dip_i"),
    ("variational", "dip_ii"),
    ("sparse", "fc_wta"),
}
MODELS = [(family.name, member) for family in FAMILIES.values() for member in family.members]


def with_batches_of(size: int, family: str, member: str):
    key = FAMILIES[family].key
    model = {"family": family} | ({key: member} if key else {})
    given = {"dataset": {"name": "digits"}, "model": model, "training": {"batch_size": size}}
    return parse_spec(given)


@pytest.mark.parametrize(("family", "member"), MODELS)
def test_a_batch_of_one_is_refused_where_two_examples_are_compared(family, member) -> None:
    assert with_batches_of(2, family, member).training.batch_size == 2
    if (family, member) not in NEED_TWO:
        assert with_batches_of(1, family, member).training.batch_size == 1
        return
    with pytest.raises(BadInput) as refused:
        with_batches_of(1, family, member)
    title = FAMILIES[family].members[member].title
    said = str(refused.value)
    assert said.startswith(f"training.batch_size is 1, but must be at least 2 for {title}, which ")
    assert said.endswith(".")
    assert "\n" not in said
