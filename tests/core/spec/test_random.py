"""Random specifications: what is valid round-trips, and anything else is refused in words."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogue import CATALOGUE
from core.errors import BadInput
from core.spec import FAMILIES, RunSpec, knobs, parse_spec
from core.spec.likelihood import LIKELIHOODS

MEMBERS = [(family.name, member) for family in FAMILIES.values() for member in family.members]


def spec_of(family: str, member: str, dataset: str = "mnist") -> RunSpec:
    key = FAMILIES[family].key
    model = {"family": family} | ({key: member} if key else {})
    return parse_spec({"dataset": {"name": dataset}, "model": model})


def refusal(given_: dict[str, object]) -> str | None:
    try:
        parse_spec(given_)
    except BadInput as error:
        return str(error)
    return None


DECIDING = ("model.family", "model.variant", "model.objective")


@st.composite
def valid_specs(draw: st.DrawFn) -> dict[str, object]:
    """A model with some knobs at random valid values."""
    family, member = draw(st.sampled_from(MEMBERS))
    spec = spec_of(family, member, draw(st.sampled_from(sorted(CATALOGUE))))
    nested = spec.as_dict()
    free = {"train_size", "validation_size", "features", "magnitude", "prefixes", "target_l0"}
    if spec.dataset.value_range != (0, 1):  # some likelihoods and outputs do not fit it
        free |= {"likelihood", "output"}
    for knob in knobs(spec):
        if knob.path in ("dataset.name", "training.steps", *DECIDING):
            continue
        if knob.name in free or not draw(st.booleans()):
            continue
        if knob.path == "network.kind":  # decides which others act
            continue
        *outer, name = knob.path.split(".")
        section = nested
        for key in outer:
            section = section[key]
        if knob.when and section[knob.when[0]] not in knob.when[1]:
            continue  # a choice drawn before put it out of action
        low, high = knob.minimum or 0, knob.maximum or 0
        if knob.path == "training.batch_size" and spec.model.compares:
            low = 2
        if knob.kind == "choice":
            counting = {n for n, one in LIKELIHOODS.items() if one.needs == "counts"}
            section[name] = draw(st.sampled_from(sorted(knob.choices.keys() - counting)))
        elif knob.kind == "int":
            section[name] = draw(st.integers(int(low), int(high)))
        elif knob.kind == "float":
            section[name] = draw(st.floats(low, high))
        elif knob.kind == "bool":
            section[name] = draw(st.booleans())
        elif knob.kind == "int_list":
            section[name] = draw(
                st.lists(st.integers(int(low), int(high)), min_size=knob.length[0], max_size=8)
            )
    if nested["dataset"].get("folds") == 1:
        nested["dataset"]["folds"] = 2
    model = nested["model"]
    if "groups" in model:
        model["groups"] = math.gcd(model["groups"], model["latent_dim"])
    return nested


@settings(max_examples=100, deadline=None)
@given(valid_specs())
def test_valid_values_round_trip(nested: dict[str, object]) -> None:
    spec = parse_spec(nested)
    assert parse_spec(spec.as_dict()) == spec
    assert spec.total_steps >= 1


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["dataset", "model", "network", "training", "other"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["name", "family", "beta", "hidden", "epochs", "kind"]), inner
                )
            ),
            max_leaves=6,
        ),
    )
)
def test_anything_else_is_bad_input_and_no_other_error(given_: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        parse_spec(given_)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([k for f, m in MEMBERS for k in knobs(spec_of(f, m))]),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just({}),
)
def test_a_knob_takes_a_valid_value_or_says_its_name(knob: object, value: object) -> None:
    path: str = knob.path  # type: ignore[attr-defined]
    nested: dict[str, object] = {"dataset": {"name": "mnist"}, "model": {"family": "variational"}}
    *outer, name = path.split(".")
    section = nested
    for key in outer:
        section = section.setdefault(key, {})  # type: ignore[assignment]
    section[name] = value
    said = refusal(nested)
    assert said is None or path in said
