"""Components as Python hands them to Streamlit."""

import re
from pathlib import Path

import pytest

from core.paths import COMPONENTS
from pages.widgets import component

NAMES = sorted(path.stem for path in COMPONENTS.glob("*.js"))


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of assets/components."""
    (tmp_path / "shared").mkdir()
    monkeypatch.setattr(component, "COMPONENTS", tmp_path)
    monkeypatch.setattr(component, "_SHARED", tmp_path / "shared")
    return tmp_path


def test_shared_files_come_along_when_they_are_used(sources: Path) -> None:
    (sources / "shared" / "a.js").write_text("function alpha() {\n  return beta();\n}\n")
    (sources / "shared" / "b.js").write_text("const beta = () => 1;\nconst common = 1;\n")
    (sources / "shared" / "c.js").write_text("// alpha\nasync function gamma() {}\n")
    (sources / "x.js").write_text("const common = 2;\nexport default () => alpha();\n")
    text = component.script("x")
    assert text.index("function alpha") < text.index("export default")
    assert "beta = " in text
    assert "gamma" not in text


@pytest.mark.parametrize(
    "text", ["// alpha\n", "x.alpha();\n", "f({ alpha: 1 });\n", "{\n  const alpha = 1;\n}\n"]
)
def test_what_only_looks_like_a_use(sources: Path, text: str) -> None:
    (sources / "shared" / "a.js").write_text("function alpha() {}\n")
    (sources / "x.js").write_text(text)
    assert component.script("x").strip() == text.strip()


def test_styles_are_shared_then_own(sources: Path) -> None:
    (sources / "shared" / "base.css").write_text("a{}")
    (sources / "x.css").write_text("b{}")
    assert component.styles("x") == "a{}\nb{}"
    assert component.styles("without") == "a{}"


def test_a_component_that_does_not_exist() -> None:
    with pytest.raises(FileNotFoundError):
        component.load("nothing")


def test_a_component_is_registered_once_and_wants_a_key() -> None:
    assert component.load("jobs_list") is component.load("jobs_list")
    with pytest.raises(TypeError, match="key"):
        component.load("jobs_list")(data={})


@pytest.mark.parametrize("name", NAMES)
def test_names_and_labels_never_become_html(name: str) -> None:
    """People name their runs; only textContent may show what they wrote."""
    text = (COMPONENTS / f"{name}.js").read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)
    assert "export default" in text


@pytest.mark.parametrize("file", sorted((COMPONENTS / "shared").glob("*.js")), ids=lambda f: f.stem)
def test_shared_files_are_plain_declarations(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML", text)


def test_shared_files_declare_each_name_once() -> None:
    """Two of them in one module would not load."""
    texts = [path.read_text(encoding="utf-8") for path in (COMPONENTS / "shared").glob("*.js")]
    names = [name for text in texts for name in component._DECLARED.findall(text)]
    assert sorted({name for name in names if names.count(name) > 1}) == []
