import pytest

from core.jobs.estimate import estimate, flops_per_example, modelled_seconds
from core.spec import parse_spec


def spec(family="variational", data="mnist", **model):
    return parse_spec({"dataset": {"name": data}, "model": {"family": family, **model}})


def test_multiplications_are_counted():
    vae = parse_spec(
        {
            "dataset": {"name": "mnist"},
            "model": {"family": "variational", "latent_dim": 20},
            "network": {"hidden": [400]},
        }
    )
    assert flops_per_example(vae) == 6 * (784 * 400 * 2 + 400 * 40 + 20 * 400)
    conv = parse_spec(
        {
            "dataset": {"name": "mnist"},
            "model": {"family": "plain", "latent_dim": 3},
            "network": {"kind": "conv", "channels": [8, 16]},
        }
    )
    filters = 14 * 14 * 16 * 1 * 8 + 7 * 7 * 16 * 8 * 16
    assert flops_per_example(conv) == 6 * 2 * (filters + 7 * 7 * 16 * 3)
    sparse = spec("sparse", "digits", features=100)
    assert flops_per_example(sparse) == 6 * 2 * 64 * 100


def test_nothing_is_known_before_anything_is_measured():
    assert estimate(spec(), None) is None


def test_a_faster_machine_takes_less_time():
    slow, fast = estimate(spec(), 10.0), estimate(spec(), 100.0)
    assert 0 < fast < slow


@pytest.mark.parametrize("gflops", [None, 5.0, 500.0])
def test_a_run_like_one_that_was_made_takes_as_long(gflops):
    run = spec()
    examples = 8000 * run.training.epochs
    assert estimate(run, gflops, [(run, examples / 42.0)]) == pytest.approx(42.0)


def test_experience_with_the_same_family_counts():
    vae, sae = spec(), spec("sparse")
    known = [(sae, 8000 * sae.training.epochs / 1e6), (vae, 8000 * vae.training.epochs / 10.0)]
    assert estimate(vae, 50.0, known) == pytest.approx(10.0)
    longer = {"epochs": vae.training.epochs * 2}
    given = {"dataset": {"name": "mnist"}, "model": {"family": "variational"}, "training": longer}
    # What a run costs once is not spent twice.
    assert 1.5 < estimate(parse_spec(given), 50.0, known) / estimate(vae, 50.0, known) < 2
    assert modelled_seconds(vae, 50.0) > 0


def test_runs_of_similar_size_count_before_others():
    small, large = spec("sparse", features=64), spec("sparse", features=4096)
    wanted = spec("sparse", features=3000)
    slow, fast = 0.1 * _rate(large), 10 * _rate(small)
    known = [(small, fast)] * 6 + [(large, slow)] * 5
    assert estimate(wanted, 50.0, known) == pytest.approx(10 * modelled_seconds(wanted, 50.0))


def _rate(one):
    """Examples a second at which the run takes as long as arithmetic says."""
    return one.training.epochs * one.dataset.train_size / modelled_seconds(one, 50.0)
