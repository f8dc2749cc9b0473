"""The variational autoencoders as program text: what they share; a file a kind of objective."""

from collections.abc import Callable

from core.errors import BadInput
from core.spec import RunSpec
from core.spec.variational import VariationalSpec
from core.spec.variational.priced import PricedSpec
from core.takeaway.script.likelihoods import likelihood
from core.takeaway.script.model import PROGRESS, Model, setting
from core.takeaway.script.network import network
from core.takeaway.script.schedule import rise
from core.takeaway.script.template import Setting, filled
from core.takeaway.script.variational.beta_tc import beta_tc
from core.takeaway.script.variational.dip import dip_i, dip_ii
from core.takeaway.script.variational.factor import factor
from core.takeaway.script.variational.iwae import iwae
from core.takeaway.script.variational.objective import Objective, Parts
from core.takeaway.script.variational.prices import beta, capacity, free_bits
from core.takeaway.script.variational.sparse_vae import sparse_vae
from core.takeaway.script.variational.vq import vq

OBJECTIVES: dict[str, Callable[[Parts], Objective]] = {
    "beta": beta,
    "capacity": capacity,
    "free_bits": free_bits,
    "beta_tc": beta_tc,
    "factor": factor,
    "dip_i": dip_i,
    "dip_ii": dip_ii,
    "iwae": iwae,
    "vq": vq,
    "sparse": sparse_vae,
}
"""The objectives that there is text for, by their names in the specification."""

_CODE = '''
$helpers


$network


$own


$schedule


class VAE(nn.Module):
    """Minimises $objective

    $symbols
    """

    def __init__(self, x):
        super().__init__()
        self.encoder = $encoder
        self.decoder = $decoder
        $start
        $learned
        $state

    $posterior

    def losses(self, x, noise$progress):
        $losses

    $likelihood

    $methods
'''


def variational(spec: RunSpec) -> Model:
    """The text for a variational run; BadInput where its objective has none."""
    model = spec.model
    assert isinstance(model, VariationalSpec)
    if model.objective not in OBJECTIVES:
        known = ", ".join(OBJECTIVES)
        raise BadInput(
            f"There is no code for the objective {model.objective} yet; there is for {known}."
        )
    told = likelihood(spec)
    price, schedule, settings, settled = _price(spec)
    objective = OBJECTIVES[model.objective](Parts(spec, told, price))
    nets = network(spec, objective.codes, "LATENTS", told.heads)
    progress = bool(schedule) or objective.follows
    code = filled(
        _CODE,
        helpers=told.helpers,
        network=nets.code,
        own=objective.helpers,
        schedule=schedule,
        objective=objective.formula,
        symbols=objective.symbols,
        encoder=nets.encoder,
        decoder=nets.decoder,
        start=told.start_lines(nets.bias),
        learned=told.state,
        state=objective.state,
        posterior=objective.posterior,
        progress=", progress" if progress else "",
        losses=objective.losses,
        likelihood=told.methods,
        methods=objective.methods,
    )
    latents = setting(spec, "model.latent_dim", "LATENTS")
    return Model(
        name="VAE",
        settings=(latents, *settings, *objective.settings, *nets.settings, *told.settings),
        code=code,
        measure=objective.measure,
        arguments=("noise", *((PROGRESS,) if progress else ())),
        given=told.given,
        pixels=told.pixels,
        part=told.part,
        after=objective.after,
        trained=objective.trained,
        settled=settled,
    )


def _price(spec: RunSpec) -> tuple[str, str, tuple[Setting, ...], str]:
    """β, or the capacity, as the program names it; the text of its rise, settings, and when it has
    risen."""
    model = spec.model
    assert isinstance(model, VariationalSpec)
    if model.objective == "capacity":
        text, more, settled = rise(spec, "linear", "model.share", "capacity", "CAPACITY")
        name = "capacity(progress)" if text else "CAPACITY"
        return name, text, (setting(spec, "model.capacity", "CAPACITY"), *more), settled
    if not isinstance(model, PricedSpec):
        return "", "", (), ""
    price = setting(spec, "model.beta", "BETA")
    kind = model.schedule.kind
    if kind == "constant":
        return "BETA", "", (price,), ""
    share = "model.schedule.ramp" if kind == "cyclical" else "model.schedule.share"
    text, more, settled = rise(spec, kind, share, "beta", "BETA")
    return ("beta(progress)" if text else "BETA"), text, (price, *more), settled
