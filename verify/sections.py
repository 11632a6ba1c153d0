"""Rows whose number may be another's: their figures are read well and may belong elsewhere."""

from __future__ import annotations

from dataclasses import replace

from document.claim import Verdict
from document.record import Record, Report


def with_numbers_doubted(report: Report) -> Report:
    """The report with the figures doubted of every row whose code may be another row's."""
    tables = tuple(
        replace(table, records=tuple(map(_doubted, table.records))) for table in report.tables
    )
    return replace(report, tables=tables)


def _doubted(record: Record) -> Record:
    if not record.number.alternatives:
        return record
    figures = tuple(
        f if f.verdict is Verdict.BLANK else f.doubted(record.number.reason) for f in record.figures
    )
    return replace(record, figures=figures)
