"""Pins in the link: read, written, and what does not fit."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.errors import BadInput
from core.paths import ROOT
from pages.widgets import pins
from pages.widgets.pins import Pin

TWO, TEN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95"

coordinates = st.lists(
    st.integers(-90_000, 90_000).map(lambda value: value / 1e4), min_size=1, max_size=12
)
places = st.one_of(
    st.integers(0, 9_999).map(lambda example: Pin(example=example)),
    coordinates.map(lambda z: Pin(z=tuple(z))),
)


@given(st.dictionaries(st.sampled_from("ABC"), places))
def test_what_is_written_is_read_again(chosen: dict[str, Pin]) -> None:
    assert pins.parse(pins.text(chosen)) == chosen


def test_a_link_that_people_can_read() -> None:
    read = pins.parse("A:test12;C:0.5,-1.2")
    assert read == {"A": Pin(example=12), "C": Pin(z=(0.5, -1.2))}


@pytest.mark.parametrize("text", ["D:test1", "A", "A:", "A:testx", "A:1,b", "A:nan,1", "A:inf"])
def test_what_is_no_pin_is_said(text: str) -> None:
    with pytest.raises(BadInput):
        pins.parse(text)


@pytest.mark.parametrize(
    ("given", "read"),
    [("plane", "plane"), ("3,1", [2, 0]), ("0,1", None), ("1", None), ("x,y", None), (None, None)],
)
def test_what_the_pad_spans(given: str | None, read: object) -> None:
    assert pins.dims(given) == read


def opened(run: str, **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    at.run()
    at.switch_page("latent.py")
    for name, value in {"run": run, **query}.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, at.exception
    return at


def test_the_page_keeps_the_links_pins_for_everything_on_it(runs: Path) -> None:
    at = opened(TWO, pins="A:test3;B:0.5,-1", dims="1,2")
    assert at.session_state[pins.KEPT] == {"A": Pin(example=3), "B": Pin(z=(0.5, -1.0))}
    assert not at.warning


@pytest.mark.parametrize("text", ["A:0.5,1,2", "A:nonsense"])
def test_pins_that_do_not_fit_are_left_out_with_a_sentence(runs: Path, text: str) -> None:
    at = opened(TWO, pins=text)
    assert at.session_state[pins.KEPT] == {}
    assert "Pin A" in at.warning[0].value


@pytest.mark.parametrize(
    ("text", "said"), [("1,99", 1), ("2,2", 1), ("x", 1), ("2,1", 0), ("plane", 0)]
)
def test_dimensions_that_the_run_lacks_are_said(runs: Path, text: str, said: int) -> None:
    at = opened(TEN, dims=text)
    assert [f"dims={text}" in warning.value for warning in at.warning] == [True] * said


def test_another_run_begins_without_the_pins_of_the_last(runs: Path) -> None:
    at = opened(TWO, pins="A:0.5,-1", step="163")
    at.selectbox(key="latent.run").set_value(TEN).run()
    assert not at.exception, at.exception
    assert at.session_state[pins.KEPT] == {}
    assert "pins" not in at.query_params
    assert "step" not in at.query_params
    assert not at.warning
