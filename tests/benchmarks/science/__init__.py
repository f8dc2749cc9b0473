"""Our numbers beside published ones and beside reference code: every pass mark of the program.

A mark is a module here with `measure(full: bool) -> Iterator[Row]`; its name is the mark's. The
short form takes minutes, `--full` whatever the published protocol takes.
"""

import argparse
import importlib
import pkgutil
import sys
import time
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.science.row import Row

__all__ = ["Row", "main", "marks"]


def marks() -> list[str]:
    """Names of all marks."""
    return sorted(name for _, name, _ in pkgutil.iter_modules(__path__) if name != "row")


def measure(mark: str, full: bool) -> Iterator[Row]:
    """The rows of one mark, each as soon as it is measured."""
    rows: Iterator[Row] = importlib.import_module(f"{__name__}.{mark}").measure(full)
    return rows


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks science",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--full", action="store_true", help="the published protocols in full")
    parser.add_argument("--only", nargs="+", choices=marks(), default=marks(), metavar="MARK")
    given = parser.parse_args(arguments)
    found: dict[str, Any] = {}
    for mark in given.only:
        began = time.perf_counter()
        rows = []
        for row in measure(mark, given.full):
            print(f"{mark}: {row}", file=sys.stderr)
            rows.append(row.as_dict())
        found[mark] = {"rows": rows, "seconds": round(time.perf_counter() - began, 1)}
    passed = all(row["within"] is not False for one in found.values() for row in one["rows"])
    return {"form": "full" if given.full else "fast", "marks": found, "passed": passed}
