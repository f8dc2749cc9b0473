"""The validation curve: the training terms on examples that are never trained on."""

import torch

from core.data import Prepared
from core.evaluation.given import given_of
from core.models import Model, Step
from core.rows import as_rows, chunks, dense, first
from core.spec import RunSpec
from core.streams import stream
from core.training.meter import Meter

EXAMPLES = 1_000
BATCH = 1_000


class Validation:
    """Terms on the first ≤ 1,000 validation examples, with one posterior sample an example.

    The samples come from the same noise every time, so that the curve moves with the model alone;
    where the likelihood asks for binary or dequantised pixels, they are drawn once from the data
    seed. The summary's numbers, which use 16 samples and all examples, are more exact.
    """

    def __init__(self, spec: RunSpec, prepared: Prepared, model: Model, device: torch.device):
        x = first(as_rows(prepared.validation.x), EXAMPLES)
        self._x = given_of(model, x, spec.dataset.seed, "validation").to(device)
        self._spec, self._device = spec, device

    def __len__(self) -> int:
        return len(self._x)

    def settled(self, model: Model) -> float:
        """The mean objective with every schedule at its end."""
        return self.terms(model, self._spec.total_steps + 1)["objective"]

    @torch.no_grad()
    def terms(self, model: Model, step: int) -> dict[str, float]:
        """Mean terms with the schedules of the 1-based training step; no buffer changes."""
        noise = stream(self._spec.training.seed, "noise/validation", self._device)
        moment = Step(step, self._spec.total_steps, noise, training=False)
        meter = Meter()
        was_training = model.training
        model.eval()
        for x in chunks(self._x, BATCH):
            meter.add(model.terms(dense(x), moment), len(x))
        model.train(was_training)
        return meter.means()
