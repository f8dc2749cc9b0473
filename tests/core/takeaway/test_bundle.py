"""The zip: what is in it, that nothing private is, and what the command line writes alone."""

import io
import zipfile
from pathlib import Path

import pytest

from core.cli import main
from core.errors import BadInput
from core.paths import ASSETS, GALLERY
from core.runs import Library, RunFolder
from core.spec import parse_spec
from core.takeaway.bundle import bundle, bundled
from core.takeaway.program import program
from core.takeaway.script.sparse import RULES

EXAMPLES = Library(gallery=GALLERY).examples()


@pytest.fixture
def gated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A run that has no program, and has not begun."""
    monkeypatch.delitem(RULES, "gated")
    spec = {"dataset": {"name": "digits"}, "model": {"family": "sparse", "variant": "gated"}}
    return Library(tmp_path / "runs", gallery=None).create(parse_spec(spec), owner="secret")


def test_a_zip_of_several_runs_holds_each_and_the_data_once(gated: RunFolder) -> None:
    runs = [*EXAMPLES[:2], gated]
    with zipfile.ZipFile(io.BytesIO(bundled(runs))) as archive:
        names = archive.namelist()
        assert all(b"secret" not in archive.read(name) for name in names)
        readme = archive.read("README.txt").decode()
        own = {run.id: archive.read(f"code/{run.id}.py").decode() for run in runs[:2]}
        data = archive.read("code/mnist_10k.npz")
    assert len(names) == len(set(names))
    assert {f"{run.id}/{file}" for run in runs for file in ("spec.json", "metrics.csv")} <= {*names}
    assert own == {run.id: program(run) for run in runs[:2]}
    assert data == (ASSETS / "data" / "mnist_10k.npz").read_bytes()
    assert f"code/{gated.id}.py" not in names
    assert f"no program yet for: {gated.name}" in readme
    assert "report.html" in names


def test_a_zip_holds_some_runs_and_not_too_many() -> None:
    with pytest.raises(BadInput, match="0 were given"):
        bundle([], io.BytesIO())
    with pytest.raises(BadInput, match="9 were given"):
        bundle(EXAMPLES[:1] * 9, io.BytesIO())


def test_the_command_line_writes_a_report_or_a_program_alone(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    gated: RunFolder,
) -> None:
    monkeypatch.chdir(tmp_path)
    one, two = EXAMPLES[0].id, EXAMPLES[1].id
    assert main(["export", one, "--code"]) == 0
    assert capsys.readouterr().out == f"{one}.py\n"
    assert Path(f"{one}.py").read_text("utf-8") == program(EXAMPLES[0])
    assert Path("mnist_10k.npz").is_file()
    assert main(["export", one, two, "--report"]) == 0
    assert Path("comparison.html").read_text("utf-8").startswith("<!doctype html>")
    assert main(["export", one, two]) == 0
    assert zipfile.is_zipfile("comparison.zip")
    assert main(["export", one, two, "--code"]) == 2
    assert main(["export", str(gated.path), "--code"]) == 2
    assert "no code for the sparsity rule gated" in capsys.readouterr().err
