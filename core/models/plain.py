"""The plain autoencoder: a narrow code is its only constraint."""

from torch import Tensor

from core.models.base import DataInfo, Export, Model, Step, encoder_json
from core.models.decoding import export_decoder
from core.models.likelihoods import build_likelihood
from core.models.pair import decoder_for, encoder_for
from core.rows import column_mean, dense
from core.spec import RunSpec
from core.spec.plain import PlainSpec


class PlainAutoencoder(Model):
    """Minimises −log p(x | decoder(encoder(x))); the decoder mirrors the encoder's layers."""

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__()
        settings = spec.model
        assert isinstance(settings, PlainSpec)
        self.encoder = encoder_for(spec, info, settings.latent_dim)
        self.likelihood = build_likelihood(settings.likelihood)
        self.decoder = decoder_for(spec, info, settings.latent_dim, self.likelihood.heads)
        self.binarise = self.likelihood.binarise
        self.dequantise = self.likelihood.dequantise
        self.latent_size = settings.latent_dim
        self.shape = info.shape

    def terms(self, x: Tensor, step: Step) -> dict[str, Tensor]:
        return self.told(x, self.decoder(self.encoder(x)), step)

    def told(self, x: Tensor, params: Tensor, step: Step) -> dict[str, Tensor]:
        """`terms` of a batch x [B, D] for which the decoder gave these params [B, heads·D]."""
        if not self.likelihood.takes_compressed:
            x = dense(x)
        if step.training:
            self.likelihood.observe(x, params)
        reconstruction = -self.likelihood.log_prob(x, params).mean()
        return {
            "objective": reconstruction,
            "reconstruction": reconstruction.detach(),
            **self.likelihood.monitors(),
            **self.likelihood.measures(x, reconstruction.detach()),
        }

    def encode(self, x: Tensor) -> Tensor:
        code: Tensor = self.encoder(x)
        return code

    def decode(self, z: Tensor) -> Tensor:
        return self.likelihood.mean(self.decoder(z))

    def expected(self, z: Tensor, x: Tensor) -> Tensor:
        return self.likelihood.mean_given(self.decoder(z), x)

    def initialise_from(self, x: Tensor) -> None:
        self.likelihood.initialise_from(x)
        self.decoder.bias.data.copy_(self.likelihood.params_of_mean(column_mean(x)))

    def expect_compressed(self) -> None:
        self.encoder.expect_compressed()

    def encoder_export(self) -> Export:
        layers, tensors = self.encoder.export()
        json = encoder_json(
            self.encoder.inputs,
            layers,
            kind=self.encoder.kind,
            head="code",
            rule="identity",
            latent_size=self.latent_size,
        )
        return Export(json, tensors)

    def decoder_export(self) -> Export:
        return export_decoder(
            self.decoder, self.likelihood, self.shape, self.latent_size, self.encoder.inputs
        )
