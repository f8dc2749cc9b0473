"""Writes the recorded steps that ship with the program: `python -m core.training.slow_step`."""

import json

from core.paths import ASSETS
from core.runs import write_bytes
from core.training.slow_step.record import SPECS, record

FOLDER = ASSETS / "lessons" / "steps"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in SPECS:
        text = json.dumps(record(name), separators=(",", ":"), allow_nan=False)
        write_bytes(FOLDER / f"{name}.json", text.encode())
        print(f"{name}: {len(text) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
