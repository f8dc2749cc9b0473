"""What a link says wrongly of a page's widgets is said in a sentence, once, and never dropped."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.gallery import RECIPES

TWO, TEN = "vae-5e1d0f3a9b7c24", "vae-a86c41f7d20e95"
L1 = "sparse-3c97be05d1f86a"
EXAMPLES = list(RECIPES)[2:12]
Opened = Callable[..., AppTest]


@pytest.mark.parametrize(
    ("page", "query", "sentence"),
    [
        ("compare", {"view": "nonsense"}, "view=nonsense cannot be shown: valid is runs, knob"),
        ("compare", {"runs": f"{TWO},zz"}, "There is no run 'zz'"),
        ("compare", {"view": "knob", "number": "zz"}, "number=zz cannot be shown: valid is elbo"),
        ("compare", {"view": "knob", "knob": "zz"}, "knob=zz cannot be shown: valid is model."),
        ("compare", {"view": "knob", "over": "zz"}, "over=zz cannot be shown"),
        ("compare", {"view": "knob", "of": "zz"}, "There is no run 'zz'"),
        ("latent", {"run": TWO, "view": "nonsense"}, "view=nonsense cannot be shown: valid is map"),
        ("latent", {"run": TWO, "step": "soon"}, "step=soon cannot be shown: valid is a step"),
        ("sparse", {"run": L1, "feature": "zz"}, "feature=zz cannot be shown: valid is a number"),
    ],
)
def test_a_wrong_value_is_said_once(
    opened: Opened, page: str, query: dict[str, str], sentence: str
) -> None:
    at = opened(page, **query)
    assert [one for one in at.warning if sentence in one.value]
    at.run()
    assert not [one for one in at.warning if sentence in one.value]


def test_the_link_chooses_what_stands_against_which_knob(opened: Opened) -> None:
    at = opened("compare", view="knob", number="fvu", knob="model.beta", over="model.latent_dim")
    assert not at.warning
    assert at.selectbox(key="effect.metric").value == "fvu"
    assert at.selectbox(key="effect.knob").value == "model.beta"
    assert at.multiselect(key="effect.free:model.beta").value == ["model.latent_dim"]


def test_a_link_of_other_runs_than_mine_opens_on_them(opened: Opened) -> None:
    at = opened("compare", view="knob", of=f"{TWO},{TEN}")
    box = at.selectbox(key="effect.group")
    assert str(box.value).startswith("The link’s 2 runs")
    assert len(box.options) > 1


def test_more_runs_than_can_be_told_apart_are_said(opened: Opened) -> None:
    at = opened("compare", runs=",".join([TWO, TEN, *EXAMPLES]))
    assert len(at.multiselect(key="compare.runs").value) == 8
    assert any("the first 8 of them" in one.value for one in at.warning)
