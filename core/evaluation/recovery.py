"""How well a learned dictionary is the true one, where the data was made from a known one."""

import torch
import torch.nn.functional as F
from torch import Tensor


def cosines(learned: Tensor, true: Tensor) -> Tensor:
    """Cosine of every true atom with every learned one: [M, D], [A, D] → float64 [A, M].

    An atom of length zero has cosine 0 with everything.
    """
    return F.normalize(true.double(), dim=1) @ F.normalize(learned.double(), dim=1).T


def mmcs(learned: Tensor, true: Tensor) -> float:
    """Mean over true atoms of the largest cosine with a learned atom (Sharkey et al., 2022).

    Signed: an atom learned upside down is not found. Several true atoms may have the same best
    learned one, so 1 does not say that the dictionaries are equal. learned [M, D], true [A, D].
    """
    return float(cosines(learned, true).amax(dim=1).mean())


def mcc(learned: Tensor, true: Tensor) -> float:
    """Mean |cosine| of true atoms with learned ones, paired one to one as well as can be.

    The pairing is the Hungarian one; true atoms that find no partner, because fewer were learned,
    count as 0. learned [M, D], true [A, D].
    """
    from scipy.optimize import linear_sum_assignment

    similarity = cosines(learned, true).abs()
    rows, columns = linear_sum_assignment(similarity.cpu().numpy(), maximize=True)
    found = similarity[torch.as_tensor(rows), torch.as_tensor(columns)]
    return float(found.sum() / len(true))
