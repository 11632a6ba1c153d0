"""Columns that were cut in two, and headings whose words fell to the column beside.

"Thang | điểm" over one column of figures are no two headings. Columns are made one only where
their words together are a heading and no row has something in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from document.geometry import hull
from document.table import Cell, Grid
from document.wording import one_line
from parsers.columns.header import Header
from parsers.columns.vocabulary import likeness

WHOLE = 0.93
"""Likeness of the two halves together; a heading with a word too many stays below."""
OWN = 0.9
"""A half that is a heading itself is no half."""


def cuts(grid: Grid, header: Header) -> tuple[int, ...]:
    """The columns that are one with the column to their right."""
    found: list[int] = []
    for k in range(grid.columns - 1):
        if k - 1 not in found and _is_cut(grid, header, k):
            found.append(k)
    return tuple(found)


def _is_cut(grid: Grid, header: Header, k: int) -> bool:
    left, right = (_body_rows(grid, header.rows, c) for c in (k, k + 1))
    if left & right or not left | right:
        return False
    first, second = header.own[k], header.own[k + 1]
    if not first or not second:
        # The heading stands over the one, the figures in the other.
        return bool(first or second) and not (left if first else right)
    together, one, other = (_best(t) for t in (f"{first} {second}", first, second))
    return together >= max(WHOLE, one, other) and min(one, other) < OWN


def _best(heading: str) -> float:
    return max(likeness(heading).values(), default=0.0)


def _body_rows(grid: Grid, header_rows: int, column: int) -> set[int]:
    """The rows below the header in which a column has something of its own."""
    return {
        c.row
        for c in grid.cells
        if c.row >= header_rows and c.column == column and c.column_span == 1
        if c.text or c.inked
    }


def mended(
    grid: Grid, at: Sequence[int], header_rows: int, words: Set[int] = frozenset()
) -> Grid | None:
    """The grid with each of the columns `at` made one with the next; None when a row has
    something in both, so that they are not one here.

    words: columns, as they are then, in which the two are one text.
    """
    if not at:
        return grid
    new = [c - sum(k < c for k in at) for c in range(grid.columns)]
    cells: dict[tuple[int, int], Cell] = {}
    for cell in sorted(grid.cells, key=lambda c: (c.row, c.column)):
        begin, end = new[cell.column], new[cell.column + cell.column_span - 1]
        moved = replace(cell, column=begin, column_span=end - begin + 1)
        before = cells.get((cell.row, begin))
        texts = cell.row < header_rows or begin in words
        joined = moved if before is None else _one(before, moved, texts=texts)
        if joined is None:
            return None
        cells[cell.row, begin] = joined
    if _overlap(cells.values()):
        return None
    return replace(grid, columns=grid.columns - len(at), cells=tuple(cells.values()))


def _one(first: Cell, second: Cell, *, texts: bool) -> Cell | None:
    """Two halves of a cell as one, None when both hold something that is no text."""
    box = hull((first.box, second.box))
    if not (second.text or second.inked):
        return replace(first, box=box)
    if not (first.text or first.inked):
        return replace(second, box=box)
    if not texts or first.row_span != second.row_span:
        return None
    return replace(first, box=box, text=one_line(f"{first.text} {second.text}"))


def _overlap(cells: Iterable[Cell]) -> bool:
    """Whether two cells of a row cover one column."""
    ordered = sorted(cells, key=lambda c: (c.row, c.column))
    return any(a.row == b.row and a.column + a.column_span > b.column for a, b in pairwise(ordered))


def blank_columns(grid: Grid) -> list[int]:
    """The columns in which nothing stands on a page."""
    held = {
        column
        for c in grid.cells
        if c.text or c.inked
        for column in range(c.column, c.column + c.column_span)
    }
    return [k for k in range(grid.columns) if k not in held]


def words_put_back(header: Header) -> Header:
    """The header with words that fell to the column beside back where they belong.

    "Nội dung Thang | điểm" is "Nội dung | Thang điểm": both are headings then, and one of them
    was none before.
    """
    texts, own = list(header.texts), list(header.own)
    for k in range(len(own) - 1):
        moved = _moved(own[k], own[k + 1])
        if moved:
            for n, text in zip((k, k + 1), moved, strict=True):
                texts[n] = text if texts[n] == own[n] else texts[n]
                own[n] = text
    return replace(header, texts=tuple(texts), own=tuple(own))


def _moved(left: str, right: str) -> tuple[str, str] | None:
    """Two neighbouring headings with a word or two moved over, None when that mends nothing."""
    words = [*left.split(), *right.split()]
    at = len(left.split())
    if not left or not right:
        return None
    before = min(_best(left), _best(right))
    for cut in (at - 1, at + 1, at - 2, at + 2):
        if 0 < cut < len(words):
            parts = " ".join(words[:cut]), " ".join(words[cut:])
            after = min(map(_best, parts))
            if after >= WHOLE and after - before >= 0.2:
                return parts
    return None
