"""The header of a grid: which of its rows are header, and what is printed over each column.

Group cells over several columns and an index row (1) (2) (3) belong to it. What a column is
called by us is told in parsers.columns.roles.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from document.number import parse as parse_number
from document.table import Cell, Grid
from document.wording import one_line
from parsers import codes
from parsers.columns.content import content, grid_rows
from parsers.columns.vocabulary import SURE, fit

MOST_ROWS = 5
_INDEX = re.compile(r"[(\[{]?\s*(\d{1,2}|[A-ZĐ])\s*[)\]}]?\s*(=.*\d.*)?[)\]}]?")
_FORMULA = re.compile(r"\(?(\d{1,2})\)?\s*=\s*\(?(\d{1,2})\)?\s*[-–—]\s*\(?(\d{1,2})\)?")
_MAXIMUM = re.compile(r"\(\s*\d+(?:[.,]\d+)?\s*(?:điểm|đ)?\s*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the columns of one grid.

    rows: how many of its elementary rows are header, 0 when it has none.
    texts: what is printed over each elementary column, group cells too, from top to bottom.
    own: the same without group cells.
    built: whether its place tells that it is a header, so that no word of it need be known.
    worded: whether words of it are known.
    differences: columns that the index row says are one column less another: "(5)=(3)-(4)".
    """

    rows: int
    texts: tuple[str, ...]
    own: tuple[str, ...]
    built: bool = False
    worded: bool = False
    differences: tuple[tuple[int, int, int], ...] = ()


def _is_index_row(row: Mapping[int, Cell]) -> bool:
    """Whether a row numbers the columns: (1) (2) (3), or 1 2 3, or A B 1 2 3=1-2.

    Misread brackets ("@)", "(4") are common; a row whose every cell, the criterion's too, is
    that short and some of which stand in brackets is none of criteria.
    """
    texts = [c.text for _, c in sorted(row.items()) if c.text]
    if len(texts) < 3:
        return False
    brackets = sum(any(sign in t for sign in "()[]{}") for t in texts)
    if brackets >= 2 and all(len(t) <= 5 or _FORMULA.search(t) for t in texts):
        return True
    if brackets < 2 and any(sum(map(str.isalpha, t)) > 1 for t in texts):
        return False  # "1 | Xã An | 3 | 4 | 5" is a row of a ranking
    marked = [m for t in texts if (m := _INDEX.fullmatch(t))]
    if len(marked) < 0.6 * len(texts):
        return False
    numbers = [int(m[1]) for m in marked if m[1].isdigit()]
    if len(numbers) < 2:
        return False
    steps = sum(b - a == 1 for a, b in itertools.pairwise(numbers))
    return steps >= 0.6 * (len(numbers) - 1) and (brackets >= 2 or numbers[0] == 1)


def _differences(row: Mapping[int, Cell]) -> tuple[tuple[int, int, int], ...]:
    """The formulas of an index row as columns: result, minuend, subtrahend."""
    at: dict[int, int] = {}
    for column, cell in row.items():
        numbered = _INDEX.fullmatch(cell.text)
        if numbered and numbered[1].isdigit():
            at[int(numbered[1])] = column
    found = [_FORMULA.search(c.text) for c in row.values()]
    named = [tuple(at.get(int(m[k]), -1) for k in (1, 2, 3)) for m in found if m]
    return tuple((a, b, c) for a, b, c in named if min(a, b, c) >= 0)


def _looks_like_header(row: Mapping[int, Cell], below: bool) -> bool:
    """Whether enough inked cells of a row are header wordings and hardly one is a figure.

    below: whether a header row stands above it; the words of a torn cell that goes on there
    may resemble one wording, hardly two.
    """
    texts = [c.text for c in row.values() if c.text]
    if not texts:
        return False
    figures = sum(parse_number(t) is not None for t in texts)
    known = sum(fit(t) >= SURE for t in texts)
    return figures <= 1 and known >= min(3, max(2 if below else 1, 0.4 * len(texts)))


def _worded(rows: Sequence[Mapping[int, Cell]]) -> int:
    """How many rows at the top are header by their words: to the last one that looks so."""
    last = 0
    for n, row in enumerate(rows[:MOST_ROWS]):
        code = codes.clean(row[0].text) if 0 in row else ""
        if _is_index_row(row):
            return n + 1
        if _looks_like_header(row, below=last > 0):
            last = n + 1
        elif code or (last and any(c.text for c in row.values())):
            break
    return last


