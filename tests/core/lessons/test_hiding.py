"""What a link hides and fixes: names are known, wrong ones get one sentence with the nearest."""

import re

import pytest

from core.lessons.hiding import PARTS, Wish, on_page, part_of, settings, wish
from core.paths import ROOT

CODE = "".join(file.read_text() for file in (ROOT / "pages").rglob("*.py"))


def test_a_link_without_a_wish_hides_nothing() -> None:
    assert wish("", "", {"model.beta": 4}) == Wish()
    assert not Wish()


def test_names_are_taken_with_their_values() -> None:
    found = wish("presets, advanced,presets", "model.beta,training.epochs", {"model.beta": 4})
    assert found == Wish(
        frozenset({"presets", "advanced"}), {"model.beta": 4, "training.epochs": None}
    )
    assert found


@pytest.mark.parametrize(("hide", "fix", "sentence"), [
    ("presests", "", "hide “presests”, which is unknown; the nearest name is presets."),
    ("", "model.bta", "fix “model.bta”, which is unknown; the nearest name is model.beta."),
    ("zzzzzzzz", "", "the page For teachers lists the names."),
    ("<b>", "", "whose name is none"),
    ("", "model.beta", "model.beta is -3, but must be a number from 0"),
    ("", "training.epochs", 'training.epochs is "many", but must be a whole number'),
    ("", "model.family", 'model.family is "vea", but must be plain, sparse or variational'),
    ("", "network.hidden", "network.hidden is [0], but must be a list"),
])  # fmt: skip
def test_what_is_wrong_gets_one_sentence_and_is_left_out(
    hide: str, fix: str, sentence: str
) -> None:
    values = {"model.beta": -3, "training.epochs": "many", "model.family": "vea"}
    found = wish(hide, fix, values | {"network.hidden": [0]})
    assert not found
    (problem,) = found.problems
    assert sentence in problem


@pytest.mark.parametrize(("path", "value"), [
    ("model.beta", 4), ("model.sigma", "optimal"), ("network.hidden", [64, 32]),
    ("model.variant", "topk"), ("dataset.name", "digits"), ("dataset.magnitude", [0.5, 1.5]),
])  # fmt: skip
def test_values_of_every_kind_are_accepted(path: str, value: object) -> None:
    assert wish("", path, {path: value}) == Wish(fixed={path: value})


def test_every_setting_belongs_to_one_group_of_the_form() -> None:
    groups = {part_of(path) for path in settings()}
    assert groups == {"data", "model", "sparsity", "beta", "network", "training"}
    assert part_of("model.weight_decay") == "model"
    assert part_of("model.schedule.kind") == "beta"


def test_names_can_stand_in_a_link() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in PARTS)


def test_each_page_offers_its_own_names_first() -> None:
    names = [part.name for part in on_page("latent")]
    assert names[:2] == ["map", "input"]
    assert names[-1] == "tour"
    assert "presets" not in names


def test_every_name_is_looked_at_by_some_page() -> None:
    """A name that no page asks for would hide nothing."""
    form = {part.name for part in PARTS.values() if part.knobs}
    asked = set(re.findall(r'"([a-z-]+)"', CODE)) | form
    asked |= {name.lower() for name in re.findall(r'"([A-Za-z]+)": [a-z_.]+,', CODE)}
    assert sorted(set(PARTS) - asked) == []
