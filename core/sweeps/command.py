"""`python -m core sweep`: many runs from one file."""

import argparse
import json
import os
import sys
from typing import Any

from core.commands import FINISHED, STOPPED, fetch, read_given, signals
from core.errors import BadInput, TrainingFailed
from core.jobs.cluster import cluster_address
from core.jobs.employer import slots_given
from core.jobs.manager import Manager
from core.jobs.priority import CROWD, VARIABLE
from core.jobs.process import cores
from core.limits import DISK, check_size
from core.progress import Bar, minutes
from core.runs import Library
from core.runs.pruning import make_room
from core.sweeps.batches import batches, hinges_on_device
from core.sweeps.cost import forecast, in_words
from core.sweeps.plan import MOST_POINTS, Plan, parse_sweep
from core.sweeps.recipes import RECIPES, recipe
from core.sweeps.report import report, ways
from core.sweeps.run import Progress, drive, settled
from core.sweeps.store import Sweep, Sweeps

DESCRIPTION = f"""\
Train every point of a sweep: many runs at a time, one thread each. The file is JSON:

  {{"base": SPEC, "grid": {{"model.beta": [1, 2, 4]}}, "seeds": 3}}
  {{"base": SPEC, "random": {{"model.beta": {{"low": 0.1, "high": 10, "log": true}},
                          "model.latent_dim": {{"low": 2, "high": 32, "integer": true}},
                          "model.likelihood": ["bernoulli", "gaussian"]}},
   "draws": 20, "seed": 0}}

"base" is a specification as `train` takes it, or the link of one. Any knob may vary, by its dotted
path. Further keys: "name"; "seeds": N trains every point with N seeds; "folds": K validates it on
each of K folds; "prune": true gives up runs whose validation ELBO (or reconstruction) by then is
worse than the median of comparable runs, after a third of their steps, which is not for ladders
whose ends are wanted; "stack" says whether runs that differ only in seed, beta, weight, warmup,
schedule or latent_dim train as one stacked program (torch.func.vmap), with numbers equal to those
of single runs but for rounding: "auto" does so on a GPU, "always" on a CPU too, where it was
measured to be no faster, "never" nowhere. A sweep has {MOST_POINTS:,} points at most.

Ctrl-C pauses the runs at work, with a checkpoint. The same file again, or --resume, goes on; what
is finished is not trained again. The last line on stdout is JSON: every run with its state and its
validation and test numbers, and the table of means and standard errors over seeds and folds."""

_ON_A_GPU = (
    "Where a GPU is found, runs that differ in a few numbers only train as stacked programs."
)

EPILOG = """\
exit codes: 0 every run has ended and at least one did not fail (the others are reported), 2 bad
input, 3 every run failed, 4 no space or I/O, 130 stopped"""


