"""The look of a report: its style sheet, and each run's colour and dash in light and dark."""

from collections.abc import Mapping, Sequence

from core.figures.colors import FAMILIES, distinct_colors
from core.paths import ASSETS
from core.runs import RunFolder

_DASHES = {"solid": "", "dash": "7 4", "dot": "1.5 3.5", "dashdot": "7 3 1.5 3"}


def style(runs: Sequence[RunFolder]) -> str:
    """The rules of the page; `run0`, `run1`, … are the classes of the runs' lines."""
    sheet = (ASSETS / "report" / "report.css").read_text(encoding="utf-8")
    return "\n".join((sheet, *(_rule(i, look) for i, look in enumerate(_looks(runs)))))


def sample(number: int) -> str:
    """A short piece of the run's line."""
    line = f'<path class="line run{number}" d="M0 5H30"/>'
    return f'<svg width="30" height="10" aria-hidden="true">{line}</svg>'


def _looks(runs: Sequence[RunFolder]) -> list[tuple[Mapping[str, str], str]]:
    """(colour in light and dark, dash) of each run: alone its family's, else its own for life."""
    if len(runs) == 1:
        return [(FAMILIES[runs[0].spec.model.family], "")]
    own = distinct_colors([run.id for run in runs])
    return [
        ({"light": color, "dark": f"color-mix(in srgb, {color} 75%, white)"}, _DASHES[dash])
        for color, dash in (own[run.id] for run in runs)
    ]


def _rule(number: int, look: tuple[Mapping[str, str], str]) -> str:
    colors, dash = look
    dashes = f" stroke-dasharray: {dash};" if dash else ""
    name = f".run{number}"
    dark = f"@media (prefers-color-scheme: dark) {{ {name} {{ stroke: {colors['dark']}; }} }}"
    plain = f"circle{name} {{ stroke-width: 1.5; stroke-dasharray: none; fill: var(--paper); }}"
    return f"{name} {{ stroke: {colors['light']};{dashes} }}\n{plain}\n{dark}"
