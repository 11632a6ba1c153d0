"""From the cells of a grid to rows: which cell belongs to which column, and what a row is.

A row here is still a piece of paper: a row cut by a page break is two of them, and
parsers.rows.continuation makes them one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from document.claim import Location, Verdict
from document.geometry import Transform
from document.number import is_blank
from document.number import parse as parse_number
from document.page import Origin
from document.record import Column, Figure, Kind, TextCell
from document.table import Cell, Grid, Reading
from document.wording import one_line, skeleton
from parsers import codes
from parsers.columns.content import figure_text, grid_rows
from parsers.layouts import kept, load
from parsers.rows.code_cell import CodeCell
from parsers.rows.merged_cells import is_words, parted

LETTERS = 5
"""Letters of a misread Roman number, at most ("XVIII")."""
CODED = 0.5
"""Confidence from which another reading of a code cell is its first, where only that is a code."""
_ENDS_IN_FIGURE = re.compile(r"(?:^|\s)\d{1,3}(?:[.,]\d{1,3})?$")


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row of a grid as printed on one page.

    code: cleaned code, "" when there is none. cell: what was seen in its code cell.
    texts, figures: by column name.
    label: the text that stands in front of the figures, for total rows.
    first, last: whether it is the first or last row of its grid on the page.
    """

    page: int
    code: str
    cell: CodeCell
    texts: tuple[TextCell, ...]
    figures: tuple[Figure, ...]
    label: str
    kind: Kind
    first: bool = False
    last: bool = False

    @property
    def has_figures(self) -> bool:
        return any(f.inked for f in self.figures)

    @property
    def exact(self) -> bool:
        """Whether the characters of its figures are known, not recognised."""
        return any(r.origin is Origin.LAYER for f in self.figures for r in f.readings)


@kept
def _labels() -> dict[Kind, tuple[str, ...]]:
    data = load("rows")
    return {
        Kind.TOTAL: tuple(skeleton(w) for w in data["total"]),
        Kind.MEAN: tuple(skeleton(w) for w in data["mean"]),
    }


def label_kind(label: str) -> Kind | None:
    """TOTAL or MEAN when a label says so, else None.

    >>> label_kind("TỔNG CỘNG"), label_kind("Cộng tiêu chí 1 (1 + 2 + 3 + 4)")
    (<Kind.TOTAL: 'total'>, <Kind.TOTAL: 'total'>)
    >>> label_kind("Giá trị trung bình"), label_kind("Tổng hợp báo cáo định kỳ")
    (<Kind.MEAN: 'mean'>, None)
    """
    text = skeleton(label)
    if not text:
        return None
    for kind, words in _labels().items():
        if any(fuzz.ratio(text, w) >= 84 for w in words):
            return kind
    sums = re.match(r"(?:tong|cong)(?:cong|diem|so)*(?:tieuchi|linhvuc|muc|phan)?[\divx\d]*$", text)
    return Kind.TOTAL if sums else None


def _figure(column: str, cell: Cell, page: int, back: Transform) -> Figure:
    place = _place(cell, page, back)
    cleaned = tuple(Reading(r.origin, figure_text(r.text), r.confidence) for r in cell.readings)
    # A pen tick gives the first reader words, the other may still see the figure.
    first = next((r.text for r in cleaned if parse_number(r.text) is not None), None)
    printed = first or (cleaned[0].text if cleaned else "")
    value = parse_number(printed)
    inked = cell.inked and not (is_blank(printed) and bool(printed))
    verdict = Verdict.UNVERIFIED
    if value is None:
        verdict = Verdict.UNREAD if inked else Verdict.BLANK
    return Figure(column, printed, value, verdict, cleaned, place=place, inked=cell.inked)


def _figures(
    number: int, cells: Mapping[int, Cell | None], columns: Sequence[Column], page: int,
    back: Transform,
) -> list[Figure]:  # fmt: skip
    """The figures of row `number`; cells: by column, what stands there or covers it."""
    done: list[Figure] = []
    for k, column in enumerate(columns):
        cell = cells[k]
        if not column.numeric:
            continue
        if cell is None:
            done.append(Figure(column.name))
        elif (cell.row, cell.column) == (number, k):
            done.append(_figure(column.name, cell, page, back))
        else:
            done.append(Figure(column.name, verdict=Verdict.BLANK, place=_place(cell, page, back)))
    return done


def _place(cell: Cell, page: int, back: Transform) -> Location:
    return Location(page, back.box(cell.box))


def _swallowed(
    figures: Sequence[Figure], number: int, cells: Mapping[int, Cell | None],
    columns: Sequence[Column], code: str,
) -> list[Figure]:  # fmt: skip
    """Figures that may stand in a text cell because the rule between was not found.

    Only in a row of figures: a heading runs on through their cells by right.
    """
    numeric = [k for k, c in enumerate(columns) if c.numeric]
    row_of_figures = any(f.inked for f in figures)
    done: list[Figure] = []
    for k, figure in zip(numeric, figures, strict=True):
        cell = cells[k]
        hides = cell is not None and cell.row == number and cell.column != k
        if cell and hides and (row_of_figures or (code and _ENDS_IN_FIGURE.search(cell.text))):
            why = "no rule parts it from the text before it"
            figure = replace(figure, verdict=Verdict.UNREAD, reason=why, inked=True)
        done.append(figure)
    return done


