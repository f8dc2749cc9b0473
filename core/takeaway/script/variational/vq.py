"""VQ-VAE: a code of entries from a codebook."""

from core.takeaway.script.model import rounded, setting
from core.takeaway.script.template import filled
from core.takeaway.script.variational.objective import Objective, Parts

_STATE = """
# Entries start at what the encoder gives for random examples, no two the same.
draws = stream("initialise/codebook")
rows = torch.randint(len(x), (ENTRIES,), generator=draws)
groups = torch.randint(GROUPS, (ENTRIES,), generator=draws)
$exactly
with torch.no_grad():
    vectors = self.encoder(x[rows]).unflatten(1, (GROUPS, -1))
$again
jitter = torch.randn(ENTRIES, LATENTS // GROUPS, generator=draws)
self.entries = vectors[torch.arange(ENTRIES), groups] + 0.01 * vectors.std() * jitter
self.sums, self.counts = self.entries.clone(), torch.ones(ENTRIES)
"""

_QUANTISED = '''
def quantised(self, x):
    """The encoder's vectors v [B, GROUPS, d], the entry e nearest to each, and which it is."""
    vectors = self.encoder(x).unflatten(1, (GROUPS, -1))
    # ‖v − e‖² without ‖v‖², which is the same for all entries
    distances = self.entries.square().sum(dim=1) - 2 * vectors.detach() @ self.entries.T
    nearest = distances.argmin(dim=-1)
    return vectors, self.entries[nearest], nearest
'''

_LOSSES = """
vectors, entries, nearest = self.quantised(x)
# Straight through: the entries, with the gradient of the vectors that they replace.
z = (vectors + (entries - vectors).detach()).flatten(1)
outputs = self.decoder(z)
$observe
distortion = -self.log_prob(x, outputs).mean()
commitment = COMMITMENT * (vectors - entries).square().sum() / len(x)
$follow
objective = distortion + commitment
return {"objective": objective, "reconstruction": distortion, "commitment": commitment}
"""

_FOLLOW = "self.follow(vectors.detach().flatten(0, 1), nearest.flatten(), noise)"

_MEANS = '''
@torch.no_grad()
def follow(self, vectors, nearest, noise):
    """Moves entries to the running means of the vectors that they stand for."""
    chosen = F.one_hot(nearest, ENTRIES).float()
    self.counts += (1 - MEMORY) * (chosen.sum(dim=0) - self.counts)
    self.sums += (1 - MEMORY) * (chosen.T @ vectors - self.sums)
    elsewhere = vectors[torch.randint(len(vectors), (ENTRIES,), generator=noise)]
    forgotten = self.counts < 0.01  # these are put where the data is
    self.sums[forgotten], self.counts[forgotten] = elsewhere[forgotten], 1.0
    total = self.counts.sum()
    smoothed = (self.counts + 1e-5) / (total + ENTRIES * 1e-5) * total
    self.entries = self.sums / smoothed[:, None]
'''

_MEASURE = '''
@torch.no_grad()
def measure(model, x, mean):
    """Of the test examples: D, R = GROUPS log ENTRIES, the fraction of variance unexplained, and
    the perplexity of the codebook: how many entries are in use, were all used alike."""
    model.eval()
    $given
    _, entries, nearest = model.quantised($shown)
    outputs = model.decoder(entries.flatten(1))
    distortion = -model.log_prob($shown, outputs).mean().item()
    rate = GROUPS * math.log(ENTRIES)
    shares = nearest.flatten().bincount(minlength=ENTRIES) / nearest.numel()
    error = (x - model.picture(outputs$knows)).square().sum()
    return {
        "reconstruction": distortion,
        "kl": rate,
        "elbo": -(distortion + rate),
        "fvu": (error / (x - mean).square().sum()).item(),
        "codebook_perplexity": torch.special.entr(shares).sum().exp().item(),
    }
'''


def vq(parts: Parts) -> Objective:
    """Nearest entries, which follow by running means."""
    spec, told = parts.spec, parts.told
    knobs = {
        "groups": "GROUPS",
        "codebook": "ENTRIES",
        "commitment": "COMMITMENT",
        "decay": "MEMORY",
    }
    follow = f"if self.training:\n    {_FOLLOW}" if parts.stops_early else _FOLLOW
    exactly = rounded(spec)
    return Objective(
        formula="D + β ‖v − e‖², by the encoder's vectors v, each replaced by",
        symbols="the nearest entry e of a codebook (van den Oord et al., 2017).",
        posterior=filled(_QUANTISED),
        losses=filled(_LOSSES, observe=told.observed("outputs"), follow=follow),
        measure=filled(
            _MEASURE,
            given=told.given_test(),
            shown=told.shown,
            knows=told.knows.format(x="x"),
        ),
        codes="LATENTS",
        settings=tuple(setting(spec, f"model.{knob}", name) for knob, name in knobs.items()),
        state=filled(
            _STATE,
            exactly="self.eval()  # in 32-bit products" if exactly else "",
            again="self.train()" if exactly else "",
        ),
        methods=filled(_MEANS),
    )
