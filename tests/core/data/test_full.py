"""Full sets: verified whatever file holds them, downloaded on demand, or a clear sentence."""

import gzip
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from core.catalogue import CATALOGUE, IDX_FILES, FullSet, largest_train_size
from core.data import Prepared, idx, load
from core.errors import BadInput
from core.spec import parse_spec

Parts = dict[str, idx.Bytes]
KEYS = ("x_train", "y_train", "x_test", "y_test")


def load_full(**dataset: object) -> Prepared:
    given = {"dataset": {"name": "mnist", **dataset}, "model": {"family": "plain"}}
    return load(parse_spec(given).dataset)


@pytest.fixture
def parts() -> Parts:
    """A set in small: 9,000 training and 100 test images of noise."""
    generator = np.random.default_rng(0)

    def images(count: int) -> idx.Bytes:
        return generator.integers(0, 256, (count, 28, 28), np.uint8)

    def labels(count: int) -> idx.Bytes:
        return generator.integers(0, 10, count, np.uint8)

    return {
        "train_images": images(9_000),
        "train_labels": labels(9_000),
        "test_images": images(100),
        "test_labels": labels(100),
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: Parts) -> Path:
    """The data folder, empty, with a catalogue that expects the small set."""
    data = tmp_path / "data"
    monkeypatch.setenv("LATENT_LAB_DATA", str(data))
    official = FullSet(
        train=9_000,
        test=100,
        folder="mnist",
        mirror="http://127.0.0.1:9/",
        md5={part: idx.md5(array) for part, array in parts.items()},
        validation=500,
    )
    monkeypatch.setitem(CATALOGUE, "mnist", replace(CATALOGUE["mnist"], full=official))
    return data


def write_idx(folder: Path, parts: Parts) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for part, file in IDX_FILES.items():
        (folder / file).write_bytes(gzip.compress(idx.encode(parts[part]), 1))


def write_archive(folder: Path, parts: Parts) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    arrays = dict(zip(KEYS, parts.values(), strict=True))
    np.savez(folder / "mnist.npz", **arrays)  # type: ignore[arg-type]


@pytest.fixture
def mirror(
    folder: Path, tmp_path: Path, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A server on this machine that has the idx files; the folder it serves."""
    served = tmp_path / "served"
    write_idx(served, parts)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(served))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    entry = CATALOGUE["mnist"]
    assert entry.full
    address = f"http://127.0.0.1:{server.server_port}/"
    monkeypatch.setitem(
        CATALOGUE, "mnist", replace(entry, full=replace(entry.full, mirror=address))
    )
    yield served
    server.shutdown()
    server.server_close()


def test_archive_and_idx_files_give_the_same(folder: Path, parts: Parts) -> None:
    write_archive(folder, parts)
    first = load_full(train_size=8_500)
    (folder / "mnist.npz").unlink()
    write_idx(folder / "mnist", parts)
    second = load_full(train_size=8_500)
    assert np.array_equal(first.train.x, second.train.x)
    assert first.test_set == "mnist: official test set of 100"
    assert (len(first.train), len(first.validation), len(first.test)) == (8_500, 500, 100)


def test_splits_of_the_full_set_are_disjoint_and_stable(folder: Path, parts: Parts) -> None:
    write_archive(folder, parts)
    some, most = load_full(train_size=8_100), load_full(train_size=8_500)
    assert np.array_equal(some.validation.x, most.validation.x)
    assert np.array_equal(some.train.x, most.train.x[:8_100])
    train = {row.tobytes() for row in most.train.x}
    assert not train & {row.tobytes() for row in most.validation.x}
    assert len(load_full(train_size=9_000).validation) == 0


def test_a_tampered_file_is_refused(folder: Path, parts: Parts) -> None:
    tampered = {**parts, "train_images": parts["train_images"].copy()}
    tampered["train_images"][7, 3, 3] ^= 1
    write_archive(folder, tampered)
    with pytest.raises(BadInput, match=r"train images in .*mnist\.npz are not the official ones"):
        load_full(train_size=8_500)
    (folder / "mnist.npz").unlink()
    write_idx(folder / "mnist", {**parts, "test_labels": 9 - parts["test_labels"]})
    with pytest.raises(BadInput, match=r"test labels in .*t10k-labels.* are not the official one"):
        load_full(train_size=8_500)


def test_an_archive_without_the_arrays_is_refused(folder: Path) -> None:
    folder.mkdir()
    np.savez(folder / "mnist.npz", images=np.zeros(3))
    with pytest.raises(BadInput, match="with the arrays x_train, y_train, x_test, y_test"):
        load_full(train_size=8_500)
    (folder / "mnist.npz").write_bytes(b"nothing of the kind")
    with pytest.raises(BadInput, match=r"is not an \.npz file"):
        load_full(train_size=8_500)


def test_without_a_network_the_largest_size_is_named(folder: Path) -> None:
    with pytest.raises(BadInput) as caught:
        load_full(train_size=8_500)
    assert str(caught.value) == (
        "More than 8,000 training examples of MNIST need the full set, which is not in "
        f"{folder} and could not be downloaded (no network); the largest dataset.train_size "
        "at hand is 8,000."
    )
    assert len(load_full(train_size=8_000).train) == 8_000


def test_download_with_progress(mirror: Path, folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    given = {"dataset": {"name": "mnist", "train_size": 8_500}, "model": {"family": "plain"}}
    data = load(parse_spec(given).dataset, lambda done, total: seen.append((done, total)))
    assert len(data.train) == 8_500
    sizes = [(mirror / file).stat().st_size for file in IDX_FILES.values()]
    assert [total for done, total in seen if done == total] == [
        size for size in sizes for _ in range(sum(1 for d, t in seen if d == t == size))
    ]
    assert all(0 <= done <= total for done, total in seen)
    assert largest_train_size("mnist") == 9_000
    assert sorted(path.name for path in (folder / "mnist").iterdir()) == sorted(IDX_FILES.values())


def test_a_download_that_is_not_the_official_file_is_not_kept(mirror: Path, folder: Path) -> None:
    (mirror / IDX_FILES["train_labels"]).write_bytes(b"<html>Sign in to this network</html>")
    with pytest.raises(BadInput, match=r"sent for train-labels.* is not the official file"):
        load_full(train_size=8_500)
    kept = [path.name for path in (folder / "mnist").iterdir()]
    assert kept == [IDX_FILES["train_images"]]


def test_a_missing_page_says_what_the_server_answered(mirror: Path) -> None:
    (mirror / IDX_FILES["train_images"]).unlink()
    with pytest.raises(BadInput, match="the server answered 404"):
        load_full(train_size=8_500)


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_checksums_are_known_for_every_part(name: str) -> None:
    official = CATALOGUE[name].full
    assert official
    assert official.md5.keys() == IDX_FILES.keys()
