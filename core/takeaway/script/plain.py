"""The plain autoencoder as program text."""

from math import prod

from core.spec import RunSpec
from core.takeaway.script.likelihoods import likelihood
from core.takeaway.script.model import Model, setting
from core.takeaway.script.network import network, sizes
from core.takeaway.script.template import filled

_CODE = '''
$helpers


$mlp


class Autoencoder(nn.Module):
    """Minimises $cost: a narrow code is the only constraint."""

    def __init__(self, x):
        super().__init__()
        self.encoder = mlp(($size, ${hidden}LATENTS), "encoder")
        self.decoder = mlp((LATENTS, $mirrored$outputs), "decoder")
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
    error = (x - model.picture(outputs)).square().sum()
    return {
        "reconstruction": loss.item(),
        "fvu": (error / (x - mean).square().sum()).item(),
    }
'''


def plain(spec: RunSpec) -> Model:
    """The text for a plain run; BadInput where its likelihood or network has none yet."""
    told = likelihood(spec)
    mlp, hidden = network(spec)
    outer, inner = sizes(spec)
    size = prod(spec.dataset.shape)
    code = filled(
        _CODE,
        helpers=told.helpers,
        mlp=mlp,
        cost="−log p(x | decoder(encoder(x)))",
        size=str(size),
        hidden=outer,
        mirrored=inner,
        outputs=str(told.heads * size),
        start=told.start_lines(),
        state=told.state,
        observe=observed(told.observe, "outputs"),
        methods=told.methods,
    )
    return Model(
        name="Autoencoder",
        settings=(setting(spec, "model.latent_dim", "LATENTS"), *hidden, *told.settings),
        code=code,
        measure=filled(_MEASURE, given=told.given_test(), shown=told.shown),
        given=told.given,
    )


def observed(method: str, outputs: str) -> str:
    """The lines in which the likelihood learns from a training batch, if it does."""
    return f"if self.training:\n    {method}(x, {outputs})" if method else ""
