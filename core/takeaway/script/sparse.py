"""The sparse autoencoders as program text."""

from math import ceil, prod

from core.errors import BadInput
from core.spec import RunSpec
from core.spec.sparse import SparseSpec
from core.takeaway.script.model import PROGRESS, Model, setting
from core.takeaway.script.schedule import rise
from core.takeaway.script.template import Setting, filled

_CODE = '''
$schedule


class SparseAutoencoder(nn.Module):
    """Codes z of inputs x, and outputs x̂ made of them:

    π = $encoded, z = $rule, x̂ = $output.

    Row i of W_dec is atom d_i$lengths. Minimises $objective.
    """

    def __init__(self, x):
        super().__init__()
        start = torch.randn(FEATURES, $size, generator=stream("initialise/dictionary"))
        atoms = F.normalize(start, dim=1)
        self.W_enc = nn.Parameter(atoms.T.clone())  # tied to the atoms at the start only
        self.b_enc = nn.Parameter(torch.zeros(FEATURES))
        self.W_dec = nn.Parameter(atoms)
        self.b_dec = nn.Parameter($start)
        $state

    def encode(self, x):
        $encode

    def decode(self, z):
        $decode

    def losses(self, x$progress):
        $losses

    $methods
'''

_TOP_K = """
largest, where = pi.topk(K, dim=1)
return torch.zeros_like(pi).scatter(1, where, largest.relu())
"""

_COUNT = """
if self.training:
    self.unfired += len(x)
    self.unfired[(z > 0).any(dim=0)] = 0
"""

_AUXK = '''
def auxk(self, pi, residual):
    """How badly the dead features alone explain what the living leave over (Gao et al., 2024):
    the error of decoding their $size largest π, by the residual's variance."""
    dead = self.unfired >= DEAD_WINDOW
    if not dead.any():
        return torch.zeros(())
    largest, where = pi.masked_fill(~dead, -torch.inf).topk($size, dim=1)
    z = torch.zeros_like(pi).scatter(1, where, largest.relu())
    error = (residual - z @ self.W_dec).square().sum(dim=1).mean()
    variance = (residual - residual.mean(dim=0)).square().sum(dim=1).mean()
    return (dead.sum() / $size).clamp(max=1) * error / variance
'''

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
    for some in x.split(1000):
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
    """The text for a sparse run; BadInput where its rule has none yet."""
    model = spec.model
    assert isinstance(model, SparseSpec)
    _refuse(spec, model)
    linear, unit, auxk = (
        model.output == "linear",
        model.decoder_norm == "unit",
        model.revive == "auxk",
    )
    size = prod(spec.dataset.shape)
    price, schedule, more = _price(spec)
    rises = bool(schedule)
    largest = min(ceil(size / 2), model.features)
    features = setting(spec, "model.features", "FEATURES")
    window = (setting(spec, "model.dead_window", "DEAD_WINDOW"),) if auxk else ()
    kept = (setting(spec, "model.k", "K"),) if model.variant == "topk" else ()
    code = filled(
        _CODE,
        schedule=schedule,
        encoded="(x − b_dec) W_enc + b_enc" if linear else "x W_enc + b_enc",
        rule="ReLU(π)" if model.variant != "topk" else "ReLU of the k largest π",
        output="z W_dec + b_dec" if linear else "sigmoid(z W_dec + b_dec)",
        lengths=", of length 1" if unit else "",
        objective=_formula(model, linear),
        size=str(size),
        start="x.mean(dim=0)" if linear else "x.mean(dim=0).clamp(0.001, 0.999).logit()",
        state="self.unfired = torch.zeros(FEATURES)  # examples since each was last on"
        if auxk
        else "",
        encode=_encode(model, linear, auxk),
        decode="return z @ self.W_dec + self.b_dec" + ("" if linear else "  # logits"),
        progress=", progress" if rises else "",
        losses=_losses(model, linear, auxk, price),
        methods="\n\n".join(
            filter(None, (_methods(model, linear, auxk, largest), filled(_PROJECT) if unit else ""))
        ),
    )
    measure = filled(
        _MEASURE,
        final=" at the last sparsity weight" if rises else "",
        end=", 1.0" if rises else "",
        picture="model.decode(z)" if linear else "model.decode(z).sigmoid()",
        threshold="0.1" if model.variant == "l2" else "0",
    )
    return Model(
        name="SparseAutoencoder",
        settings=(features, *kept, *more, *window),
        code=code,
        measure=measure,
        arguments=(PROGRESS,) if rises else (),
        before="project_gradient" if unit else "",
        after="normalise" if unit else "",
    )


