"""Sentences from a run's numbers: what happened, why, and the run that would show the cure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

INACTIVE_NATS = 0.01
"""A latent dimension with less KL than this carries nothing (SCIENCE.md, section 1)."""
PARTS = 10
"""Into how many equal parts a run's curve is cut to see where it goes."""
NEVER_ZERO = ("l2", "kl")
"""Sparsity rules that shrink codes and switch none off exactly."""


@dataclass(frozen=True)
class Hint:
    """One observation in words, and the changes of the specification that would test the cure.

    Knobs that do nothing once `cure` is applied are to be left out (`core.spec.acting`).
    """

    text: str
    cure: dict[str, Any] = field(default_factory=dict)
    action: str = ""


@dataclass(frozen=True)
class _Run:
    """What a hint may look at; `model` and `training` are sections of the specification."""

    spec: Mapping[str, Any]
    summary: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    unstable: bool

    @property
    def model(self) -> Mapping[str, Any]:
        return self.spec["model"]

    @property
    def training(self) -> Mapping[str, Any]:
        return self.spec["training"]

    @property
    def test(self) -> Mapping[str, Any]:
        return self.summary.get("test", {})

    def dimensions(self) -> tuple[int, int]:
        """Latent dimensions that carry nothing, of how many; of none where KL has none."""
        kl = self.test.get("kl_per_dimension") or []
        return sum(nats < INACTIVE_NATS for nats in kl), len(kl)


def hints(
    spec: Mapping[str, Any],
    summary: Mapping[str, Any] | None,
    rows: Sequence[Mapping[str, Any]] = (),
    *,
    unstable: bool = False,
) -> list[Hint]:
    """What a run's numbers say, most important first; empty when all is well.

    `spec` is complete; `rows` are those of `metrics.jsonl`, without which nothing is said of
    curves; `unstable` says that training failed because its numbers diverged.
    """
    run = _Run(spec, summary or {}, rows, unstable)
    if unstable:
        return [_diverged(run)]
    return [hint for rule in _RULES if (hint := rule(run))]


def ending(spec: Mapping[str, Any], summary: Mapping[str, Any]) -> str | None:
    """Why a run ended where it did and which weights it kept; None for one that ran its course."""
    if "stopped_at_step" in summary:
        return f"Stopped by hand at step {summary['stopped_at_step']:,}."
    if "best_epoch" not in summary:
        return None
    kept = f"Kept are the weights of epoch {summary['best_epoch']:g}, the best by validation."
    if "stopped_early_at" not in summary:
        return kept
    return (
        f"Stopped early at step {summary['stopped_early_at']:,} (epoch {summary['epochs']:g}): the "
        f"validation objective had not fallen for {spec['training']['patience']} epochs. {kept}"
    )


def _at_rate(text: str, rate: float) -> Hint:
    rate = float(f"{min(max(rate, 1e-7), 10):.6g}")
    return Hint(text, {"training.learning_rate": rate}, f"Train it at learning rate {rate:g}")


def _diverged(run: _Run) -> Hint:
    rate = run.training["learning_rate"]
    text = (
        f"Training diverged at learning rate {rate:g}. To resume repeats the same steps and ends "
        "the same way; smaller steps do not."
    )
    return _at_rate(text, rate / 10)


def _no_better_than_the_mean(run: _Run) -> Hint | None:
    """FVU near 1 has other causes, too, in models that pay for their codes."""
    fvu, rate = run.test.get("fvu", 0.0), run.training["learning_rate"]
    if fvu < (0.95 if run.model["family"] == "plain" else 1.05):
        return None
    said = f"FVU is {fvu:.2f}: on unseen examples one and the same mean picture would do as well."
    if rate < 1e-3:
        return _at_rate(f"{said} At learning rate {rate:g} the weights have hardly moved.", 1e-3)
    return _at_rate(f"{said} Steps that are too large leave a model there.", rate / 10)


