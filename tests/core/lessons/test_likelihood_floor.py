"""The floor of the cross-entropy that the lesson on likelihoods names."""

import numpy as np

from core.data import load
from core.lessons import Prose, lesson
from core.spec import parse_spec


def test_the_floor_on_small_digits_is_the_entropy_of_their_pixels() -> None:
    spec = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "variational"}})
    x = np.asarray(load(spec.dataset).test.x, np.float64)
    parts = [np.where(p > 0, -p * np.log(np.where(p > 0, p, 1)), 0) for p in (x, 1 - x)]
    floor = float(sum(parts).sum(axis=1).mean())  # type: ignore[union-attr]
    said = [b.text for b in lesson("what_a_likelihood_is").sections["What happened"]
            if isinstance(b, Prose)]  # fmt: skip
    assert f"{floor:.1f} nats for each of these test digits" in " ".join(" ".join(said).split())