def add_sweep(verbs: Any, runs: argparse.ArgumentParser) -> None:
    """Put the command into the parser of the command line."""
    one = verbs.add_parser(
        "sweep",
        parents=[runs],
        help="train a grid or a random draw of runs",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    one.add_argument("file", nargs="?", metavar="SWEEP.json", help="the sweep; - reads stdin")
    one.add_argument(
        "--recipe",
        choices=sorted(RECIPES),
        help="the file is a specification: make this sweep of it (dimensions: how many latent "
        "dimensions? beta, lambda: a ladder of prices)",
    )
    one.add_argument("--resume", metavar="ID", help="go on with that sweep")
    one.add_argument(
        "--dry-run", action="store_true", help="print points, seconds and disk, and train nothing"
    )
    one.add_argument(
        "--at-once", metavar="N", help="runs at a time (default: LATENT_LAB_SLOTS, else the cores)"
    )
    one.set_defaults(command=sweep)


def sweep(args: argparse.Namespace) -> int:
    """`sweep SWEEP.json`"""
    library, at_once = Library(args.runs), _at_once(args.at_once)
    found, plan = _asked(args, Sweeps(library))
    for notice in plan.notices:
        print(notice, file=sys.stderr)
    done = {key for key, run in found.runs().items() if settled(run)} if found else set()
    todo = [point for point in plan.points if point.key not in done]
    for point in todo:
        check_size(point.spec)
    jobs = batches(todo, plan.stack, "cpu", at_once)
    cost = forecast([[point.spec for point in job.points] for job in jobs], library, at_once)
    if args.dry_run:
        points = [point.values for point in plan.points]
        _print({"name": plan.name, **vars(cost), "at_once": at_once, "points": points})
        if hinges_on_device(todo, plan.stack):
            print(_ON_A_GPU, file=sys.stderr)
        print(f"{plan.name}: {in_words(cost)}.", file=sys.stderr)
        return FINISHED
    make_room(library, DISK.value, lambda removed: print(removed, file=sys.stderr))
    for spec in {point.spec.dataset: point.spec for point in todo}.values():
        fetch(spec)
    chosen = found or Sweeps(library).create(plan)
    again = f", {len(done)} done before" if done else ""
    print(f"{plan.name} ({chosen.id}): {in_words(cost)}{again}.", file=sys.stderr)
    return _drive(chosen, library, min(at_once, len(jobs))) if todo else _tell(chosen)


def _asked(args: argparse.Namespace, sweeps: Sweeps) -> tuple[Sweep | None, Plan]:
    """The sweep to go on with, if there is one already, and its plan."""
    if (args.file is None) == (args.resume is None):
        raise BadInput("Give either a sweep file or --resume with a sweep's id; see --help.")
    if args.resume is not None:
        if args.recipe:
            raise BadInput("--recipe makes a new sweep; leave it out with --resume.")
        found = sweeps.find(args.resume)
        return found, found.plan
    given = read_given(args.file)
    plan = parse_sweep(recipe(args.recipe, given) if args.recipe else given)
    return sweeps.same(plan), plan


def _at_once(given: str | None) -> int:
    """Runs at a time; the manager reads it from the environment, as servers do.

    A cluster has as many slots as it has cores, which is known when it is there.
    """
    if given is not None:
        if not given.isdigit() or int(given) < 1:
            raise BadInput(f"--at-once is {given}, but must be a whole number from 1.")
        os.environ["LATENT_LAB_SLOTS"] = given
    elif slots_given() is None and not cluster_address():
        os.environ["LATENT_LAB_SLOTS"] = str(cores())
    return slots_given() or cores()


def _drive(chosen: Sweep, library: Library, workers: int) -> int:
    asked = False

    def stop(number: int, frame: Any) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        print("\nPausing the runs at work; once more ends at once.", file=sys.stderr)
        chosen.want("stop")

    os.environ.setdefault(VARIABLE, str(CROWD))
    # All are kept warm: none is waited for, neither at the start nor between two runs.
    spares = None if cluster_address() else workers
    manager, bar = Manager(library, spares=spares), Bar(sys.stderr)
    try:
        with signals(stop):
            manager.start(recover=False)
            outcome = drive(chosen, manager, lambda now: bar(now.share, _words(now)))
    finally:
        bar.close()
        manager.shutdown()
    _tell(chosen)
    if outcome == "failed":
        raise TrainingFailed(chosen.status().error or "Every run failed.")
    if outcome != "finished":
        words = f"go on with: python -m core sweep --resume {chosen.id} --runs {library.path}"
        print(f"Stopped; {words}", file=sys.stderr)
        return STOPPED
    return FINISHED


def _words(now: Progress) -> str:
    return f"{now.done} done, {now.running} running, {now.left} left  {minutes(now.eta)}"


def _tell(chosen: Sweep) -> int:
    found = report(chosen)
    for row in found["runs"]:
        if "error" in row:
            print(f"{row['run']} {row['state']}: {row['error']}", file=sys.stderr)
    for sentence in ways(found["runs"]):
        print(sentence, file=sys.stderr)
    if found["answer"]:
        print(found["answer"], file=sys.stderr)
    _print(found)
    return FINISHED


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False), flush=True)
