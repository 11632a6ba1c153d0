"""What a sample prints, as records, and which relations its printed numbers break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from document import number
from samples.source import Appendix, Error, Report, Row

RATIO = re.compile(r"(\d+)/(\d+)\D(?:(?!\d/\d).)*?(\d+(?:[.,]\d+)?)\s*%")
"""A ratio and its percentage; a day ("30/11") before them is none."""
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
    rules = {"A": _deduction_rules, "B": _sheet_rules, "C": _ranking_rules}
    return {*rules[report.appendix.shape](report), *_ratios(report.appendix)}


Broken = tuple[str, str | None, str]


def _deduction_rules(report: Report) -> Iterator[Broken]:
    appendix = report.appendix
    for row in appendix.scored:
        if _max_less_verified(row.cells) != _value(row.cells, "deduction"):
            yield "row_arithmetic", row.path, "deduction"
    yield from _parent_sums(appendix)
    yield from _column_totals(appendix, _top(appendix))
    if not appendix.total:
        return
    if _max_less_verified(appendix.total) != _value(appendix.total, "deduction"):
        yield "total_arithmetic", None, "deduction"
    if not _headline_is(report, Decimal(100) - _value(appendix.total, "deduction")):
        yield "headline", None, "headline_score"


def _sheet_rules(report: Report) -> Iterator[Broken]:
    appendix = report.appendix
    yield from _parent_sums(appendix)
    yield from _column_totals(appendix, _top(appendix))
    if any(column.name == "deduction" for column in appendix.columns):
        for row in appendix.scored:
            if _max_less_verified(row.cells) != _value(row.cells, "deduction"):
                yield "row_arithmetic", row.path, "deduction"
        total = appendix.total
        if total and _max_less_verified(total) != _value(total, "deduction"):
            yield "total_arithmetic", None, "deduction"
    if appendix.total and not _headline_is(report, _value(appendix.total, "verified_score")):
        yield "headline", None, "headline_score"


def _ranking_rules(report: Report) -> Iterator[Broken]:
    """Fields add up to the total; the rank counts the units with more, and one."""
    rows = report.appendix.scored
    totals = [_value(row.cells, "total_score") for row in rows]
    fields = [name for name in _numeric(report.appendix) if name.startswith("field_")]
    for row, total in zip(rows, totals, strict=True):
        if sum((_value(row.cells, name) for name in fields), ZERO) != total:
            yield "row_total", row.code, "total_score"
        if _value(row.cells, "rank") != 1 + sum(other > total for other in totals):
            yield "rank_order", row.code, "rank"
    if not _headline_is(report, max(totals)):
        yield "headline", None, "headline_score"


def _top(appendix: Appendix) -> tuple[Row, ...]:
    return tuple(row for row in appendix.scored if "/" not in row.path)


def _parent_sums(appendix: Appendix) -> Iterator[Broken]:
    for row in appendix.scored:
        children = [r for r in appendix.scored if r.path.rpartition("/")[0] == row.path]
        for name in _numeric(appendix):
            if children and _sum(children, name) != _value(row.cells, name):
                yield "parent_sum", row.path, name


def _column_totals(appendix: Appendix, rows: tuple[Row, ...]) -> Iterator[Broken]:
    if not appendix.total:
        return
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
                    yield "ratio_percent", row.path, name


def _numeric(appendix: Appendix) -> list[str]:
    return [column.name for column in appendix.columns if column.numeric]


def _max_less_verified(cells: dict[str, str]) -> Decimal:
    return _value(cells, "max_score") - _value(cells, "verified_score")


def _sum(rows: list[Row] | tuple[Row, ...], name: str) -> Decimal:
    return sum((_value(row.cells, name) for row in rows), ZERO)


def _value(cells: dict[str, str], name: str) -> Decimal:
    """A blank counts as nothing in sums."""
    return number.parse(cells.get(name, "")) or ZERO


def _headline_is(report: Report, value: Decimal) -> bool:
    """Whether the headline says so; an appendix without its letter has none to say otherwise."""
    said = report.facts.get("headline_score")
    return said is None or _known(str(said)) == value


def _known(printed: str) -> Decimal:
    value = number.parse(printed)
    if value is None:
        raise ValueError(f"not a number: {printed!r}")
    return value
