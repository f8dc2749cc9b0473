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
        origin="Drawn by this program from the seed; nothing is measured.",
        licence="none needed",
    ),
)
