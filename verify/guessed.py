"""Columns that were guessed, and columns that may be one that is missing: a person must look.

A figure that is read well and stands under the wrong name looks right to whoever takes it over;
one that stands under an unknown name is missing where it is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from document.claim import Verdict
from document.record import Column, Figure, Kind, Record, Report, Table

GUESSED = 0.75
"""Confidence of a column's role below which its heading does not say what it is. Columns of the
24 scans with known truth have 0.8 and more."""
BORNE_OUT = 0.5
"""Share of the figures of a column that must be consistent for its role to stand."""
TELLING = frozenset(
    ("row_arithmetic", "total_arithmetic", "row_difference", "row_total", "rank_order")
)
"""Rules that hold a column against those beside it. The sums of a column hold whatever it is
called: a sheet of six pages added up in both columns that had each other's name."""


def with_guesses_doubted(report: Report) -> Report:
    """The report with every figure doubted whose column was guessed and not borne out, or
    stands beside one that is open, and an unread figure for every column that is missing
    because nothing tells which it is."""
    return replace(report, tables=tuple(_with_missing(_judged(t)) for t in report.tables))


def _with_missing(table: Table) -> Table:
    names = {c.name for c in table.columns}
    missing = {
        role: f"it may stand under {c.header!r}; nothing tells, compare the column with the scan"
        for c in table.columns
        for role in c.may_be
        if role not in names
    }
    if not missing:
        return table
    unread = tuple(
        Figure(role, verdict=Verdict.UNREAD, reason=why) for role, why in sorted(missing.items())
    )
    records = tuple(
        r if r.kind is Kind.SECTION else replace(r, figures=(*r.figures, *unread))
        for r in table.records
    )
    return replace(table, records=records)


def _judged(table: Table) -> Table:
    open_ones = any(c.may_be for c in table.columns)
    numeric = [c for c in table.columns if c.numeric]
    told = [c for c in numeric if _is_borne_out(table, c, TELLING)]
    whole = [c for c in numeric if _is_borne_out(table, c)]
    notes: dict[str, str] = {}
    for c in numeric:
        # The last one beside columns that an equation tells can be exchanged with none.
        stands = c in told or (c in whole and len(numeric) - len(told) == 1 and told)
        if 0 < c.confidence < GUESSED and not stands:
            notes[c.name] = (
                f"the heading {c.header!r} may not be {c.name}, and no equation tells; compare "
                "the column with the scan"
            )
        elif open_ones and c not in whole:
            notes[c.name] = (
                "a column beside it is not understood, and no equation tells that this one is whole"
            )
    if not notes:
        return table
    records = tuple(replace(r, figures=tuple(_figures(r, notes))) for r in table.records)
    return replace(table, records=records)


def _is_borne_out(table: Table, column: Column, by: frozenset[str] | None = None) -> bool:
    """Whether most figures of a column fit the rules that ask for them; by: one of which at
    least must be among these."""
    figures = [f for r in table.records if (f := r.figure(column.name)) is not None]
    inked = [f for f in figures if f.verdict is not Verdict.BLANK]
    fitting = [
        f
        for f in inked
        if f.verdict is Verdict.CONSISTENT and (by is None or not by.isdisjoint(f.rules))
    ]
    return len(fitting) >= BORNE_OUT * len(inked)


def _figures(record: Record, notes: dict[str, str]) -> Iterator[Figure]:
    for figure in record.figures:
        note = notes.get(figure.column)
        if note is None or figure.verdict is Verdict.BLANK:
            yield figure
        else:
            yield figure.doubted(note)
