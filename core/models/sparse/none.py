"""No sparsity rule: the ordinary wide autoencoder."""

from core.models.sparse.base import VARIANTS, SparseAutoencoder


@VARIANTS.register("none")
class NoPenalty(SparseAutoencoder):
    """z = ReLU(π), no penalty. With a sigmoid output and free atoms, the seed's own listing."""
