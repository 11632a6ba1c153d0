"""A page on which nothing adds up is doubted whole: a column may have slipped on it.

A fault of the typist breaks the equation of one row. Where the equation of every row of a page
fails, each figure may be read well and still stand in the wrong column.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from document.claim import Verdict
from document.record import Figure, Kind, Record, Report, Shape, Table, Unclear

FEWEST = 3
"""Rows that a page must have to be doubted: two may hold a fault each."""
UNIT = Decimal("0.005")
"""Half a unit of the second place: what rounding takes from each term."""


def with_doubts(report: Report) -> Report:
    """The report with every figure of a page doubted on which no row's equation holds."""
    unclear: list[Unclear] = []
    tables = []
    for table in report.tables:
        doubted = _failing(table)
        tables.append(_doubted(table, doubted) if doubted else table)
        unclear += (Unclear(page, reason) for page, reason in doubted.items())
    if not unclear:
        return report
    return replace(
        report,
        tables=tuple(tables),
        notes=(*report.notes, *(_note(u.page, u.reason) for u in unclear)),
        unclear=tuple(sorted((*report.unclear, *unclear), key=lambda u: u.page)),
    )


def _note(page: int, reason: str) -> str:
    return f"page {page}: {reason}"


def _failing(table: Table) -> dict[int, str]:
    """Why a page is doubted, by page, of those that are."""
    tried: dict[int, list[bool]] = defaultdict(list)
    for record in table.rows(Kind.DATA):
        if any(f.verdict is Verdict.REPAIRED for f in record.figures):
            continue  # it holds because a figure was changed until it did
        holds = _holds(table.shape, record)
        if holds is not None and len(record.pages) == 1:
            tried[record.pages[0]].append(holds)
    # A deduction may mean a penalty, then no page of the table holds; a total is a sum.
    if table.shape is Shape.DEDUCTION and not any(any(held) for held in tried.values()):
        return {}
    return {
        page: f"the equation of none of its {len(held)} rows holds; a column may have slipped, "
        "compare it with the scan"
        for page, held in tried.items()
        if len(held) >= FEWEST and not any(held)
    }


def _holds(shape: Shape, record: Record) -> bool | None:
    """Whether a row adds up; None when it has no equation or a figure of it is missing."""
    if shape is Shape.DEDUCTION:
        terms = [record.value(c) for c in ("max_score", "verified_score", "deduction")]
        if any(t is None for t in terms):
            return None
        most, verified, deduction = (t for t in terms if t is not None)
        return most - verified == deduction
    if shape is Shape.RANKING:
        total = record.value("total_score")
        fields = [f.value for f in record.figures if f.column.startswith("field_")]
        known = [v for v in fields if v is not None]
        if total is None or len(known) < max(min(3, len(fields)), len(fields) - 1):
            return None
        return abs(sum(known, Decimal(0)) - total) <= UNIT * (len(known) + 1)
    return None


def _doubted(table: Table, reasons: dict[int, str]) -> Table:
    notes = {page: _note(page, reason) for page, reason in reasons.items()}
    records = tuple(
        replace(r, figures=tuple(_doubtful(f, notes) for f in r.figures)) for r in table.records
    )
    return replace(table, records=records, notes=(*table.notes, *notes.values()))


def _doubtful(figure: Figure, notes: dict[int, str]) -> Figure:
    note = notes.get(figure.place.page) if figure.place else None
    return figure if note is None else figure.doubted(note)
