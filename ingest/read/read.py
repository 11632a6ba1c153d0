"""Reads a page: the cells of its tables one by one, the text around them in bands.

Cell by cell, because a page-wide segmentation loses a quarter of the numbers of a table and
mixes the lines of neighbouring cells. A digital page is only sorted into its cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from document.geometry import Box, text_lines
from document.page import Origin, Page, Word
from document.table import Cell, Grid, Reading
from ingest.image import PageImage, Pixels
from ingest.read.engine import Engine, Mode, Token
from ingest.read.figures_in_text import read_again
from ingest.read.number_reader import NOT_A_NUMBER, NumberReader

INSIDE = 1.2
"""Points that a cell is cut inside the middle of its rules."""
EDGE = 3.5
"""Rule pixels this near to a cell's edge are whitened; further in they may be print."""
SHORT = 110.0
"""A line that reads as empty and is narrower than this (enlarged) may be a lone digit."""
ENLARGED = 1.5
"""Cells are read at 300 dpi, pages of text at 200. Numeric cells right, 391 cells of four
scans: 90 % at 200 dpi, 95 % at 300, 94 % at 400."""
FIGURE_WIDEST = 140.0
"""Wider cells hold words."""
FIGURE_LETTERS = 6
"""More letters and no digit are words: in 144 made-up reports and scans Tesseract made of a figure
"lJGI ủy" at worst."""
LOWEST, TALLEST, LEAST = 4.5, 16.0, 1.2
"""Points: height of a figure in pale ink, and its least width."""
PAD = 12
"""White pixels around a piece: Tesseract loses letters that touch the edge."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the page to be read: its pixels, and where their corner lies on the page.

    x, y: in pixels of the page. zoom: pixels of the piece in one pixel of the page.
    """

    pixels: Pixels
    x: int
    y: int
    zoom: float = 1.0

    def enlarged(self) -> _Piece:
        large = cv2.resize(
            self.pixels, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC
        )
        return _Piece(np.asarray(large, np.uint8), self.x, self.y, ENLARGED)


def _trimmed(pixels: Pixels, x: int, y: int) -> _Piece | None:
    """The piece cut to its ink, with white around it; None when there is none."""
    dark = pixels < 160
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not len(rows):
        return None
    y0, y1, x0, x1 = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    padded = np.pad(pixels[y0:y1, x0:x1], PAD, constant_values=255)
    return _Piece(padded, int(x + x0 - PAD), int(y + y0 - PAD))


def _cell_piece(image: PageImage, box: Box) -> _Piece | None:
    """The inside of a cell, rules along its edges whitened."""
    assert image.pixels is not None
    assert image.rule_mask is not None
    rows, columns = image.window(box.grown(-INSIDE))
    cut = image.pixels[rows, columns].copy()
    mask = image.rule_mask[rows, columns].copy()
    edge = round(EDGE * image.scale)
    mask[edge:-edge, edge:-edge] = 0
    cut[mask > 0] = 255
    return _trimmed(cut, columns.start, rows.start)


def _is_pale(image: PageImage, box: Box) -> bool:
    """Whether in a cell without words there may be a figure of which a copier left a shade."""
    if box.width >= FIGURE_WIDEST:
        return False
    piece = _cell_piece(image, box)
    if piece is None:
        return False
    tall, wide = (side - 2 * PAD for side in piece.pixels.shape)
    fits = LOWEST * image.scale <= tall <= TALLEST * image.scale
    return bool(fits and wide >= LEAST * image.scale)


def _band_piece(image: PageImage, box: Box) -> _Piece | None:
    assert image.pixels is not None
    rows, columns = image.window(box)
    return _trimmed(image.pixels[rows, columns], columns.start, rows.start)


