"""A picture of one page as the program saw it: cleaned, with rules, cells, words, verdicts."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from document.claim import Verdict
from document.errors import MissingInput
from document.geometry import Box
from document.page import Page
from document.record import Figure, Report
from document.table import Grid
from ingest.file.source import File, open_file, raw_pages
from ingest.image import PageImage
from ingest.page.prepare import MAX_CLEAN_PIXELS, prepare
from pipeline.report.process import ReadPage, engine_for, read_document, understand
from pipeline.report.user_data import NOTHING, UserData

Canvas = NDArray[np.uint8]

RULE, CELL, WORD = (60, 60, 220), (200, 150, 60), (170, 200, 170)
"""BGR, as OpenCV takes them."""
GOOD, PLAIN, MENDED, BAD = (60, 160, 60), (150, 150, 150), (200, 120, 0), (40, 40, 230)
COLOURS = {Verdict.CONSISTENT: GOOD, Verdict.REPAIRED: MENDED, Verdict.DERIVED: MENDED}
SCALE = 150 / 72
"""Pixels a point of the picture; fewer where it would have more than MAX_CLEAN_PIXELS."""


def _scale(page: Page) -> float:
    return min(SCALE, math.sqrt(MAX_CLEAN_PIXELS / max(1.0, page.width * page.height)))


def _canvas(image: PageImage, file: File, password: str | None) -> Canvas:
    """The cleaned page in grey; a digital page as it is drawn."""
    scale = _scale(image.page)
    width, height = round(image.page.width * scale), round(image.page.height * scale)
    pixels = image.pixels
    if pixels is None and image.page.words:
        number = image.page.number
        for _, raw in raw_pages(file, password, range(number, number + 1)):
            shown, _ = raw.pixels()
            grey = shown.max(axis=2) if shown.ndim == 3 else shown
            pixels = np.asarray(grey, np.uint8)
    if pixels is None:
        return np.full((max(height, 1), max(width, 1), 3), 255, np.uint8)
    sized = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(sized, cv2.COLOR_GRAY2BGR), np.uint8)


def _box(
    canvas: Canvas, scale: float, box: Box, colour: tuple[int, int, int], thick: int = 1
) -> None:
    first = (round(box.x0 * scale), round(box.top * scale))
    second = (round(box.x1 * scale), round(box.bottom * scale))
    cv2.rectangle(canvas, first, second, colour, thick)


def _found(canvas: Canvas, page: Page, grids: tuple[Grid, ...]) -> None:
    scale = _scale(page)
    for word in page.words:
        _box(canvas, scale, word.box, WORD)
    for grid in grids:
        for cell in grid.cells:
            _box(canvas, scale, cell.box.grown(-1.5), CELL)
    for rule in page.rules:
        if rule.horizontal:
            ends = (rule.start, rule.at), (rule.end, rule.at)
        else:
            ends = (rule.at, rule.start), (rule.at, rule.end)
        first, second = ((round(x * scale), round(y * scale)) for x, y in ends)
        cv2.line(canvas, first, second, RULE, 1)


def colour_of(verdict: Verdict) -> tuple[int, int, int]:
    """Red for what a person must look at, and for nothing else."""
    return BAD if verdict.needs_person else COLOURS.get(verdict, PLAIN)


def _judged(canvas: Canvas, page: Page, figures: list[Figure]) -> None:
    """Value and verdict of each figure over its cell: green proven, red for a person."""
    back, scale = page.to_original.inverse(), _scale(page)
    for figure in figures:
        if figure.place is None or figure.place.box is None or figure.verdict is Verdict.BLANK:
            continue
        box = back.box(figure.place.box)
        colour = colour_of(figure.verdict)
        _box(canvas, scale, box.grown(-2.5), colour, 2)
        text = "?" if figure.value is None else str(figure.value)
        at = (round(box.x0 * scale) + 6, round(box.bottom * scale) - 6)
        cv2.putText(canvas, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.42, colour, 1, cv2.LINE_AA)


def picture(
    path: Path,
    page_number: int,
    password: str | None = None,
    engine: str = "auto",
    user_data: UserData = NOTHING,
) -> bytes:
    """The page as PNG bytes.

    page_number: 1 is the first. Raises MissingInput when the file has no such page, and
    what read_document raises.
    """
    file = open_file(path)
    pages = read_document(file, password=password, engine=engine)
    if not 1 <= page_number <= len(pages):
        what = f"the file has {len(pages)} pages"
        raise MissingInput(f"{path}, page {page_number}", what, "Name one")
    report = understand(file, pages, user_data=user_data)
    return drawn(file, pages[page_number - 1], report, password, engine)


def drawn(
    file: File, read: ReadPage, report: Report, password: str | None = None, engine: str = "auto"
) -> bytes:
    """A page of a file that was read and understood, as PNG bytes."""
    page, grids = read
    page_number = page.number
    # Of a page that was read its pixels are not kept; a text file gives all of its pages.
    prepared = prepare(
        file, lambda: engine_for(engine), password, range(page_number, page_number + 1)
    )
    image = next(step.image for step in prepared if step.image.page.number == page_number)
    canvas = _canvas(image, file, password)
    _found(canvas, page, grids)
    figures = [f for t in report.tables for r in t.records for f in r.figures]
    _judged(canvas, page, [f for f in figures if f.place and f.place.page == page_number])
    done, data = cv2.imencode(".png", canvas)
    if not done:
        raise RuntimeError("the picture could not be written as PNG")
    return bytes(data)
