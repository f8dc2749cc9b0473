"""Does a sparse code make a sparse output? Data, reconstructions and made-up examples compared."""

from html import escape
from typing import Any

import streamlit as st

from core.quantities import quantity, written
from core.runs import RunFolder, read_json
from pages.widgets.component import load
from pages.widgets.sparsity_beside import MEASURED, beside

SHOWN = 40
"""Made-up examples beside the table."""

_NAMES = {
    ("code", "data"): "Code of test data",
    ("code", "generated"): "Code, generated",
    ("output", "data"): "Test data",
    ("output", "reconstructions"): "Reconstructions",
    ("output", "generated"): "Generated",
}

_STYLE = """<style>
table.ll-sparsity.ll-sparsity{width:100%;border-collapse:collapse;margin:0;font-size:.9rem}
.ll-sparsity th,.ll-sparsity td{padding:.42rem .6rem;text-align:left;border:0;
 border-bottom:1px solid color-mix(in srgb,currentColor 14%,transparent)}
.ll-sparsity thead th{font-size:.8rem;font-weight:400;opacity:.85;vertical-align:bottom}
.ll-sparsity tbody th{font-weight:400}
.ll-sparsity tbody th small{opacity:.8;margin-left:.4em;white-space:nowrap}
.ll-sparsity td{font-variant-numeric:tabular-nums;width:22%}
.ll-sparsity tr.ll-first th,.ll-sparsity tr.ll-first td{border-top:2px solid
 color-mix(in srgb,currentColor 30%,transparent)}
.ll-sparsity i{display:block;height:3px;margin-top:3px;border-radius:2px;background:currentColor;
 opacity:.55}
</style>"""

Row = dict[str, Any]


def sparsity(run: RunFolder) -> None:
    """The report of a finished run, if it has one: a sentence, a table, and made-up examples."""
    report = (run.summary() or {}).get("sparsity_report")
    if not report:
        return
    st.header("Does a sparse code make a sparse output?", anchor=False)
    of_report(run, report)
    beside(run)


def of_report(run: RunFolder, report: dict[str, Any]) -> None:
    """A run's report alone: the sentence, the table, and made-up examples."""
    st.markdown(sentence(report))
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(_STYLE + table(report["rows"]))
    with right:
        _examples(run)
        st.caption(sampler(report))


def sentence(report: dict[str, Any]) -> str:
    """Which of code and output is sparse, in numbers: by darkness where there are grey levels."""
    rows = {(row["of"], row["what"], row["form"]): row for row in report["rows"]}
    code = rows["code", "generated", "mean"]["zeros"]
    data, made = rows["output", "data", "mean"], rows["output", "generated", "mean"]
    key = "dark" if "dark" in data else "zeros"
    words = {"dark": "below half a grey level", "zeros": "exactly zero"}[key]
    kind = "sparse" if code >= 0.5 else "dense"
    said = f"**The code is {kind}**: {_share(code)} of its numbers are exactly zero. "
    if data[key] < 0.2:
        said += f"The data is dense to begin with ({_share(data[key])} {words})"
    elif made[key] >= 0.8 * data[key]:
        said += "**The output is as sparse as the data**"
    elif made[key] >= 0.4 * data[key]:
        said += "**The output is less sparse than the data**"
    else:
        said += "**The output is not sparse**"
    said += f": {_share(made[key])} of what the model makes up is {words}, "
    said += f"against {_share(data[key])} of the data"
    said += f", and {_share(made['zeros'])} of it exactly zero." if key == "dark" else "."
    if (drawn := rows.get(("output", "generated", "draw"))) and drawn["zeros"] >= 0.01:
        share = _share(drawn["zeros"])
        said += f" Drawn from the likelihood, instead of shown as means, {share} is exactly zero."
    return said


def sampler(report: dict[str, Any]) -> str:
    """Where generated codes come from, and what that misses."""
    if report["sampler"] == "prior":
        return "Generated: codes drawn from the prior, decoded to means."
    apart = report["apart"]
    rest = f" The {apart:,} rarest features are drawn by themselves." if apart else ""
    return (
        f"Generated: a sparse autoencoder has no prior, so codes are drawn from a Gaussian copula "
        f"of {report['fitted_on']:,} training codes. Each feature fires as often and as strongly, "
        "and each pair together, as it does on data; what only three or more together tell is "
        f"lost, so kinds of examples blend.{rest}"
    )


def table(rows: list[Row]) -> str:
    """The report as HTML, a bar under each share."""
    keys = [key for key in ("zeros", "dark", "hoyer") if any(key in row for row in rows)]
    head = "".join(
        f'<th scope="col" title="{escape(q.help)}">{escape(q.label)}</th>'
        for q in (quantity(MEASURED[key]) for key in keys)
    )
    ordered = sorted(rows, key=lambda row: row["of"] == "output")  # codes first, else as they are
    body, before = "", ordered[0]["of"]
    for row in ordered:
        first = ' class="ll-first"' if row["of"] != before else ""
        before = row["of"]
        cells = "".join(f"<td>{_cell(row, key)}</td>" for key in keys)
        body += f'<tr{first}><th scope="row">{_name(row, rows)}</th>{cells}</tr>'
    return (
        f'<table class="ll-sparsity"><thead><tr><td></td>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _name(row: Row, rows: list[Row]) -> str:
    """What a row is of; means and draws are told apart where there are both."""
    kin = [one for one in rows if (one["of"], one["what"]) == (row["of"], row["what"])]
    form = {"mean": "as means", "draw": "as draws"}[row["form"]]
    if row["what"] == "data":
        form = {"mean": "grey", "draw": "binarised"}[row["form"]]
    note = f"<small>{form}</small>" if len(kin) > 1 else ""
    return f"{_NAMES[row['of'], row['what']]}{note}"


def _cell(row: Row, key: str) -> str:
    """A number with its bar; nothing where it is not defined for what the row is of."""
    if key not in row:
        return ""
    value = row[key]
    bar = f'<i style="width:{100 * min(max(value, 0), 1):.1f}%"></i>' if value is not None else ""
    return f"{written(value, quantity(MEASURED[key]))}{bar}"


def _share(value: float) -> str:
    """A share for a sentence: 0 and 100 % only where exact."""
    if 0 < value < 0.005:
        return "under 1 %"
    if 0.995 <= value < 1:
        return "over 99 %"
    return f"{100 * value:.0f} %" if value else "none"


def _examples(run: RunFolder) -> None:
    """The first made-up examples as ink."""
    meta = read_json(run.path / "test" / "meta.json") or {}
    sheet = meta.get("sheets", {}).get("generated")
    if sheet is None:
        return
    data = {
        "url": f"/api/runs/{run.id}/files/test/{sheet['file']}?h={meta['files'][sheet['file']]}",
        "sheet": sheet,
        "alt": f"Examples that {run.name} made up",
        "count": SHOWN,
        "columns": 8,
    }
    load("data_sheet")(key=f"generated:{run.id}", data=data)
