"""`python -m tests.benchmarks NAME`: measures one promise of the program and prints it as JSON.

Each benchmark is a module with `main(arguments) -> dict`. Exit code 2 and one sentence when what it
needs is not at hand.
"""

import argparse
import importlib
import json
import sys

from core.errors import LabError

BENCHMARKS = {
    "defaults": "tests.benchmarks.defaults",
    "gpu": "tests.benchmarks.gpu",
    "interface": "tests.benchmarks.interface",
    "estimate": "tests.benchmarks.estimate",
    "library": "tests.benchmarks.library",
    "training": "tests.benchmarks.training",
    "projection": "tests.benchmarks.projection",
    "science": "tests.benchmarks.science",
    "sparse_input": "tests.benchmarks.sparse_input",
    "sweep": "tests.benchmarks.sweep",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", choices=sorted(BENCHMARKS))
    given, rest = parser.parse_known_args()
    try:
        result = importlib.import_module(BENCHMARKS[given.name]).main(rest)
    except LabError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(json.dumps({"benchmark": given.name, **result}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
