"""The commands of the command line; each gives its exit code. Heavy imports wait until needed."""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.catalogue import full_set_files
from core.errors import BadInput
from core.jobs.projection import METHODS, checked
from core.lessons.certificate import in_a_line, verified
from core.limits import DISK, check_size
from core.paths import ASSETS
from core.progress import Bar, Stages, minutes
from core.runs import Library, RunFolder, write_json
from core.runs.files import replacing, write_bytes
from core.runs.heartbeat import verdict
from core.runs.machine import HOST
from core.runs.pruning import GIGA, make_room, used
from core.runs.status import settle
from core.spec import RunSpec, parse_spec
from core.takeaway.bundle import bundle, data_files
from core.takeaway.program import program
from core.takeaway.report import report

if TYPE_CHECKING:
    from core.data import Prepared
    from core.models import Model

FINISHED, STOPPED = 0, 130


def train(args: argparse.Namespace) -> int:
    """`train SPEC.json`"""
    spec = parse_spec(read_given(args.spec))
    check_size(spec)
    _make_room(Library(args.runs), DISK.value)
    with _interruptible():
        import core.training  # noqa: F401  (slow: so that the run appears when it can begin)

        fetch(spec)
        run = Library(args.runs).create(spec, args.name)
        print(f"{run.name}: {run.path}", file=sys.stderr)
        return _train(run, args.threads)


def fetch(spec: RunSpec) -> None:
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
    from core.evaluation.protocols import protocol_of
    from core.training import load_run
    from core.training.export import write_matching

    model, spec, prepared = load_run(run)
    stages = Stages(sys.stderr)
    protocol = protocol_of("full" if args.full else "fast", spec.dataset.entry.kind)
    measured = measure(model, spec, prepared, protocol, stage=stages)
    stages.close()
    summary = run.summary()
    if summary is None or run.is_gallery:
        reason = "is an example" if run.is_gallery else "has no results yet"
        print(f"{run.name} {reason}: the numbers are not written down.", file=sys.stderr)
    else:
        write_matching(run.path, model, prepared)
        _complete(run, model, spec, prepared)
        write_json(run.summary_file, summary | measured)
    _print((summary or {"run": run.id, "family": spec.model.family}) | measured)
    return FINISHED


def _complete(run: RunFolder, model: "Model", spec: RunSpec, prepared: "Prepared") -> None:
    """Write the test examples of a sparse run anew that an earlier version left without its page of
    every feature."""
    from core.evaluation.generation import generate
    from core.evaluation.protocols import TRAINED
    from core.training.examples import write_examples
    from core.training.feature_files import FEATURES

    if spec.model.family == "sparse" and not (run.path / "test" / FEATURES).exists():
        write_examples(run.path, spec, prepared, model, generate(model, spec, prepared, TRAINED))


def project(args: argparse.Namespace) -> int:
    """`project RUN`"""
    run = _find(args)
    _refuse_example(run)
    given = {name: getattr(args, name) for name in METHODS[args.method] if name in vars(args)}
    params = checked(args.method, given)
    from core.on_wish import MAKERS

    bar = Bar(sys.stderr)
    name = MAKERS[args.method](run, **params, report=bar)
    made = run.path / name if args.method == "sampling" else run.projection / f"{name}.safetensors"
    bar.close()
    print(made)
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
    """`export RUN… [--report | --code] [--to FILE]`"""
    runs = [_run_named(one, args.runs) for one in args.run]
    what = "html" if args.report else "py" if args.code else "zip"
    if args.code and len(runs) > 1:
        raise BadInput(f"--code writes one run's program, and {len(runs)} runs were given.")
    name = runs[0].id if len(runs) == 1 else "comparison"
    target: Path = args.to or Path(f"{name}.{what}")
    if not target.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {target.absolute().parent} to write {target.name} to.")
    match what:
        case "html":
            write_bytes(target, report(runs).encode())
        case "py":
            write_bytes(target, program(runs[0]).encode())
            for file in data_files(runs):
                write_bytes(target.with_name(file), (ASSETS / "data" / file).read_bytes())
        case _:
            with replacing(target) as temporary:
                bundle(runs, temporary)
    print(target)
    return FINISHED


def pin(args: argparse.Namespace) -> int:
    """`pin RUN [--off]`"""
    run = _find(args)
    Library(args.runs).pin(run, not args.off)
    print(f"{run.name} may be pruned again." if args.off else f"{run.name} is kept whole.")
    return FINISHED


def prune(args: argparse.Namespace) -> int:
    """`prune [--to GB]`"""
    library = Library(args.runs)
    budget = DISK.value if args.to is None else args.to
    _make_room(library, budget)
    print(f"The runs in {library.path} take {used(library.path) / GIGA:.3g} of {budget:g} GB.")
    return FINISHED


def verify(args: argparse.Namespace) -> int:
    """`verify FILE`"""
    print(in_a_line(verified(args.file, args.runs)))
    return FINISHED


def _make_room(library: Library, budget: float) -> None:
    """Remove old snapshots where the disk's budget asks for it, each told on stderr."""
    make_room(library, budget, lambda removed: print(removed, file=sys.stderr))


def _train(run: RunFolder, threads: int | None) -> int:
    from core.training import train as go

    bar = Bar(sys.stderr)
    try:
        with _stopping(run):
            outcome = go(run, threads=threads, progress=lambda row: _show(bar, row))
    except BaseException as error:
        settle(run.status_file, *verdict(error), [(HOST, os.getpid())])  # it may not have begun
        raise
    finally:
        bar.close()
    if outcome != "finished":
        words = f"go on with: python -m core resume {run.path}"
        print(f"{outcome.capitalize()} at step {run.status().step}; {words}", file=sys.stderr)
    if (summary := run.summary()) is not None:
        print(_held(summary["memory"]), file=sys.stderr)
        _print(summary)
    return FINISHED if outcome == "finished" else STOPPED


def _held(memory: dict[str, float]) -> str:
    """What the run held in memory, in a line."""
    parts = (f"{name.replace('_', ' ')} {size:.3g}" for name, size in memory.items() if size)
    return f"In memory, MiB: {', '.join(parts)}"


def _show(bar: Bar, row: dict[str, Any]) -> None:
    if "notice" in row:
        bar.note(row["notice"])
        return
    loss = row["train"]["objective"]
    words = f"epoch {row['epoch']:.1f}/{row['epochs']:g}  objective {loss:.4g}  "
    bar(row["step"] / row["total"], words + minutes(row["eta"]))


def read_given(place: str) -> Any:
    """The JSON in a file, or on stdin for `-`; raises `BadInput`."""
    try:
        return json.loads(sys.stdin.read() if place == "-" else Path(place).read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{place} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadInput(f"{place} is not valid JSON: {error}.") from error


def _find(args: argparse.Namespace) -> RunFolder:
    return _run_named(args.run, args.runs)


def _run_named(name: str, runs: Path | None) -> RunFolder:
    """The run of that id, or in the folder of that path."""
    path = Path(name)
    if (path / "spec.json").is_file():
        return RunFolder(path.absolute())
    return Library(runs).find(name)


def _refuse_example(run: RunFolder) -> None:
    if run.is_gallery:
        raise BadInput(f"{run.name} is an example that ships with the program: train a copy.")


def _public(info: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in info.items() if key != "owner"}


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False), flush=True)


Handler = Callable[[int, Any], None]


@contextmanager
def signals(handler: Handler) -> Iterator[None]:
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

    with signals(interrupt):
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

    with signals(stop):
        yield
