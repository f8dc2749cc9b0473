"""Which runs may stand on one axis."""

from core.catalogue import CATALOGUE
from core.runs import RunFolder
from pages.widgets import picker


def measured(run: RunFolder) -> str:
    """What a run's loss terms measure: data, family, and likelihood or output."""
    spec = run.settings
    model = spec["model"]
    kind = model.get("likelihood") or model.get("output")
    data = CATALOGUE[spec["dataset"]["name"]].title
    return f"{picker.FAMILY_NAMES[model['family']]}, {kind.replace('_', ' ')}, {data}"
