"""What the KL did, in words and among other runs."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.paths import ROOT
from core.runs import Library, RunFolder, write_json
from core.spec import parse_spec
from core.training import train
from pages.widgets import picker
from pages.widgets.latent.rate_distortion import dots_of

SMALL = {
    "dataset": {"name": "digits", "train_size": 200, "validation_size": 40},
    "network": {"hidden": [12]},
    "training": {"epochs": 1, "device": "cpu"},
}


def made(**model: Any) -> RunFolder:
    """A tiny finished variational run."""
    spec = parse_spec(SMALL | {"model": {"family": "variational", "latent_dim": 2, **model}})
    run = Library().create(spec)
    assert train(run, threads=1) == "finished"
    return run


def opened(run: RunFolder) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    at.run()
    at.switch_page("latent.py")
    at.query_params["run"] = run.id
    at.query_params["view"] = "kl"
    at.run()
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in [*at.markdown, *at.caption])


def test_dots_share_test_set_and_likelihood(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picker, "is_local", lambda: True)  # the runs are this visitor's
    run = made()
    likelihood = run.spec.model.likelihood
    other = made(beta=2.0)
    assert likelihood != "gaussian"
    made(likelihood="gaussian")
    elsewhere = made(beta=3.0)
    summary = elsewhere.summary() or {}
    write_json(elsewhere.summary_file, summary | {"test_set": "another"})
    dots = {dot.run: dot for dot in dots_of(run)}
    assert dots.keys() == {run.id, other.id}
    assert dots[run.id].chosen
    assert not dots[other.id].chosen
    test = (other.summary() or {})["test"]
    assert (dots[other.id].x, dots[other.id].y) == (test["kl"], test["reconstruction"])
    at = opened(run)
    at.button(key=f"latent.rate:{run.id}:{other.id}").click().run()
    assert not at.exception, at.exception
    assert at.selectbox(key="latent.run").value == other.id


@pytest.mark.parametrize(("nats", "words", "cure"), [
    ([0.001, 0.002], "2 of 2 dimensions have a KL under 0.01 nats: posterior collapse", True),
    ([1.5, 0.5], "No dimension has collapsed", False),
])  # fmt: skip
def test_collapse_is_said_with_the_run_that_would_cure_it(
    runs: Path, nats: list[float], words: str, cure: bool
) -> None:
    run = made(beta=4.0)
    summary = run.summary() or {}
    summary["test"]["kl_per_dimension"] = nats
    write_json(run.summary_file, summary)
    at = opened(run)
    assert words in said(at)
    offered = [button for button in at.button if button.key == f"kl.cure:{run.id}"]
    assert [button.label for button in offered] == (["Train it with β = 1"] if cure else [])


def test_a_codebook_is_said_to_have_no_kl_to_pay_with(runs: Path) -> None:
    at = opened(made(objective="vq", groups=2, codebook=6))
    assert "no KL to pay with" in said(at)
    assert "This run’s KL is 3.58 nats" in said(at)  # 2 ln 6
