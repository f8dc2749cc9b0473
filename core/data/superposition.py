"""Sums of a few known atoms, more of them than dimensions: a dictionary that can be found again."""

from dataclasses import dataclass
from typing import Self

import torch
import torch.nn.functional as F
from torch import Tensor

from core.data.full import Progress
from core.data.prepared import Prepared, Split
from core.spec import DatasetSpec
from core.streams import stream


@dataclass(frozen=True)
class Superposition:
    """x = z · atoms, with codes z that are zero but for the few atoms that fire.

    `atoms` [A, D] have unit length. Each fires with chance `probability`, with a magnitude uniform
    in [`low`, `high`]. `correlation` ρ ≥ 0 is that of the firing of atoms i and i + 1 (ρᵏ for
    i and i + k): with chance ρ an atom does what its neighbour before it does.
    """

    atoms: Tensor
    probability: float = 0.05
    low: float = 0.5
    high: float = 1.5
    correlation: float = 0.0

    @classmethod
    def of(cls, spec: DatasetSpec) -> Self:
        """Directions of independent Gaussians, from the stream (`dataset.seed`, "atoms")."""
        generator = stream(spec.seed, "atoms")
        return cls(
            F.normalize(torch.randn(spec.atoms, spec.dimension, generator=generator), dim=1),
            spec.probability,
            spec.magnitude[0],
            spec.magnitude[1],
            spec.correlation,
        )

    def draw(self, count: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Examples x [count, D] and the codes they are made of [count, A], float32."""
        size = (count, len(self.atoms))
        firing = torch.rand(size, generator=generator) < self.probability
        magnitudes = self.low + (self.high - self.low) * torch.rand(size, generator=generator)
        if self.correlation:
            firing = firing.gather(1, self._followed(size, generator))
        codes = firing * magnitudes
        return codes @ self.atoms, codes

    def _followed(self, size: tuple[int, int], generator: torch.Generator) -> Tensor:
        """Whose firing each atom repeats: the nearest one at or before it that decides itself."""
        decides = torch.rand(size, generator=generator) >= self.correlation
        decides[:, 0] = True
        own = torch.arange(size[1]).expand(size)
        return torch.where(decides, own, 0).cummax(dim=1).values


def load(spec: DatasetSpec, progress: Progress | None = None) -> Prepared:
    """Every split from a stream of its own; no example is in two of them."""
    made = Superposition.of(spec)
    test_size = spec.entry.bundled.test
    sizes = {"train": spec.train_size, "validation": spec.validation_size, "test": test_size}
    splits = {
        part: _split(made.draw(size, stream(spec.seed, f"superposition/{part}"))[0])
        for part, size in sizes.items()
    }
    return Prepared.of(
        spec,
        **splits,
        test_set=f"{spec.name}: {test_size:,} drawn {_kind(spec)} (seed {spec.seed})",
        atoms=made.atoms.numpy(),
        fresh=(lambda count, generator: made.draw(count, generator)[0]) if spec.fresh else None,
    )


def _split(x: Tensor) -> Split:
    return Split(x.numpy(), torch.zeros(len(x), dtype=torch.int64).numpy())


def _kind(spec: DatasetSpec) -> str:
    """What tells one such distribution from another; runs on different ones do not compare."""
    correlated = f", correlation {spec.correlation:g}" if spec.correlation else ""
    magnitudes = f"magnitudes {spec.magnitude[0]:g} to {spec.magnitude[1]:g}"
    return (
        f"from {spec.atoms} atoms in {spec.dimension} dimensions, "
        f"probability {spec.probability:g}, {magnitudes}{correlated}"
    )
