"""What a sample prints, as records, and which relations its printed numbers break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from document import number
from samples.source import Appendix, Error, Report, Row

RATIO = re.compile(r"(\d+)/(\d+)\D.*?(\d+(?:[.,]\d+)?)\s*%")
RATIO_TOLERANCE = Decimal("0.06")
"""Percentage points: printed percentages are rounded or cut after one or two places."""
ZERO = Decimal(0)


def truth(report: Report) -> dict[str, Any]:
    """The content of NAME.truth.json: numbers as decimal strings, None where nothing is printed.

    inconsistencies: the errors that were planted; violated_checks: these and what follows.
    """
    appendix = report.appendix
    return {
        "report": {**report.facts, "headline_score": _point(report.facts["headline_score"])},
        "table_kind": appendix.shape,
        "records": [_record(appendix, row) for row in appendix.scored],
        "section_rows": [
            {"code": row.code, "text": row.cells["criterion"]}
            for row in appendix.rows
            if row.kind == "section"
        ],
        "totals": {
            column.name: _plain(appendix.total[column.name])
            for column in appendix.columns
            if column.numeric
        },
        "inconsistencies": [_error(error) for error in report.planted],
        "violated_checks": [_error(error) for error in (*report.planted, *report.follows)],
    }


def _record(appendix: Appendix, row: Row) -> dict[str, str | None]:
    record = {
        column.name: _plain(row.cells[column.name])
        if column.numeric
        else " ".join(row.cells[column.name].split())
        for column in appendix.columns
    }
    return record if appendix.shape == "A" else {"path": row.path, "kind": row.kind, **record}


def _error(error: Error) -> dict[str, str | None]:
    return {
        "type": error.type,
        "code": error.code,
        "field": error.field,
        "printed": _point(error.printed),
        "expected": _point(error.expected),
    }


def _point(printed: str | int) -> str:
    return str(printed).replace(",", ".")


def _plain(printed: str) -> str | None:
    value = number.parse(printed)
    return None if value is None else number.plain(value)


def broken(report: Report) -> set[tuple[str, str | None, str]]:
    """Type, code and field of every relation that the printed numbers do not keep."""
    rules = _deduction_rules if report.appendix.shape == "A" else _sheet_rules
    return {*rules(report), *_ratios(report.appendix)}


Broken = tuple[str, str | None, str]


def _deduction_rules(report: Report) -> Iterator[Broken]:
    appendix = report.appendix
    for row in appendix.scored:
        if _max_less_verified(row.cells) != _value(row.cells, "deduction"):
            yield "row_arithmetic", row.code, "deduction"
    yield from _column_totals(appendix, appendix.scored)
    if _max_less_verified(appendix.total) != _value(appendix.total, "deduction"):
        yield "total_arithmetic", None, "deduction"
    if Decimal(100) - _value(appendix.total, "deduction") != _headline(report):
        yield "headline", None, "headline_score"


def _sheet_rules(report: Report) -> Iterator[Broken]:
    appendix = report.appendix
    for row in appendix.rows:
        children = [r for r in appendix.rows if r.path.rpartition("/")[0] == row.path]
        for name in _numeric(appendix):
            if children and _sum(children, name) != _value(row.cells, name):
                yield "parent_sum", row.path, name
    yield from _column_totals(appendix, tuple(r for r in appendix.rows if "/" not in r.path))
    if _value(appendix.total, "verified_score") != _headline(report):
        yield "headline", None, "headline_score"


def _column_totals(appendix: Appendix, rows: tuple[Row, ...]) -> Iterator[Broken]:
    for name in _numeric(appendix):
        if _sum(rows, name) != _value(appendix.total, name):
            yield "column_total", None, name


def _ratios(appendix: Appendix) -> Iterator[Broken]:
    for row in appendix.scored:
        for name in ("reason", "note"):
            found = RATIO.search(row.cells.get(name, ""))
            if found:
                part, whole, percent = (_known(text) for text in found.groups())
                if abs(part * 100 / whole - percent) > RATIO_TOLERANCE:
                    yield "ratio_percent", row.code, name


def _numeric(appendix: Appendix) -> list[str]:
    return [column.name for column in appendix.columns if column.numeric]


def _max_less_verified(cells: dict[str, str]) -> Decimal:
    return _value(cells, "max_score") - _value(cells, "verified_score")


def _sum(rows: list[Row] | tuple[Row, ...], name: str) -> Decimal:
    return sum((_value(row.cells, name) for row in rows), ZERO)


def _value(cells: dict[str, str], name: str) -> Decimal:
    """A blank counts as nothing in sums."""
    return number.parse(cells[name]) or ZERO


def _headline(report: Report) -> Decimal:
    return _known(str(report.facts["headline_score"]))


def _known(printed: str) -> Decimal:
    value = number.parse(printed)
    if value is None:
        raise ValueError(f"not a number: {printed!r}")
    return value
