"""Steps that are too large, or too small to get anywhere."""

from core.hints.rule import Hint, Trained, at_rate, rule


def diverged(run: Trained) -> Hint:
    rate = run.training["learning_rate"]
    text = (
        f"Training diverged at learning rate {rate:g}. To resume repeats the same steps and ends "
        "the same way; smaller steps do not."
    )
    return at_rate(text, rate / 10)


@rule(10)
def no_better_than_the_mean(run: Trained) -> Hint | None:
    """FVU near 1 has other causes, too, in models that pay for their codes."""
    fvu, rate = run.test.get("fvu", 0.0), run.training["learning_rate"]
    if fvu < (0.95 if run.model["family"] == "plain" else 1.05):
        return None
    said = f"FVU is {fvu:.2f}: on unseen examples one and the same mean picture would do as well."
    if rate < 1e-3:
        return at_rate(f"{said} At learning rate {rate:g} the weights have hardly moved.", 1e-3)
    return at_rate(f"{said} Steps that are too large leave a model there.", rate / 10)
