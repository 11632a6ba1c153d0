"""A picture of more pixels than needed is scaled down while it is decoded, whatever its mode."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.file import picture, source
from ingest.file.source import open_file, raw_pages


def _allow(monkeypatch: pytest.MonkeyPatch, pixels: int) -> None:
    for module in (picture, source):
        monkeypatch.setattr(module, "MAX_PIXELS", pixels)
    monkeypatch.setattr(picture, "NEEDED_PIXELS", pixels // 2)
    monkeypatch.setattr(picture, "BAND_PIXELS", pixels // 2)


def page(mode: str) -> Image.Image:
    """A white page of 2000 x 3000 pixels with a black bar in its upper left quarter."""
    drawn = Image.new("RGB", (2000, 3000), "white")
    ImageDraw.Draw(drawn).rectangle((200, 300, 800, 600), fill="black")
    return drawn.convert(mode)


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [("L", ".jpg"), ("RGB", ".jpg"), ("L", ".png"), ("P", ".png"), ("RGBA", ".png"), ("1", ".tif")],
)
def test_a_large_picture_keeps_its_size_on_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, suffix: str
) -> None:
    path = tmp_path / f"large{suffix}"
    page(mode).save(path, dpi=(240, 240))
    _allow(monkeypatch, 400_000)
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
    _allow(monkeypatch, 400_000)
    sizes = [raw.pixels()[0].shape for _, raw in raw_pages(open_file(path))]
    assert sizes[0] == sizes[2] == (750, 500)
    assert sizes[1][0] * sizes[1][1] <= 400_000 * 1.05
    assert [raw.number for _, raw in raw_pages(open_file(path), wanted=range(2, 4))] == [2, 3]


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif"])
@pytest.mark.parametrize("allowed", [400_000, 10_000_000])
def test_a_picture_that_lies_on_its_side_is_turned_whatever_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, allowed: int
) -> None:
    path = tmp_path / f"turned{suffix}"
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned clockwise by a quarter
    page("L").save(path, dpi=(240, 240), exif=turned)
    _allow(monkeypatch, allowed)
    ((_, raw),) = raw_pages(open_file(path))
    assert (raw.width, raw.height) == pytest.approx((900, 600), rel=0.01)
    pixels, scale = raw.pixels()
    rows, columns = np.nonzero(pixels < 128)
    box = np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]) / scale
    assert box == pytest.approx([900 - 180, 60, 900 - 90, 240], abs=3)


@pytest.mark.parametrize("turned", [0, 90])
def test_a_pdf_page_drawn_in_parts_is_the_page_drawn_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turned: int
) -> None:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "scan.pdf"
    chance = np.random.default_rng(3)
    noise = Image.fromarray(chance.integers(0, 255, (900, 600, 3), np.uint8))
    canvas = Canvas(str(path), pagesize=(595.3, 841.9))
    canvas.setPageRotation(turned)
    canvas.drawImage(ImageReader(noise.resize((1200, 1800))), 0, 0, 595.3, 841.9)
    canvas.drawString(100, 417.1, "1.1.3 in the midst")
    canvas.save()
    ((expected, scale),) = (raw.pixels() for _, raw in raw_pages(open_file(path)))
    monkeypatch.setattr(source, "HUGE_PIXELS", 1_000_000)
    ((found, its_scale),) = (raw.pixels() for _, raw in raw_pages(open_file(path)))
    assert its_scale == scale
    assert found.shape == expected.shape
    assert np.abs(found.astype(int) - expected).max() <= 1
