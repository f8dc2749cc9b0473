"""A press is noted though another event stops its callback."""

from typing import Any

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException

from pages.widgets import press


class Stopping(dict[str, Any]):
    """A session in which another event stops the script where a component is first asked."""

    stopped = False

    def __getitem__(self, name: str) -> Any:
        if name == "row" and not self.stopped:
            self.stopped = True
            raise RerunException(RerunData())
        return super().__getitem__(name)


def test_a_press_is_noted_before_the_event_that_stops_its_callback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(press.st, "session_state", Stopping(row={"again": "same"}))
    callback = press.keeping("row", "again")["on_again_change"]
    with pytest.raises(RerunException):
        callback()
    assert press.taken("row", "again") == "same"
    assert press.taken("row", "again") is None


def test_a_press_that_nobody_obeyed_is_void_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press.st, "session_state", {"row": {"again": 3}})
    press.keeping("row", "again")["on_again_change"]()
    monkeypatch.setattr(press, "_SECONDS", -1.0)
    assert press.taken("row", "again") is None
