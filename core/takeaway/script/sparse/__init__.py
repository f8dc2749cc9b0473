"""The sparse autoencoders as program text: what they share; a file here for each kind of rule."""

from collections.abc import Callable
from math import prod

from core.errors import BadInput
from core.spec import RunSpec
from core.spec.sparse import SparseSpec
from core.takeaway.script.model import PROGRESS, Model, rounded, setting
from core.takeaway.script.network import AFFINE, at_once
from core.takeaway.script.schedule import rise
from core.takeaway.script.sparse import dead
from core.takeaway.script.sparse.batch_topk import batch_topk, fc_wta, matryoshka
from core.takeaway.script.sparse.gated import gated
from core.takeaway.script.sparse.jumprelu import jumprelu
from core.takeaway.script.sparse.kl import kl
from core.takeaway.script.sparse.penalties import l1, l2, none
from core.takeaway.script.sparse.rule import TOP_K, Parts, Rule
from core.takeaway.script.sparse.topk import k_sparse, topk
from core.takeaway.script.template import Setting, filled

RULES: dict[str, Callable[[Parts], Rule]] = {
    "none": none,
    "l1": l1,
    "l2": l2,
    "kl": kl,
    "k_sparse": k_sparse,
    "fc_wta": fc_wta,
    "topk": topk,
    "batch_topk": batch_topk,
    "jumprelu": jumprelu,
    "gated": gated,
    "matryoshka": matryoshka,
}
"""The rules that there is text for, by their names in the specification."""

_CODE = '''
$helpers


class SparseAutoencoder(nn.Module):
    """Codes z of inputs x, and outputs x̂ made of them:

    π = $encoded,
    z = $rule,
    x̂ = $output.

    Row i of W_dec is atom d_i$lengths. Minimises $error
    $costs
    """

    def __init__(self, x):
        super().__init__()
        $scaled
        start = torch.randn(FEATURES, $size, generator=stream("initialise/dictionary"))
        atoms = F.normalize(start, dim=1)
        self.W_enc = nn.Parameter(atoms.T.clone())  # tied to the atoms at the start only
        self.b_enc = nn.Parameter(torch.zeros(FEATURES))
        self.W_dec = nn.Parameter(atoms)
        self.b_dec = nn.Parameter($start)
        $state

    $codes

    def decode(self, z):
        $decode

    def losses(self, x$progress):
        $losses

    $methods
'''

_WHOLE = """
def encode(self, x):
    pi = $pi
    $codes
"""

_SPLIT = """
def pre_activations(self, x):
    return $pi

def codes(self, pi):
    $codes

$learning

def encode(self, x):
    return self.codes(self.pre_activations(x))
"""

_PROJECT = '''
@torch.no_grad()
def project_gradient(self):
    """Takes from each atom's gradient the part along it, which would change its length."""
    along = (self.W_dec.grad * self.W_dec).sum(dim=1, keepdim=True)
    self.W_dec.grad -= along * self.W_dec

@torch.no_grad()
def normalise(self):
    """Puts every atom back to length 1."""
    self.W_dec /= self.W_dec.norm(dim=1, keepdim=True)
'''

_MEASURE = '''
@torch.no_grad()
def measure(model, x, mean):
    """Of the test examples: the losses$final,
    the fraction of variance unexplained, features on an example (L0), share of dead features."""
    model.eval()
    sums, error, fired = Counter(), 0.0, 0
    for some in x.split($rows):
        losses = model.losses(some$end)
        sums.update({name: value.item() * len(some) for name, value in losses.items()})
        z = model.encode(some)
        error += (some - $picture).square().sum().item()
        fired += (z > $threshold).sum(dim=0)
    return {name: value / len(x) for name, value in sums.items()} | {
        "fvu": error / (x - mean).square().sum().item(),
        "l0": fired.sum().item() / len(x),
        "dead": (fired == 0).float().mean().item(),
    }
'''


def sparse(spec: RunSpec) -> Model:
    """The text for a sparse run; BadInput where its rule has none."""
    model = spec.model
    assert isinstance(model, SparseSpec)
    if model.variant not in RULES:
        known = ", ".join(RULES)
        raise BadInput(
            f"There is no code for the sparsity rule {model.variant} yet; there is for {known}."
        )
    price, schedule, more, settled = _price(spec)
    parts = Parts(spec, price)
    rule = RULES[model.variant](parts)
    progress = bool(schedule) or rule.follows
    revived = model.revive != "none"
    state = (rule.state, dead.STATE if revived else "")
    unit = filled(_PROJECT) if parts.unit else ""
    code = filled(
        _CODE,
        helpers=_helpers(parts, rule, schedule),
        encoded=_encoded(parts),
        rule=rule.words,
        output="z W_dec + b_dec" if parts.linear else "sigmoid(z W_dec + b_dec)",
        lengths=", of length 1" if parts.unit else "",
        error=f"{'‖x − x̂‖²' if parts.linear else 'the cross-entropy of x̂ with grey x'}"
        + ("" if rule.cost or model.revive == "auxk" else "."),
        costs=_costs(parts, rule),
        scaled="self.scaled = scaler(x)" if _scales_itself(parts) else "",
        size=str(prod(spec.dataset.shape)),
        start="x.mean(dim=0)" if parts.linear else "x.mean(dim=0).clamp(0.001, 0.999).logit()",
        state="\n".join(filter(None, state)),
        codes=_codes(parts, rule),
        decode=f"return {parts.affine('z', 'self.W_dec', 'self.b_dec')}"
        + ("" if parts.linear else "  # logits"),
        progress=", progress" if progress else "",
        losses=_losses(parts, rule),
        methods="\n\n".join(filter(None, (rule.methods, dead.methods(parts, rule), unit))),
    )
    measure = filled(
        _MEASURE,
        final=" at the last sparsity weight" if schedule else "",
        rows=str(min(1000, at_once(spec))),
        end=", 1.0" if progress else "",
        picture="model.decode(z)" if parts.linear else "model.decode(z).sigmoid()",
        threshold=rule.threshold,
    )
    features = setting(spec, "model.features", "FEATURES")
    return Model(
        name="SparseAutoencoder",
        settings=(features, *more, *rule.settings, *dead.settings(parts)),
        code=code,
        measure=measure,
        arguments=(PROGRESS,) if progress else (),
        before="model.project_gradient()" if parts.unit else "",
        after="\n".join(filter(None, ("model.normalise()" if parts.unit else "", rule.after))),
        restart=dead.every(parts),
        settled=settled,
    )


