"""A finished run with more snapshots than any training leaves, for tests and benchmarks."""

import shutil

from core.runs import RunFolder, read_json, write_json

SNAPSHOTS = 40


def with_many_snapshots(run: RunFolder, count: int = SNAPSHOTS) -> None:
    """Fill the run up to `count` snapshots: each further step looks as the one before it did."""
    steps = run.snapshot_steps()
    free = [step for step in range(steps[-1]) if step not in steps]
    for step in free[: count - len(steps)]:
        source = run.snapshot_path(max(known for known in steps if known < step))
        target = source.with_name(f"{step:08d}")
        shutil.copytree(source, target)
        meta = read_json(target / "meta.json")
        write_json(target / "meta.json", meta | {"step": step})
