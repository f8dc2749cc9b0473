"""Runs that are trained for a test in a second."""

from core.runs import Library
from core.spec import parse_spec
from core.training import train
from tests.serving import Server

_TINY = {"network": {"hidden": [16]}, "training": {"epochs": 1, "device": "cpu"}}


def made(server: Server, **spec: object) -> str:
    """The id of a tiny finished run on this server, anybody's on this machine."""
    run = Library(server.runs).create(parse_spec({**_TINY, **spec}))
    assert train(run, threads=1) == "finished"
    return run.id
