"""A partial specification is completed or refused with one sentence."""

import math

import pytest

from core.catalogue import CATALOGUE
from core.errors import BadInput
from core.spec import FAMILIES, PRESETS, RunSpec, parse_spec
from core.spec.knob import one_of
from core.spec.likelihood import mismatch

MNIST = {"name": "mnist"}
VAE = {"family": "variational"}
SPARSE = {"family": "sparse"}
L1 = {"family": "sparse", "variant": "l1"}
TOPK = {"family": "sparse", "variant": "topk"}


def members() -> list[tuple[str, str]]:
    return [(family.name, member) for family in FAMILIES.values() for member in family.members]


def spec_of(family: str, member: str, dataset: str = "mnist") -> RunSpec:
    key = FAMILIES[family].key
    model = {"family": family} | ({key: member} if key else {})
    return parse_spec({"dataset": {"name": dataset}, "model": model})


def sentence(**sections: object) -> str:
    with pytest.raises(BadInput) as caught:
        parse_spec({"dataset": MNIST, "model": VAE} | sections)
    return str(caught.value)


def test_two_names_give_the_reference_recipe_of_a_vae() -> None:
    spec = parse_spec({"dataset": MNIST, "model": VAE})
    assert spec.as_dict() == {
        "dataset": {
            "name": "mnist",
            "train_size": 8000,
            "validation_size": 1000,
            "seed": 0,
            "scale": "unit",
            "folds": 0,
        },
        "model": {
            "family": "variational",
            "objective": "beta",
            "latent_dim": 2,
            "likelihood": "bernoulli",
            "beta": 1.0,
            "schedule": {"kind": "constant"},
        },
        "network": {"kind": "mlp", "hidden": [512, 256], "activation": "relu"},
        "training": {
            "epochs": 30,
            "batch_size": 64,
            "learning_rate": 0.001,
            "schedule": "constant",
            "optimizer": "adam",
            "early_stopping": 0,
            "seed": 0,
            "device": "auto",
            "precision": "float32",
        },
    }


def test_sparse_defaults_are_the_reference_recipe() -> None:
    model = parse_spec({"dataset": MNIST, "model": {"family": "sparse"}}).as_dict()["model"]
    wanted = {"variant": "l1", "features": 256, "weight": 3.0, "output": "linear"}
    assert wanted.items() <= model.items()
    assert model["decoder_norm"] == "unit"
    assert model["warmup"] == 0.2
    assert spec_of("sparse", "topk").as_dict()["model"]["k"] == 32


@pytest.mark.parametrize("dataset", CATALOGUE)
@pytest.mark.parametrize(("family", "member"), members())
def test_every_model_completes_on_every_data_set_and_round_trips(
    family: str, member: str, dataset: str
) -> None:
    spec = spec_of(family, member, dataset)
    assert parse_spec(spec.as_dict()) == spec
    assert spec.dataset.train_size == CATALOGUE[dataset].bundled.train


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_presets_are_valid(preset: object) -> None:
    spec = parse_spec(preset.spec)  # type: ignore[attr-defined]
    assert parse_spec(spec.as_dict()) == spec


def test_the_contracts_example_is_valid() -> None:
    parse_spec(
        {
            "dataset": {"name": "mnist", "train_size": 8000, "seed": 0},
            "model": {
                "family": "variational",
                "objective": "beta",
                "beta": 4.0,
                "latent_dim": 2,
                "likelihood": "bernoulli",
            },
            "network": {"hidden": [512, 256], "activation": "relu"},
            "training": {
                "epochs": 30,
                "batch_size": 64,
                "learning_rate": 0.001,
                "seed": 0,
                "device": "auto",
                "precision": "float32",
            },
        }
    )


def test_steps_count_the_short_last_batch() -> None:
    spec = parse_spec(
        {"dataset": MNIST, "model": VAE, "training": {"epochs": 3, "batch_size": 300}}
    )
    assert (spec.steps_per_epoch, spec.total_steps) == (27, 81)
    by_steps = parse_spec({"dataset": MNIST, "model": VAE, "training": {"steps": 500}})
    assert by_steps.total_steps == 500
    assert by_steps.training.epochs is None


