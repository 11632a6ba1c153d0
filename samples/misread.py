"""The hidden text layer that an office scanner leaves: Vietnamese read as if it were English."""

from __future__ import annotations

import unicodedata
from io import BytesIO

import pdfplumber
from reportlab.pdfgen.canvas import Canvas

CONFUSED = {
    "đ": "d",
    "Đ": "D",
    "ư": "u",
    "ơ": "o",
    "ố": "6",
    "ồ": "6",
    "ộ": "6",
    "ớ": "6",
    "ế": "é",
    "ệ": "é",
    "ứ": "u",
    "ả": "a",
    "ị": "i",
    "ủ": "u",
}
"""Letters that an English engine takes for others; the rest lose their marks."""

INVISIBLE = 3
"""Text render mode of PDF: neither filled nor stroked."""


def misread(text: str) -> str:
    """A text as the wrong language reads it.

    >>> misread("Tổng cộng 19,00 điểm")
    'Tong c6ng 19,00 diem'
    """
    return "".join(CONFUSED.get(letter, _bare(letter)) for letter in text)


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def hide_words(canvas: Canvas, clean: bytes, page: int, turned: bool = True) -> None:
    """Lay the misread words of an upright page (from 0) over its scan.

    turned: the scan is turned clockwise, the canvas page as wide as the upright page is high.
    """
    with pdfplumber.open(BytesIO(clean)) as document:
        upright = document.pages[page]
        words = upright.extract_words()
        height = float(upright.width)
    canvas.saveState()
    if turned:
        canvas.translate(0, height)
        canvas.rotate(-90)
    for word in words:
        text = canvas.beginText()
        text.setTextRenderMode(INVISIBLE)
        text.setFont("Helvetica", word["bottom"] - word["top"])
        text.setTextOrigin(word["x0"], float(upright.height) - word["bottom"])
        text.textOut(misread(word["text"]))
        canvas.drawText(text)
    canvas.restoreState()
