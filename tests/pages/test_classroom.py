"""A teacher's link on the pages: what it hides and fixes, how long, and the way out."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.gallery import RECIPES

VAE_2, VAE_10, L1, TOPK = list(RECIPES)[:4]
Opened = Callable[..., AppTest]


def keys(at: AppTest) -> set[str]:
    """Keys of the widgets that are drawn."""
    kinds = ("button", "selectbox", "select_slider", "number_input", "text_input", "toggle")
    return {one.key for kind in kinds for one in at.get(kind) if one.key}


def captions(at: AppTest) -> str:
    return "\n".join(one.value for one in at.caption)


def test_without_a_link_nothing_is_hidden(opened: Opened) -> None:
    at = opened("train")
    assert "classroom.leave" not in keys(at)
    assert any(key.startswith("preset:") for key in keys(at))


def test_presets_and_folded_settings_are_hidden_and_their_values_stay(opened: Opened) -> None:
    at = opened("train", hide="presets,advanced", model__beta="4")
    assert not any(key.startswith("preset:") for key in keys(at))
    assert not any("training.epochs" in key for key in keys(at))
    assert "Some controls are hidden" in captions(at)
    assert "epochs: 30" in captions(at)
    assert at.query_params["hide"] == "advanced,presets" or at.query_params["hide"] == (
        "presets,advanced"
    )


@pytest.mark.parametrize("group", ["data", "model", "beta", "network", "training"])
def test_a_hidden_group_keeps_its_values_on_the_page(opened: Opened, group: str) -> None:
    said = {
        "data": "data set: MNIST",
        "model": "L, latent dimensions: 10",
        "beta": "β, price of a nat of information: 4",
        "network": "hidden layers: ",
        "training": "training seed: 0",
    }
    link = {"model__beta": "4", "model__latent_dim": "10"}
    shown, hidden = opened("train", **link), opened("train", hide=group, **link)
    assert len(keys(hidden)) < len(keys(shown))
    assert said[group] in captions(hidden)
    assert said[group] not in captions(shown)
    assert not hidden.button(key="train.start").disabled


def test_a_fixed_setting_is_shown_disabled_with_its_reason(opened: Opened) -> None:
    at = opened("train", fix="model.beta,model.family", model__beta="4")
    slider = at.select_slider(key="knob:mnist.variational.beta:model.beta")
    assert slider.disabled
    assert slider.value == 4
    assert "Fixed at 4 by your teacher’s link." in captions(at)
    assert "Fixed at VAE by your teacher’s link." in captions(at)
    at.button(key="preset:vae_ten").click().run()
    assert at.query_params["model.beta"] == "4.0"
    at.button(key="preset:sparse_l1").click().run()
    assert not at.exception
    assert not at.error
    assert at.get_by_key("knob:model.family").value == "variational"


def test_a_value_fixed_to_the_recommended_one_stays_there(opened: Opened) -> None:
    at = opened("train", fix="model.beta")
    at.button(key="preset:vae_beta_4").click().run()
    slider = at.select_slider(key="knob:mnist.variational.beta:model.beta")
    assert slider.disabled
    assert slider.value == 1


def test_a_fixed_setting_of_another_model_waits(opened: Opened) -> None:
    at = opened("train", fix="model.k", model__k="5")
    assert not at.error
    at.button(key="preset:sparse_topk").click().run()
    assert not at.exception
    assert at.query_params["model.k"] == "5"


def test_it_lasts_over_pages_and_ends_at_a_click(opened: Opened) -> None:
    at = opened("train", hide="map,library", fix="model.beta", model__beta="4")
    at.switch_page("latent.py").run()
    assert "Some controls are hidden" in captions(at)
    view = next(one for one in at.get("button_group") if one.key.startswith("latent.view"))
    assert "Map" not in view.options
    assert at.query_params["hide"]
    at.switch_page("library.py").run()
    assert "hides the library" in at.info[0].value
    at.button(key="classroom.leave").click().run()
    assert not at.exception
    assert "hide" not in at.query_params.keys()  # noqa: SIM118
    assert not at.info
    at.switch_page("train.py").run()
    assert "classroom.leave" not in keys(at)
    assert not any(one.disabled for one in at.select_slider)


def test_a_wrong_name_is_told_and_the_right_ones_hold(opened: Opened) -> None:
    at = opened("train", hide="presests,advanced")
    assert "the nearest name is presets" in at.warning[0].value
    assert not any("training.epochs" in key for key in keys(at))


def test_parts_of_a_sparse_page_are_hidden(opened: Opened) -> None:
    headings = {
        "activations": None, "density": "How often features fire", "dictionary": "The dictionary",
        "feature": "A feature’s page", "edit": "Edit a code", "trade-off": "What sparsity costs",
        "output-sparsity": "Does a sparse code make a sparse output?",
        "constraint": "The constraint matters",
    }  # fmt: skip
    at = opened("sparse", run=L1)
    known = {one.value for one in at.header}
    assert {name for name in headings.values() if name} <= known
    at = opened("sparse", run=L1, hide=",".join(headings))
    assert not {one.value for one in at.header} & set(headings.values())


def test_parts_of_compare_are_hidden_but_never_its_numbers(opened: Opened) -> None:
    at = opened("compare", runs=f"{VAE_2},{VAE_10}", view="knob",
                hide="effect,sweeps,curves,pictures,maps,codes,frontiers,take-away")  # fmt: skip
    assert [one.value for one in at.header] == ["What differs", "What it did"]


def test_tools_of_a_run_are_hidden(opened: Opened) -> None:
    at = opened("train", run=VAE_2, hide="copy,take-away,delete")
    assert not any(key.startswith(("copy:", "takeaway:", "manage:")) for key in keys(at))
