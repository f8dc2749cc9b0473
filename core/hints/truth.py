"""Where true atoms are known: a good reconstruction from a dictionary that is not the true one."""

from core.hints.rule import Hint, Trained, rule

SURE = 0.2
"""A weight of L1 at which the true atoms of the standard toy are found again."""


@rule(65)
def missed_truth(run: Trained) -> Hint | None:
    mmcs, model = run.summary.get("train", {}).get("mmcs"), run.model
    if mmcs is None or mmcs >= 0.9 or model.get("variant") != "l1":
        return None
    if model["weight"] >= SURE or run.test.get("fvu", 1.0) > 0.2:
        return None
    text = (
        f"{100 * run.test['fvu']:.0f} % of the variance is left unexplained, and yet the true "
        f"atoms were not found (MMCS {mmcs:.2f}): the best reconstruction is not the best "
        "dictionary. More weight asks for fewer features at a time, and those have to be the true "
        "ones."
    )
    return Hint(text, {"model.weight": SURE}, f"Train it with weight {SURE:g}")