def scales_outside(spec: RunSpec) -> bool:
    """Whether all examples are scaled before the model sees them."""
    return (
        isinstance(spec.model, SparseSpec)
        and spec.dataset.scale == "unit"
        and spec.model.output == "linear"
    )


def _scales_itself(parts: Parts) -> bool:
    """A sigmoid's outputs are held against x as it is; the encoder wants it scaled."""
    return not parts.linear and parts.spec.dataset.scale == "unit"


def _price(spec: RunSpec) -> tuple[str, str, tuple[Setting, ...], str]:
    """λ as the program names it, the text of its rise, settings, and when it has risen."""
    if getattr(spec.model, "target_l0", None) is not None:
        size = prod(spec.dataset.shape)
        weight = Setting("WEIGHT", float(size), "D · what missing L0* by as much costs")
    elif hasattr(spec.model, "weight"):
        weight = setting(spec, "model.weight", "WEIGHT")
    else:
        return "", "", (), ""
    text, more, settled = rise(spec, "linear", "model.warmup", "weight", "WEIGHT")
    return ("weight(progress)" if text else "WEIGHT"), text, (weight, *more), settled


def _helpers(parts: Parts, rule: Rule, schedule: str) -> str:
    """Functions before the class."""
    top_k, own = filled(TOP_K), rule.helpers
    if parts.model.revive == "auxk" and top_k not in own:
        own = f"{own}\n\n\n{top_k}".strip()
    affine = filled(AFFINE) if rounded(parts.spec) else ""
    return "\n\n\n".join(filter(None, (schedule, affine, own)))


def _encoded(parts: Parts) -> str:
    if parts.linear:
        return "(x − b_dec) W_enc + b_enc"
    return f"{'scaled x' if _scales_itself(parts) else 'x'} W_enc + b_enc"


def _costs(parts: Parts, rule: Rule) -> str:
    """What is added to the error, in words."""
    costs = filter(None, (rule.cost, "AuxK / 32" if parts.model.revive == "auxk" else ""))
    words = " + ".join(costs)
    return f"+ {words}." if words else ""


def _codes(parts: Parts, rule: Rule) -> str:
    """The methods from inputs to codes: one, where the losses need no more."""
    x = "x - self.b_dec" if parts.linear else "self.scaled(x)" if _scales_itself(parts) else "x"
    pi = parts.affine(x, "self.W_enc", "self.b_enc")
    template = _SPLIT if _needs_pi(parts, rule) else _WHOLE
    return filled(template, pi=pi, codes=rule.codes, learning=rule.learning)


def _needs_pi(parts: Parts, rule: Rule) -> bool:
    special = rule.learning or rule.taken or rule.reads_pi
    return bool(special) or parts.model.revive == "auxk"


def _losses(parts: Parts, rule: Rule) -> str:
    """The lines of `losses`."""
    y = "y" if parts.linear else "logits"
    revive = parts.model.revive
    lines = ["z = self.encode(x)"]
    if _needs_pi(parts, rule):
        progress = ", progress" if rule.follows else ""
        learned = f"self.training_codes(pi{progress}) if self.training else self.codes(pi)"
        usual = f"z = {learned}" if rule.learning else "z = self.codes(pi)"
        lines = ["pi = self.pre_activations(x)", rule.taken or usual]
    if revive != "none":
        lines.append(filled(dead.COUNTING, threshold=rule.threshold))
    lines.append(f"{y} = self.decode(z)")
    lines.append(f"reconstruction = {parts.error(y)}")
    lines.append(rule.lines)
    terms = dict(rule.terms)
    if revive == "auxk":
        residual = "x - y" if parts.linear else "x - logits.sigmoid()"
        terms["auxk"] = f"self.auxk(pi, ({residual}).detach()) / 32"
    lines += [f"{name} = {value}" for name, value in terms.items() if value]
    lines.append(_returned(("reconstruction", *terms)))
    return "\n".join(filter(None, lines))


def _returned(terms: tuple[str, ...]) -> str:
    if len(terms) == 1:
        return f'return {{"objective": {terms[0]}, "{terms[0]}": {terms[0]}}}'
    named = "".join(f'\n    "{name}": {name},' for name in terms)
    whole = f'return {{"objective": objective,{named.replace(chr(10) + "   ", "")}'
    if len(whole) < 88:
        returned = whole.removesuffix(",") + "}"
    else:
        returned = f'return {{\n    "objective": objective,{named}\n}}'
    return f"objective = {' + '.join(terms)}\n{returned}"
