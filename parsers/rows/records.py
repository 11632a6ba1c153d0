"""From joined rows to tables of records: shape, hierarchy, codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from document.page import Page
from document.record import Code, Column, Kind, Record, Shape, Table, coded
from document.table import Grid
from parsers import codes
from parsers.rows import section_order
from parsers.rows.continuation import Joined, join
from parsers.rows.page_rows import PaperRow
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


def _record(row: PaperRow, number: int, doubt: str) -> Record:
    places = [p.page for t in row.texts for p in t.places]
    places += [f.place.page for f in row.figures if f.place]
    pages = tuple(sorted(set(places))) or (row.page,)
    code = "" if row.kind in (Kind.TOTAL, Kind.MEAN) else row.code
    return Record(
        row.kind, number, _number(row, code, doubt), row.texts, row.figures, code, 0, pages
    )


def _number(row: PaperRow, code: str, doubt: str) -> Code:
    """The code of a row as a claim."""
    claim = coded(code, row.code_printed.strip() if code else "")
    read = codes.clean(row.code_printed)
    if doubt:
        return replace(claim, reason=doubt, alternatives=(read or None,))
    if code and code != read:
        why = f"read as {row.code_printed.strip()!r}, {code} by the order of the rows"
        return replace(claim, reason=why)
    return claim


def _codes_repaired(rows: Sequence[PaperRow], shape: Shape) -> list[PaperRow]:
    """Rows with codes that fit their order; what was changed is said in the record."""
    numbered = [r.kind in (Kind.DATA, Kind.SECTION, Kind.PARENT) for r in rows]
    found = codes.in_order(
        [r.code_printed if own else "" for r, own in zip(rows, numbered, strict=True)]
    )
    if shape is Shape.SHEET:  # an appendix lists what lost points: its codes have gaps
        illegible = [
            own and r.code_inked and not codes.clean(code)
            for r, own, code in zip(rows, numbered, found, strict=True)
        ]
        found = codes.bridged(found, illegible)
    return [
        replace(r, code=code) if own else r
        for r, own, code in zip(rows, numbered, found, strict=True)
    ]


def _sheet_kinds(rows: Sequence[PaperRow]) -> list[PaperRow]:
    """In a sheet a Roman row without figures is still a row of the hierarchy, where others of its
    kind have figures: its own were lost. Where none has, they head the rows below them."""
    headings = [r for r in rows if codes.is_roman(r.code)]
    if not any(r.has_figures for r in headings):
        return [replace(r, kind=Kind.SECTION) if r in headings else r for r in rows]
    return [replace(r, kind=Kind.DATA) if r.kind is Kind.SECTION and r.code else r for r in rows]


def _headings(rows: Sequence[PaperRow]) -> list[PaperRow]:
    """Rows of an appendix; one without any figure whose code the next rows go on from heads
    them ("6  CẢI CÁCH TÀI CHÍNH CÔNG" over 6.1.2), as a Roman number does."""
    done: list[PaperRow] = []
    for k, row in enumerate(rows):
        following = next((r.code for r in rows[k + 1 :] if r.code), "")
        heads = row.kind is Kind.DATA and row.code and following.startswith(f"{row.code}.")
        done.append(replace(row, kind=Kind.SECTION) if heads and not row.has_figures else row)
    return done


def _table(joined: Joined, number: int) -> Table:
    shape = shape_of(joined.columns)
    rows = with_sums(with_thousands(_codes_repaired(joined.rows, shape)))
    if shape is Shape.SHEET:
        rows = _sheet_kinds(rows)
    elif shape is Shape.DEDUCTION:
        rows = _headings(rows)
    doubts = section_order.doubtful([r.code_printed for r in rows], [r.code for r in rows])
    records = [_record(row, n, doubts.get(n - 1, "")) for n, row in enumerate(rows, 1)]
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
