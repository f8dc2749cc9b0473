"""Rules by which a number of features stay on: TopK, and k-sparse with a k that falls."""

from core.spec.sparse.k_sparse import KSparseSpec
from core.takeaway.script.model import setting
from core.takeaway.script.sparse.rule import TOP_K, Parts, Rule
from core.takeaway.script.template import Setting, filled

_FALLING = '''
def falling_k(progress):
    """From K_START to K in a straight line, over the first half of training."""
    return round(K_START + (K - K_START) * min(1.0, 2 * progress))
'''

_LEARNING = """
def training_codes(self, pi, progress):
    return top_k(pi, falling_k(progress))
"""


def topk(parts: Parts) -> Rule:
    """The k largest of each example."""
    return Rule(
        words="ReLU of the k largest π",
        codes="return top_k(pi, K)",
        helpers=filled(TOP_K),
        settings=(setting(parts.spec, "model.k", "K"),),
    )


def k_sparse(parts: Parts) -> Rule:
    """The k largest of each example; k falls in training, and rises to αk for tests."""
    model = parts.model
    assert isinstance(model, KSparseSpec)
    start = max(model.k, min(model.k_start, model.features))
    in_use = min(round(model.alpha * model.k), model.features)
    return Rule(
        words="ReLU of the k largest π, of αk in tests",
        codes="return top_k(pi, K_IN_TESTS)",
        learning=filled(_LEARNING),
        follows=True,
        helpers="\n\n\n".join((filled(TOP_K), filled(_FALLING))),
        settings=(
            setting(parts.spec, "model.k", "K"),
            Setting("K_START", start, "features on at the start"),
            Setting("K_IN_TESTS", in_use, f"αk · features on in tests, α = {model.alpha:g}"),
        ),
    )
