"""The cells of a grid by row and column, and what the columns hold below their header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from document.glyphs import LIKE_DIGITS
from document.number import parse as parse_number
from document.table import Cell, Grid
from parsers import codes

_STRAY = re.compile(r"^[|_'`\"“”„‘’\[\]{}~*ˆ^⁄<>]+\s*|\s*[|_'`\"“”„‘’\[\]{}~*ˆ^⁄<>]+$")

Body = tuple[Grid, int]
"""A grid, and how many of its elementary rows are header."""


def grid_rows(grid: Grid) -> list[dict[int, Cell]]:
    """The cells of each elementary row by column; a merged cell stands where it begins."""
    rows: list[dict[int, Cell]] = [{} for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = cell
    return rows


def figure_text(text: str) -> str:
    """A numeric cell's text without stray strokes of rules and pens.

    >>> figure_text("| 0,50"), figure_text("1.91 '"), figure_text("l,5")
    ('0,50', '1.91', '1,5')
    >>> figure_text("1,13)"), figure_text("(65)")
    ('1,13', '(65)')
    """
    before = None
    while before != text:
        before, text = text, _STRAY.sub("", text).strip()
        if text.count("(") != text.count(")"):
            text = text.strip("() ")
    if parse_number(text) is None:
        squeezed = re.sub(r"(?<=[\d.,])\s+(?=[\d.,])", "", text)
        slipped = squeezed.translate(LIKE_DIGITS)
        if parse_number(squeezed) is not None:
            return squeezed
        if re.search(r"\d", text) and parse_number(slipped) is not None:
            return slipped
    return text


@dataclass(frozen=True, slots=True)
class Content:
    """What the body cells of a column hold, as shares of those with text.

    figures, code_like: shares 0 to 1. distinct: share of different texts. long: mean number of
        letters. inked: cells with text. unread: cells with ink and no text. going_on: share of
        the codes that follow the one above without a gap.
    """

    figures: float
    code_like: float
    distinct: float
    long: float
    inked: int
    unread: int = 0
    going_on: float = 0.0


def content(bodies: Sequence[Body], column: int) -> Content:
    """What stands in a column below the headers."""
    cells = [
        c
        for grid, header in bodies
        for c in grid.cells
        if c.row >= header and c.column == column and c.column_span == 1
    ]
    texts = [c.text for c in cells if c.text]
    unread = sum(c.inked and not c.text for c in cells)
    if not texts:
        return Content(0.0, 0.0, 0.0, 0.0, 0, unread)
    figures = sum(parse_number(figure_text(t)) is not None for t in texts)
    found = [_code(c) for c in cells if c.text]
    code_like = sum(map(bool, found))
    letters = sum(c.isalpha() for t in texts for c in t)
    count = len(texts)
    distinct = len(set(texts)) / count
    return Content(
        figures / count, code_like / count, distinct, letters / count, count, unread,
        _going_on([code for code in found if code]),
    )  # fmt: skip


def _code(cell: Cell) -> str:
    """The code that a cell holds by one of its readings; "" for none."""
    texts = (cell.text, *(r.text for r in cell.readings))
    return next((code for text in texts if (code := codes.clean(text))), "")


def _going_on(found: Sequence[str]) -> float:
    """Share of codes that follow the one above; under a Roman number the first."""
    pairs = list(pairwise(found))
    return sum(_goes_on(*pair) for pair in pairs) / len(pairs) if pairs else 0.0


def _goes_on(before: str, code: str) -> bool:
    """
    >>> _goes_on("1.2", "1.3"), _goes_on("2.4", "III"), _goes_on("III", "1"), _goes_on("2", "1.5")
    (True, True, True, False)
    """
    numbers = codes.parts(code)
    if codes.is_roman(before) or codes.is_roman(code):
        return codes.is_roman(code) or set(numbers) == {1}
    return numbers in codes.next_to(codes.parts(before))


Values = tuple[Decimal | None, ...]
"""The figures of one row by column; None where there is none."""


def values(bodies: Sequence[Body]) -> list[Values]:
    """The figures below the headers, row by row; those of merged cells are left out."""
    found: list[Values] = []
    for grid, header in bodies:
        for row in grid_rows(grid)[header:]:
            single = {k: c.text for k, c in row.items() if c.column_span == 1}
            found.append(
                tuple(parse_number(figure_text(single.get(k, ""))) for k in range(grid.columns))
            )
    return found
