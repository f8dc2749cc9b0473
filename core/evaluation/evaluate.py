"""Measures a trained model on its test set and on training examples: the numbers of a summary."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from core.evaluation import metrics
from core.evaluation.protocols import FAST, FULL, TRAINED, Protocol
from core.models.base import Model, Step
from core.models.plain import PlainAutoencoder
from core.models.sparse import SparseAutoencoder
from core.models.variational import VariationalAutoencoder
from core.models.variational.base import Sampled, kl_per_latent
from core.spec import RunSpec
from core.streams import stream

if TYPE_CHECKING:
    from core.data import Prepared

Numbers = dict[str, Any]


@dataclass(frozen=True)
class Examples:
    """Grey pictures, what the model is given of them (binarised where it wants that), labels."""

    grey: Tensor
    given: Tensor
    labels: Tensor

    def batches(self, size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """(grey, given) in order; the last may be shorter."""
        return zip(self.grey.split(size), self.given.split(size), strict=True)


def fixed_binarisation(x: Tensor, seed: int, part: str) -> Tensor:
    """`u < x`, drawn once from the data seed's stream `binarise/<part>`; x [N, D] on the CPU."""
    uniform = torch.rand(x.shape, generator=stream(seed, f"binarise/{part}"))
    return (uniform < x).to(x.dtype)


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
    train_mean = torch.as_tensor(prepared.train.x).mean(dim=0)
    test = _examples(model, spec, prepared, "test", None)
    train = _examples(model, spec, prepared, "train", protocol.train_examples)
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


def _examples(
    model: Model, spec: RunSpec, prepared: "Prepared", part: str, most: int | None
) -> Examples:
    split = getattr(prepared, part)
    device = next(model.parameters()).device
    grey = torch.as_tensor(split.x[:most])
    given = fixed_binarisation(grey, spec.dataset.seed, part) if model.binarise else grey
    labels = torch.as_tensor(split.y[:most])
    return Examples(grey.to(device), given.to(device), labels.to(device))


def _measure(
    model: Model, spec: RunSpec, data: Examples, train_mean: Tensor, protocol: Protocol
) -> Numbers:
    train_mean = train_mean.to(data.grey.device)
    match model:
        case PlainAutoencoder():
            return _plain(model, data, train_mean, protocol)
        case SparseAutoencoder():
            return _sparse(model, data, train_mean, protocol, spec.total_steps)
        case VariationalAutoencoder():
            return _variational(model, data, train_mean, protocol, spec.total_steps)
        case _:
            raise AssertionError(f"no measurements for {type(model).__name__}")


def _plain(
    model: PlainAutoencoder, data: Examples, train_mean: Tensor, protocol: Protocol
) -> Numbers:
    reconstruction, errors, codes = 0.0, torch.zeros(2, dtype=torch.float64), []
    for grey, given in data.batches(protocol.batch):
        code = model.encode(given)
        params = model.decoder(code)
        reconstruction -= _total(model.likelihood.log_prob(given, params))
        errors += metrics.squared_errors(grey, model.likelihood.mean(params), train_mean).cpu()
        codes.append(code)
    average = reconstruction / len(data.grey)
    return {
        "reconstruction": average,
        "objective": average,
        "fvu": metrics.fvu_of(errors),
        **_separation(torch.cat(codes), data.labels, protocol),
    }


def _sparse(
    model: SparseAutoencoder,
    data: Examples,
    train_mean: Tensor,
    protocol: Protocol,
    steps: int,
) -> Numbers:
    """Reconstruction in the model's scaled units; shrinkage there too, so about the mean."""
    N = len(data.grey)
    sums: dict[str, float] = {}
    errors = torch.zeros(2, dtype=torch.float64)
    fired = torch.zeros(model.latent_size, dtype=torch.float64)
    ratios, sparsities = [], []
    for grey, given in data.batches(protocol.batch):
        for name, value in model.terms(given, Step.after(steps)).items():
            sums[name] = sums.get(name, 0.0) + float(value) * len(grey)
        code = model.encode(given)
        picture = model.decode(code)
        errors += metrics.squared_errors(grey, picture, train_mean).cpu()
        fired += metrics.density(code).cpu() * len(grey)
        ratios.append(metrics.shrinkage(model.to_units(grey), model.to_units(picture)))
        if model.latent_size > 1:
            sparsities.append(metrics.hoyer(code))
    densities = fired / N
    return {
        **{name: value / N for name, value in sums.items()},
        "fvu": metrics.fvu_of(errors),
        "l0": float(densities.sum()),
        "zeros": 1 - float(densities.mean()),
        "hoyer": _average(sparsities),
        "dead": metrics.dead_share(densities),
        "dead_window": N,
        "density": [round(share, 5) for share in densities.tolist()],
        "shrinkage": _average(ratios),
    }


