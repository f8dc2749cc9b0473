"""Measures a trained model on its test set and on training examples: the numbers of a summary."""

from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from core.evaluation import plain, sparse, variational
from core.evaluation.examples import Examples, Numbers, examples_of
from core.evaluation.protocols import FAST, FULL, TRAINED, Protocol
from core.models.base import Model
from core.models.plain import PlainAutoencoder
from core.models.sparse import SparseAutoencoder
from core.models.variational import VariationalAutoencoder
from core.rows import as_rows, column_mean
from core.spec import RunSpec

if TYPE_CHECKING:
    from core.data import Prepared


@torch.inference_mode()
def evaluate(
    model: Model, spec: RunSpec, prepared: "Prepared", *, full: bool = False, nll: bool = False
) -> Numbers:
    """{"test_set", "test_size", "test", "train", "parameters"}, JSON-able.

    `test` and `train` (its first examples, "examples" of them) hold averages over examples.
    `reconstruction`, `kl`, `elbo` are in nats from posterior samples with fixed noise;
    `reconstruction_at_mean`, `fvu` and `knn_accuracy` use the mean code; `fvu` is against the grey
    pictures, also where the model was given binarised ones. `objective` has every weight at its
    final value. A number that is not defined (the shrinkage of all-zero inputs) is None.

    `nll` adds the quick importance-sampled NLL of the test set, `full` the thorough one; neither
    is there for cross-entropy, which is no likelihood.
    """
    protocol = FULL if full else FAST if nll else TRAINED
    train_mean = column_mean(as_rows(prepared.train.x))
    test = examples_of(model, spec, prepared, "test", None)
    train = examples_of(model, spec, prepared, "train", protocol.train_examples)
    return {
        "test_set": prepared.test_set,
        "test_size": len(test.grey),
        "test": _measure(model, spec, test, train_mean, protocol),
        "train": {
            "examples": len(train.grey),
            **_measure(model, spec, train, train_mean, replace(protocol, nll_samples=0)),
        },
        "parameters": model.parameter_count(),
    }


def _measure(
    model: Model, spec: RunSpec, data: Examples, train_mean: Tensor, protocol: Protocol
) -> Numbers:
    train_mean = train_mean.to(data.grey.device)
    match model:
        case PlainAutoencoder():
            return plain.measure(model, data, train_mean, protocol)
        case SparseAutoencoder():
            return sparse.measure(model, data, train_mean, protocol, spec.total_steps)
        case VariationalAutoencoder():
            return variational.measure(model, data, train_mean, protocol, spec.total_steps)
        case _:
            raise AssertionError(f"no measurements for {type(model).__name__}")