def _words(tokens: Sequence[Token], piece: _Piece, scale: float) -> list[list[Word]]:
    """Tokens as words on the page, one list a line."""
    lines: dict[int, list[Word]] = {}
    for t in tokens:
        box = Box(
            (t.x0 / piece.zoom + piece.x) / scale,
            (t.top / piece.zoom + piece.y) / scale,
            (t.x1 / piece.zoom + piece.x) / scale,
            (t.bottom / piece.zoom + piece.y) / scale,
        )
        word = Word(t.text, box, t.confidence, Origin.TESSERACT)
        lines.setdefault(t.line, []).append(word)
    return list(lines.values())


def _box_of(word: Word) -> Box:
    return word.box


def _joined(lines: Sequence[Sequence[Word]]) -> str:
    """Lines as one text; a word broken after its hyphen or slash ("VH-", "XH") is whole."""
    text = " ".join(" ".join(w.text for w in line) + "\n" for line in lines)
    return re.sub(r"\s*\n\s*", " ", re.sub(r"(?<=\w[-/])\n\s*(?=\w)", "", text)).strip()


def _on_one_line(boxes: Sequence[Box], components: Sequence[Box]) -> list[bool]:
    """Of each cell, whether the ink in it stands on one line."""
    tall = [(*b.centre, b.height) for b in components if b.height >= 3]
    x, y, height = np.array(tall).reshape(-1, 3).T
    found = []
    for box in boxes:
        inside = np.flatnonzero((box.x0 <= x) & (x < box.x1) & (box.top <= y) & (y < box.bottom))
        middles, heights = y[inside], height[inside]
        tallest = int(heights.argmax()) if len(inside) else 0
        found.append(
            not len(inside)
            or bool((np.abs(middles - middles[tallest]) < 0.6 * heights[tallest]).all())
        )
    return found


def _bands(page: Page, grids: Sequence[Grid]) -> list[Box]:
    """The page without its tables, as full-width bands from top to bottom."""
    bands, top = [], 0.0
    for grid in sorted(grids, key=lambda g: g.box.top):
        bands.append(Box(0, top, page.width, max(top, grid.box.top - INSIDE)))
        top = max(top, grid.box.bottom + INSIDE)
    bands.append(Box(0, top, page.width, page.height))
    return [b for b in bands if b.height > 4]


def _row_lines(grid: Grid) -> list[str]:
    """The rows of a grid as text, cells separated by a bar."""
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return [" | ".join(texts) for _, texts in sorted(rows.items()) if any(texts)]


@dataclass(frozen=True, slots=True)
class _Band:
    """Lines of words between tables, and where the band begins."""

    top: float
    lines: list[list[Word]]


def _laid_out(
    page: Page, bands: Sequence[_Band], grids: Sequence[Grid], inside: Sequence[Word]
) -> Page:
    """The page with its words and its lines of text from top to bottom."""
    parts: list[tuple[float, list[str]]] = [
        (b.top, [" ".join(w.text for w in line) for line in b.lines]) for b in bands
    ]
    parts.extend((g.box.top, _row_lines(g)) for g in grids)
    lines = [text for _, texts in sorted(parts, key=lambda p: p[0]) for text in texts]
    around = [w for b in bands for line in b.lines for w in line]
    return replace(page, words=(*around, *inside), lines=tuple(lines))


def _filled(cell: Cell, lines: Sequence[Sequence[Word]]) -> Cell:
    text = _joined(lines)
    confidence = min((w.confidence for line in lines for w in line), default=0.0)
    exact = any(w.origin is Origin.LAYER for line in lines for w in line)
    origin = Origin.LAYER if exact else Origin.TESSERACT
    readings = (Reading(origin, text, confidence),) if text else ()
    return replace(cell, text=text, readings=readings, inked=cell.inked or bool(text))


