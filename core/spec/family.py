"""The registry that turns `model.family` and its variant or objective into a section class."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar

from core.spec.likelihood import Needs
from core.spec.section import Section


class ModelSpec(Section):
    """Base of every model's section.

    `title` and `about` name and define the member in its family. `idle` are dotted knobs, or whole
    sections, that are accepted with this model and do nothing. `prior` names the distribution of
    codes that new examples are drawn from, if there is one. `compares` says what is found out by
    comparing the examples of a batch, so that a batch of one tells nothing.
    """

    prefix: ClassVar[str] = "model"
    title: ClassVar[str]
    about: ClassVar[str]
    idle: ClassVar[frozenset[str]] = frozenset()
    prior: ClassVar[str | None] = None
    compares: ClassVar[str | None] = None

    family: str

    @classmethod
    @abstractmethod
    def member(cls) -> str:
        """Name under which the class is registered in its family."""

    @abstractmethod
    def headline(self) -> tuple[str, ...]:
        """The few words that tell this model from others: `("VAE", "2 dimensions", "β 4")`."""

    @abstractmethod
    def needs(self) -> tuple[str, Needs]:
        """The choice that asks something of the data, in words, and what it asks."""


M = TypeVar("M", bound=type[ModelSpec])


@dataclass(frozen=True)
class Family:
    """One family of models. `key` is the field that tells members apart, if there are several."""

    name: str
    title: str
    about: str
    key: str | None = None
    key_label: str = ""
    default: str = ""
    members: dict[str, type[ModelSpec]] = field(default_factory=dict)

    def register(self, cls: M) -> M:
        """Class decorator: the class becomes a member of the family."""
        self.members[cls.member()] = cls
        return cls

    @property
    def titles(self) -> Mapping[str, str]:
        return {name: cls.title for name, cls in self.members.items()}

    def owners(self, knob_name: str) -> list[str]:
        """Members that have a field of this name."""
        return [name for name, cls in self.members.items() if knob_name in cls.model_fields]


def counted(count: int, noun: str) -> str:
    """`1 dimension`, `2 dimensions`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
