"""Features that never fire."""

from core.hints.rule import SHRINKING, Hint, Trained, lighter, rule


@rule(40)
def dead(run: Trained) -> Hint | None:
    dead = run.test.get("dead", 0.0)
    if dead < 0.05:
        return None
    model, size = run.model, run.summary.get("test_size", 0)
    said = f"{100 * dead:.0f} % of features never fired on {size:,} test examples"
    if model["revive"] == "none" and model["variant"] not in SHRINKING:
        text = f"{said}. A feature that never fires gets no gradient and stays dead."
        return Hint(text, {"model.revive": "auxk"}, "Train it with AuxK")
    if model.get("weight"):
        text = f"{said}. The penalty (weight {model['weight']:g}) silences more than it needs to."
        return lighter(run, text)
    living = max(round(model["features"] * (1 - dead)), model.get("k", 1))
    action = f"Train it with {living:,} features"
    return Hint(f"{said}. Fewer features would do as well.", {"model.features": living}, action)
