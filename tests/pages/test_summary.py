"""My summary on Learn: nothing to hand in at first, then a name, then a signed file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.lessons.certificate import achievements, certificate, verified
from core.lessons.record import Record
from core.lessons.signing import key_file

SLUG, MISSION = "what_beta_trades", "pay-less-for-rate"
Opened = Callable[..., AppTest]


def said(at: AppTest) -> str:
    return "\n".join(one.value for one in at.caption)


def handed_in(at: AppTest) -> bool:
    """Whether there is a download that can be pressed."""
    return any(not one.proto.disabled for one in at.get("download_button"))


def test_nothing_is_signed_before_there_is_something(opened: Opened) -> None:
    at = opened("learn")
    assert "once you have made a prediction" in said(at)
    assert not at.get("download_button")
    assert not key_file().exists()


def test_a_prediction_and_a_name_make_a_file(opened: Opened) -> None:
    at = opened("learn", lesson=SLUG)
    at.radio(key=f"predict:{SLUG}").set_value(1).run()
    at.button(key=f"commit:{SLUG}").click().run()
    del at.query_params["lesson"]
    at.run()
    assert "0 missions finished, 1 of 1 prediction right" in said(at)
    assert "not who sat at the keyboard" in said(at)
    assert not handed_in(at)
    at.text_input(key="summary.name").set_value("Ada").run()
    assert handed_in(at)
    at.text_input(key="summary.name").set_value("  ").run()
    assert not handed_in(at)


def test_a_spoilt_key_is_said(opened: Opened) -> None:
    key_file().parent.mkdir(parents=True)
    key_file().write_text("spoilt")
    at = opened("learn", lesson=SLUG)
    at.radio(key=f"predict:{SLUG}").set_value(0).run()
    at.button(key=f"commit:{SLUG}").click().run()
    del at.query_params["lesson"]
    at.run()
    at.text_input(key="summary.name").set_value("Ada").run()
    assert not at.exception
    assert "holds no signing key" in at.error[0].value


def test_the_file_tells_what_was_done(runs: Path, tmp_path: Path) -> None:
    at = "2026-11-23T06:00:00Z"
    record = Record(
        predictions={SLUG: {"choice": 0, "right": False, "at": at}, "gone": {}},
        missions={MISSION: {"runs": ["vae-1", "vae-2"], "values": {"low.kl > 12": 17.5}, "at": at}},
    )
    (one,) = achievements(record)
    assert one["prediction"] == {
        "said": "It draws sharper digits.", "choice": 0, "right": False, "at": at
    }  # fmt: skip
    (mission,) = one["missions"]
    assert mission["ask"].startswith("Train two VAEs")
    assert (mission["runs"], mission["at"]) == (["vae-1", "vae-2"], at)
    file = tmp_path / "summary.json"
    file.write_bytes(certificate("Ada", [one]))
    assert verified(file)["lessons"] == [one]
    assert json.loads(file.read_text())["lessons"][0]["missions"][0]["values"] == {
        "low.kl > 12": 17.5
    }


@pytest.mark.parametrize("choice", [-1, 99])
def test_a_prediction_of_an_older_lesson_has_no_words(choice: int) -> None:
    record = Record(predictions={SLUG: {"choice": choice, "right": False, "at": ""}})
    assert achievements(record)[0]["prediction"]["said"] == ""
