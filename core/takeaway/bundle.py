"""One run or several as one zip: to read without this program, to train again, to hand on."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from core.errors import BadInput
from core.paths import ASSETS
from core.runs import RunFolder
from core.runs.export import write_run
from core.takeaway.program import program
from core.takeaway.report import names_of, report
from core.takeaway.script.data import FILES

MOST = 8
"""Runs in one zip: as many as are compared at once."""

_README = """\
{title}

report.html     open it in a browser: settings, curves, pictures and numbers; it needs no network
{code}
Each run has a folder:
{folders}
  spec.json               its complete specification; `python -m core train spec.json` trains it
  summary.json            what was measured when it ended
  metrics.csv, .jsonl     what was logged: one line a logged step
  model.safetensors       the weights
  decoder.*, encoder.*    the networks in half precision, as a browser computes them
  probe/, test/           examples, codes and pictures as PNG and safetensors

safetensors files are read by `safetensors.numpy.load_file`; nothing has to be unpickled.
"""
_CODE = "code/           a PyTorch program for each run that trains to the same numbers\n"


def bundle(runs: Sequence[RunFolder], file: BinaryIO | Path) -> None:
    """Write the zip: README, report, code with its data, and each run's folder.

    A run without code goes without; README and report say so. Raises `BadInput` for no runs, for
    more than `MOST`, and for a folder that holds no valid specification.
    """
    if not 1 <= len(runs) <= MOST:
        raise BadInput(f"A zip holds 1 to {MOST} runs, and {len(runs)} were given.")
    names, programs = names_of(runs), programs_of(runs)
    lacking = [name for run, name in zip(runs, names, strict=True) if run.id not in programs]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(runs, names, lacking))
        archive.writestr("report.html", report(runs))
        for run in runs:
            if run.id in programs:
                archive.writestr(f"code/{run.id}.py", programs[run.id])
        for name in data_files(run for run in runs if run.id in programs):
            archive.write(ASSETS / "data" / name, f"code/{name}")
        for run in runs:
            write_run(run, archive)


def bundled(runs: Sequence[RunFolder]) -> bytes:
    """The zip's content."""
    content = io.BytesIO()
    bundle(runs, content)
    return content.getvalue()


def programs_of(runs: Iterable[RunFolder]) -> dict[str, str]:
    """The programs of those runs that have one, by id."""
    found = {}
    for run in runs:
        try:
            found[run.id] = program(run)
        except BadInput:
            continue  # the report says which and why
    return found


def data_files(runs: Iterable[RunFolder]) -> list[str]:
    """The bundled files of `assets/data` that the runs' programs read from beside themselves."""
    sets = dict.fromkeys(r.spec.dataset.name for r in runs if not r.spec.dataset.uses_full_set)
    return [FILES[name] for name in sets if name in FILES]


def _readme(runs: Sequence[RunFolder], names: Sequence[str], lacking: Sequence[str]) -> str:
    folders = "\n".join(f"  {run.id}/  {name}" for run, name in zip(runs, names, strict=True))
    code = _CODE if len(lacking) < len(runs) else ""
    if lacking:
        code += f"There is no program yet for: {'; '.join(lacking)}. The report says why.\n"
    title = names[0] if len(runs) == 1 else f"{len(runs)} runs of Latent Lab"
    return _README.format(title=title, code=code, folders=folders)
