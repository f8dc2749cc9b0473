"""Data made by a program, with known causes."""

from core.catalogue.entry import REAL, Entry, Sizes

MADE = (
    Entry(
        name="superposition",
        title="Superposition",
        kind="vector",
        shape=(32,),
        range=REAL,
        bundled=Sizes(train=20_480, validation=1_000, test=20_000),
        most=Sizes(train=1_000_000, validation=100_000, test=20_000),
        description=(
            "Vectors of 32 numbers, each the sum of a few out of 64 known directions, its atoms. "
            "There are more atoms than dimensions, so they overlap; since it is known which fired, "
            "it can be counted how many a sparse autoencoder finds again."
        ),
        splitting=(
            "The atoms are the same in all three. By default training draws new examples at every "
            "step, so that none is seen twice."
        ),
        origin="Drawn by this program from the seed; nothing is measured.",
        licence="none needed",
    ),
    Entry(
        name="sprites",
        title="Sprites",
        shape=(32, 32),
        bundled=Sizes(train=10_000, validation=1_000, test=5_000),
        most=Sizes(train=50_000, validation=5_000, test=5_000),
        label_names=("square", "ellipse", "heart"),
        description=(
            "Shapes on an empty ground, 32×32 pixels, drawn from five known factors: shape, scale, "
            "orientation and place in x and y, every combination of which may occur. It can be "
            "counted whether a model gives each factor a latent dimension of its own."
        ),
        factors=("shape", "scale", "orientation", "x", "y"),
        notice=(
            "A look-alike of dSprites (Matthey, Higgins, Hassabis and Lerchner, 2017), drawn by "
            "this program: smaller pictures, fewer orientations and places. Its numbers stand "
            "beside published ones, never in their column."
        ),
        splitting=(
            "No picture is in two splits: a square after a quarter turn is the same picture, and "
            "stays in the same one."
        ),
        origin="Drawn by this program; nothing is downloaded.",
        licence="none needed",
    ),
)
