"""Which column of a grid is what: header rows recognised by meaning, in any column order.

The wordings are data (layouts/columns.toml). Group cells over several columns and an index
row (1) (2) (3) belong to the header.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from document.number import parse as parse_number
from document.record import Column
from document.table import Cell, Grid
from document.wording import fold, one_line, skeleton
from parsers import codes
from parsers.layouts import load

SURE = 0.72
"""Likeness from which a wording is taken for its role (misread letters cost 0.05-0.15)."""
MOST_ROWS = 5
_INDEX = re.compile(r"\(?\s*\d{1,2}\s*\)?")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of one grid.

    rows: how many of its elementary rows are header, 0 when it has none.
    columns: one for each elementary column; role "" where nothing is known.
    """

    rows: int
    columns: tuple[Column, ...]

    @property
    def known(self) -> int:
        return sum(bool(c.name) for c in self.columns)


@lru_cache(maxsize=1)
def _wordings() -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    """Role, whether its cells are figures, and its wordings as skeletons."""
    return tuple(
        (role, bool(entry["numeric"]), tuple(skeleton(w) for w in entry["wordings"]))
        for role, entry in load("columns").items()
    )


def is_numeric(role: str) -> bool:
    """Whether the cells of a role are figures.

    >>> is_numeric("max_score"), is_numeric("reason"), is_numeric("field_3")
    (True, False, True)
    """
    if role.startswith("field_"):
        return True
    return next((numeric for name, numeric, _ in _wordings() if name == role), False)


def likeness(header: str) -> dict[str, float]:
    """How well a printed header fits each role, 0 to 1; only roles above a half.

    >>> best = likeness("ĐIỂ M CHU ẨN")
    >>> max(best, key=best.get), round(max(best.values()), 2)
    ('max_score', 1.0)
    >>> best = likeness("Lý do bị trừ điểm (ghi rõ)")
    >>> max(best, key=best.get)
    'reason'
    """
    text = skeleton(header)
    found: dict[str, float] = {}
    if not text:
        return found
    for role, _numeric, wordings in _wordings():
        best = 0.0
        for wording in wordings:
            score = fuzz.ratio(text, wording) / 100
            if len(wording) >= 6 and len(text) > len(wording):
                # The wording inside a longer header: worth less the more is left over.
                inside = fuzz.partial_ratio(wording, text) / 100
                score = max(score, inside * (0.72 + 0.28 * len(wording) / len(text)))
            best = max(best, score)
        if best > 0.5:
            found[role] = best
    return found


