"""Shapes drawn from known factors, as program text."""

from core.spec import RunSpec
from core.takeaway.script.data.base import Data, about, data_seed, watches
from core.takeaway.script.template import filled, paragraph

_SPRITES = '''
def stamps():
    """Each shape at each scale and orientation, [3, 6, 16, 17, 17]: the share of a pixel inside."""
    fine = (np.arange(17 * 8) + 0.5) / 8 - 17 / 2  # eight points along a side of a pixel
    right, up = np.meshgrid(fine, -fine)
    found = np.zeros((3, 6, 16, 17, 17), np.float32)
    for shape, scale, orientation in np.ndindex(3, 6, 16):
        angle = 2 * np.pi * (orientation % SYMMETRY[shape]) / 16
        radius = 4 + 4 * scale / 5
        u = (np.cos(angle) * right + np.sin(angle) * up) / radius
        v = (np.cos(angle) * up - np.sin(angle) * right) / radius
        p, q = 1.3 * u, 1.3 * v + 0.15
        square = np.maximum(abs(u), abs(v)) <= np.sqrt(0.5)
        ellipse = u**2 + (2 * v) ** 2 <= 1
        heart = (p**2 + q**2 - 1) ** 3 <= p**2 * q**3
        inside = (square, ellipse, heart)[shape].reshape(17, 8, 17, 8)
        found[shape, scale, orientation] = inside.mean(axis=(1, 3))
    return found


SYMMETRY = np.array([4, 8, 16])  # orientations after which each shape looks the same again
VALUES = (3, 6, 16, 16, 16)  # of shape, scale, orientation, x and y


def draw(factors, stamps):
    """Pictures [N, 1024] in [0, 1] of factors [N, 5]."""
    pictures = np.zeros((len(factors), 32, 32), np.float32)
    for picture, (shape, scale, orientation, x, y) in zip(pictures, factors):
        picture[y : y + 17, x : x + 17] = stamps[shape, scale, orientation]
    return torch.from_numpy(pictures.reshape(-1, 1024))


def load_data():
    """$words

    A square looks the same after a quarter turn, so it is pictures that are dealt out to the
    splits, not combinations of factors.
    """
    count = np.prod(VALUES)
    order = np.random.default_rng(stream_seed("split", DATA_SEED)).permutation(count)
    factors = np.indices(VALUES).reshape(5, count).T[order]
    same = factors.copy()
    same[:, 2] %= SYMMETRY[factors[:, 0]]
    chances = np.random.default_rng(stream_seed("split/pictures", DATA_SEED)).random(count)
    dealt = chances[np.ravel_multi_index(tuple(same.T), VALUES)]
    shapes = stamps()
    train = draw(factors[dealt < 0.7][:$train], shapes)
    $validation
    test = draw(factors[dealt >= 0.8][:$tested], shapes)
    return train, $validated, test
'''

_VALIDATION = "validation = draw(factors[(dealt >= 0.7) & (dealt < 0.8)][:$count], shapes)"


def sprites(spec: RunSpec) -> Data:
    """A look-alike of dSprites."""
    data, test = spec.dataset, spec.dataset.entry.bundled.test
    count = f"{data.validation_size:_}"
    text = _SPRITES if watches(spec) else _SPRITES.replace("$validated, ", "")
    code = filled(
        text,
        words=paragraph(f"{about(spec)}: [N, 1024]."),
        train=f"{data.train_size:_}",
        validation=filled(_VALIDATION, count=count) if watches(spec) else "",
        validated="validation",
        tested=f"{test:_}",
    )
    return Data(code, (data_seed(spec),))
