"""Each latent dimension walked by itself, and what it knows of known causes."""

from core.runs import RunFolder
from pages.widgets import parts, words
from pages.widgets.component import load
from pages.widgets.latent.factors import factors


def view(run: RunFolder) -> None:
    """Each dimension walked by itself, sorted by KL; of text also what each adds as it rises."""
    summary = run.summary() or {}
    data = {
        "run": parts.facts(run, False),
        "kl": summary.get("test", {}).get("kl_per_dimension"),
    }
    load("traversals")(key=f"traversals:{run.id}", data=data)
    if words.is_text(run):
        parts.word_lists(run, "directions", live=run.status().active, key=f"directions:{run.id}")
    factors(run)
