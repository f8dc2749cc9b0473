"""Hints: the sentence matches the numbers, and the cure is a change of the right knob."""

from core.hints import hints


def variational(kl: list[float], beta: float = 4.0) -> tuple[dict, dict]:
    spec = {"model": {"family": "variational", "beta": beta, "latent_dim": len(kl)}}
    return spec, {"test": {"kl_per_dimension": kl}}


def sparse(**model: object) -> dict:
    return {"model": {"family": "sparse", "features": 100, "revive": "none", **model}}


def test_collapse_is_named_counted_and_cured_by_less_beta():
    (hint,) = hints(*variational([2.1, 0.001, 0.002, 0.0, 0.005, 0.003, 0.001, 1.4]))
    assert hint.text.startswith("6 of 8 dimensions have a KL under 0.01 nats: posterior collapse")
    assert hint.cure == {"model.beta": 1.0}


def test_a_few_unused_dimensions_are_no_collapse():
    (hint,) = hints(*variational([2.1, 1.5, 0.002], beta=1.0))
    assert "collapse" not in hint.text
    assert hint.cure == {}


def test_a_healthy_run_gets_no_hint():
    assert hints(*variational([2.0, 1.0])) == []
    good = {"test": {"dead": 0.0, "l0": 20.0}, "test_size": 1000}
    assert hints(sparse(variant="l1", weight=3.0), good) == []


def test_dead_features_suggest_auxk_first_then_less_weight():
    summary = {"test": {"dead": 0.41, "l0": 5.0}, "test_size": 1000}
    (first,) = hints(sparse(variant="l1", weight=3.0), summary)
    assert first.text.startswith("41 % of features never fired on 1,000 test examples")
    assert first.cure == {"model.revive": "auxk"}
    (second,) = hints(sparse(variant="l1", weight=3.0, revive="auxk"), summary)
    assert second.cure == {"model.weight": 1.0}


def test_a_dense_code_suggests_more_weight():
    (hint,) = hints(sparse(variant="l1", weight=0.1), {"test": {"dead": 0.0, "l0": 60.0}})
    assert hint.cure == {"model.weight": 0.1 * 3}
