"""What can be computed for a finished run's pages when somebody asks.

`core.jobs.projection` has the settings of each.
"""

from collections.abc import Callable

from core.projection import project, project_atoms
from core.sampling import prepare

MAKERS: dict[str, Callable[..., str]] = {
    "umap": project,
    "atoms": project_atoms,
    "sampling": prepare,
}
"""By method: called with the run's folder, the settings by name and `report`; gives a name."""
