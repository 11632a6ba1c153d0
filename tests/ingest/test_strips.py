"""A TIFF read strip by strip has the pixels that it has when it is read at once."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest import source
from ingest.source import open_file, raw_pages
from ingest.strips import bands


def _page(mode: str) -> Image.Image:
    """Grey slopes and dots, 700 x 501 pixels."""
    chance = np.random.default_rng(4)
    grey = np.add.outer(np.arange(501) / 4, np.arange(700) / 6) + chance.integers(0, 40, (501, 700))
    return Image.fromarray(np.asarray(np.clip(grey, 0, 255), np.uint8)).convert(mode)


@pytest.mark.parametrize(
    ("mode", "packing", "size"),
    [("L", "raw", 0), ("RGB", "raw", 0), ("L", "tiff_lzw", 1400), ("P", "tiff_lzw", 1400),
     ("RGB", "tiff_adobe_deflate", 4200), ("1", "group4", 700), ("1", "packbits", 700),
     ("RGB", "jpeg", 20_000)],
)  # fmt: skip
def test_bands_below_each_other_are_the_page(mode: str, packing: str, size: int) -> None:
    file = io.BytesIO()
    _page(mode).save(file, "TIFF", compression=packing, strip_size=size)
    whole = Image.open(io.BytesIO(file.getvalue()))
    parts = bands(file.getvalue(), Image.open(file), 3, 60_000)
    assert parts is not None
    found = [part.convert("RGB") for part in parts]
    assert len(found) > 1
    assert all(part.height % 3 == 0 for part in found[:-1])
    joined = np.concatenate([np.asarray(part) for part in found])
    assert (joined == np.asarray(whole.convert("RGB"))).all()


def test_a_picture_without_strips_has_no_bands(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    _page("L").save(path)
    assert bands(path.read_bytes(), Image.open(path), 2, 1000) is None


@pytest.mark.parametrize("packing", ["raw", "group4"])
def test_a_large_tiff_is_never_held_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: str
) -> None:
    path = tmp_path / "large.tif"
    mode = "1" if packing == "group4" else "L"
    _page(mode).save(path, compression=packing, strip_size=1_000, dpi=(60, 60))
    expected = Image.open(path).convert("L").reduce(3)
    monkeypatch.setattr(source, "MAX_PIXELS", 35_000)
    monkeypatch.setattr(source, "BAND_PIXELS", 20_000)
    largest: list[int] = []
    load = Image.Image.load

    def noted(self: Image.Image) -> object:
        largest.append(self.width * self.height)
        return load(self)

    monkeypatch.setattr(Image.Image, "load", noted)
    ((_, raw),) = raw_pages(open_file(path))
    monkeypatch.undo()
    pixels, _ = raw.pixels()
    assert (pixels == np.asarray(expected)[: pixels.shape[0], : pixels.shape[1]]).all()
    assert max(largest) < 700 * 501 / 4
