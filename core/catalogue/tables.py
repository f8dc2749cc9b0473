"""Tables: a row an example, a column a measured quantity."""

from core.catalogue.entry import REAL, Entry, Sizes

_OF_A_NUCLEUS = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)

TABLES = (
    Entry(
        name="breast_cancer",
        title="Breast cancer",
        kind="table",
        shape=(30,),
        range=REAL,
        bundled=Sizes(train=369, validation=60, test=140),
        label_names=("malignant", "benign"),
        feature_names=(
            *(f"mean {name}" for name in _OF_A_NUCLEUS),
            *(f"{name} error" for name in _OF_A_NUCLEUS),
            *(f"worst {name}" for name in _OF_A_NUCLEUS),
        ),
        description=(
            "569 tumours, each described by 30 measurements of the cell nuclei in a picture of a "
            "sample: ten quantities, as mean, standard error and mean of the three largest. "
            "Columns are standardised by the training rows; the diagnosis is the label, and no "
            "model is told it."
        ),
        origin=(
            "Breast Cancer Wisconsin (Diagnostic), Wolberg, Mangasarian, Street and Street, 1995, "
            "UCI Machine Learning Repository, as shipped with scikit-learn."
        ),
        licence="CC BY 4.0",
    ),
)
