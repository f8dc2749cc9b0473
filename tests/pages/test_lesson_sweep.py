"""A sweep in a lesson: the recorded answer, and one's own that is started once."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.lessons.sweeps import recorded
from core.runs import Status
from core.runs.status import write_status
from core.sweeps import background
from core.sweeps.aggregate import answer, table
from core.sweeps.store import Sweep


def test_the_answer_is_said_and_a_sweep_of_ones_own_starts(
    opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Sweep] = []
    monkeypatch.setattr(background, "start", lambda sweep, backend: started.append(sweep))
    slug = "how_many_dimensions"
    at = opened("learn", lesson=slug)
    at.button(key=f"without:{slug}").click().run()
    said = [one.value for one in at.markdown]
    assert f"**{answer(table(recorded('digits_dimensions').rows))}**" in said
    (button,) = [one for one in at.button if one.label.startswith("Start a small sweep")]
    button.click().run()
    assert not at.exception
    (sweep,) = started
    assert sweep.plan.varied == ("model.latent_dim", "dataset.fold")
    assert len(sweep.plan.points) == 12
    write_status(sweep.folder.status_file, Status(state="stopped", step=0, total=12))
    at.run()
    assert not [one for one in at.button if one.label.startswith("Start a small sweep")]
    assert sweep.name in [one.value for one in at.header]
