"""The page For teachers: what its links ask for is what the program does, and nothing else."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from core.lessons import lessons
from core.lessons.hiding import PARTS, wish
from pages.widgets import link
from pages.widgets.teaching.builder import PAGES, address
from pages.widgets.teaching.names import table

Opened = Callable[..., AppTest]


def made(at: AppTest) -> tuple[str, dict[str, str]]:
    """Page and query of the link that was made."""
    parts = urlsplit(at.code[0].value)
    return parts.path, dict(parse_qsl(parts.query))


def test_a_link_is_built_and_does_what_was_ticked(opened: Opened) -> None:
    at = opened("teachers")
    at.selectbox(key="teachers.target").select("page:train").run()
    at.get_by_key("teachers.hide:on Train").set_value(["presets", "advanced"]).run()
    at.get_by_key("teachers.hide:everywhere").set_value(["tour"]).run()
    fixed = next(one for one in at.multiselect if one.label == "Settings to fix")
    fixed.select("model.beta").run()
    next(one for one in at.number_input if "price" in one.label).set_value(4.0).run()
    assert not at.exception
    page, query = made(at)
    assert page == "/train"
    found = wish(query["hide"], query["fix"], link.from_query(query))
    assert found.hidden == {"presets", "advanced", "tour"}
    assert found.fixed == {"model.beta": 4}
    assert not found.problems
    learner = opened("train", **{name.replace(".", "__"): text for name, text in query.items()})
    slider = learner.select_slider(key="knob:mnist.variational.beta:model.beta")
    assert (slider.disabled, slider.value) == (True, 4)


def test_a_wrong_link_cannot_be_made(opened: Opened) -> None:
    at = opened("teachers")
    fixed = next(one for one in at.multiselect if one.label == "Settings to fix")
    fixed.select("network.hidden").run()
    at.text_input[0].set_value("wide").run()
    assert "There is no such link: network.hidden" in at.error[0].value
    assert not any("/learn" in one.value for one in at.code)
    at.text_input[0].set_value("64, 32").run()
    assert not at.error
    assert made(at)[1]["network.hidden"] == "[64, 32]"


@pytest.mark.parametrize("family", ["plain", "sparse", "variational"])
def test_every_setting_of_every_family_can_be_fixed(opened: Opened, family: str) -> None:
    at = opened("teachers")
    at.selectbox(key="teachers.family").select(family).run()
    box = next(one for one in at.multiselect if one.label == "Settings to fix")
    paths = [path for path in _paths(at) if path]
    box.set_value(paths).run()
    assert not at.exception
    assert not at.error
    query = made(at)[1]
    assert not wish("", query["fix"], link.from_query(query)).problems


def _paths(at: AppTest) -> list[str]:
    from core.spec import knobs, nested, parse_spec

    family = at.selectbox(key="teachers.family").value
    spec = parse_spec(nested({"dataset.name": "mnist", "model.family": family}))
    return [knob.path for knob in knobs(spec) if knob.path != "training.steps"]


def test_the_address_is_a_link() -> None:
    assert address("train", {}) == "/train"
    assert address("", {"hide": "tour"}) == "/?hide=tour"
    assert address("train", {"a": "x&y"}) == "/train?a=x%26y"


def test_the_list_holds_every_name_with_its_pages() -> None:
    html = table()
    assert all(f"<code>{name}</code>" in html for name in PARTS)
    assert {page for part in PARTS.values() for page in part.pages} < set(PAGES)


def test_the_outline_leads_to_each_lesson_and_its_hand_outs(
    opened: Opened, client: TestClient
) -> None:
    html = "".join(one.value for one in opened("teachers").html)
    for slug, one in lessons().items():
        assert f'href="/learn?lesson={slug}"' in html
        assert f"{one.minutes} min" in html
        for sheet in (f"/api/handout?lesson={slug}", f"/api/handout?lesson={slug}&answers=1"):
            assert f'href="{sheet.replace("&", "&amp;")}"' in html
            answer = client.get(sheet)
            assert answer.status_code == 200
            assert answer.headers["Content-Type"].startswith("text/html")
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
            assert one.question.split("<")[0][:20] in answer.text
            assert "{vae-" not in answer.text
            assert not re.search(r"\b(low|high)\.[a-z]", answer.text)


def test_a_hand_out_of_no_lesson_is_refused(client: TestClient) -> None:
    answer = client.get("/api/handout?lesson=what_beta_trads")
    assert answer.status_code == 404
    assert "did you mean what_beta_trades" in answer.json()["error"]
    assert client.get("/api/handout").status_code == 404


def test_class_mode_is_explained(opened: Opened) -> None:
    at = opened("teachers")
    assert "not who sat at the keyboard" in "\n".join(one.value for one in at.markdown)
    assert any("core verify" in one.value for one in at.code)
