"""A strip of numbers: label, value, unit, and the definition on hover or focus."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from core.quantities import quantity, written

_STYLE = """<style>
dl.ll-strip.ll-strip{display:grid;grid-template-columns:repeat(auto-fit,minmax(112px,1fr));margin:0;padding:0;
 border:1px solid color-mix(in srgb,currentColor 16%,transparent);border-radius:8px}
.ll-strip .ll-stat{position:relative;padding:.5rem .8rem .45rem;min-width:0;margin:0}
.ll-strip dt{font-size:.8rem;font-weight:400;opacity:.85;white-space:nowrap;overflow:hidden;
 text-overflow:ellipsis}
.ll-strip dd{margin:0;font-size:1.18rem;font-variant-numeric:tabular-nums;line-height:1.35}
.ll-strip small{font-size:.76rem;opacity:.85;margin-left:.3em}
.ll-strip .ll-tip{display:none;position:absolute;z-index:1000;left:0;top:calc(100% + 4px);
 width:min(290px,80vw);padding:.55rem .7rem;border-radius:8px;font-size:.82rem;line-height:1.4;
 background:#20242A;color:#FCFBF8;box-shadow:0 4px 18px #0003}
.ll-strip .ll-stat:hover .ll-tip,.ll-strip .ll-stat:focus .ll-tip{display:block}
.ll-strip .ll-stat:focus-visible{outline:2px solid #0B6BA8;outline-offset:-2px;border-radius:8px}
.ll-strip .ll-stat:nth-last-child(-n+2) .ll-tip{left:auto;right:0}
@media(max-width:640px){dl.ll-strip.ll-strip{grid-template-columns:repeat(2,1fr)}}
</style>"""


@dataclass(frozen=True)
class Stat:
    """One cell of the strip; `help` is its definition."""

    label: str
    value: str
    unit: str = ""
    help: str = ""


def stats_of(
    summary: dict[str, Any], spec: dict[str, Any], keys: Iterable[str], *, side: str = "test"
) -> list[Stat]:
    """Cells for `keys` of a summary: first looked for on its `side` (test), then at the top."""
    cells = []
    for key in keys:
        value = summary.get(side, {}).get(key, summary.get(key))
        if value is not None:
            q = quantity(key, spec)
            cells.append(Stat(q.label, written(value, q), q.unit, q.help))
    return cells


def strip(stats: Iterable[Stat]) -> None:
    """Draw the strip; it wraps two by two on a phone."""
    cells = "".join(
        f'<div class="ll-stat" tabindex="0"><dt>{escape(s.label)}</dt>'
        f"<dd>{escape(s.value)}<small>{escape(s.unit)}</small>"
        + (f'<span class="ll-tip" role="tooltip">{escape(s.help)}</span>' if s.help else "")
        + "</dd></div>"
        for s in stats
    )
    if cells:
        st.html(f'{_STYLE}<dl class="ll-strip">{cells}</dl>')
