"""A report on one run or several: a single HTML file that needs no network and no program."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from core.errors import BadInput
from core.figures.tiles import how_to_read
from core.paper import paper, section
from core.quantities import quantity
from core.runs import RunFolder, read_json
from core.runs.differing import differing
from core.spec import describe
from core.takeaway.program import program
from core.takeaway.report.curves import Line, chart, constant
from core.takeaway.report.pictures import picture
from core.takeaway.report.style import sample, style
from core.takeaway.report.tables import differences_table, numbers, settings

COLUMNS = 16
MOST = {"reconstructions": 16, "samples": 32, "atoms": 128, "manifold": 400}
_DOCUMENTS = 6


def report(runs: Sequence[RunFolder]) -> str:
    """The page: what was set, what differs, what came of it, curves, pictures, code.

    What a run does not have (yet) is said in a sentence. Raises `BadInput` for no run at all and
    for a folder that holds no valid specification.
    """
    if not runs:
        raise BadInput("A report is about at least one run, and none was given.")
    names = names_of(runs)
    title = names[0] if len(runs) == 1 else f"{len(runs)} runs compared"
    date = datetime.now(UTC).strftime("%Y-%m-%d")
    return paper(
        title,
        style=style(runs),
        header=f"<h1>{escape(title)}</h1>\n{_lead(runs, names)}",
        body="\n".join(_sections(runs, names)),
        footer=f"Written by Latent Lab on {date}. Everything is in this file.",
    )


def names_of(runs: Sequence[RunFolder]) -> list[str]:
    """A name for each run; where two share one, the end of the id tells them apart."""
    names = [run.name for run in runs]
    return [
        name if names.count(name) == 1 else f"{name} ({run.id[-4:]})"
        for run, name in zip(runs, names, strict=True)
    ]


def _lead(runs: Sequence[RunFolder], names: Sequence[str]) -> str:
    items = "".join(
        f"<li>{sample(i)}<strong>{escape(name)}</strong> "
        f'<span class="quiet">{escape(_state(run, name))}</span></li>'
        for i, (run, name) in enumerate(zip(runs, names, strict=True))
    )
    return f'<ul class="runs">{items}</ul>'


def _state(run: RunFolder, name: str) -> str:
    words = describe(run.spec)
    status = run.status()
    parts = [] if words == name else [words]
    if status.state != "finished":
        parts.append(f"{status.state} at step {status.step:,} of {run.spec.total_steps:,}")
    if (best := (run.summary() or {}).get("best_epoch")) is not None:
        parts.append(f"weights and numbers of epoch {best:g}, the best by validation")
    return " · ".join(parts)


def _sections(runs: Sequence[RunFolder], names: Sequence[str]) -> Iterator[str]:
    if len(runs) > 1:
        found = differing(runs)
        rows = differences_table(found, names) if found.paths else ""
        yield section("What differs", f"<p>{escape(found.sentence)}</p>{rows}")
    yield section("What came of it", _measured(runs, names))
    yield section("Curves", _curves(runs, names))
    drawn = [_pictures(run) for run in runs]
    if len(runs) > 1:
        drawn = [f"<h3>{escape(n)}</h3>{each}" for n, each in zip(names, drawn, strict=True)]
    yield section("Pictures", "".join(drawn))
    yield section("Settings", "".join(_settings(*pair) for pair in zip(runs, names, strict=True)))
    yield section("As code", "".join(_code(*pair) for pair in zip(runs, names, strict=True)))


def _measured(runs: Sequence[RunFolder], names: Sequence[str]) -> str:
    summaries = [summary for run in runs if (summary := run.summary())]
    if not summaries:
        return "<p>There are no results yet: they are measured when a run ends.</p>"
    sets = dict.fromkeys(summary["test_set"] for summary in summaries)
    note = f'<p class="quiet">{escape("; ".join(sets))}</p>'
    if len(sets) > 1:
        note += "<p>These runs were tested on different sets, so their numbers do not compare.</p>"
    return numbers(runs, names) + note


def _curves(runs: Sequence[RunFolder], names: Sequence[str]) -> str:
    """One chart a term and unit: what is measured in other units gets axes of its own."""
    charts: dict[tuple[str, str, str], list[Line]] = {}
    for number, (run, name) in enumerate(zip(runs, names, strict=True)):
        spec, rows = run.spec.as_dict(), run.metrics()
        terms = dict.fromkeys(term for row in rows for term in row["train"])
        for term in terms:
            q = quantity(term, spec)
            lines = charts.setdefault((q.label, q.unit, _measure_of(spec)), [])
            lines += _lines(rows, term, name, f"run{number}")
    several = len({kind for _, _, kind in charts}) > 1
    figures, steady = [], []
    for (label, unit, kind), lines in charts.items():
        if (value := constant(lines)) is not None:
            steady.append(f"{label}, {value:.4g} {unit}".strip())
        else:
            quiet = ", ".join(filter(None, (kind if several else "", unit)))
            figures.append(_figure(chart(lines, label), label, quiet))
    if not charts:
        return "<p>Nothing has been logged yet.</p>"
    note = (
        "Bold lines are means over parts of training, faint ones each point as it was logged, "
        "circles validation."
    )
    same = f" Without a curve, since nothing moved: {'; '.join(steady)}." if steady else ""
    return f'<p class="quiet">{note}{escape(same)}</p><div class="charts">{"".join(figures)}</div>'


def _measure_of(spec: dict[str, Any]) -> str:
    """What a run's losses are about: terms of another data set or likelihood do not compare."""
    model = spec["model"]
    likelihood = str(model.get("likelihood") or model.get("output")).replace("_", " ")
    return f"{spec['dataset']['name']}, {model['family']}, {likelihood}"


