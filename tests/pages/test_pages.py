"""Each page with the shipped runs and with bad input: what a person reads, without a browser."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.catalogue import CATALOGUE, Entry
from core.errors import BadInput
from core.gallery import LADDERS, RECIPES
from core.jobs.manager import NullManager
from core.runs import Library, RunFolder, Status, write_json
from core.runs.status import write_status
from core.spec import parse_spec
from pages.widgets import picker
from pages.widgets.undo import Deleted

VAE_2, VAE_10, L1, TOPK = list(RECIPES)[:4]


def said(at: AppTest) -> str:
    """All words on the page."""
    parts = [*at.title, *at.header, *at.markdown, *at.caption, *at.error, *at.warning, *at.info]
    return "\n".join(str(one.value) for one in parts) + "\n".join(h.value for h in at.html)


def test_home_shows_every_shipped_run(opened: Callable[..., AppTest]) -> None:
    assert {id_ for ladder in LADDERS for id_ in ladder.rungs} == set(RECIPES)
    at = opened("home")
    drawn = [one.proto for one in at.get("bidi_component")]
    mount = next(one for one in drawn if one.component_name == "latent_lab_ladders")
    described = json.loads(mount.json)["ladders"]
    assert [one["title"] for one in described] == [one.title for one in LADDERS]
    for one, ladder in zip(described, LADDERS, strict=True):
        assert [rung["id"] for rung in one["rungs"]] == list(ladder.rungs)
        for rung in one["rungs"]:
            assert len(rung["numbers"]) == 2
            assert max(number["share"] for number in rung["numbers"]) <= 1


@pytest.mark.parametrize(("page", "run", "number"), [
    ("sparse", L1, "FVU"), ("sparse", TOPK, "L0"), ("latent", VAE_2, "ELBO"),
    ("latent", VAE_10, "Active units"), ("train", VAE_2, "ELBO"),
])  # fmt: skip
def test_a_shipped_run_opens_by_its_link(
    opened: Callable[..., AppTest], page: str, run: str, number: str
) -> None:
    at = opened(page, run=run)
    assert number in said(at)
    assert at.query_params["run"] == run


def test_a_link_to_no_run_says_so_and_shows_another(opened: Callable[..., AppTest]) -> None:
    at = opened("latent", run="vae-00000000000000")
    assert "There is no run" in at.warning[0].value
    assert "ELBO" in said(at)


@pytest.mark.parametrize("page", ["latent", "compare", "train", "home"])
def test_a_run_of_another_version_is_explained(
    opened: Callable[..., AppTest], make_run: Callable[..., RunFolder], page: str
) -> None:
    old, new = make_run(name="From of old"), make_run()
    spec = old.spec.as_dict()
    write_json(old.path / "spec.json", spec | {"model": spec["model"] | {"gone": 1}})
    at = opened(page, run=old.id, runs=f"{old.id},{new.id}")
    if page != "home":
        assert "From of old was written by another version of the program" in said(at)


def test_a_run_of_the_wrong_family_is_explained(opened: Callable[..., AppTest]) -> None:
    at = opened("sparse", run=VAE_2)
    assert "variational run" in at.info[0].value


def test_compare_opens_on_two_runs_and_says_what_differs(opened: Callable[..., AppTest]) -> None:
    at = opened("compare", runs=f"{VAE_2},{VAE_10}")
    assert "Only L differs (latent dimensions)" in said(at)
    assert at.dataframe[0].value.iloc[0, 1:].tolist() == ["2", "10"]


def test_compare_never_puts_other_units_on_one_axis(opened: Callable[..., AppTest]) -> None:
    assert "has its own axes" in said(opened("compare", runs=f"{VAE_2},{L1}"))


def test_the_effect_of_a_knob_is_drawn_over_all_runs(opened: Callable[..., AppTest]) -> None:
    at = opened("compare", view="knob")
    group = at.selectbox(key="effect.group")
    group.select(next(name for name in group.options if "Variational" in name)).run()
    assert not at.exception
    assert at.selectbox(key="effect.knob").value == "model.latent_dim"
    table = at.dataframe[-1].value
    assert [row.iloc[1] for _, row in table.iterrows()] == ["2", "8", "10", "32"]
    at.selectbox(key="effect.metric").select("kl").run()
    assert "KL (rate)" in at.dataframe[-1].value.columns
    group = at.selectbox(key="effect.group")
    group.select(next(n for n in group.options if "Sparse" in n and "MNIST" in n)).run()
    assert not at.exception
    assert at.selectbox(key="effect.knob").value == "model.weight"
    at.selectbox(key="effect.knob").select("model.variant").run()
    assert any("No two runs differ" in info.value for info in at.info)


def test_train_starts_what_the_form_says(
    opened: Callable[..., AppTest], null_jobs: NullManager
) -> None:
    at = opened("train", dataset__name="digits", model__family="sparse", model__variant="topk",
                model__k="5", training__epochs="9")  # fmt: skip
    at.button(key="train.start").click().run()
    assert not at.exception
    ((run_id, owner),) = null_jobs.submitted
    run = Library().find(run_id)
    assert run.owner == owner
    chosen = run.spec.as_dict()
    assert chosen["dataset"]["name"] == "digits"
    assert (chosen["model"]["k"], chosen["training"]["epochs"]) == (5, 9)
    assert at.query_params["run"] == run_id


def test_switching_the_family_drops_what_belonged_to_the_former(
    opened: Callable[..., AppTest],
) -> None:
    at = opened("train", model__family="variational", model__beta="4", training__epochs="9")
    assert at.query_params["model.beta"] == "4.0"
    at.get_by_key("knob:model.family").set_value("sparse").run()
    assert not at.exception
    assert not at.error
    assert "model.beta" not in at.query_params.keys()  # noqa: SIM118
    assert at.query_params["training.epochs"] == "9"


@pytest.mark.parametrize(("query", "sentence"), [
    ({"model__family": "variational", "model__beta": "-3"}, "model.beta is -3"),
    ({"model__family": "sparse", "model__variant": "topk", "model__k": "999"}, "model.k is 999"),
    ({"model__family": "variational", "model__betta": "3"}, "nearest valid name is model.beta"),
    ({"model__family": "variational", "network__hidden": "wide"}, "network.hidden"),
])  # fmt: skip
def test_a_bad_value_gets_a_sentence_and_a_way_back(
    opened: Callable[..., AppTest], query: dict[str, str], sentence: str
) -> None:
    at = opened("train", **query)
    assert sentence in at.error[0].value
    assert at.button(key="train.start").disabled
    at.button(key="train.reset").click().run()
    assert not at.error
    assert not at.button(key="train.start").disabled


def test_a_preset_fills_the_form(opened: Callable[..., AppTest]) -> None:
    at = opened("train")
    at.button(key="preset:textbook_listing").click().run()
    assert not at.exception
    assert at.query_params["model.output"] == "sigmoid"
    assert at.query_params["model.variant"] == "none"


def test_a_copy_of_a_shipped_run_can_be_trained(
    opened: Callable[..., AppTest], null_jobs: NullManager
) -> None:
    at = opened("train", run=TOPK)
    at.button(key=f"copy:{TOPK}").click().run()
    at.button(key="train.start").click().run()
    ((run_id, _),) = null_jobs.submitted
    library = Library()
    assert library.find(run_id).spec == library.find(TOPK).spec


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=list(CATALOGUE))
def test_each_data_set_shows_origin_and_licence(
    opened: Callable[..., AppTest], entry: Entry
) -> None:
    at = opened("data", dataset=entry.name)
    text = said(at)
    assert entry.origin in text
    assert f"Licence: **{entry.licence}**" in text
    assert entry.splitting in text
    assert entry.notice in text
    assert "Exact zeros" in text
    tables = [frame.value for frame in at.dataframe if entry.kind == "table"]
    shown = [table["name"].tolist() for table in tables]
    assert shown == ([list(entry.feature_names)] if entry.kind == "table" else [])


@pytest.mark.parametrize("family", ["sparse", "variational"])
@pytest.mark.parametrize("name", CATALOGUE)
def test_each_data_set_trains_as_recommended(
    opened: Callable[..., AppTest], null_jobs: NullManager, name: str, family: str
) -> None:
    at = opened("train", dataset__name=name, model__family=family)
    assert not at.error
    at.button(key="train.start").click().run()
    assert not at.exception
    ((run_id, _),) = null_jobs.submitted
    wanted = {"dataset": {"name": name}, "model": {"family": family}}
    assert Library().find(run_id).spec == parse_spec(wanted)


def test_what_belongs_to_a_data_set_falls_away_with_it(opened: Callable[..., AppTest]) -> None:
    at = opened(
        "train", dataset__name="superposition", dataset__probability="0.1", model__family="sparse"
    )
    assert at.query_params["dataset.probability"] == "0.1"
    at.get_by_key("knob:dataset.name").set_value("digits").run()
    assert not at.exception
    assert not at.error
    assert "dataset.probability" not in at.query_params.keys()  # noqa: SIM118


def test_a_deleted_run_comes_back_with_undo(opened: Callable[..., AppTest], runs: Path) -> None:
    at = opened("train", dataset__name="digits")
    at.button(key="train.start").click().run()
    (run,) = [one for one in Library().list() if not one.is_gallery]
    write_status(run.status_file, Status("stopped", step=3, total=10))
    name = run.name
    at.session_state["deleted"] = Deleted()
    at.session_state["deleted"].delete([run])
    at.run()
    assert f"Deleted “{name}”." in said(at)
    assert "There is no run" not in said(at)
    at.button(key="undo").click().run()
    assert not at.exception
    assert Library().find(run.id) == run


def test_a_deletion_that_is_refused_leaves_the_undo_of_the_one_before(runs: Path) -> None:
    spec = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "plain"}})
    first, at_work = Library().create(spec), Library().create(spec)
    write_status(first.status_file, Status("stopped", step=3, total=10))
    last = Deleted()
    last.delete([first])
    with pytest.raises(BadInput, match="at work"):
        last.delete([at_work])
    last.restore()
    assert Library().find(first.id) == first


def test_what_the_trash_no_longer_holds_is_said(opened: Callable[..., AppTest]) -> None:
    at = opened("train", dataset__name="digits")
    at.session_state["deleted"] = Deleted({"vae-0123456789abcdef": "gone"})
    at.run()
    at.button(key="undo").click().run()
    assert not at.exception
    assert [e.value for e in at.error] == ["The trash holds no run 'vae-0123456789abcdef'."]
    assert "Deleted" not in said(at)


def test_a_run_is_renamed_and_deleted_in_its_dialog(opened: Callable[..., AppTest]) -> None:
    at = opened("train", dataset__name="digits")
    at.button(key="train.start").click().run()
    (run,) = [one for one in Library().list() if not one.is_gallery]
    write_status(run.status_file, Status("stopped", step=3, total=10))
    at.run()
    at.button(key=f"manage:{run.id}").click().run()
    at.text_input(key=f"manage.name:{run.id}").set_value("mine")
    at.button(key="manage.rename").click().run()
    assert run.name == "mine"
    at.button(key=f"manage:{run.id}").click().run()
    at.button(key="manage.delete").click().run()
    assert not at.exception
    assert "Deleted “mine”." in said(at)
    at.button(key="undo").click().run()
    assert Library().find(run.id).name == "mine"


def test_a_run_that_diverged_says_why_and_offers_smaller_steps(
    opened: Callable[..., AppTest], null_jobs: NullManager
) -> None:
    at = opened("train", dataset__name="digits", training__learning_rate="10")
    at.button(key="train.start").click().run()
    ((run_id, _),) = null_jobs.submitted
    run = Library().find(run_id)
    reason = "The reconstruction loss rose above 6,400, a hundred times where it began."
    write_status(run.status_file, Status("failed", total=10, error=reason, unstable=True))
    at.run()
    assert reason in [error.value for error in at.error]
    assert "Training diverged at learning rate 10" in said(at)
    at.button(key=f"resume:{run_id}")
    at.button(key=f"hint:{run_id}:0").click().run()
    at.button(key="train.start").click().run()
    assert not at.exception
    assert Library().find(null_jobs.submitted[-1][0]).spec.training.learning_rate == 1


def test_a_run_that_stopped_early_says_so(
    opened: Callable[..., AppTest], null_jobs: NullManager
) -> None:
    at = opened("train", dataset__name="digits", training__early_stopping="6")
    at.button(key="train.start").click().run()
    ((run_id, _),) = null_jobs.submitted
    run = Library().find(run_id)
    ended = {"steps": 40, "epochs": 1.0, "stopped_early_at": 40, "best_epoch": 0.5, "test": {}}
    write_json(run.summary_file, ended)
    write_status(run.status_file, Status("finished", step=40, total=400))
    at.run()
    assert "Stopped early at step 40" in said(at)
    assert "Kept are the weights of epoch 0.5" in said(at)


def test_convolutions_have_a_knob_of_their_own_and_tables_refuse_them(
    opened: Callable[..., AppTest],
) -> None:
    at = opened("train", dataset__name="digits", network__kind="conv")
    labels = [one.label for one in at.text_input]
    assert "Channels" in labels
    assert "Hidden layers" not in labels
    at = opened("train", dataset__name="breast_cancer", network__kind="conv")
    assert "is for images" in at.error[0].value


def test_what_is_too_large_is_refused_before_there_is_a_run(
    opened: Callable[..., AppTest], null_jobs: NullManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LATENT_LAB_EXAMPLES", "10")
    at = opened("train", dataset__name="digits")
    at.button(key="train.start").click().run()
    assert not at.exception
    assert "at most 10 are allowed (LATENT_LAB_EXAMPLES)" in at.error[0].value
    assert null_jobs.submitted == []
    assert Library(gallery=None).list() == []


def test_runs_of_one_name_are_told_apart_where_one_is_picked(opened, make_run) -> None:
    """Streamlit finds what was picked by what it is called; of two alike it takes the wrong one."""
    runs = [make_run(name="Twin"), make_run(name="Twin"), make_run("paused", name="Twin")]
    named = picker.titles(runs)
    assert len(set(named.values())) == 3
    assert named[runs[0].id] == f"Twin ({runs[0].id[-4:]})"
    assert named[runs[2].id].endswith(" · paused")
