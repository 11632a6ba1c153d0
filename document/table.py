"""Grids and tables: cells with their place, before they are understood as records."""

from __future__ import annotations

from dataclasses import dataclass

from document.geometry import Box
from document.page import Origin


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one cell by one reader.

    origin: who read it. text: what it read, NFC, one line.
    confidence: 0 to 1, as that reader gives it; readers are not comparable.
    """

    origin: Origin
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid.

    row, column: 0-based place of its upper left corner in the grid.
    row_span, column_span: how many elementary rows and columns it covers, at least 1.
    box: points on the cleaned page, along the middle of its rules.
    text: what is printed, lines joined by one space; "" before it is read or when empty.
    readings: all readings of it as one line, best first.
    inked: whether there is ink in it, read or not.
    """

    row: int
    column: int
    box: Box
    row_span: int = 1
    column_span: int = 1
    text: str = ""
    readings: tuple[Reading, ...] = ()
    inked: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one table on one page.

    page: 1-based page number. box: outline in points on the cleaned page.
    rows, columns: number of elementary rows and columns.
    cells: by row, then column; a merged cell stands once.
    ruled: how it was found: "ruled", "rows" (horizontal rules only), "spaced" (no rules).
    """

    page: int
    box: Box
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    ruled: str = "ruled"
