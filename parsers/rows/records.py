"""From joined rows to tables of records: shape, hierarchy, codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from document.page import Page
from document.record import Code, Column, Kind, Record, Shape, Table
from document.table import Grid
from parsers import codes
from parsers.rows import section_order
from parsers.rows.code_cell import CodeCell
from parsers.rows.code_order import Settled, repeated, settle
from parsers.rows.continuation import Joined, join
from parsers.rows.page_rows import PageRow
from parsers.rows.sums import with_sums
from parsers.rows.thousands import with_thousands


def shape_of(columns: Sequence[Column]) -> Shape:
    """The shape of a table from its columns."""
    names = {c.name for c in columns}
    fields = sum(n.startswith("field_") for n in names)
    if fields >= 2 and ("total_score" in names or "unit" in names):
        return Shape.RANKING
    if "deduction" in names and names & {"max_score", "verified_score"}:
        return Shape.DEDUCTION
    if "max_score" in names and names & {"self_score", "verified_score", "total_score"}:
        return Shape.SHEET
    return Shape.OTHER


def _depth(code: str, under_roman: bool) -> int:
    """Level of a code: Roman numbers are level 1, dots count, letters stand below."""
    if codes.is_roman(code):
        return 1
    numbers = codes.parts(code)
    if not numbers:
        return 0
    return len(numbers) + (1 if under_roman else 0)


def _with_paths(records: Sequence[Record]) -> list[Record]:
    """Records of a sheet with path and level; those with rows below them become parents."""
    done: list[Record] = []
    chain: list[str] = []
    under_roman = any(codes.is_roman(r.code) for r in records)
    for record in records:
        level = _depth(record.code, under_roman)
        if record.kind not in (Kind.DATA, Kind.PARENT, Kind.SECTION) or not level:
            done.append(record)
            continue
        chain = [*chain[: level - 1], record.code]
        done.append(replace(record, path="/".join(chain), level=level))
    return [
        replace(r, kind=Kind.PARENT) if r.kind is Kind.DATA and _has_child(done, k) else r
        for k, r in enumerate(done)
    ]


def _grouped(records: Sequence[Record]) -> list[Record]:
    """Records of an appendix; a row whose figures sum up the rows below it becomes a parent.

    Where it lists only what lost points, most rows have no parent on paper: a code of three
    numbers hangs under one only when that one is printed, with figures, above it.
    """
    done: list[Record] = []
    above: list[Record] = []
    for k, record in enumerate(records):
        if record.kind is not Kind.DATA or not record.code:
            done.append(record)
            continue
        while above and not _hangs_under(record, above[-1]):
            above.pop()
        chain = (*(r.code for r in above), record.code)
        following = next((r for r in records[k + 1 :] if r.kind is Kind.DATA and r.code), None)
        if following and _hangs_under(following, record) and _has_values(record):
            record = replace(record, kind=Kind.PARENT)
            above.append(record)
        done.append(replace(record, path="/".join(chain), level=len(chain)))
    return done if any(r.kind is Kind.PARENT for r in done) else list(records)


def _hangs_under(record: Record, parent: Record) -> bool:
    if codes.is_roman(parent.code):
        return not codes.is_roman(record.code)
    return record.code.startswith(f"{parent.code}.")


def _has_values(record: Record) -> bool:
    return any(f.value is not None for f in record.figures)


def _has_child(records: Sequence[Record], k: int) -> bool:
    following = next((r for r in records[k + 1 :] if r.level), None)
    return bool(records[k].level) and following is not None and following.level > records[k].level


def _record(row: PageRow, number: int, code: Code) -> Record:
    places = [p.page for t in row.texts for p in t.places]
    places += [f.place.page for f in row.figures if f.place]
    pages = tuple(sorted(set(places))) or (row.page,)
    return Record(row.kind, number, code, row.texts, row.figures, code.value or "", 0, pages)


BLANK = 0.2
"""Where a larger share of the rows of figures has no code, the others need none."""
NUMBERED = (Kind.DATA, Kind.SECTION, Kind.PARENT)


def _codes(rows: Sequence[PageRow]) -> list[Code]:
    """The code of each row as a claim."""
    cells = [row.cell if row.kind in NUMBERED else CodeCell() for row in rows]
    settled = list(settle(cells))
    values = [one.value for one in settled]
    twice = repeated(values, [row.kind not in (Kind.DATA, Kind.PARENT) for row in rows])
    for k in _without(rows, settled):
        settled[k] = Settled(reason="no number is seen in the row, and rows like it have one")
    doubts = section_order.doubtful([value or "" for value in values])
    return [
        one.claim(cell, twice.get(k, ""), "" if cell.exact else doubts.get(k, ""))
        for k, (one, cell) in enumerate(zip(settled, cells, strict=True))
    ]


def _without(rows: Sequence[PageRow], settled: Sequence[Settled]) -> list[int]:
    """The rows of figures in which no code is seen, where hardly one has none."""
    own = [
        k for k, row in enumerate(rows)
        if row.kind is Kind.DATA and row.cell.own and any(f.value is not None for f in row.figures)
    ]  # fmt: skip
    found = [k for k in own if not (settled[k].value or settled[k].reason)]
    few = len(found) <= BLANK * len(own)
    return [k for k in found if few and not rows[k].exact]


def _with_codes(rows: Sequence[PageRow], found: Sequence[Code]) -> list[PageRow]:
    return [replace(row, code=code.value or "") for row, code in zip(rows, found, strict=True)]


def _sheet_kinds(rows: Sequence[PageRow]) -> list[PageRow]:
    """In a sheet a Roman row without figures is still a row of the hierarchy, where others of its
    kind have figures: its own were lost. Where none has, they head the rows below them."""
    headings = [r for r in rows if codes.is_roman(r.code)]
    if not any(r.has_figures for r in headings):
        return [replace(r, kind=Kind.SECTION) if r in headings else r for r in rows]
    return [replace(r, kind=Kind.DATA) if r.kind is Kind.SECTION and r.code else r for r in rows]


def _headings(rows: Sequence[PageRow]) -> list[PageRow]:
    """Rows of an appendix; one without any figure whose code the next rows go on from heads
    them ("6  CẢI CÁCH TÀI CHÍNH CÔNG" over 6.1.2), as a Roman number does."""
    done: list[PageRow] = []
    for k, row in enumerate(rows):
        following = next((r.code for r in rows[k + 1 :] if r.code), "")
        heads = row.kind is Kind.DATA and row.code and following.startswith(f"{row.code}.")
        done.append(replace(row, kind=Kind.SECTION) if heads and not row.has_figures else row)
    return done


def _table(joined: Joined, number: int) -> Table:
    shape = shape_of(joined.columns)
    found = _codes(joined.rows)
    rows = with_sums(with_thousands(_with_codes(joined.rows, found)))
    if shape is Shape.SHEET:
        rows = _sheet_kinds(rows)
    elif shape is Shape.DEDUCTION:
        rows = _headings(rows)
    records = [
        _record(row, n, code) for n, (row, code) in enumerate(zip(rows, found, strict=True), 1)
    ]
    if shape is Shape.SHEET:
        records = _with_paths(records)
    elif shape is Shape.DEDUCTION:
        records = _grouped(records)
    return Table(
        number, shape, joined.columns, tuple(records), joined.pages, joined.title, joined.notes
    )


def _holds_figures(joined: Joined) -> bool:
    """Whether a table without a known column is one: a frame around signatures is none."""
    return sum(f.value is not None for row in joined.rows for f in row.figures) >= 3


def tables(read: Sequence[tuple[Page, Sequence[Grid]]]) -> tuple[Table, ...]:
    """The tables of a document; those whose columns are not understood are kept, with a note."""
    found = [
        joined
        for joined in join(read)
        if joined.rows and (any(c.confidence > 0 for c in joined.columns) or _holds_figures(joined))
    ]
    return tuple(_table(joined, n) for n, joined in enumerate(found, 1))
