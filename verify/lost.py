"""Figures that nobody saw: a row with scores has a maximum on paper, a ranked unit its rank and
its total, so that a blank there was lost.

Print that is too pale, or a cell cut beside its figure, leaves no ink to be unread.
"""

from __future__ import annotations

from dataclasses import replace

from document.record import Kind, Record, Report, Shape, Table, Verdict

NEEDED = {Shape.RANKING: ("total_score", "rank")}
"""Columns without blanks, by shape; of all others the maximum."""
MOSTLY = 0.8
"""Share of the rows with figures that must have one in such a column for the others to have lost
theirs."""


def with_lost_figures(report: Report) -> Report:
    """The report with blanks that cannot be taken for unread."""
    return replace(report, tables=tuple(_table(table) for table in report.tables))


def _table(table: Table) -> Table:
    for column in NEEDED.get(table.shape, ("max_score",)):
        table = _without_blanks(table, column)
    return table


def _without_blanks(table: Table, column: str) -> Table:
    filled = [r for r in table.rows(Kind.DATA) if r.figure(column) and _has_others(r, column)]
    lost = [r for r in filled if _is_blank(r, column)]
    if not lost or len(lost) > (1 - MOSTLY) * len(filled):
        return table
    rows = {r.row for r in lost}
    return replace(
        table, records=tuple(_unread(r, column) if r.row in rows else r for r in table.records)
    )


def _has_others(record: Record, column: str) -> bool:
    """Whether a row has a figure other than 0 besides the one in question."""
    return any(f.value for f in record.figures if f.column != column)


def _is_blank(record: Record, column: str) -> bool:
    figure = record.figure(column)
    return figure is not None and figure.verdict is Verdict.BLANK


def _unread(record: Record, column: str) -> Record:
    why = "nothing was seen, though the row has other figures; look at the scan"
    figures = tuple(
        replace(f, verdict=Verdict.UNREAD, because=why, inked=True) if f.column == column else f
        for f in record.figures
    )
    return replace(record, figures=figures)
