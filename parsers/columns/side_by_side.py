"""Two tables side by side that were found as one grid, taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from document.geometry import hull
from document.table import Grid
from document.wording import skeleton
from parsers.columns.content import content
from parsers.columns.header import Header
from parsers.columns.split import blank_columns
from parsers.columns.vocabulary import SURE, fit, likeness

SAME = 80
"""Likeness of two headings, of 100, that are the same one read twice."""


@dataclass(frozen=True, slots=True)
class Seam:
    """Where the second table begins: its first column; alike: whether both have one header, so
    that the second goes on with the rows of the first."""

    at: int
    alike: bool


def seam(grid: Grid, header: Header) -> Seam | None:
    """Where a grid is two tables side by side; None where it is one."""
    texts = [skeleton(t) for t in header.own]
    for at in range(2, grid.columns - 1):
        if _repeated(texts[:at], texts[at:]) and _parts(grid, header.rows, at):
            return Seam(at, alike=True)
    codes = [k for k in range(grid.columns) if _names_codes(grid, header, k)]
    if len(codes) == 2 and codes[0] < 2 and _is_table(header, codes[0], codes[1]):
        at = codes[1]
        if _is_table(header, at, grid.columns) and _parts(grid, header.rows, at):
            return Seam(at, alike=False)
    return None


def _repeated(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether the same headings stand in both, in the same order, with nothing else."""
    first, second = ([t for t in side if t] for side in (left, right))
    return (
        len(first) == len(second) >= 2
        and bool(right[0])
        and len(set(first)) == len(first)
        and all(fuzz.ratio(a, b) >= SAME for a, b in zip(first, second, strict=True))
    )


def _names_codes(grid: Grid, header: Header, column: int) -> bool:
    """Whether a column is one of codes with its texts beside it; codes alone may be scores."""
    if column + 1 >= grid.columns or likeness(header.own[column]).get("code", 0.0) < 0.9:
        return False
    held, beside = (content([(grid, header.rows)], k) for k in (column, column + 1))
    codes = held.code_like >= 0.6 and held.long < 3 and held.distinct >= 0.8
    return codes and beside.figures < 0.3 and beside.long >= 2


def _is_table(header: Header, first: int, behind: int) -> bool:
    """Whether columns have the headings of a table: three, two of which are known."""
    named = [t for t in header.texts[first:behind] if t]
    known = sum(fit(t) >= SURE for t in named)
    return len(named) >= 3 and known >= 2


def _parts(grid: Grid, header_rows: int, at: int) -> bool:
    """Whether no cell below the header runs over the seam."""
    return not any(
        c.column < at < c.column + c.column_span for c in grid.cells if c.row >= header_rows
    )


def apart(grid: Grid, at: int) -> tuple[Grid, Grid] | None:
    """The tables left and right of a seam; None when a cell with text runs over it.

    A title over both, and empty columns between them, are left out.
    """
    over = [c for c in grid.cells if c.column < at < c.column + c.column_span]
    if not 0 < at < grid.columns or any(c.text and c.column_span < grid.columns for c in over):
        return None
    gap = next((k for k in range(at, 0, -1) if k - 1 not in blank_columns(grid)), at)
    left = tuple(c for c in grid.cells if c.column + c.column_span <= gap)
    right = tuple(replace(c, column=c.column - at) for c in grid.cells if c.column >= at)
    return (
        replace(grid, box=hull(c.box for c in left), columns=gap, cells=left),
        replace(grid, box=hull(c.box for c in right), columns=grid.columns - at, cells=right),
    )
