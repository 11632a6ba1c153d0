"""Maxima that nobody saw: a row with scores has one on paper, so that a blank there was lost.

Print that is too pale, or a cell cut beside its figure, leaves no ink to be unread.
"""

from __future__ import annotations

from dataclasses import replace

from document.record import Figure, Kind, Record, Report, Table, Verdict

MAX = "max_score"
SCORES = ("self_score", "verified_score", "deduction")
MOSTLY = 0.8
"""Share of the rows with scores that must have a maximum for the others to have lost theirs."""


def with_lost_maxima(report: Report) -> Report:
    """The report with blank maxima beside scores taken for unread."""
    return replace(report, tables=tuple(_table(table) for table in report.tables))


def _table(table: Table) -> Table:
    scored = [r for r in table.rows(Kind.DATA) if _has_scores(r) and r.figure(MAX) is not None]
    lost = [r for r in scored if _is_blank(r.figure(MAX))]
    if not lost or len(lost) > (1 - MOSTLY) * len(scored):
        return table
    rows = {r.row for r in lost}
    return replace(table, records=tuple(_unread(r) if r.row in rows else r for r in table.records))


def _has_scores(record: Record) -> bool:
    return any(record.value(column) for column in SCORES)


def _is_blank(figure: Figure | None) -> bool:
    return figure is not None and figure.verdict is Verdict.BLANK


def _unread(record: Record) -> Record:
    why = "nothing was seen, though the row has scores; look at the scan"
    figures = tuple(
        replace(f, verdict=Verdict.UNREAD, because=why, inked=True) if f.column == MAX else f
        for f in record.figures
    )
    return replace(record, figures=figures)
