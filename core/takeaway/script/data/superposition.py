"""Sums of a few known atoms, as program text."""

from core.spec import RunSpec
from core.takeaway.script.data.base import Data, data_seed, watches
from core.takeaway.script.template import filled

_SUPERPOSITION = '''
def draw(count, generator):
    """x = z · atoms: each of $atoms known atoms fires with chance $probability, at a strength from
    $low to $high."""
    firing = torch.rand(count, len(ATOMS), generator=generator) < $probability
    strengths = $low + $span * torch.rand(count, len(ATOMS), generator=generator)
    $correlated
    return (firing * strengths) @ ATOMS


ATOMS = F.normalize(torch.randn($atoms, $dimension, generator=stream("atoms", DATA_SEED)), dim=1)


def load_data():
    """$use, and $test to test on: [N, $dimension]."""
    sizes = {$sizes}
    return [draw(n, stream(f"superposition/{part}", DATA_SEED)) for part, n in sizes.items()]
'''

_CORRELATED = """
# With chance $correlation an atom does what its neighbour before it does, which may do the same.
decides = torch.rand(count, len(ATOMS), generator=generator) >= $correlation
decides[:, 0] = True
follows = torch.where(decides, torch.arange(len(ATOMS)), 0).cummax(dim=1).values
firing = firing.gather(1, follows)
"""


def superposition(spec: RunSpec) -> Data:
    """Drawn from known atoms; by default anew for every step."""
    data = spec.dataset
    low, high = data.magnitude
    test = data.entry.bundled.test
    drawn = f"{data.train_size:,} examples"
    sizes = {"train": data.train_size, "test": test}
    if watches(spec):
        sizes = {"train": data.train_size, "validation": data.validation_size, "test": test}
    code = filled(
        _SUPERPOSITION,
        atoms=str(data.atoms),
        probability=f"{data.probability!r}",
        low=f"{low:g}",
        high=f"{high:g}",
        span=f"{high - low!r}",
        correlated=filled(_CORRELATED, correlation=f"{data.correlation!r}")
        if data.correlation
        else "",
        dimension=str(data.dimension),
        use=f"{drawn} to tell mean and scale" if data.fresh else f"{drawn} to train on",
        test=f"{test:,}",
        sizes=", ".join(f'"{part}": {count:_}' for part, count in sizes.items()),
    )
    return Data(code, (data_seed(spec),), fresh=data.fresh)
