"""A model in two pictures: the atoms it uses most, and the same test examples rebuilt by it."""

from typing import Any

import streamlit as st

from core.figures.trade_off import Mark
from core.runs import Library, RunFolder, read_json
from pages.widgets import words
from pages.widgets.codes.marks import Ladder
from pages.widgets.component import load

ATOMS, EXAMPLES = 24, 12
COLUMNS = 12
_WORDS = 6


def found(run_id: str) -> RunFolder:
    """The run of an id; raises `BadInput` when it was deleted meanwhile."""
    return Library().find(run_id)


def of_run(run: RunFolder, mark: Mark, key: str) -> None:
    """A run by its newest dictionary and its stored reconstructions."""
    _heading(mark)
    density = (run.summary() or {})["test"]["density"]
    order = sorted(range(len(density)), key=lambda i: -density[i])[:ATOMS]
    step = run.snapshot_steps()[-1]
    if words.is_text(run):
        atoms = (read_json(run.snapshot_path(step) / "words.json") or {}).get("atoms", [])
        _words([[word for word, _ in atoms[i][:_WORDS]] for i in order[:ATOMS]])
        return
    meta = run.snapshot(step)
    file = meta["sheets"]["atoms"]["file"]
    url = f"/api/runs/{run.id}/snapshots/{step}/{file}?h={meta['files'][file]}"
    _sheet(url, meta["sheets"]["atoms"], order, f"Atoms of {mark.name}", f"{key}.atoms:{run.id}")
    st.caption("The atoms that fire most often, each on its own scale.")
    test = read_json(run.path / "test" / "meta.json") or {}
    for name, said in (("thumbnails", "Test examples"), ("reconstructions", "Rebuilt")):
        if sheet := test.get("sheets", {}).get(name):
            url = f"/api/runs/{run.id}/files/test/{sheet['file']}?h={test['files'][sheet['file']]}"
            tiles = list(range(min(EXAMPLES, sheet["count"])))
            _sheet(url, sheet, tiles, f"{said}, {mark.name}", f"{key}.{name}:{run.id}")
            st.caption(f"{said}." if name == "thumbnails" else f"{said} from their codes.")


def of_ladder(ladder: Ladder, place: int, mark: Mark) -> None:
    """A prepared model by its part of the ladder's sheets."""
    _heading(mark)
    dot = ladder.dots[place]
    if "atom_words" in dot:
        _words(dot["atom_words"])
        return
    for what, said in (("atoms", "Atoms"), ("reconstructions", "Rebuilt")):
        sheet = ladder.described["sheets"][what]
        url = f"/api/data/{ladder.name}/{sheet['file']}"
        tiles = ladder.tiles(place, what)
        _sheet(url, sheet, tiles, f"{said} of {mark.name}", f"trade_off.ladder.{what}:{mark.key}")
        st.caption(
            "Those that are on most often, each on its own scale."
            if what == "atoms"
            else "The same test examples, rebuilt from their codes."
        )


def _heading(mark: Mark) -> None:
    recovery = f", MCC {mark.mcc:.3f}" if mark.mcc is not None else ""
    st.markdown(f"**{mark.name}**  \nL0 {mark.l0:.1f}, FVU {mark.fvu:.3f}{recovery}")


def _words(atoms: list[list[str]]) -> None:
    st.markdown("\n".join(f"- {' · '.join(one) or 'no word'}" for one in atoms[:COLUMNS]))
    st.caption("The words that its most frequent atoms add, an atom a line.")


def _sheet(url: str, sheet: dict[str, Any], tiles: list[int], alt: str, key: str) -> None:
    data = {"url": url, "sheet": sheet, "tiles": tiles, "columns": COLUMNS, "alt": alt}
    load("data_sheet")(key=key, data=data)
