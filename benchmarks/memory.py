"""Most memory that reading one huge page takes, for every kind of file.

Usage: python benchmarks/memory.py [--dpi DPI] [--files DIR] [--engine ENGINE] [KIND ...]

Each kind holds the same scanned page of A4, blown up to DPI pixels an inch (2,400 without it), and
is read by a process of its own, as a worker does. Counted is the resident memory of that process;
with pytesseract, that of its Tesseract too. DIR keeps the files for another run (15 GB).
Making the files takes several times the memory of reading them.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import psutil
import pypdfium2
from PIL import Image

from benchmarks.setting import ROOT, header

Image.MAX_IMAGE_PIXELS = None
A4 = (595.28, 841.89)
SAMPLE = ROOT / "samples" / "01-deduction-scan.pdf"
PAGE = 3
"""The page of the sample that has the table, the first is 1."""

READ = """
import sys
from pathlib import Path
from pipeline.workers.job import Job, Settings
from pipeline.workers.perform import perform
answer = perform(Job(Path(sys.argv[1]), Settings(engine=sys.argv[2])))
left = f"{answer.summary.review} places to look at" if hasattr(answer, "summary") else ""
print(left, answer.message)
"""

Maker = Callable[[Path, int], None]


@lru_cache(maxsize=1)
def grey(dpi: int) -> Image.Image:
    """The page in grey."""
    document = pypdfium2.PdfDocument(SAMPLE)
    small: Image.Image = document[PAGE - 1].render(scale=200 / 72).to_pil().convert("L")
    document.close()
    return small.resize((round(A4[0] * dpi / 72), round(A4[1] * dpi / 72)))


def coloured(dpi: int, mode: str) -> Image.Image:
    """The page in another mode; in colour its paper is yellowish."""
    page = grey(dpi)
    if mode == "L":
        return page
    if mode == "1":  # as a scanner does it, without dots for grey
        return page.point(lambda v: 255 * (v > 128)).convert(mode)
    if mode == "I;16":
        wide = np.asarray(page, np.uint16) * 257
        return Image.fromarray(wide)
    if mode == "P":
        picture = page.copy()
        picture.putpalette([v for n in range(256) for v in (n, n, n * 9 // 10)])
        return picture
    bands = [page, page, page.point(lambda v: v * 9 // 10)]
    if mode == "RGBA":
        return Image.merge(mode, [*bands, Image.new("L", page.size, 255)])
    return Image.merge("RGB", bands).convert(mode)


def saved(mode: str, **how: Any) -> Maker:
    """Makes the picture as a file of its own."""

    def make(path: Path, dpi: int) -> None:
        strips = how.pop("strip_size", None)
        more = {"strip_size": strips(dpi)} if strips else {}
        coloured(dpi, mode).save(path, dpi=(dpi, dpi), **how, **more)

    return make


def one_strip(dpi: int) -> int:
    """Bytes of a strip that has the whole page."""
    return round(A4[0] * dpi / 72) * round(A4[1] * dpi / 72) * 4


def group4(dpi: int) -> bytes:
    """The page as packed by a fax, without a file around it."""
    out = io.BytesIO()
    coloured(dpi, "1").save(out, "TIFF", compression="group4", strip_size=one_strip(dpi))
    picture = Image.open(out)
    (offset,), (count,) = picture.tag_v2[273], picture.tag_v2[279]  # type: ignore[attr-defined]
    return out.getvalue()[offset : offset + count]


def jbig2(dpi: int) -> bytes:
    """The page as JBIG2: a page, and a region whose bits are packed as by a fax."""
    data, (across, down) = group4(dpi), grey(dpi).size
    size = across.to_bytes(4, "big") + down.to_bytes(4, "big")
    region = size + bytes(8) + b"\0" + b"\x01" + data

    def segment(number: int, kind: int, body: bytes) -> bytes:
        return number.to_bytes(4, "big") + bytes((kind, 0, 1)) + len(body).to_bytes(4, "big") + body

    return segment(0, 48, size + bytes(8) + b"\0" + bytes(2)) + segment(1, 38, region)


def in_pdf(filters: str, colours: str, bits: int, data: Callable[[int], bytes]) -> Maker:
    """Makes a PDF of one page with the picture on it."""

    def make(path: Path, dpi: int) -> None:
        across, down = grey(dpi).size
        packed = data(dpi)
        entries = filters.replace("WIDTH", str(across)).replace("HEIGHT", str(down))
        picture = (
            f"/Type/XObject/Subtype/Image/Width {across}/Height {down}/ColorSpace{colours}"
            f"/BitsPerComponent {bits}{entries}"
        )
        drawn = b"q %f 0 0 %f 0 0 cm /I Do Q" % A4
        _write_pdf(
            path,
            [
                (b"/Type/Catalog/Pages 2 0 R", None),
                (b"/Type/Pages/Kids[3 0 R]/Count 1", None),
                (
                    b"/Type/Page/Parent 2 0 R/MediaBox[0 0 %f %f]/Contents 4 0 R" % A4
                    + b"/Resources<</XObject<</I 5 0 R>>>>",
                    None,
                ),
                (b"", drawn),
                (picture.encode(), packed),
            ],
        )

    return make


def _write_pdf(path: Path, objects: list[tuple[bytes, bytes | None]]) -> None:
    with path.open("wb") as out:
        out.write(b"%PDF-1.5\n")
        places = []
        for number, (entries, stream) in enumerate(objects, 1):
            places.append(out.tell())
            length = b"" if stream is None else b"/Length %d" % len(stream)
            out.write(b"%d 0 obj\n<<%s%s>>\n" % (number, entries, length))
            if stream is not None:
                out.write(b"stream\n")
                out.write(stream)
                out.write(b"\nendstream\n")
            out.write(b"endobj\n")
        table = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
        out.writelines(b"%010d 00000 n \n" % place for place in places)
        out.write(b"trailer\n<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1))
        out.write(b"startxref\n%d\n%%%%EOF\n" % table)


def encoded(mode: str, format_: str, **how: Any) -> Callable[[int], bytes]:
    """The bytes of the picture in another format."""

    def data(dpi: int) -> bytes:
        out = io.BytesIO()
        coloured(dpi, mode).save(out, format_, **how)
        return out.getvalue()

    return data


def deflated(mode: str) -> Callable[[int], bytes]:
    """The bytes of the picture, deflated."""
    import zlib

    return lambda dpi: zlib.compress(coloured(dpi, mode).tobytes(), 1)


def large_page(path: Path, _: int) -> None:
    """A page of 8,400 points with vectors and words."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(8400, 8400))
    for step in range(20):
        canvas.line(400, 400 + step * 400, 8000, 400 + step * 400)
        canvas.line(400 + step * 400, 400, 400 + step * 400, 8000)
        canvas.setFont("Helvetica", 150)
        canvas.drawString(450, 450 + step * 400, f"{step} 1.5 0.5")
    canvas.save()


