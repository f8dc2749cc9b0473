"""What a penalty does besides: short codes, or long atoms that make up for them."""

from core.hints.rule import Hint, Trained, rule


@rule(70)
def shrunk(run: Trained) -> Hint | None:
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


@rule(80)
def long_atoms(run: Trained) -> Hint | None:
    length, model = run.test.get("atom_length"), run.model
    if length is None or length < 1.5 or not model.get("weight"):
        return None
    text = (
        f"Atoms have grown to length {length:.1f} from 1, and codes are that much smaller. Where "
        "a penalty looks at codes alone, it is so gamed and not obeyed; where it counts the length "
        "too, as L1 does unless told otherwise, nothing is won."
    )
    return Hint(text, {"model.decoder_norm": "unit"}, "Train it with atoms kept at length 1")
