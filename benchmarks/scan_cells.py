"""Cells of the scans with known truth, on the cleaned pages that the product reads.

Gives the number reader perfect boxes, so that what it misreads is its own mistake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from document.geometry import Transform
from ingest.file.source import open_file
from ingest.page.clean import clean
from ingest.page.prepare import READ_DPI, prepare
from ingest.page.rulings import draw
from ingest.read.engine import Engine

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed piece of a cell.

    box: left, top, right, bottom in pixels of the page. text: as printed, "" when empty.
    column: canonical name. lines: printed lines in it. words: boxes of its printed words.
    """

    box: tuple[int, int, int, int]
    text: str
    column: str
    numeric: bool
    lines: int
    words: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class CleanPage:
    """A cleaned page: grey pixels at `dpi`, and its cells."""

    document: str
    profile: str
    pixels: Pixels
    dpi: float
    cells: tuple[Cell, ...]


def pages(folder: Path, engine: Engine, documents: str = "*") -> Iterator[CleanPage]:
    """Every page that has cells, of the documents whose name matches the pattern."""
    for path in sorted(folder.glob(f"{documents}.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        pieces = _pieces(truth)
        for number, pixels, dpi, to_page in _clean_pages(path.with_suffix(".pdf"), truth, engine):
            if number not in pieces:
                continue
            words = [_box(to_page, w[1:]) for w in truth["pages"][number]["words"]]
            cells = tuple(_cell(piece, to_page, words) for piece in pieces[number])
            yield CleanPage(truth["name"], truth["profile"], pixels, dpi, cells)


def _clean_pages(
    path: Path, truth: dict[str, Any], engine: Engine
) -> Iterator[tuple[int, Pixels, float, Transform]]:
    """Number from 0, pixels, dpi, and the map from true points to pixels."""
    if truth["profile"] == "digital":
        with pdfium.PdfDocument(path) as pdf:
            for number in range(len(pdf)):
                raw = np.asarray(pdf[number].render(scale=READ_DPI / 72).to_numpy(), np.uint8)
                cleaned = clean(raw[:, :, :3], READ_DPI / 72, lambda _: 0, READ_DPI / 72)
                back = np.array(cleaned.to_raw.rows) @ np.diag([72 / READ_DPI, 72 / READ_DPI, 1])
                to_page = np.linalg.inv(back) @ np.diag([READ_DPI / 72, READ_DPI / 72, 1])
                drawn = draw(cleaned.pixels, cleaned.scale)
                yield number, drawn.clean, READ_DPI, _transform(to_page)
        return
    for number, step in enumerate(prepare(open_file(path), lambda: engine)):
        sheet = step.image
        if sheet.pixels is None:
            continue
        image, page = truth["pages"][number]["image"], sheet.page
        across, down = page.original_width, page.original_height
        shown = np.diag([across / image["width_px"], down / image["height_px"], 1.0])
        to_clean = np.linalg.inv(np.array(page.to_original.rows)) @ shown
        to_pixels = np.diag([sheet.scale, sheet.scale, 1.0]) @ to_clean
        matrix = to_pixels @ np.array(image["pt_to_px"])
        yield number, sheet.pixels, sheet.scale * 72, _transform(matrix)


def _transform(matrix: NDArray[np.float64]) -> Transform:
    a, b, c = (tuple(float(v) for v in row) for row in matrix)
    return Transform((a, b, c))  # type: ignore[arg-type]


def _pieces(truth: dict[str, Any]) -> dict[int, list[tuple[str, bool, dict[str, Any]]]]:
    numeric = {c["name"]: bool(c["numeric"]) for c in truth["columns"]}
    by_page: dict[int, list[tuple[str, bool, dict[str, Any]]]] = {}
    rows = [r for r in truth["rows"] if "boxes" in r]
    for row in rows + ([truth["totals"]] if truth["totals"] else []):
        for column, pieces in row["boxes"].items():
            for piece in pieces:
                known = (column, numeric.get(column, False), piece)
                by_page.setdefault(piece["page"], []).append(known)
    return by_page


def _box(to_page: Transform, box: Any) -> tuple[int, int, int, int]:
    """The upright box whose sides run through the middles of the mapped sides."""
    x0, top, x1, bottom = box
    middle = ((x0 + x1) / 2, (top + bottom) / 2)
    return (
        round(to_page.point(x0, middle[1])[0]),
        round(to_page.point(middle[0], top)[1]),
        round(to_page.point(x1, middle[1])[0]),
        round(to_page.point(middle[0], bottom)[1]),
    )


def _cell(
    known: tuple[str, bool, dict[str, Any]],
    to_page: Transform,
    words: list[tuple[int, int, int, int]],
) -> Cell:
    column, numeric, piece = known
    box = _box(to_page, piece["bbox"])
    own = tuple(
        w
        for w in words
        if box[0] < (w[0] + w[2]) / 2 < box[2] and box[1] < (w[1] + w[3]) / 2 < box[3]
    )
    return Cell(box, " ".join(piece["lines"]), column, numeric, len(piece["lines"]), own)
