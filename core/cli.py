"""What `python -m core` understands, and how its commands end.

Exit codes: 0 finished, 2 bad input, 3 training failed, 4 no space or I/O, 130 stopped.
"""

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from core import commands
from core.errors import BadInput, LabError, NoSpace
from core.jobs.projection import METHODS
from core.sweeps.command import add_sweep

STOPPED = 130
_EPILOG = """\
A run is named by its id or by the path of its folder. Runs lie in --runs, else in the folder that
LATENT_LAB_RUNS names, else in the user's data folder. Full data sets lie in LATENT_LAB_DATA,
and examples that all trainings of this machine share in LATENT_LAB_CACHE.

exit codes: 0 finished, 2 bad input (one line says what), 3 training failed, 4 no space or I/O,
130 stopped or paused"""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.")


def main(arguments: list[str]) -> int:
    """Run one command; gives its exit code. One line on stderr says what went wrong."""
    try:
        args = parser().parse_args(arguments)
        return args.command(args)
    except LabError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except OSError as error:
        print(f"{error.filename or 'A file'} could not be used: {error.strerror}.", file=sys.stderr)
        return NoSpace.exit_code


def parser() -> Parser:
    """The parser of the whole command line."""
    top = Parser(
        prog="python -m core",
        description="Latent Lab: train and measure autoencoders without the web pages.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    runs = Parser(add_help=False)
    runs.add_argument("--runs", type=Path, metavar="DIR", help="the folder that holds the runs")
    one = Parser(add_help=False, parents=[runs])
    one.add_argument("run", metavar="RUN", help="a run's id, or the path of its folder")
    threads = Parser(add_help=False)
    threads.add_argument("--threads", type=_count, metavar="N", help="CPU threads (default: all)")

    train = verbs.add_parser(
        "train",
        parents=[runs, threads],
        help="train a new run",
        description="Train a new run. The last line on stdout is its summary as JSON; Ctrl-C stops "
        "it at the next step, with a checkpoint.",
    )
    train.add_argument("spec", metavar="SPEC.json", help="its specification; - reads stdin")
    train.add_argument("--name", help="what to call it (default: in words, what it is)")
    train.set_defaults(command=commands.train)

    resume = verbs.add_parser(
        "resume",
        parents=[one, threads],
        help="go on with a run that stands still",
        description="Go on with a paused, stopped, failed or interrupted run from its last "
        "checkpoint. The last line on stdout is its summary as JSON.",
    )
    resume.set_defaults(command=commands.resume)

    add_sweep(verbs, runs)

    evaluate = verbs.add_parser(
        "evaluate",
        parents=[one],
        help="measure a run's model anew",
        description="Measure a run's model on its test set and write it into the run's summary, "
        "which is the last line on stdout: all that training measures, the importance-sampled "
        "negative log-likelihood, disentanglement where causes are known, a linear probe where "
        "labels are, anomaly scores where one label is what matters; with --full, PCA, NMF and "
        "dictionary learning beside it.",
    )
    evaluate.add_argument("--full", action="store_true", help="the thorough protocols: slow")
    evaluate.set_defaults(command=commands.evaluate)

    project = verbs.add_parser(
        "project",
        parents=[one],
        help="make a UMAP map of a run's test codes or atoms, or what judges its samples",
        description="Make what the pages show on wish: a UMAP map of a run's test codes (umap) or "
        "of its dictionary (atoms), or a mixture fitted to its codes with training examples to "
        "look for copies among (sampling, which has no settings).",
    )
    project.add_argument(
        "--method",
        choices=METHODS,
        default="umap",
        help="default %(default)s",
    )
    project.add_argument("--neighbours", type=int, default=15, metavar="N", help="default 15")
    project.add_argument(
        "--minimum-distance", type=float, default=0.1, metavar="D", help="default 0.1"
    )
    project.add_argument("--seed", type=int, default=0, metavar="S", help="default 0")
    project.add_argument(
        "--examples",
        type=int,
        default=2_000,
        metavar="E",
        help="test examples of umap; default 2000",
    )
    project.set_defaults(command=commands.project)

    listing = verbs.add_parser("list", parents=[runs], help="list the runs")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    listing.set_defaults(command=commands.list_runs)

    export = verbs.add_parser(
        "export",
        parents=[runs],
        help="pack runs into a zip, or write a report or a program",
        description="Pack one run or several into a zip: specifications, metrics (as CSV too), "
        "weights, a report to open in a browser and, where there is one, a PyTorch program that "
        "trains to the same numbers.",
    )
    export.add_argument(
        "run", nargs="+", metavar="RUN", help="a run's id, or the path of its folder"
    )
    export.add_argument(
        "--to", type=Path, metavar="FILE", help="default: ./RUN.zip, or ./comparison.zip of several"
    )
    alone = export.add_mutually_exclusive_group()
    alone.add_argument("--report", action="store_true", help="the report alone, as RUN.html")
    alone.add_argument(
        "--code", action="store_true", help="the program alone, as RUN.py, beside it the data"
    )
    export.set_defaults(command=commands.export)

    pin = verbs.add_parser(
        "pin",
        parents=[one],
        help="keep a run whole",
        description="Keep all snapshots of a run, however little room the disk has.",
    )
    pin.add_argument("--off", action="store_true", help="no longer")
    pin.set_defaults(command=commands.pin)

    prune = verbs.add_parser(
        "prune",
        parents=[runs],
        help="remove old snapshots for room on the disk",
        description="Empty the trash and remove snapshots between the first and the last of old "
        "runs, until the runs take at most what LATENT_LAB_DISK allows (gigabytes, default 50). "
        "Pinned runs, and weights, rows and results of all, are left alone. `train` does the same "
        "before it begins. What was removed is told here and by each run's notes.",
    )
    prune.add_argument("--to", type=float, metavar="GB", help="gigabytes, in place of the limit")
    prune.set_defaults(command=commands.prune)

    verify = verbs.add_parser(
        "verify",
        parents=[runs],
        help="check a learner's summary",
        description="Check that a summary of finished missions, as the Learn page gives it, was "
        "signed with the key of these runs' server (.learners/signing.key) and is as it was. Ends "
        "with 0 where it is valid, else with 2 and one line that says why. It proves that the "
        "server wrote the file, not who sat at the keyboard.",
    )
    verify.add_argument("file", type=Path, metavar="FILE", help="the summary's file")
    verify.set_defaults(command=commands.verify)
    return top


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")
    return int(text)
