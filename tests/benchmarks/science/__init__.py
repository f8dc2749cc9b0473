"""Our numbers beside published ones and beside reference code: every pass mark of the program.

A mark is a module here; its name is the mark's. It has a `TITLE`, a `FAMILY`, its docstring and
`plan(full) -> list[Experiment]`, the experiments with the numbers they are held to, and
`measure(full) -> Iterator[Experiment]`, the same with what was found. The short form takes minutes,
`--full` whatever the published protocol takes; `--record` writes what the page Reproductions shows.
"""

import argparse
import importlib
import pkgutil
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from core.reproductions import FOLDER, Experiment, Record, read
from tests.benchmarks.science.recording import here, today

__all__ = ["keep", "main", "marks", "module", "record"]

_NOT_MARKS = {"recording"}


def marks() -> list[str]:
    """Names of all marks."""
    return sorted(name for _, name, _ in pkgutil.iter_modules(__path__) if name not in _NOT_MARKS)


def module(mark: str) -> ModuleType:
    """The module of a mark."""
    return importlib.import_module(f"{__name__}.{mark}")


def record(mark: str, full: bool, found: list[Experiment]) -> Record:
    """A mark's plan with what was found in its place; what was not run stays a plan."""
    its = module(mark)
    measured = {one.what: one for one in found}
    form = " --full" if full else ""
    return Record(
        name=mark,
        title=its.TITLE,
        family=its.FAMILY,
        about=_about(its),
        form="full" if full else "fast",
        command=f"python -m tests.benchmarks science --only {mark}{form} --record",
        experiments=tuple(measured.get(one.what, one) for one in its.plan(full)),
        date=today() if found else "",
        machine=here() if found else None,
    )


def keep(one: Record, folder: Path = FOLDER) -> None:
    """Write a record, but never a bare plan over what was measured."""
    file = folder / f"{one.name}.json"
    if one.run or not file.exists() or not read(file).run:
        one.write(folder)


def _about(its: ModuleType) -> str:
    """The first two paragraphs of a mark's docstring, in one."""
    paragraphs = (its.__doc__ or "").split("\n\n")[:2]
    return " ".join(" ".join(paragraphs).split())


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks science",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--full", action="store_true", help="the published protocols in full")
    parser.add_argument("--only", nargs="+", choices=marks(), default=marks(), metavar="MARK")
    parser.add_argument(
        "--record", action="store_true", help="write assets/reproductions/MARK.json"
    )
    given = parser.parse_args(arguments)
    result: dict[str, Any] = {}
    missed = []
    for mark in given.only:
        began = time.perf_counter()
        found: list[Experiment] = []
        one = record(mark, given.full, found)
        for experiment in module(mark).measure(given.full):
            print(f"{mark}: {experiment}", file=sys.stderr, flush=True)
            found.append(experiment)
            one = record(mark, given.full, found)
            if given.record:
                keep(one)  # at once: what a stopped command had measured stays
        if given.record:
            keep(one)
        seconds = round(time.perf_counter() - began, 1)
        result[mark] = {**one.as_dict(), "seconds": seconds}
        missed += [n for e in found for n in e.numbers if n.met is False]
    return {"form": "full" if given.full else "fast", "marks": result, "passed": not missed}
