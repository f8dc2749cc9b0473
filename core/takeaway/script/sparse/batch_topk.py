"""Rules by which a number of features stay on over a batch: BatchTopK, Matryoshka, FC-WTA."""

from core.spec.sparse.fc_wta import FCWTASpec
from core.spec.sparse.matryoshka import MatryoshkaSpec
from core.takeaway.script.model import last_alone, setting
from core.takeaway.script.sparse.rule import TOP_K, Parts, Rule
from core.takeaway.script.template import Setting, filled

_BATCH_TOP_K = '''
def training_codes(self, pi):
    """As many as k an example, the largest of the whole batch."""
    z = top_k(pi.reshape(1, -1), K * len(pi)).reshape(pi.shape)
    self.track_threshold(z[z > 0].detach())
    return z

def track_threshold(self, kept):
    """Follows the smallest code kept: its mean so far, later with a memory of 100 batches."""
    self.batches += 1
    if len(kept):
        share = max(1 / self.batches, 0.01)
        self.threshold += share * (kept.min() - self.threshold)
'''

_NESTED = """
nested = 0.0
for end in PREFIXES:  # the first so many features must do on their own
    y_of_some = $decoded
    error = $error
    nested = nested + error
"""

_LIFETIME = '''
def training_codes(self, pi):
    """Each feature on the examples of the batch that excite it most."""
    $alone
    return top_k(pi.T, max(1, round(RATE * len(pi)))).T
'''

_ALONE = """
if len(pi) == 1:  # the last of an epoch: with nothing to choose from, features compete
    return top_k(pi, int(RATE * FEATURES))
"""


def batch_topk(parts: Parts) -> Rule:
    """k an example on average over a batch; in tests a threshold, so no example sees another."""
    return Rule(
        words="ReLU of the kB largest π of a batch of B, in tests of π above a threshold",
        codes="return pi * (pi > self.threshold)",
        learning=filled(_BATCH_TOP_K),
        helpers=filled(TOP_K),
        settings=(setting(parts.spec, "model.k", "K"),),
        state="self.threshold, self.batches = torch.zeros(()), 0",
    )


def matryoshka(parts: Parts) -> Rule:
    """BatchTopK whose error is summed over nested parts of the dictionary."""
    rule, model = batch_topk(parts), parts.model
    assert isinstance(model, MatryoshkaSpec)
    sizes = {max(1, int(share * model.features)) for share in model.prefixes}
    smaller = sorted(sizes - {model.features})
    if not smaller:
        return rule
    decoded = parts.affine("z[:, :end]", "self.W_dec[:end]", "self.b_dec")
    return Rule(
        words=rule.words,
        codes=rule.codes,
        learning=rule.learning,
        helpers=rule.helpers,
        state=rule.state,
        cost="the same error of the first features alone, for each of PREFIXES",
        lines=filled(_NESTED, decoded=decoded, error=parts.error("y_of_some")),
        terms={"nested": ""},
        settings=(
            *rule.settings,
            Setting("PREFIXES", smaller, "nested parts, in features, beside all of them"),
        ),
    )


def fc_wta(parts: Parts) -> Rule:
    """In training each feature's largest of a batch; in tests ReLU."""
    assert isinstance(parts.model, FCWTASpec)
    return Rule(
        words="ReLU(π), in training of each feature's pB largest in a batch of B",
        learning=filled(_LIFETIME, alone=filled(_ALONE) if last_alone(parts.spec) else ""),
        helpers=filled(TOP_K),
        settings=(setting(parts.spec, "model.rate", "RATE"),),
    )
