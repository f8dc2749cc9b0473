"""Where things live on disk: shipped assets, the user's runs, the user's data sets."""

import os
from pathlib import Path

import platformdirs

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
GALLERY = ASSETS / "gallery"
COMPONENTS = ASSETS / "components"

_APP = "latent-lab"


def runs_dir() -> Path:
    """Folder of the user's runs: `LATENT_LAB_RUNS`, else `runs` in the user's data folder."""
    given = os.environ.get("LATENT_LAB_RUNS")
    return Path(given) if given else Path(platformdirs.user_data_dir(_APP)) / "runs"


def data_dir() -> Path:
    """Folder of full data sets: `LATENT_LAB_DATA`, else the user's cache folder."""
    given = os.environ.get("LATENT_LAB_DATA")
    return Path(given) if given else Path(platformdirs.user_cache_dir(_APP))


def shared_dir() -> Path:
    """Folder of arrays that processes share: `LATENT_LAB_CACHE`, else in the user's cache."""
    given = os.environ.get("LATENT_LAB_CACHE")
    return Path(given) if given else Path(platformdirs.user_cache_dir(_APP)) / "shared"
