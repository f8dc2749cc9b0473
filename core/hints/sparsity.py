"""Codes that are too sparse to draw an example with, or hardly sparse."""

from core.hints.rule import SHRINKING, Hint, Trained, lighter, rule


@rule(50)
def too_sparse(run: Trained) -> Hint | None:
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
        return lighter(run, f"{said}. The penalty outweighs the reconstruction.")
    return None


@rule(60)
def too_dense(run: Trained) -> Hint | None:
    model, l0 = run.model, run.test.get("l0")
    if l0 is None or not model.get("weight") or l0 < 0.4 * model["features"]:
        return None
    if model["variant"] in SHRINKING:
        return None
    heavier = float(f"{model['weight'] * 3:.6g}")
    text = (
        f"{l0:.0f} of {model['features']} features fire on a typical example: that is hardly "
        "sparse. More weight makes the code choose."
    )
    return Hint(text, {"model.weight": heavier}, f"Train it with weight {heavier:g}")