def _collapse(run: _Run) -> Hint | None:
    inactive, total = run.dimensions()
    if not inactive:
        return None
    said = f"{inactive} of {total} dimensions have a KL under {INACTIVE_NATS} nats"
    sigma, beta = run.model.get("sigma"), run.model.get("beta")
    if inactive * 2 < total:
        price = f"at this price of information (β = {beta:g}) " if beta is not None else ""
        text = f"{said}: {price}the data, or the objective, asks for no more of them."
        return _fewer_dimensions(text, total - inactive)
    said = f"{said}: posterior collapse."
    if isinstance(sigma, (int, float)):
        text = (
            f"{said} With σ = {sigma:g} the decoder may be wrong by that much for free, so that "
            "few directions of the data save as many nats as they cost. This is arithmetic, not "
            "a failure to train."
        )
        return Hint(text, {"model.sigma": "optimal"}, "Train it with the optimal σ")
    if not beta:
        return _fewer_dimensions(f"{said} The objective asks for no more.", total - inactive)
    cheaper = float(f"{beta / 4:.6g}")
    text = (
        f"{said} The decoder ignores them, because their information costs more (β = {beta:g}) "
        "than it saves in reconstruction."
    )
    return Hint(text, {"model.beta": cheaper}, f"Train it with β = {cheaper:g}")


def _fewer_dimensions(text: str, used: int) -> Hint:
    number = max(1, used)
    noun = "dimension" if number == 1 else "dimensions"
    return Hint(text, {"model.latent_dim": number}, f"Train it with {number} {noun}")


def _no_likelihood(run: _Run) -> Hint | None:
    if run.model["family"] != "variational" or run.model.get("likelihood") != "cross_entropy":
        return None
    text = (
        "Cross-entropy on grey pixels is not a likelihood: what is called ELBO here bounds no "
        "log p(x), and compares with no published number."
    )
    return Hint(text, {"model.likelihood": "bernoulli"}, "Train it on binarised pixels")


def _dead(run: _Run) -> Hint | None:
    dead = run.test.get("dead", 0.0)
    if dead < 0.05:
        return None
    model, size = run.model, run.summary.get("test_size", 0)
    said = f"{100 * dead:.0f} % of features never fired on {size:,} test examples"
    if model["revive"] == "none" and model["variant"] not in NEVER_ZERO:
        text = f"{said}. A feature that never fires gets no gradient and stays dead."
        return Hint(text, {"model.revive": "auxk"}, "Train it with AuxK")
    if model.get("weight"):
        text = f"{said}. The penalty (weight {model['weight']:g}) silences more than it needs to."
        return _lighter(run, text)
    living = max(round(model["features"] * (1 - dead)), model.get("k", 1))
    action = f"Train it with {living:,} features"
    return Hint(f"{said}. Fewer features would do as well.", {"model.features": living}, action)


def _lighter(run: _Run, text: str) -> Hint:
    lower = float(f"{run.model['weight'] / 3:.6g}")
    return Hint(text, {"model.weight": lower}, f"Train it with weight {lower:g}")


def _too_sparse(run: _Run) -> Hint | None:
    fvu, l0, model = run.test.get("fvu", 0.0), run.test.get("l0"), run.model
    if l0 is None or fvu < 0.5:
        return None
    said = f"{100 * fvu:.0f} % of the variance is left unexplained, with {l0:.2g} features at work"
    k = model.get("k")
    if k is not None and k < model["features"]:
        more = min(3 * k, model["features"])
        text = f"{said}. {k} of {model['features']:,} are too few to draw an example with."
        return Hint(text, {"model.k": more}, f"Train it with k = {more}")
    if model.get("weight"):
        return _lighter(run, f"{said}. The penalty outweighs the reconstruction.")
    return None


def _too_dense(run: _Run) -> Hint | None:
    model, l0 = run.model, run.test.get("l0")
    if l0 is None or not model.get("weight") or l0 < 0.4 * model["features"]:
        return None
    if model["variant"] in NEVER_ZERO:
        return None
    heavier = float(f"{model['weight'] * 3:.6g}")
    text = (
        f"{l0:.0f} of {model['features']} features fire on a typical example: that is hardly "
        "sparse. More weight makes the code choose."
    )
    return Hint(text, {"model.weight": heavier}, f"Train it with weight {heavier:g}")


