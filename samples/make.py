"""Makes the sample documents again: python -m samples.make [NAME...]

From reports/NAME.toml come NAME.pdf (or NAME.txt) and NAME.truth.json. The same program,
libraries and fonts give the same bytes. README.md says what each sample shows.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import cycle
from pathlib import Path

import cv2
import numpy as np
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples import fonts, misread, source, typeset
from samples.scanner import Grey, Look, jpeg, page_count, rendered, scanned
from samples.source import Report
from samples.truth import broken, truth

HERE = Path(__file__).resolve().parent
OFFICE = Look(dpi=200, skew=0.0, blur=0.7, noise=1.9, quality=35, seed=2024)
COPIER = Look(dpi=200, skew=0.0, blur=0.6, noise=2.4, quality=38, seed=95, ink=30, shade=16)


def main(wanted: list[str]) -> int:
    """Make the named samples, or all; the exit code."""
    rl_config.useA85 = 0
    try:
        fonts.register()
        for name in wanted or source.names():
            make(source.load(name))
    except (fonts.FontMissing, EnglishMissing) as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


def make(report: Report) -> None:
    """Write one sample and its truth; ValueError when its numbers are not what it claims."""
    claimed = {(e.type, e.code, e.field) for e in (*report.planted, *report.follows)}
    if broken(report) != claimed:
        raise ValueError(f"{report.name}: broken and claimed differ: {broken(report) ^ claimed}")
    content = json.dumps(truth(report), ensure_ascii=False, indent=1) + "\n"
    (HERE / f"{report.name}.truth.json").write_text(content, "utf-8")
    document = RECIPES[report.name](report)
    suffix = ".pdf" if document.startswith(b"%PDF") else ".txt"
    (HERE / f"{report.name}{suffix}").write_bytes(document)
    print(f"{report.name}{suffix}: {len(document) / 1000:.0f} kB")


def digital(report: Report) -> bytes:
    """The document as saved by a word processor, with its text layer."""
    file = BytesIO()
    canvas = _canvas(file, report)
    sheets = typeset.Sheets(canvas, report)
    typeset.letter(sheets, report)
    typeset.appendix(sheets, report)
    canvas.save()
    return file.getvalue()


def scan(look: Look, *skews: float) -> Callable[[Report], bytes]:
    """All pages scanned with the look; each lies askew by the next of the angles in degrees."""

    def made(report: Report) -> bytes:
        file = BytesIO()
        canvas = _canvas(file, report)
        for page, own in _scans(digital(report), look, skews):
            _add_image(canvas, page, own)
        canvas.save()
        return file.getvalue()

    return made


def mixed(report: Report) -> bytes:
    """Letter from the word processor, appendix scanned: sheet, blank back, sheet on its side."""
    file = BytesIO()
    canvas = _canvas(file, report)
    sheets = typeset.Sheets(canvas, report)
    typeset.letter(sheets, report)
    canvas.showPage()
    clean = digital(report)
    first, last = list(_scans(clean, OFFICE, (0.4, -0.5)))[sheets.page :]
    _add_image(canvas, *first)
    blank = replace(OFFICE, seed=7)
    paper = np.full_like(first[0], 255)
    _add_image(canvas, scanned(paper, blank), blank)
    _add_image(canvas, np.ascontiguousarray(np.rot90(last[0], -1)), last[1], show=False)
    misread.hide_words(canvas, clean, page_count(clean) - 1)
    canvas.save()
    return file.getvalue()


def english_text(report: Report) -> bytes:
    """The text that Tesseract makes of the scanned report when told that it is English."""
    look = replace(OFFICE, noise=1.0)
    pages = (_read_as_english(page) for page, _ in _scans(digital(report), look, (0.3, 0.15)))
    return ("\n\n\n".join(pages) + "\n").encode("utf-8")


RECIPES: dict[str, Callable[[Report], bytes]] = {
    "01-deduction-scan": scan(OFFICE, 0.5, -0.35, 0.7, 0.2),
    "02-typed-errors-scan": scan(COPIER, -0.6, 0.45, -0.3),
    "03-digital": digital,
    "04-full-sheet-digital": digital,
    "05-report": english_text,
    "06-mixed": mixed,
}


class EnglishMissing(Exception):
    """The message says what to install."""


def _read_as_english(page: Grey) -> str:
    tesseract = shutil.which("tesseract")
    done, png = cv2.imencode(".png", page)
    if tesseract is None or not done:
        raise EnglishMissing("05-report.txt needs Tesseract: sudo apt-get install tesseract-ocr")
    command = [tesseract, "stdin", "stdout", "-l", "eng", "--dpi", str(OFFICE.dpi)]
    read = subprocess.run(command, input=png.tobytes(), capture_output=True, check=False)
    if read.returncode:
        raise EnglishMissing(
            "05-report.txt needs Tesseract's English data: sudo apt-get install tesseract-ocr-eng\n"
            + read.stderr.decode("utf-8", "replace")
        )
    return read.stdout.decode("utf-8").strip("\f\n")


def _canvas(file: BytesIO, report: Report) -> Canvas:
    """invariant: no clock and no random id in the file, so that it can be made again."""
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(report.letter.title[1])
    canvas.setAuthor("bangdiem samples (invented)")
    return canvas


def _scans(clean: bytes, look: Look, skews: tuple[float, ...]) -> list[tuple[Grey, Look]]:
    """Each page of a PDF as scanned, and how."""
    pages = []
    for page, skew in zip(range(page_count(clean)), cycle(skews), strict=False):
        own = replace(look, skew=skew, seed=look.seed + page)
        pages.append((scanned(rendered(clean, page, look.dpi), own), own))
    return pages


def _add_image(canvas: Canvas, page: Grey, look: Look, show: bool = True) -> None:
    """A page that is nothing but a picture; show: close it, nothing else comes upon it."""
    height, width = (pixels * 72 / look.dpi for pixels in page.shape)
    typeset.picture(canvas, ImageReader(BytesIO(jpeg(page, look.quality))), width, height)
    if show:
        canvas.showPage()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
