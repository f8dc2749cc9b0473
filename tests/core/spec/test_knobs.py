"""Knobs say what a form needs, and every one is fully explained."""

import subprocess
import sys
from typing import get_args

import pytest

from core.spec import (
    FAMILIES,
    DatasetSpec,
    Knob,
    NetworkSpec,
    TrainingSpec,
    acting,
    knobs,
    nested,
    parse_spec,
)
from core.spec.section import Section

SECTIONS: list[type[Section]] = [
    DatasetSpec,
    NetworkSpec,
    TrainingSpec,
    *(member for family in FAMILIES.values() for member in family.members.values()),
]
EVERY = [pytest.param(knob, id=knob.path) for section in SECTIONS for knob in knobs(section)]


def of(model: dict[str, object], **dataset: object) -> dict[str, Knob]:
    given = {"dataset": {"name": "mnist", **dataset}, "model": model}
    return {knob.path: knob for knob in knobs(parse_spec(given))}


@pytest.mark.parametrize("knob", EVERY)
def test_every_knob_is_explained_and_bounded(knob: Knob) -> None:
    assert knob.label
    assert knob.help.endswith(".")
    assert len(knob.help) < 420
    assert all(not text or text.endswith(".") for text in (knob.more, knob.less))
    if knob.kind in ("int", "float", "int_list"):
        assert knob.minimum is not None
        assert knob.maximum is not None
        assert knob.optional or knob.allows(knob.default)
    if knob.kind in ("int", "float"):
        assert knob.step
        assert bool(knob.more) == bool(knob.less) == ("seed" not in knob.path)


@pytest.mark.parametrize("section", SECTIONS)
def test_choices_have_a_label_for_each_valid_name(section: type[Section]) -> None:
    for knob in knobs(section):
        info = section.model_fields.get(knob.name)
        if knob.kind == "choice" and info and info.annotation is not str:
            assert set(knob.choices) == set(get_args(info.annotation))


def test_only_what_acts_is_listed() -> None:
    vae = of({"family": "variational"})
    assert "model.sigma" not in vae
    assert "model.schedule.share" not in vae
    assert "dataset.scale" not in vae
    assert "network.hidden" in vae
    gaussian = of({"family": "variational", "likelihood": "gaussian"})
    assert gaussian["model.sigma"].words == {"optimal": "optimal"}
    topk = of({"family": "sparse", "variant": "topk"})
    assert "model.warmup" not in topk
    assert "network.hidden" not in topk
    assert "dataset.scale" in topk


def test_bounds_follow_other_values() -> None:
    topk = of({"family": "sparse", "variant": "topk", "features": 64, "k": 5})
    assert (topk["model.k"].maximum, topk["model.k"].value, topk["model.k"].default) == (64, 5, 32)
    digits = of({"family": "plain"}, name="digits")
    assert digits["dataset.train_size"].maximum == 1_297


def test_deciding_choices_come_with_titles() -> None:
    sparse = of({"family": "sparse"})
    assert list(sparse["model.family"].choices) == ["plain", "sparse", "variational"]
    titles = {"none": "No penalty", "l1": "L1", "topk": "TopK", "kl": "KL", "gated": "Gated"}
    assert titles.items() <= sparse["model.variant"].choices.items()
    assert len(sparse["model.variant"].choices) == len(FAMILIES["sparse"].members)
    assert sparse["model.variant"].value == "l1"
    assert sparse["model.weight"].heading == "λ · sparsity weight"


def test_knobs_of_a_former_choice_fall_away() -> None:
    chosen = {
        "dataset.name": "mnist",
        "model.family": "variational",
        "model.likelihood": "bernoulli",
        "model.sigma": 0.5,
        "model.schedule.kind": "cyclical",
        "model.schedule.cycles": 6,
        "model.schedule.share": 0.4,
        "model.k": 8,
        "training.seed": 3,
    }
    kept = acting(chosen)
    assert set(chosen) - set(kept) == {"model.sigma", "model.schedule.share", "model.k"}
    assert parse_spec(nested(kept)).training.seed == 3


def test_choices_that_the_new_model_does_not_offer_fall_away() -> None:
    chosen = {"dataset.name": "mnist", "model.family": "sparse", "model.output": "sigmoid"}
    assert "model.output" in acting({**chosen, "model.variant": "l1"})
    assert "model.output" not in acting({**chosen, "model.variant": "gated"})


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, core.spec, core.catalogue;"
        "print([m for m in ('torch', 'sklearn', 'umap', 'numba', 'streamlit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
