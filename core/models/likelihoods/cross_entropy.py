"""Cross-entropy on grey pictures: what tutorials minimise."""

from core.models.likelihoods.base import LIKELIHOODS
from core.models.likelihoods.bernoulli import Bernoulli


@LIKELIHOODS.register("cross_entropy")
class CrossEntropy(Bernoulli):
    """Bernoulli's formula on grey x in [0, 1]: the tutorials' loss, not a likelihood.

    It does not integrate to one over x; its floor is the pixels' entropy, 45.5 nats on MNIST.
    """

    name = "cross_entropy"
    is_likelihood = False
    unit = "nats of cross-entropy, not a likelihood"
    binarise = False
