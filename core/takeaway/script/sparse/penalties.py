"""Rules of ReLU codes that at most cost something: none, L1 and L2."""

from core.spec.sparse import L1Spec
from core.takeaway.script.sparse.rule import Parts, Rule


def none(parts: Parts) -> Rule:
    """Codes are free."""
    return Rule()


def l1(parts: Parts) -> Rule:
    """λ Σ z_i ‖d_i‖: long atoms do not make codes cheap, unless codes alone are charged."""
    assert isinstance(parts.model, L1Spec)
    alone = parts.unit or parts.model.charge == "code"
    total = "z.sum(dim=1)" if alone else "(z @ self.W_dec.norm(dim=1))"
    return Rule(
        cost=f"λ Σ z_i{'' if alone else '‖d_i‖'}",
        terms={"sparsity": f"{parts.price} * {total}.mean()"},
    )


def l2(parts: Parts) -> Rule:
    """λ Σ z_i²: codes get small, and those near zero count as off."""
    return Rule(
        cost="λ Σ z_i²",
        terms={"sparsity": f"{parts.price} * z.square().sum(dim=1).mean()"},
        threshold="0.1",
    )
