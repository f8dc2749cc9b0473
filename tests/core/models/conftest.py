"""Small specifications and data for the model tests."""

import pytest
import torch

from core.models import DataInfo, Model, Step, build
from core.spec import RunSpec, parse_spec

D = 12


class Maker:
    """Builds models of `D` features on the same random examples x [40, D] in [0, 1]."""

    def __init__(self) -> None:
        self.x = torch.rand(40, D, generator=torch.Generator().manual_seed(7))
        self.x[:, 0] = 0.0  # a border pixel

    def info(self, scale: float) -> DataInfo:
        return DataInfo(D, (3, 4), self.x.mean(dim=0), scale, len(self.x))

    def spec(self, model: dict, scale: str = "unit", **training) -> RunSpec:
        return parse_spec(
            {
                "dataset": {"name": "digits", "scale": scale},
                "model": model,
                "network": {"hidden": [9, 7]},
                "training": {"epochs": 2, "seed": 0, **training},
            }
        )

    def __call__(self, model: dict, scale: str = "unit", **training) -> Model:
        spec = self.spec(model, scale, **training)
        built = build(spec, self.info(0.25 if scale == "unit" else 1.0))
        built.initialise_from(self.x)
        return built

    def train(self, model: Model, steps: int = 20, learning_rate: float = 1e-2) -> list[float]:
        """A few full-batch steps of Adam; the objectives."""
        noise = torch.Generator().manual_seed(1)
        optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate)
        x = (self.x > 0.5).float() if model.binarise else self.x
        objectives = []
        for number in range(1, steps + 1):
            terms = model.terms(x, Step(number, steps, noise))
            optimiser.zero_grad()
            terms["objective"].backward()
            model.before_optimiser_step()
            optimiser.step()
            model.after_optimiser_step()
            objectives.append(float(terms["objective"].detach()))
        return objectives


@pytest.fixture
def make() -> Maker:
    return Maker()
