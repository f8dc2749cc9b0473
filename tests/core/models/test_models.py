"""What holds for every model: learning, seeds, streams, state and what the browser computes."""

import json

import numpy as np
import pytest
import torch
from scipy.special import erf, expit

from core.errors import BadInput
from core.models import DataInfo, Step
from core.models.registry import Registry
from core.models.variational import OBJECTIVES
from core.models.variational.posterior import bounded

SPARSE = {"family": "sparse", "features": 10}
PLAIN = {"family": "plain", "latent_dim": 3}
VARIATIONAL = {"family": "variational", "latent_dim": 3}
LIKELIHOODS = (
    "bernoulli", "continuous_bernoulli", "gaussian", "gaussian_learned", "cross_entropy",
)  # fmt: skip

CASES = [
    *(({**PLAIN, "likelihood": name}, "unit") for name in LIKELIHOODS),
    *(({**VARIATIONAL, "likelihood": name}, "unit") for name in LIKELIHOODS),
    ({**VARIATIONAL, "likelihood": "gaussian", "sigma": 0.3}, "unit"),
    *(({**VARIATIONAL, "objective": name}, "unit") for name in OBJECTIVES.names()),
    ({**VARIATIONAL, "objective": "sparse", "likelihood": "gaussian"}, "unit"),
    ({**VARIATIONAL, "objective": "vq", "groups": 3, "codebook": 6}, "unit"),
    ({**VARIATIONAL, "objective": "vq", "likelihood": "gaussian"}, "unit"),
    *(({**SPARSE, "variant": name}, "unit") for name in ("none", "l1")),
    ({**SPARSE, "variant": "topk", "k": 3}, "unit"),
    ({**SPARSE, "variant": "topk", "k": 3, "revive": "auxk"}, "none"),
    ({**SPARSE, "variant": "none", "output": "sigmoid", "decoder_norm": "free"}, "none"),
    ({**SPARSE, "variant": "l1", "weight": 0.1, "output": "sigmoid"}, "none"),
    *(({**SPARSE, "variant": name}, "unit") for name in ("l2", "kl", "gated", "jumprelu")),
    *(
        ({**SPARSE, "variant": name, "k": 3}, "unit")
        for name in ("k_sparse", "batch_topk", "matryoshka")
    ),
    ({**SPARSE, "variant": "fc_wta", "rate": 0.2}, "unit"),
    *(
        ({**SPARSE, "variant": name, "output": "sigmoid", "weight": 0.1}, "none")
        for name in ("l2", "kl", "jumprelu")
    ),
    *(
        ({**SPARSE, "variant": name, "k": 3, "output": "sigmoid", "revive": "auxk"}, "none")
        for name in ("batch_topk", "matryoshka")
    ),
]
EVERY = pytest.mark.parametrize(("settings", "scale"), CASES)


@EVERY
def test_training_lowers_the_objective_and_every_term_is_a_finite_scalar(make, settings, scale):
    settings = {**settings, "warmup": 0} if settings["family"] == "sparse" else settings
    model = make(settings, scale)
    objectives = make.train(model, steps=60)
    assert objectives[-1] < objectives[0]
    terms = model.terms(make.x.round(), Step(1, 2, torch.Generator()))
    assert all(term.shape == () and torch.isfinite(term) for term in terms.values())
    assert [name for name, term in terms.items() if term.requires_grad] == ["objective"]


@EVERY
def test_the_same_seed_trains_to_the_same_weights_and_another_to_others(make, settings, scale):
    runs = []
    for seed in (0, 0, 1):
        model = make(settings, scale, seed=seed)
        make.train(model, steps=5)
        runs.append(torch.cat([p.detach().flatten() for p in model.parameters()]))
    assert torch.equal(runs[0], runs[1])
    assert not torch.equal(runs[0], runs[2])


@EVERY
def test_building_does_not_touch_the_global_generator(make, settings, scale):
    torch.manual_seed(3)
    before = torch.get_rng_state()
    make.train(make(settings, scale), steps=2)
    assert torch.equal(before, torch.get_rng_state())


