"""The commands of the command line; each gives its exit code. Heavy imports wait until needed."""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.catalogue import full_set_files
from core.errors import BadInput
from core.jobs.projection import checked
from core.progress import Bar, minutes
from core.runs import Library, RunFolder, write_json
from core.runs.export import export as write_zip
from core.runs.files import replacing
from core.runs.heartbeat import verdict
from core.runs.status import settle
from core.spec import RunSpec, parse_spec

FINISHED, STOPPED = 0, 130


def train(args: argparse.Namespace) -> int:
    """`train SPEC.json`"""
    spec = _read_spec(args.spec)
    with _interruptible():
        import core.training  # noqa: F401  (slow: so that the run appears when it can begin)

        _fetch(spec)
        run = Library(args.runs).create(spec, args.name)
        print(f"{run.name}: {run.path}", file=sys.stderr)
        return _train(run, args.threads)


def _fetch(spec: RunSpec) -> None:
    """Download a full set that is not at hand; without it there is to be no run."""
    dataset = spec.dataset
    if not dataset.uses_full_set or full_set_files(dataset.name):
        return
    from core.data import load

    bar = Bar(sys.stderr)
    load(dataset, lambda done, total: bar(done / max(total, 1), dataset.entry.title))
    bar.close()


def resume(args: argparse.Namespace) -> int:
    """`resume RUN`"""
    run = _find(args)
    _refuse_example(run)
    status = run.status()
    if status.state == "running":
        raise BadInput(f"{run.id} is at work already, in process {status.pid} on {status.host}.")
    if status.state == "finished":
        print(f"{run.name} is finished already.", file=sys.stderr)
        _print(run.summary())
        return FINISHED
    _ = run.spec  # a folder that holds no valid one is told before anything is written
    run.want("run")
    with _interruptible():
        return _train(run, args.threads)


def evaluate(args: argparse.Namespace) -> int:
    """`evaluate RUN [--full]`"""
    run = _find(args)
    if run.raw_status().active and run.status().active:
        raise BadInput(f"{run.name} is at work; evaluate it when it has ended.")
    from core.evaluation.evaluate import evaluate as measure
    from core.evaluation.protocols import FAST, FULL
    from core.training import load_run

    model, spec, prepared = load_run(run)
    measured = measure(model, spec, prepared, FULL if args.full else FAST)
    summary = run.summary()
    if summary is None or run.is_gallery:
        reason = "is an example" if run.is_gallery else "has no results yet"
        print(f"{run.name} {reason}: the numbers are not written down.", file=sys.stderr)
    else:
        write_json(run.summary_file, summary | measured)
    _print((summary or {"run": run.id, "family": spec.model.family}) | measured)
    return FINISHED


def project(args: argparse.Namespace) -> int:
    """`project RUN`"""
    run = _find(args)
    _refuse_example(run)
    given = {name: getattr(args, name) for name in ("neighbours", "minimum_distance", "seed")}
    params = checked("umap", given)
    from core.projection import project as make

    bar = Bar(sys.stderr)
    name = make(run, **params, report=bar)
    bar.close()
    print(run.projection / f"{name}.safetensors")
    return FINISHED


def list_runs(args: argparse.Namespace) -> int:
    """`list`"""
    for run in Library(args.runs).list():
        status = run.status()
        if args.json:
            place = {"path": str(run.path), "example": run.is_gallery}
            _print(_public(run.info) | place | status.as_dict())
        else:
            state = "example" if run.is_gallery else status.state
            print(f"{run.id:<20} {state:<12} {status.step:>8}/{status.total:<8} {run.name}")
    return FINISHED


def export(args: argparse.Namespace) -> int:
    """`export RUN [--to FILE.zip]`"""
    run = _find(args)
    target: Path = args.to or Path(f"{run.id}.zip")
    if not target.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {target.absolute().parent} to write {target.name} to.")
    with replacing(target) as temporary:
        write_zip(run, temporary)
    print(target)
    return FINISHED


def _train(run: RunFolder, threads: int | None) -> int:
    from core.training import train as go

    bar = Bar(sys.stderr)
    try:
        with _stopping(run):
            outcome = go(run, threads=threads, progress=lambda row: _show(bar, row))
    except BaseException as error:
        settle(run.status_file, *verdict(error), [os.getpid()])  # it may not have begun
        raise
    finally:
        bar.close()
    if outcome != "finished":
        words = f"go on with: python -m core resume {run.path}"
        print(f"{outcome.capitalize()} at step {run.status().step}; {words}", file=sys.stderr)
    if (summary := run.summary()) is not None:
        _print(summary)
    return FINISHED if outcome == "finished" else STOPPED


def _show(bar: Bar, row: dict[str, Any]) -> None:
    if "notice" in row:
        bar.note(row["notice"])
        return
    loss = row["train"]["objective"]
    words = f"epoch {row['epoch']:.1f}/{row['epochs']:g}  objective {loss:.4g}  "
    bar(row["step"] / row["total"], words + minutes(row["eta"]))


def _read_spec(place: str) -> RunSpec:
    try:
        text = sys.stdin.read() if place == "-" else Path(place).read_text("utf-8")
        return parse_spec(json.loads(text))
    except OSError as error:
        raise BadInput(f"{place} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadInput(f"{place} is not valid JSON: {error}.") from error


def _find(args: argparse.Namespace) -> RunFolder:
    path = Path(args.run)
    if (path / "spec.json").is_file():
        return RunFolder(path.absolute())
    return Library(args.runs).find(args.run)


def _refuse_example(run: RunFolder) -> None:
    if run.is_gallery:
        raise BadInput(f"{run.name} is an example that ships with the program: train a copy.")


def _public(info: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in info.items() if key != "owner"}


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False), flush=True)


Handler = Callable[[int, Any], None]


@contextmanager
def _signals(handler: Handler) -> Iterator[None]:
    """Let `handler` answer Ctrl-C and SIGTERM within the block."""
    before = {one: signal.signal(one, handler) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, old in before.items():
            signal.signal(one, old)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Before training begins: both signals end the command like Ctrl-C does."""

    def interrupt(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    with _signals(interrupt):
        yield


@contextmanager
def _stopping(run: RunFolder) -> Iterator[None]:
    """While training: the first signal asks the run to stop, a second one ends it at once."""
    asked = False

    def stop(number: int, frame: Any) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        print("\nStopping at the next step; once more ends at once.", file=sys.stderr)
        run.want("stop")

    with _signals(stop):
        yield