def test_null_length_counts_as_left_out() -> None:
    training = {"epochs": None, "steps": 10}
    assert parse_spec({"dataset": MNIST, "model": VAE, "training": training}).total_steps == 10
    training = {"epochs": 2, "steps": None}
    assert parse_spec({"dataset": MNIST, "model": VAE, "training": training}).total_steps == 250


def test_specifications_are_frozen() -> None:
    spec = parse_spec({"dataset": MNIST, "model": VAE})
    with pytest.raises(ValueError, match="frozen"):
        spec.training.seed = 1


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({"modle": {}}, "modle is unknown; the nearest valid name is model."),
        (
            {"dataset": {"name": "mnits"}},
            f'dataset.name is "mnits", but must be {one_of(list(CATALOGUE))}; did you mean mnist?',
        ),
        ({"dataset": {}}, f"dataset.name is missing; it must be {one_of(list(CATALOGUE))}."),
        ({"model": {}}, "model.family is missing; it must be plain, sparse or variational."),
        (
            {"model": {**VAE, "bta": 3}},
            "model.bta is unknown; the nearest valid name is model.beta.",
        ),
        ({"model": {**L1, "k": 3}}, "model.k is no knob of sparse l1; sparse topk, "),
        (
            {"model": {**L1, "target": 0.1}},
            "model.target is no knob of sparse l1; sparse kl has it.",
        ),
        ({"model": {**L1, "weight": -1}}, "model.weight is -1.0, but must be a number from 0 to 1"),
        (
            {"model": {**SPARSE, "variant": "batch_topk", "features": 64, "k": 65}},
            "model.k is 65, but must be a whole number from 1 to 64 (model.features is 64).",
        ),
        (
            {"model": {**SPARSE, "variant": "k_sparse", "alpha": 0.5}},
            "model.alpha is 0.5, but must be a number from 1 to 10.",
        ),
        (
            {"model": {**SPARSE, "variant": "kl", "target": 0}},
            "model.target is 0.0, but must be a number from 0.001 to 0.5.",
        ),
        (
            {"model": {**SPARSE, "variant": "kl", "revive": "auxk"}},
            'model.revive is "auxk", but must be none',
        ),
        (
            {"model": {**SPARSE, "variant": "fc_wta", "rate": 2}},
            "model.rate is 2.0, but must be a number from 0.001 to 1.",
        ),
        (
            {"model": {**SPARSE, "variant": "jumprelu", "threshold": -0.1}},
            "model.threshold is -0.1, but must be a number from 0 to 100.",
        ),
        (
            {"model": {**SPARSE, "variant": "jumprelu", "features": 32, "target_l0": 33}},
            "model.target_l0 is 33.0, but must be a number from 0.1 to 32 (model.features is 32).",
        ),
        (
            {"model": {**SPARSE, "variant": "gated", "output": "sigmoid"}},
            'model.output is "sigmoid", but must be linear',
        ),
        (
            {"model": {**L1, "revive": "resampel"}},
            'model.revive is "resampel", but must be none, auxk or resample; did you mean ',
        ),
        ({"model": {**TOPK, "weight": 3}}, "model.weight is no knob of sparse topk; "),
        ({"model": {**VAE, "features": 3}}, "model.features is no knob of variational beta; "),
        (
            {"model": {"family": "plain", "variant": "l1"}},
            "model.variant is no knob of plain; sparse has it.",
        ),
        (
            {"model": {**TOPK, "k": 300}},
            "model.k is 300, but must be a whole number from 1 to 256 (model.features is 256).",
        ),
        ({"model": {**VAE, "beta": math.nan}}, "model.beta is NaN, but must be a number from 0 "),
        ({"model": {**VAE, "beta": -1}}, "model.beta is -1.0, but must be a number from 0 to 1,0"),
        ({"model": {**VAE, "beta": True}}, "model.beta is true, but must be a number from 0 to "),
        ({"model": {**VAE, "beta": "4"}}, 'model.beta is "4", but must be a number from 0 to 1'),
        ({"model": {**VAE, "latent_dim": True}}, "model.latent_dim is true, but must be a whole"),
        (
            {"model": {**VAE, "schedule": {"kind": "liner"}}},
            'model.schedule.kind is "liner", but must be constant, linear, cyclical or cosine; '
            "did you mean linear?",
        ),
        (
            {"model": {**VAE, "schedule": {"kind": "linear", "cycles": 3}}},
            "model.schedule.cycles acts only when model.schedule.kind is cyclical, "
            'but that is "linear"; leave model.schedule.cycles out.',
        ),
        (
            {"model": {**VAE, "schedule": {"knd": "linear"}}},
            "model.schedule.knd is unknown; the nearest valid name is model.schedule.kind.",
        ),
        (
            {"model": {**VAE, "schedule": 3}},
            "model.schedule is 3, but must be an object with keys among kind, share, cycles, ramp.",
        ),
        (
            {"model": {**VAE, "sigma": 0.5}},
            "model.sigma acts only when model.likelihood is gaussian",
        ),
        (
            {"model": {**VAE, "likelihood": "gaussian", "sigma": "best"}},
            'model.sigma is "best", but must be a number from 0.001 to 100, or optimal.',
        ),
        (
            {"network": {"hidden": [512, "a"]}},
            'network.hidden is [512, "a"], but must be a list of 0 to 8 whole numbers from 1 to ',
        ),
        ({"network": {"hidden": [0]}}, "network.hidden is [0], but must be a list of 0 to 8 whol"),
        (
            {"network": 3},
            "network is 3, but must be an object with keys among kind, hidden, channels, act",
        ),
        (
            {"training": {"epochs": 3, "steps": 4}},
            "training.epochs is 3 and training.steps is 4; give only one of them.",
        ),
        (
            {"training": {"learning_rat": 1}},
            "training.learning_rat is unknown; the nearest valid name is training.learning_rate.",
        ),
        (
            {"dataset": {"name": "digits", "train_size": 5000}},
            "dataset.train_size is 5000, but must be a whole number from 10 to 1,297 "
            "(Digits 8×8 has no more).",
        ),
        (
            {"dataset": {**MNIST, "train_size": 58_000, "validation_size": 5_000}},
            "dataset.validation_size is 5000, but must be a whole number from 0 to 2,000 "
            "(what 58,000 for training leave of 60,000).",
        ),
    ],
)
def test_bad_input_is_answered_by_one_sentence(sections: dict[str, object], expected: str) -> None:
    said = sentence(**sections)
    assert said.startswith(expected)
    assert said[-1] in ".?"
    assert "\n" not in said


