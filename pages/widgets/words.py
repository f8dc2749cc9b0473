"""Runs on text: what pages show of documents in the place of pictures."""

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from core.runs import RunFolder, read_json

DOCUMENTS = 8
"""Documents shown in a comparison."""

_STYLE = """<style>
ul.ll-words.ll-words{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:.75rem;
 margin:0;padding:0;list-style:none}
.ll-words li{margin:0;padding:.5rem .75rem;border-radius:8px;min-width:0;font-size:.85rem;
 border:1px solid color-mix(in srgb,currentColor 16%,transparent)}
.ll-words strong{display:block;font-weight:600;overflow-wrap:anywhere}
.ll-words small{opacity:.85}
</style>"""


def is_text(run: RunFolder) -> bool:
    """Whether the run learned from documents, which have words and no pictures."""
    return run.spec.dataset.entry.kind == "text"


def lines(words: Sequence[Sequence[Any]], count: int = 8) -> str:
    """Words with whole counts in one line: `array 5 · axis 3`."""
    return " · ".join(f"{word} {value:.0f}" for word, value in words[:count])


def names(words: Sequence[Sequence[Any]], count: int = 6) -> str:
    """Words alone in one line."""
    return " · ".join(str(word) for word, _ in words[:count])


def cards(rows: Sequence[tuple[str, str, str]]) -> None:
    """Cards of (heading, quiet line, text), as wide as there is room."""
    items = "".join(
        f"<li><strong>{escape(head)}</strong><small>{escape(quiet)}</small><br>{escape(text)}</li>"
        for head, quiet, text in rows
    )
    st.html(f'{_STYLE}<ul class="ll-words">{items}</ul>')


def grid(runs: Sequence[RunFolder], titles: dict[str, str]) -> None:
    """The same test documents, and the words that each run expects in them."""
    tests = {run.id: read_json(run.path / "test" / "words.json") for run in runs}
    first = next((test for test in tests.values() if test), None)
    if first is None:
        return
    rows = []
    for i, name in enumerate(first["names"][:DOCUMENTS]):
        row = {"document": name, "its words": lines(first["inputs"][i])}
        for run in runs:
            test = tests[run.id]
            row[titles[run.id]] = lines(test["reconstructions"][i]) if test else "—"
        rows.append(row)
    st.dataframe(rows, hide_index=True, width="stretch")


def documents(facts: dict[str, Any]) -> None:
    """What documents of each source look like."""
    st.header("What it looks like", anchor=False)
    st.caption(
        "A document of each source, of middle length, by its most frequent words. Half of all "
        f"documents have at most {facts['length_median']:.0f} words, "
        f"{facts['distinct_median']:.0f} of them different; the longest has "
        f"{facts['length_longest']:,.0f}."
    )
    sources = facts["classes"]
    cards([(s["example"]["name"], s["name"], lines(s["example"]["words"])) for s in sources])


def telling_words(facts: dict[str, Any]) -> None:
    """The words that most documents of a source use, and those that tell it from the others."""
    st.header("Its words", anchor=False)
    st.caption(
        "Of each source the words that most of its documents use, and those that more of its "
        "documents use than of all together."
    )
    rows = [
        {
            "source": source["name"],
            "most common": names(source["common"], 7),
            "most typical": names(source["typical"], 7),
        }
        for source in facts["classes"]
    ]
    st.dataframe(rows, hide_index=True, width="stretch")


def cover(run: RunFolder) -> None:
    """A run's face on a card: a few features, samples or reconstructions in words."""
    kinds = read_json(run.snapshot_path(run.snapshot_steps()[-1]) / "words.json") or {}
    which = next((n for n in ("atoms", "samples", "reconstructions") if n in kinds), None)
    if which:
        st.caption("  \n".join(names(words, 4) for words in kinds[which][:3]))
