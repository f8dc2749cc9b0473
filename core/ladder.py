"""Builds the ladders of the trade-off plot: `python -m core.ladder [NAME …]`.

For each data set as it comes: sparse autoencoders at rising prices, and PCA, NMF and dictionary
learning at rising sizes, all on one test set. Numbers, atoms and reconstructions go to
`assets/data/<name>/ladder.json` and two sheets beside it; `assets/data/README.md` describes them.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.data import Prepared, load
from core.data.words import Wording, rendering_of
from core.evaluation import peers
from core.models.sparse.base import SparseAutoencoder
from core.paths import ASSETS
from core.rows import as_rows, dense, first
from core.runs import Library
from core.spec import RunSpec, parse_spec
from core.training import load_run, train

DATA_SETS = (
    "digits", "superposition", "breast_cancer", "mnist", "patches", "fashion_mnist", "docstrings",
)  # fmt: skip
PRICES = (1 / 4, 1 / 2, 1, 2, 4)
"""Of the weight of L1 that is recommended for the data set."""
COUNTS = (1 / 4, 1 / 2, 1, 2)
"""Of the number of features that TopK is recommended to keep."""
COMPONENTS = (2, 4, 8, 16, 32, 64)
ACTIVE = (4, 8, 16)
"""Atoms of a learned dictionary that are on for an example."""
TRAIN, TEST, ITERATIONS = 4_000, 2_000, 400
"""Examples that other methods are fitted and measured on at most, and minibatches of a dictionary.
"""
ATOMS, EXAMPLES, WORDS = 24, 12, 6
"""Shown of each dot: atoms, reconstructions, and words of either where the data is text."""

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Dot:
    """One model on the plot: its numbers, atoms [ATOMS, D], reconstructions [EXAMPLES, D]."""

    facts: dict[str, Any]
    atoms: Array
    reconstructions: Array


def build(name: str, folder: Path) -> None:
    """Train and fit the whole ladder of one data set, and write it into `folder`."""
    usual = _spec(name, "topk")
    prepared = load(usual.dataset)
    with peers.unfinished_allowed():
        dots = [*trained(name, prepared), *fitted(usual, prepared)]
    described = {
        "dataset": usual.as_dict()["dataset"],
        "test_set": prepared.test_set,
        "atoms": ATOMS,
        "examples": EXAMPLES,
        **_drawn(dots, prepared, folder),
    }
    (folder / "ladder.json").write_text(f"{json.dumps(described)}\n", encoding="utf-8")


def trained(name: str, prepared: Prepared) -> Iterator[Dot]:
    """Sparse autoencoders with L1 and TopK, from the cheapest code to the densest."""
    ladder = [("l1", "weight", factor) for factor in PRICES]
    ladder += [("topk", "k", factor) for factor in COUNTS]
    for variant, knob, factor in ladder:
        usual = _spec(name, variant).as_dict()["model"][knob]
        value = factor * usual if knob == "weight" else max(1, round(factor * usual))
        with tempfile.TemporaryDirectory() as folder:
            library = Library(Path(folder), gallery=None)
            run = library.create(_spec(name, variant, **{knob: value}))
            train(run)
            model, _, _ = load_run(run)
            test = (run.summary() or {})["test"]
        assert isinstance(model, SparseAutoencoder)
        shown = dense(first(as_rows(prepared.test.x), EXAMPLES))
        order = np.argsort(-np.array(test["density"]), kind="stable")[:ATOMS]
        with torch.no_grad():
            pictures = model.decode(model.encode(shown)).numpy()
        numbers = {key: test[key] for key in ("l0", "fvu", "mmcs", "mcc") if key in test}
        facts = {"method": variant, "settings": {knob: value}, "examples": len(prepared.test)}
        yield Dot(facts | numbers, model.atoms().numpy()[order], pictures)


def fitted(usual: RunSpec, prepared: Prepared) -> Iterator[Dot]:
    """PCA and NMF of rising size, and dictionaries of as many atoms as the autoencoders have."""
    whole = peers.Data.of(prepared.train.x, prepared.test.x, prepared.atoms)
    data = peers.Data(whole.train[:TRAIN], whole.test[:TEST], whole.atoms)
    features = usual.as_dict()["model"]["features"]
    for fit in _fits(data.train, features):
        numbers = peers.scores(fit, data)
        codes = fit.encode(data.test)
        order = np.argsort(-(codes != 0).mean(axis=0), kind="stable")[:ATOMS]
        facts = {"method": fit.name, "settings": fit.settings, "examples": len(data.test)}
        facts |= {"fitted_on": len(data.train)} | numbers
        pictures = fit.decode(codes[:EXAMPLES]).astype(np.float32)
        yield Dot(facts, fit.atoms[order].astype(np.float32), pictures)


def _fits(train: peers.Array, features: int) -> Iterator[peers.Fit]:
    sizes = [size for size in COMPONENTS if size < min(train.shape)]
    yield from (peers.pca(train, size) for size in sizes)
    if train.min() >= 0:
        yield from (peers.nmf(train, size, 0) for size in sizes)
    for active in ACTIVE:
        if active < train.shape[1] / 2:
            yield peers.dictionary(train, features, active, ITERATIONS, 0)


def _spec(name: str, variant: str, **knobs: float) -> RunSpec:
    model = {"family": "sparse", "variant": variant, **knobs}
    return parse_spec({"dataset": {"name": name}, "model": model})


def _drawn(dots: list[Dot], prepared: Prepared, folder: Path) -> dict[str, Any]:
    """The dots with what is shown of them: words, or places in two sheets that all share."""
    rendering = rendering_of(prepared)
    if isinstance(rendering, Wording):
        return {"dots": [dot.facts | _in_words(dot, rendering) for dot in dots]}
    blank = np.zeros((ATOMS, dots[0].atoms.shape[1]), np.float32)
    atoms = np.concatenate([np.concatenate([dot.atoms, blank])[:ATOMS] for dot in dots])
    tiles, _ = rendering.write_signed(folder / "ladder_atoms.png", atoms, ATOMS)
    pictures = np.concatenate([dot.reconstructions for dot in dots])
    shown = rendering.write(folder / "ladder_reconstructions.png", pictures, EXAMPLES)
    return {
        "dots": [dot.facts for dot in dots],
        "sheets": {"atoms": tiles.as_dict(), "reconstructions": shown.as_dict()},
    }


def _in_words(dot: Dot, wording: Wording) -> dict[str, Any]:
    return {
        "atom_words": [[word for word, _ in one] for one in wording.top(dot.atoms, WORDS)],
        "document_words": wording.top(dot.reconstructions, WORDS),
    }


def main(names: list[str]) -> None:
    for name in names or DATA_SETS:
        build(name, ASSETS / "data" / name)
        print(name, flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(sys.argv[1:])
