"""The plain autoencoder as program text."""

from core.spec import RunSpec
from core.takeaway.script.likelihoods import likelihood
from core.takeaway.script.model import Model, setting
from core.takeaway.script.network import network
from core.takeaway.script.template import filled

_CODE = '''
$helpers


$network


class Autoencoder(nn.Module):
    """Minimises $cost: a narrow code is the only constraint."""

    def __init__(self, x):
        super().__init__()
        self.encoder = $encoder
        self.decoder = $decoder
        $start
        $state

    def losses(self, x):
        outputs = self.decoder(self.encoder(x))
        $observe
        loss = -self.log_prob(x, outputs).mean()
        return {"objective": loss, "reconstruction": loss}

    $methods
'''

_MEASURE = '''
@torch.no_grad()
def measure(model, x, mean):
    """Of the test examples: the loss, and the fraction of variance unexplained."""
    $given
    model.eval()
    outputs = model.decoder(model.encoder($shown))
    loss = -model.log_prob($shown, outputs).mean()
    error = (x - model.picture(outputs$knows)).square().sum()
    return {
        "reconstruction": loss.item(),
        "fvu": (error / (x - mean).square().sum()).item(),
    }
'''


def plain(spec: RunSpec) -> Model:
    """The text for a plain run; BadInput where its likelihood has none."""
    told = likelihood(spec)
    nets = network(spec, "LATENTS", "LATENTS", told.heads)
    code = filled(
        _CODE,
        helpers=told.helpers,
        network=nets.code,
        cost="−log p(x | decoder(encoder(x)))",
        encoder=nets.encoder,
        decoder=nets.decoder,
        start=told.start_lines(nets.bias),
        state=told.state,
        observe=told.observed("outputs"),
        methods=told.methods,
    )
    return Model(
        name="Autoencoder",
        settings=(setting(spec, "model.latent_dim", "LATENTS"), *nets.settings, *told.settings),
        code=code,
        measure=filled(
            _MEASURE,
            given=told.given_test(),
            shown=told.shown,
            knows=told.knows.format(x="x"),
        ),
        given=told.given,
        pixels=told.pixels,
        part=told.part,
    )
