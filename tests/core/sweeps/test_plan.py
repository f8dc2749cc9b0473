"""From a sweep file to its points, or to one sentence on what is wrong with it."""

import copy
import itertools
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.spec import parse_spec
from core.sweeps import parse_sweep
from core.sweeps.draws import drawn, grid
from core.sweeps.plan import MOST_POINTS

BASE = {"dataset": {"name": "digits"}, "model": {"family": "variational"}}
KNOBS = {
    "model.beta": st.floats(0.5, 8).map(lambda x: round(x, 3)),
    "model.latent_dim": st.integers(1, 16),
    "training.seed": st.integers(0, 9),
    "network.activation": st.sampled_from(["relu", "tanh"]),
}


@st.composite
def axes(draw):
    paths = draw(st.lists(st.sampled_from(sorted(KNOBS)), min_size=1, max_size=3, unique=True))
    return {p: draw(st.lists(KNOBS[p], min_size=1, max_size=3, unique=True)) for p in paths}


@given(axes())
def test_a_grid_has_every_combination_once_in_a_stable_order(axes):
    plan = parse_sweep({"base": BASE, "grid": axes})
    found = [tuple(point.values.items()) for point in plan.points]
    wanted = [tuple(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]
    assert found == wanted
    assert len({point.key for point in plan.points}) == len(found)
    assert parse_sweep(json.loads(json.dumps(plan.given))) == plan


@given(axes())
def test_each_point_is_the_base_with_its_values(axes):
    for point in parse_sweep({"base": BASE, "grid": axes}).points:
        changed = copy.deepcopy(BASE)
        for path, value in point.values.items():
            section, name = path.split(".")
            changed.setdefault(section, {})[name] = value
        assert point.spec == parse_spec(changed)


def test_a_complete_specification_may_be_repeated_over_folds():
    whole = parse_spec(BASE).as_dict()
    assert whole["dataset"]["folds"] == 0
    plan = parse_sweep({"base": whole, "folds": 3})
    assert [point.spec.dataset.fold for point in plan.points] == [0, 1, 2]


def test_seeds_and_folds_repeat_every_setting():
    plan = parse_sweep({"base": BASE, "grid": {"model.beta": [1, 4]}, "seeds": 2, "folds": 3})
    assert [tuple(point.values.values()) for point in plan.points] == [
        (beta, fold, seed) for beta in (1, 4) for fold in range(3) for seed in range(2)
    ]
    assert all(point.spec.dataset.folds == 3 for point in plan.points)
    assert plan.name == "β × fold × seed · Digits 8×8"


def test_seeds_count_from_the_seed_of_the_base():
    plan = parse_sweep({"base": {**BASE, "training": {"seed": 7}}, "seeds": 3})
    assert [point.spec.training.seed for point in plan.points] == [7, 8, 9]


def test_a_base_may_be_dotted_or_a_link():
    nested = parse_sweep({"base": BASE, "seeds": 2})
    dotted = {"dataset.name": "digits", "model.family": "variational"}
    link = "http://localhost/train?dataset.name=digits&model.family=variational&network.hidden=[8]"
    assert parse_sweep({"base": dotted, "seeds": 2}).points == nested.points
    linked = parse_sweep({"base": link, "seeds": 2}).points[0].spec
    assert linked.network.hidden == (8,)


def test_a_length_in_steps_takes_the_place_of_one_in_epochs():
    base = {**BASE, "training": {"epochs": 3}}
    plan = parse_sweep({"base": base, "grid": {"training.steps": [5, 6]}})
    assert [point.spec.total_steps for point in plan.points] == [5, 6]


def test_equal_points_are_trained_once_with_a_notice():
    plan = parse_sweep({"base": BASE, "grid": {"model.beta": [1, 1.0, 2]}})
    assert [point.values["model.beta"] for point in plan.points] == [1, 2]
    assert plan.notices == ("1 of 3 points are the same as others and trained only once.",)


RANGES = {
    "model.beta": {"low": 0.1, "high": 10, "log": True},
    "model.latent_dim": {"low": 2, "high": 5, "integer": True},
    "model.likelihood": ["bernoulli", "gaussian"],
}


def test_random_draws_repeat_themselves_and_do_not_disturb_each_other():
    ten = drawn(RANGES, 10, 0)
    assert drawn(RANGES, 10, 0) == ten
    assert drawn(RANGES, 20, 0)[:10] == ten
    assert drawn(RANGES, 10, 1) != ten
    alone = drawn({"model.beta": RANGES["model.beta"]}, 10, 0)
    assert [one["model.beta"] for one in ten] == [one["model.beta"] for one in alone]


def test_random_draws_have_the_distribution_they_are_asked_for():
    many = drawn(RANGES, 4000, 0)
    logs = [math.log10(one["model.beta"]) for one in many]
    assert all(-1 <= value <= 1 for value in logs)
    assert sum(value < 0 for value in logs) / 4000 == pytest.approx(0.5, abs=0.03)
    sizes = [one["model.latent_dim"] for one in many]
    for size in (2, 3, 4, 5):
        assert sizes.count(size) / 4000 == pytest.approx(0.25, abs=0.03)
    assert {type(size) for size in sizes} == {int}
    assert sum(one["model.likelihood"] == "gaussian" for one in many) == pytest.approx(
        2000, abs=120
    )


def test_the_last_knob_of_a_grid_turns_fastest():
    assert list(grid({"a": [1, 2], "b": [3, 4]})) == [
        {"a": 1, "b": 3}, {"a": 1, "b": 4}, {"a": 2, "b": 3}, {"a": 2, "b": 4},
    ]  # fmt: skip
    assert list(grid({})) == [{}]


BETAS = {"model.beta": [1, 2]}
WRONG = [
    ([], "the sweep is [], but must be an object"),
    ({}, "base is missing"),
    ({"base": BASE}, "varies nothing"),
    ({"base": BASE, "gird": BETAS}, "gird is unknown; the nearest valid name is grid."),
    ({"base": 3, "seeds": 2}, "base is 3, but must be a specification"),
    ({"base": {"dataset": 3}, "seeds": 2}, "base.dataset is 3, but must be an object"),
    ({"base": {"datset": {"name": "digits"}}, "seeds": 2}, "nearest valid name is base.dataset"),
    ({"base": {"datset": 3}, "seeds": 2}, "the nearest valid name is base.dataset."),
    ({"base": BASE, "grid": {"model.bta": [1]}}, "the nearest valid name is model.beta."),
    ({"base": BASE, "grid": {"beta": [1]}}, "the nearest valid name is model.beta."),
    ({"base": BASE, "grid": {"model.beta": 4}}, "model.beta is 4 in the grid, but must be a list"),
    ({"base": BASE, "grid": {"model.beta": []}}, "must be a list of values to try"),
    ({"base": BASE, "grid": [1]}, "grid is [1], but must be an object"),
    (
        {"base": BASE, "grid": {"model.beta": [1, -2]}},
        "Point 2 of the sweep (model.beta -2): model.beta is -2.0, but",
    ),
    ({"base": BASE, "grid": {"model.k": [3]}}, "Point 1 of the sweep (model.k 3): model.k is no"),
    (
        {"base": {**BASE, "model": {**BASE["model"], "schedule": 3}},
         "grid": {"model.schedule.kind": ["linear"]}},
        "base.model.schedule is 3, but must be an object",
    ),
    ({"base": BASE, "grid": BETAS, "random": {"model.beta": [1]}, "draws": 2}, "only one of them"),
    ({"base": BASE, "random": RANGES}, "draws is missing"),
    ({"base": BASE, "grid": BETAS, "draws": 3}, "draws belongs to random"),
    ({"base": BASE, "random": {"model.beta": 3}, "draws": 2}, "must be a list of values, or an"),
    ({"base": BASE, "random": {"model.beta": {"low": 1}}, "draws": 2}, "beta.high is missing"),
    (
        {"base": BASE, "random": {"model.beta": {"low": 1, "hi": 2}}, "draws": 2},
        "model.beta.hi is unknown; the nearest valid name is model.beta.high.",
    ),
    (
        {"base": BASE, "random": {"model.beta": {"low": 3, "high": 2}}, "draws": 2},
        "from 3 to 2: low must be less",
    ),
    (
        {"base": BASE, "random": {"model.beta": {"low": 0, "high": 2, "log": True}}, "draws": 2},
        "must be above 0",
    ),
    (
        {"base": BASE, "random": {"model.beta": {"low": 0.5, "high": 2, "integer": True}},
         "draws": 2},
        "both ends must be whole",
    ),
    (
        {"base": BASE, "random": {"model.beta": {"low": 1, "high": 2, "log": 1}}, "draws": 2},
        "model.beta.log is 1, but must be true or false",
    ),
    ({"base": BASE, "seeds": 0}, "seeds is 0, but must be a whole number from 1 to"),
    ({"base": BASE, "folds": 1}, "folds is 1, but must be a whole number from 2 to 50"),
    ({"base": BASE, "seeds": 2, "grid": {"training.seed": [1]}}, "seeds says already"),
    ({"base": BASE, "folds": 2, "grid": {"dataset.fold": [1]}}, "folds says already"),
    ({"base": BASE, "seeds": 2, "prune": "yes"}, 'prune is "yes", but must be true or false'),
    ({"base": BASE, "seeds": 2, "name": 3}, "name is 3, but must be a text"),
    ({"base": BASE, "seeds": 600, "grid": BETAS}, f"1,200 points, but may have {MOST_POINTS:,}"),
    (
        {"base": {"dataset": {"name": "sprites"}, "model": {"family": "plain"}}, "folds": 2},
        'dataset.folds acts only when',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_what_is_wrong_is_told_in_one_sentence(file, sentence):
    with pytest.raises(BadInput) as error:
        parse_sweep(file)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)
