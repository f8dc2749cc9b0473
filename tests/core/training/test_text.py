"""Training on documents: compressed rows, words instead of pictures, and exact resumption."""

import json
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from core.data import load, text
from core.runs import Heartbeat, Library, RunFolder
from core.spec import FAMILIES, RunSpec, parse_spec
from core.training import load_run, train
from core.training.batches import Batches
from core.training.clock import Clock
from core.training.session import Session
from tests.core.training.test_train import at_step

MODELS: dict[str, dict[str, Any]] = {
    "plain": {"family": "plain", "latent_dim": 3},
    "vae": {"family": "variational", "latent_dim": 2},
    "gaussian": {"family": "variational", "latent_dim": 3, "likelihood": "gaussian"},
    "topk": {"family": "sparse", "variant": "topk", "features": 24, "k": 4, "revive": "auxk"},
}


def spec_of(kind: str) -> RunSpec:
    return parse_spec(
        {
            "dataset": {"name": "docstrings", "train_size": 150, "validation_size": 40},
            "model": MODELS[kind],
            "network": {"hidden": [8]},
            "training": {"steps": 9, "batch_size": 32, "device": "cpu"},
        }
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RunFolder]:
    """Each kind trained once."""
    library = Library(tmp_path_factory.mktemp("runs"), gallery=None)
    made = {kind: library.create(spec_of(kind), owner=None) for kind in MODELS}
    for run in made.values():
        assert train(run, threads=1) == "finished"
    return made


@pytest.mark.parametrize("kind", MODELS)
def test_compressed_batches_train_as_dense_ones_do(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two paths start from equal weights and differ by rounding alone."""
    spec = spec_of(kind)
    prepared = load(spec.dataset)
    ends = []
    for compressed in (True, False):
        monkeypatch.setattr("core.training.batches.prefers_sparse", lambda _, c=compressed: c)
        session = Session(spec, prepared, torch.device("cpu"), Clock())
        assert session.batches.compressed == compressed
        start = session.hashes["start"]
        for _ in range(spec.total_steps):
            session.advance()
        ends.append((start, session.meter.means(), session.model.state_dict()))
    (start, terms, weights), (other_start, other_terms, other_weights) = ends
    assert start == other_start
    assert terms == pytest.approx(other_terms, rel=1e-4)
    for name, weight in weights.items():
        # Adam divides by the gradient's size, so rounding shows where a gradient is nearly zero.
        assert torch.allclose(weight, other_weights[name], atol=2e-3), name


MEMBERS = [(f, member) for f, family in FAMILIES.items() for member in family.members]


@pytest.mark.parametrize(("family", "member"), MEMBERS)
def test_every_model_learns_from_compressed_batches(family: str, member: str) -> None:
    key = {FAMILIES[family].key: member} if FAMILIES[family].key else {}
    given = spec_of("plain").as_dict() | {"model": {"family": family, **key}}
    spec = parse_spec(given)
    session = Session(spec, load(spec.dataset), torch.device("cpu"), Clock())
    assert session.batches.compressed
    for _ in range(2):
        session.advance()
    assert session.broken() is None
    examples = session.batches.some(8, torch.Generator().manual_seed(0))
    assert session.model.restart(examples, torch.Generator().manual_seed(0)) is not None


def test_dense_batches_of_compressed_data_are_its_rows() -> None:
    prepared = load(spec_of("plain").dataset)
    session = Session(spec_of("plain"), prepared, torch.device("cpu"), Clock())
    compressed, dense = (Batches(session.x, 32, 0, compressed=wish) for wish in (True, False))
    for step in range(6):
        assert torch.equal(compressed.at(step).to_dense(), dense.at(step))
    assert compressed.fingerprint() == dense.fingerprint()


@pytest.mark.parametrize("kind", ["vae", "topk"])
def test_a_pause_leaves_no_trace(
    kind: str, runs: dict[str, RunFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Library(runs[kind].path.parent, gallery=None).create(spec_of(kind), owner=None)
    with monkeypatch.context() as patch:
        pause = property(lambda self: "pause")
        patch.setattr(Heartbeat, "wanted", property(lambda self: "run"))
        at_step(patch, 5, lambda _: patch.setattr(Heartbeat, "wanted", pause))
        assert train(run, threads=1) == "paused"
    assert train(run, threads=1) == "finished"
    for name in ("metrics.jsonl", "model.safetensors", "test/words.json"):
        assert (run.path / name).read_bytes() == (runs[kind].path / name).read_bytes()


@pytest.mark.parametrize("kind", MODELS)
def test_words_take_the_place_of_pictures(kind: str, runs: dict[str, RunFolder]) -> None:
    path = runs[kind].path
    assert not list(path.rglob("*.png"))
    probe = json.loads((path / "probe" / "words.json").read_text())
    snapshot = json.loads((path / "snapshots" / "00000009" / "words.json").read_text())
    test = json.loads((path / "test" / "words.json").read_text())
    expected = {
        "plain": {"reconstructions", "directions"},
        "topk": {"reconstructions", "atoms", "encoder"},
    }.get(kind, {"reconstructions", "samples", "directions"})
    assert snapshot.keys() == expected
    assert len(probe["names"]) == len(probe["inputs"]) == len(snapshot["reconstructions"]) == 16
    assert len(test["names"]) == len(test["inputs"]) == 1_000
    corpus = text.read()
    place = corpus.names.index(test["names"][0])
    row = corpus.counts[[place]].toarray()[0]
    words = test["inputs"][0]
    assert [count for _, count in words] == sorted(row, reverse=True)[: len(words)]
    assert all(row[corpus.vocabulary.index(word)] == count for word, count in words)


def test_directions_are_what_the_decoder_makes_of_a_step(runs: dict[str, RunFolder]) -> None:
    snapshot = json.loads((runs["vae"].path / "snapshots" / "00000009" / "words.json").read_text())
    assert len(snapshot["directions"]) == 2 * MODELS["vae"]["latent_dim"]
    rising, falling = ({word for word, _ in words} for words in snapshot["directions"][:2])
    assert not rising & falling


def test_what_is_measured_is_a_likelihood_of_whole_documents(runs: dict[str, RunFolder]) -> None:
    _, spec, prepared = load_run(runs["vae"])
    summary = runs["vae"].summary()
    assert summary is not None
    words = float(prepared.test.x.sum())
    from core.models.likelihoods.multinomial import log_coefficient
    from core.rows import as_rows

    coefficient = float(log_coefficient(as_rows(prepared.test.x)).sum())
    nats = -summary["test"]["elbo"] * len(prepared.test) + coefficient
    assert summary["test"]["word_perplexity"] == pytest.approx(np.exp(nats / words), rel=1e-3)
    assert summary["test"]["word_perplexity"] < spec.dataset.entry.dimension


def test_the_arrays_hold_no_dense_inputs(runs: dict[str, RunFolder]) -> None:
    for run in runs.values():
        assert "inputs" not in load_file(run.path / "test" / "arrays.safetensors")
