"""Hints: the sentence matches the numbers, and the cure is a specification that changes the right
knob."""

import math
from typing import Any

import pytest

from core.gallery import RECIPES
from core.hints import Hint, ending, hints
from core.paths import GALLERY
from core.runs import RunFolder
from core.spec import RunSpec, acting, flat, nested, parse_spec

DIGITS = {"name": "digits"}
Row = dict[str, Any]


def spec_of(model: dict[str, Any], **sections: Any) -> RunSpec:
    return parse_spec({"dataset": DIGITS, "model": model} | sections)


def vae(**model: Any) -> RunSpec:
    return spec_of({"family": "variational"} | model)


def sparse(**model: Any) -> RunSpec:
    return spec_of({"family": "sparse", "variant": "l1", "features": 100} | model)


def said(
    spec: RunSpec, rows: list[Row] | None = None, *, unstable: bool = False, **test: Any
) -> list[tuple[Hint, dict[str, Any]]]:
    """Each hint with what the run that shows its cure has other than this one."""
    summary = {"test": test, "test_size": 1000}
    found = []
    for hint in hints(spec.as_dict(), summary, rows or [], unstable=unstable):
        before = flat(spec.as_dict())
        after = flat(parse_spec(nested(acting(before | hint.cure))).as_dict())
        assert hint.action
        changed = {k: after.get(k) for k in before | after if before.get(k) != after.get(k)}
        assert hint.cure.items() <= changed.items(), "the cure changes nothing"
        found.append((hint, changed))
    return found


def curve(train: list[float], validation: list[float] | None = None) -> list[Row]:
    """One row an epoch."""
    rows: list[Row] = []
    for i, loss in enumerate(train):
        row: Row = {"step": i + 1, "epoch": i + 1, "train": {"objective": loss}}
        if validation:
            row["validation"] = {"objective": validation[i]}
        rows.append(row)
    return rows


COLLAPSED = [2.1, 0.001, 0.002, 0.0, 0.005, 0.003, 0.001, 1.4]
FALLING = [100 * math.exp(-i / 4) + 20 for i in range(40)]


def test_collapse_is_named_counted_and_cured_by_less_beta() -> None:
    ((hint, changed),) = said(vae(beta=4.0, latent_dim=8), kl_per_dimension=COLLAPSED)
    assert hint.text.startswith("6 of 8 dimensions have a KL under 0.01 nats: posterior collapse")
    assert changed == {"model.beta": 1.0}


def test_collapse_under_a_given_sigma_is_arithmetic() -> None:
    spec = vae(likelihood="gaussian", sigma=1.0, latent_dim=8)
    ((hint, changed),) = said(spec, kl_per_dimension=COLLAPSED)
    assert "arithmetic" in hint.text
    assert changed == {"model.sigma": "optimal"}


def test_a_few_unused_dimensions_are_no_collapse() -> None:
    ((hint, changed),) = said(vae(latent_dim=3), kl_per_dimension=[2.1, 1.5, 0.002])
    assert "collapse" not in hint.text
    assert changed == {"model.latent_dim": 2}


def test_without_a_price_to_lower_the_cure_is_fewer_dimensions() -> None:
    iwae = vae(objective="iwae", latent_dim=8)
    ((hint, changed),) = said(iwae, kl_per_dimension=COLLAPSED)
    assert "posterior collapse" in hint.text
    assert changed == {"model.latent_dim": 2}


def test_cross_entropy_is_called_no_likelihood_where_likelihoods_are_spoken_of() -> None:
    ((hint, changed),) = said(vae(likelihood="cross_entropy"), kl_per_dimension=[1.0, 2.0])
    assert "not a likelihood" in hint.text
    assert changed == {"model.likelihood": "bernoulli"}
    assert said(spec_of({"family": "plain", "likelihood": "cross_entropy"})) == []


def test_a_healthy_run_gets_no_hint() -> None:
    assert said(vae(), curve(FALLING, FALLING), kl_per_dimension=[2.0, 1.0], fvu=0.6) == []
    good = {"dead": 0.0, "l0": 20.0, "fvu": 0.2, "shrinkage": 0.78, "atom_length": 1.0}
    assert said(sparse(weight=3.0), curve(FALLING), **good) == []
    assert hints(vae().as_dict(), None) == []


ALONE = [*RECIPES][:4]


@pytest.mark.parametrize("id_", ALONE)
def test_the_examples_to_begin_with_are_healthy(id_: str) -> None:
    """The others, on Home’s ladders, show what goes wrong, too."""
    run = RunFolder(GALLERY / id_)
    assert hints(run.spec.as_dict(), run.summary(), run.metrics()) == []


def test_dead_features_suggest_auxk_first_then_less_weight_then_fewer() -> None:
    dead = {"dead": 0.41, "l0": 5.0}
    ((first, changed),) = said(sparse(weight=3.0), **dead)
    assert first.text.startswith("41 % of features never fired on 1,000 test examples")
    assert changed == {"model.revive": "auxk"}
    ((_, changed),) = said(sparse(weight=3.0, revive="auxk"), **dead)
    assert changed == {"model.weight": 1.0}
    ((_, changed),) = said(sparse(variant="topk", k=8, revive="auxk"), **dead)
    assert changed == {"model.features": 59}


