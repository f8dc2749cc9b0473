"""Examples that a model makes up, and how sparse they are beside data and reconstructions."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from core.evaluation import copula
from core.evaluation.examples import Examples, Numbers, examples_of, noise_of
from core.evaluation.protocols import Protocol
from core.evaluation.sparsity import Row, row
from core.models.base import Model
from core.models.sparse import SparseAutoencoder
from core.models.variational import VariationalAutoencoder
from core.rows import chunks, dense, first
from core.spec import RunSpec

if TYPE_CHECKING:
    from core.data import Prepared


@dataclass(frozen=True)
class Generated:
    """Made-up examples: codes [n, L] by `sampler` ("prior", "copula"), and their mean pictures.

    `fitted_on` training codes the sampler was fitted, 0 for a prior; `apart` features were drawn
    independently of the others because there were too many to tie.
    """

    codes: Tensor
    pictures: Tensor
    sampler: str
    fitted_on: int = 0
    apart: int = 0


@torch.inference_mode()
def generate(
    model: Model, spec: RunSpec, prepared: "Prepared", protocol: Protocol
) -> Generated | None:
    """What the model makes up with the protocol's noise; None for a plain autoencoder.

    A variational model draws codes from its prior. A sparse one has none: a copula is fitted to the
    codes of training examples (`core.evaluation.copula` says how, and what it misses).
    """
    sizes, noise = protocol.generation, noise_of(protocol, "generation")
    if isinstance(model, VariationalAutoencoder):
        gaussian = torch.randn((sizes.examples, model.latent_size), generator=noise)
        codes = model.from_prior(gaussian.to(next(model.parameters())))
        return Generated(codes, _in_batches(model, codes, protocol), "prior")
    if not isinstance(model, SparseAutoencoder):
        return None
    given = examples_of(model, spec, prepared, "train", sizes.codes).given
    real = torch.cat([model.encode(dense(x)) for x in chunks(given, protocol.batch)])
    fitted = copula.fit(real)
    codes = fitted.draw(sizes.examples, noise).to(real)
    living = int(model.firing(real).any(dim=0).sum())
    return Generated(
        codes,
        _in_batches(model, codes, protocol),
        "copula",
        fitted_on=len(real),
        apart=max(0, living - len(fitted.paired)),
    )


def _in_batches(model: Model, codes: Tensor, protocol: Protocol) -> Tensor:
    return torch.cat([model.decode(z) for z in codes.split(protocol.batch)])


@torch.inference_mode()
def sparsity_report(
    model: Model, data: Examples, generated: Generated, grey: bool, protocol: Protocol
) -> Numbers:
    """How sparse data, reconstructions and generated examples are, and their codes.

    Outputs are decoded from mean codes. Where the model has a likelihood p(x|z), each also "as a
    draw": means are never exactly zero where a likelihood keeps them inside, and what one sees of a
    model are often its means. `grey`: the data are pictures in [0, 1].
    """
    some = protocol.generation.examples
    shown, given = dense(first(data.grey, some)), dense(first(data.given, some))
    codes = torch.cat([model.encode(x) for x in given.split(protocol.batch)])
    rows = [row("output", "data", "mean", shown, grey=grey)]
    if model.binarise:
        rows.append(row("output", "data", "draw", given, grey=grey))
    for what, z in (("reconstructions", codes), ("generated", generated.codes)):
        rows += _outputs(model, what, z, grey, protocol)
    rows += [row("code", "data", "mean", codes), row("code", "generated", "mean", generated.codes)]
    return {
        "rows": rows,
        "examples": len(shown),
        "generated": len(generated.codes),
        "sampler": generated.sampler,
        "fitted_on": generated.fitted_on,
        "apart": generated.apart,
        "l0": [_l0(model, z) for z in (codes, generated.codes)],
    }


def _outputs(model: Model, what: str, z: Tensor, grey: bool, protocol: Protocol) -> list[Row]:
    """Means, and draws where there is a distribution to draw from."""
    rows = [row("output", what, "mean", _in_batches(model, z, protocol), grey=grey)]
    if isinstance(model, VariationalAutoencoder) and model.likelihood.is_likelihood:
        noise = noise_of(protocol, f"draws/{what}")
        params = torch.cat([model.decoder(some) for some in z.split(protocol.batch)])
        rows.append(row("output", what, "draw", model.likelihood.draw(params, noise), grey=grey))
    return rows


def _l0(model: Model, codes: Tensor) -> float:
    """Mean number of features that fire; of a sparse VAE, whose codes have signs, those not 0."""
    firing = model.firing(codes) if isinstance(model, SparseAutoencoder) else codes != 0
    return float(firing.sum(dim=1).double().mean())