@EVERY
def test_the_state_is_complete_and_evaluation_leaves_it_alone(make, settings, scale):
    trained, fresh = make(settings, scale), make(settings, scale, seed=5)
    make.train(trained, steps=5)
    before = {name: value.clone() for name, value in trained.state_dict().items()}
    step = Step(6, 10, torch.Generator().manual_seed(0), training=False)
    x = make.x.round()
    expected = trained.terms(x, step)
    for name, value in trained.state_dict().items():
        assert torch.equal(value, before[name]), name
    fresh.load_state_dict(before)
    found = fresh.terms(x, Step(6, 10, torch.Generator().manual_seed(0), training=False))
    assert {k: float(v.detach()) for k, v in found.items()} == {
        k: float(v.detach()) for k, v in expected.items()
    }
    assert torch.equal(fresh.encode(x), trained.encode(x))


# What the browser does with the exports, written from the brief's description of the format.

ACTIVATIONS = {
    "none": lambda a: a,
    "relu": lambda a: np.maximum(a, 0),
    "tanh": np.tanh,
    "softplus": lambda a: np.logaddexp(a, 0),
    "gelu": lambda a: a * (1 + erf(a / np.sqrt(2))) / 2,
}
OUTPUT_MAPS = {
    "identity": lambda a: a,
    "sigmoid": expit,
    "continuous_bernoulli_mean": lambda a: 1 / (1 - np.exp(-a)) - 1 / a,
}


def keep_largest(a, k):
    smallest_kept = np.sort(a, axis=1)[:, -k][:, None]
    return np.where(a >= smallest_kept, np.maximum(a, 0), 0)


def layers_of(description, tensors, values):
    for layer in description["layers"]:
        weight = tensors[layer["weight"]].astype(np.float64)
        bias = tensors[layer["bias"]].astype(np.float64)
        values = ACTIVATIONS[layer["activation"]](values @ weight + bias)
    return values


def offset_of(tensors, name):
    return 0.0 if name is None else tensors[name].astype(np.float64)


def browser_encode(description, tensors, x):
    mapped = description["input_map"]
    values = (x - offset_of(tensors, mapped["offset"])) / mapped["scale"]
    values = layers_of(description, tensors, values)
    if description["head"] == "gaussian":
        return values[:, : description["latent_size"]]
    if description["head"] == "spike_and_slab":
        mean, _, logit = np.split(values, 3, axis=1)
        return np.where(logit >= 0, mean, 0)
    rules = {
        "identity": lambda a: a,
        "relu": ACTIVATIONS["relu"],
        "sigmoid": expit,
        "topk": lambda a: keep_largest(a, description["k"]),
        "threshold": lambda a: np.where(a > tensors["threshold"], a, 0),
        "gated": lambda a: (
            (a > 0) * np.maximum(a * tensors["gate_scale"] + tensors["gate_offset"], 0)
        ),
        "nearest": lambda a: nearest_entries(a, tensors["codebook"].astype(np.float64)),
    }
    return rules[description["rule"]](values)


def nearest_entries(values, entries):
    vectors = values.reshape(-1, 1, entries.shape[1])
    nearest = np.square(vectors - entries).sum(axis=2).argmin(axis=1)
    return entries[nearest].reshape(values.shape)


def browser_decode(description, tensors, z):
    output = description["output"]
    values = layers_of(description, tensors, z)
    if bound := output.get("bound"):
        values = bound * np.tanh(values / bound)
    values = OUTPUT_MAPS[output["map"]](values)
    return values * output["scale"] + offset_of(tensors, output["offset"])


