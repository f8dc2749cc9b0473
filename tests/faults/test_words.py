"""What a person sees of a run that something happened to."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs.manager import use_null_backend
from core.paths import ROOT
from core.runs import Library, Status, write_json
from core.runs.status import interruption, write_status
from core.spec import parse_spec

SENTENCE = "There was not enough memory. Everything up to step 7 is kept; press Resume."
ANN = "a" * 32
SPEC = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "variational"}})


@pytest.mark.parametrize("state", ["failed", "interrupted", "running"])
def test_the_page_says_what_happened_and_what_to_press(
    runs: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    """`running`: by its own account, but its process is dead."""
    monkeypatch.setattr("core.jobs.manager._backend", None)
    backend = use_null_backend()
    run = Library().create(SPEC, owner=ANN)
    told = SENTENCE if state != "running" else None
    status = Status(state, step=9, saved=7, error=told, pid=2**22 + 1, pid_start="gone")  # type: ignore[arg-type]
    write_status(run.status_file, status)
    note = "checkpoint.00000009 does not match its checksum; training went on from step 7."
    write_json(run.summary_file, {"notes": [note], "test": {}, "train": {}})
    at = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    at.session_state["owner_without_cookie"] = ANN
    at.run()
    at.switch_page("train.py")
    at.query_params["run"] = run.id
    at.run()
    assert not at.exception, at.exception
    assert [one.value for one in at.error] == [told or interruption(status)]
    assert note in [one.value for one in at.info]
    at.button(key=f"resume:{run.id}").click().run()
    assert [id for id, _ in backend.submitted] == [run.id]
