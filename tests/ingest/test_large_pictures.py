"""A picture of more pixels than needed is scaled down while it is decoded, whatever its mode."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest import source
from ingest.source import open_file, raw_pages


def page(mode: str) -> Image.Image:
    """A white page of 2000 x 3000 pixels with a black bar in its upper left quarter."""
    picture = Image.new("RGB", (2000, 3000), "white")
    ImageDraw.Draw(picture).rectangle((200, 300, 800, 600), fill="black")
    return picture.convert(mode)


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [("L", ".jpg"), ("RGB", ".jpg"), ("L", ".png"), ("P", ".png"), ("RGBA", ".png"), ("1", ".tif")],
)
def test_a_large_picture_keeps_its_size_on_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, suffix: str
) -> None:
    path = tmp_path / f"large{suffix}"
    page(mode).save(path, dpi=(240, 240))
    monkeypatch.setattr(source, "MAX_PIXELS", 400_000)
    monkeypatch.setattr(source, "BAND_PIXELS", 300_000)
    ((count, raw),) = raw_pages(open_file(path))
    assert count == 1
    assert (raw.width, raw.height) == pytest.approx((600, 900), rel=0.01)
    pixels, scale = raw.pixels()
    grey = pixels if pixels.ndim == 2 else pixels.max(axis=2)
    assert grey.size <= 400_000 * 1.05
    rows, columns = np.nonzero(grey < 128)
    box = np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]) / scale
    assert box == pytest.approx([60, 90, 240, 180], abs=3)


def test_a_page_that_is_large_in_one_file_of_many_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.tif"
    small = page("1").resize((500, 750))
    small.info = {}
    small.save(path, save_all=True, append_images=[page("1"), small], dpi=(60, 60))
    monkeypatch.setattr(source, "MAX_PIXELS", 400_000)
    sizes = [raw.pixels()[0].shape for _, raw in raw_pages(open_file(path))]
    assert sizes[0] == sizes[2] == (750, 500)
    assert sizes[1][0] * sizes[1][1] <= 400_000 * 1.05
    assert [raw.number for _, raw in raw_pages(open_file(path), wanted=range(2, 4))] == [2, 3]