@EVERY
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_the_browser_computes_what_torch_computes(make, settings, scale, activation):
    model = make(settings, scale)
    make.train(model, steps=30)
    for part in ("encoder", "decoder"):
        if hasattr(model, part):
            getattr(model, part).activation = activation
    x = torch.rand(64, make.x.shape[1], generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        codes = model.encode(x)
        pictures = model.decode(codes)
    encoder, decoder = model.encoder_export(), model.decoder_export()
    for export in (encoder, decoder):
        assert json.loads(json.dumps(export.json)) == export.json
        for name, tensor in export.tensors.items():
            exact = name == "mean" or name.startswith(("threshold", "gate_"))
            assert tensor.dtype == (np.float32 if exact else np.float16)
            assert tensor.flags["C_CONTIGUOUS"]
    found = browser_encode(encoder.json, encoder.tensors, x.double().numpy())
    expected = codes.numpy()
    if encoder.json.get("rule") == "threshold":
        # Half precision may put what is as good as at its threshold on the other side of it.
        thresholds = np.broadcast_to(encoder.tensors["threshold"], found.shape)
        tie = (np.minimum(found, expected) == 0) & (
            np.abs(np.maximum(found, expected) - thresholds) < 2e-2
        )
        found, expected = np.where(tie, 0, found), np.where(tie, 0, expected)
        assert tie.mean() < 0.1
    if encoder.json.get("rule") == "nearest":  # half precision may turn a vector halfway between
        same = np.isclose(found, expected, atol=2e-2, rtol=1e-2).all(axis=1)
        assert same.mean() > 0.95
    else:
        assert found == pytest.approx(expected, abs=2e-2, rel=1e-2)
    found = browser_decode(decoder.json, decoder.tensors, codes.double().numpy())
    assert found == pytest.approx(pictures.numpy(), abs=5e-3, rel=1e-2)
    assert decoder.json["output"]["shape"] == [3, 4]
    assert decoder.json["input"] == model.latent_size
    assert encoder.json["input"] == make.x.shape[1]


def test_the_browser_knows_the_likelihoods_maps(make):
    maps = {
        name: make({**PLAIN, "likelihood": name}).decoder_export().json["output"]["map"]
        for name in LIKELIHOODS
    }
    assert maps == {
        "bernoulli": "sigmoid",
        "continuous_bernoulli": "continuous_bernoulli_mean",
        "gaussian": "identity",
        "gaussian_learned": "identity",
        "cross_entropy": "sigmoid",
    }


def test_the_exported_log_variance_gives_the_posterior_once_bounded(make):
    model = make(VARIATIONAL)
    export = model.encoder_export()
    values = layers_of(export.json, export.tensors, make.x.double().numpy())
    raw = torch.tensor(values[:, export.json["latent_size"] :])
    expected = model.posterior(make.x).log_variance.detach().double()
    assert torch.allclose(bounded(raw), expected, atol=2e-2)
    assert export.json["log_variance_bound"] == 12


@pytest.mark.parametrize("family", [PLAIN, VARIATIONAL])
def test_each_layer_starts_from_a_stream_of_its_own(make, family):
    narrow = make({**family, "latent_dim": 2}).state_dict()
    wide = make({**family, "latent_dim": 5}).state_dict()
    equal = [
        name
        for name in narrow
        if narrow[name].shape == wide[name].shape and torch.equal(narrow[name], wide[name])
    ]
    same_shape = [name for name in narrow if narrow[name].shape == wide[name].shape]
    assert equal == same_shape
    assert {"encoder.layers.0.weight", "decoder.layers.1.weight"} < set(equal)
    assert not torch.equal(narrow["encoder.layers.0.weight"], narrow["decoder.layers.2.weight"].T)


def test_output_biases_start_at_the_data_mean(make):
    for likelihood in ("gaussian", "cross_entropy"):
        model = make({**PLAIN, "likelihood": likelihood})
        start = model.likelihood.mean(model.decoder.bias.detach())
        assert torch.allclose(start, make.x.mean(dim=0), atol=1.1e-3)
    linear = make({**SPARSE, "variant": "l1"})
    nothing = torch.zeros(1, linear.latent_size)
    assert torch.allclose(linear.decode(nothing)[0].detach(), make.x.mean(dim=0), atol=1e-6)


def test_data_info_measures_the_training_examples():
    class Prepared:
        class train:  # noqa: N801
            x = torch.tensor([[0.0, 1.0], [1.0, 1.0]])

        shape = (1, 2)

    class Spec:
        class dataset:  # noqa: N801
            scale = "unit"

    info = DataInfo.of(Prepared, Spec)
    assert info.mean.tolist() == [0.5, 1.0]
    assert info.scale == pytest.approx((2 * 0.25 / 4) ** 0.5)
    Spec.dataset.scale = "none"
    assert DataInfo.of(Prepared, Spec).scale == 1
    assert info.train_size == 2
    Spec.dataset.scale = "unit"
    Prepared.train.x = torch.ones(5, 2)
    with pytest.raises(BadInput, match="All 5 training examples are equal"):
        DataInfo.of(Prepared, Spec)


def test_steps_know_how_much_of_training_is_done():
    assert Step(0, 10).fraction == 0
    assert Step(1, 10).fraction == 0
    assert Step(6, 10).fraction == 0.5
    assert Step.after(10).fraction == 1


def test_a_registry_answers_unknown_names_with_the_valid_ones():
    registry: Registry[object] = Registry("thing")
    registry.register("b")(object)
    registry.register("a")(object)
    with pytest.raises(BadInput, match=r"no thing named 'c'; valid are a, b"):
        registry["c"]
