"""What is measured of a variational autoencoder."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from core.evaluation import metrics
from core.evaluation.examples import Examples, Numbers, noise_of, per_word, separation, total
from core.evaluation.protocols import Protocol
from core.evaluation.sparsity import log_histogram
from core.models.base import Step
from core.models.variational import VariationalAutoencoder
from core.models.variational.base import Sampled
from core.models.variational.posterior import Posterior
from core.progress import Progress, ignored
from core.rows import chunks, dense, first


def measure(
    model: VariationalAutoencoder,
    data: Examples,
    train_mean: Tensor,
    protocol: Protocol,
    steps: int,
) -> Numbers:
    """Nats from posterior samples; pictures, FVU and neighbours at the code.

    The objective takes its samples in groups as large as in training; what it estimates from a
    batch (a total correlation, a covariance) it estimates from the protocol's batch.
    """
    N = len(data.grey)
    noise, step = noise_of(protocol, "samples"), Step.after(steps, noise_of(protocol, "objective"))
    at_once = max(model.samples, protocol.samples_at_once)
    groups = math.ceil(protocol.posterior_samples / at_once)
    distortion = at_mean = objective = 0.0
    errors = torch.zeros(2, dtype=torch.float64)
    means, codes, kls = [], [], []
    for grey, given in data.batches(_rows(protocol, at_once)):
        q = model.posterior(given)
        params = model.decoder(q.code)
        at_mean -= total(model.likelihood.log_prob(given, params))
        errors += metrics.squared_errors(
            grey, model.likelihood.mean_given(params, grey), train_mean
        ).cpu()
        for sampled in _draws(model, given, q, groups * at_once, at_once, noise):
            distortion -= total(sampled.log_likelihood) / (groups * at_once)
            objective += float(model.objective(sampled, step)[0]) * len(grey) / groups
        means.append(q.mean)
        codes.append(q.code)
        kls.append(q.kl())
    mean, kl = torch.cat(means), torch.cat(kls).mean(dim=0, dtype=torch.float64)
    return {
        "reconstruction": distortion / N,
        "reconstruction_at_mean": at_mean / N,
        "kl": float(kl.sum()),
        "elbo": -(distortion / N + float(kl.sum())),
        "objective": objective / N,
        "fvu": metrics.fvu_of(errors),
        "active_units": metrics.active_units(mean),
        "variance_histogram": log_histogram(mean.double().var(dim=0), -6.0, 32, 2.0),
        "kl_per_dimension": kl.tolist(),
        **per_word(model.likelihood, data, distortion / N + float(kl.sum())),
        **_information(model, data, protocol),
        **separation(torch.cat(codes), data.labels, protocol),
    }


def per_example(
    model: VariationalAutoencoder, given: Tensor, protocol: Protocol
) -> dict[str, Tensor]:
    """`reconstruction`, `kl` and `elbo` of each example [N], in nats, by posterior samples."""
    count, at_once = protocol.posterior_samples, protocol.samples_at_once
    noise = noise_of(protocol, "samples")
    distortions, rates = [], []
    for x in map(dense, chunks(given, protocol.batch)):
        q = model.posterior(x)
        drawn = [s.log_likelihood for s in _draws(model, x, q, count, at_once, noise)]
        distortions.append(-torch.cat(drawn).mean(dim=0))
        rates.append(q.kl().sum(dim=1))
    distortion, rate = torch.cat(distortions), torch.cat(rates)
    return {"reconstruction": distortion, "kl": rate, "elbo": -(distortion + rate)}


def _information(model: VariationalAutoencoder, data: Examples, protocol: Protocol) -> Numbers:
    """What codes tell about inputs, a row of the N×N densities at a time: memory stays at N×L."""
    q = model.posterior(dense(first(data.given, protocol.mutual_information_codes)))
    codes = q.sample(1, noise_of(protocol, "information"))[0]
    rows = (q.log_density(z).sum(dim=1) for z in codes)
    return {
        "mutual_information": metrics.mutual_information(rows),
        "mutual_information_codes": len(codes),
    }


def nll(
    model: VariationalAutoencoder, data: Examples, protocol: Protocol, progress: Progress = ignored
) -> Numbers:
    """−log p(x) by importance sampling, β nowhere in it; nothing where none is asked for."""
    if not protocol.nll_samples or not model.likelihood.is_likelihood:
        return {}
    nll = -log_evidence(model, data.first(protocol.nll_examples), protocol, progress)
    return {
        "nll": float(nll.mean()),
        "nll_samples": protocol.nll_samples,
        "nll_examples": len(nll),
        "nll_standard_error": metrics.standard_error(nll),
    }


@torch.inference_mode()
def log_evidence(
    model: VariationalAutoencoder, data: Examples, protocol: Protocol, progress: Progress = ignored
) -> Tensor:
    """log p(x) of each example, float64 [N], from K = `nll_samples` importance samples.

    So many samples of so many examples at once that memory stays the same however large K and N
    are. A likelihood that takes compressed rows reads of the decoder's output the words that occur.
    """
    noise, K = noise_of(protocol, "nll"), protocol.nll_samples
    done, everything = 0, K * len(data.given)

    def weights(given: Tensor) -> Iterator[Tensor]:
        nonlocal done
        q = model.posterior(given)
        for sampled in _draws(model, given, q, K, protocol.samples_at_once, noise):
            yield sampled.log_weights
            done += sampled.log_weights.numel()
            progress(done / everything)

    batches = data.batches_given(protocol.batch, model.likelihood.takes_compressed)
    return torch.cat([metrics.log_mean_weight(weights(given)) for given in batches])


def _rows(protocol: Protocol, at_once: int) -> int:
    """Examples of a batch, fewer where each needs more samples at once: memory stays the same."""
    return max(1, protocol.batch * protocol.samples_at_once // at_once)


def _draws(
    model: VariationalAutoencoder,
    x: Tensor,
    q: Posterior,
    count: int,
    at_once: int,
    noise: torch.Generator,
) -> Iterator[Sampled]:
    """`count` samples of q(z|x) for x [B, D], at most `at_once` together."""
    for start in range(0, count, at_once):
        yield model.sampled(x, q, q.sample(min(at_once, count - start), noise))
