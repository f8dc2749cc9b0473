"""A training in memory: model, optimiser, batches and random streams, advanced a step at a time."""

import hashlib
import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from core.data import Prepared
from core.errors import BadInput
from core.models import DataInfo, Model, Step, build
from core.models.by_hand import ByHand, by_hand
from core.models.precision import products_in
from core.rows import as_rows
from core.spec import RunSpec
from core.streams import stream
from core.training.batches import Batches, Binariser, Dequantiser
from core.training.captured import CapturedSteps, why_not_captured
from core.training.checkpoint import Checkpoint
from core.training.clock import Clock
from core.training.early_stopping import EarlyStopping
from core.training.fresh import FreshBatches
from core.training.meter import Meter
from core.training.optimiser import optimiser_for
from core.training.replay import Tape, tape_for
from core.training.schedule import rate_factor

RESTART_EXAMPLES = 2_048
"""Training examples among which a model may look for new starts of dead features."""

_STREAMS = ("noise", "binarisation", "dequantisation")


class Session:
    """One run's training; `step` counts the optimiser steps done.

    With the same specification, device and thread count, the sequence of states is the same
    whether or not it was interrupted: order is a function of (seed, epoch), and the generators of
    noise, binarisation and dequantisation travel in the checkpoint.

    `x`: the training examples, where they are on the device already and shared.
    """

    def __init__(
        self,
        spec: RunSpec,
        prepared: Prepared,
        device: torch.device,
        clock: Clock,
        x: Tensor | None = None,
    ) -> None:
        self.spec, self.prepared, self.device, self.clock = spec, prepared, device, clock
        self.model: Model = build(spec, DataInfo.of(prepared, spec)).to(device)
        self.x = as_rows(prepared.train.x).to(device) if x is None else x
        self.batches = _batches(spec, prepared, self.x)
        self.generators = {name: stream(spec.training.seed, name, device) for name in _STREAMS}
        self.binarise = Binariser(self.generators["binarisation"])
        self.dequantise = Dequantiser(self.generators["dequantisation"])
        self.meter = Meter()
        self.early = EarlyStopping(spec.training.early_stopping)
        self.step, self.total = 0, spec.total_steps
        self.restarted: dict[str, Tensor] = {}  # what began anew after the last step, by parameter
        self.model.initialise_from(self.x)
        if self.batches.compressed:
            self.model.expect_compressed()
        self.optimiser = optimiser_for(spec, self.model)
        self.by_hand = self._written_out()
        self.model.train()
        self.capture(tape_for(device))

    @property
    def epoch(self) -> float:
        """Epochs done, in parts."""
        return self.step / len(self.batches)

    @property
    def hashes(self) -> dict[str, str]:
        """Fingerprints of weights and buffers now, of the weights alone, and of the batches.

        Models of different rules may start from equal weights and keep different books beside.
        """
        weights = dict(self.model.named_parameters())
        return {
            "start": fingerprint(self.model.state_dict()),
            "weights": fingerprint(weights),
            "batches": self.batches.fingerprint(),
        }

    def advance(self) -> None:
        """Do one optimiser step and add its terms to the meter."""
        moment = Step(self.step + 1, self.total, self.generators["noise"], training=True)
        if self._captured:
            self.meter.add(*self._captured.next())
        else:
            x = self.batches.at(self.step)
            factor = rate_factor(self.spec.training.schedule, moment.fraction)
            self.meter.add(self.learn(x, moment, factor), len(x))
        self.step += 1
        self.restarted = self._restart() if self.model.restarts_after(moment) else {}

    def learn(self, x: Tensor, moment: Step, factor: float | Tensor) -> dict[str, Tensor]:
        """From grey examples x [B, D] to changed weights; gives the terms; waits for nothing."""
        if self.model.binarise:
            x = self.binarise(x)
        elif self.model.dequantise:
            x = self.dequantise(x)
        with products_in(self.spec.training.precision):
            terms = self._differentiate(x, moment)
        self.model.before_optimiser_step()
        self.optimiser.step(factor)
        self.model.after_optimiser_step()
        self.optimiser.zero_gradients()
        return terms

    def _written_out(self) -> ByHand | None:
        """Gradients by hand, where there are some for this training."""
        on_cpu = self.device.type == "cpu" and self.spec.training.precision == "float32"
        return by_hand(self.model) if on_cpu and not self.batches.compressed else None

    def _differentiate(self, x: Tensor, moment: Step) -> dict[str, Tensor]:
        """The terms of a batch as the model wants it; leaves every parameter its gradient."""
        if self.by_hand:
            return self.by_hand(x, moment)
        terms = self.model.terms(x, moment)
        terms["objective"].backward()
        return terms

    def capture(self, tape: Tape | None) -> None:
        """Record steps on this tape from now on, if they can be; `eager_because` says why not."""
        self.eager_because = why_not_captured(self) if tape else "there is no GPU"
        self._captured = CapturedSteps(self, tape) if tape and not self.eager_because else None

    def _restart(self) -> dict[str, Tensor]:
        generator = stream(self.spec.training.seed, f"restart/{self.step}")
        examples = self.batches.some(RESTART_EXAMPLES, generator)
        replaced = self.model.restart(examples, generator)
        self.optimiser.forget(replaced)
        return replaced

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to do: all steps done, or no patience left."""
        return self.step >= self.total or self.early.exhausted

    @property
    def kept_step(self) -> int:
        """The step whose weights are the run's result: the best by validation, or the last."""
        return self.step if self.early.step is None else self.early.step

    def keep_best(self) -> None:
        """Put the weights of `kept_step` into the model; there is no training on from there."""
        if self.early.step is not None:
            self.model.load_state_dict(self.early.weights)

    def broken(self) -> str | None:
        """In words, the first weight or moment that is not finite, if there is one."""
        words = {"model": "The weight", "optimiser": "The optimiser's running mean"}
        for path, tensor in self._tensors().items():
            group, name = path.split("/", 1)
            if group in words and not _finite(tensor):
                return f"{words[group]} {name}"
        return None

    def checkpoint(self) -> Checkpoint:
        """Everything that `restore` needs to go on as if nothing had happened."""
        counters = {
            "device": self.device.type,
            "threads": torch.get_num_threads(),
            "seconds": self.clock.seconds,
            "training_seconds": self.clock.training_seconds,
            "meter": {"names": self.meter.names, "examples": self.meter.examples},
        }
        if self.early.patience:
            counters["early_stopping"] = self.early.counters()
        return Checkpoint(self.step, self._tensors(), counters)

    def restore(self, saved: Checkpoint) -> None:
        """Go back to a checkpoint's state; BadInput when it is another model's or device's."""
        if saved.counters["device"] != self.device.type:
            raise BadInput(
                f"This run was trained on {saved.counters['device']} and its random streams cannot "
                f"go on exactly on {self.device.type}; resume it where there is a "
                f"{saved.counters['device']} device, or train a copy."
            )
        self.model.load_state_dict(saved.part("model"))
        self.optimiser.restore(saved.part("optimiser"))
        for name, state in saved.part("generator").items():
            self.generators[name].set_state(state)
        meter: dict[str, Any] = saved.counters["meter"]
        self.meter.names = list(meter["names"])
        self.meter.examples = int(meter["examples"])
        self.meter.sums = saved.part("meter")["sums"].to(self.device)
        if self.early.patience:
            best = {k: v.to(self.device) for k, v in saved.part("best").items()}
            self.early.restore(saved.counters["early_stopping"], best)
        self.clock.go_on(saved.counters["seconds"], saved.counters["training_seconds"])
        self.step = saved.step

    def _tensors(self) -> dict[str, Tensor]:
        return {
            **{f"model/{name}": value for name, value in self.model.state_dict().items()},
            **{f"optimiser/{name}": value for name, value in self.optimiser.state().items()},
            **{f"generator/{name}": g.get_state() for name, g in self.generators.items()},
            **{f"best/{name}": value for name, value in self.early.weights.items()},
            "meter/sums": self.meter.sums,
        }


def _batches(spec: RunSpec, prepared: Prepared, x: Tensor) -> Batches | FreshBatches:
    """What the run is trained on: the examples x, or fresh ones where the data draws them."""
    size, seed = spec.training.batch_size, spec.training.seed
    if prepared.fresh is not None:
        return FreshBatches(prepared.fresh, len(x), size, seed, x.device)
    return Batches(x, size, seed)


def _finite(tensor: Tensor) -> bool:
    """Whether no entry is NaN or infinite; in one pass, without a tensor of truths."""
    return not tensor.numel() or all(math.isfinite(end) for end in map(float, tensor.aminmax()))


def fingerprint(tensors: Mapping[str, Tensor]) -> str:
    """SHA-256 over names, shapes and values."""
    digest = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        digest.update(f"{name}{tuple(tensor.shape)}{tensor.dtype}".encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().data)
    return digest.hexdigest()
