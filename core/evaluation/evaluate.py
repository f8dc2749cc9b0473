"""Measures a trained model on its test set and on training examples: the numbers of a summary."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from core.evaluation import (
    labelled,
    metrics,
    peers,
    plain,
    recovery,
    sparse,
    sparse_vae,
    variational,
    vq,
)
from core.evaluation.examples import Examples, Numbers, examples_of
from core.evaluation.generation import Generated, generate, sparsity_report
from core.evaluation.orientation import orientation
from core.evaluation.protocols import TRAINED, Protocol
from core.models.base import Model
from core.models.plain import PlainAutoencoder
from core.models.sparse import SparseAutoencoder
from core.models.variational import VariationalAutoencoder
from core.models.variational.sparse_vae import SparseVAE
from core.models.variational.vq import VQVAE
from core.progress import Progress, ignored
from core.rows import as_rows, chunks, column_mean, dense, first
from core.spec import RunSpec

if TYPE_CHECKING:
    from core.data import Prepared


@torch.inference_mode()
def evaluate(
    model: Model,
    spec: RunSpec,
    prepared: "Prepared",
    protocol: Protocol = TRAINED,
    generated: Generated | None = None,
    stage: Callable[[str], Progress] | None = None,
) -> Numbers:
    """{"test_set", "test_size", "test", "train", "parameters", "evaluation"} and more, JSON-able.

    `test`, `train` (its first examples, "examples" of them) and, where there are validation
    examples, `validation` hold averages over examples. Whoever chooses between models asks
    `validation`, so that `test` has no say in the choice.
    `reconstruction`, `kl`, `elbo` are in nats from posterior samples with fixed noise;
    `reconstruction_at_mean`, `fvu` and `knn_accuracy` use the mean code; `fvu` is against the grey
    pictures, also where the model was given binarised ones. `objective` has every weight at its
    final value. A number that is not defined (the shrinkage of all-zero inputs) is None.

    `evaluation` is the protocol: what was measured, with every size. What a model or its data do
    not have (a likelihood, labels, known factors or atoms) is left out. `generated`: what the model
    made up by this protocol, if that is at hand. `stage` is told what is measured next, and gives
    what then hears how far it is.
    """
    begin = stage or (lambda name: ignored)
    begin("loss terms and codes")
    train_mean = column_mean(as_rows(prepared.train.x))
    test = examples_of(model, spec, prepared, "test", None)
    train = examples_of(model, spec, prepared, "train", protocol.train_examples)
    found = {**_recovery(model, prepared), **_orientation(model, spec)}
    case = labelled.Case(model, spec, prepared, protocol)
    measured = _measure(model, spec, test, train_mean, protocol)
    learned = _measure(model, spec, train, train_mean, protocol)
    if isinstance(model, VariationalAutoencoder) and not isinstance(model, VQVAE):
        measured |= variational.nll(model, test, protocol, begin("likelihood"))
    begin("labels and known causes")
    causes, reading = labelled.causes(case), labelled.reading(case)
    anomalies = labelled.anomalies(case)
    begin("sparsity and other methods")
    sparsity, others = _sparsity(case, test, generated), _peers(case, test)
    return {
        "test_set": prepared.test_set,
        "test_size": len(test.grey),
        "test": {**measured, **found, **causes, **reading},
        "train": {"examples": len(train.grey), **learned, **found},
        **_validation(model, spec, prepared, train_mean, protocol),
        "parameters": model.parameter_count(),
        **sparsity,
        **anomalies,
        **others,
        "evaluation": protocol.as_dict(),
    }


def _validation(
    model: Model, spec: RunSpec, prepared: "Prepared", train_mean: Tensor, protocol: Protocol
) -> Numbers:
    """What one model is preferred to another by; nothing without validation examples."""
    if not len(prepared.validation):
        return {}
    data = examples_of(model, spec, prepared, "validation", None)
    measured = _measure(model, spec, data, train_mean, protocol)
    return {"validation": {"examples": len(data.grey), **measured}}


def _sparsity(case: labelled.Case, test: Examples, generated: Generated | None) -> Numbers:
    """Whether a sparse code makes a sparse output; nothing where nothing can be made up."""
    model, protocol = case.model, case.protocol
    made = generated or generate(model, case.spec, case.prepared, protocol)
    if made is None:
        return {}
    low, high = case.prepared.value_range
    grey = low >= 0 and high <= 1
    return {"sparsity_report": sparsity_report(model, test, made, grey, protocol)}


def _peers(case: labelled.Case, test: Examples) -> Numbers:
    """Methods without a network, at the size of this model's code."""
    if case.protocol.peers is None:
        return {}
    model, prepared = case.model, case.prepared
    l0 = None
    if isinstance(model, SparseAutoencoder):
        some = first(test.given, case.protocol.peers.test)
        parts = [model.encode(dense(x)) for x in chunks(some, 1000)]
        l0 = sum(metrics.l0(z) * len(z) for z in parts) / len(some)
    data = peers.Data.of(prepared.train.x, prepared.test.x, prepared.atoms)
    seed = case.seed("peers")
    return {"peers": peers.measure(data, model.latent_size, l0, case.protocol.peers, seed)}


def _recovery(model: Model, prepared: "Prepared") -> Numbers:
    """How much of a known dictionary was found: of the model, whatever it is measured on."""
    if prepared.atoms is None or not isinstance(model, SparseAutoencoder):
        return {}
    learned, true = model.atoms().cpu(), torch.as_tensor(prepared.atoms)
    return {"mmcs": recovery.mmcs(learned, true), "mcc": recovery.mcc(learned, true)}


def _orientation(model: Model, spec: RunSpec) -> Numbers:
    """How oriented the atoms are, where they are of photographs."""
    if spec.dataset.name != "patches" or not isinstance(model, SparseAutoencoder):
        return {}
    return {"orientation": orientation(model.atoms().cpu().numpy())}


def _measure(
    model: Model, spec: RunSpec, data: Examples, train_mean: Tensor, protocol: Protocol
) -> Numbers:
    train_mean = train_mean.to(data.grey.device)
    match model:
        case PlainAutoencoder():
            return plain.measure(model, data, train_mean, protocol)
        case SparseAutoencoder():
            return sparse.measure(model, data, train_mean, protocol, spec.total_steps)
        case VQVAE():
            return vq.measure(model, data, train_mean, protocol)
        case SparseVAE():
            return sparse_vae.measure(model, data, train_mean, protocol, spec.total_steps)
        case VariationalAutoencoder():
            return variational.measure(model, data, train_mean, protocol, spec.total_steps)
        case _:
            raise AssertionError(f"no measurements for {type(model).__name__}")
