"""Files are opened by what is in them; each bad one is refused with a remedy."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from document.errors import BangdiemError, Encrypted, MissingInput, NotADocument
from ingest.file.source import open_file, raw_pages

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("L", (600, 850), 255).save(out, "JPEG")
    return out.getvalue()


def test_a_pdf_that_is_a_jpeg_is_read_as_one(tmp_path: Path) -> None:
    path = tmp_path / "báo cáo số 1.pdf"
    path.write_bytes(jpeg())
    file = open_file(path)
    assert file.kind == "image"
    assert "picture" in file.notes[0]
    ((count, page),) = raw_pages(file)
    assert count == 1
    assert page.height == pytest.approx(841.89)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("empty.pdf", b"", NotADocument),
        ("zeros.pdf", bytes(500), NotADocument),
        ("words.pdf", b"this is no pdf", NotADocument),
        ("binary.txt", b"\x01\x00\x02\x00" * 50, NotADocument),
    ],
)
def test_refused(tmp_path: Path, name: str, data: bytes, error: type[BangdiemError]) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        open_file(path)
    assert caught.value.remedy
    assert str(path) in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingInput):
        open_file(tmp_path / "none.pdf")


def test_damaged_pdf(tmp_path: Path) -> None:
    path = tmp_path / "half.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    with pytest.raises(NotADocument):
        list(raw_pages(open_file(path)))


def test_encrypted_pdf(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "locked.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(100, 100, "x")
    canvas.save()
    with pytest.raises(Encrypted):
        list(raw_pages(open_file(path)))
    assert [count for count, _ in raw_pages(open_file(path), "secret")] == [1]


def test_tiff_with_pages_and_alpha(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (300, 400), (0, 0, 0, 0))
    path = tmp_path / "two.tiff"
    clear.save(path, save_all=True, append_images=[clear], dpi=(72, 72))
    pages = [page.pixels()[0] for _, page in raw_pages(open_file(path))]
    assert len(pages) == 2
    assert all(int(np.min(p)) == 255 for p in pages)  # what is clear is paper


def test_a_page_whose_points_are_pixels_is_a4(tmp_path: Path) -> None:
    """Programs that put a picture of 300 dpi into a PDF without saying so, or wrote 72 dpi."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    picture = Image.new("L", (2480, 3508), 255)
    picture.paste(0, (1240, 0, 2480, 1754))
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(2480, 3508))
    canvas.drawImage(ImageReader(picture), 0, 0, 2480, 3508)
    canvas.drawString(1240, 1754, "12")
    canvas.line(0, 877, 2480, 877)
    canvas.save()
    picture.save(tmp_path / "a.png", dpi=(96, 96))
    for name in ("a.pdf", "a.png"):
        for _, page in raw_pages(open_file(tmp_path / name)):
            assert (round(page.width), round(page.height)) == (595, 842)
            pixels, scale = page.pixels()
            assert pixels.shape[:2] == (3508, 2480)
            assert scale * 72 == pytest.approx(300, abs=0.1)
            assert page.evidence().cover == pytest.approx(1.0)
            assert [round(w.box.x0) for w in page.layer_words()] == [298] * (name == "a.pdf")
            assert [round(r.at) for r in page.drawn_rules()] == [631] * (name == "a.pdf")


def test_a_page_of_three_metres_is_taken_smaller(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "long.pdf"
    canvas = Canvas(str(path), pagesize=(8504, 8504))
    canvas.rect(100, 100, 8000, 8000, fill=1)
    canvas.save()
    for _, page in raw_pages(open_file(path)):
        pixels, scale = page.pixels()
        assert pixels.shape[0] * pixels.shape[1] <= 26_000_000
        assert round(page.width * scale) == pytest.approx(pixels.shape[1], abs=1)


@pytest.mark.parametrize("suffix", [".png", ".pdf"])
def test_a_file_that_is_changed_after_it_was_opened_is_not_read(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"page{suffix}"
    Image.new("L", (600, 850), 255).save(path)
    file = open_file(path)
    Image.new("L", (600, 840), 0).save(path)
    with pytest.raises(MissingInput, match="changed"):
        list(raw_pages(file))
