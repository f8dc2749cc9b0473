"""The form of a run: every model's knobs are there, and what is typed is what is trained."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.spec import FAMILIES
from pages.widgets.form import CHOSEN

Opened = Callable[..., AppTest]
MEMBERS = [(family, member) for family in FAMILIES.values() for member in family.members]


def form(opened: Opened, family: str, key: str, member: str, **knobs: str) -> AppTest:
    kind = {"dataset.name": "digits", "model.family": family}
    if key:
        kind[f"model.{key}"] = member
    return opened("train", **kind, **knobs)


@pytest.mark.parametrize(("family", "member"), MEMBERS, ids=lambda one: getattr(one, "name", one))
def test_every_model_has_a_form_without_complaint(opened: Opened, family, member) -> None:
    at = form(opened, family.name, family.key, member)
    assert not at.exception
    assert not at.error


def test_a_number_that_may_be_missing_starts_empty_and_can_be_given(opened: Opened) -> None:
    at = form(opened, "sparse", "variant", "jumprelu")
    wanted = next(one for one in at.number_input if one.label.startswith("L0*"))
    assert wanted.value is None
    wanted.set_value(6.0).run()
    assert at.session_state[CHOSEN]["model.target_l0"] == 6.0
    assert not at.error
    assert not any(one.label.startswith("λ") for one in at.select_slider)


def test_a_length_in_steps_is_asked_for_in_steps(opened: Opened) -> None:
    at = opened("train", **{"dataset.name": "digits", "training.steps": "300"})
    assert next(one for one in at.number_input if one.label == "Steps").value == 300
    assert not any(one.label == "Epochs" for one in at.select_slider)
    at = opened("train", **{"dataset.name": "digits"})
    assert not any(one.label == "Steps" for one in at.number_input)


def test_a_list_is_typed_with_commas(opened: Opened) -> None:
    at = form(opened, "sparse", "variant", "matryoshka")
    parts = next(one for one in at.text_input if one.label == "Nested parts")
    assert parts.value == "0.0625, 0.125, 0.25, 0.5, 1"
    parts.set_value("0.25, 1").run()
    assert at.session_state[CHOSEN]["model.prefixes"] == [0.25, 1]
    assert not at.error
    parts = next(one for one in at.text_input if one.label == "Nested parts")
    parts.set_value("0.25, half").run()
    assert 'model.prefixes is "0.25, half", but must be a list of' in at.error[0].value
