"""How dark pictures are: numbers of the sparsity report that lessons and missions name."""

from core.quantities.definitions import Quantity

_PICTURES = {
    "data": ("data", "test data"),
    "reconstructions": ("rebuilt", "reconstructions"),
    "generated": ("made up", "made-up examples"),
}

OF_OUTPUTS = {
    f"{what}_dark": Quantity(
        f"{what}_dark",
        f"Dark pixels, {short}",
        "",
        f"Share of the pixels of {long} below half a grey level, 1/510; outputs as means.",
        share=True,
    )
    for what, (short, long) in _PICTURES.items()
}
