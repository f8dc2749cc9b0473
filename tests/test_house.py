"""The rules of the house: what may import what, and what lies where."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.paths import ROOT

HEAVY = {"torch", "umap", "numba", "sklearn", "ray"}
LIGHT_CORE = (
    "core/spec",
    "core/catalogue",
    "core/hints",
    "core/lessons",
    "core/errors.py",
    "core/faithfulness.py",
    "core/paths.py",
    "core/reproductions.py",
    "core/runs",
    "core/sweeps",
    "core/comparing",
    "core/jobs/manager.py",
    "core/jobs/cluster.py",
    "core/figures",
)
HEAVY_CORE = (
    "core.streams",
    "core.data",
    "core.models",
    "core.training",
    "core.evaluation",
    "core.projection",
    "core.mixture",
    "core.sampling",
    "core.on_wish",
)
TOP = {
    "app.py",
    "pages",
    "core",
    "assets",
    "tests",
    "requirements.txt",
    "README.md",
}


def sources(*places: str) -> list[Path]:
    """The Python files at or under the places, relative to the root."""
    found = [ROOT / place for place in places]
    return sorted(
        file for one in found for file in ([one] if one.suffix == ".py" else one.rglob("*.py"))
    )


def imports(file: Path) -> Iterator[str]:
    """Every module a file names in an import statement, those inside functions too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def offenders(files: list[Path], forbidden: set[str]) -> list[str]:
    """`file imports module` for each import at or below a forbidden name."""
    return [
        f"{file.relative_to(ROOT)} imports {module}"
        for file in files
        for module in imports(file)
        if any(module == name or module.startswith(f"{name}.") for name in forbidden)
    ]


def test_core_knows_no_streamlit_and_no_page() -> None:
    assert offenders(sources("core"), {"streamlit", "pages", "app"}) == []


def test_the_light_half_names_no_heavy_module() -> None:
    files = sources(*LIGHT_CORE, "pages", "app.py")
    assert offenders(files, HEAVY | set(HEAVY_CORE)) == []


def test_everything_is_imported_by_its_full_name() -> None:
    """Streamlit puts pages/ on the path: `import widgets` would load a module a second time."""
    inside = {path.stem for path in (ROOT / "pages").iterdir()}
    inside |= {path.stem for path in (ROOT / "core").iterdir()}
    found = [
        f"{file.relative_to(ROOT)} imports {module}"
        for file in sources("pages", "core", "app.py")
        for module in imports(file)
        if module.split(".")[0] in inside
    ]
    assert found == []


def test_the_web_process_loads_nothing_heavy() -> None:
    """Whatever the imports look like: load all that a page can, and look."""
    modules = [
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in sources(*LIGHT_CORE, "pages/widgets", "pages/server")
    ]
    modules += ["pages.api", "pages.owner", "core.jobs.manager"]
    script = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_top_level_holds_the_seven_names_and_dot_files() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found - {"__pycache__"} == TOP


@pytest.mark.parametrize("file", sources("app.py", "core", "pages"), ids=lambda file: file.name)
def test_files_stay_readable(file: Path) -> None:
    """A file is one idea: about 300 lines at most."""
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 330


def test_no_chart_compiles_code_in_the_browser() -> None:
    """Plotly's 2-D WebGL traces do, which the security policy forbids: they would stay grey."""
    texts = {file: file.read_text(encoding="utf-8") for file in sources("core/figures", "pages")}
    traces = ("Scattergl", "Scatterpolargl", "Splom", "Parcoords", "plotly.express")
    assert [str(file) for file, text in texts.items() if any(one in text for one in traces)] == []


def test_no_machine_paths() -> None:
    found = [
        str(file.relative_to(ROOT))
        for file in sources("app.py", "core", "pages", "tests")
        if file != Path(__file__) and ("/work/" in (text := file.read_text()) or "/home/" in text)
    ]
    assert found == []
