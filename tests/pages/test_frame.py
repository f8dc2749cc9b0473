"""The frame and every page in it, as scripts."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.paths import ROOT

PAGES = (
    "home", "learn", "train", "sparse", "latent", "compare", "library", "data", "teachers",
    "reproductions",
)  # fmt: skip


def frame() -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=30).run()


@pytest.mark.parametrize("name", PAGES)
def test_each_page_runs_on_an_empty_library(runs: Path, name: str) -> None:
    app = frame()
    app.switch_page(f"{name}.py").run()
    assert not app.exception
    assert len(app.title) == 1


def test_a_session_without_cookies_has_one_owner(runs: Path) -> None:
    def script() -> None:
        import streamlit as st

        from pages.owner import is_local, owner

        st.write(owner())
        st.write(str(is_local()))

    app = AppTest.from_function(script, default_timeout=30).run()
    first = app.markdown[0].value
    assert len(first) == 32
    assert app.run().markdown[0].value == first
    assert app.markdown[1].value == "False"
