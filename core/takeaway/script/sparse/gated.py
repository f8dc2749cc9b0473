"""Gated: whether a feature fires and how strongly are decided apart."""

from core.takeaway.script.sparse.rule import Parts, Rule

_CODES = """
magnitude = (pi - self.b_enc) * self.r.exp() + self.b_magnitude
return magnitude.relu() * (pi > 0)
"""

_GATES = """
gates = pi.relu()
# Gates must decode to x too, by a decoder that does not change for their sake.
y_of_gates = $decoded
"""

_STATE = """
self.r = nn.Parameter(torch.zeros(FEATURES))
self.b_magnitude = nn.Parameter(torch.zeros(FEATURES))
"""


def gated(parts: Parts) -> Rule:
    """λ ‖ReLU(π)‖₁, and the error of decoding ReLU(π), which is how gates learn."""
    decoded = parts.affine("gates", "self.W_dec.detach()", "self.b_dec.detach()")
    return Rule(
        words="ReLU((π − b_enc) eʳ + b_magnitude) where π > 0 and else 0",
        codes=_CODES.strip(),
        cost="λ Σ ReLU(π_i) + ‖x − what ReLU(π) decodes to‖²",
        lines=_GATES.replace("$decoded", decoded).strip(),
        terms={
            "sparsity": f"{parts.price} * gates.sum(dim=1).mean()",
            "gate_reconstruction": parts.error("y_of_gates"),
        },
        reads_pi=True,
        state=_STATE.strip(),
        starts={"r": "0.0", "b_magnitude": "0.0"},
    )
