"""What differs between two specifications, and what they are called."""

import pytest

from core.errors import BadInput
from core.spec import RunSpec, describe, differences, parse_spec, revised


def spec(model: dict[str, object], **sections: object) -> RunSpec:
    return parse_spec({"dataset": {"name": "mnist"}, "model": model, **sections})


VAE = spec({"family": "variational"})


def test_only_beta_differs() -> None:
    assert differences(VAE, revised(VAE, {"model.beta": 4})) == {"model.beta": (1.0, 4.0)}
    assert differences(VAE, VAE) == {}


def test_a_knob_that_one_side_lacks_is_none_there() -> None:
    cyclical = revised(VAE, {"model.schedule.kind": "cyclical"})
    assert differences(VAE, cyclical) == {
        "model.schedule.kind": ("constant", "cyclical"),
        "model.schedule.cycles": (None, 4),
        "model.schedule.ramp": (None, 0.5),
    }


def test_differences_are_complete_across_families() -> None:
    found = differences(VAE, spec({"family": "sparse"}))
    assert found["model.family"] == ("variational", "sparse")
    assert found["model.weight"] == (None, 3.0)
    assert found["model.beta"] == (1.0, None)


def test_hidden_layers_are_one_value() -> None:
    small = revised(VAE, {"network.hidden": [64]})
    assert differences(VAE, small) == {"network.hidden": ([512, 256], [64])}


def test_a_length_replaces_the_other() -> None:
    by_steps = revised(VAE, {"training.steps": 400})
    assert differences(VAE, by_steps) == {
        "training.epochs": (30, None),
        "training.steps": (None, 400),
    }
    assert revised(by_steps, {"training.epochs": 30}) == VAE
    with pytest.raises(BadInput, match="give only one"):
        revised(VAE, {"training.steps": 4, "training.epochs": 3})


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ({"family": "variational", "beta": 4}, "VAE · 2 dimensions · β 4 · MNIST"),
        ({"family": "sparse"}, "Sparse L1 · weight 3 · MNIST"),
        ({"family": "sparse", "variant": "topk", "features": 64}, "Sparse TopK · k 32 · 64 featu"),
        ({"family": "plain", "latent_dim": 1}, "Autoencoder · 1 dimension · MNIST"),
        (
            {"family": "variational", "likelihood": "gaussian", "sigma": 0.5},
            "VAE · 2 dimensions · β 1 · gaussian · σ 0.5 · MNIST",
        ),
    ],
)
def test_names_for_people(model: dict[str, object], name: str) -> None:
    assert describe(spec(model)).startswith(name)
