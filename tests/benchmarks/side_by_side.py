"""How much more two processes of bare matrix products get done than one: what cores can give.

The products of one training step of a network, forward and backward, into memory that is there; no
Python between them worth the name, no files, nothing shared. A sweep in processes of one thread
cannot gain more over one after another than these do: the rest is the machine's (two virtual cores
may be one real one; clock and memory are shared).
"""

import subprocess
import sys
from collections.abc import Sequence
from statistics import median

_WORK = """
import json, sys, time
import torch
torch.set_num_threads(1)
batch, widths = json.loads(sys.argv[1])
products = []
for before, after in widths:
    x, w, g = torch.rand(batch, before), torch.rand(before, after), torch.rand(batch, after)
    products += [(x, w, g.clone()), (x.T, g, w.clone()), (g, w.T, x.clone())]
print(flush=True)
for line in sys.stdin:
    begin, count = time.perf_counter(), 0
    while (spent := time.perf_counter() - begin) < float(line):
        for a, b, out in products:
            torch.mm(a, b, out=out)
        count += 1
    print(count / spent, flush=True)
"""


def ceiling(
    processes: int, batch: int, widths: Sequence[tuple[int, int]], rounds: int, seconds: float
) -> float:
    """Steps a second of all together over those of one alone, the median of rounds by turns."""
    given = f"[{batch}, {[list(pair) for pair in widths]}]"
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", _WORK, given],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(processes)
    ]
    try:
        for worker in workers:
            _heard(worker)
        turns = [_rate(workers, seconds) / _rate(workers[:1], seconds) for _ in range(rounds)]
    finally:
        for worker in workers:
            worker.communicate()
    return median(turns)


def _rate(workers: Sequence[subprocess.Popen[str]], seconds: float) -> float:
    """Steps a second of all of these at once."""
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(f"{seconds}\n")
        worker.stdin.flush()
    return sum(float(_heard(worker)) for worker in workers)


def _heard(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline()
