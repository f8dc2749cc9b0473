"""A story's run on Train: what to look at while it learns, what it came to, where that is seen."""

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from core.runs import Library, RunFolder, Status, write_json
from core.runs.status import write_status
from core.spec import PRESETS, parse_spec

NUMBERS = {"fvu": 1.0, "active_units": 0, "kl": 4e-6}


def collapsed(state: str) -> RunFolder:
    run = Library().create(parse_spec(PRESETS["collapse"].spec))
    write_status(run.status_file, Status(state, step=10, total=10))  # type: ignore[arg-type]
    return run


def said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in at.markdown)


def test_while_it_learns_it_says_what_to_look_at(
    opened: Callable[..., AppTest], runs: Path
) -> None:
    run = collapsed("queued")
    assert PRESETS["collapse"].look in said(opened("train", run=run.id))


def test_at_the_end_it_says_what_happened_and_where_to_see_it(
    opened: Callable[..., AppTest], runs: Path
) -> None:
    run = collapsed("finished")
    write_json(run.summary_file, {"test": NUMBERS, "train": NUMBERS, "validation": NUMBERS})
    at = opened("train", run=run.id)
    assert "0 of 10 dimensions are active" in said(at)
    links = {one.proto.label: one.proto.query_string for one in at.get("page_link")}
    assert links["See what the KL did"] == f"run={run.id}&view=kl"


def test_presets_stand_under_their_headings_stories_first(opened: Callable[..., AppTest]) -> None:
    at = opened("train")
    headings = [one.value for one in at.subheader]
    assert headings == ["Stories, some seconds each", "Starting points"]
