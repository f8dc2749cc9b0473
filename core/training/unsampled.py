"""A VAE that forgets to sample, trained beside one that does not: what each reports, and draws.

The slip: the decoder is given the posterior mean and the KL is still charged, so that in the
lower bound one part is about a cloud and the other about a point. It is the same model, from the
same start, on the same batches; only the noise ε is zero. `python -m core.training.unsampled`
writes the record that a lesson shows.
"""

import json
from typing import Any

import torch
from torch import Tensor

from core.data import load
from core.data.sheets import grey_levels
from core.evaluation.examples import Examples, examples_of
from core.evaluation.protocols import TRAINED
from core.evaluation.variational import measure
from core.models.base import Step
from core.models.variational.beta import BetaVAE
from core.paths import ASSETS
from core.rows import as_rows, column_mean
from core.runs import write_bytes
from core.spec import RunSpec, parse_spec
from core.streams import stream
from core.training.clock import Clock
from core.training.machine import settings
from core.training.session import Session

FILE = ASSETS / "lessons" / "slips" / "unsampled.json"

SPEC: dict[str, Any] = {
    "dataset": {"name": "digits"},
    "model": {"family": "variational", "latent_dim": 6, "likelihood": "bernoulli"},
    "training": {"epochs": 60},
}
MEASURED = ("reconstruction", "reconstruction_at_mean", "kl", "elbo")
PICTURES = 10


def record() -> dict[str, Any]:
    """{"spec", "inputs", "sampled", "unsampled"}: numbers on the test set, and pictures.

    Of each model `told` holds what its own training loss says of the test set, with the code that
    its decoder is given (nats); `sigma` is the mean posterior deviation, `spread` the root mean
    square of the posterior means. Pictures are lists of grey levels 0..255, one list each.
    """
    spec = parse_spec(SPEC)
    with settings(1, torch.device("cpu")):
        found = {name: _trained(spec, name == "sampled") for name in ("sampled", "unsampled")}
        data = _test(found["sampled"])
        digits = _one_of_each(data.labels)
        return {
            "spec": spec.as_dict(),
            "inputs": _levels(data.grey[digits]),
            **{name: _told(one, data, digits, name) for name, one in found.items()},
        }


def _trained(spec: RunSpec, sampled: bool) -> Session:
    cpu = torch.device("cpu")
    session = Session(spec, load(spec.dataset), cpu, Clock())
    latents = session.model.latent_size
    while session.step < session.total:
        x = session.batches.at(session.step)
        drawn = torch.zeros(1, len(x), latents)
        if sampled:
            drawn.normal_(generator=session.generators["noise"])
        session.learn(x, Step(session.step + 1, session.total, epsilon=drawn), 1.0)
        session.step += 1
    session.model.eval()
    return session


def _test(session: Session) -> Examples:
    return examples_of(session.model, session.spec, session.prepared, "test", None)


@torch.inference_mode()
def _told(session: Session, data: Examples, digits: Tensor, name: str) -> dict[str, Any]:
    model = session.model
    assert isinstance(model, BetaVAE)
    mean = column_mean(as_rows(session.prepared.train.x))
    numbers = measure(model, data, mean, TRAINED, session.total)
    used = "reconstruction" if name == "sampled" else "reconstruction_at_mean"
    q = model.posterior(data.given)
    noise = torch.randn((PICTURES, model.latent_size), generator=stream(0, "unsampled/prior"))
    return {
        **{key: float(f"{numbers[key]:.6g}") for key in MEASURED},
        "told": float(f"{numbers[used] + numbers['kl']:.6g}"),
        "sigma": float(f"{float(q.deviation.mean()):.4g}"),
        "spread": float(f"{float(q.mean.square().mean().sqrt()):.4g}"),
        "rebuilt": _levels(model.decode(q.mean[digits])),
        "drawn": _levels(model.decode(model.from_prior(noise))),
    }


def _one_of_each(labels: Tensor) -> Tensor:
    """The place of the first example of each digit."""
    return torch.stack([(labels == digit).nonzero()[0, 0] for digit in range(PICTURES)])


def _levels(pictures: Tensor) -> list[list[int]]:
    return [list(map(int, one)) for one in grey_levels(pictures.numpy())]


def main() -> None:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(record(), separators=(",", ":"), allow_nan=False)
    write_bytes(FILE, text.encode())
    print(f"{FILE.name}: {len(text) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
