"""Numbers that are no likelihood."""

from core.hints.rule import Hint, Trained, rule


@rule(30)
def no_likelihood(run: Trained) -> Hint | None:
    if run.model["family"] != "variational" or run.model.get("likelihood") != "cross_entropy":
        return None
    text = (
        "Cross-entropy on grey pixels is not a likelihood: what is called ELBO here bounds no "
        "log p(x), and compares with no published number."
    )
    return Hint(text, {"model.likelihood": "bernoulli"}, "Train it on binarised pixels")