def _shrunk(run: _Run) -> Hint | None:
    shrinkage, model = run.test.get("shrinkage"), run.model
    if shrinkage is None or shrinkage > 0.65 or model.get("variant") != "l1":
        return None
    if run.test["fvu"] > 0.5:  # then the weight is what to turn
        return None
    k = min(max(1, round(run.test["l0"])), model["features"])
    text = (
        f"Reconstructions have {100 * shrinkage:.0f} % of the length of what they show: L1 pulls "
        "every code towards zero, the needed ones too. TopK chooses as many without shrinking them."
    )
    return Hint(text, {"model.variant": "topk", "model.k": k}, f"Train it by TopK with k = {k}")


def _long_atoms(run: _Run) -> Hint | None:
    length, model = run.test.get("atom_length"), run.model
    if length is None or length < 1.5 or not model.get("weight"):
        return None
    text = (
        f"Atoms have grown to length {length:.1f} from 1, and codes are that much smaller. Where "
        "a penalty looks at codes alone, it is so gamed and not obeyed; where it counts the length "
        "too, as L1 does here, nothing is won."
    )
    return Hint(text, {"model.decoder_norm": "unit"}, "Train it with atoms kept at length 1")


def _overfitting(run: _Run) -> Hint | None:
    """Validation's objective has risen since its lowest, while that of training went on falling.

    Both follow the same schedules, so that β or a warm-up alone moves them the same way.
    """
    epochs = _by_validation(run.rows)
    if run.training["patience"] or len(epochs) < 8:
        return None
    train, validation = zip(*epochs, strict=True)
    best = min(range(len(epochs)), key=validation.__getitem__)
    rise = fmean(validation[-3:]) - validation[best]
    if best > 0.8 * len(epochs) or rise < 0.05 * abs(train[0] - train[-1]):
        return None
    if fmean(train[-3:]) >= train[best]:
        return None
    epoch = [row["epoch"] for row in run.rows if "validation" in row][best]
    patience = max(3, round(run.rows[-1]["epoch"] / 10))
    text = (
        f"Since epoch {epoch:g} the validation objective has risen by {rise:.3g}, while that of "
        "training fell: what is learned since then holds for the training examples alone."
    )
    return Hint(text, {"training.patience": patience}, "Train it with early stopping")


def _by_validation(rows: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    """The objective in training shortly before each validation, and the one that this found.

    Shortly: over the last quarter of the rows since the validation before.
    """
    found: list[tuple[float, float]] = []
    since: list[float] = []
    for row in rows:
        since.append(row["train"]["objective"])
        if "validation" in row:
            found.append(
                (fmean(since[3 * (len(since) - 1) // 4 :]), row["validation"]["objective"])
            )
            since = []
    return found


def _undertrained(run: _Run) -> Hint | None:
    """The last tenth of training still gained much of what all of it did."""
    if len(run.rows) < 2 * PARTS or {"stopped_at_step", "stopped_early_at"} & run.summary.keys():
        return None
    losses = [row["train"]["objective"] for row in run.rows]
    size = len(losses) / PARTS
    means = [fmean(losses[round(i * size) : round((i + 1) * size)]) for i in range(PARTS)]
    total, last = means[0] - means[-1], means[-2] - means[-1]
    if total <= 0 or last < 0.06 * total:
        return None
    length = "epochs" if "epochs" in run.training else "steps"
    longer = 3 * run.training[length]
    text = (
        f"The objective is still falling: {100 * last / total:.0f} % of all that it fell came in "
        "the last tenth of training."
    )
    return Hint(text, {f"training.{length}": longer}, f"Train it for {longer:,} {length}")


_RULES: tuple[Callable[[_Run], Hint | None], ...] = (
    _no_better_than_the_mean,
    _collapse,
    _no_likelihood,
    _dead,
    _too_sparse,
    _too_dense,
    _shrunk,
    _long_atoms,
    _overfitting,
    _undertrained,
)