def large_scan(path: Path, _: int) -> None:
    """The same size with a picture of the table on it."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(8400, 8400))
    canvas.drawImage(ImageReader(coloured(600, "RGB")), 0, 0, 8400, 8400)
    canvas.save()


FAX = "/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns WIDTH/Rows HEIGHT/BlackIs1 true>>"
KINDS: dict[str, Maker] = {
    "8400-points-digital.pdf": large_page,
    "8400-points-scan.pdf": large_scan,
    "jpeg-grey.pdf": in_pdf("/Filter/DCTDecode", "/DeviceGray", 8, encoded("L", "JPEG")),
    "jpeg-rgb.pdf": in_pdf("/Filter/DCTDecode", "/DeviceRGB", 8, encoded("RGB", "JPEG")),
    "flate-bits.pdf": in_pdf("/Filter/FlateDecode", "/DeviceGray", 1, deflated("1")),
    "flate-grey.pdf": in_pdf("/Filter/FlateDecode", "/DeviceGray", 8, deflated("L")),
    "flate-rgb.pdf": in_pdf("/Filter/FlateDecode", "/DeviceRGB", 8, deflated("RGB")),
    "plain-grey.pdf": in_pdf("", "/DeviceGray", 8, lambda dpi: grey(dpi).tobytes()),
    "fax.pdf": in_pdf(FAX, "/DeviceGray", 1, group4),
    "jbig2.pdf": in_pdf("/Filter/JBIG2Decode/Decode[1 0]", "/DeviceGray", 1, jbig2),
    "jpx-grey.pdf": in_pdf(
        "/Filter/JPXDecode", "/DeviceGray", 8,
        encoded("L", "JPEG2000", tile_size=(2048, 2048)),
    ),
    "grey.jpg": saved("L"),
    "rgb.jpg": saved("RGB"),
    "cmyk.jpg": saved("CMYK"),
    "progressive.jpg": saved("L", progressive=True),
    "bits.png": saved("1", compress_level=1),
    "grey.png": saved("L", compress_level=1),
    "rgb.png": saved("RGB", compress_level=1),
    "rgba.png": saved("RGBA", compress_level=1),
    "palette.png": saved("P", compress_level=1),
    "grey16.png": saved("I;16", compress_level=1),
    "fax.tif": saved("1", compression="group4", strip_size=lambda _: 1 << 20),
    "fax-one-strip.tif": saved("1", compression="group4", strip_size=one_strip),
    "bits.tif": saved("1"),
    "grey.tif": saved("L"),
    "rgb.tif": saved("RGB"),
    "grey16.tif": saved("I;16"),
    "lzw-grey.tif": saved("L", compression="tiff_lzw"),
    "lzw-rgb.tif": saved("RGB", compression="tiff_lzw"),
    "lzw-palette.tif": saved("P", compression="tiff_lzw"),
    "lzw-one-strip.tif": saved("L", compression="tiff_lzw", strip_size=one_strip),
    "deflate-grey.tif": saved("L", compression="tiff_adobe_deflate"),
    "jpeg-rgb.tif": saved("RGB", compression="jpeg"),
}  # fmt: skip


def measured(path: Path, engine: str) -> tuple[int, float, str]:
    """Most bytes of memory at once, CPU seconds, and how it ended."""
    environment = os.environ | {"OMP_THREAD_LIMIT": "1", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as words:
        command = [sys.executable, "-c", READ, str(path), engine]
        process = subprocess.Popen(command, env=environment, stdout=words, stderr=words)
        most = 0
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            most = max(most, _tree(process.pid))
            time.sleep(0.02)
        process.returncode = os.waitstatus_to_exitcode(ended[1])
        words.seek(0)
        last = words.read().decode("utf-8", "replace").strip().splitlines()
    used = ended[2]
    what = last[-1].strip() if last else f"ended with {process.returncode}"
    return max(most, used.ru_maxrss * 1024), used.ru_utime + used.ru_stime, what


def _tree(pid: int) -> int:
    try:
        process = psutil.Process(pid)
        return sum(p.memory_info().rss for p in (process, *process.children(recursive=True)))
    except psutil.Error:
        return 0


def main() -> int:
    """Make what is not there, measure, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--dpi", type=int, default=2400)
    parser.add_argument("--files", type=Path, help="folder that keeps the files")
    parser.add_argument("--engine", default="auto")
    wish = parser.parse_args()
    print(header(f"{SAMPLE.name}, page {PAGE}, at {wish.dpi} dpi", wish.engine))
    print("\n| file | MB of the file | most MB of memory | CPU s | |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as top:
        folder = wish.files or Path(top)
        folder.mkdir(parents=True, exist_ok=True)
        for name in wish.kinds or KINDS:
            path = folder / f"{wish.dpi}-{name}"
            if not path.exists():
                # In a process of its own, because this one would keep the memory.
                if not (child := os.fork()):
                    KINDS[name](path, wish.dpi)
                    os._exit(0)
                os.waitpid(child, 0)
            memory, cpu, what = measured(path, wish.engine)
            size = path.stat().st_size / 2**20
            cells = (name, f"{size:.0f}", f"{memory / 2**20:.0f}", f"{cpu:.1f}", what)
            print(f"| {' | '.join(cells)} |", flush=True)
            if not wish.files:
                path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
