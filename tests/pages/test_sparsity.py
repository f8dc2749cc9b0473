"""The report on sparse outputs: what it says follows from its numbers, and pages show it."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.paths import ROOT
from core.runs import Library, RunFolder, write_json
from core.spec import parse_spec
from core.training import train
from pages.widgets import sparsity_beside
from pages.widgets.sparsity import sampler, sentence, table

MODELS = {
    "sparse": {"family": "sparse", "variant": "topk", "features": 24, "k": 3},
    "latent": {"family": "variational", "latent_dim": 2, "likelihood": "bernoulli"},
}


def row(of: str, what: str, form: str = "mean", zeros: float = 0.0, **more: float) -> dict:
    return {"of": of, "what": what, "form": form, "zeros": zeros, "hoyer": 0.5, **more}


def report(code: float, made: float, data: float = 0.8, **drawn: float) -> dict[str, Any]:
    rows = [
        row("output", "data", zeros=data, dark=data),
        row("output", "reconstructions", dark=made),
        row("output", "generated", dark=made),
        row("code", "data", zeros=code),
        row("code", "generated", zeros=code),
    ]
    rows += [row("output", "generated", "draw", dark=0.8, **drawn)] if drawn else []
    return {"rows": rows, "sampler": "copula", "fitted_on": 4000, "apart": 0}


@pytest.mark.parametrize(("code", "made", "words"), [
    (0.95, 0.02, "**The code is sparse**: 95 % of its numbers are exactly zero. **The output is "
                 "not sparse**: 2 % of what the model makes up is below half a grey level, "
                 "against 80 % of the data, and none of it exactly zero."),
    (0.0, 0.5, "**The code is dense**: none of its numbers are exactly zero. **The output is less "
               "sparse than the data**"),
    (0.6, 0.78, "**The output is as sparse as the data**"),
])  # fmt: skip
def test_it_says_which_is_sparse(code: float, made: float, words: str) -> None:
    assert words in sentence(report(code, made))


def test_dense_data_is_not_held_against_the_output() -> None:
    said = sentence(report(0.9, 0.01, data=0.05))
    assert "The data is dense to begin with" in said
    assert "not sparse" not in said


def test_draws_are_told_from_means() -> None:
    assert "Drawn from the likelihood" not in sentence(report(0.0, 0.5))
    said = sentence(report(0.0, 0.5, zeros=0.87))
    assert "instead of shown as means, 87 % is exactly zero." in said
    written = table(report(0.0, 0.5, zeros=0.87)["rows"])
    assert "as means" in written
    assert "as draws" in written
    assert "as means" not in table(report(0.0, 0.5)["rows"])


def test_the_table_puts_codes_first_and_leaves_out_what_is_not_defined() -> None:
    written = table(report(0.95, 0.02)["rows"])
    assert written.index("Code of test data") < written.index("Reconstructions")
    assert written.count("<tr") == 6
    assert "Below half a grey level" in written
    bare = [{k: v for k, v in one.items() if k != "dark"} for one in report(0.9, 0.1)["rows"]]
    bare[0]["hoyer"] = None
    assert "Below half a grey level" not in table(bare)
    assert "—" in table(bare)


def test_the_sampler_is_named_with_its_limits() -> None:
    assert "Gaussian copula of 4,000 training codes" in sampler(report(0.9, 0.1))
    assert "The 76 rarest features" in sampler(report(0.9, 0.1) | {"apart": 76})
    assert "prior" in sampler(report(0.9, 0.1) | {"sampler": "prior"})


@pytest.mark.parametrize("page", MODELS)
def test_a_page_shows_the_report_of_a_new_run(page: str, runs: Path) -> None:
    run = trained(MODELS[page])
    assert (run.path / "test" / "generated.png").is_file()
    at = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    at.run()
    at.switch_page(f"{page}.py")
    at.query_params["run"] = run.id
    at.query_params["view"] = "sparsity"  # of Latent space; Sparse codes has it in the page
    at.run()
    assert not at.exception, at.exception
    assert "Does a sparse code make a sparse output?" in [one.value for one in at.header]
    assert any("of what the model makes up is below" in one.value for one in at.markdown)
    assert any("ll-sparsity" in one.value for one in at.html)


def trained(model: dict[str, Any]) -> RunFolder:
    given = {
        "dataset": {"name": "digits", "train_size": 300, "validation_size": 60},
        "model": model,
        "network": {"hidden": [16]} if model["family"] == "variational" else {},
        "training": {"batch_size": 50, "epochs": 2, "device": "cpu"},
    }
    run = Library().create(parse_spec(given))
    train(run)
    return run


def test_kinds_of_models_stand_beside_each_other(runs: Path) -> None:
    report = [
        {"of": of, "what": what, "form": "mean", "zeros": 0.5, "hoyer": 0.25}
        for of, what, _ in sparsity_beside._COLUMNS
    ]
    made = []
    for model in (
        {"family": "sparse"},
        {"family": "variational"},
        {"family": "variational", "objective": "sparse"},
    ):
        run = Library().create(parse_spec({"dataset": {"name": "digits"}, "model": model}))
        write_json(run.summary_file, {"test_set": "one", "sparsity_report": {"rows": report}})
        made.append(run)
    found = sparsity_beside.rows(made, "zeros")
    assert [row["kind"] for row in found] == ["Sparse", "Sparse VAE", "VAE"]
    assert found[0]["generated"] == "50 %"
    assert sparsity_beside.rows(made, "hoyer")[0]["data"] == "0.250"
