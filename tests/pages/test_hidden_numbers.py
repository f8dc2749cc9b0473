"""Hiding never hides a needed number: for every name on every page, the numbers stay."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.gallery import RECIPES
from core.lessons.hiding import PARTS, Wish, on_page
from core.lessons.missions import facts, read_by_missions
from core.quantities import quantity, written
from core.runs import Library
from core.spec import knobs, parse_spec
from pages.widgets import classroom

VAE_2, VAE_10, L1, TOPK = list(RECIPES)[:4]
TRUTH = "sparse-d9306e7ab5c1f2"
Opened = Callable[..., AppTest]

_CELL = re.compile(r"<dt>(.*?)</dt><dd>(.*?)<small>")


def numbers(at: AppTest) -> set[tuple[str, str]]:
    """(label, value) of each cell of each strip."""
    return {pair for one in at.html for pair in _CELL.findall(one.value)}


def tables(at: AppTest) -> str:
    """What the tables hold whose rows are numbers on the test set."""
    return "".join(
        one.value.to_csv() for one in at.dataframe if "on the test set" in one.value.columns
    )


def settings(at: AppTest) -> str:
    """Every setting that the form shows, as a widget or in words."""
    kinds = ("selectbox", "select_slider", "number_input", "text_input", "toggle", "button_group")
    drawn = [str(one.key).rpartition(":")[2] for kind in kinds for one in at.get(kind)]
    return "\n".join([*drawn, *(one.value for one in at.caption)])


def hide(at: AppTest, *names: str) -> AppTest:
    at.session_state["classroom.wish"] = Wish(frozenset(names))
    at.run()
    assert not at.exception, at.exception
    return at


@pytest.mark.parametrize(("page", "link"), [
    ("latent", {"run": VAE_10}), ("sparse", {"run": L1}), ("train", {"run": VAE_2}),
    ("compare", {"runs": f"{VAE_2},{VAE_10}"}), ("learn", {}), ("home", {}), ("library", {}),
])  # fmt: skip
def test_every_number_stays_under_every_name(
    opened: Opened, page: str, link: dict[str, str]
) -> None:
    at = opened(page, **link)
    before, table = numbers(at), tables(at)
    names = [part.name for part in on_page(page)]
    for hidden in [(name,) for name in names] + [tuple(names)]:
        hide(at, *hidden)
        assert numbers(at) >= before, hidden
        assert tables(at) == table, hidden


@pytest.mark.parametrize(("page", "run"), [("latent", VAE_10), ("sparse", L1), ("sparse", TRUTH)])
def test_what_missions_read_is_shown_where_something_is_hidden(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, page: str, run: str
) -> None:
    """Also of missions yet to be written: any number of the run's may be read by one."""
    more = ("kl", "fvu", "elbo", "dead", "shrinkage", "hoyer", "train.fvu", "train.mcc", "mmcs")
    wanted = tuple(dict.fromkeys((*read_by_missions(), *more)))
    monkeypatch.setattr(classroom, "read_by_missions", lambda: wanted)
    known = facts(Library().find(run))
    at = opened(page, run=run)
    for part in PARTS.values():
        if page not in part.pages:
            continue
        shown = {value for _, value in numbers(hide(at, part.name))}
        for name in wanted:
            value = known.get(name)
            if isinstance(value, int | float) and "." not in name.removeprefix("train."):
                assert _text(name, value) in shown, (part.name, name)


def _text(name: str, value: Any) -> str:
    return written(value, quantity(name.removeprefix("train.")))


@pytest.mark.parametrize("model", [
    {"family": "variational"}, {"family": "sparse", "variant": "topk"}, {"family": "plain"},
])  # fmt: skip
def test_every_setting_can_be_read_under_every_name(opened: Opened, model: dict[str, str]) -> None:
    at = opened("train", **{f"model__{name}": value for name, value in model.items()})
    spec = parse_spec({"dataset": {"name": "mnist"}, "model": model})
    groups = [part.name for part in PARTS.values() if "train" in part.pages]
    for hidden in [(name,) for name in groups] + [tuple(groups)]:
        said = settings(hide(at, *hidden))
        for knob in knobs(spec):
            if knob.path != "training.steps":
                assert knob.path in said or f"{knob.label}: " in said, (hidden, knob.path)
