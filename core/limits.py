"""How much may be asked of this machine: each limit an environment variable with a default.

Pages and command line ask before anything starts. The line is the server's: the command line has
none, since whoever types there owns the machine, but sizes and disk bind it too, so that a zero too
many is told at once; whoever means it raises the limit.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import BadInput
from core.jobs.estimate import weights
from core.spec import RunSpec


@dataclass(frozen=True)
class Limit:
    """A number that the environment may set; `what` names it, with its unit."""

    variable: str
    default: float
    what: str

    @property
    def value(self) -> float:
        """The limit in force; raises `BadInput` when the environment holds no positive number."""
        given = os.environ.get(self.variable)
        if given is None:
            return self.default
        try:
            value = float(given)
        except ValueError:
            value = 0.0
        if not value > 0:
            raise BadInput(f"{self.variable} is {given!r}; valid is a number above 0: {self.what}.")
        return value


PARAMETERS = Limit("LATENT_LAB_PARAMETERS", 100e6, "weights of a model")
EXAMPLES = Limit("LATENT_LAB_EXAMPLES", 1e9, "examples a run is trained on, epochs × train size")
FEATURES = Limit("LATENT_LAB_FEATURES", 16_384, "features of a sparse autoencoder")
QUEUE = Limit("LATENT_LAB_QUEUE", 200, "runs in line, of all people together")
QUEUE_EACH = Limit("LATENT_LAB_QUEUE_EACH", 50, "runs in line, of one person")
DISK = Limit("LATENT_LAB_DISK", 50.0, "gigabytes (10⁹ bytes) that the folder of runs may take")
LIMITS = (PARAMETERS, EXAMPLES, FEATURES, QUEUE, QUEUE_EACH, DISK)


def check_size(spec: RunSpec) -> None:
    """Raises `BadInput` when the run is larger than this machine is to bear."""
    size, training = spec.dataset.train_size, spec.training
    batch = min(training.batch_size, size)
    seen = spec.total_steps * batch if training.epochs is None else training.epochs * size
    length = f"{training.steps:,} steps" if training.epochs is None else f"{training.epochs} epochs"
    _within(EXAMPLES, seen, f"{length} of this data are {seen:,} examples")
    _within(FEATURES, getattr(spec.model, "features", 0), "This model has {:,} features")
    _within(PARAMETERS, weights(spec), "This model has about {:,} weights")


def check_line(line: Sequence[str | None], owner: str | None) -> None:
    """Raises `BadInput` when `line`, the owners of the jobs in it, has no room for `owner`'s.

    The machine's own, those without an owner, may always stand in line; runs that train as one
    program count once.
    """
    if owner is None:
        return
    if len(line) >= QUEUE.value:
        raise BadInput(
            f"{len(line)} runs are in line, as many as this server takes ({QUEUE.variable}); "
            "try again when some have begun."
        )
    mine = sum(one == owner for one in line)
    if mine >= QUEUE_EACH.value:
        raise BadInput(
            f"{mine} runs of yours are in line, as many as one person may have "
            f"({QUEUE_EACH.variable}); stop one, or wait until one has begun."
        )


def _within(limit: Limit, given: int, words: str) -> None:
    most = limit.value
    if given > most:
        raise BadInput(
            f"{words.format(given)}; at most {most:,.0f} are allowed ({limit.variable})."
        )
