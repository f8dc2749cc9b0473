"""Numbers that only lessons and missions name: what collapsed, what is found, how dark pictures
are."""

from core.quantities.definitions import Quantity

_PICTURES = {
    "data": ("data", "test data"),
    "reconstructions": ("rebuilt", "reconstructions"),
    "generated": ("made up", "made-up examples"),
}

_COLLAPSED = Quantity(
    "collapsed",
    "Collapsed dimensions",
    "dimensions",
    "Latent dimensions that are not active: their posterior mean hardly varies.",
)

_AUC = Quantity(
    "auc",
    "AUC",
    "",
    "Area under the ROC curve: how often a random example of the sought kind scores above a random "
    "other one. 1 is perfect, 0.5 is guessing.",
)

OF_LESSONS = {"collapsed": _COLLAPSED, "auc": _AUC} | {
    f"{what}_dark": Quantity(
        f"{what}_dark",
        f"Dark pixels, {short}",
        "",
        f"Share of the pixels of {long} below half a grey level, 1/510; outputs as means.",
        share=True,
    )
    for what, (short, long) in _PICTURES.items()
}
