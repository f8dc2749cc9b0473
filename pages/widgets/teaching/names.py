"""The list of names that a link can hide, for who writes links by hand."""

from html import escape

import streamlit as st

from core.lessons.hiding import PARTS
from pages.widgets.teaching.builder import PAGES

_STYLE = """<style>
table.ll-names.ll-names{width:100%;border-collapse:collapse;margin:0;font-size:.9rem}
.ll-names th,.ll-names td{padding:.35rem .8rem .35rem 0;text-align:left;border:0;font-weight:400;
 vertical-align:top;border-bottom:1px solid color-mix(in srgb,currentColor 14%,transparent)}
.ll-names thead th{font-size:.8rem;opacity:.85}
.ll-names code{white-space:nowrap}
@media(max-width:640px){.ll-names .ll-wide{display:none}}
</style>"""


def view() -> None:
    """Name, page and what it hides; and how a link is written."""
    st.header("Names that a link can hide", anchor=False)
    st.markdown(
        "Added to any address of this program: `?hide=presets,advanced` hides, "
        "`&fix=model.beta&model.beta=4` fixes a setting at a value, and `?fix=model.beta` alone at "
        "the recommended one. A name that is none is told to whoever opens the link. Numbers are "
        "never hidden: the settings of a hidden control stay readable as “Set for you”."
    )
    with st.expander(f"All {len(PARTS)} names", icon=":material/list:"):
        st.html(_STYLE + table())


def table() -> str:
    """The names as HTML."""
    rows = "".join(
        f'<tr><th scope="row"><code>{part.name}</code></th><td class="ll-wide">'
        f"{escape(', '.join(PAGES[page] for page in part.pages) or 'every page')}</td>"
        f"<td>{escape(part.what)}</td></tr>"
        for part in PARTS.values()
    )
    return (
        '<table class="ll-names"><thead><tr><th scope="col">name</th>'
        '<th scope="col" class="ll-wide">on</th><th scope="col">hides</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
