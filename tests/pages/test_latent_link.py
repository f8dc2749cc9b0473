"""What a link to Latent space says of the view and of a second run, and what is wrong with it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.paths import ROOT

TWO, TEN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95"


def opened(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    at.run()
    at.switch_page("latent.py")
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, at.exception
    return at


def shown(at: AppTest) -> str:
    (view,) = [one for one in at.get("button_group") if one.label == "View"]
    return str(view.value)


@pytest.mark.parametrize(
    ("view", "expected"), [("kl", "KL"), ("input", "Input"), ("nonsense", "Map"), (None, "Map")]
)
def test_the_link_says_which_view(runs: Path, view: str | None, expected: str) -> None:
    assert shown(opened(run=TWO, **({"view": view} if view else {}))) == expected


def test_the_link_says_which_run_stands_beside(runs: Path) -> None:
    at = opened(run=TWO, beside=TEN)
    assert at.selectbox(key="latent.beside").value == TEN
    assert not at.warning


@pytest.mark.parametrize("beside", ["vae-00000000000000", "<b>", "sparse-3c97be05d1f86a"])
def test_a_run_that_cannot_stand_beside_is_said(runs: Path, beside: str) -> None:
    at = opened(run=TWO, beside=beside)
    assert at.selectbox(key="latent.beside").value is None
    assert "to put beside this one" in at.warning[0].value
