"""Knobs by the names that people read, whatever model they belong to."""

import pytest

from core.spec import parse_spec
from core.spec.naming import brief, declared, in_words

SPEC = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "variational"}})
SPARSE = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "sparse"}})


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("model.beta", "β"),
        ("model.latent_dim", "latent dimensions"),
        ("training.batch_size", "batch size"),
        ("training.seed", "seed"),
        ("dataset.fold", "fold"),
        ("model.weight", "weight"),  # of a model that is not among these
    ],
)
def test_a_knob_is_named_by_its_greek_letter_or_its_label(path: str, name: str) -> None:
    assert brief(path, declared([SPEC])) == name


def test_every_knob_of_a_specification_has_a_name_even_one_that_does_not_act() -> None:
    known = declared([SPEC, SPARSE])
    assert {"model.weight", "model.beta", "model.schedule.cycles", "network.channels"} <= set(known)


def test_settings_are_said_as_people_say_them() -> None:
    values = {"model.beta": 4.0, "model.latent_dim": 8, "dataset.fold": 0, "training.seed": 2}
    assert in_words(values, SPEC) == "β 4, 8 dimensions, fold 1, seed 2"
