"""What sparse autoencoders share: scaler, dictionary, unit norms, dead features and AuxK."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.models.base import DataInfo, Export, Model, Step, decoder_json, encoder_json, half
from core.models.likelihoods.bernoulli import clipped_logit
from core.models.products import affine
from core.models.registry import Registry
from core.models.sparse.resampling import resampled
from core.rows import column_mean, dense, is_sparse, multiply
from core.spec import RunSpec
from core.spec.sparse import SparseSpec
from core.streams import stream

AUXK_WEIGHT = 1 / 32


@dataclass(frozen=True)
class Pass:
    """A batch on its way: data x and inputs (x in the model's units) [B, D], π and z [B, M]."""

    x: Tensor
    inputs: Tensor
    pi: Tensor
    z: Tensor


class SparseAutoencoder(Model):
    """π = (x − b_dec) W_enc + b_enc, codes z from π by the variant's rule, x̂ = z W_dec + b_dec.

    Row i of W_dec is atom d_i. x is what the scaler leaves of the data, (data − centre) / scale,
    and so are weights and losses; `decode` maps back. Output "linear": squared error, summed over
    features. Output "sigmoid": cross-entropy of sigmoid(x̂) against the unscaled data, summed; the
    encoder is then not centred (π = x W_enc + b_enc), since b_dec holds logits.

    A variant says what codes are (`codes`, and `training_codes` where these differ) and what is
    added to the reconstruction loss (`costs`).
    """

    rule = "relu"
    """How the browser gets codes from pre-activations."""
    weight = 0.0
    """λ, of variants with a penalty."""
    l0_threshold = 0.0
    """A feature fires when its code is larger than this: 0 where codes are exactly zero or not."""
    centre: Tensor
    scale: Tensor
    unfired: Tensor

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__()
        settings = spec.model
        assert isinstance(settings, SparseSpec)
        D, M = info.dimension, settings.features
        self.latent_size = M
        self.shape = info.shape
        self.linear = settings.output == "linear"
        self.unit_norm = settings.decoder_norm == "unit"
        self.warmup = settings.warmup
        self.revive = settings.revive
        self.dead_window = settings.dead_window
        self.window_steps = math.ceil(settings.dead_window / spec.training.batch_size)
        self.auxk_size = min(math.ceil(D / 2), M)
        self.scaled = spec.dataset.scale == "unit"

        # Tied at the start only: two tensors, not two views of one.
        generator = stream(spec.training.seed, "initialise/dictionary")
        atoms = F.normalize(torch.randn(M, D, generator=generator), dim=1)
        self.W_enc = nn.Parameter(atoms.T.clone(memory_format=torch.contiguous_format))
        self.b_enc = nn.Parameter(torch.zeros(M))
        self.W_dec = nn.Parameter(atoms)
        self.b_dec = nn.Parameter(torch.zeros(D))
        self.register_buffer("centre", info.mean.clone() if self.scaled else torch.zeros(D))
        self.register_buffer("scale", torch.tensor(info.scale))
        # Training examples since each feature last fired; never reset by anything but firing.
        self.register_buffer("unfired", torch.zeros(M, dtype=torch.int64))

    def codes(self, pi: Tensor) -> Tensor:
        """Pre-activations [B, M] → codes [B, M], each row by itself."""
        return pi.relu()

    def training_codes(self, pi: Tensor, step: Step) -> Tensor:
        """Codes of a training batch, where a variant learns by another rule than it is used by."""
        return self.codes(pi)

    def costs(self, batch: Pass, step: Step) -> dict[str, Tensor]:
        """What the objective holds besides the reconstruction, by the names of its curves."""
        return {}

    def firing(self, z: Tensor) -> Tensor:
        """Which codes count as on, bool of z's shape."""
        return z > self.l0_threshold

    def dials(self, step: Step) -> dict[str, float]:
        """The penalty's weight: linearly from 0 to `weight` over a share `warmup` of training."""
        risen = min(1.0, step.fraction / self.warmup) if self.warmup else 1.0
        return {"weight": self.weight * risen}

    def to_units(self, data: Tensor) -> Tensor:
        """Data units → the model's units."""
        return (data - self.centre) / self.scale if self.scaled else data

    def pre_activations(self, x: Tensor) -> Tensor:
        """π of inputs [B, D] in the model's units."""
        if not self.linear:
            return affine(x, self.W_enc.T, self.b_enc)
        # b_dec's gradient goes through a term that is zero: through `centred` it would cost a
        # matrix product with every example, through b_dec W_enc a second gradient of W_enc's size.
        centre = self.b_dec.detach()
        bias = self.b_enc - (self.b_dec - centre) @ self.W_enc.detach()
        return affine(x - centre, self.W_enc.T, bias)

    def pre_activations_of(self, data: Tensor) -> Tensor:
        """π of data [B, D] in its own units; compressed rows are centred in the bias."""
        if not is_sparse(data):
            return self.pre_activations(self.to_units(data))
        bias = self.pre_activations(self.to_units(torch.zeros_like(self.centre)[None]))
        return multiply(data, self.W_enc) / self.scale + bias

    def atoms(self) -> Tensor:
        """The dictionary [M, D], in data units (logits with output "sigmoid")."""
        return self.W_dec.detach() * self.scale if self.linear else self.W_dec.detach()

    def lengths(self) -> Tensor:
        """‖d_i‖, [M]. Gradients reach only free atoms: from those kept at length 1, whatever a
        length does to the gradient is taken away again before the optimiser's step."""
        return (self.W_dec.detach() if self.unit_norm else self.W_dec).norm(dim=1)

    def errors(self, y: Tensor, batch: Pass, reduction: str = "sum") -> Tensor:
        """Reconstruction loss of outputs y [B, D], summed, or for each entry ("none")."""
        if self.linear:
            return F.mse_loss(y, batch.inputs, reduction=reduction)
        return F.binary_cross_entropy_with_logits(y, batch.x, reduction=reduction)

    def terms(self, x: Tensor, step: Step) -> dict[str, Tensor]:
        inputs = self.to_units(dense(x))
        pi = self.pre_activations_of(x) if is_sparse(x) else self.pre_activations(inputs)
        x = dense(x)
        z = self.training_codes(pi, step) if step.training else self.codes(pi)
        batch = Pass(x, inputs, pi, z)
        y = affine(z, self.W_dec.T, self.b_dec)
        objective = reconstruction = self.errors(y, batch) / len(x)
        terms = {"reconstruction": reconstruction.detach()}
        for name, cost in self.costs(batch, step).items():
            objective = objective + cost
            terms[name] = cost.detach()
        firing = self.firing(z.detach())
        if step.training:
            self.unfired.add_(len(x)).masked_fill_(firing.any(dim=0), 0)
        if self.revive == "auxk":
            # What the living features leave over: minus the loss's gradient with respect to y.
            residual = inputs - y if self.linear else x - y.sigmoid()
            auxk = AUXK_WEIGHT * self.auxk(pi, residual.detach(), self.dead())
            objective = objective + auxk
            terms["auxk"] = auxk.detach()
        terms["l0"] = firing.sum() / len(x)
        return {"objective": objective, **terms}

    def dead(self) -> Tensor:
        """Which features have not fired on the last `dead_window` training examples, [M]."""
        return self.unfired >= self.dead_window

    def auxk(self, pi: Tensor, residual: Tensor, dead: Tensor) -> Tensor:
        """How badly the dead features alone explain the residual (Gao et al., 2024), unweighted.

        The k_aux = D/2 largest dead pre-activations, ReLU, decoded without b_dec; squared error
        over the residual's variance, times min(n_dead / k_aux, 1); 0 where that is undefined.
        """
        if dead.device.type == "cpu" and not dead.any():
            return residual.new_zeros(())  # the same value, without computing it; free on a CPU
        largest, where = pi.masked_fill(~dead, -torch.inf).topk(self.auxk_size, sorted=False)
        z = torch.zeros_like(pi).scatter(-1, where, largest.relu())
        error = (residual - z @ self.W_dec).square().sum(dim=-1).mean()
        variance = (residual - residual.mean(dim=0)).square().sum(dim=-1).mean()
        share = (dead.sum() / self.auxk_size).clamp(max=1)
        # Divided inside the `where` by a safe number, so that no NaN comes back as a gradient.
        safe = torch.where(variance > 0, variance, 1.0)
        return torch.where(variance > 0, share * error / safe, 0.0)

    def restarts_after(self, step: Step) -> bool:
        return self.revive == "resample" and step.number % self.window_steps == 0

    @torch.no_grad()
    def restart(self, x: Tensor, generator: torch.Generator) -> dict[str, Tensor]:
        """Resampling of the dead features from examples x; see `resampled`."""
        x = dense(x)
        inputs = self.to_units(x)
        pi = self.pre_activations(inputs)
        z = self.codes(pi)
        y = affine(z, self.W_dec.T, self.b_dec)
        losses = self.errors(y, Pass(x, inputs, pi, z), "none").sum(dim=1)
        dead = self.dead()
        starts = self.starts()
        if not resampled(self.W_enc, self.W_dec, dead, inputs, losses, generator):
            return {}
        for name, value in starts.items():
            self.get_parameter(name).masked_fill_(dead, value)
        return {"W_enc": dead, "W_dec": dead[:, None], **dict.fromkeys(starts, dead)}

    def starts(self) -> dict[str, float]:
        """Parameters [M] with an entry a feature, and the value that each starts from."""
        return {"b_enc": 0.0}

    def encode(self, x: Tensor) -> Tensor:
        return self.codes(self.pre_activations_of(x))

    def decode(self, z: Tensor) -> Tensor:
        y = affine(z, self.W_dec.T, self.b_dec)
        return y * self.scale + self.centre if self.linear else y.sigmoid()

    def initialise_from(self, x: Tensor) -> None:
        mean = self.to_units(column_mean(x)) if is_sparse(x) else self.to_units(x).mean(dim=0)
        self.b_dec.data.copy_(mean if self.linear else clipped_logit(column_mean(x)))

    def expect_compressed(self) -> None:
        """W_enc lies input by input as it is."""

    @torch.no_grad()
    def before_optimiser_step(self) -> None:
        """Unit norm: takes from each atom's gradient the part along the atom."""
        gradient = self.W_dec.grad
        if self.unit_norm and gradient is not None:
            along = (gradient * self.W_dec).sum(dim=-1, keepdim=True)
            gradient.addcmul_(along, self.W_dec, value=-1)

    @torch.no_grad()
    def after_optimiser_step(self) -> None:
        """Unit norm: puts every atom back to length 1."""
        if self.unit_norm:
            self.W_dec.div_(self.W_dec.norm(dim=-1, keepdim=True))

    def rule_export(self) -> Export:
        """What the browser needs for this variant's rule: its keys of encoder.json, and tensors."""
        return Export({}, {})

    def encoder_export(self) -> Export:
        with torch.no_grad():
            bias = self.pre_activations(torch.zeros_like(self.b_dec)[None])[0]
        layers = [{"weight": "0.weight", "bias": "0.bias", "activation": "none"}]
        rule = self.rule_export()
        near_zero: dict[str, Any] = {"l0_threshold": self.l0_threshold} if self.l0_threshold else {}
        tensors: dict[str, np.ndarray] = {"0.weight": half(self.W_enc), "0.bias": half(bias)}
        json = encoder_json(
            len(self.b_dec),
            layers,
            self._map(tensors),
            head="code",
            rule=self.rule,
            latent_size=self.latent_size,
            **near_zero,
            **rule.json,
        )
        return Export(json, tensors | rule.tensors)

    def decoder_export(self) -> Export:
        layers = [{"weight": "0.weight", "bias": "0.bias", "activation": "none"}]
        tensors = {"0.weight": half(self.W_dec), "0.bias": half(self.b_dec)}
        scale = self._map(tensors) if self.linear else {"scale": 1.0, "offset": None}
        map_ = "identity" if self.linear else "sigmoid"
        output = {"map": map_, "shape": list(self.shape), **scale}
        return Export(decoder_json(self.latent_size, layers, output), tensors)

    def _map(self, tensors: dict[str, np.ndarray]) -> dict[str, float | str | None]:
        """The scaler as an input or output map; its mean is added to `tensors`."""
        if not self.scaled:
            return {"scale": 1.0, "offset": None}
        tensors["mean"] = single(self.centre)
        return {"scale": float(self.scale), "offset": "mean"}


def single(tensor: Tensor) -> np.ndarray:
    """A tensor as the fp32 array that travels to the browser where half precision is too coarse."""
    return tensor.detach().cpu().numpy().astype(np.float32)


VARIANTS: Registry[SparseAutoencoder] = Registry("sparse variant")