def _lines(rows: list[dict[str, Any]], term: str, name: str, css: str) -> list[Line]:
    found = []
    for part, marked in (("train", False), ("validation", True)):
        points = [(row["step"], row[part][term]) for row in rows if term in row.get(part, {})]
        if points and not (marked and len(points) > 120):
            words = f"{name}, {'validation' if marked else 'training'}"
            found.append(Line(words, points, css, marked))
    return found


def _figure(drawing: str, label: str, quiet: str) -> str:
    if not drawing:
        return ""
    small = f"<small>{escape(quiet)}</small>" if quiet else ""
    return f"<figure><figcaption>{escape(label)}{small}</figcaption>{drawing}</figure>"


def _pictures(run: RunFolder) -> str:
    steps = run.snapshot_steps()
    if not steps:
        return "<p>No snapshot has been taken yet.</p>"
    if run.spec.dataset.entry.kind == "text":
        return _words(run, steps[-1])
    folder, meta = run.snapshot_path(steps[-1]), run.snapshot(steps[-1])
    figures = []
    probe = read_json(run.path / "probe" / "meta.json") or {}
    if sheet := probe.get("sheets", {}).get("inputs"):
        file = run.path / "probe" / sheet["file"]
        words = "Validation examples, as they are"
        figures.append(_figure(picture(file, sheet, words, COLUMNS, COLUMNS), words, ""))
    for key, caption in _captions(meta["step"], run.spec.model.family).items():
        if sheet := meta.get("sheets", {}).get(key):
            columns = sheet["columns"] if key == "manifold" else COLUMNS
            drawn = picture(folder / sheet["file"], sheet, caption, MOST[key], columns)
            figures.append(_figure(drawn, caption, _of(sheet["count"], MOST[key])))
    reading = how_to_read(run.spec.dataset.entry.kind, run.spec.dataset.value_range[0])
    note = f'<p class="quiet">{escape(reading)}</p>' if reading else ""
    return note + "".join(figures)


def _captions(step: int, family: str) -> dict[str, str]:
    code = "mean code" if family == "variational" else "code"
    return {
        "reconstructions": f"The same examples rebuilt from their {code}, at step {step:,}",
        "samples": "Samples: the mean picture of codes drawn from the prior",
        "manifold": "The latent plane, decoded at even quantiles of the prior",
        "atoms": "Atoms: what each feature adds to the output, each on its own scale",
    }


def _of(count: int, most: int) -> str:
    return f"the first {most} of {count:,}" if count > most else ""


def _words(run: RunFolder, step: int) -> str:
    """Documents and what is expected in them, by their first words."""
    probe = read_json(run.path / "probe" / "words.json")
    rebuilt = read_json(run.snapshot_path(step) / "words.json") or {}
    if probe is None or "reconstructions" not in rebuilt:
        return "<p>Its documents were not written down.</p>"
    items = "".join(
        f"<dt>{escape(name)}</dt><dd>Its words: {_listed(inputs)}</dd><dd>Expected: "
        f"{_listed(expected)}</dd>"
        for name, inputs, expected in [
            *zip(probe["names"], probe["inputs"], rebuilt["reconstructions"], strict=True)
        ][:_DOCUMENTS]
    )
    return f"<dl>{items}</dl>"


def _listed(words: Sequence[Sequence[Any]]) -> str:
    return escape(" · ".join(f"{word} {value:.0f}" for word, value in words[:8]))


def _settings(run: RunFolder, name: str) -> str:
    summary = run.summary() or {}
    facts = [f"seed {run.spec.training.seed}", f"created {run.info.get('created', '')[:10]}"]
    facts += [f"on {summary['device']}"] if "device" in summary else []
    facts += [f"{what} {value[:12]}…" for what, value in run.info.get("hashes", {}).items()]
    return (
        f"<details><summary>{escape(name)}</summary>{settings(run)}"
        f'<p class="quiet">{escape(" · ".join(facts))}</p></details>'
    )


def _code(run: RunFolder, name: str) -> str:
    try:
        text = program(run)
    except BadInput as problem:
        return f"<p>{escape(name)}: {escape(str(problem))}</p>"
    return (
        f"<details><summary>{escape(name)}: one PyTorch file that trains to these numbers"
        f'</summary><pre tabindex="0"><code>{escape(text)}</code></pre></details>'
    )
