"""What stands on the trade-off plot: one's runs, and the ladder prepared for the data set."""

import json
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.figures.colors import FAMILIES, run_color
from core.figures.trade_off import METHODS, Mark
from core.paths import ASSETS
from core.runs import RunFolder
from core.spec.families import title_of
from pages.widgets import picker

_FREE = {"train_size", "validation_size", "scale"}
"""What a run may choose otherwise and still be measured on the same examples in the same units."""


@dataclass(frozen=True)
class Ladder:
    """Prepared models of one data set: `described` is its `ladder.json`."""

    name: str
    described: dict[str, Any]

    @property
    def dots(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.described["dots"]
        return found

    def title(self, place: int) -> str:
        """A dot in words: "TopK, k 8", "PCA, 16 components"."""
        dot = self.dots[place]
        method, settings = dot["method"], dot["settings"]
        known = METHODS[method][0].removesuffix(", ladder")
        if "k" in settings:
            return f"{known}, k {settings['k']}"
        if "weight" in settings:
            return f"{known}, weight {settings['weight']:g}"
        if "alpha" in settings:
            return f"{known}, α {settings['alpha']:.3g}"
        return f"{known}, {settings['components']} components"

    def tiles(self, place: int, what: str) -> list[int]:
        """Where its atoms or reconstructions ("examples") stand on the shared sheet."""
        each = self.described["atoms" if what == "atoms" else "examples"]
        return list(range(place * each, (place + 1) * each))


def ladder_of(run: RunFolder) -> Ladder | None:
    """The ladder of the run's data set, if that is measured on the same test examples."""
    name = run.spec.dataset.name
    described = _read(name)
    summary = run.summary()
    if described is None or not summary or summary.get("test_set") != described["test_set"]:
        return None
    mine = {k: v for k, v in run.spec.as_dict()["dataset"].items() if k not in _FREE}
    theirs = {k: v for k, v in described["dataset"].items() if k not in _FREE}
    return Ladder(name, described) if mine == theirs else None


@st.cache_data(max_entries=16, show_spinner=False)
def _read(name: str) -> dict[str, Any] | None:
    path = ASSETS / "data" / name / "ladder.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def marks_of(run: RunFolder, ladder: Ladder | None) -> list[Mark]:
    """Finished sparse runs of the same test set, `run` first, then the ladder."""
    tested = (run.summary() or {}).get("test_set")
    runs = [run, *(other for other in picker.visible_runs(("sparse",)) if other != run)]
    names = picker.unique_names(runs)
    marks = []
    for other in runs:
        summary = other.summary()
        if not summary or summary.get("test_set") != tested:
            continue
        color = FAMILIES["sparse"]["light"] if other == run else run_color(other.id)[0]
        model = other.settings["model"]
        test = summary["test"]
        values = (test["l0"], test["fvu"], test.get("mcc"))
        own, rule = other == run, title_of(model)
        name = names[other.id]
        marks.append(Mark(other.id, name, *values, None, model["variant"], color, own, rule))
    for place, dot in enumerate(ladder.dots if ladder else []):
        values = (dot["l0"], dot["fvu"], dot.get("mcc"))
        assert ladder is not None
        key, method = f"ladder:{place}", dot["method"]
        marks.append(Mark(key, ladder.title(place), *values, method, method, METHODS[method][2]))
    return [mark for mark in marks if mark.fvu is not None and mark.l0 > 0]
