"""Small patches of whitened photographs, as program text."""

from core.spec import RunSpec
from core.takeaway.script.data.base import Data, about, data_seed, watches
from core.takeaway.script.template import filled, paragraph

_PATCHES = '''
def whitened(picture):
    """A picture [H, W] with a flat spectrum, without its finest noise (Olshausen and Field, 1997).

    The amplitude of natural pictures falls as 1/f, f in cycles a pixel.
    """
    rows, columns = picture.shape
    f = np.hypot(np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(columns))
    return np.fft.irfft2(np.fft.rfft2(picture) * f * np.exp(-((f / 0.4) ** 4)), s=picture.shape)


def patches(stripes, count, part):
    """Squares of 8 by 8 pixels, at places drawn from all within the stripes: [count, 64]."""
    stripes = np.stack(stripes)
    number, height, width = stripes.shape
    places = (number, height - 7, width - 7)
    generator = np.random.default_rng(stream_seed(f"patches/{part}", DATA_SEED))
    drawn = np.unravel_index(generator.integers(0, np.prod(places), count), places)
    stripe, top, left = (place[:, None, None] for place in drawn)
    side = np.arange(8)
    return stripes[stripe, top + side[:, None], left + side].reshape(count, 64)


def load_data():
    """$words

    Each photograph is cut into ten upright stripes: two to test on, one to validate and seven to
    train on. $units
    """
    generator = np.random.default_rng(stream_seed("split", DATA_SEED))
    stripes = {$empty}
    for photograph in load_sample_images().images:
        grey = photograph @ np.array([0.299, 0.587, 0.114]) / 255
        cut = np.split(whitened(grey), 10, axis=1)
        order = generator.permutation(10)
        stripes["train"] += [cut[i] for i in order[3:]]
        $validation
        stripes["test"] += [cut[i] for i in order[:2]]
    unit = np.std(stripes["train"])
    splits = []
    for part, count in {$sizes}.items():
        x = patches(stripes[part], count, part) / unit
        $squash
        splits.append(torch.from_numpy(x.astype(np.float32)))
    return splits
'''

_SQUASH = """
centred = x - x.mean(axis=1, keepdims=True)
x = np.clip(centred / 3, -1, 1) * 0.4 + 0.5
"""

_UNITS = "The unit is the deviation of all pixels to train on."
_SQUASHED = "Each patch is centred, cut off at ±3 deviations and put in [0.1, 0.9]."


def patches(spec: RunSpec) -> Data:
    """From the two photographs that come with scikit-learn."""
    data, test = spec.dataset, spec.dataset.entry.bundled.test
    sizes = {"train": data.train_size}
    if watches(spec):
        sizes["validation"] = data.validation_size
    sizes["test"] = test
    code = filled(
        _PATCHES,
        words=paragraph(f"{about(spec)}: [N, 64]."),
        units=_SQUASHED if data.squash else _UNITS,
        empty=", ".join(f'"{part}": []' for part in sizes),
        validation='stripes["validation"] += [cut[i] for i in order[2:3]]' if watches(spec) else "",
        sizes=", ".join(f'"{part}": {count:_}' for part, count in sizes.items()),
        squash=filled(_SQUASH) if data.squash else "",
    )
    return Data(code, (data_seed(spec),), needs=("scikit-learn",))
