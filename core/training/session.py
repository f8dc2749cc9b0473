"""A training in memory: model, optimiser, batches and random streams, advanced a step at a time."""

import hashlib
from typing import Any

import torch
from torch import Tensor

from core.data import Prepared
from core.errors import BadInput
from core.models import DataInfo, Model, Step, build
from core.rows import as_rows
from core.spec import RunSpec
from core.streams import stream
from core.training.batches import Batches, Binariser, Dequantiser
from core.training.checkpoint import Checkpoint
from core.training.clock import Clock
from core.training.early_stopping import EarlyStopping
from core.training.fresh import FreshBatches
from core.training.meter import Meter
from core.training.optimiser import optimiser_for
from core.training.schedule import rate_factor

RESTART_EXAMPLES = 2_048
"""Training examples among which a model may look for new starts of dead features."""

_STREAMS = ("noise", "binarisation", "dequantisation")


class Session:
    """One run's training; `step` counts the optimiser steps done.

    With the same specification, device and thread count, the sequence of states is the same
    whether or not it was interrupted: order is a function of (seed, epoch), and the generators of
    noise, binarisation and dequantisation travel in the checkpoint.
    """

    def __init__(
        self, spec: RunSpec, prepared: Prepared, device: torch.device, clock: Clock
    ) -> None:
        self.spec, self.prepared, self.device, self.clock = spec, prepared, device, clock
        self.model: Model = build(spec, DataInfo.of(prepared, spec)).to(device)
        self.x = as_rows(prepared.train.x).to(device)
        self.batches = _batches(spec, prepared, self.x)
        self.generators = {name: stream(spec.training.seed, name, device) for name in _STREAMS}
        self.binarise = Binariser(self.generators["binarisation"])
        self.dequantise = Dequantiser(self.generators["dequantisation"])
        self.meter = Meter()
        self.early = EarlyStopping(spec.training.patience)
        self.step, self.total = 0, spec.total_steps
        self.model.initialise_from(self.x)
        if self.batches.compressed:
            self.model.expect_compressed()
        self.optimiser = optimiser_for(spec, self.model)
        self.model.train()

    @property
    def epoch(self) -> float:
        """Epochs done, in parts."""
        return self.step / len(self.batches)

    @property
    def hashes(self) -> dict[str, str]:
        """Fingerprints of the weights now and of the batches; equal where runs are comparable."""
        return {"start": fingerprint(self.model), "batches": self.batches.fingerprint()}

    def advance(self) -> None:
        """Do one optimiser step and add its terms to the meter."""
        x = self.batches.at(self.step)
        if self.model.binarise:
            x = self.binarise(x)
        elif self.model.dequantise:
            x = self.dequantise(x)
        moment = Step(self.step + 1, self.total, self.generators["noise"], training=True)
        terms = self.model.terms(x, moment)
        terms["objective"].backward()
        self.model.before_optimiser_step()
        self.optimiser.step(rate_factor(self.spec.training.schedule, moment.fraction))
        self.model.after_optimiser_step()
        self.optimiser.zero_gradients()
        self.meter.add(terms, len(x))
        self.step += 1
        if self.model.restarts_after(moment):
            generator = stream(self.spec.training.seed, f"restart/{self.step}")
            examples = self.batches.some(RESTART_EXAMPLES, generator)
            self.optimiser.forget(self.model.restart(examples, generator))

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
            if group in words and not bool(torch.isfinite(tensor).all()):
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


def fingerprint(model: torch.nn.Module) -> str:
    """SHA-256 over names, shapes and values of all weights and buffers."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name}{tuple(tensor.shape)}{tensor.dtype}".encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().data)
    return digest.hexdigest()
