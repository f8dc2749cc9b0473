"""What is measured of a variational autoencoder."""

from collections.abc import Iterator

import torch
from torch import Tensor

from core.evaluation import metrics
from core.evaluation.examples import Examples, Numbers, noise_of, separation, total
from core.evaluation.protocols import Protocol
from core.models.base import Step
from core.models.variational import VariationalAutoencoder
from core.models.variational.base import Sampled, kl_per_latent


def measure(
    model: VariationalAutoencoder,
    data: Examples,
    train_mean: Tensor,
    protocol: Protocol,
    steps: int,
) -> Numbers:
    """Nats from posterior samples; pictures, FVU and neighbours at the mean code."""
    N, samples = len(data.grey), protocol.posterior_samples
    noise = noise_of(protocol, "samples")
    distortion = at_mean = regulariser = 0.0
    errors = torch.zeros(2, dtype=torch.float64)
    means, log_variances = [], []
    for grey, given in data.batches(protocol.batch):
        mean, log_variance = model.posterior(given)
        params = model.decoder(mean)
        at_mean -= total(model.likelihood.log_prob(given, params))
        errors += metrics.squared_errors(grey, model.likelihood.mean(params), train_mean).cpu()
        for z in _draws(mean, log_variance, samples, protocol.samples_at_once, noise):
            distortion -= total(model.likelihood.log_prob(given, model.decoder(z))) / samples
        q = Sampled(mean, log_variance, z[0], kl_per_latent(mean, log_variance))
        regulariser += float(model.regulariser(q, Step.after(steps))[0]) * len(grey)
        means.append(mean)
        log_variances.append(log_variance)
    mean, log_variance = torch.cat(means), torch.cat(log_variances)
    kl = metrics.kl_per_dimension(mean, log_variance)
    some = min(N, protocol.mutual_information_codes)
    epsilon = torch.randn((some, mean.shape[1]), generator=noise_of(protocol, "information"))
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
        **separation(mean, data.labels, protocol),
        **_nll(model, data, protocol),
    }


def per_example(
    model: VariationalAutoencoder, given: Tensor, protocol: Protocol
) -> dict[str, Tensor]:
    """`reconstruction`, `kl` and `elbo` of each example [N], in nats, by posterior samples."""
    samples, noise = protocol.posterior_samples, noise_of(protocol, "samples")
    distortions, rates = [], []
    for x in given.split(protocol.batch):
        mean, log_variance = model.posterior(x)
        drawn = _draws(mean, log_variance, samples, protocol.samples_at_once, noise)
        log_likelihoods = [model.likelihood.log_prob(x, model.decoder(z)).sum(dim=0) for z in drawn]
        distortions.append(-torch.stack(log_likelihoods).sum(dim=0) / samples)
        rates.append(kl_per_latent(mean, log_variance).sum(dim=1))
    distortion, rate = torch.cat(distortions), torch.cat(rates)
    return {"reconstruction": distortion, "kl": rate, "elbo": -(distortion + rate)}


def _nll(model: VariationalAutoencoder, data: Examples, protocol: Protocol) -> Numbers:
    """−log p(x) by importance sampling, β nowhere in it; nothing where none is asked for."""
    K = protocol.nll_samples
    if not K or not model.likelihood.is_likelihood:
        return {}
    noise = noise_of(protocol, "nll")
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


def _draws(
    mean: Tensor, log_variance: Tensor, count: int, at_once: int, noise: torch.Generator
) -> Iterator[Tensor]:
    """`count` samples of q(z|x) for μ, log σ² [B, L], as [k, B, L] with k ≤ at_once."""
    deviation = (0.5 * log_variance).exp()
    for start in range(0, count, at_once):
        epsilon = torch.randn((min(at_once, count - start), *mean.shape), generator=noise)
        yield mean + deviation * epsilon.to(mean)
