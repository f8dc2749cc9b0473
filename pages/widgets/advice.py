"""What a run's numbers say in words, with a button that puts the cure into the form."""

import streamlit as st

from core.hints import Hint, ending, hints
from core.runs import RunFolder
from pages.widgets.controls import use_settings
from pages.widgets.press import pressed


def advice(run: RunFolder, *, folded: bool = False) -> None:
    """Why it ended, where that is not plain, then one line for each hint; `folded` under the first.

    Nothing before the run has numbers, except where it has none because it diverged.
    """
    summary, status = run.summary(), run.status()
    unstable = status.unstable and status.state == "failed"
    if not summary and not unstable:
        return
    if summary and (why := ending(run.spec.as_dict(), summary)):
        st.caption(f":material/flag: {why}")
    changed = (run.summary_file if summary else run.status_file).stat().st_mtime
    found = _hints(run, str(run.path), changed, unstable)
    if not folded:
        _lines(run, found)
    elif found:
        more = f" · and {len(found) - 1} more" if len(found) > 1 else ""
        first = found[0].text.partition(": ")[0].partition(". ")[0].rstrip(".")
        with st.expander(f"{first}{more}", icon=":material/lightbulb:"):
            _lines(run, found)


def _lines(run: RunFolder, found: list[Hint]) -> None:
    """Each hint with its button."""
    for number, hint in enumerate(found):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/lightbulb: {hint.text}")
            if not hint.cure:
                continue
            key = f"hint:{run.id}:{number}"
            if pressed(hint.action, key=key, on_click=use_settings, args=(run, hint.cure)):
                st.switch_page("train.py")


@st.cache_data(max_entries=64, show_spinner=False)
def _hints(_run: RunFolder, path: str, changed: float, unstable: bool) -> list[Hint]:
    """The hints of the run at `path` as it was at `changed`; its curve is read only then."""
    return hints(_run.spec.as_dict(), _run.summary(), _run.metrics(), unstable=unstable)
