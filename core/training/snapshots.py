"""Snapshots: what a run looked like at log-spaced steps, each a folder that appears whole.

Every family shows reconstructions of the same probe; what else is shown is one function a family,
which yields arrays, scalars and pictures. All of it is computed from mean codes, never samples,
except `samples`, which decodes noise from the prior that is fixed for the whole run.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import NormalDist

import numpy as np
import torch
from torch import Tensor

from core.data.sheets import Drawing, Sheet
from core.data.words import Wording
from core.evaluation import metrics
from core.models import Model
from core.models.sparse.base import SparseAutoencoder
from core.models.variational.base import VariationalAutoencoder
from core.runs import write_json
from core.training.export import write_decoder, write_encoder
from core.training.files import appearing, half, hashes_of, write_arrays
from core.training.histogram import spread
from core.training.probe import PICTURES, Probe

MANIFOLD = 20
ATOM_COLUMNS = 32


@dataclass
class Content:
    """What one snapshot shows. `pictures` are [N, D] with their number of columns."""

    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    scalars: dict[str, float | None] = field(default_factory=dict)
    pictures: dict[str, tuple[np.ndarray, int]] = field(default_factory=dict)
    signed: dict[str, tuple[np.ndarray, int]] = field(default_factory=dict)

    def ensure_finite(self) -> None:
        """FloatingPointError with the name of the first thing that is not a finite number."""
        pictures = {name: shown for name, (shown, _) in (self.pictures | self.signed).items()}
        scalars = {name: np.array(v) for name, v in self.scalars.items() if v is not None}
        for name, values in (pictures | self.arrays | scalars).items():
            if not np.isfinite(values).all():
                raise FloatingPointError(f"What the snapshot shows as {name}")


def manifold_grid(side: int = MANIFOLD) -> np.ndarray:
    """Codes [side², 2] at the quantiles .02 … .98 of N(0, 1); z1 rises along a row, and the first
    row has the largest z2."""
    quantiles = [NormalDist().inv_cdf(share) for share in np.linspace(0.02, 0.98, side)]
    z1, z2 = np.meshgrid(quantiles, quantiles[::-1])
    return np.stack([z1.ravel(), z2.ravel()], axis=1).astype(np.float32)


@torch.no_grad()
def content(model: Model, probe: Probe) -> Content:
    """Everything a snapshot of this model shows, computed in evaluation mode."""
    was_training = model.training
    model.eval()
    try:
        for kind, show in _FAMILIES.items():
            if isinstance(model, kind):
                return show(model, probe)
        return _codes(model, probe)
    finally:
        model.train(was_training)


def write_snapshot(
    folder: Path, model: Model, probe: Probe, step: int, epoch: float, *, weights: bool
) -> None:
    """Write `snapshots/<step>` into the run's folder, with the networks in fp16 if asked for.

    Of a dictionary that is the decoder alone: what it decodes are its own atoms.

    FloatingPointError when something in it is not a finite number; nothing is written then.
    """
    shown = content(model, probe)
    shown.ensure_finite()
    with appearing(folder / "snapshots" / f"{step:08d}") as place:
        if isinstance(probe.rendering, Wording):
            if isinstance(model, SparseAutoencoder):
                shown.signed["encoder"] = (_numpy(model.W_enc.T), 1)
            else:
                shown.signed["directions"] = (directions(model, probe), 1)
            sheets, names = {}, [_write_words(place, probe.rendering, shown)]
        else:
            sheets = _write_sheets(place, probe.rendering, shown)
            names = [sheet.file for sheet in sheets.values()]
        if shown.arrays:
            write_arrays(place / "arrays.safetensors", shown.arrays)
            names.append("arrays.safetensors")
        if weights:
            write_decoder(place, model, probe.rendering)
            names.extend(("decoder.json", "decoder.safetensors"))
            if not isinstance(model, SparseAutoencoder):
                write_encoder(place, model)
                names.extend(("encoder.json", "encoder.safetensors"))
        meta = {
            "step": step,
            "epoch": epoch,
            "files": hashes_of(place, names),
            "sheets": {name: sheet.as_dict() for name, sheet in sheets.items()},
            "arrays": {name: list(array.shape) for name, array in shown.arrays.items()},
            "scalars": shown.scalars,
            "weights": weights,
        }
        write_json(place / "meta.json", meta)


def _write_sheets(place: Path, drawing: Drawing, shown: Content) -> dict[str, Sheet]:
    """A PNG for each kind of picture; the scales of signed ones join the arrays."""
    sheets = {
        name: drawing.write(place / f"{name}.png", pictures, columns)
        for name, (pictures, columns) in shown.pictures.items()
    }
    for name, (pictures, columns) in shown.signed.items():
        sheets[name], shown.arrays["scales"] = drawing.write_signed(
            place / f"{name}.png", pictures, columns
        )
    return sheets


def _write_words(place: Path, wording: Wording, shown: Content) -> str:
    """`words.json`: of each kind of picture the top words of each; a plane of them is left out."""
    kinds = shown.pictures | shown.signed
    kept = {name: rows for name, (rows, _) in kinds.items() if name != "manifold"}
    write_json(place / "words.json", {name: wording.top(rows) for name, rows in kept.items()})
    return "words.json"


@torch.no_grad()
def directions(model: Model, probe: Probe) -> np.ndarray:
    """What each dimension of the code adds: [2 L, D], row 2 j as z_j rises and 2 j + 1 as it falls.

    From the mean code of the probe examples, two standard deviations up less two down.
    """
    z = model.encode(probe.fed)
    steps = 2 * z.std(dim=0).diag()
    change = model.decode(z.mean(dim=0) + steps) - model.decode(z.mean(dim=0) - steps)
    return _numpy(torch.stack((change, -change), dim=1).flatten(0, 1))


def _codes(model: Model, probe: Probe) -> Content:
    """Mean codes of the Q probe examples, and reconstructions of those that are shown."""
    z = model.encode(probe.fed)
    reconstructions = _numpy(model.expected(z[probe.shown], probe.grey[probe.shown]))
    return Content(
        arrays={"codes": half(_numpy(z))},
        pictures={"reconstructions": (reconstructions, PICTURES)},
    )


def _variational(model: VariationalAutoencoder, probe: Probe) -> Content:
    q = model.posterior(probe.fed)
    shown = Content(arrays={"codes": half(_numpy(q.code))})
    if q.per_latent:
        shown.arrays["kl_per_dimension"] = _numpy(q.kl().double().mean(dim=0).float())
    if model.normal_prior:  # with the means, what all codes together look like beside the prior
        shown.arrays["deviations"] = half(_numpy(q.deviation))
    rebuilt = model.expected(q.code[probe.shown], probe.grey[probe.shown])
    shown.pictures["reconstructions"] = (_numpy(rebuilt), PICTURES)
    shown.pictures["samples"] = (_numpy(model.decode(model.from_prior(probe.noise))), PICTURES)
    if model.latent_size == 2 and model.normal_prior:
        grid = torch.from_numpy(manifold_grid()).to(probe.fed.device)
        shown.pictures["manifold"] = (_numpy(model.decode(grid)), MANIFOLD)
    return shown


def _sparse(model: SparseAutoencoder, probe: Probe) -> Content:
    z = model.encode(probe.fed)
    outputs = model.decode(z)
    near_zero = model.l0_threshold
    shown = Content(
        arrays={
            "density": _numpy(metrics.density(z, near_zero).float()),
            **spread(_numpy(z), near_zero),
            **_directions(model),
        },
        scalars={
            **({"near_zero": near_zero} if near_zero else {}),
            "zeros": metrics.zeros_share(z, near_zero),
            "l0": metrics.l0(z, near_zero),
            "fvu": metrics.fvu(probe.grey, outputs, probe.train_mean),
        },
    )
    shown.pictures["reconstructions"] = (_numpy(outputs[probe.shown]), PICTURES)
    shown.signed["atoms"] = (_numpy(model.atoms()), ATOM_COLUMNS)
    return shown


def _directions(model: SparseAutoencoder) -> dict[str, np.ndarray]:
    """`norms` [M] of the atoms in data units, `cosines` [M] of each with what its feature looks for
    (column of W_enc), and the `thresholds` [M] of a rule that has some."""
    cosines = torch.cosine_similarity(model.W_enc.T, model.W_dec, dim=1)
    found = {"norms": _numpy(model.atoms().norm(dim=1)), "cosines": half(_numpy(cosines))}
    if model.rule == "threshold":
        found["thresholds"] = model.rule_export().tensors["threshold"]
    return found


def _numpy(tensor: Tensor) -> np.ndarray:
    return tensor.detach().cpu().numpy()


_FAMILIES: dict[type, Callable[..., Content]] = {
    SparseAutoencoder: _sparse,
    VariationalAutoencoder: _variational,
}
