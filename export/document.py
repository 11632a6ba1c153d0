"""reports/NAME.json: everything that is known about one report, and beside it the plain view
(records, totals, report, inconsistencies, pages_text) for those who only want the values.

The format is described in docs/json.md.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from document.change import Change
from document.check import Check
from document.claim import Location
from document.geometry import Box
from document.number import plain
from document.page import Page
from document.record import (
    FACTS,
    Column,
    Fact,
    Figure,
    Kind,
    NotUnderstood,
    Record,
    Report,
    Shape,
    Table,
    TextCell,
)
from document.table import Reading
from export.files import write
from export.summary import Summary

FORMAT = 2
"""Version of the format; it grows when a key changes its meaning or goes away."""

Json = dict[str, Any]
"""A JSON object: its values are what json.dumps writes."""


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _box(box: Box | None) -> list[float] | None:
    return None if box is None else [round(v, 2) for v in (box.x0, box.top, box.x1, box.bottom)]


def _place(place: Location | None) -> Json | None:
    return None if place is None else {"page": place.page, "box": _box(place.box)}


def _reading(reading: Reading) -> Json:
    return {
        "origin": reading.origin.value,
        "text": reading.text,
        "confidence": round(reading.confidence, 4),
    }


def _figure(figure: Figure) -> Json:
    return {
        "column": figure.column,
        "printed": figure.printed,
        "value": _number(figure.value),
        "verdict": figure.verdict.value,
        "readings": [_reading(r) for r in figure.readings],
        "alternatives": [_number(a) for a in figure.alternatives],
        "rules": list(figure.rules),
        "reason": figure.reason,
        "place": _place(figure.place),
        "inked": figure.inked,
    }


def _passage(passage: TextCell) -> Json:
    return {
        "column": passage.column,
        "text": passage.text,
        "places": [_place(p) for p in passage.places],
    }


def _record(record: Record) -> Json:
    return {
        "kind": record.kind.value,
        "row": record.row,
        "code": record.code,
        "code_printed": record.number.printed,
        "code_verdict": record.number.verdict.value,
        "code_alternatives": list(record.number.alternatives),
        "code_reason": record.number.reason,
        "code_readings": [_reading(r) for r in record.number.readings],
        "code_place": _place(record.number.place),
        "path": record.path,
        "level": record.level,
        "verdict": record.verdict.value,
        "reason": record.reason,
        "pages": list(record.pages),
        "texts": [_passage(t) for t in record.texts],
        "figures": [_figure(f) for f in record.figures],
        "notes": list(record.notes),
    }


def _column(column: Column) -> Json:
    return {
        "name": column.name,
        "header": column.header,
        "numeric": column.numeric,
        "confidence": round(column.confidence, 4),
        "may_be": list(column.candidate_roles),
        "verdict": column.verdict.value,
        "reason": column.reason,
    }


def _table(table: Table) -> Json:
    return {
        "number": table.number,
        "shape": table.shape.value,
        "title": table.title,
        "pages": list(table.pages),
        "columns": [_column(c) for c in table.columns],
        "records": [_record(r) for r in table.records],
        "notes": list(table.notes),
        "aside": table.secondary,
        "verdict": table.verdict.value,
        "reason": table.reason,
    }


def _text(page: Page) -> str:
    return "\n".join(page.lines)


def _page(page: Page) -> Json:
    return {
        "number": page.number,
        "width": round(page.width, 2),
        "height": round(page.height, 2),
        "original_width": round(page.original_width, 2),
        "original_height": round(page.original_height, 2),
        "to_original": [list(row) for row in page.to_original.rows],
        "dpi": round(page.dpi, 2),
        "layer": page.layer.value,
        "layer_reason": page.layer_reason,
        "turned": page.turned,
        "skew": round(page.skew, 3),
        "blank": page.blank,
        "notes": list(page.notes),
        "text": _text(page),
    }


def _fact(fact: Fact) -> Json:
    return {
        "name": fact.name,
        "value": fact.value,
        "printed": fact.printed,
        "verdict": fact.verdict.value,
        "readings": [_reading(r) for r in fact.readings],
        "alternatives": list(fact.alternatives),
        "reason": fact.reason,
        "place": _place(fact.place),
    }


def _check(check: Check) -> Json:
    return {
        "rule": check.rule,
        "table": check.table or None,
        "path": check.code,
        "column": check.column,
        "page": check.page or None,
        "printed": _number(check.printed),
        "expected": _number(check.expected),
        "certain": check.certain,
        "vi": check.vi,
        "en": check.en,
        "id": check.id,
        "root": check.root,
        "blamed": None if check.blamed is None else asdict(check.blamed),
    }


def _change(change: Change) -> Json:
    return {
        "where": change.where,
        "start": change.start,
        "before": change.before,
        "after": change.after,
        "posterior": round(change.posterior, 4),
        "runners_up": [[text, round(p, 4)] for text, p in change.runners_up],
    }


MOST_PICTURES = 20
"""Pages of one document that get a picture; a document without any understood page has more."""


def pictured(report: Report) -> tuple[int, ...]:
    """The pages that a picture is made of: not understood, and drawable."""
    drawable = {p.number for p in report.pages if p.dpi or p.words or p.original_width}
    lost = {p.number for p in report.pages if p.lost}
    return tuple(n for n in report.unclear_pages if n in drawable - lost)[:MOST_PICTURES]


def picture_path(sha256: str, page: int) -> str:
    """Where the picture of a page lies in the output folder."""
    return f"pictures/{picture_stem(sha256)}-{page}.png"


def picture_stem(sha256: str) -> str:
    """What the names of the pictures of one document begin with, before the hyphen."""
    return sha256[:16]


def _unclear(unclear: NotUnderstood, report: Report) -> Json:
    shown = unclear.page in pictured(report)
    return {
        "page": unclear.page,
        "reason": unclear.reason,
        "picture": picture_path(report.source.sha256, unclear.page) if shown else None,
    }


def main_tables(report: Report) -> tuple[Table, ...]:
    """The tables that the report is about: all of the shape with most rows, those of another
    letter in the file left out.

    A table that is not understood (a count of grades, a list of names) is only taken when
    there is no other.
    """
    counts: dict[Shape, int] = {}
    own = [table for table in report.tables if not table.secondary]
    for table in own:
        rows = len(table.rows(Kind.DATA, Kind.PARENT))
        counts[table.shape] = counts.get(table.shape, 0) + rows
    if not counts:
        return ()
    shape = max(counts, key=lambda s: (s is not Shape.OTHER and counts[s] > 0, counts[s]))
    return tuple(t for t in own if t.shape is shape)


def _flags(table: Table, record: Record) -> dict[str, bool]:
    """The numbers of a row that must not be trusted, those of columns that were not told apart
    among them."""
    doubtful = (f.column for f in record.figures if f.verdict.needs_person)
    return dict.fromkeys((*doubtful, *sorted(table.open_roles)), True)


def _values(table: Table, record: Record) -> Json:
    """The cells by canonical column name, null for an empty one and for one never found."""
    cells: Json = {c.name: None for c in table.columns}
    # From last to first: of two cells of one name the first stands, as in Record.figure.
    cells |= {t.column: t.text or None for t in reversed(record.texts)}
    cells |= {f.column: _number(f.value) for f in reversed(record.figures)}
    return cells


def _simple_record(table: Table, record: Record) -> Json:
    return _values(table, record) | {
        "code": record.code,
        "path": record.path,
        "level": record.level,
        "kind": record.kind.value,
        "table": table.number,
        "row": record.row,
        "pages": list(record.pages),
        "flags": _flags(table, record),
    }


def _grand_total(tables: tuple[Table, ...]) -> tuple[Table, Record] | None:
    """The row of the grand total, else of the means; None when there is neither.

    It closes the table or opens it; the totals between are those of groups.
    """
    for kind in (Kind.TOTAL, Kind.MEAN):
        found = [(t, r) for t in tables for r in t.rows(kind)]
        if found:
            opens = tables[0].records[:1] == (found[0][1],)
            return found[0] if opens else found[-1]
    return None


def _totals(tables: tuple[Table, ...]) -> Json | None:
    found = _grand_total(tables)
    if found is None:
        return None
    table, record = found
    values: Json = {c.name: None for c in table.columns if c.numeric}
    values |= {f.column: _number(f.value) for f in reversed(record.figures)}
    return values | {"flags": _flags(table, record)}


def _inconsistency(check: Check) -> Json:
    return {
        "type": check.rule,
        "code": check.code,
        "field": check.column,
        "table": check.table or None,
        "page": check.page or None,
        "printed": _number(check.printed),
        "expected": _number(check.expected),
        "vi": check.vi,
        "en": check.en,
    }


def _simple_report(report: Report) -> Json:
    values: Json = dict.fromkeys(FACTS)
    values |= {fact.name: fact.value or None for fact in report.facts}
    flags = {fact.name: True for fact in report.facts if fact.verdict.needs_person}
    return values | {"flags": flags}


def as_json(report: Report) -> Json:
    """The report as a JSON object: all values plain, numbers of the paper decimal strings."""
    tables = main_tables(report)
    return {
        "format": FORMAT,
        "source": {
            "name": report.source.name,
            "sha256": report.source.sha256,
            "pages": report.source.pages,
        },
        "summary": asdict(Summary.of(report)),
        "report": _simple_report(report),
        "records": [
            _simple_record(table, record)
            for table in tables
            for record in table.rows(Kind.DATA, Kind.PARENT)
        ],
        "totals": _totals(tables),
        "inconsistencies": [_inconsistency(c) for c in report.checks if c.certain],
        "pages_text": [_text(page) for page in report.pages],
        "facts": [_fact(fact) for fact in report.facts],
        "tables": [_table(table) for table in report.tables],
        "checks": [_check(check) for check in report.checks],
        "rules_checked": report.rules_checked,
        "quality": None if report.quality is None else asdict(report.quality),
        "pages": [_page(page) for page in report.pages],
        "changes": [_change(change) for change in report.changes],
        "not_understood": [_unclear(unclear, report) for unclear in report.unclear],
        "not_found": [asdict(missing) for missing in report.missing],
        "notes": list(report.notes),
    }


def encoded(report: Report) -> bytes:
    """The bytes of reports/NAME.json: JSON in UTF-8."""
    text = json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n"
    # A file name that is not UTF-8 comes as lone surrogates: question marks in the file.
    return text.encode("utf-8", "replace")


def save(report: Report, path: Path) -> None:
    """Write the report as JSON, whole or not at all. Raises OutputRefused."""
    write(path, encoded(report))
