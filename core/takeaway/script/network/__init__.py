"""The part of the program that makes encoders and decoders."""

from core.spec import RunSpec
from core.takeaway.script.network.base import AFFINE, Network, at_once
from core.takeaway.script.network.conv import conv
from core.takeaway.script.network.mlp import mlp

__all__ = ["AFFINE", "Network", "at_once", "network"]


def network(spec: RunSpec, inputs: str, outputs: str, heads: int = 1) -> Network:
    """The text for the run's networks: from examples to `inputs` numbers, and from `outputs` back
    to `heads` numbers a feature."""
    make = {"mlp": mlp, "conv": conv}[spec.network.kind]
    return make(spec, inputs, outputs, heads)
