"""Seconds and memory per epoch on sparse counts of 10,000 words, three ways in one process.

*dense*: the whole matrix is held dense. *spread*: it is held compressed, and each minibatch is made
dense. *compressed*: minibatches stay compressed and the first layer gathers what they name. The
program holds sparse data compressed and picks one of the last two by the density alone
(`core.rows.prefers_sparse`); `picked_over_best` says what that costs against the fastest of all.

The loop is the product's own (`Session.advance`: batches, model, optimiser), and nothing is written
between steps. Epochs of the three ways take turns. Seconds are of the processor, the median of the
epochs, so that with one thread other programs on the machine count little; `wall` are the shortest
by the clock. Memory is the data and one batch by their bytes, and the growth of the largest memory
of a process of its own over one epoch, model and optimiser included.
"""

import argparse
import multiprocessing
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy import sparse

from core.data.prepared import Prepared, Split
from core.rows import as_rows, parts_of, prefers_sparse
from core.spec import RunSpec, parse_spec
from core.training.batches import Batches
from core.training.clock import Clock
from core.training.session import Session

WORDS = 10_000
DENSITIES = (0.01, 0.05, 0.2)
WAYS = ("dense", "spread", "compressed")
BATCH = 128
MODELS: dict[str, dict[str, Any]] = {
    "plain, 256 hidden, multinomial": {"family": "plain", "latent_dim": 16},
    "sparse, 256 features, L1, squared error": {"family": "sparse", "variant": "l1"},
}


def counts(density: float, documents: int) -> sparse.csr_array:
    """Poisson counts, at least 1 where they are stored, at random places."""
    draws = np.random.default_rng(0)
    shape = (documents, WORDS)
    x = sparse.random_array(shape, density=density, format="csr", dtype=np.float32, rng=draws)
    x.data = (1 + draws.poisson(0.7, x.nnz)).astype(np.float32)
    return sparse.csr_array(x)


def prepared_from(x: sparse.csr_array, way: str) -> Prepared:
    """A data set with nothing but training documents."""
    none = sparse.csr_array((0, WORDS), dtype=np.float32)
    train = Split(x.toarray() if way == "dense" else x, np.zeros(x.shape[0], np.int64))
    empty = Split(none, np.zeros(0, np.int64))
    return Prepared(train, empty, empty, (WORDS,), (), "none", (0.0, float("inf")))


def session_of(model: dict[str, Any], x: sparse.csr_array, way: str) -> Session:
    """A training that goes this way whatever the program would pick."""
    spec = spec_of(model, x.shape[0])
    session = Session(spec, prepared_from(x, way), torch.device("cpu"), Clock())
    compressed = way == "compressed"
    session.batches = Batches(session.x, BATCH, spec.training.seed, compressed=compressed)
    if compressed:
        session.model.expect_compressed()
    return session


def spec_of(model: dict[str, Any], documents: int) -> RunSpec:
    return parse_spec(
        {
            "dataset": {"name": "docstrings", "train_size": documents},
            "model": model,
            "network": {"hidden": [256]},
            "training": {"epochs": 1_000, "batch_size": BATCH, "device": "cpu"},
        }
    )


def epoch(session: Session) -> tuple[float, float]:
    """Seconds of one epoch: of the processor, and by the clock."""
    begin = time.process_time(), time.perf_counter()
    for _ in range(len(session.batches)):
        session.advance()
    return time.process_time() - begin[0], time.perf_counter() - begin[1]


def seconds(model: dict[str, Any], density: float, documents: int, repeats: int) -> dict[str, Any]:
    """Median seconds of an epoch each way, and what was picked."""
    x = counts(density, documents)
    sessions = {way: session_of(model, x, way) for way in WAYS}
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    for repeat in range(1 + repeats):
        for way, session in sessions.items():
            spent = epoch(session)
            if repeat:  # the first warms up
                found[way].append(spent)
    medians = {way: statistics.median(cpu for cpu, _ in times) for way, times in found.items()}
    wall = {way: min(clock for _, clock in times) for way, times in found.items()}
    picked = "compressed" if prefers_sparse(density) else "spread"
    return {
        "seconds_per_epoch": {way: round(value, 3) for way, value in medians.items()},
        "wall": {way: round(value, 3) for way, value in wall.items()},
        "dense_over_compressed": round(medians["dense"] / medians["compressed"], 2),
        "dense_over_picked": round(medians["dense"] / medians[picked], 2),
        "picked": picked,
        "picked_over_best": round(medians[picked] / min(medians.values()), 2),
    }


def megabytes(density: float, documents: int, way: str) -> dict[str, float]:
    """Of the data as it is held, and of one batch."""
    x = counts(density, documents)
    held = torch.from_numpy(x.toarray()) if way == "dense" else as_rows(x)
    batch = Batches(held, BATCH, 0, compressed=way == "compressed").at(0)
    names = (("data", held), ("batch", batch))
    return {name: round(sum(p.nbytes for p in parts_of(t)) / 2**20, 1) for name, t in names}


def growth(model: dict[str, Any], x: sparse.csr_array, way: str, threads: int) -> float:
    """MiB by which a fresh process that has x grew: data as it is held, model, one epoch."""
    torch.set_num_threads(threads)
    before = peak_kib()
    epoch(session_of(model, x, way))
    return round((peak_kib() - before) / 2**10, 1)


def peak_kib() -> int:
    """The most memory that this process has held, on Linux; getrusage's begins at the parent's."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="sparse_input", description=__doc__)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args(arguments)
    torch.set_num_threads(given.threads)
    rows = []
    context = multiprocessing.get_context("spawn")
    for name, model in MODELS.items():
        for density in DENSITIES:
            timed = seconds(model, density, given.documents, given.repeats)
            memory = {way: megabytes(density, given.documents, way) for way in WAYS}
            x = counts(density, given.documents)
            for way in WAYS:
                with context.Pool(1) as pool:
                    memory[way]["process"] = pool.apply(growth, (model, x, way, given.threads))
            rows.append({"model": name, "density": density, **timed, "mebibytes": memory})
    facts = {"words": WORDS, "documents": given.documents, "batch": BATCH, "threads": given.threads}
    return {**facts, "rows": rows}