def grid_rows(grid: Grid) -> list[dict[int, Cell]]:
    """The cells of each elementary row by column; a merged cell stands where it begins."""
    rows: list[dict[int, Cell]] = [{} for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = cell
    return rows


def _is_index_row(row: Mapping[int, Cell]) -> bool:
    """Whether a row numbers the columns: (1) (2) (3), or 1 2 3.

    Misread brackets ("@)", "(4") are common; a row whose every cell, the criterion's too, is
    that short and some of which stand in brackets is none of criteria.
    """
    texts = [c.text for _, c in sorted(row.items()) if c.text]
    if len(texts) < 3:
        return False
    brackets = sum(any(sign in t for sign in "()[]{}") for t in texts)
    if brackets >= 2 and all(len(t) <= 5 for t in texts):
        return True
    marked = [t for t in texts if _INDEX.fullmatch(t)]
    if len(marked) < 0.6 * len(texts):
        return False
    numbers = [int(re.sub(r"\D", "", t)) for t in marked]
    steps = sum(b - a == 1 for a, b in itertools.pairwise(numbers))
    return steps >= 0.6 * (len(numbers) - 1) and (brackets >= 2 or numbers[0] == 1)


def _looks_like_header(row: Mapping[int, Cell], below: bool) -> bool:
    """Whether enough inked cells of a row are header wordings and hardly one is a figure.

    below: whether a header row stands above it; the words of a torn cell that goes on there
    may resemble one wording, hardly two.
    """
    texts = [c.text for c in row.values() if c.text]
    if not texts:
        return False
    figures = sum(parse_number(t) is not None for t in texts)
    known = sum(max(likeness(t).values(), default=0.0) >= SURE for t in texts)
    return figures <= 1 and known >= min(3, max(2 if below else 1, 0.4 * len(texts)))


def _header_rows(rows: Sequence[Mapping[int, Cell]]) -> int:
    """How many rows at the top are header: to the last one that looks so."""
    last = 0
    for n, row in enumerate(rows[:MOST_ROWS]):
        code = codes.clean(row[0].text) if 0 in row else ""
        if _is_index_row(row):
            return n + 1
        if _looks_like_header(row, below=last > 0):
            last = n + 1
        elif code or (last and any(c.text for c in row.values())):
            break
    # A header cell merged over rows reaches further down than the row that it begins in; two
    # that end on one line make a header of all the rows beside them.
    spans = [c.row + c.row_span for row in rows[:last] for c in row.values() if c.column > 0]
    reach = max([last, *(s for s in spans if s <= last + 1 or spans.count(s) > 1)])
    if reach < len(rows) and _is_index_row(rows[reach]):
        reach += 1
    return reach


def _texts(grid: Grid, header_rows: int) -> list[str]:
    """The header text over each column, from top to bottom; group cells stand over all."""
    parts: list[list[str]] = [[] for _ in range(grid.columns)]
    for cell in sorted(grid.cells, key=lambda c: (c.row, c.column)):
        if cell.row < header_rows and cell.text and not _INDEX.fullmatch(cell.text):
            for column in range(cell.column, cell.column + cell.column_span):
                parts[column].append(cell.text)
    return [one_line(" ".join(p)) for p in parts]


def _own_texts(grid: Grid, header_rows: int) -> list[str]:
    """The header text of each column without the group cells above it."""
    own = [""] * grid.columns
    for cell in sorted(grid.cells, key=lambda c: c.row):
        single = cell.column_span == 1 and cell.row < header_rows
        if single and cell.text and not _INDEX.fullmatch(cell.text):
            own[cell.column] = one_line(f"{own[cell.column]} {cell.text}")
    return own


@dataclass(frozen=True, slots=True)
class Content:
    """What the body cells of a column hold, as shares of those with ink.

    figures, code_like, words: shares 0 to 1; long: mean number of letters.
    """

    figures: float
    code_like: float
    long: float
    inked: int


def content(grid: Grid, header_rows: int, column: int) -> Content:
    """What stands in a column below the header."""
    texts = [
        c.text
        for c in grid.cells
        if c.row >= header_rows and c.column == column and c.column_span == 1 and c.text
    ]
    if not texts:
        return Content(0.0, 0.0, 0.0, 0)
    figures = sum(parse_number(t) is not None for t in texts)
    code_like = sum(bool(codes.clean(t)) for t in texts)
    letters = sum(c.isalpha() for t in texts for c in t)
    return Content(figures / len(texts), code_like / len(texts), letters / len(texts), len(texts))


def _fits(role: str, held: Content) -> float:
    """A factor for a role that the cells speak for or against."""
    if held.inked < 2:
        return 1.0
    if is_numeric(role):
        return 0.55 if held.long > 6 and held.figures < 0.3 else 1.0
    if role == "code":
        return 1.0 if held.code_like >= 0.4 else 0.6
    if role in ("criterion", "unit"):
        return 0.6 if held.code_like >= 0.6 and held.long < 3 else 1.0
    return 0.6 if held.figures >= 0.7 else 1.0


def _assigned(scores: Sequence[Mapping[str, float]]) -> list[tuple[str, float]]:
    """Each column its role, each role once, best likeness first."""
    ranked = sorted(
        ((s, -c, role) for c, found in enumerate(scores) for role, s in found.items()),
        reverse=True,
    )
    roles: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for score, minus, role in ranked:
        if -minus in roles or role in taken or score < SURE - 0.1:
            continue
        roles[-minus] = (role, score)
        taken.add(role)
    return [roles.get(c, ("", 0.0)) for c in range(len(scores))]


def understand(grid: Grid) -> Header:
    """The header of a grid; `rows` is 0 when none is recognised (a continuation page)."""
    rows = grid_rows(grid)
    count = _header_rows(rows)
    if count == 0:
        return Header(0, tuple(Column("", "", False, 0.0) for _ in range(grid.columns)))
    texts, own = _texts(grid, count), _own_texts(grid, count)
    scores: list[dict[str, float]] = []
    for column in range(grid.columns):
        held = content(grid, count, column)
        found = likeness(texts[column])
        for role, score in likeness(own[column]).items():
            found[role] = max(found.get(role, 0.0), score)
        scores.append({role: s * _fits(role, held) for role, s in found.items()})
    roles = _assigned(scores)
    columns = [
        Column(role, text, is_numeric(role), round(score, 3))
        for (role, score), text in zip(roles, texts, strict=True)
    ]
    header = Header(count, tuple(_fields_named(columns, grid, count)))
    return header if header.known >= 3 else Header(0, header.columns)


def _fields_named(columns: list[Column], grid: Grid, header_rows: int) -> list[Column]:
    """Columns of figures between the unit and its total are fields 1, 2, 3 of a ranking."""
    names = [c.name for c in columns]
    if "unit" not in names and not ("total_score" in names and "rank" in names):
        return columns
    done, number = [], 0
    for k, column in enumerate(columns):
        held = content(grid, header_rows, k)
        free = column.name in ("", "survey", "note", "criterion") or (
            is_numeric(column.name) and column.name not in ("total_score", "rank")
        )
        if free and held.figures >= 0.5 and k > 0:
            number += 1
            done.append(Column(f"field_{number}", column.header, True, 0.9))
        elif column.name == "code":
            done.append(Column("order", column.header, False, column.confidence))
        elif column.name == "criterion" and "unit" not in names:
            done.append(Column("unit", column.header, False, column.confidence))
        else:
            done.append(column)
    return done


def unknown_name(header: str, column: int) -> str:
    """A name for a column whose role is unknown: its folded header.

    >>> unknown_name("Số lượng hồ sơ", 4), unknown_name("", 4)
    ('so_luong_ho_so', 'column_5')
    """
    return fold(header).replace(" ", "_")[:40] or f"column_{column + 1}"