def _kind(
    code: str, marked: bool, label: str, figures: Sequence[Figure], texts: Sequence[TextCell]
) -> Kind:
    """What a row is. marked: whether there is ink in its code cell, read or not."""
    inked = any(f.inked for f in figures)
    named = label_kind(label)
    if named and (inked or named is Kind.MEAN):
        return named
    if not any(t.text for t in texts):
        return Kind.DATA
    valued = any(f.value is not None for f in figures)
    if inked and not valued and (codes.is_roman(code) or (marked and not code)) and _loud(texts):
        return Kind.SECTION  # its heading runs on through the cells of the figures
    if inked:
        return Kind.DATA
    # A misread Roman number ("VIH", "„H") is still a mark in the code column of a row
    # without figures; the second half of a torn row has none.
    marked = codes.is_roman(code) or (marked and not any(c.isdigit() for c in code))
    return Kind.SECTION if marked or (not code and _is_heading(texts)) else Kind.DATA


def _loud(texts: Sequence[TextCell]) -> bool:
    """Whether the first text of a row is mostly capitals."""
    letters = [c for c in _first_text(texts) if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.7 * len(letters) if letters else False


def _is_heading(texts: Sequence[TextCell]) -> bool:
    """Whether the only text of a row is in capitals: a section without a number."""
    filled = [t.text for t in texts if t.text]
    return len(filled) == 1 and filled[0].isupper() and len(filled[0]) > 8


def _cells(
    grid: Grid, begins: Mapping[int, Cell], number: int, columns: Sequence[Column]
) -> dict[int, Cell | None]:
    """By column what stands in row `number` or covers it, merged figures taken apart."""
    cells = {k: begins.get(k) or _covering(grid, number, k) for k in range(len(columns))}
    for k, cell in begins.items():
        under = [c.numeric for c in columns[k : k + cell.column_span]]
        if len(under) > 1 and under[0]:
            cells.update({part.column: part for part in parted(cell, under)})
    return cells


def page_rows(
    grid: Grid, header_rows: int, columns: Sequence[Column], back: Transform
) -> list[PageRow]:
    """The rows of a grid below its header, empty ones left out.

    columns: one for each elementary column of the grid.
    back: from the cleaned page to the page as shown.
    """
    rows = grid_rows(grid)
    done: list[PageRow] = []
    for number in range(header_rows, grid.rows):
        if not any(c.text or c.inked for c in rows[number].values()):
            continue
        cells = _cells(grid, rows[number], number, columns)
        figures = _figures(number, cells, columns, grid.page, back)
        texts: list[TextCell] = []
        code_cell, beside = CodeCell(), ""
        for k, column in enumerate(columns):
            cell = cells[k]
            own = cell if cell is not None and cell.column == k and cell.row == number else None
            if column.numeric:
                begun = rows[number].get(k)
                if begun and begun.column_span > 1 and is_words(begun.text) and texts:
                    texts[-1] = _more(texts[-1], begun, grid.page, back)
            elif column.name in ("code", "order"):
                under_header = cell is not None and cell.row < header_rows
                code_cell = CodeCell(own=under_header)
                if own is not None:
                    code_cell = _code_cell(own, _place(own, grid.page, back))
                beside = own.text if own else ""
            elif own is not None:
                place = _place(own, grid.page, back)
                texts.append(TextCell(column.name, one_line(own.text), (place,)))
            else:
                texts.append(TextCell(column.name, ""))
        code = code_cell.as_read
        label = beside if beside and not code else _first_text(texts)
        if beside and not code and not label_kind(label) and texts and not texts[0].text:
            texts[0] = TextCell(texts[0].column, one_line(beside), texts[0].places)
        kind = _kind(code, code_cell.inked, "" if code else label, figures, texts)
        if kind is not Kind.SECTION:
            figures = _swallowed(figures, number, cells, columns, code)
        done.append(
            PageRow(
                grid.page, code, code_cell, tuple(texts), tuple(figures), label, kind,
                number == header_rows, number == grid.rows - 1,
            )
        )  # fmt: skip
    return done


def _code_cell(cell: Cell, place: Location) -> CodeCell:
    """What was seen of a code in a cell of their column; nothing of one where it holds words.

    First of its readings is the one that gives a code. A sans-serif "I" alone is read as a bar,
    which elsewhere is the trace of a rule.
    """
    bar = not cell.text and any(r.text == "|" for r in cell.readings)
    readings = [replace(r, text="I") if bar and r.text == "|" else r for r in cell.readings]
    coded = [r for r in readings if codes.clean(r.text)]
    if not coded and (cell.column_span > 1 or _is_wordy(cell.text)):
        return CodeCell()
    first = [r for r in coded if r.text == cell.text or r.confidence >= CODED][:1]
    ordered = (*first, *(r for r in readings if r not in first))
    alone = cell.column_span == 1
    return CodeCell(ordered, cell.inked and alone, alone, place=place)


def _is_wordy(text: str) -> bool:
    """Whether a text is a label: "Tổng cộng", not "VIH" or "n„3,2 L"."""
    return sum(map(str.isalpha, text)) > LETTERS and not any(map(str.isdigit, text))


def _more(passage: TextCell, cell: Cell, page: int, back: Transform) -> TextCell:
    """A passage with the words of a merged cell that begins under the figures."""
    text = one_line(f"{passage.text} {cell.text}")
    return TextCell(passage.column, text, (*passage.places, _place(cell, page, back)))


def _first_text(texts: Sequence[TextCell]) -> str:
    return next((t.text for t in texts if t.text), "")


def _covering(grid: Grid, row: int, column: int) -> Cell | None:
    """The merged cell that covers a place."""
    return next(
        (
            c
            for c in grid.cells
            if c.row <= row < c.row + c.row_span and c.column <= column < c.column + c.column_span
        ),
        None,
    )