def _built(grid: Grid, rows: Sequence[Mapping[int, Cell]]) -> int:
    """How many rows at the top are header by their place alone, whatever their words.

    Words alone, without a code, that stand over columns of figures: no row of a table has
    them in two such columns.
    """
    without_figures = itertools.takewhile(_may_be_header, rows[: min(MOST_ROWS, grid.rows - 1)])
    for count in range(len(list(without_figures)), 0, -1):
        under = [content([(grid, count)], k) for k in range(grid.columns)]
        numeric = {k for k, held in enumerate(under) if held.figures >= 0.5}
        if len(numeric) >= 2 and all(_over_figures(row, numeric) for row in rows[1:count]):
            top = [c for c in rows[0].values() if c.text]
            whole = [c for c in top if c.column_span >= grid.columns - 1]
            if _over_figures(rows[0], numeric) or (count > 1 and top == whole):
                return count
    return 0


def _may_be_header(row: Mapping[int, Cell]) -> bool:
    """Whether a row has no figure, or numbers the columns."""
    return _is_index_row(row) or not any(parse_number(c.text) is not None for c in row.values())


def _over_figures(row: Mapping[int, Cell], numeric: set[int]) -> bool:
    """Whether a row names columns of figures: words over two of them, no code, no figure."""
    if _is_index_row(row):
        return True
    cells = [c for c in row.values() if c.text]
    if any(codes.clean(c.text) for c in cells if c.column < 2 and c.column not in numeric):
        return False
    if not _may_be_header(row):
        return False
    named: set[int] = set()
    for cell in cells:
        over = set(range(cell.column, cell.column + cell.column_span))
        if over <= numeric and any(map(str.isalpha, cell.text)):
            named |= over
    return len(named) >= 2


def _reaching(rows: Sequence[Mapping[int, Cell]], last: int) -> int:
    """The header rows of which `last` are known, with what belongs to them."""
    # A header cell merged over rows reaches further down than the row that it begins in; two
    # that end on one line make a header of all the rows beside them.
    spans = [c.row + c.row_span for row in rows[:last] for c in row.values() if c.column > 0]
    reach = max([last, *(s for s in spans if s <= last + 1 or spans.count(s) > 1)])
    if reach < len(rows) and _is_index_row(rows[reach]):
        reach += 1
    return reach


def _texts(grid: Grid, rows: Sequence[int], *, groups: bool) -> tuple[str, ...]:
    """The header text over each column, from top to bottom; groups: with that of group cells.

    A cell over all columns is a title.
    """
    parts: list[list[str]] = [[] for _ in range(grid.columns)]
    for cell in sorted(grid.cells, key=lambda c: (c.row, c.column)):
        wide = cell.column_span > 1 and (not groups or cell.column_span >= grid.columns - 1)
        if cell.row in rows and cell.text and not wide:
            for column in range(cell.column, cell.column + cell.column_span):
                parts[column].append(cell.text)
    return tuple(one_line(" ".join(p)) for p in parts)


def header_of(grid: Grid) -> Header:
    """The header of a grid; `rows` is 0 when there is none (a continuation page)."""
    rows = grid_rows(grid)
    built, worded = _built(grid, rows), _worded(rows)
    count = _reaching(rows, max(worded, built))
    index = [n for n in range(count) if _is_index_row(rows[n]) and not _is_maxima(rows[n])]
    named = [n for n in range(count) if n not in index]
    return Header(
        count,
        _texts(grid, named, groups=True),
        _texts(grid, named, groups=False),
        built > 0,
        worded > 0,
        tuple(d for n in index for d in _differences(rows[n])),
    )


def _is_maxima(row: Mapping[int, Cell]) -> bool:
    """Whether bracketed figures are no numbers of columns but maxima: "(10)", "(8,5)", "(20)"."""
    found = [re.sub(r"[^\d.,]", "", c.text) for c in row.values() if _MAXIMUM.search(c.text)]
    numbers = [v for t in found if (v := parse_number(t)) is not None]
    steps = sum(b - a == 1 for a, b in itertools.pairwise(numbers))
    return len(numbers) >= 2 and steps < 0.5 * (len(numbers) - 1)
