"""Tables: columns of numbers, checked and standardised."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.errors import BadInput

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """`values` [N, D] in the units of their origin, `columns` their D names, `labels` [N]."""

    columns: tuple[str, ...]
    values: Floats
    labels: Indices

    @classmethod
    def checked(cls, name: str, columns: tuple[str, ...], values: Floats, labels: Indices) -> Self:
        """Raises `BadInput`, naming column and row, where a value is not a finite number."""
        rows, places = np.nonzero(~np.isfinite(values))
        if len(rows):
            more = f" ({len(rows):,} such values in all)" if len(rows) > 1 else ""
            raise BadInput(
                f"Column “{columns[places[0]]}” of {name} is {values[rows[0], places[0]]} in row "
                f"{rows[0] + 1:,}{more}; every value must be a finite number: fill in what is "
                "missing or leave the row out."
            )
        return cls(columns, values, labels)

    def __len__(self) -> int:
        return len(self.values)

    def standardised(self, train: Indices) -> NDArray[np.float32]:
        """All rows with the mean and deviation that make the `train` rows' columns 0 and 1.

        A column that is constant in those rows is only centred.
        """
        mean, deviation = self.values[train].mean(axis=0), self.values[train].std(axis=0)
        unit = np.where(deviation > 0, deviation, 1.0)
        return ((self.values - mean) / unit).astype(np.float32)
