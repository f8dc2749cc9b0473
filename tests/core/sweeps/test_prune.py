"""The median rule: who is given up, and who never is."""

from core.spec import parse_spec
from core.sweeps.prune import curve, group, hopeless, measure


def spec(model, **training):
    return parse_spec({"dataset": {"name": "digits"}, "model": model, "training": training})


VAE = {"family": "variational"}
OTHERS = [[(10, -9.0 - i), (20, -5.0 - i)] for i in range(5)]  # median by step 20: −7


def test_the_median_of_what_others_had_reached_by_the_same_step():
    assert hopeless([(10, -8.0), (20, -7.5)], OTHERS, 40, "elbo") == (
        "Given up at step 20: the best validation ELBO so far, -7.5, is worse than -7, the median "
        "of 5 comparable runs by that step."
    )
    assert hopeless([(10, -8.0), (20, -7.0)], OTHERS, 40, "elbo") is None
    assert hopeless([(10, -6.0), (20, -9.0)], OTHERS, 40, "elbo") is None  # it once was better


def test_nobody_is_judged_early_or_by_few():
    assert hopeless([(10, -99.0)], OTHERS, 40, "elbo") is None
    assert hopeless([(20, -99.0)], OTHERS[:3], 40, "elbo") is None
    behind = [one[:1] for one in OTHERS]
    assert hopeless([(20, -99.0)], behind, 40, "elbo") is None
    assert hopeless([], OTHERS, 40, "elbo") is None


def test_a_lower_loss_is_better():
    rows = [{"step": 1}, {"step": 2, "validation": {"reconstruction": 3.0, "objective": 9.0}}]
    assert curve(rows, "reconstruction") == [(2, -3.0)]
    assert curve([{"step": 2, "validation": {"elbo": -3.0}}], "elbo") == [(2, -3.0)]


def test_only_what_has_one_scale_is_compared():
    usual = spec(VAE)
    assert group(usual) == group(spec({**VAE, "beta": 4.0, "latent_dim": 7}))
    assert group(usual) == group(spec(VAE, seed=3, learning_rate=0.01))
    assert group(usual) != group(spec({**VAE, "likelihood": "gaussian"}))
    assert group(usual) != group(spec(VAE, epochs=3))
    assert group(usual) != group(parse_spec({"dataset": {"name": "mnist"}, "model": VAE}))
    assert measure(usual) == "elbo"
    assert measure(spec({"family": "sparse"})) == "reconstruction"
