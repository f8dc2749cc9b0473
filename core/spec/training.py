"""How a run is optimised, for how long, and on what."""

from typing import ClassVar, Literal

from pydantic import model_validator

from core.errors import BadInput
from core.spec.dataset import SEED_BOUNDS
from core.spec.knob import knob
from core.spec.section import Section


class TrainingSpec(Section):
    """Length, batches, optimiser, seed and device."""

    prefix: ClassVar[str] = "training"

    epochs: int | None = knob(
        None,
        label="epochs",
        unit="passes",
        help="Passes over the training examples. Give either epochs or steps.",
        more="A lower training loss; past a point the validation loss rises again.",
        less="Done sooner, learned less.",
        bounds=(1, 100_000),
        step=5,
        main=True,
    )
    steps: int | None = knob(
        None,
        label="steps",
        unit="batches",
        help="Optimiser steps, one a batch. Give either epochs or steps.",
        more="A lower training loss; past a point the validation loss rises again.",
        less="Done sooner, learned less.",
        bounds=(1, 100_000_000),
        step=500,
    )
    batch_size: int = knob(
        64,
        label="batch size",
        unit="examples",
        help="Examples averaged for one step. The last batch of an epoch may be smaller.",
        more="Fewer, steadier steps an epoch, each faster per example.",
        less="More and noisier steps an epoch; often learns more per epoch.",
        bounds=(1, 65_536),
        step=16,
        scale="log",
    )
    learning_rate: float = knob(
        0.001,
        symbol="η",
        label="learning rate",
        help="How far the weights move along the gradient in one step.",
        more="Learns faster, until the loss jumps about or diverges.",
        less="Smoother and slower; too low and training ends before it has learned.",
        bounds=(1e-7, 10),
        step=0.0001,
        scale="log",
    )
    schedule: Literal["constant", "cosine", "staircase"] = knob(
        "constant",
        label="learning rate over time",
        help=(
            "Constant: η throughout. Cosine: from η down to 0 along half a cosine. Staircase: from "
            "η to η/10 in eight steps, each three times as long as the one before, as in "
            "published likelihoods of autoencoders."
        ),
        choices={"constant": "constant", "cosine": "cosine decay", "staircase": "staircase"},
    )
    optimizer: Literal["adam", "sgd"] = knob(
        "adam",
        label="optimiser",
        help=(
            "Adam gives every weight a step size of its own from running means of its gradient and "
            "its square. SGD takes the plain gradient and needs a learning rate tuned for it."
        ),
        choices={"adam": "Adam", "sgd": "SGD"},
    )
    early_stopping: int = knob(
        0,
        label="early stopping",
        unit="epochs of patience",
        help=(
            "Training ends after this many epochs without a lower validation "
            "objective, and the weights of the best epoch are kept. Epochs are compared with every "
            "schedule at its end (β, sparsity warm-up) and only once it is there. 0: train to the "
            "end and keep the last weights. The test set is never asked."
        ),
        more="Bears longer with a loss that stalls before it falls again.",
        less="Stops sooner after the validation objective has begun to rise; at 0 never.",
        bounds=(0, 10_000),
        step=1,
    )
    seed: int = knob(
        0,
        label="training seed",
        help=(
            "Decides initial weights, batch order and noise, each by a random stream of its own: "
            "two runs with equal seeds start alike, and changing one knob shifts no other's draws."
        ),
        bounds=SEED_BOUNDS,
        step=1,
    )
    device: Literal["auto", "cpu", "cuda"] = knob(
        "auto",
        label="device",
        help="Where it is computed. Auto takes the GPU when there is one.",
        choices={"auto": "automatic", "cpu": "CPU", "cuda": "GPU"},
    )
    precision: Literal["float32", "bfloat16"] = knob(
        "float32",
        label="precision",
        help=(
            "The number format in which layers multiply while training. bfloat16 keeps 8 of 24 "
            "significant bits; weights, sums, losses and everything that is measured stay 32-bit. "
            "On a processor with AVX512-BF16, MNIST trained as fast to one and a half times as "
            "fast, the more so the larger the batch and the layers, to an ELBO within 0.1 nats and "
            "an FVU within 0.3 %; on processors without such a unit it is slower than 32-bit."
        ),
        choices={"float32": "32-bit", "bfloat16": "bfloat16 products"},
    )

    @model_validator(mode="after")
    def _one_length(self) -> "TrainingSpec":
        if self.epochs is None and self.steps is None:
            raise BadInput("training.epochs and training.steps are both missing; give one of them.")
        if self.epochs is not None and self.steps is not None:
            raise BadInput(
                f"training.epochs is {self.epochs} and training.steps is {self.steps}; "
                "give only one of them."
            )
        return self