def test_a_dense_code_suggests_more_weight() -> None:
    ((_, changed),) = said(sparse(weight=0.1), dead=0.0, l0=60.0)
    assert changed == {"model.weight": pytest.approx(0.3)}


def test_too_sparse_a_code_suggests_more_features_at_a_time_or_less_weight() -> None:
    ((hint, changed),) = said(sparse(variant="topk", k=2), dead=0.0, l0=2.0, fvu=0.62)
    assert hint.text.startswith("62 % of the variance is left unexplained, with 2 features at work")
    assert changed == {"model.k": 6}
    ((_, changed),) = said(sparse(variant="topk", k=60), dead=0.0, l0=60.0, fvu=0.62)
    assert changed == {"model.k": 100}
    ((_, changed),) = said(sparse(weight=30.0), dead=0.0, l0=1.0, fvu=0.8)
    assert changed == {"model.weight": 10.0}


def test_shrunken_codes_suggest_to_choose_without_a_price() -> None:
    ((hint, changed),) = said(sparse(weight=5.0), dead=0.0, l0=7.4, fvu=0.4, shrinkage=0.55)
    assert "55 % of the length" in hint.text
    assert changed["model.variant"] == "topk"
    assert changed["model.k"] == 7
    assert changed["model.weight"] is None


def test_atoms_that_grew_suggest_to_keep_their_length() -> None:
    free = sparse(weight=1.0, decoder_norm="free")
    ((hint, changed),) = said(free, dead=0.0, l0=13.0, fvu=0.2, shrinkage=0.9, atom_length=3.14)
    assert "length 3.1 from 1" in hint.text
    assert changed == {"model.decoder_norm": "unit", "model.charge": None}


def test_validation_that_rises_while_training_falls_suggests_early_stopping() -> None:
    validation = [loss if i < 12 else FALLING[12] + 2 * (i - 12) for i, loss in enumerate(FALLING)]
    rows = curve(FALLING, validation)
    spec = spec_of({"family": "plain"})
    ((hint, changed),) = said(spec, rows)
    assert hint.text.startswith("Since epoch 13 the validation objective has risen by 52,")
    assert changed == {"training.early_stopping": 4}
    assert said(spec_of({"family": "plain"}, training={"early_stopping": 5}), rows) == []
    warmed_up = [20 + 2 * i for i in range(40)]
    assert said(spec, curve(warmed_up, warmed_up)) == []


def test_a_loss_that_is_still_falling_suggests_to_go_on() -> None:
    rows = curve([200 - 2.0 * i for i in range(40)])
    ((hint, changed),) = said(spec_of({"family": "plain"}, training={"epochs": 40}), rows)
    assert "still falling: 11 % of all" in hint.text
    assert changed == {"training.epochs": 120}
    ((_, changed),) = said(spec_of({"family": "plain"}, training={"steps": 40}), rows)
    assert changed == {"training.steps": 120}


def test_no_better_than_the_mean_and_divergence_suggest_another_rate() -> None:
    fast = spec_of({"family": "plain"}, training={"learning_rate": 0.1})
    ((hint, changed),) = said(fast, fvu=1.01)
    assert hint.text.startswith("FVU is 1.01")
    assert changed == {"training.learning_rate": 0.01}
    slow = spec_of({"family": "plain"}, training={"learning_rate": 1e-5})
    ((hint, changed),) = said(slow, fvu=0.997)
    assert "hardly moved" in hint.text
    assert changed == {"training.learning_rate": 0.001}
    assert said(vae(), fvu=1.0, kl_per_dimension=[0.1, 0.1]) == []
    ((hint, changed),) = said(fast, unstable=True)
    assert "diverged at learning rate 0.1" in hint.text
    assert changed == {"training.learning_rate": 0.01}


def test_the_best_reconstruction_is_not_the_best_dictionary() -> None:
    def said_of(weight: float, mmcs: float, fvu: float = 0.02) -> list[Hint]:
        model = {"family": "sparse", "variant": "l1", "weight": weight}
        spec = parse_spec({"dataset": {"name": "superposition"}, "model": model})
        summary = {"test": {"fvu": fvu, "l0": 20}, "train": {"mmcs": mmcs}}
        return hints(spec.as_dict(), summary)

    (hint,) = said_of(0.05, 0.77)
    assert "MMCS 0.77" in hint.text
    assert hint.cure == {"model.weight": 0.2}
    assert said_of(0.05, 0.95) == said_of(0.2, 0.8) == said_of(0.05, 0.7, fvu=0.3) == []


def test_why_a_run_ended_is_said() -> None:
    spec = spec_of({"family": "plain"}, training={"early_stopping": 6}).as_dict()
    assert ending(spec, {"test": {}}) is None
    assert ending(spec, {"stopped_at_step": 1021}) == "Stopped by hand at step 1,021."
    early = {"stopped_early_at": 1240, "epochs": 31.0, "best_epoch": 25.0}
    assert ending(spec, early) == (
        "Stopped early at step 1,240 (epoch 31): the validation objective had not fallen for 6 "
        "epochs. Kept are the weights of epoch 25, the best by validation."
    )
    assert ending(spec, {"best_epoch": 30.0}) == (
        "Kept are the weights of epoch 30, the best by validation."
    )