def _refuse(spec: RunSpec, model: SparseSpec) -> None:
    if model.variant not in ("none", "l1", "l2", "topk"):
        raise BadInput(
            f"There is no code for the sparsity rule {type(model).title} yet; there is for L1, L2, "
            "TopK and none."
        )
    if model.revive == "resample":
        raise BadInput(
            "There is no code for resampled features yet; there is for AuxK and for none revived."
        )
    if model.output == "sigmoid" and spec.dataset.scale == "unit":
        raise BadInput(
            "There is no code for a sigmoid output on scaled inputs yet; there is for "
            'dataset.scale "none".'
        )


def _price(spec: RunSpec) -> tuple[str, str, tuple[Setting, ...]]:
    """λ as the program names it, the text of its rise, and settings; "" without a penalty."""
    if not hasattr(spec.model, "weight"):
        return "", "", ()
    weight = setting(spec, "model.weight", "WEIGHT")
    text, more = rise(spec, "linear", "model.warmup", "weight", "WEIGHT")
    return ("weight(progress)" if text else "WEIGHT"), text, (weight, *more)


def _formula(model: SparseSpec, linear: bool) -> str:
    error = "‖x − x̂‖²" if linear else "the cross-entropy of x̂ with grey x"
    atoms = "‖d_i‖" if _by_length(model) else ""
    penalty = {"l1": f" + λ Σ z_i{atoms}", "l2": " + λ Σ z_i²"}.get(model.variant, "")
    auxk = " + AuxK / 32" if model.revive == "auxk" else ""
    return f"{error}{penalty}{auxk}"


def _by_length(model: SparseSpec) -> bool:
    """Whether L1 charges for the lengths of atoms too; those kept at 1 change nothing."""
    return model.decoder_norm == "free" and getattr(model, "charge", "") == "contribution"


def _codes(model: SparseSpec) -> str:
    return filled(_TOP_K) if model.variant == "topk" else "return pi.relu()"


def _pi(linear: bool) -> str:
    return f"{'(x - self.b_dec)' if linear else 'x'} @ self.W_enc + self.b_enc"


def _encode(model: SparseSpec, linear: bool, auxk: bool) -> str:
    if auxk:
        return "return self.codes(self.pre_activations(x))"
    if model.variant == "topk":
        return f"pi = {_pi(linear)}\n{_codes(model)}"
    return f"return ({_pi(linear)}).relu()"


def _methods(model: SparseSpec, linear: bool, auxk: bool, largest: int) -> str:
    """What encoding is made of, where the losses need more of it than codes."""
    if not auxk:
        return ""
    pi = f"def pre_activations(self, x):\n    return {_pi(linear)}"
    codes = filled("def codes(self, pi):\n    $lines", lines=_codes(model))
    return "\n\n".join((pi, codes, filled(_AUXK, size=str(largest))))


def _losses(model: SparseSpec, linear: bool, auxk: bool, price: str) -> str:
    output = "y" if linear else "logits"
    error = (
        f"({output} - x).square().sum(dim=1).mean()"
        if linear
        else 'F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)'
    )
    lengths = "(z @ self.W_dec.norm(dim=1))" if _by_length(model) else "z.sum(dim=1)"
    costs = {"l1": f"{price} * {lengths}.mean()", "l2": f"{price} * z.square().sum(dim=1).mean()"}
    terms = {"reconstruction": error}
    if model.variant in costs:
        terms["sparsity"] = costs[model.variant]
    if auxk:
        residual = "x - y" if linear else "x - logits.sigmoid()"
        terms["auxk"] = f"self.auxk(pi, ({residual}).detach()) / 32"
    lines = (
        ["pi = self.pre_activations(x)", "z = self.codes(pi)"] if auxk else ["z = self.encode(x)"]
    )
    lines += [filled(_COUNT)] if auxk else []
    lines += [f"{output} = self.decode(z)", *(f"{name} = {value}" for name, value in terms.items())]
    lines += [_returned(tuple(terms))]
    return "\n".join(lines)


def _returned(terms: tuple[str, ...]) -> str:
    if len(terms) == 1:
        return f'return {{"objective": {terms[0]}, "{terms[0]}": {terms[0]}}}'
    named = ", ".join(f'"{name}": {name}' for name in terms)
    return f'objective = {" + ".join(terms)}\nreturn {{"objective": objective, {named}}}'
