"""FC-WTA: each feature may fire on so many examples of a batch."""

from torch import Tensor

from core.models.base import DataInfo, Step
from core.models.sparse.base import VARIANTS, SparseAutoencoder
from core.models.sparse.batch_topk import batch_top_k
from core.models.sparse.topk import top_k
from core.spec import RunSpec
from core.spec.sparse.fc_wta import FCWTASpec


@VARIANTS.register("fc_wta")
class FCWTA(SparseAutoencoder):
    """In training each feature's p·B largest of a batch, ReLU; in use z = ReLU(π).

    Makhzani and Frey (2015), "Winner-take-all autoencoders", lifetime sparsity.
    """

    def __init__(self, spec: RunSpec, info: DataInfo) -> None:
        super().__init__(spec, info)
        assert isinstance(spec.model, FCWTASpec)
        self.rate = spec.model.rate

    def training_codes(self, pi: Tensor, step: Step) -> Tensor:
        if len(pi) == 1:  # the last of an epoch: best of one for every feature, so none is thinned
            return batch_top_k(pi, self.rate * self.latent_size)
        kept = max(1, round(self.rate * len(pi)))
        return top_k(pi.T, kept).T
