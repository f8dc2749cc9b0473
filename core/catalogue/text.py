"""Documents as bags of words."""

from math import inf

from core.catalogue.entry import Entry, Sizes

TEXT = (
    Entry(
        name="docstrings",
        title="Docstrings",
        kind="text",
        shape=(6_242,),
        range=(0.0, inf),
        bundled=Sizes(train=9_535, validation=1_000, test=1_000),
        label_names=("NumPy", "SciPy", "scikit-learn", "pandas", "NetworkX", "SymPy", "PyTorch"),
        description=(
            "The documentation of 11,535 public functions in seven scientific Python packages, "
            "each as a bag of words: how often it uses each of 6,242 words. Fewer than one count "
            "in a hundred is not zero."
        ),
        origin=(
            "Counted from the sources of NumPy 2.4.6, SciPy 1.17.1, scikit-learn 1.9.1, pandas "
            "3.1.1, NetworkX 3.6.1, SymPy 1.14.0 and PyTorch 2.13.0, by their developers; only "
            "names and counts are kept, not the texts."
        ),
        licence="BSD 3-Clause, each of the seven packages",
    ),
)
