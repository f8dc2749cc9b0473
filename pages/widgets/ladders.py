"""The examples as ladders: the same model at several values of one knob, side by side."""

from typing import Any

import streamlit as st

from core.gallery import LADDERS, Ladder
from core.quantities import quantity, written
from core.runs import Library, RunFolder
from pages.widgets import controls
from pages.widgets.component import load
from pages.widgets.press import keeping, taken

_KEY = "ladders"


def ladders() -> None:
    """All ladders; a rung opens its run, and each ladder opens in Compare."""
    load("ladders")(key=_KEY, data={"ladders": _described()}, **keeping(_KEY, "open"))
    if wanted := taken(_KEY, "open"):
        st.switch_page(wanted["page"] + ".py", query_params=wanted["query"])


@st.cache_data(show_spinner=False)
def _described() -> list[dict[str, Any]]:
    """What ships with the program does not change while it runs."""
    examples = {run.id: run for run in Library().examples()}
    return [_ladder(one, examples) for one in LADDERS if one.rungs.keys() <= examples.keys()]


def _ladder(ladder: Ladder, examples: dict[str, RunFolder]) -> dict[str, Any]:
    runs = [examples[id_] for id_ in ladder.rungs]
    tests = [(run.summary() or {})["test"] for run in runs]
    most = {key: max(test[key] for test in tests) for key in ladder.numbers}
    rungs = []
    for run, test in zip(runs, tests, strict=True):
        spec = run.spec.as_dict()
        numbers = []
        for key in ladder.numbers:
            q = quantity(key, spec)
            numbers.append(
                {
                    "label": q.label,
                    "value": written(test[key], q),
                    "unit": q.unit,
                    "help": f"{q.help} On test examples.",
                    "share": test[key] / most[key],
                }
            )
        rungs.append(
            {
                "id": run.id,
                "name": run.name,
                "rung": ladder.rungs[run.id],
                "family": run.info["family"],
                "page": controls.EXPLORE[run.info["family"]].removesuffix(".py"),
                "numbers": numbers,
                "picture": _picture(run, ladder.picture),
            }
        )
    return {"title": ladder.title, "says": ladder.says, "rungs": rungs}


def _picture(run: RunFolder, name: str) -> dict[str, Any]:
    step = run.snapshot_steps()[-1]
    meta = run.snapshot(step)
    sheet = meta["sheets"][name]
    file = sheet["file"]
    url = f"/api/runs/{run.id}/snapshots/{step}/{file}?h={meta['files'][file]}"
    what = "Atoms of" if name == "atoms" else "Validation examples rebuilt by"
    return {"url": url, "sheet": sheet, "alt": f"{what} {run.name}"}