@pytest.mark.parametrize("given_", [3, None, [], "mnist"])
def test_a_specification_is_an_object(given_: object) -> None:
    with pytest.raises(BadInput, match=r"^the specification is .* must be an object with keys"):
        parse_spec(given_)  # type: ignore[arg-type]


def test_numbers_and_keys_that_json_can_hold_but_a_knob_cannot() -> None:
    assert sentence(model={**VAE, "beta": 10**400}).startswith("model.beta is 1000")
    assert sentence(training={"steps": 10**400}).startswith("training.steps is 1000")
    assert sentence(training={3: 4}).startswith("training.3 is unknown; valid here are epochs")


def test_validation_of_the_full_set_follows_what_training_leaves() -> None:
    def size(train_size: int) -> int:
        dataset = {**MNIST, "train_size": train_size}
        return parse_spec({"dataset": dataset, "model": VAE}).dataset.validation_size

    assert [size(n) for n in (100, 8_000, 8_001, 55_000, 58_000, 60_000)] == [
        1_000,
        1_000,
        5_000,
        5_000,
        2_000,
        0,
    ]


def test_unit_range_is_asked_for_where_the_likelihood_needs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dataclasses import replace

    centred = replace(CATALOGUE["mnist"], name="centred", range=(-1.0, 1.0))
    monkeypatch.setitem(CATALOGUE, "centred", centred)
    said = sentence(dataset={"name": "centred"})
    assert said == "bernoulli needs data in [0, 1], but centred lies in [-1, 1]."
    gaussian = {**VAE, "likelihood": "gaussian"}
    assert parse_spec({"dataset": {"name": "centred"}, "model": gaussian})


def test_counts_are_asked_for_where_a_choice_needs_them() -> None:
    words = CATALOGUE["docstrings"]
    assert mismatch("multinomial", "counts", words, words.range) is None
    assert mismatch("multinomial", "counts", CATALOGUE["digits"], (0.0, 1.0)) == (
        "multinomial needs counts (whole numbers from 0), but digits is a set of images."
    )