def _sorted_in(page: Page, grids: Sequence[Grid]) -> tuple[Page, tuple[Grid, ...]]:
    """A digital page: its words put into the cells that hold their centres."""
    left = list(page.words)
    inside: list[Word] = []
    filled: list[Grid] = []
    for grid in grids:
        cells = []
        for cell in grid.cells:
            own = [w for w in left if cell.box.contains_point(*w.box.centre)]
            left = [w for w in left if not cell.box.contains_point(*w.box.centre)]
            inside.extend(own)
            cells.append(_filled(cell, text_lines(own, _box_of)))
        filled.append(replace(grid, cells=tuple(cells)))
    bands = []
    for box in _bands(page, grids):
        own = [w for w in left if box.top <= w.box.centre[1] < box.bottom]
        bands.append(_Band(box.top, text_lines(own, _box_of)))
    return _laid_out(page, bands, filled, inside), tuple(filled)


def _second_readings(image: PageImage, cells: Sequence[Cell], figures: NumberReader) -> list[Cell]:
    """The cells with what the number reader saw in those narrow enough for a figure.

    An accepted reading comes first, and is the text of the cell; a doubtful one stands behind
    Tesseract's as a second witness. Words are none of its business.
    """
    assert image.pixels is not None
    chosen = [k for k, cell in enumerate(cells) if cell.inked and _may_hold_a_figure(cell)]
    boxes = [image.edges(cells[k].box) for k in chosen]
    said = [cells[k].text for k in chosen]
    done = list(cells)
    found = figures.read(image.pixels, boxes, image.scale * 72, said)
    for k, seen in zip(chosen, found, strict=True):
        if seen.text in ("", NOT_A_NUMBER):
            continue
        cell, reading = cells[k], Reading(Origin.READER, seen.text, seen.confidence)
        if seen.accepted:
            readings = (reading, *cell.readings)
            done[k] = replace(cell, text=seen.text, readings=readings)
        else:
            done[k] = replace(cell, readings=(*cell.readings, reading))
    return done


def _may_hold_a_figure(cell: Cell) -> bool:
    """Whether the number reader is to look at a cell that Tesseract has read.

    >>> cells = [Cell(0, 0, Box(0, 0, 60, 20), text=t) for t in ("lJGI", "Văn phòng", "Quý I: 2")]
    >>> [_may_hold_a_figure(cell) for cell in cells]
    [True, False, True]
    """
    letters = sum(map(str.isalpha, cell.text))
    words = letters > FIGURE_LETTERS and not any(map(str.isdigit, cell.text))
    return cell.box.width < FIGURE_WIDEST and not words


def _third_readings(cells: Sequence[Cell], witnesses: Sequence[Word]) -> list[Cell]:
    """The cells with what a text layer that is not trusted says of their figures."""
    done: list[Cell] = []
    for cell in cells:
        own = [w for w in witnesses if cell.box.contains_point(*w.box.centre)]
        if len(own) == 1 and cell.inked and cell.box.width < FIGURE_WIDEST:
            reading = Reading(Origin.WRONG_LAYER, own[0].text, own[0].confidence)
            cell = replace(cell, readings=(*cell.readings, reading))
        done.append(cell)
    return done


def _figures_again(
    image: PageImage, lines: Sequence[Sequence[Word]], figures: NumberReader | None
) -> Iterator[list[Word]]:
    """The lines with their figures read a second time."""
    words = [w for line in lines for w in line]
    again = iter(words if figures is None else read_again(image, words, figures))
    return ([next(again) for _ in line] for line in lines)


