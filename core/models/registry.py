"""Names of the specification → classes; a new entry is one decorated class in one file."""

from collections.abc import Callable
from typing import Generic, TypeVar

from core.errors import BadInput
from core.modules import import_modules

__all__ = ["Registry", "import_modules"]

T = TypeVar("T")


class Registry(Generic[T]):
    """Classes of one kind by their name in the specification."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._classes: dict[str, type[T]] = {}

    def register(self, name: str) -> Callable[[type[T]], type[T]]:
        """Class decorator: `@VARIANTS.register("l1")`."""

        def add(found: type[T]) -> type[T]:
            self._classes[name] = found
            return found

        return add

    def __getitem__(self, name: str) -> type[T]:
        """Raises BadInput naming the valid names."""
        if name not in self._classes:
            valid = ", ".join(sorted(self._classes))
            raise BadInput(f"There is no {self.kind} named {name!r}; valid are {valid}.")
        return self._classes[name]

    def names(self) -> tuple[str, ...]:
        """Every registered name, sorted."""
        return tuple(sorted(self._classes))
