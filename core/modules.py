"""Finding what lies in a package, so that adding a file is all it takes to add what is in it."""

import importlib
import pkgutil


def import_modules(package: str, path: list[str]) -> None:
    """Imports every module of `package`, so that the classes in them register themselves."""
    for module in pkgutil.iter_modules(path):
        importlib.import_module(f"{package}.{module.name}")
