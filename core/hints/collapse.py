"""Latent dimensions that carry nothing."""

from core.hints.rule import Hint, Trained, rule

INACTIVE_NATS = 0.01
"""A latent dimension with less KL than this carries nothing (SCIENCE.md, section 1)."""


@rule(20)
def collapse(run: Trained) -> Hint | None:
    inactive, total = _dimensions(run)
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


def _dimensions(run: Trained) -> tuple[int, int]:
    """Latent dimensions that carry nothing, of how many; of none where KL has none."""
    kl = run.test.get("kl_per_dimension") or []
    return sum(nats < INACTIVE_NATS for nats in kl), len(kl)


def _fewer_dimensions(text: str, used: int) -> Hint:
    number = max(1, used)
    noun = "dimension" if number == 1 else "dimensions"
    return Hint(text, {"model.latent_dim": number}, f"Train it with {number} {noun}")
