"""What Compare says around curves, maps and codes, and what it hands to their components."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from core.gallery import RECIPES
from core.runs import Library, RunFolder
from pages.widgets import parts
from pages.widgets.compare import codes, curves, maps

VAE_2, VAE_10, L1, TOPK = list(RECIPES)[:4]
PATCHES = "sparse-4fa81c59e0d73b"
COLOR = ("#009E73", "solid")


def captions(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in at.caption)


def headings(at: AppTest) -> list[str]:
    return [one.value for one in at.header]


def found(*ids: str) -> list[RunFolder]:
    return [Library().find(one) for one in ids]


def test_latent_runs_have_maps_and_sparse_ones_have_none(opened: Callable[..., AppTest]) -> None:
    at = opened("compare", runs=f"{VAE_2},{VAE_10}")
    assert "every dot is the mean code of a test example" in captions(at)
    assert "Latent maps, one lasso" in headings(at)
    assert "Latent maps, one lasso" not in headings(opened("compare", runs=f"{L1},{TOPK}"))


def test_a_run_without_test_codes_waits_for_its_map(
    opened: Callable[..., AppTest], make_run: Callable[..., RunFolder]
) -> None:
    run = make_run(state="running", name="Under way")
    at = opened("compare", runs=f"{VAE_2},{run.id}")
    assert "Under way: the map is drawn when the run has finished." in captions(at)
    assert not at.exception


def test_codes_of_other_data_have_axes_of_their_own(opened: Callable[..., AppTest]) -> None:
    at = opened("compare", runs=f"{L1},{TOPK},{PATCHES},{VAE_2}")
    said = captions(at)
    assert said.count("**Features, ") == 2
    assert said.count("**Latent codes, ") == 1


def test_maps_are_grouped_by_test_set() -> None:
    groups = maps._groups(found(VAE_2, VAE_10))
    ((test_set, members),) = groups.items()
    assert "mnist" in test_set
    assert [run.id for run in members] == [VAE_2, VAE_10]
    (shown,) = [maps._map_of(run, "One", COLOR) for run in members[:1]]
    names = [method["name"] for method in shown["methods"]]
    assert names[:2] == ["latent", "pca"]
    assert any(name.startswith("umap") for name in names)


def test_curves_carry_their_repeats_and_every_term(runs: object) -> None:
    members = found(VAE_2, VAE_10)
    settings = curves.repeats(members)
    data = curves._described(members, dict.fromkeys((VAE_2, VAE_10), COLOR), settings)
    assert [one["chosen"] for one in data["settings"]] == [[VAE_2], [VAE_10]]
    assert {term["key"] for term in data["terms"]} >= {"objective", "kl", "elbo"}
    assert data["terms"] == parts.curve_terms(members)


def test_codes_say_whose_atoms_may_have_any_length() -> None:
    (run,) = found(L1)
    facts = codes._facts(run, "One", COLOR)
    assert facts["tested"]
    assert facts["features"] == 256
    assert not facts["free"]