def _read_cells(
    image: PageImage, cells: Sequence[Cell], engine: Engine, figures: NumberReader | None
) -> tuple[list[Cell], list[Word]]:
    """The cells with their text, and all words in them."""
    lines_of: dict[int, list[list[Word]]] = {}
    work: dict[Mode, list[tuple[int, _Piece]]] = {Mode.LINE: [], Mode.BLOCK: []}
    with_ink = [k for k, cell in enumerate(cells) if cell.inked]
    single = _on_one_line([cells[k].box for k in with_ink], image.page.components)
    for k, alone in zip(with_ink, single, strict=True):
        piece = _cell_piece(image, cells[k].box)
        if piece is not None:
            work[Mode.LINE if alone else Mode.BLOCK].append((k, piece.enlarged()))

    def read_pieces(pieces: list[tuple[int, _Piece]], mode: Mode) -> None:
        found = engine.read([p.pixels for _, p in pieces], mode, image.scale * 72 * ENLARGED)
        for (k, piece), tokens in zip(pieces, found, strict=True):
            lines_of[k] = _words(tokens, piece, image.scale)

    for mode, pieces in work.items():
        read_pieces(pieces, mode)
    # A lone "1" comes out empty as a line, though not as a single sign.
    short = [(k, p) for k, p in work[Mode.LINE] if p.pixels.shape[1] < SHORT * image.scale]
    read_pieces([(k, p) for k, p in short if not lines_of[k]], Mode.SIGN)
    if figures is not None:
        texts = [k for k, lines in lines_of.items() if sum(map(len, lines)) > 2]
        again = _figures_again(image, [x for k in texts for x in lines_of[k]], figures)
        lines_of.update({k: [next(again) for _ in lines_of[k]] for k in texts})
    words = [w for lines in lines_of.values() for line in lines for w in line]
    return [_filled(c, lines_of.get(k, [])) for k, c in enumerate(cells)], words


def _read_page(image: PageImage, engine: Engine) -> tuple[list[list[Word]], tuple[str, ...]]:
    """The lines of a page without tables; an inked page that reads as empty is tried again.

    Tesseract can return nothing for a clean page, with exit code 0.
    """
    piece = _band_piece(image, Box(0, 0, image.page.width, image.page.height))
    if piece is None:
        return [], ()
    for mode in (Mode.PAGE, Mode.BLOCK, Mode.SPARSE):
        tokens = engine.read([piece.pixels], mode, image.scale * 72)[0]
        if tokens:
            again = mode is not Mode.PAGE
            note = ("the page read as empty at first; read again as one block",) if again else ()
            return _words(tokens, piece, image.scale), note
    return [], ("there is ink on the page, but no text could be read; look at the scan",)


def read(
    image: PageImage,
    grids: Sequence[Grid],
    engine: Engine | None,
    figures: NumberReader | None = None,
) -> tuple[Page, tuple[Grid, ...]]:
    """The page with its words and lines, the grids with text in their cells.

    engine: may be None when the page has no pixels (digital, blank and text pages).
    figures: reads the figures a second time; without it each has one reading.
    """
    page = image.page
    if image.pixels is None or engine is None:
        return (page, ()) if not page.words else _sorted_in(page, grids)
    if not grids:
        lines, notes = _read_page(image, engine)
        lines = list(_figures_again(image, lines, figures))
        read_page = _laid_out(page, [_Band(0.0, lines)], (), ())
        return replace(read_page, notes=page.notes + notes), ()
    filled: list[Grid] = []
    inside: list[Word] = []
    for grid in grids:
        pale = [not c.inked and _is_pale(image, c.box) for c in grid.cells]
        tried = [replace(c, inked=c.inked or p) for c, p in zip(grid.cells, pale, strict=True)]
        cells, words = _read_cells(image, tried, engine, figures)
        if figures is not None:
            cells = _second_readings(image, cells, figures)
        said = [any(any(map(str.isalnum, r.text)) for r in c.readings) for c in cells]
        cells = [
            replace(c, text="", readings=(), inked=False) if p and not found else c
            for c, p, found in zip(cells, pale, said, strict=True)
        ]
        cells = _third_readings(cells, image.witnesses)
        filled.append(replace(grid, cells=tuple(cells)))
        inside.extend(words)
    boxes = _bands(page, grids)
    pieces = [(b, p) for b in boxes if (p := _band_piece(image, b)) is not None]
    found = engine.read([p.pixels for _, p in pieces], Mode.BLOCK, image.scale * 72)
    bands = [
        _Band(box.top, list(_figures_again(image, _words(tokens, piece, image.scale), figures)))
        for (box, piece), tokens in zip(pieces, found, strict=True)
    ]
    return _laid_out(page, bands, filled, inside), tuple(filled)
