"""The Sparse codes page without a browser: two runs, the trade-off, five rules from one start."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.figures.trade_off import METHODS, Mark, trade_off
from core.gallery import RECIPES
from core.jobs.manager import NullManager
from core.runs import Library, write_json
from core.spec import differences, parse_spec
from pages.widgets.codes import constraint
from pages.widgets.codes.marks import ladder_of, marks_of
from pages.widgets.codes.trade_off import rows, verdict

_, _, L1, TOPK = list(RECIPES)[:4]


def mark(name: str, l0: float, fvu: float, mcc: float | None, method: str | None = None) -> Mark:
    return Mark(name, name, l0, fvu, mcc, method, method or "topk", "#000000")


def test_the_run_of_the_link_stands_beside_and_can_be_taken_away(
    opened: Callable[..., AppTest],
) -> None:
    at = opened("sparse", run=TOPK, beside=L1)
    assert at.selectbox(key=f"sparse.beside:{TOPK}").value == L1
    assert any("What differs: model.variant" in one.value for one in at.caption)
    assert [one.value for one in at.header].count("The dictionary") == 2
    at.selectbox(key=f"sparse.beside:{TOPK}").set_value(None).run()
    assert [one.value for one in at.header].count("The dictionary") == 1


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"beside": "nonsense"}, "This one is shown alone."),
        ({"feature": "99999"}, "This run has no feature 99999: its 256 features"),
    ],
)
def test_a_link_to_what_is_not_there_says_so(
    opened: Callable[..., AppTest], link: dict[str, str], said: str
) -> None:
    at = opened("sparse", run=TOPK, **link)
    assert [said in one.value for one in at.warning] == [True]


def test_the_ladder_of_the_data_set_stands_on_the_plot(opened: Callable[..., AppTest]) -> None:
    at = opened("sparse", run=TOPK)
    table = next(one.value for one in at.dataframe if "L0" in one.value)
    assert {"PCA, 16 components", "NMF, 16 components"} <= set(table["model"])
    assert table["L0"].is_monotonic_increasing
    chosen = at.selectbox(key=f"trade_off.beside:{TOPK}")
    ladder = ladder_of(Library().find(TOPK))
    assert ladder is not None
    place = next(i for i, dot in enumerate(ladder.dots) if dot["method"] == "pca")
    chosen.set_value(f"ladder:{place}").run()
    assert any(one.value.startswith("**PCA, ") for one in at.markdown)


def test_another_test_set_has_no_ladder(runs: object) -> None:
    spec = {"dataset": {"name": "digits", "seed": 5}, "model": {"family": "sparse"}}
    assert ladder_of(Library().create(parse_spec(spec))) is None


def test_the_verdict_tells_rebuilding_from_finding() -> None:
    dense, sparse = mark("Dense", 25, 0.01, 0.74), mark("Sparse", 3, 0.17, 0.998)
    said = verdict([dense, sparse])
    assert "Lowest FVU: **Dense**, 0.010, with an MCC of 0.740" in said
    assert "Most of the true dictionary: **Sparse**, MCC 0.998" in said
    assert "the same model" in verdict([dense])
    assert [row["model"] for row in rows([dense, sparse])] == ["Sparse", "Dense"]


def test_every_method_has_a_line_of_its_own_and_runs_are_marks() -> None:
    marks = [mark(f"{name} {l0}", l0, 1 / l0, None, name) for name in METHODS for l0 in (4, 2)]
    figure = trade_off([mark("own", 3, 0.3, None), *marks])
    lines, points = figure.data[:-1], figure.data[-1]
    assert len({(one.line.color, one.line.dash, one.marker.symbol) for one in lines}) == len(
        METHODS
    )
    assert all(list(one.x) == [2, 4] for one in lines)
    assert points.mode == "markers"


def test_runs_stand_in_the_legend_by_the_name_of_their_rule(runs: object) -> None:
    run = Library().find(TOPK)
    assert [mark.rule for mark in marks_of(run, None) if mark.present] == ["TopK"]
    assert "TopK, runs" in {one.name for one in trade_off(marks_of(run, None)).data}


@pytest.mark.parametrize("name", ["digits", "superposition", "docstrings"])
def test_five_rules_differ_in_the_rule_alone(name: str) -> None:
    given = parse_spec(
        {"dataset": {"name": name}, "model": {"family": "sparse", "variant": "topk"}}
    )
    specs = constraint.specs_for(given)
    none = specs.pop("none")
    own = {
        "model.variant",
        "model.weight",
        "model.charge",
        "model.k",
        "model.target",
        "model.decay",
    }
    for rule, spec in specs.items():
        found = set(differences(none, spec))
        assert found <= own | {"model.weight_decay", "model.dead_window"}, rule
        assert constraint.specs_for(spec)[rule] == spec


def test_one_button_queues_five_that_are_found_again(
    opened: Callable[..., AppTest], null_jobs: NullManager
) -> None:
    at = opened("sparse", run=TOPK)
    at.button(key="constraint.start").click().run()
    assert not at.exception
    assert len(null_jobs.submitted) == 5
    experiments = [run.info["experiment"] for run in Library().list() if not run.is_gallery]
    assert {one["rule"] for one in experiments} == set(constraint.RULES)
    assert len({one["id"] for one in experiments}) == 1
    assert "constraint.start" not in [one.key for one in at.button]


def test_the_proof_reads_fingerprints(runs: object) -> None:
    given = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "sparse"}})
    made = {}
    for rule, spec in constraint.specs_for(given).items():
        made[rule] = Library().create(spec)
        made[rule].update_info(hashes={"start": rule, "weights": "abc", "batches": "def"})
    said = constraint.proof(made)
    assert "all 5 have the same start (`abc`) and the same batches (`def`)" in said
    made["kl"].update_info(hashes={"weights": "xyz", "batches": "def"})
    assert "**not** the same start (`abc`, `xyz`)" in constraint.proof(made)


def test_zeros_that_are_small_codes_say_up_to_what_size(runs: object) -> None:
    given = parse_spec({"dataset": {"name": "digits"}, "model": {"family": "sparse"}})
    made = {rule: Library().create(constraint.specs_for(given)[rule]) for rule in ("l1", "l2")}
    write_json(made["l1"].summary_file, {"test": {"zeros": 0.9}})
    write_json(made["l2"].summary_file, {"test": {"zeros": 0.8, "l0_threshold": 0.1}})
    row = next(one for one in constraint.table(made) if "zeros" in one["on the test set"].lower())
    assert row["L2"].endswith("(up to 0.1)")
    assert "up to" not in row["L1"]
