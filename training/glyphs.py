"""Counts which signs the readers take for each other: python -m training.glyphs

Reads the cells of made-up tables, damaged as scans are, as the product reads them, and writes
document/glyphs.tsv: what Tesseract and the number reader made of each printed sign, and how many
of their readings were wrong at each confidence. The same program and fonts give the same counts.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
from rapidfuzz.distance import Levenshtein

from document.geometry import Box
from document.glyphs import AS_ONE, PAIR, TABLE, folded
from document.page import Origin, Page
from document.table import Cell, Grid, Reading
from ingest.image import PageImage
from ingest.page.rulings import draw
from ingest.read.engine import choose
from ingest.read.number_reader import NumberReader
from ingest.read.read import read
from training.number_reader.crops import legible, moved
from training.number_reader.sheets import Made, sheet

FAMILIES = (
    "Tinos", "Tinos", "Tinos", "Arimo", "Arimo", "DejaVu Serif", "DejaVu Sans", "Cousine",
)  # fmt: skip
"""Reports are set in Times, or in Arial."""
SEED = 4401
REACH = 0.3
"""Boxes are off by up to so much of three points, as found boxes are."""
EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 1.01)
_CODE = re.compile(r"[\dIVX.]+")
"""Figures and codes; "%", signs and brackets stand in none."""


def readings(sheets: int) -> Iterator[tuple[str, tuple[Reading, ...]]]:
    """What is printed in each legible cell of so many tables, and what was read there."""
    engine, figures = choose("auto"), NumberReader()
    for number in range(sheets):
        chance = np.random.default_rng((SEED, number))
        made = sheet(chance, FAMILIES[number % len(FAMILIES)])
        boxes = [moved(chance, cell.box, made.dpi, REACH) for cell in made.cells]
        kept = [
            (cell.figure.label, box)
            for cell, box in zip(made.cells, boxes, strict=True)
            if cell.figure.label not in ("", "#") and legible(cell, box, made.dpi)
        ]
        page, grid = _laid_out(made, [box for _, box in kept])
        _, (read_grid,) = read(page, [grid], engine, figures)
        for (label, _), cell in zip(kept, read_grid.cells, strict=True):
            yield folded(label), cell.readings


def _laid_out(made: Made, boxes: Sequence[Sequence[int]]) -> tuple[PageImage, Grid]:
    """A made table as the product has it before reading: the page, and a grid of the boxes."""
    scale = made.dpi / 72
    drawn = draw(made.pixels, scale)
    height, width = (pixels / scale for pixels in made.pixels.shape)
    page = Page(1, width, height, components=drawn.components)
    places = [Box(x0 / scale, y0 / scale, x1 / scale, y1 / scale) for x0, y0, x1, y1 in boxes]
    cells = tuple(Cell(k, 0, place, inked=True) for k, place in enumerate(places))
    grid = Grid(1, Box(0, 0, width, height), len(cells), 1, cells)
    return PageImage(page, made.pixels, drawn.rule_mask, scale), grid


class Counts:
    """signs: by reader, printed sign and what was read for it. cells, wrong: by reader and
    confidence, readings and those that are not what is printed."""

    def __init__(self) -> None:
        self.signs: Counter[tuple[str, str, str]] = Counter()
        self.cells: Counter[tuple[str, float]] = Counter()
        self.wrong: Counter[tuple[str, float]] = Counter()

    def add(self, printed: str, found: Sequence[Reading]) -> None:
        """One cell; of each reader its first reading."""
        first = {r.origin: r for r in reversed(found)}
        for origin in (Origin.TESSERACT, Origin.READER):
            if origin not in first:
                continue
            seen, below = folded(first[origin].text), _below(first[origin].confidence)
            self.cells[origin.value, below] += 1
            self.wrong[origin.value, below] += seen.strip(".") != printed.strip(".")
            self._align(origin.value, printed, seen)

    def _align(self, reader: str, printed: str, seen: str) -> None:
        """A reading that has less than half of the print tells nothing of its signs."""
        drawn_together = min(printed.count(PAIR), seen.count(AS_ONE))
        self.signs[reader, PAIR, AS_ONE] += drawn_together
        self.signs[reader, PAIR, PAIR] += printed.count(PAIR) - drawn_together
        if drawn_together:
            seen = seen.replace(AS_ONE, PAIR)
        if 2 * Levenshtein.distance(printed, seen) > max(2, len(printed)):
            return
        for op in Levenshtein.opcodes(printed, seen):
            there = printed[op.src_start : op.src_end]
            read_so = seen[op.dest_start : op.dest_end]
            for k in range(max(len(there), len(read_so))):
                self.signs[reader, there[k : k + 1], read_so[k : k + 1]] += 1

    def lines(self) -> Iterator[str]:
        for (reader, printed, seen), count in sorted(self.signs.items()):
            yield "\t".join(("sign", reader, printed, seen, str(count)))
        for (reader, top), count in sorted(self.cells.items()):
            yield "\t".join(("below", reader, f"{top:g}", str(count), str(self.wrong[reader, top])))


def _below(confidence: float) -> float:
    return next(top for low, top in pairwise(EDGES) if low <= confidence < top)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=500)
    wish = parser.parse_args()
    cv2.setNumThreads(1)
    counts = Counts()
    for printed, found in readings(wish.sheets):
        if _CODE.fullmatch(printed):
            counts.add(printed, found)
    TABLE.write_text("\n".join(counts.lines()) + "\n", "utf-8")


if __name__ == "__main__":
    main()