def _variational(
    model: VariationalAutoencoder,
    data: Examples,
    train_mean: Tensor,
    protocol: Protocol,
    steps: int,
) -> Numbers:
    N, samples = len(data.grey), protocol.posterior_samples
    noise = _noise(protocol, "samples")
    distortion = at_mean = regulariser = 0.0
    errors = torch.zeros(2, dtype=torch.float64)
    means, log_variances = [], []
    for grey, given in data.batches(protocol.batch):
        mean, log_variance = model.posterior(given)
        params = model.decoder(mean)
        at_mean -= _total(model.likelihood.log_prob(given, params))
        errors += metrics.squared_errors(grey, model.likelihood.mean(params), train_mean).cpu()
        for z in _draws(mean, log_variance, samples, protocol.samples_at_once, noise):
            distortion -= _total(model.likelihood.log_prob(given, model.decoder(z))) / samples
        q = Sampled(mean, log_variance, z[0], kl_per_latent(mean, log_variance))
        regulariser += float(model.regulariser(q, Step.after(steps))[0]) * len(grey)
        means.append(mean)
        log_variances.append(log_variance)
    mean, log_variance = torch.cat(means), torch.cat(log_variances)
    kl = metrics.kl_per_dimension(mean, log_variance)
    some = min(N, protocol.mutual_information_codes)
    epsilon = torch.randn((some, mean.shape[1]), generator=_noise(protocol, "information"))
    return {
        "reconstruction": distortion / N,
        "reconstruction_at_mean": at_mean / N,
        "kl": float(kl.sum()),
        "elbo": -(distortion / N + float(kl.sum())),
        "objective": (distortion + regulariser) / N,
        "fvu": metrics.fvu_of(errors),
        "active_units": metrics.active_units(mean),
        "kl_per_dimension": kl.tolist(),
        "mutual_information": metrics.mutual_information(
            mean[:some], log_variance[:some], epsilon.to(mean)
        ),
        "mutual_information_codes": some,
        **_separation(mean, data.labels, protocol),
        **_nll(model, data, protocol),
    }


def _nll(model: VariationalAutoencoder, data: Examples, protocol: Protocol) -> Numbers:
    """−log p(x) by importance sampling, β nowhere in it; nothing where none is asked for."""
    K = protocol.nll_samples
    if not K or not model.likelihood.is_likelihood:
        return {}
    noise = _noise(protocol, "nll")
    found = []
    for _, given in data.batches(protocol.batch):
        mean, log_variance = model.posterior(given)
        draws = _draws(mean, log_variance, K, protocol.samples_at_once, noise)
        weights = (model.log_weights(given, mean, log_variance, z) for z in draws)
        found.append(-metrics.log_mean_weight(weights))
    nll = torch.cat(found)
    return {
        "nll": float(nll.mean()),
        "nll_samples": K,
        "nll_standard_error": metrics.standard_error(nll),
    }


def _noise(protocol: Protocol, name: str) -> torch.Generator:
    """On the CPU whatever the device, so that every machine evaluates with the same noise."""
    return stream(protocol.noise_seed, f"evaluation/{name}")


def _draws(
    mean: Tensor, log_variance: Tensor, count: int, at_once: int, noise: torch.Generator
) -> Iterator[Tensor]:
    """`count` samples of q(z|x) for μ, log σ² [B, L], as [k, B, L] with k ≤ at_once."""
    deviation = (0.5 * log_variance).exp()
    for start in range(0, count, at_once):
        epsilon = torch.randn((min(at_once, count - start), *mean.shape), generator=noise)
        yield mean + deviation * epsilon.to(mean)


def _separation(codes: Tensor, labels: Tensor, protocol: Protocol) -> Numbers:
    """How well classes lie apart in latent space; nothing in one dimension or for few points."""
    if codes.shape[1] < 2 or len(codes) <= protocol.neighbours:
        return {}
    return {"knn_accuracy": metrics.knn_accuracy(codes, labels, protocol.neighbours)}


def _total(values: Tensor) -> float:
    return float(values.sum(dtype=torch.float64))


def _average(parts: list[Tensor]) -> float | None:
    values = torch.cat(parts) if parts else torch.zeros(0)
    return float(values.mean()) if len(values) else None
