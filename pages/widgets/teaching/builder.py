"""The link builder: where a link leads, what it hides and fixes; a wrong one cannot be made."""

from urllib.parse import urlencode, urlsplit

import streamlit as st

from core.errors import BadInput
from core.lessons.hiding import PARTS, Part, Wish
from core.spec import nested, parse_spec
from pages.widgets import classroom, link
from pages.widgets.teaching import fixing

PAGES = {
    "learn": "Learn",
    "train": "Train",
    "latent": "Latent space",
    "sparse": "Sparse codes",
    "compare": "Compare",
    "": "Home",
}
"""Pages that a link may open, by their address."""


def view(lessons: dict[str, str]) -> None:
    """The builder; `lessons` are titles by slug."""
    st.header("Make a link", anchor=False)
    st.caption(
        "It opens a lesson or a page with what you tick left out. It holds for the learner’s whole "
        "visit, on all pages, and every learner can leave it by “Show all”: it helps to look at "
        "one thing, and locks nothing away."
    )
    targets = {f"lesson:{slug}": f"Lesson: {title}" for slug, title in lessons.items()}
    targets |= {f"page:{page}": f"Page: {title}" for page, title in PAGES.items()}
    target = st.selectbox(
        "It opens", list(targets), format_func=lambda one: targets[one], key="teachers.target"
    )
    page, query = _place(str(target))
    hidden = _hidden(page)
    with st.container(border=True):
        st.markdown("**Fix settings on Train**")
        kind = fixing.kind()
        fixed = fixing.fixed(kind)
    try:
        parse_spec(nested(kind | fixed))
    except BadInput as problem:
        st.error(f"There is no such link: {problem}", icon=":material/error:")
        return
    asked = classroom.query_of(Wish(frozenset(hidden), fixed))
    start = {path: link.text_of(value) for path, value in kind.items()} if page == "train" else {}
    _show(address(page, query | asked | (start if fixed else {})))


def address(page: str, query: dict[str, str]) -> str:
    """A page's whole address, as this visitor reaches the server."""
    here = urlsplit(st.context.url or "")
    base = f"{here.scheme}://{here.netloc}{here.path.rpartition('/')[0]}" if here.netloc else ""
    return f"{base}/{page}" + (f"?{urlencode(query, safe=',:[]')}" if query else "")


def _place(target: str) -> tuple[str, dict[str, str]]:
    kind, _, name = target.partition(":")
    return ("learn", {"lesson": name}) if kind == "lesson" else (name, {})


def _hidden(page: str) -> list[str]:
    """The names to hide: those of the page and of all pages at once, the others in a fold."""
    groups: dict[tuple[str, ...], list[Part]] = {}
    for part in PARTS.values():
        groups.setdefault(part.pages, []).append(part)
    found = []
    near = {pages: parts for pages, parts in groups.items() if page in pages or not pages}
    for pages, parts in sorted(near.items(), key=lambda one: not one[0]):
        found += _ticked(_title(pages), parts)
    with st.expander("Hide on other pages too, where the learner may come"):
        for pages, parts in groups.items():
            if pages not in near:
                found += _ticked(_title(pages), parts)
    return found


def _ticked(title: str, parts: list[Part]) -> list[str]:
    titles = {part.name: part.title for part in parts}
    return st.pills(
        f"Hide {title}",
        list(titles),
        selection_mode="multi",
        format_func=lambda name: titles[name],
        key=f"teachers.hide:{title}",
        persist_state="session",
    )


def _title(pages: tuple[str, ...]) -> str:
    return f"on {' and '.join(PAGES[page] for page in pages)}" if pages else "everywhere"


def _show(link: str) -> None:
    st.markdown("**Your link**")
    st.code(link, language=None, wrap_lines=True)
    st.link_button("Open it as a learner", link, icon=":material/open_in_new:")
