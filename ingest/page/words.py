"""Which short phrases of a page are figures: the skeleton of a table that has no rules.

Not for the figures that are handed on: those are read in their cells, by ingest.read.read. Here
one glance tells a figure from a word, before any cell is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from document.geometry import Box
from document.page import Origin, Word
from ingest.image import Sheet
from ingest.read.number_reader import NumberReader

WIDEST = 62.0
"""Points; a longer phrase is text. "28.500.000" in 13-point print takes 60."""
LOWEST, TALLEST = 5.0, 20.0
"""Points; a lower phrase is a dash or dirt, in which the reader sees any figure."""
SURE = 0.2
"""Confidence of a glance. Of 400 figures of four bad scans a fifth came below one half, and
hardly a word came as anything but "no figure"."""
AROUND = 2.4
"""Points of white taken along: the reader looks for what goes on beyond the box."""
_FIGURE = re.compile(r"[-+]?\d+(?:[.,/]\d+)*[.,]?%?|\(\d{1,3}(?:[.,]\d+)?\)|[IVX]+\.?")


def tokens(sheet: Sheet, phrases: Sequence[Box], figures: NumberReader | None) -> tuple[Word, ...]:
    """The figures and codes among the phrases of a page, in their order.

    phrases: boxes on the cleaned page, points. figures: may be None for a page without
    pixels; there the words of the text layer that look like figures are taken.
    """
    if sheet.pixels is None:
        return tuple(w for w in sheet.page.words if _FIGURE.fullmatch(w.text))
    short = [p for p in phrases if p.width <= WIDEST and LOWEST <= p.height <= TALLEST]
    if not short or figures is None:
        return ()
    boxes = [sheet.edges(p.grown(AROUND)) for p in short]
    seen = figures.glance(sheet.pixels, boxes, sheet.scale * 72)
    return tuple(
        Word(text, box, confidence, Origin.READER)
        for box, (text, confidence) in zip(short, seen, strict=True)
        if confidence >= SURE and _FIGURE.fullmatch(text)
    )
