"""Terms of single examples: their averages are the terms, and what is no average is left out."""

import pytest
import torch

from core.evaluation.evaluate import evaluate
from core.evaluation.examples import examples_of
from core.evaluation.per_example import per_example
from core.evaluation.protocols import TRAINED
from core.models.base import Step
from core.models.sparse import VARIANTS
from core.spec.sparse import SPARSE
from tests.core.evaluation.made import Made, made

FAMILIES = {
    "plain": {"family": "plain", "latent_dim": 2},
    "l1": {"family": "sparse", "features": 10, "variant": "l1", "weight": 2.0},
    "topk": {"family": "sparse", "features": 10, "variant": "topk", "k": 2, "revive": "auxk"},
    "jumprelu": {"family": "sparse", "features": 10, "variant": "jumprelu"},
    "batch_topk": {"family": "sparse", "features": 10, "variant": "batch_topk", "k": 2},
    "gated": {"family": "sparse", "features": 10, "variant": "gated"},
    "kl": {"family": "sparse", "features": 10, "variant": "kl"},
    "vae": {"family": "variational", "latent_dim": 3},
}


def terms_of(one: Made) -> dict[str, torch.Tensor]:
    given = examples_of(one.model, one.spec, one.prepared, "test", None).given
    return per_example(one.model, given, one.spec.total_steps, TRAINED)


@pytest.mark.parametrize("variant", VARIANTS.names())
def test_every_sparse_variant_has_them(variant: str) -> None:
    kept = {"k": 2} if "k" in SPARSE.members[variant].model_fields else {}
    one = made({"family": "sparse", "features": 10, "variant": variant} | kept)
    found, test = terms_of(one), evaluate(one.model, one.spec, one.prepared)["test"]
    assert "reconstruction" in found
    assert ("objective" in found) == (variant != "kl")  # whose penalty is on average activations
    for name, values in found.items():
        assert float(values.double().mean()) == pytest.approx(test[name], rel=1e-4), name


@pytest.mark.parametrize("kind", FAMILIES)
def test_averages_of_single_examples_are_the_numbers_of_the_summary(kind: str) -> None:
    one = made(FAMILIES[kind])
    found = terms_of(one)
    test = evaluate(one.model, one.spec, one.prepared)["test"]
    assert "reconstruction" in found
    for name, values in found.items():
        assert values.shape == (len(one.prepared.test),)
        assert float(values.double().mean()) == pytest.approx(test[name], rel=1e-4), name


def test_a_term_of_one_example_is_what_that_example_alone_costs() -> None:
    one = made(FAMILIES["l1"])
    found = terms_of(one)
    x = torch.as_tensor(one.prepared.test.x)
    for i in (0, 7):
        with torch.no_grad():
            alone = one.model.terms(x[i : i + 1], Step.after(10))
        assert set(found) == set(alone)
        for name, values in found.items():
            assert float(values[i]) == pytest.approx(float(alone[name]), rel=1e-4)


def test_what_belongs_to_a_batch_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    one = made(FAMILIES["plain"])
    plain = type(one.model).terms

    def terms(self, x, step):
        spread = x.var(dim=0, correction=0).sum()
        return plain(self, x, step) | {"spread": spread, "constant": x.new_ones(())}

    monkeypatch.setattr(type(one.model), "terms", terms)
    assert set(terms_of(one)) == {"objective", "reconstruction"}
