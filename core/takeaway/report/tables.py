"""The tables of a report: what was set, what differs, what was measured."""

from collections.abc import Sequence
from html import escape
from typing import Any

from core.quantities import Quantity, quantity, written
from core.runs import RunFolder
from core.runs.differing import Differing
from core.spec import knobs

MEASURED = (
    "objective", "elbo", "reconstruction", "kl", "nll", "active_units", "mutual_information",
    "sparsity", "fvu", "l0", "dead", "hoyer", "shrinkage", "word_perplexity", "knn_accuracy",
    "mmcs", "mcc", "parameters", "seconds",
)  # fmt: skip
"""Numbers of a summary that a report shows, where there are any, in this order."""

Row = tuple[str, Sequence[str]]


def table(heads: Sequence[str], rows: Sequence[Row]) -> str:
    """Rows with a heading each, under column heads; everything is text."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, cells in rows
    )
    return (
        f'<div class="wide" tabindex="0"><table><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def numbers(runs: Sequence[RunFolder], names: Sequence[str]) -> str:
    """What the test sets say of each run, and below it what each number means."""
    summaries = [run.summary() or {} for run in runs]
    rows: list[Row] = []
    meanings: dict[str, Quantity] = {}
    for key in MEASURED:
        values = [summary.get("test", {}).get(key, summary.get(key)) for summary in summaries]
        if all(value is None for value in values):
            continue
        own = [quantity(key, run.spec.as_dict()) for run in runs]
        cells = [_cell(value, q) for value, q in zip(values, own, strict=True)]
        rows.append((own[0].label, cells))
        meanings |= {
            f"{q.label} ({name})" if len({o.help for o in own}) > 1 else q.label: q
            for q, name, value in zip(own, names, values, strict=True)
            if value is not None and q.help
        }
    listed = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(q.help)}</dd>" for label, q in meanings.items()
    )
    told = f"<details><summary>What these numbers mean</summary><dl>{listed}</dl></details>"
    return table(("on the test set", *names), rows) + told


def differences_table(found: Differing, names: Sequence[str]) -> str:
    """The settings in which the runs differ."""
    rows = [(found.names[p], [shown(v) for v in values]) for p, values in found.paths.items()]
    return table(("setting", *names), rows)


def settings(run: RunFolder) -> str:
    """Every knob that acts in the run: its value, the recommended one, what it does."""
    rows = [
        (knob.heading, (shown(knob.value), shown(knob.default), knob.unit, knob.help))
        for knob in knobs(run.spec)
    ]
    return table(("setting", "value", "recommended", "unit", "what it does"), rows)


def shown(value: Any) -> str:
    """A setting's value in a cell."""
    if value is None:
        return "—"
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _cell(value: float | None, q: Quantity) -> str:
    return f"{written(value, q)} {q.unit}".strip() if value is not None else "—"
